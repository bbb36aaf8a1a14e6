from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Cooperatives(ContentType):
    """The public register of co-operatives."""

    name = "snippets.cooperatives"
    verbose_name = _("Co-operatives")
    description = _("The public register of co-operatives.")
