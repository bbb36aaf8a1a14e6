"""The order of a list: several keys, unknown values last, the id breaking ties."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db.models import CharField, Expression, F, Model, Q, QuerySet, TextField
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend

from cms_site.api.v2 import parameters
from cms_site.api.v2.capabilities import Filter
from cms_site.api.v2.problems import ParameterError
from cms_site.content.words import in_order, known_text, told_words

RANDOM = "random"


@dataclass(frozen=True)
class Key:
    """One key of an order: its expression in the query, and its value of an object."""

    name: str
    expression: Expression | F
    value_of: Callable[[Model], object]
    is_descending: bool = False
    may_be_null: bool = False
    field: object = None

    @property
    def term(self):
        """The term of ``order_by``, in which unknown values are last on every database."""
        nulls = {"nulls_last": True} if self.may_be_null else {}
        return self.expression.desc(**nulls) if self.is_descending else self.expression.asc(**nulls)

    def after(self, value, rest: Q) -> Q:
        """Return what comes after ``value``: by this key, or level in it and by ``rest``."""
        if value is None:
            return Q(**{f"{self.alias}__isnull": True}) & rest
        beyond = Q(**{f"{self.alias}__{'lt' if self.is_descending else 'gt'}": value})
        if self.may_be_null:
            beyond |= Q(**{f"{self.alias}__isnull": True})
        return beyond | (Q(**{self.alias: value}) & rest)

    def read(self, value):
        """Return ``value`` as it was before it was written as JSON."""
        return value if value is None or self.field is None else self.field.to_python(value)

    @property
    def alias(self) -> str:
        """The name of the key in a query: the column's, or that of an alias."""
        return self.name if isinstance(self.expression, F) else f"_key_{self.name}"


ID = Key("pk", F("pk"), lambda item: item.pk)


def keys(raw: str | None, view, model: type[Model]) -> list[Key]:
    """Return the keys of ``order``; the id is the last, unless it is among them.

    Raises ``ParameterError`` for a name that is no field to order by.
    """
    found: dict[str, Key] = {}
    for name in [] if raw is None else parameters.listed("order", raw):
        bare = name.removeprefix("-")
        asked = view.capabilities(model)
        if bare not in asked.orderings:
            raise ParameterError(
                "order", _("“%(name)s” is not a field to order by.") % {"name": bare[:100]}
            )
        found.setdefault(bare, _key(asked.orderings[bare], name != bare, view.languages))
    return [*found.values()] if "id" in found else [*found.values(), ID]


def _key(asked: Filter, is_descending: bool, languages: Sequence[str]) -> Key:
    if asked.words is not None:
        words, order = asked.words, in_order(tuple(languages))

        def told(item: Model) -> str | None:
            return next((w for c in order if (w := getattr(item, f"{words.name}_{c}"))), None)

        return Key(asked.name, told_words(words, languages), told, is_descending, True)
    field = asked.field
    may_be_empty = isinstance(field, CharField | TextField) and field.blank and not field.unique
    if may_be_empty:  # "" is told as null, so it sorts as null
        return Key(
            field.name,
            known_text(field.name),
            lambda item: getattr(item, field.attname) or None,
            is_descending,
            True,
        )
    return Key(
        field.name,
        F(field.name),
        lambda item: getattr(item, field.attname),
        is_descending,
        field.null,
        field,
    )


def ordered(queryset: QuerySet, by: Sequence[Key]) -> QuerySet:
    """Return ``queryset`` in the order of the keys."""
    aliases = {k.alias: k.expression for k in by if not isinstance(k.expression, F)}
    return queryset.alias(**aliases).order_by(*(key.term for key in by))


class Ordering(BaseFilterBackend):
    """``order=-start_date,title``; without it the id, or the relevance of a search.

    It comes after the search, which leaves its own order only where none is asked for.
    """

    def filter_queryset(self, request, queryset, view):
        raw = request.GET.get("order")
        if raw == RANDOM:
            for name in ("offset", "cursor"):
                if name in request.GET:
                    raise ParameterError("order", _("A random order has no offset."))
            return queryset.order_by("?")
        if not raw and "search" in request.GET:
            return queryset
        return ordered(queryset, keys(raw, view, queryset.model))
