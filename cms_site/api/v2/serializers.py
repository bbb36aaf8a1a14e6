"""Serializers of pages, records and their children, on Wagtail's own."""

from __future__ import annotations

from collections.abc import Sequence
from contextvars import ContextVar

from django.db.models import Model
from rest_framework import serializers
from rest_framework.fields import Field, empty
from rest_framework.relations import ManyRelatedField
from wagtail import fields as wagtail_fields
from wagtail.api.v2.serializers import (
    BaseSerializer,
    RelatedField,
    TagsField,
)
from wagtail.images.models import AbstractImage
from wagtail.models import Page

from cms_site.api.v2 import representation
from cms_site.api.v2.relations import many_attribute
from cms_site.api.v2.shapes import Shape
from cms_site.api.v2.site_roots import is_plain
from cms_site.content.words import Words, direction

# The context of the request being answered, for the serializers that all requests share.
CONTEXT: ContextVar[dict] = ContextVar("api_context")


class ToldField(Field):
    """A field that is told from the item as a whole; ``empty`` where the item has it not."""

    def __init__(self, **kwargs) -> None:
        super().__init__(read_only=True)

    def columns(self, model: type[Model]) -> tuple[str, ...] | None:
        """Return the columns of ``model`` that are read; ``None`` where they may be any."""
        return None

    def tell(self, instance: Model):
        raise NotImplementedError

    def get_attribute(self, instance):
        return instance

    def to_representation(self, instance):
        return self.tell(instance)


class PublicManyRelatedField(ManyRelatedField):
    """Many related objects, less those that are not public."""

    def tell(self, instance) -> list[dict]:
        fetched = instance.__dict__.get(many_attribute(self.source))
        objects = getattr(instance, self.source).all() if fetched is None else fetched
        public = CONTEXT.get()["visibility"].only(objects)
        return [self.child_relation.to_representation(obj) for obj in public]


class PublicRelatedField(RelatedField):
    """A related object, or null where the public may not see it."""

    def tell(self, instance) -> dict | None:
        value = getattr(instance, self.source)
        is_public = value is not None and CONTEXT.get()["visibility"].allows(value)
        return self.to_representation(value) if is_public else None

    def to_representation(self, value) -> dict:
        if isinstance(value, AbstractImage):
            whole = CONTEXT.get()["view"].nested_image(value)
            return _chosen(whole, self.serializer_class.Meta.fields)
        # Many items of a list refer to the same few objects: each is told once.
        view = CONTEXT.get()["view"]
        known = view.nested_told
        key = (self.serializer_class, value.pk, view.telling)
        if key not in known:
            known[key] = self.serializer_class.shared().to_representation(value)
        return known[key]

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


class WordsField(ToldField):
    """Words of several columns: in the language of the item, else in the next that has them."""

    def __init__(self, words: Words, **kwargs) -> None:
        self.words = words
        super().__init__()

    def tell(self, instance) -> str | None:
        for code in CONTEXT.get()["view"].order_of_words:
            if text := getattr(instance, f"{self.words.name}_{code}"):
                return text
        return None


def _chosen(image: dict, names: Sequence[str]) -> dict:
    """Return of ``image`` as others show it what ``names`` say."""
    chosen = {name: value for name, value in image.items() if name in names}
    if meta := {name: value for name, value in image["meta"].items() if name in names}:
        chosen["meta"] = meta
    return chosen


def _is_hidden(value, context) -> bool:
    return isinstance(value, Model) and not context["visibility"].allows(value)


class TypeField(ToldField):
    """The type: that of the page that stands in the tree, also where less of it was fetched."""

    def columns(self, model):
        return ("content_type",) if issubclass(model, Page) else ()

    def tell(self, instance) -> str:
        model = instance.specific_class if isinstance(instance, Page) else type(instance)
        return model._meta.label


class DetailUrlField(ToldField):
    """The absolute address in the API, left out of what has none."""

    def columns(self, model):
        return ()

    def tell(self, instance):
        router = CONTEXT.get()["router"]
        path = router.get_object_detail_urlpath(type(instance), instance.pk)
        return empty if path is None else representation.absolute(path)


class HtmlUrlField(ToldField):
    """The absolute address of the page on the site."""

    def columns(self, model):
        return ("url_path",) if issubclass(model, Page) and is_plain(model) else None

    def tell(self, instance) -> str | None:
        context = CONTEXT.get()
        if isinstance(instance, Page):
            return context["view"].address_of(instance)
        return context["record_pages"].urls(instance).get(context["view"].language_of(instance))


class UuidField(ToldField):
    """The identity that survives renames; translations of a page share it."""

    def columns(self, model):
        return ("translation_key" if issubclass(model, Page) else "uuid",)

    def tell(self, instance) -> str:
        return str(instance.translation_key if isinstance(instance, Page) else instance.uuid)


class LocaleField(ToldField):
    """The language in which the item is told."""

    def columns(self, model):
        if issubclass(model, Page):
            return ("locale",)
        words = getattr(model, "name", None)
        return tuple(words.columns) if isinstance(words, Words) else ()

    def tell(self, instance) -> str:
        return CONTEXT.get()["view"].language_of(instance)


class RequestedLocaleField(ToldField):
    """The language that was asked for, where others may be served in its place."""

    def columns(self, model):
        return ()

    def tell(self, instance):
        view = CONTEXT.get()["view"]
        return view.language if view.has_fallback else empty


class DirField(LocaleField):
    """The direction in which that language is written."""

    def tell(self, instance) -> str:
        return direction(super().tell(instance))


class TranslationsField(ToldField):
    """Where the item is public in other languages, itself left out."""

    def columns(self, model):
        return ("translation_key",) if issubclass(model, Page) else None

    def tell(self, instance) -> list[dict]:
        return CONTEXT.get()["view"].translations(instance)


class DocumentUrlField(ToldField):
    """The absolute address of a document's file."""

    def tell(self, document) -> str:
        return representation.absolute(document.url)


class ImageFileUrlField(ToldField):
    """The absolute address of an image as it was uploaded."""

    def tell(self, image) -> str:
        return representation.absolute(image.file.url)


class ContentSerializer(BaseSerializer):
    """A record, or the child of a page or record; what is empty is told as null.

    Building a serializer costs more than telling an item, so all requests share one of each class;
    what belongs to one request is in ``CONTEXT``.
    """

    # Of these fields an empty text says something: the alternative text of an image that decorates.
    may_be_empty: frozenset[str] = frozenset()
    serializer_related_field = PublicRelatedField
    serializer_field_mapping = {
        **BaseSerializer.serializer_field_mapping,
        wagtail_fields.RichTextField: RichTextField,
        wagtail_fields.StreamField: StreamField,
    }
    type = TypeField()
    detail_url = DetailUrlField()
    uuid = UuidField()
    html_url = HtmlUrlField()
    locale = LocaleField()
    requested_locale = RequestedLocaleField()
    dir = DirField()
    translations = TranslationsField()

    @classmethod
    def shared(cls) -> ContentSerializer:
        """Return the one serializer of this class."""
        if "_shared" not in vars(cls):
            serializer = cls()
            serializer.shape = Shape(serializer)
            cls._shared = serializer
        return cls._shared

    @property
    def _context(self) -> dict:
        return CONTEXT.get()

    @_context.setter
    def _context(self, value: dict) -> None:
        """The rest framework gives a context to each serializer; ours is the request's."""

    def to_representation(self, instance) -> dict:
        return self.shape.tell(instance)

    def build_standard_field(self, field_name, model_field):
        # The mapping knows StreamField and RichTextField by their exact class only.
        for field_class in (wagtail_fields.StreamField, wagtail_fields.RichTextField):
            if isinstance(model_field, field_class):
                return self.serializer_field_mapping[field_class], {}
        return super().build_standard_field(field_name, model_field)

    def build_property_field(self, field_name, model_class):
        if isinstance(words := getattr(model_class, field_name), Words):
            return WordsField, {"words": words}
        field_class, kwargs = super().build_property_field(field_name, model_class)
        if field_class is TagsField:
            return PrefetchedTagsField, kwargs
        if field_class is serializers.ReadOnlyField:
            return DerivedField, {"read_only": True}
        return field_class, kwargs


class PublicAliasField(ToldField):
    """The page of which this one is an alias, or null where the public may not see that."""

    def tell(self, instance) -> dict | None:
        context, page = CONTEXT.get(), instance.alias_of
        return context["view"].nested(page) if context["visibility"].allows(page) else None


class ParentField(ToldField):
    """The parent page, or null where the public may not see it."""

    def tell(self, instance) -> dict | None:
        context = CONTEXT.get()
        parent = context["view"].parent_of(instance)
        is_public = parent.depth > 1 and context["visibility"].allows(parent)
        return context["view"].nested(parent) if is_public else None


class ContentPageSerializer(ContentSerializer):
    """A page; related names are told in the page's own language."""

    alias_of = PublicAliasField()
    parent = ParentField()

    def to_representation(self, instance) -> dict:
        view = self.context["view"]
        with view.telling_in(view.language_of(instance)):
            return super().to_representation(instance)


class ImageMemberField(ToldField):
    """A member of an image as others show it, told here under the same name."""

    def tell(self, image):
        return CONTEXT.get()["view"].nested_image(image)[self.field_name]


class ContentImageSerializer(ContentSerializer):
    """An image: Wagtail's fields, and the sources for a front-end."""

    may_be_empty = frozenset({"alt"})
    download_url = ImageFileUrlField()
    alt = ImageMemberField()
    focal_point = ImageMemberField()
    src = ImageMemberField()
    srcset = ImageMemberField()
    sizes = ImageMemberField()


class ContentDocumentSerializer(ContentSerializer):
    """A document with the address of its file."""

    download_url = DocumentUrlField()
