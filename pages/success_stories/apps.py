from django.utils.translation import gettext_lazy as _

from cms_site.content import ContentType


class SuccessStories(ContentType):
    """Co-operatives that made their way, told in pictures."""

    name = "pages.success_stories"
    verbose_name = _("Success stories")
    description = _("Co-operatives that made their way, told in pictures.")
