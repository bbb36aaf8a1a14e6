"""The schemas of pages, records, files and their children: read from the serializers that tell them."""

from __future__ import annotations

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from rest_framework.fields import Field
from rest_framework.relations import ManyRelatedField
from wagtail import fields as wagtail_fields
from wagtail.images import get_image_model
from wagtail.images.models import AbstractImage
from wagtail.models import Page, get_page_models

from cms_site.api.openapi import blocks, values
from cms_site.api.v2 import serializers
from cms_site.api.v2.relations import may_hide
from cms_site.api.v2.router import ContentRouter
from cms_site.api.v2.views import serializer_class_for
from cms_site.content.declarations import ToldOf
from cms_site.content.words import Words

NOTE = _("In lists only when `fields` asks for it.")
PREFIX = "#/components/schemas/"


def ref(name: str) -> dict:
    """Return the reference to the schema ``name``."""
    return {"$ref": PREFIX + name}


def page_types() -> list[type[Page]]:
    """Return the page types in the order of their names."""
    models_ = (m for m in get_page_models() if m._meta.app_label != "wagtailcore")
    return sorted(models_, key=lambda m: m._meta.label)


class Schemas:
    """The named schemas of a document: ``training_reports.TrainingReportPage`` and the like.

    Members are not required, since ``fields`` chooses them; what is told is of this type.
    """

    def __init__(self, router: ContentRouter) -> None:
        self.router = router
        self.named_schemas: dict[str, dict] = {}

    def named(self, names: tuple[str, ...], schema: dict) -> dict:
        """Keep ``schema`` under the first of ``names`` that is free or has the same; return its reference."""
        for name in filter(None, names):
            if self.named_schemas.setdefault(name, schema) == schema:
                return ref(name)
        raise ValueError(f"Two schemas are called {' and '.join(names)}.")

    def page(self) -> dict:
        """Return the schema of a page of any type; its ``meta.type`` is a constant of each.

        That name lies too deep for OpenAPI's discriminator, and ``fields`` may leave it out.
        """
        return {"anyOf": [self.of(model) for model in page_types()]}

    def related(self, model: type[Model]) -> dict:
        """Return the schema of an object that another one shows: the same, with fewer members."""
        if issubclass(model, AbstractImage):
            return ref("Image")
        return self.of(model)

    def of(self, model: type[Model]) -> dict:
        """Return the reference to the schema of ``model``."""
        name = model._meta.label
        if name not in self.named_schemas:
            self.named_schemas[name] = {}  # it may refer to itself
            self.named_schemas[name] = self._object(model)
        return ref(name)

    def _object(self, model: type[Model]) -> dict:
        viewset = self.router.get_model_endpoint(model)[1]
        serializer_class = serializer_class_for(viewset, self.router, model, "*", True)
        serializer = serializer_class.shared()
        meta: dict[str, dict] = {}
        body: dict[str, dict] = {}
        for name, field in serializer.fields.items():
            schema = self._described(model, name, field)
            if name in _left_out_of_lists(viewset, model, serializer.fields):
                words = schema.get("description", "")
                schema["description"] = f"{words}. {NOTE}".replace("..", ".").lstrip(". ")
            (meta if name in serializer_class.meta_fields else body)[name] = schema
        identity = {"id": body.pop("id")} if "id" in body else {}
        return {
            "type": "object",
            "description": values.documented(model.__doc__, model._meta.verbose_name),
            "properties": {**identity, "meta": {"type": "object", "properties": meta}, **body},
        }

    def _described(self, model: type[Model], name: str, field: Field) -> dict:
        schema = self._schema(model, name, field)
        label = _label(model, name)
        return {**schema, "description": label} if label else dict(schema)

    def _schema(self, model: type[Model], name: str, field: Field) -> dict:
        if name == "type":
            label = model._meta.label
            return {"type": "string"} | ({} if model is Page else {"const": label})
        for field_class, schema in values.OF_SERIALIZERS.items():
            if type(field) is field_class:
                return dict(schema)
        if isinstance(field, serializers.ImageMemberField):
            return IMAGE["properties"][name]
        if isinstance(field, serializers.ParentField | serializers.PublicAliasField):
            return values.or_null(self.of(Page))
        if isinstance(field, ManyRelatedField):
            target = field.child_relation.serializer_class.Meta.model
            return {"type": "array", "items": self.related(target)}
        column = _column(model, field.source or name)
        if isinstance(field, serializers.PublicRelatedField):
            target = field.serializer_class.Meta.model
            schema = self.related(target)
            may_be_null = column is None or column.null or may_hide(target)
            return values.or_null(schema) if may_be_null else schema
        if isinstance(field, serializers.WordsField):
            schema = {"type": "string"}
            return schema if field.words.required else values.or_null(schema)
        if isinstance(column, wagtail_fields.StreamField):
            return blocks.stream(self, column.stream_block, f"{model._meta.label}.{name}")
        if isinstance(field, serializers.DerivedField):
            return self._derived(model, name)
        if type(field).__module__.startswith(("rest_framework", "cms_site", "wagtail")):
            return values.of_model_field(column) if column is not None else {}
        return self._own(type(field), column)

    def _derived(self, model: type[Model], name: str) -> dict:
        declared = getattr(model, name, None)
        if isinstance(declared, ToldOf):
            return {"type": "array", "items": self.related(declared.child_model(model))}
        getter = getattr(declared, "fget", None)
        return values.of_annotation(model, getter, self) if getter else {}

    def _own(self, field_class: type[Field], column: models.Field | None) -> dict:
        """Return the schema of a content type's own serializer field: what it returns."""
        schema = values.of_annotation(field_class, field_class.to_representation, self)
        if isinstance(column, models.DecimalField) and "string" in schema.get("type", ()):
            schema["pattern"] = values.PATTERN
        return schema


def _left_out_of_lists(viewset, model: type[Model], names) -> set[str]:
    """Return the members that a list tells only when asked; inline children have no list."""
    if not hasattr(viewset, "model"):
        return set()
    return set(names) - set(viewset.get_listing_default_fields(model))


def _column(model: type[Model], name: str) -> models.Field | None:
    try:
        return model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _label(model: type[Model], name: str) -> str:
    """Return what the field ``name`` is, in one sentence."""
    declared = getattr(model, name, None)
    if isinstance(declared, Words):
        return values.sentence(declared.label)
    if isinstance(declared, property):
        return values.documented(declared.__doc__)
    column = _column(model, name)
    return values.sentence(getattr(column, "verbose_name", "")) if column is not None else ""


_IMAGE_META = {
    "type": {"type": "string", "const": get_image_model()._meta.label},
    "uuid": values.UUID,
    "detail_url": values.URI,
}
IMAGE = {
    "type": "object",
    "description": _("An image as others show it, with the sources that a browser chooses from."),
    "properties": {
        "id": {"type": "integer"},
        "meta": {"type": "object", "properties": _IMAGE_META, "required": list(_IMAGE_META)},
        "title": {"type": "string"},
        "alt": {"type": "string", "description": _("What the image shows, in words.")},
        "width": {"type": "integer"},
        "height": {"type": "integer"},
        "focal_point": {
            "type": ["object", "null"],
            "properties": {"x": {"type": "number"}, "y": {"type": "number"}},
            "required": ["x", "y"],
        },
        "src": values.URI,
        "srcset": {"type": ["string", "null"]},
        "sizes": {"type": "string"},
    },
}
IMAGE["required"] = list(IMAGE["properties"])
