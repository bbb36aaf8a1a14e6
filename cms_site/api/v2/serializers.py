"""Serializers of pages, records and their children, on Wagtail's own."""

from __future__ import annotations

from django.db.models import Model
from django.utils import translation
from rest_framework import serializers
from rest_framework.fields import Field
from rest_framework.relations import ManyRelatedField
from wagtail import fields as wagtail_fields
from wagtail.api.v2.serializers import (
    BaseSerializer,
    PageSerializer,
    RelatedField,
    TagsField,
)
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from cms_site.api.v2 import representation
from cms_site.content.words import direction


class PublicManyRelatedField(ManyRelatedField):
    """Many related objects, less those that are not public."""

    def get_attribute(self, instance):
        return self.context["visibility"].only(super().get_attribute(instance))


class PublicRelatedField(RelatedField):
    """A related object, or null where the public may not see it."""

    def get_attribute(self, instance):
        value = super().get_attribute(instance)
        return value if self.context["visibility"].allows(value) else None

    def to_representation(self, value):
        if isinstance(value, AbstractImage):
            return representation.image(value)
        return super().to_representation(value)

    @classmethod
    def many_init(cls, *args, **kwargs):
        child = cls(serializer_class=kwargs["serializer_class"], read_only=True)
        return PublicManyRelatedField(child_relation=child, read_only=True)


class RichTextField(serializers.CharField):
    """Rich text as clean HTML with absolute links."""

    def to_representation(self, value) -> str:
        return representation.html(value)


class StreamField(Field):
    """A stream of blocks with what it refers to expanded."""

    def to_representation(self, value) -> list[dict]:
        context = self.context
        return representation.stream(value, context["objects"], context["view"].nested)


class PrefetchedTagsField(Field):
    """The names of the tags, in their alphabet; Wagtail's own asks the database per object."""

    def to_representation(self, value) -> list[str]:
        return sorted(tag.name for tag in value.all())


class DerivedField(Field):
    """A property: plain data as it is, objects as nested ones."""

    def to_representation(self, value):
        if isinstance(value, Model):
            return self.context["view"].nested(value)
        if isinstance(value, list | tuple):
            return [self.to_representation(v) for v in value if not _is_hidden(v, self.context)]
        return value


def _is_hidden(value, context) -> bool:
    return isinstance(value, Model) and not context["visibility"].allows(value)


class HtmlUrlField(Field):
    """The absolute address of the page on the site."""

    def get_attribute(self, instance):
        if isinstance(instance, Page):
            return instance.get_full_url(self.context["request"])
        urls = self.context["record_pages"].urls(instance)
        return urls.get(self.context["language"])

    def to_representation(self, value) -> str:
        return value


class UuidField(Field):
    """The identity that survives renames; translations of a page share it."""

    def get_attribute(self, instance):
        return instance.translation_key if isinstance(instance, Page) else instance.uuid

    def to_representation(self, value) -> str:
        return str(value)


class LocaleField(Field):
    """The language in which the item is told."""

    def get_attribute(self, instance):
        return (
            instance.locale.language_code
            if isinstance(instance, Page)
            else self.context["language"]
        )

    def to_representation(self, value) -> str:
        return value


class DirField(LocaleField):
    """The direction in which that language is written."""

    def to_representation(self, value) -> str:
        return direction(value)


class TranslationsField(Field):
    """Where the item is public in other languages, itself left out."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, instance) -> list[dict]:
        return self.context["view"].translations(instance)


class DocumentUrlField(Field):
    """The absolute address of a document's file."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, document) -> str:
        return representation.absolute(document.url)


class ImageFileUrlField(Field):
    """The absolute address of an image as it was uploaded."""

    def get_attribute(self, instance):
        return instance

    def to_representation(self, image) -> str:
        return representation.absolute(image.file.url)


class ContentSerializer(BaseSerializer):
    """A record, or the child of a page or record; what is empty is told as null."""

    serializer_related_field = PublicRelatedField
    serializer_field_mapping = {
        **BaseSerializer.serializer_field_mapping,
        wagtail_fields.RichTextField: RichTextField,
        wagtail_fields.StreamField: StreamField,
    }
    uuid = UuidField(read_only=True)
    html_url = HtmlUrlField(read_only=True)
    locale = LocaleField(read_only=True)
    dir = DirField(read_only=True)
    translations = TranslationsField(read_only=True)

    def to_representation(self, instance) -> dict:
        data = _nulls_for_nothing(super().to_representation(instance))
        if "meta" in data:
            data["meta"] = _nulls_for_nothing(data["meta"])
        return data

    def build_standard_field(self, field_name, model_field):
        # The mapping knows StreamField and RichTextField by their exact class only.
        for field_class in (wagtail_fields.StreamField, wagtail_fields.RichTextField):
            if isinstance(model_field, field_class):
                return self.serializer_field_mapping[field_class], {}
        return super().build_standard_field(field_name, model_field)

    def build_property_field(self, field_name, model_class):
        field_class, kwargs = super().build_property_field(field_name, model_class)
        if field_class is TagsField:
            return PrefetchedTagsField, kwargs
        if field_class is serializers.ReadOnlyField:
            return DerivedField, {"read_only": True}
        return field_class, kwargs


def _nulls_for_nothing(data: dict) -> dict:
    return {key: None if value == "" else value for key, value in data.items()}


class PublicAliasField(Field):
    """The page of which this one is an alias, or null where the public may not see that."""

    def get_attribute(self, instance):
        page = instance.alias_of
        return page if self.context["visibility"].allows(page) else None

    def to_representation(self, page) -> dict:
        return self.context["view"].nested(page)


class ParentField(Field):
    """The parent page, or null where the public may not see it."""

    def get_attribute(self, instance):
        parent = instance.get_parent()
        is_public = parent.depth > 1 and self.context["visibility"].allows(parent)
        return parent if is_public else None

    def to_representation(self, page) -> dict:
        return self.context["view"].nested(page)


class ContentPageSerializer(ContentSerializer):
    """A page; related names are told in the page's own language."""

    type = PageSerializer._declared_fields["type"]
    alias_of = PublicAliasField(read_only=True)
    parent = ParentField(read_only=True)

    def to_representation(self, instance) -> dict:
        with translation.override(instance.locale.language_code):
            return super().to_representation(instance)


class ContentImageSerializer(ContentSerializer):
    """An image: Wagtail's fields, and the sources for a front-end."""

    download_url = ImageFileUrlField(read_only=True)

    def to_representation(self, instance) -> dict:
        data = super().to_representation(instance)
        told = representation.image(instance)
        data.update({k: told[k] for k in ("alt", "focal_point", "src", "srcset", "sizes")})
        return data


class ContentDocumentSerializer(ContentSerializer):
    """A document with the address of its file."""

    download_url = DocumentUrlField(read_only=True)
