from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Statistics(ContentType):
    """Data sets, their observations and the indicators they measure."""

    name = "snippets.statistics"
    verbose_name = _("Statistics")
    description = _("Data sets, their observations and the indicators they measure.")
