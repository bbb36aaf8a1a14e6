"""``ContentType``: the Django application of one folder in ``pages/`` or ``snippets/``."""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db.models import Model


class ContentType(AppConfig):
    """Base of every content type's ``AppConfig``.

    A subclass gives ``name`` (the module), ``verbose_name`` and, in one translated sentence,
    ``description``. Its label is the folder's name.

    Django uses the one AppConfig of a module that is its default, and silently none when two
    stand there, as they do when a module imports this class; so the base class stands back and
    every subclass comes forward.
    """

    default = False
    default_auto_field = "django.db.models.BigAutoField"
    description = ""

    def __init_subclass__(cls, **kwargs: object) -> None:
        super().__init_subclass__(**kwargs)
        cls.default = True

    def import_models(self) -> None:
        """Load the models; a failure names this type and the way to start without it."""
        try:
            super().import_models()
        except Exception as error:
            raise ImproperlyConfigured(
                self._cannot_start(f"{type(error).__name__}: {error}")
            ) from error

    def ready(self) -> None:
        """Check the name and what the models refer to; bring the records into the editor."""
        if self.label not in {source.label for source in settings.CONTENT_TYPES}:
            raise ImproperlyConfigured(
                f"The content type {self.name} calls itself '{self.label}', but it was found under "
                "another name: the entry point and the application's label must be the same. "
                f"Start without it: CONTENT_TYPES_BLOCK={self.name}"
            )
        for model in self.get_models():
            for field in model._meta.get_fields():
                target = (
                    getattr(field.remote_field, "model", None)
                    if field.is_relation and hasattr(field, "remote_field")
                    else None
                )
                if isinstance(target, str):
                    raise ImproperlyConfigured(
                        self._cannot_start(
                            f"{model._meta.label}.{field.name} refers to {target}, "
                            "which is not installed"
                        )
                    )
        from cms_site.content.viewsets import register_records

        register_records(self)

    def _cannot_start(self, reason: str) -> str:
        return (
            f"The content type '{self.label}' ({self.name}) cannot be started: {reason}. "
            f"Start without it: CONTENT_TYPES_BLOCK={self.label}"
        )


def content_types() -> Iterator[ContentType]:
    """Yield the content types that are installed, in the order of their labels."""
    return (config for config in apps.get_app_configs() if isinstance(config, ContentType))


def page_models() -> Iterator[type[Model]]:
    """Yield the page model of every installed content type, indexes included."""
    from cms_site.content.pages import ContentPage

    return (m for t in content_types() for m in t.get_models() if issubclass(m, ContentPage))


def record_models() -> Iterator[type[Model]]:
    """Yield the record model of every installed content type."""
    from cms_site.content.records import ContentRecord

    return (m for t in content_types() for m in t.get_models() if issubclass(m, ContentRecord))
