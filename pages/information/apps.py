from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Information(ContentType):
    """About, contact, accessibility, legal notice, open data."""

    name = "pages.information"
    verbose_name = _("Information pages")
    description = _("About, contact, accessibility, legal notice, open data.")
