"""What the public may see, asked in one place by templates and API alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property, lru_cache, reduce
from operator import or_

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model, Q, QuerySet
from wagtail.models import (
    Page,
    get_page_models,
)


def _installed_below(model: type[Page]) -> tuple[int, ...]:
    """Return the content types of the installed page types that ``model`` is, or is above."""
    wanted = [kind for kind in get_page_models() if issubclass(kind, model)]
    return tuple(kind.pk for kind in ContentType.objects.get_for_models(*wanted).values())


def _public(queryset: QuerySet, kinds: tuple[int, ...], restricted: tuple[str, ...]) -> QuerySet:
    queryset = queryset.filter(live=True, content_type__in=kinds)
    for path in restricted:
        queryset = queryset.exclude(path__startswith=path)
    return queryset


@lru_cache(maxsize=128)
def _all_public(
    model: type[Page],
    kinds: tuple[int, ...],
    restricted: tuple[str, ...],
    below: tuple[str, ...] | None,
) -> QuerySet:
    """Return the queryset for ``pages_of``: building its conditions costs more than copying them."""
    public = _public(model.objects.order_by(), kinds, restricted)
    if below is None:
        return public
    scope = reduce(or_, (Q(path__startswith=p) for p in below)) if below else Q(pk__in=[])
    return public.filter(scope)


# Every answer asks this. An alias shows what its source says, and so it is restricted wherever its source
# is, also by what stands above that; what stands below a restricted collection is restricted as well.
_RESTRICTED = """
WITH RECURSIVE restricted (path) AS (
    SELECT page.path FROM wagtailcore_pageviewrestriction restriction
    JOIN wagtailcore_page page ON page.id = restriction.page_id
    UNION
    SELECT alias.path FROM wagtailcore_page alias
    JOIN wagtailcore_page source ON source.id = alias.alias_of_id
    JOIN restricted ON substr(source.path, 1, length(restricted.path)) = restricted.path
)
SELECT path, NULL FROM restricted
UNION ALL
SELECT NULL, below.id FROM wagtailcore_collectionviewrestriction restriction
JOIN wagtailcore_collection above ON above.id = restriction.collection_id
JOIN wagtailcore_collection below ON substr(below.path, 1, length(above.path)) = above.path
"""


class Visibility:
    """The public's view of the content: live and under no restriction.

    It never looks at a session: a signed-in member of staff gets the same public answers as a
    visitor. Costs one query, however many objects are asked about; make one per request with
    ``Visibility.of``.
    """

    @classmethod
    def of(cls, request) -> Visibility:
        """Return the request's visibility, made on the first call."""
        if not hasattr(request, "_visibility"):
            request._visibility = cls()
        return request._visibility

    @cached_property
    def _restricted(self) -> tuple[tuple[str, ...], frozenset[int]]:
        with connection.cursor() as cursor:
            cursor.execute(_RESTRICTED)
            rows = cursor.fetchall()
        paths = sorted(path for path, _collection in rows if path is not None)
        return tuple(paths), frozenset(pk for _path, pk in rows if pk is not None)

    @property
    def restricted_page_paths(self) -> tuple[str, ...]:
        """Tree paths of the pages with a view restriction, and of their aliases: it holds for all below them."""
        return self._restricted[0]

    @property
    def restricted_collection_ids(self) -> frozenset[int]:
        """Ids of the collections that are restricted, those below them included."""
        return self._restricted[1]

    def pages(self, queryset: QuerySet) -> QuerySet:
        """Return the public pages of ``queryset``: those of a type that is gone are not."""
        return _public(queryset, _installed_below(queryset.model), self.restricted_page_paths)

    def pages_of(self, model: type[Page], below: tuple[str, ...] | None = None) -> QuerySet:
        """Return all public pages of ``model``, at or below one of the tree paths if given, in no order."""
        return _all_public(model, _installed_below(model), self.restricted_page_paths, below).all()

    def files(self, queryset: QuerySet) -> QuerySet:
        """Return the images or documents of ``queryset`` in public collections."""
        if self.restricted_collection_ids:
            queryset = queryset.exclude(collection__in=self.restricted_collection_ids)
        return queryset

    def restricts(self, page: Page) -> bool:
        """Whether ``page`` or one above it is restricted."""
        return page.path.startswith(self.restricted_page_paths or ("\0",))

    def allows(self, obj: Model | None) -> bool:
        """Whether the public may see ``obj``: a page, image, document, record or child of one."""
        if obj is None:
            return False
        if isinstance(obj, Page):
            return obj.live and not self.restricts(obj) and obj.specific_class is not None
        if hasattr(obj, "collection_id"):
            return obj.collection_id not in self.restricted_collection_ids
        return getattr(obj, "is_public", True)

    def only(self, objects: Iterable[Model]) -> list[Model]:
        """Return those of ``objects`` that the public may see, in their order."""
        return [obj for obj in objects if self.allows(obj)]
