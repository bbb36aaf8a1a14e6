"""What of a page or a record the search index holds: derived from what the model shows.

Every text that ``api_fields`` names is searched, in the model and in its children; the names of the
records it refers to find it too. A type declares in ``search_fields`` only what is not derived:
other names (``names``), fields that no outlet shows, and Wagtail's own ``FilterField``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models.signals import post_delete
from modelcluster.models import get_all_child_relations
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail.search.signal_handlers import post_delete_signal_handler

from cms_site.content.children import Child
from cms_site.content.folding import words, words_within
from cms_site.content.spellings import other_spellings

# Names stand in the index between these, so that a whole name can be told from a part of one.
BETWEEN_NAMES = " | "
# PostgreSQL refuses a text vector of more than a megabyte, and with it the save.
MAX_LENGTH = 100_000

_TEXTS = (models.CharField, models.TextField, StreamField)
_NOT_WORDS = (models.EmailField, models.SlugField, models.URLField)


def name_text(value: object) -> str:
    """Return ``value``, a name, as the index holds it, and after it the other spellings of its words."""
    text = " ".join(_texts(value))
    return BETWEEN_NAMES.join(
        filter(None, (" ".join(words(text)), " ".join(other_spellings(text))))
    )


def body_text(value: object) -> str:
    """Return ``value``, text or lists of texts, as the index holds it, and the other spellings."""
    text = " ".join(_texts(value))
    return " ".join([*words_within(text), *other_spellings(text)])[:MAX_LENGTH]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value[:MAX_LENGTH]
    elif isinstance(value, dict):
        yield from _texts(list(value.values()))
    elif isinstance(value, Iterable):
        for part in value:
            yield from _texts(part)
    elif value is not None:
        yield str(value)


class FoldedSearchField(index.SearchField):
    """A field of which the index holds the folded text."""

    def get_value(self, obj: models.Model) -> str:
        # Wagtail keeps the fields of this name apart, for they weigh more.
        fold = name_text if self.field_name == "title" else body_text
        return fold(super().get_value(obj))


class ChildSearchField(index.SearchField):
    """A field of a child: whatever it is called, it is no name of the parent."""

    def __init__(self, attribute: str) -> None:
        super().__init__(f"child_{attribute}")
        self.attribute = attribute

    def get_value(self, obj: models.Model) -> str:
        return body_text(index.SearchField(self.attribute).get_value(obj))


class FoldedAutocompleteField(index.AutocompleteField):
    """A field of which the editor's search knows the folded beginnings of words."""

    def get_value(self, obj: models.Model) -> str:
        return name_text(super().get_value(obj))


class _Names:
    """The names of an object in the index's column ``title``, where a hit weighs most.

    ``paths`` are attributes, or ``relation.attribute`` for the children of a relation; the model's
    ``code_fields`` are names too.
    """

    def __init__(self, *paths: str, **kwargs) -> None:
        super().__init__("title", **kwargs)  # ty: ignore[too-many-positional-arguments]
        self.paths = paths

    def get_value(self, obj: models.Model) -> str:
        paths = (*self.paths, *getattr(obj, "code_fields", ()))
        names = (name_text(name) for path in paths for name in _values(obj, path))
        return BETWEEN_NAMES.join(dict.fromkeys(filter(None, names)))


class Names(_Names, index.SearchField):
    """The names by which everybody searches."""


class NameBeginnings(_Names, index.AutocompleteField):
    """The same for the editor's search."""


def _values(obj: models.Model, path: str) -> list:
    name, _dot, rest = path.partition(".")
    value = getattr(obj, name)
    if rest:
        return [getattr(child, rest) for child in value.all()]
    return list(value) if isinstance(value, list | tuple) else [value]


def names(*paths: str) -> list[index.BaseField]:
    """Return the fields for the names of a record: ``name`` in every language, and ``paths``."""
    columns = ("name_ar", "name_fr", "name_en", *paths)
    return [Names(*columns, boost=2), NameBeginnings(*columns)]


class RelatedNames(index.BaseField):
    """Not indexed: the names of the records at ``field_name``, a query path, find the object too.

    They are looked up when somebody searches, so that a renamed record or one that is no longer
    public is followed at once.
    """


@cache
def _derived(model: type[models.Model]) -> tuple[list, list[RelatedNames]]:
    """Return the search fields and the related names that follow from ``model.api_fields``."""
    children = {
        relation.get_accessor_name(): relation.related_model
        for relation in get_all_child_relations(model)
    }
    fields: list = []
    related: list[RelatedNames] = []
    for api_field in getattr(model, "api_fields", ()):
        name = api_field.name
        if name in children:
            child = children[name]
            # A child that may be private, as a person is, is not searched at all.
            if not issubclass(child, Child) or child.is_public is not Child.is_public:
                continue
            inner, inner_related = _derived(child)
            if inner:
                texts = [ChildSearchField(field.field_name) for field in inner]
                fields.append(index.RelatedFields(name, texts))
            related += [RelatedNames(f"{name}__{r.field_name}") for r in inner_related]
            continue
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            continue
        if field.is_relation and _has_names(field.related_model):
            related.append(RelatedNames(name))
        elif isinstance(field, _TEXTS) and not isinstance(field, _NOT_WORDS) and not field.choices:
            fields.append(FoldedSearchField(name))
    return fields, related


def _has_names(model: type[models.Model]) -> bool:
    return any(isinstance(f, Names) for f in getattr(model, "search_fields", ()))


@cache
def search_fields_of(model: type[models.Model]) -> list:
    """Return what the index holds of ``model``: derived and declared fields, all folded."""
    unique = {}
    for field in (*_derived(model)[0], *model.search_fields):
        folded = _folded(field)
        if folded is not None:
            unique[type(folded), folded.field_name] = folded
    named = next((f for f in unique.values() if isinstance(f, Names)), None)
    if named:  # the names weigh enough; the body need not repeat them
        for path in (*named.paths, *getattr(model, "code_fields", ())):
            unique.pop((FoldedSearchField, path), None)
    return list(unique.values())


def _folded(field):
    if isinstance(field, RelatedNames):
        return None
    if isinstance(field, index.RelatedFields):
        return index.RelatedFields(field.field_name, list(filter(None, map(_folded, field.fields))))
    if type(field) is index.SearchField:
        return FoldedSearchField(field.field_name, boost=field.boost, **field.kwargs)
    if type(field) is index.AutocompleteField:
        return FoldedAutocompleteField(field.field_name, **field.kwargs)
    return field


def related_names(model: type[models.Model]) -> list[str]:
    """Return the query paths to the records whose names find an object of ``model`` too."""
    declared = [f for f in getattr(model, "search_fields", ()) if isinstance(f, RelatedNames)]
    return list(dict.fromkeys(f.field_name for f in (*declared, *_derived(model)[1])))


def bring_into_index(obj: models.Model) -> None:
    """Index ``obj`` as it now stands in the database, its children included.

    To be called within the transaction that writes it, so that a search never lags behind. Wagtail
    indexes as soon as the row is written, which is before its children are.
    """
    saved = type(obj).get_indexed_objects().filter(pk=obj.pk).first()
    if saved is not None:
        index.insert_or_update_object(saved)


def forget_deleted() -> None:
    """Take deleted pages and records out of the index: they do not use Wagtail's signals."""
    for model in index.get_indexed_models():
        if not getattr(model, "search_auto_update", True):
            post_delete.connect(post_delete_signal_handler, sender=model)
