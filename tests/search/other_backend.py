"""A search backend that is not the database, as OpenSearch is not: it keeps whole words in memory."""

from __future__ import annotations

from wagtail.search.backends.base import BaseSearchBackend


class SearchBackend(BaseSearchBackend):
    """Finds what has every word of the query in one of its search fields."""

    def __init__(self, params) -> None:
        super().__init__(params)

    def search(self, query, model_or_queryset, **kwargs):
        return [obj for obj in model_or_queryset if set(query.split()) <= set(_words(obj))]

    def autocomplete(self, query, model_or_queryset, **kwargs):
        return []


def _words(obj):
    for field in obj.get_search_fields():
        inner = getattr(field, "fields", None)
        holders = getattr(obj, field.field_name).all() if inner else [obj]
        for holder in holders:
            for one in inner or [field]:
                yield from str(one.get_value(holder)).split()
