from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class APIConfig(AppConfig):
    """The APIs, filled from the content types."""

    name = "cms_site.api"
    label = "api"
    verbose_name = _("API")
