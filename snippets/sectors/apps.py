from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Sectors(ContentType):
    """Sectors of activity and their branches."""

    name = "snippets.sectors"
    verbose_name = _("Sectors")
    description = _("Sectors of activity and their branches.")
