"""What a visitor narrows a list by: a year, a province, a programme, each with how many there are.

A list declares ``item_filters = (YearFilter("year", _("year"), "start_date"), …)``. Each is a parameter of
its address; they compose, and the counts of one are made under the others. Nothing here needs a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F, Model, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractYear

from cms_site.content.remembered import remembered


@dataclass(frozen=True)
class Choice:
    """A value that can be chosen: as it stands in the address, what it is called, how many items have it."""

    value: str
    label: object
    count: int
    is_chosen: bool


@remembered
def _public_records(model: type[Model], keys: frozenset[int]) -> list[Model]:
    """Return the public ones of the records ``keys`` of ``model``."""
    return list(model.objects.public().filter(pk__in=keys))


class ListFilter:
    """A parameter that narrows a list; ``path`` is the query path from an item to the value."""

    def __init__(self, name: str, label: object, path: str) -> None:
        self.name, self.label, self.path = name, label, path

    def apply(self, queryset: QuerySet, raw: str) -> QuerySet:
        """Return the items with the value ``raw``: none for one that is no value."""
        raise NotImplementedError

    def choices(self, queryset: QuerySet, raw: str) -> list[Choice]:
        """Return the values that items of ``queryset`` have."""
        raise NotImplementedError

    def _counts(self, queryset: QuerySet, value: Combinable) -> list[tuple]:
        """Return each value of the expression ``value`` with the number of its items."""
        having = queryset.model._default_manager.filter(pk__in=queryset.order_by().values("pk"))
        counted = having.order_by().values(_value=value).annotate(_count=Count("pk", distinct=True))
        return [(row["_value"], row["_count"]) for row in counted if row["_value"] is not None]


class YearFilter(ListFilter):
    """By the year of a date; the latest first."""

    def apply(self, queryset: QuerySet, raw: str) -> QuerySet:
        if not (raw.isascii() and raw.isdigit() and len(raw) == 4 and int(raw)):
            return queryset.none()
        return queryset.filter(**{f"{self.path}__year": int(raw)})

    def choices(self, queryset: QuerySet, raw: str) -> list[Choice]:
        found = sorted(self._counts(queryset, ExtractYear(self.path)), reverse=True)
        return [Choice(str(year), str(year), count, str(year) == raw) for year, count in found]


class RecordFilter(ListFilter):
    """By a record that items refer to, named by its slug; only public ones are offered."""

    def target(self, model: type[Model]) -> type[Model]:
        """Return the model of the records."""
        for name in self.path.split("__"):
            model = model._meta.get_field(name).related_model
        return model

    def apply(self, queryset: QuerySet, raw: str) -> QuerySet:
        chosen = self.target(queryset.model).objects.public().filter(slug=raw[:120])
        # A subquery, so that an item that refers to it twice is listed once.
        having = queryset.model._default_manager.filter(**{f"{self.path}__in": chosen.values("pk")})
        return queryset.filter(pk__in=having.values("pk"))

    def choices(self, queryset: QuerySet, raw: str) -> list[Choice]:
        counts = dict(self._counts(queryset, F(self.path)))
        records = _public_records(self.target(queryset.model), frozenset(counts))
        found = [Choice(r.slug, str(r), counts[r.pk], r.slug == raw) for r in records]
        return sorted(found, key=lambda choice: str(choice.label))


@dataclass
class Narrowed:
    """A list as it was asked for: its items, and the filters with their choices."""

    items: QuerySet
    filters: list[tuple[ListFilter, list[Choice]]] = field(default_factory=list)
    is_narrowed: bool = False


def narrowed(
    queryset: QuerySet, filters: Iterable[ListFilter], query: Mapping[str, str]
) -> Narrowed:
    """Return ``queryset`` narrowed by the parameters of ``query``; a filter without a choice is left out."""
    filters = list(filters)
    asked = {f.name: query[f.name] for f in filters if query.get(f.name)}

    def under(others: Iterable[ListFilter]) -> QuerySet:
        found = queryset
        for one in others:
            if one.name in asked:
                found = one.apply(found, asked[one.name])
        return found

    offered = []
    for one in filters:
        choices = one.choices(under(f for f in filters if f is not one), asked.get(one.name, ""))
        if choices:
            offered.append((one, choices))
    return Narrowed(under(filters), offered, bool(asked))
