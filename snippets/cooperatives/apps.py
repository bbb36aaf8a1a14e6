from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Cooperatives(ContentType):
    """The public register of cooperatives."""

    name = "snippets.cooperatives"
    verbose_name = _("Cooperatives")
    description = _("The public register of cooperatives.")
