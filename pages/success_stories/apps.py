from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class SuccessStories(ContentType):
    """Cooperatives that made their way, told in pictures."""

    name = "pages.success_stories"
    verbose_name = _("Success stories")
    description = _("Cooperatives that made their way, told in pictures.")
