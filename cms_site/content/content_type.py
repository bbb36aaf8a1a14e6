"""``ContentType``: the Django application of one folder in ``pages/`` or ``snippets/``."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

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
                f"Start without it: {start_without(self.name)}"
            )
        for name, target in _relations(self.label):
            if isinstance(target, str):
                raise ImproperlyConfigured(
                    self._cannot_start(
                        f"{name} refers to {target}, which is not installed", start_with_all()
                    )
                )
        from cms_site.content.viewsets import register_records

        register_records(self)

    def _cannot_start(self, reason: str, start_with: str = "") -> str:
        way_out = (
            f"Allow what it needs too: {start_with}"
            if start_with
            else f"Start without it: {start_without(self.label)}"
        )
        return (
            f"The content type '{self.label}' ({self.name}) cannot be started: {reason}. {way_out}"
        )


def start_with_all() -> str:
    """Return the setting that allows what the allowed types refer to as well.

    "" where no list of allowed types keeps it away. What those refer to in turn is not known before
    they are there.
    """
    targets = (target for config in content_types() for _name, target in _relations(config.label))
    lacking = {_label(target) for target in targets if isinstance(target, str)}
    if not settings.CONTENT_TYPES_ALLOW or lacking & {*settings.CONTENT_TYPES_BLOCK}:
        return ""
    return f"CONTENT_TYPES_ALLOW={','.join([*settings.CONTENT_TYPES_ALLOW, *sorted(lacking)])}"


def start_without(name: str) -> str:
    """Return the setting with which the product starts without the content type ``name``.

    It names what is blocked already, and all types that cannot start without what it names.
    """
    for config in content_types():  # at an early failure those that come after are not loaded yet
        with suppress(Exception):
            AppConfig.import_models(config)
    needs = {
        config.label: {_label(target) for _name, target in _relations(config.label)}
        for config in content_types()
    }
    there = {config.label for config in apps.get_app_configs()} - {name}
    gone: set[str] = set()
    while more := {label for label in needs.keys() & there if needs[label] - there}:
        gone |= more
        there -= more
    names = dict.fromkeys([*settings.CONTENT_TYPES_BLOCK, name, *sorted(gone)])
    return f"CONTENT_TYPES_BLOCK={','.join(names)}"


def _relations(label: str) -> Iterator[tuple[str, type[Model] | str]]:
    """Yield what the models of ``label`` refer to, and where: models, or the names of those not there."""
    for model in apps.all_models[label].values():
        if model._meta.auto_created:  # the field that it was made for says the same
            continue
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
            if field.is_relation:
                yield f"{model._meta.label}.{field.name}", field.remote_field.model
        if served := getattr(model, "serves_record", None):
            app_label, _separator, name = served.partition(".")
            found = apps.all_models[app_label].get(name.lower(), served)
            yield f"{model._meta.label}.serves_record", found


def _label(target: type[Model] | str) -> str:
    return target.partition(".")[0] if isinstance(target, str) else target._meta.app_label


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
