"""What a visitor narrows a list by: a year, a province, a programme, each with how many there are.

A list declares ``item_filters = (YearFilter("year", _("year"), "start_date"), …)``. Each is a parameter of
its address; they compose, and the counts of one are made under the others. Nothing here needs a script.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.db.models import Count, F, Model, QuerySet
from django.db.models.expressions import Combinable
from django.db.models.functions import ExtractYear
from wagtail.models import DraftStateMixin

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
        """Return the values that items of ``queryset`` have, and the one chosen where none of them has it."""
        raise NotImplementedError

    def _having(self, model: type[Model], **conditions) -> QuerySet:
        """Return the items of ``model`` that meet ``conditions``."""
        return model._default_manager.filter(**conditions)

    def _counts(self, queryset: QuerySet, value: Combinable) -> list[tuple]:
        """Return each value of the expression ``value`` with the number of its items."""
        having = self._having(queryset.model, pk__in=queryset.order_by().values("pk"))
        counted = having.order_by().values(_value=value).annotate(_count=Count("pk", distinct=True))
        return [(row["_value"], row["_count"]) for row in counted if row["_value"] is not None]


class YearFilter(ListFilter):
    """By the year of a date; the latest first."""

    def _year(self, raw: str) -> int | None:
        is_year = raw.isascii() and raw.isdigit() and len(raw) == 4
        return int(raw) or None if is_year else None

    def apply(self, queryset: QuerySet, raw: str) -> QuerySet:
        year = self._year(raw)
        return queryset.filter(**{f"{self.path}__year": year}) if year else queryset.none()

    def choices(self, queryset: QuerySet, raw: str) -> list[Choice]:
        counts = dict(self._counts(queryset, ExtractYear(self.path)))
        chosen = self._year(raw)
        if chosen:
            counts.setdefault(chosen, 0)
        found = sorted(counts.items(), reverse=True)
        return [Choice(f"{year:04}", f"{year:04}", count, year == chosen) for year, count in found]


class RecordFilter(ListFilter):
    """By a record that items refer to, named by its slug; only public ones are offered.

    The path may lead over another record, as over the cooperative of a story to its sector: one that is
    not public tells nothing.
    """

    def target(self, model: type[Model]) -> type[Model]:
        """Return the model of the records."""
        for name in self.path.split("__"):
            model = model._meta.get_field(name).related_model
        return model

    def apply(self, queryset: QuerySet, raw: str) -> QuerySet:
        chosen = self._chosen(queryset.model, raw)
        # A subquery, so that an item that refers to it twice is listed once.
        having = self._having(queryset.model, **{f"{self.path}__in": chosen.values("pk")})
        return queryset.filter(pk__in=having.values("pk"))

    def choices(self, queryset: QuerySet, raw: str) -> list[Choice]:
        counts = dict(self._counts(queryset, F(self.path)))
        records = list(_public_records(self.target(queryset.model), frozenset(counts)))
        if raw and raw not in {record.slug for record in records}:
            records += self._chosen(queryset.model, raw)
        found = [Choice(r.slug, str(r), counts.get(r.pk, 0), r.slug == raw) for r in records]
        return sorted(found, key=lambda choice: str(choice.label))

    def _chosen(self, model: type[Model], raw: str) -> QuerySet:
        """Return the public record that ``raw`` names, if any."""
        return self.target(model).objects.public().filter(slug=raw[:120])

    def _having(self, model: type[Model], **conditions) -> QuerySet:
        *over, _last = self.path.split("__")
        passed = model
        for number, name in enumerate(over, start=1):
            passed = passed._meta.get_field(name).related_model
            if issubclass(passed, DraftStateMixin):
                conditions["__".join([*over[:number], "live"])] = True
        return super()._having(model, **conditions)


@dataclass
class Narrowed:
    """A list as it was asked for: its items, and the filters with their choices."""

    items: QuerySet
    filters: list[tuple[ListFilter, list[Choice]]] = field(default_factory=list)
    is_narrowed: bool = False


def narrowed(
    queryset: QuerySet, filters: Iterable[ListFilter], query: Mapping[str, str]
) -> Narrowed:
    """Return ``queryset`` narrowed by the parameters of ``query``; a filter without a choice is left out.

    One that has none under the others only, as where nothing is found, offers all its values with a count
    of 0: nobody has to choose again what they chose already.
    """
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
        if not choices and asked:
            choices = [replace(choice, count=0) for choice in one.choices(queryset, "")]
        if choices:
            offered.append((one, choices))
    return Narrowed(under(filters), offered, bool(asked))
