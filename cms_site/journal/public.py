"""What the public can see now, asked in bulk: the facts that the drain compares."""

from __future__ import annotations

from collections.abc import Collection as Several
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar
from uuid import UUID

from django.conf import settings
from django.db.models import Model, QuerySet
from wagtail.models import Page, Site

from cms_site.content.record_pages import RecordPages
from cms_site.content.visibility import Visibility
from cms_site.journal.sources import kinds

# Keys in one query; SQLite takes 32,766 at most, and a plan for fewer is made faster.
BATCH = 500
K = TypeVar("K", int, UUID)


def batches(keys: Iterable[K]) -> Iterator[list[K]]:
    """Yield ``keys`` in ascending order, as many at a time as one query takes."""
    rest = iter(sorted(keys))
    while some := list(islice(rest, BATCH)):
        yield some


@dataclass(frozen=True)
class Fact:
    """How the public sees one object."""

    type: str
    uuid: UUID
    locale: str
    html_url: str


class PublicFacts:
    """The facts of one drain: restrictions and addresses are asked once."""

    def __init__(self) -> None:
        self.visibility = Visibility()
        self.record_pages = RecordPages(self.visibility)
        # Wagtail's own cache of them does not see a site that was changed without a signal.
        Site.clear_site_root_paths_cache()
        self._root_paths = Site.get_site_root_paths()

    def of(self, kind: str, keys: Several[int]) -> dict[int, Fact]:
        """Return the facts of those objects of ``kind`` among ``keys`` that are public."""
        model = kinds()[kind]
        found: dict[int, Fact] = {}
        for some in batches(keys):
            found.update(self._facts(model, self._public(model).filter(pk__in=some)))
        return found

    def existing(self, kind: str, keys: Several[int]) -> dict[int, bool]:
        """Return those of ``keys`` that exist at all, each with whether only a restriction hides it."""
        model = kinds()[kind]
        is_restricted = not hasattr(model.objects.none(), "public")
        found: dict[int, bool] = {}
        for some in batches(keys):
            if issubclass(model, Page):
                for page in model.objects.filter(pk__in=some).only("live", "content_type"):
                    found[page.pk] = page.live and page.specific_class is not None
            else:
                there = model.objects.filter(pk__in=some).values_list("pk", flat=True)
                found.update(dict.fromkeys(there, is_restricted))
        return found

    def _public(self, model: type[Model]) -> QuerySet:
        if issubclass(model, Page):
            return self.visibility.pages(model.objects.all())
        if any(f.name == "collection" for f in model._meta.fields):
            return self.visibility.files(model.objects.all())
        return model.objects.public()

    def _facts(self, model: type[Model], queryset: QuerySet) -> Iterator[tuple[int, Fact]]:
        if issubclass(model, Page):
            yield from self._page_facts(queryset)
            return
        label = model._meta.label
        has_slug = any(f.name == "slug" for f in model._meta.fields)
        base = self.record_pages.bases(model).get(settings.LANGUAGE_CODE, "") if has_slug else ""
        names = ("pk", "uuid", "slug") if base else ("pk", "uuid")
        for pk, uuid, *slug in queryset.values_list(*names):
            yield pk, Fact(label, uuid, "", f"{base}{slug[0]}/" if slug else "")

    def _page_facts(self, queryset: QuerySet) -> Iterator[tuple[int, Fact]]:
        for page in queryset.select_related("locale").specific(defer=True):
            page._wagtail_cached_site_root_paths = self._root_paths
            url = page.get_full_url()
            # A page outside every site has no address and is on no outlet.
            if url is not None:
                yield (
                    page.pk,
                    Fact(page._meta.label, page.translation_key, page.locale.language_code, url),
                )
