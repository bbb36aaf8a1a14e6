"""Wagtail's search backends, asked with folded words: the setting ``WAGTAILSEARCH_BACKENDS``.

``ENGINE`` names the backend that does the work; OpenSearch takes over with
``{"BACKEND": "cms_site.content.search_backend", "ENGINE": "wagtail.search.backends.opensearch3",
"URLS": [...]}`` and ``manage.py update_index``. The editor's lists, the staff API and visitors all
ask through here.
"""

from __future__ import annotations

from functools import cache

from wagtail.search.backends import import_backend
from wagtail.search.backends.base import BaseSearchBackend
from wagtail.search.query import MATCH_ALL, And, Boost, Not, Or, Phrase, PlainText, SearchQuery

from cms_site.content.folding import words

DATABASE = "wagtail.search.backends.database"


def SearchBackend(params: dict) -> BaseSearchBackend:
    """Return the backend ``ENGINE``, the database by default, that folds what it is asked."""
    engine = params.pop("ENGINE", DATABASE)
    if engine == DATABASE:
        # The folded text is in no language: no stemming, no stop words.
        params.setdefault("SEARCH_CONFIG", "simple")
    backend = import_backend(engine)(dict(params))
    return _folding(type(backend), engine == DATABASE)(params)


@cache
def _folding(backend: type[BaseSearchBackend], is_database: bool) -> type[BaseSearchBackend]:
    attributes: dict = {"is_database": is_database}
    if is_database and hasattr(backend.index_class, "_refresh_title_norms"):
        attributes["index_class"] = type(
            f"Folding{backend.index_class.__name__}", (_RowIndex, backend.index_class), {}
        )
    return type(f"Folding{backend.__name__}", (_FoldedQueries, backend), attributes)


class _RowIndex:
    """An index in which saving a row costs a row.

    Wagtail's reads the whole table after each save to weigh the lengths of titles anew; it is
    enough when the index is rebuilt.
    """

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)


class _FoldedQueries:
    """Folds every query, as text or as one of Wagtail's query objects."""

    def _search(self, query_compiler_class, query, model_or_queryset, **kwargs):
        folded = _folded(query)
        if folded == "" and query != "":
            # Of symbols no word is left. Wagtail's own empty answer lacks what the editor's lists ask.
            is_model = isinstance(model_or_queryset, type)
            every = model_or_queryset._default_manager.all() if is_model else model_or_queryset
            return super()._search(query_compiler_class, query, every.none(), **kwargs)
        return super()._search(query_compiler_class, folded, model_or_queryset, **kwargs)


def _folded(query: str | SearchQuery) -> str | SearchQuery:
    """Return ``query`` folded, or "" where no word is left of it."""
    if isinstance(query, str):
        return " ".join(words(query))
    if isinstance(query, PlainText):
        text = _folded(query.query_string)
        return PlainText(text, query.operator, query.boost) if text else ""
    if isinstance(query, Phrase):
        text = _folded(query.query_string)
        return Phrase(text) if text else ""
    if isinstance(query, And | Or):
        parts = [part for part in map(_folded, query.subqueries) if part != ""]
        return type(query)(parts) if parts else ""
    if isinstance(query, Not):
        inner = _folded(query.subquery)
        return Not(inner) if inner != "" else MATCH_ALL
    if isinstance(query, Boost):
        inner = _folded(query.subquery)
        return Boost(inner, query.boost) if inner != "" else ""
    return query
