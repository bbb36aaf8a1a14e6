"""Field classes of the kit."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.fields import StreamField

from cms_site.content.whitelist import whitelisted


class CountField(models.PositiveIntegerField):
    """A number of people: at most ten million, more than any commune has.

    Without a limit of our own SQLite takes any number, and PostgreSQL another one than SQLite. In
    migrations it is the number that it is in the database.
    """

    default_validators = [MaxValueValidator(10_000_000)]

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveIntegerField", args, kwargs


class BodyField(StreamField):
    """A StreamField whose blocks stay out of migrations, and whose rich text is the editor's.

    Stock StreamField writes its whole block tree into the migration, so that one change of a
    shared block asks every content type for a migration. The column is JSON whatever the blocks.
    And it keeps what an import or a script writes as it is; a visitor's browser would run it.
    """

    def __init__(self, block_types=None, **kwargs) -> None:
        super().__init__(block_types or [], **kwargs)

    def deconstruct(self):
        name, _path, _args, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, "cms_site.content.fields.BodyField", [], kwargs

    def get_prep_value(self, value):
        prepared = super().get_prep_value(value)
        return whitelisted(self.stream_block, prepared) if isinstance(prepared, list) else prepared


class LinesField(forms.CharField):
    """A form's field for a list of short texts, typed one to a line; empty lines do not count."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value) -> list[str]:
        lines = value if isinstance(value, list) else super().to_python(value).splitlines()
        return [*dict.fromkeys(line.strip() for line in lines if line.strip())]

    def has_changed(self, initial, data) -> bool:
        return self.to_python(initial or []) != self.to_python(data or "")


class NamesField(models.JSONField):
    """A list of names beside the main one: at most 50, of at most 150 letters each."""

    MOST = 50
    LONGEST = 150

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **{"default": list, "blank": True} | kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs

    def formfield(self, **kwargs):
        options = {
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
            "required": False,
        }
        return LinesField(**options | {k: v for k, v in kwargs.items() if k in options})

    def pre_save(self, model_instance, add):
        return super().pre_save(model_instance, add) or []

    def validate(self, value, model_instance) -> None:
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise ValidationError(_("Give a list of names."), code="invalid")
        if len(value) > self.MOST or any(len(name) > self.LONGEST for name in value):
            raise ValidationError(
                _("Give at most %(most)d names of at most %(longest)d letters each."),
                params={"most": self.MOST, "longest": self.LONGEST},
                code="too_long",
            )
