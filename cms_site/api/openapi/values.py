"""The schemas of single values: what a field of a model or of a serializer tells."""

from __future__ import annotations

import contextlib
import datetime
import enum
import sys
import types
import typing
import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from rest_framework import fields
from wagtail import fields as wagtail_fields

from cms_site.api.v2 import serializers
from cms_site.content.fields import NamesField

PATTERN = r"^-?[0-9]+(\.[0-9]+)?$"
DECIMAL = {"type": "string", "pattern": PATTERN, "description": _("A decimal number as published.")}
HTML = {"type": "string", "contentMediaType": "text/html"}
URI = {"type": "string", "format": "uri"}
UUID = {"type": "string", "format": "uuid"}
DATE = {"type": "string", "format": "date"}
INSTANT = {"type": "string", "format": "date-time"}
CODES = [code for code, _name in settings.LANGUAGES]
LANGUAGE = {"type": "string", "enum": CODES}
DIRECTION = {"type": "string", "enum": ["ltr", "rtl"]}
TRANSLATIONS = {"type": "array", "items": {"$ref": "#/components/schemas/Translation"}}

# What the frame's own fields tell.
OF_SERIALIZERS: dict[type[fields.Field], dict] = {
    serializers.DetailUrlField: URI,
    serializers.HtmlUrlField: {"type": ["string", "null"], "format": "uri"},
    serializers.UuidField: UUID,
    serializers.RequestedLocaleField: LANGUAGE,
    serializers.DirField: DIRECTION,
    serializers.LocaleField: LANGUAGE,
    serializers.TranslationsField: TRANSLATIONS,
    serializers.DocumentUrlField: URI,
    serializers.ImageFileUrlField: URI,
    serializers.PrefetchedTagsField: {"type": "array", "items": {"type": "string"}},
}
# What the fields of models tell, the narrower classes first.
OF_MODELS: tuple[tuple[type[models.Field], dict], ...] = (
    (wagtail_fields.RichTextField, HTML),
    (models.BooleanField, {"type": "boolean"}),
    (models.UUIDField, UUID),
    (models.EmailField, {"type": "string", "format": "email"}),
    (models.URLField, {"type": "string"}),
    (models.CharField, {"type": "string"}),
    (models.TextField, {"type": "string"}),
    (models.DateTimeField, INSTANT),
    (models.DateField, DATE),
    (models.TimeField, {"type": "string", "format": "time"}),
    (models.PositiveIntegerField, {"type": "integer", "minimum": 0}),
    (models.PositiveSmallIntegerField, {"type": "integer", "minimum": 0}),
    (models.PositiveBigIntegerField, {"type": "integer", "minimum": 0}),
    (models.IntegerField, {"type": "integer"}),
    (models.DecimalField, DECIMAL),
    (models.FloatField, {"type": "number"}),
)
OF_ANNOTATIONS: dict[object, dict] = {
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    float: {"type": "number"},
    Decimal: DECIMAL,
    datetime.datetime: INSTANT,
    datetime.date: DATE,
    uuid.UUID: UUID,
}


def told(text: object) -> str:
    """Return a text of the interface in the language that the document is made in."""
    return str(text or "")


def sentence(text: object) -> str:
    """Return a label or a docstring's first paragraph as a sentence."""
    words = (
        " ".join(told(text).split("\n\n")[0].split()).replace("``", "`").replace("`None`", "`null`")
    )
    return words[:1].upper() + words[1:]


def documented(docstring: str | None, label: object = "") -> str:
    """Return what a class or property says of itself, in other languages than English its ``label``."""
    return sentence(docstring if translation.get_language() == "en" else label)


def or_null(schema: dict) -> dict:
    """Return ``schema`` for a value that may also be null."""
    if "$ref" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    if "anyOf" in schema or "oneOf" in schema:
        key = "anyOf" if "anyOf" in schema else "oneOf"
        return {**schema, key: [*schema[key], {"type": "null"}]}
    if not (kind := schema.get("type")):
        return schema
    kinds = [kind] if isinstance(kind, str) else kind
    nullable = {**schema, "type": [*dict.fromkeys([*kinds, "null"])]}
    if "enum" in schema:
        nullable["enum"] = [*dict.fromkeys([*schema["enum"], None])]
    return nullable


def of_model_field(field: models.Field) -> dict:
    """Return the schema of what a column tells: what may be empty is told as null."""
    if isinstance(field, NamesField):
        return {"type": "array", "items": {"type": "string"}}
    if isinstance(field, models.JSONField):
        return {"type": "array", "items": {}} if field.default is list else {"type": "object"}
    schema = dict(next((s for cls, s in OF_MODELS if isinstance(field, cls)), {}))
    if field.choices:
        schema["enum"] = [v for v, _label in field.flatchoices if v not in ("", None)]
    may_be_empty = field.blank and isinstance(field, models.CharField | models.TextField)
    return or_null(schema) if field.null or may_be_empty else schema


def of_annotation(owner: object, function: object, schemas) -> dict:
    """Return the schema of what ``function`` returns by its annotation; ``{}`` for one that is silent.

    An empty text is told as null. ``owner`` is the class in which the annotation's names are found.
    """
    hints: dict = {}
    with contextlib.suppress(NameError, TypeError):
        module = sys.modules[function.__module__]
        hints = typing.get_type_hints(function, vars(module), dict(vars(owner)))
    return _of_type(hints.get("return"), schemas)


def _of_type(kind: object, schemas) -> dict:
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin in (typing.Union, types.UnionType):
        return _of_union(arguments, schemas)
    if kind in (list, tuple) or origin in (list, tuple):
        return {"type": "array", "items": _of_type(arguments[0], schemas) if arguments else {}}
    if typing.is_typeddict(kind):
        members = typing.get_type_hints(kind)
        return {
            "type": "object",
            "properties": {n: _of_type(t, schemas) for n, t in members.items()},
            "required": list(members),
        }
    if kind is dict or origin is dict:
        values = _of_type(arguments[1], schemas) if arguments else {}
        return {"type": "object", "additionalProperties": or_null(values) if values else True}
    if isinstance(kind, type) and issubclass(kind, models.Model):
        return schemas.related(kind)
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        values = [member.value for member in kind]
        return {"type": "integer" if isinstance(values[0], int) else "string", "enum": values}
    if kind is str:
        return {"type": ["string", "null"]}
    return dict(OF_ANNOTATIONS.get(kind, {}))


def _of_union(arguments: tuple, schemas) -> dict:
    told = [_of_type(kind, schemas) for kind in arguments if kind is not type(None)]
    may_be_null = len(told) < len(arguments)
    if len(told) == 1:
        return or_null(told[0]) if may_be_null else told[0]
    if all(set(s) == {"type"} for s in told):
        kinds = [
            k for s in told for k in ([s["type"]] if isinstance(s["type"], str) else s["type"])
        ]
        schema = {"type": [*dict.fromkeys(kinds)]}
    else:
        schema = {"anyOf": told}
    return or_null(schema) if may_be_null else schema
