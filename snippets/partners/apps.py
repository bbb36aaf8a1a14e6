from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class Partners(ContentType):
    """Partner organisations and the programmes they lead."""

    name = "snippets.partners"
    verbose_name = _("Partners")
    description = _("Partner organisations and the programmes they lead.")
