"""Reading query parameters: typed by the model's fields, refused by name when they do not fit."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Mapping
from datetime import UTC

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.operations import BaseDatabaseOperations
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page

from cms_site.api.v2.problems import ParameterError, QueryTooLongError
from cms_site.cache.keys import MAX_QUERY
from cms_site.content.visibility import Visibility

MAX_PARAMETERS = 20
MAX_VALUES = 10
MAX_TAGS = 5
MAX_OFFSET = 10_000
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}


def refuse_oversized(request: HttpRequest) -> None:
    """Raise ``QueryTooLongError`` for a query string over 4 KB, before anything reads it."""
    if len(request.META.get("QUERY_STRING", "")) > MAX_QUERY:
        raise QueryTooLongError


def refuse_malformed(query) -> None:
    """Raise ``ParameterError`` for too many parameters, one given twice, or a NUL character."""
    if len(query) > MAX_PARAMETERS:
        name = list(query)[MAX_PARAMETERS].replace("\0", "?")
        raise ParameterError(
            name, _("Give at most %(number)s parameters.") % {"number": MAX_PARAMETERS}
        )
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
    if not (raw.isascii() and raw.isdigit() and len(raw) < 20 and low <= int(raw) <= high):
        raise ParameterError(
            name,
            _("“%(value)s” is not a whole number from %(low)s to %(high)s.")
            % {"value": raw[:100], "low": low, "high": high},
        )
    return int(raw)


def listed(name: str, raw: str, most: int = MAX_VALUES) -> list[str]:
    """Return the values of a parameter that are separated by commas, ``most`` of them at most."""
    values = raw.split(",")
    if len(values) > most:
        raise ParameterError(name, _("Give at most %(number)s values.") % {"number": most})
    return values


def truth(name: str, raw: str) -> bool:
    """Return the boolean parameter ``raw``."""
    if raw not in BOOLEANS:
        raise ParameterError(
            name, _("“%(value)s” is neither true nor false.") % {"value": raw[:100]}
        )
    return BOOLEANS[raw]


def language(query: Mapping[str, str]) -> str | None:
    """Return the language asked for with ``locale``, or ``None``."""
    raw = query.get("locale")
    return None if raw is None else _language("locale", raw)


def fallback(query: Mapping[str, str]) -> list[str]:
    """Return the languages of ``fallback``, in which to tell what is not there in ``locale``."""
    raw = query.get("fallback")
    if raw is None:
        return []
    if "locale" not in query:
        raise ParameterError("fallback", _("Say with “locale” which language comes first."))
    return [_language("fallback", code) for code in listed("fallback", raw)]


def _language(name: str, raw: str) -> str:
    codes = [code for code, _name in settings.LANGUAGES]
    if raw not in codes:
        raise ParameterError(
            name,
            _("“%(value)s” is none of: %(values)s.")
            % {"value": raw[:100], "values": ", ".join(codes)},
        )
    return raw


_NUMBERS = (models.IntegerField, models.DecimalField, models.FloatField)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def typed_value(name: str, field: models.Field, raw: str):
    """Return ``raw`` as a value of ``field``, or raise ``ParameterError`` naming ``name``."""
    error = ParameterError(
        name, _("“%(value)s” is not a value of this field.") % {"value": raw[:100]}
    )
    if isinstance(field, models.BooleanField):
        return truth(name, raw)
    # Python would read a number in more spellings than one, and so would the cache keep it.
    if isinstance(field, _NUMBERS) and not NUMBER.fullmatch(raw):
        raise error
    try:
        value = field.to_python(raw)
        if isinstance(field, models.DateTimeField):
            if timezone.is_naive(value):
                value = timezone.make_aware(value)
            value.astimezone(UTC)  # the first and the last day of time are not there in every zone
        if isinstance(field, models.DecimalField):
            field.clean(value, None)
    except (ValidationError, ValueError, OverflowError):
        raise error from None
    if value is None:
        raise error
    if isinstance(field, models.IntegerField):
        # The same on every database, though SQLite would take larger numbers.
        low, high = BaseDatabaseOperations.integer_field_ranges[field.get_internal_type()]
        if not low <= value <= high:
            raise error
    if field.choices and value not in dict(field.flatchoices):
        raise ParameterError(
            name,
            _("“%(value)s” is none of: %(values)s.")
            % {"value": raw[:100], "values": ", ".join(str(v) for v, _label in field.flatchoices)},
        )
    return value


def identity(model: type[models.Model], raw: str) -> models.Q:
    """Return the condition that finds objects by id, UUID or code; it finds none for other texts.

    Codes are found in capitals and small letters. The translations of a page share their UUID.
    """
    condition = models.Q(pk__in=[])
    if raw.isascii() and raw.isdigit() and len(raw) < 19 and not raw.startswith("0"):
        condition |= models.Q(pk=int(raw))
    for code in codes_of(model):
        condition |= models.Q(**{f"{code}__in": {raw, raw.upper(), raw.lower()}})
    name = uuid_field(model)
    if name is not None:
        with contextlib.suppress(ValueError):
            condition |= models.Q(**{name: uuid.UUID(raw)})
    return condition


def found(queryset: models.QuerySet, raw: str) -> models.Model | None:
    """Return the object of ``queryset`` with the id, UUID or code ``raw``; the id comes first."""
    matches = list(queryset.filter(identity(queryset.model, raw))[:10])
    return next((obj for obj in matches if str(obj.pk) == raw), matches[0] if matches else None)


def codes_of(model: type[models.Model]) -> tuple[str, ...]:
    """Return the fields that hold codes of ``model``."""
    return tuple(getattr(model, "code_fields", ()))


def uuid_field(model: type[models.Model]) -> str | None:
    """Return the name of the field that holds the UUID of ``model``, or ``None``."""
    wanted = "translation_key" if issubclass(model, Page) else "uuid"
    return wanted if any(f.name == wanted for f in model._meta.fields) else None


def related_keys(
    name: str, model: type[models.Model], raw: str, visibility: Visibility
) -> list[int]:
    """Return the keys of the public objects of ``model`` with the id, UUID or code ``raw``.

    Raises ``ParameterError`` naming ``name``; an object that is not public is told in the same
    words as one that is not there.
    """
    matches = model._default_manager.filter(identity(model, raw))[: MAX_VALUES * 10]
    public = visibility.only(matches)
    if not public:
        raise ParameterError(
            name, _("“%(value)s” is no id, UUID or code of anything here.") % {"value": raw[:100]}
        )
    exact = [obj.pk for obj in public if str(obj.pk) == raw]
    return exact or [obj.pk for obj in public]
