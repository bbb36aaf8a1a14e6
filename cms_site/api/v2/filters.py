"""Filters of a list: ``field=value`` and ``field__operator=value``, typed by the model's fields."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import CharField, Q, QuerySet, TextField
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend

from cms_site.api.v2 import parameters
from cms_site.api.v2.capabilities import EXACT, Filter
from cms_site.api.v2.problems import ParameterError
from cms_site.api.v2.relations import may_hide, public
from cms_site.api.v2.text import containing
from cms_site.content.folding import fold
from cms_site.content.words import told_words


class FieldFilter(BaseFilterBackend):
    """Every parameter that names a field; ``view.without`` is left out, for its facet."""

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        asked = view.capabilities(queryset.model)
        for parameter, raw in request.GET.items():
            if parameter in view.known_query_parameters:
                continue
            field_filter, operator = asked.filter_for(parameter)
            if field_filter.name != view.without:
                queryset = _filtered(queryset, Asked(field_filter, operator, parameter, raw), view)
        return queryset


class Asked:
    """One filter of a question, as it was asked."""

    def __init__(self, field_filter: Filter, operator: str, parameter: str, raw: str) -> None:
        self.filter = field_filter
        self.operator = operator
        self.parameter = parameter
        self.raws = parameters.listed(parameter, raw) if operator == "in" else [raw]

    @property
    def is_null(self) -> bool:
        return parameters.truth(self.parameter, self.raws[0])

    @property
    def text(self) -> str:
        """The text to be contained; raises ``ParameterError`` where no letter or digit is in it."""
        if not fold(self.raws[0]):
            raise ParameterError(
                self.parameter, _("Give at least one letter or digit to search for.")
            )
        return self.raws[0]

    def keys(self, visibility) -> list[int]:
        """Return the keys of the public objects that the values name."""
        related = self.filter.related
        return [
            key
            for raw in self.raws
            for key in parameters.related_keys(self.parameter, related, raw, visibility)
        ]


def _filtered(queryset: QuerySet, asked: Asked, view) -> QuerySet:
    kind = asked.filter.kind
    if kind == "tags":
        for tag in parameters.listed(asked.parameter, asked.raws[0], parameters.MAX_TAGS):
            if not tag:
                raise ParameterError(asked.parameter, _("Give at least one tag."))
            queryset = queryset.filter(**{f"{asked.filter.name}__name": tag})
        return queryset
    if kind == "words":
        return _by_words(queryset, asked, view)
    if kind in ("relation", "relations", "children"):
        return queryset.filter(by_relation(queryset, asked, view.visibility))
    return queryset.filter(_by_value(asked))


def _by_value(asked: Asked) -> Q:
    field = asked.filter.field
    if asked.operator == "isnull":
        unknown = Q(**{f"{field.name}__isnull": True})
        if isinstance(field, CharField | TextField):
            unknown |= Q(**{field.name: ""})
        return unknown if asked.is_null else ~unknown
    if asked.operator == "contains":
        return containing(field.name, asked.text)
    values = [parameters.typed_value(asked.parameter, field, raw) for raw in asked.raws]
    if asked.filter.conditions is not None:
        conditions = asked.filter.conditions()
        return reduce(or_, (conditions[value] for value in values))
    if asked.operator == "in":
        return Q(**{f"{field.name}__in": values})
    lookup = field.name if asked.operator == EXACT else f"{field.name}__{asked.operator}"
    return Q(**{lookup: values[0]})


def _by_words(queryset: QuerySet, asked: Asked, view) -> QuerySet:
    """Filter by the words that a reader of the language asked for is told."""
    name = f"_told_{asked.filter.name}"
    queryset = queryset.alias(**{name: told_words(asked.filter.words, view.languages)})
    if asked.operator == "isnull":
        return queryset.filter(**{f"{name}__isnull": asked.is_null})
    if asked.operator == "contains":
        return queryset.filter(containing(name, asked.text))
    return queryset.filter(**{f"{name}__in": asked.raws})


def by_relation(queryset: QuerySet, asked: Asked, visibility) -> Q:
    """Return the condition on related objects, in which one that is hidden is not there.

    The facet of a relation counts with it what has none.
    """
    wanted, related = asked.filter, asked.filter.related
    if asked.operator != "isnull":
        condition = Q(**{f"{wanted.path}__in": asked.keys(visibility)})
    elif related is not None and wanted.kind != "children" and may_hide(related):
        condition = Q(**{f"{wanted.path}__in": public(related, visibility).values("pk")})
    else:
        condition = Q(**{f"{wanted.path or wanted.name}__isnull": False})
    if wanted.kind != "relation":
        # A subquery, so that no row is told twice.
        having = queryset.model._base_manager.filter(condition)
        condition = Q(pk__in=having.values("pk"))
    return ~condition if asked.operator == "isnull" and asked.is_null else condition
