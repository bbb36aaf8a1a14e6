from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Territories(ContentType):
    """Regions, provinces, communes and the delegations that serve them."""

    name = "snippets.territories"
    verbose_name = _("Territories")
    description = _("Regions, provinces, communes and the delegations that serve them.")
