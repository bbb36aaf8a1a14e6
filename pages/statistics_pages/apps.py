from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class StatisticsPages(ContentType):
    """Pages that present chosen data sets."""

    name = "pages.statistics_pages"
    verbose_name = _("Statistics pages")
    description = _("Pages that present chosen data sets.")
