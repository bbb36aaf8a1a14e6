"""Asking the search index for primary keys, so that a search is one more condition of a queryset.

Wagtail's own results refuse to be filtered by what is not indexed; a condition composes with every
filter, order and count. SQLite and PostgreSQL answer within the same SQL statement. Any other
backend (OpenSearch) is asked first, for at most ``MAX_HITS`` keys a query.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import and_, or_

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import (
    BigIntegerField,
    Case,
    Expression,
    F,
    Func,
    IntegerField,
    Model,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast
from modelsearch.utils import get_descendants_content_types_pks
from wagtail.models import DraftStateMixin, Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from cms_site.content.search_fields import BETWEEN_NAMES

MAX_HITS = 10_000
_RANKED_ELSEWHERE = 500


def keys(model: type[Model], beginnings: Sequence[str], operator: str = "and") -> QuerySet:
    """Return the keys of the ``model`` objects in whose text words start with ``beginnings``."""
    if not _is_database():
        return model._default_manager.filter(
            pk__in=_keys_elsewhere(model, beginnings, operator)
        ).values_list("pk")
    return _as_keys(_entries(beginnings, operator), get_descendants_content_types_pks(model))


def keys_by_name(model: type[Model], beginning: str) -> QuerySet:
    """Return the keys of the ``model`` objects in whose names a word starts with ``beginning``."""
    if not _is_database():
        return model._default_manager.filter(
            pk__in=_keys_elsewhere(model, [beginning], "and", in_names=True)
        ).values_list("pk")
    return _as_keys(_entries([beginning], in_names=True), get_descendants_content_types_pks(model))


def named(models: Sequence[type[Model]], beginning: str, limit: int) -> dict | None:
    """Return the keys of the objects with a name that has a word starting with ``beginning``.

    By model, in one query for all ``models``; ``None`` where there are more than ``limit``.
    """
    if not _is_database():
        found = {m: _keys_elsewhere(m, [beginning], "and", in_names=True) for m in models}
        return found if sum(map(len, found.values())) <= limit else None
    kinds = {ContentType.objects.get_for_model(model).pk: model for model in models}
    registers = [k for k, model in kinds.items() if issubclass(model, DraftStateMixin)]
    rows = _named_entries(registers, beginning)[: limit + 1] if registers else []
    if reference := [k for k in kinds if k not in registers]:
        rows = [*rows, *_named_reference(reference, beginning)[: limit + 1]]
    result: dict = {model: [] for model in models}
    for kind, key in rows:
        result[kinds[kind]].append(int(key))
    return result if len(rows) <= limit else None


def _named_entries(kinds: Sequence[int], beginning: str) -> QuerySet:
    """Return content type and key of the entries of ``kinds`` with such a name."""
    entries = _of_types(_entries([beginning], in_names=True), kinds)
    return entries.values_list("content_type_id", "object_id")


def _named_reference(kinds: Sequence[int], beginning: str) -> QuerySet:
    """Return the same of reference data, which are few: provinces, sectors, partners.

    SQLite would otherwise go through all 60,000 cooperatives with that word in their name to look
    for a province. PostgreSQL knows by itself which of the two conditions is the rarer.
    """
    if connection.vendor != "sqlite":
        return _named_entries(kinds, beginning)
    return (
        IndexEntry.objects.filter(content_type__in=kinds)
        .filter(Q(title__startswith=beginning) | Q(title__contains=f" {beginning}"))
        .values_list("content_type_id", "object_id")
    )


def relevance(model: type[Model], words: Sequence[str], beginnings: Sequence[str]) -> Expression:
    """Return the expression that is greater for what answers ``words`` better.

    The same arithmetic on both databases: a word of a name counts more than the beginning of one,
    both more than a word of the text; the whole name counts most; of equals the shorter name wins.
    """
    if _is_database():
        return _Relevance(model, words, beginnings)
    ranked = _keys_elsewhere(model, beginnings, "or")[:_RANKED_ELSEWHERE]
    return Case(
        *(When(pk=key, then=Value(-place)) for place, key in enumerate(ranked)),
        default=Value(-MAX_HITS),
        output_field=IntegerField(),
    )


class _Relevance(Func):
    """One look at the object's index entry by its unique key.

    Written as SQL: as expressions of Django it took longer to write than to run.
    """

    output_field = IntegerField()

    def __init__(self, model: type[Model], words: Sequence[str], beginnings: Sequence[str]) -> None:
        kind = (
            F("content_type")
            if issubclass(model, Page)
            else Value(ContentType.objects.get_for_model(model).pk)
        )
        super().__init__(F("pk"), kind)
        self.words, self.beginnings = words, beginnings

    def as_sql(self, compiler, connection, **context):
        key, key_params = compiler.compile(self.source_expressions[0])
        kind, kind_params = compiler.compile(self.source_expressions[1])
        if connection.vendor == "sqlite":
            name, text, position = "title", "body", "instr"
        else:
            name, text, position = "title_text", "body_text", "strpos"
        edge, phrase = BETWEEN_NAMES.strip(), " ".join(self.words)
        cases, params = [], []
        for word, start in zip(self.words, self.beginnings, strict=True):
            cases.append(
                f"CASE WHEN {position}(names, %s) > 0 THEN 8 WHEN {position}(names, %s) > 0 THEN 6 "
                f"WHEN {position}(text, %s) > 0 THEN 2 WHEN {position}(text, %s) > 0 THEN 1 "
                "ELSE 0 END"
            )
            params += [f" {word} ", f" {start}", f" {word} ", f" {start}"]
        whole_names = [(f"{edge} {phrase} {edge}", 6), (f"{edge} {phrase}", 2)]
        if len(self.words) > 1:
            whole_names.append((f" {phrase}", 2))
        for part, points in whole_names:
            cases.append(f"CASE WHEN {position}(names, %s) > 0 THEN {points} ELSE 0 END")
            params.append(part)
        # Fewer than a thousand letters of a name cannot outweigh a point.
        weight = f"1000 * ({' + '.join(cases)}) - CASE WHEN size < 999 THEN size ELSE 999 END"
        sql = " ".join(
            (
                f"COALESCE((SELECT {weight} FROM",
                f"(SELECT '{edge} ' || {name} || ' {edge}' AS names, ' ' || {text} || ' ' AS text,",
                f"length({name}) AS size FROM {IndexEntry._meta.db_table}",
                f"WHERE content_type_id = {kind} AND object_id = CAST({key} AS varchar(50))",
                ") AS entry), -1000)",
            )
        )
        return sql, (*params, *kind_params, *key_params)


def _is_database() -> bool:
    return getattr(get_search_backend(), "is_database", False)


def _entries(beginnings: Sequence[str], operator: str = "and", in_names: bool = False) -> QuerySet:
    """Return the entries of the full-text index with words that start with ``beginnings``."""
    combine = or_ if operator == "or" else and_
    if connection.vendor == "sqlite":
        from modelsearch.backends.database.sqlite import query as sqlite
        from wagtail.search.models import SQLiteFTSIndexEntry

        lexemes = reduce(combine, (sqlite.Lexeme(b, prefix=True) for b in beginnings))
        columns = ["title"] if in_names else ["title", "body"]
        return SQLiteFTSIndexEntry.objects.filter(
            sqlite.MatchExpression(columns, sqlite.SearchQueryExpression(lexemes))
        )
    from django.contrib.postgres.search import SearchQuery
    from modelsearch.backends.database.postgres.query import Lexeme

    # Each word in either column, for each column has an index; the two together have none.
    conditions = []
    for one in beginnings:
        query = SearchQuery(Lexeme(one, prefix=True), search_type="raw", config="simple")
        conditions.append(Q(title=query) if in_names else Q(title=query) | Q(body=query))
    return IndexEntry.objects.filter(reduce(combine, conditions))


def _as_keys(entries: QuerySet, content_types: Sequence[int]) -> QuerySet:
    return _of_types(entries, content_types).values_list(Cast("object_id", BigIntegerField()))


def _of_types(entries: QuerySet, content_types: Sequence[int]) -> QuerySet:
    """Return those of ``entries`` that are of these types, as entries of Wagtail's index."""
    if entries.model is IndexEntry:
        return entries.filter(content_type__in=content_types)
    # A join, or a type that is looked up by its index, lets SQLite ask the full-text index anew for
    # each of 60,000 cooperatives: minutes. A subquery is asked once, and the sum has no index.
    entries = IndexEntry.objects.filter(pk__in=entries.values("pk"))
    return entries.alias(kind=F("content_type_id") + 0).filter(kind__in=content_types)


def _keys_elsewhere(
    model: type[Model], beginnings: Sequence[str], operator: str, in_names: bool = False
) -> list:
    """Return keys, best first, from a backend that is not the database.

    Such a backend knows beginnings of words in names, and whole words in texts.
    """
    backend = get_search_backend()
    query = " ".join(beginnings)
    everything = model._default_manager.all()
    found = [backend.autocomplete(query, everything, operator=operator)]
    if not in_names:
        found.append(backend.search(query, everything, operator=operator))
    return list(dict.fromkeys(obj.pk for results in found for obj in results[:MAX_HITS]))
