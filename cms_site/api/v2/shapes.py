"""The shape of an item: what to tell of it in which order, worked out once from a serializer."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import timezone
from rest_framework import fields

if TYPE_CHECKING:
    from cms_site.api.v2.serializers import ContentSerializer

Teller = Callable[[models.Model], object]
# Fields whose values JSON has as they are in the model.
_PLAIN = (
    fields.BooleanField,
    fields.CharField,
    fields.ChoiceField,
    fields.EmailField,
    fields.IntegerField,
    fields.SlugField,
    fields.URLField,
)

# Where the fields are defined that read the column of which they are, and no other.
_READING_THEIR_OWN = ("rest_framework.", "cms_site.api.")


class Shape:
    """How the items of one serializer are told: ``id``, ``meta``, then the other fields.

    A field of the rest framework finds, checks and converts the value anew for each item; for one
    that is a column as it stands, reading the attribute is enough.
    """

    def __init__(self, serializer: ContentSerializer) -> None:
        tellers = {
            f.field_name: _teller(f, serializer.Meta.model) for f in serializer.fields.values()
        }
        self.columns = _columns(serializer)
        self.may_be_empty = serializer.may_be_empty
        self.id = tellers.pop("id", None)
        self.meta = [(n, t) for n, t in tellers.items() if n in serializer.meta_fields]
        self.body = [(n, t) for n, t in tellers.items() if n not in serializer.meta_fields]

    def tell(self, item: models.Model) -> dict:
        """Return ``item`` as data; what is empty is null, what a field skips is left out."""
        told: dict = {} if self.id is None else {"id": self.id(item)}
        if meta := self._told(self.meta, item):
            told["meta"] = meta
        return told | self._told(self.body, item)

    def _told(self, tellers: list[tuple[str, Teller]], item: models.Model) -> dict:
        told = {}
        for name, teller in tellers:
            value = teller(item)
            if value is not fields.empty:
                told[name] = None if value == "" and name not in self.may_be_empty else value
        return told


def _columns(serializer: ContentSerializer) -> tuple[str, ...] | None:
    """Return the columns that the serializer's fields read; ``None`` where they may be any."""
    model = serializer.Meta.model
    columns: dict[str, None] = {}
    for field in serializer.fields.values():
        if hasattr(field, "columns"):
            read = field.columns(model)
        elif type(field).__module__.startswith(_READING_THEIR_OWN):
            read = (field.source,) if _is_column(model, field.source) else None
        else:
            read = None  # a content type's own field may read what it likes
        if read is None:
            return None
        columns |= dict.fromkeys(read)
    return tuple(columns)


def _teller(field: fields.Field, model: type[models.Model]) -> Teller:
    if type(field) in _PLAIN and _is_column(model, field.source):
        return attrgetter(field.source)
    if type(field) is fields.DateTimeField and _is_column(model, field.source):
        return _instant(field.source)

    if hasattr(field, "tell"):
        return field.tell

    def tell(item: models.Model):
        try:
            value = field.get_attribute(item)
        except fields.SkipField:
            return fields.empty
        # A field need not deal with None: the rest framework does not give it to one either.
        return None if value is None else field.to_representation(value)

    return tell


def _instant(name: str) -> Teller:
    def tell(item: models.Model) -> str | None:
        value = getattr(item, name)
        if value is None:
            return None
        text = value.astimezone(timezone.get_default_timezone()).isoformat()
        return f"{text[:-6]}Z" if text.endswith("+00:00") else text

    return tell


def _is_column(model: type[models.Model], name: str) -> bool:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    # To Django, a relation to many is concrete too.
    return field.concrete and not field.many_to_many
