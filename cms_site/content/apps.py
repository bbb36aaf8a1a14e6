from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentConfig(AppConfig):
    """The kit as a Django application: templates, translations and editor additions."""

    name = "cms_site.content"
    label = "content"
    verbose_name = _("Content")
