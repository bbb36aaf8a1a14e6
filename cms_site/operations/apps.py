from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OperationsConfig(AppConfig):
    """Setting up, loading content, retiring content types, health."""

    name = "cms_site.operations"
    label = "operations"
    verbose_name = _("Operations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms_site.operations import checks  # noqa: F401
        from cms_site.operations.administrator import ask_for_no_name

        ask_for_no_name()
