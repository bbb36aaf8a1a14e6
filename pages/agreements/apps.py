from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Agreements(ContentType):
    """Partnership agreements: who signed, for what, until when."""

    name = "pages.agreements"
    verbose_name = _("Agreements")
    description = _("Partnership agreements: who signed, for what, until when.")
