"""What can be asked of a list: its filters and their operators, its orderings, facets, formats.

All of it is derived from the model's fields and ``api_fields``; the filters, discovery and the
OpenAPI document read it here. A model narrows it, where the derivation is wrong, with
``api_filters = ("name", …)``, the only fields that it can then be filtered by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Model
from modelcluster.fields import ParentalKey
from taggit.managers import TaggableManager
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page

from cms_site.content.children import Child
from cms_site.content.words import Words, words_of

EXACT = "exact"
RANGES = ("gt", "gte", "lt", "lte")
OPERATORS = ("in", *RANGES, "contains", "isnull")
FORMATS = ("json", "csv", "xlsx", "ndjson")
MAX_FACETS = 5

# Names in the API that pages store under another one.
STORED_AS = {"uuid": "translation_key"}


@dataclass(frozen=True)
class Filter:
    """A field that a list can be filtered by.

    ``kind`` is one of text, words, choice, boolean, integer, number, date, datetime, uuid,
    relation, relations, children, tags. ``field`` is the model's, ``words`` stand where the API
    tells words of several columns, ``conditions`` where no column holds the value. ``related`` is the model whose ids, UUIDs and codes are the
    values; ``path`` the lookup that leads to it.
    """

    name: str
    kind: str
    operators: tuple[str, ...]
    field: models.Field | None = None
    words: Words | None = None
    conditions: Callable[[], dict[str, models.Q]] | None = None
    related: type[Model] | None = None
    path: str = ""

    @property
    def is_facet(self) -> bool:
        """Whether the values can be counted: a closed set of them."""
        if self.related is not None:
            return self.kind != "children" and has_vocabulary(self.related)
        return self.kind in ("choice", "boolean")

    @property
    def is_ordering(self) -> bool:
        """Whether a list can be ordered by it: one value each, no relation."""
        is_value = self.related is None and self.conditions is None
        return is_value and self.kind not in ("children", "tags")

    @property
    def parameters(self) -> list[str]:
        """The query parameters, one for each operator."""
        return [self.name if o == EXACT else f"{self.name}__{o}" for o in self.operators]


@dataclass(frozen=True)
class Capabilities:
    """What a list of one model can be asked."""

    fields: tuple[str, ...]
    filters: dict[str, Filter]
    orderings: dict[str, Filter]
    facets: tuple[str, ...]
    formats: tuple[str, ...] = FORMATS

    def filter_for(self, parameter: str) -> tuple[Filter | None, str]:
        """Return the filter and the operator that a query parameter such as ``members__gt`` names.

        The filter is ``None`` where there is no such field; whether the field has that operator
        is another question.
        """
        name, mark, operator = parameter.rpartition("__")
        if not mark or operator not in OPERATORS:
            name, operator = parameter, EXACT
        return self.filters.get(name), operator


@lru_cache(maxsize=256)
def capabilities(viewset, model: type[Model]) -> Capabilities:
    """Return what a list of ``model`` at ``viewset`` can be asked."""
    names = tuple(dict.fromkeys(viewset.get_available_fields(model)))
    allowed = getattr(model, "api_filters", names)
    # The locale is a parameter of its own, with the meaning that all endpoints share.
    found = (filter_of(model, name) for name in names if name != "locale")
    usable = {f.name: f for f in found if f is not None}
    return Capabilities(
        fields=names,
        filters={n: f for n, f in usable.items() if n in allowed and f.operators},
        orderings={n: f for n, f in usable.items() if f.is_ordering},
        facets=tuple(n for n, f in usable.items() if n in allowed and f.is_facet),
    )


def filter_of(model: type[Model], name: str) -> Filter | None:
    """Return how ``model`` is filtered by the API field ``name``, or ``None`` if it is not."""
    words = next((w for w in words_of(model) if w.name == name), None)
    if words is not None:
        return Filter(name, "words", (EXACT, "in", "contains", "isnull"), words=words)
    if derived := getattr(model, "api_choices", {}).get(name):
        field = models.CharField(verbose_name=name, choices=derived.values.choices)
        conditions = getattr(model, derived.conditions)
        return Filter(name, "choice", (EXACT, "in"), field, conditions=conditions)
    try:
        field = model._meta.get_field(_stored(model, name))
    except FieldDoesNotExist:
        return None
    if isinstance(field, TaggableManager):
        return Filter(name, "tags", (EXACT,), field)
    if field.is_relation:
        return _relation(name, field)
    kind, operators = _plain(field)
    if not kind:
        return None
    may_be_unknown = field.null or (field.blank and kind in ("text", "choice"))
    return Filter(name, kind, (*operators, *(["isnull"] if may_be_unknown else [])), field)


def _stored(model: type[Model], name: str) -> str:
    return STORED_AS.get(name, name) if issubclass(model, Page) else name


def _plain(field: models.Field) -> tuple[str, tuple[str, ...]]:
    """Return the kind and the operators of a field that holds a value, or "" if none can be."""
    # The source of rich text holds ids of what it links to, public or not.
    if isinstance(field, RichTextField | models.FileField | models.JSONField):
        return "", ()
    if field.choices:
        return "choice", (EXACT, "in")
    if isinstance(field, models.BooleanField):
        return "boolean", (EXACT,)
    if isinstance(field, models.UUIDField):
        return "uuid", (EXACT, "in")
    if isinstance(field, models.CharField | models.TextField):
        return "text", (EXACT, "in", "contains")
    for kind, classes in (
        ("integer", models.IntegerField),
        ("number", models.DecimalField | models.FloatField),
        ("datetime", models.DateTimeField),
        ("date", models.DateField),
    ):
        if isinstance(field, classes):
            return kind, (EXACT, "in", *RANGES)
    return "", ()


def _relation(name: str, field) -> Filter | None:
    if field.many_to_many and not field.auto_created:
        related = field.related_model
        return Filter(
            name, "relations", (EXACT, "in", "isnull"), field, related=related, path=field.name
        )
    if field.one_to_many and isinstance(getattr(field, "field", None), ParentalKey):
        return _children(name, field)
    if isinstance(field, models.ForeignKey):
        operators = (EXACT, "in", *(["isnull"] if field.null else []))
        return Filter(
            name, "relation", operators, field, related=field.related_model, path=field.name
        )
    return None


def _children(name: str, relation) -> Filter | None:
    """Return the filter by inline children: whether there are any, and the one thing each names.

    Children some of which are not public are no filter: it would tell that they are there.
    """
    child = relation.related_model
    if not issubclass(child, Child) or child.is_public is not Child.is_public:
        return None
    targets = list(_targets(child))
    if len(targets) != 1:
        return Filter(name, "children", ("isnull",), relation)
    return Filter(
        name,
        "children",
        (EXACT, "in", "isnull"),
        relation,
        related=targets[0].related_model,
        path=f"{name}__{targets[0].name}",
    )


def _targets(child: type[Model]) -> Iterator[models.ForeignKey]:
    for api_field in APIField.get_fields_for_model(child):
        if _has_field(child, api_field.name):
            field = child._meta.get_field(api_field.name)
            if isinstance(field, models.ForeignKey) and not isinstance(field, ParentalKey):
                yield field


def has_vocabulary(model: type[Model]) -> bool:
    """Whether the objects of ``model`` are values to count by: records, or pages of one type."""
    return model is not Page and not _has_field(model, "collection")


def _has_field(model: type[Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.get_fields())
