"""Reading query parameters: typed by the model's fields, refused by name when they do not fit."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import connection, models
from django.utils.translation import gettext as _
from modelcluster.fields import ParentalKey
from taggit.managers import TaggableManager
from wagtail.fields import StreamField
from wagtail.models import Page

from cms_site.api.v2.problems import ParameterError
from cms_site.content.visibility import Visibility

MAX_OFFSET = 10_000
# Names in the API that are stored under another one.
STORED_AS = {"uuid": "translation_key"}


def refuse_malformed(query) -> None:
    """Raise ``ParameterError`` for a parameter given twice or with a NUL character."""
    for name, values in query.lists():
        if len(values) > 1:
            raise ParameterError(name, _("Give this parameter once; separate values by commas."))
        if "\0" in name or "\0" in values[0]:
            raise ParameterError(name.replace("\0", "?"), _("NUL characters are not allowed."))


def whole_number(query: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    """Return the integer parameter ``name`` between ``low`` and ``high``, or ``default``."""
    raw = query.get(name)
    if raw is None:
        return default
    if not (raw.isascii() and raw.isdigit() and len(raw) < 10 and low <= int(raw) <= high):
        raise ParameterError(
            name,
            _("“%(value)s” is not a whole number from %(low)s to %(high)s.")
            % {"value": raw, "low": low, "high": high},
        )
    return int(raw)


def language(query: Mapping[str, str]) -> str | None:
    """Return the language asked for with ``locale``, or ``None``."""
    raw = query.get("locale")
    codes = [code for code, _name in settings.LANGUAGES]
    if raw is not None and raw not in codes:
        raise ParameterError(
            "locale",
            _("“%(value)s” is none of: %(values)s.") % {"value": raw, "values": ", ".join(codes)},
        )
    return raw


def stored_field(model: type[models.Model], name: str) -> models.Field | None:
    """Return the model field behind the API field ``name`` if it is one to filter or order by."""
    if issubclass(model, Page):
        name = STORED_AS.get(name, name)
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    if isinstance(field, TaggableManager):
        return field
    if not isinstance(field, models.Field) or isinstance(
        field, StreamField | models.JSONField | models.FileField | ParentalKey
    ):
        return None
    return field


def is_sortable(field: models.Field | None) -> bool:
    """Whether a list can be ordered by ``field``: one value each, no relation."""
    return field is not None and not field.is_relation


def typed_value(name: str, field: models.Field, raw: str, visibility: Visibility):
    """Return ``raw`` as a value of ``field``; of a relation, the key found by id, UUID or code.

    Raises ``ParameterError`` naming ``name`` when it is none. An object that is not public is told
    in the same words as one that is not there.
    """
    if field.is_relation:
        return _related_key(name, field.related_model, raw, visibility)
    error = ParameterError(
        name, _("“%(value)s” is not a value of this field.") % {"value": raw[:100]}
    )
    if isinstance(field, models.BooleanField):
        if raw not in ("true", "false", "1", "0"):
            raise ParameterError(
                name, _("“%(value)s” is neither true nor false.") % {"value": raw[:100]}
            )
        return raw in ("true", "1")
    try:
        value = field.to_python(raw)
        if isinstance(field, models.DecimalField):
            field.clean(value, None)
    except (ValidationError, ValueError, OverflowError):
        raise error from None
    if value is None:
        raise error
    if isinstance(field, models.IntegerField):
        low, high = connection.ops.integer_field_range(field.get_internal_type())
        if (low is not None and value < low) or (high is not None and value > high):
            raise error
    if field.choices and value not in dict(field.flatchoices):
        raise ParameterError(
            name,
            _("“%(value)s” is none of: %(values)s.")
            % {"value": raw[:100], "values": ", ".join(str(v) for v, _label in field.flatchoices)},
        )
    return value


def identity(model: type[models.Model], raw: str) -> models.Q | None:
    """Return the condition that finds an object by id, UUID or code, or ``None`` if it is none."""
    has_uuid = any(f.name == "uuid" for f in model._meta.fields)
    if raw.isascii() and raw.isdigit() and "hcp_code" not in codes_of(model):
        number = int(raw) if len(raw) < 19 else -1
        return models.Q(pk=number)
    if has_uuid:
        try:
            return models.Q(uuid=uuid.UUID(raw))
        except ValueError:
            pass
    condition = models.Q()
    for code in codes_of(model):
        condition |= models.Q(**{code: raw})
    if raw.isascii() and raw.isdigit():  # an HCP code of two digits, or an id
        condition |= models.Q(pk=int(raw) if len(raw) < 19 else -1)
    return condition or None


def codes_of(model: type[models.Model]) -> tuple[str, ...]:
    """Return the fields that hold codes of ``model``."""
    return tuple(getattr(model, "code_fields", ()))


def _related_key(name: str, model: type[models.Model], raw: str, visibility: Visibility) -> int:
    condition = identity(model, raw)
    found = model._default_manager.filter(condition).first() if condition else None
    if found is None or not visibility.allows(found):
        raise ParameterError(
            name, _("“%(value)s” is no id, UUID or code of anything here.") % {"value": raw[:100]}
        )
    return found.pk
