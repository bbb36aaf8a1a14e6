from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Directory(ContentType):
    """The directory of cooperatives, with a page for each."""

    name = "pages.directory"
    verbose_name = _("Directory")
    description = _("The directory of cooperatives, with a page for each.")
