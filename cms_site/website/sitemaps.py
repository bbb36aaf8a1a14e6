"""``/sitemap.xml`` and the site maps it names: every public address, with its other languages.

One for the pages of each language, and one for each language of each type of record that has public pages.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.contrib.sitemaps import Sitemap, views
from django.db.models import Max, Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from wagtail.models import Page

from cms_site.content.content_type import page_models
from cms_site.content.record_pages import RecordPages
from cms_site.content.sites import site_of
from cms_site.content.visibility import Visibility
from home.front_pages import front_pages

LIMIT = 1000  # addresses in one file
LANGUAGES = [code for code, _name in settings.LANGUAGES]
SITEMAP = "sitemap"


class _Addresses(Sitemap):
    """The addresses of one language; ``rows`` are what is in it, ``links`` says where each is."""

    limit = LIMIT

    def __init__(self, request: HttpRequest, language: str) -> None:
        self.request, self.language = request, language
        self.visibility = Visibility.of(request)

    def rows(self) -> QuerySet:
        """Return the public objects that have an address in the language, in a lasting order."""
        raise NotImplementedError

    def links(self, rows: Iterable[Model]) -> dict[int, dict[str, str]]:
        """Return the absolute address of each of ``rows`` in every language, by its key."""
        raise NotImplementedError

    def items(self) -> QuerySet:
        return self.rows()

    def get_latest_lastmod(self):
        return self.rows().order_by().aggregate(latest=Max("last_published_at"))["latest"]

    def get_urls(self, page=1, site=None, protocol=None) -> list[dict]:
        rows = list(self.paginator.page(page).object_list)
        links = self.links(rows)
        return [
            {
                "location": links[row.pk][self.language],
                "lastmod": row.last_published_at,
                "alternates": _alternates(links[row.pk]),
            }
            for row in rows
        ]


class PagesSitemap(_Addresses):
    """The public pages of one language."""

    def rows(self) -> QuerySet:
        site = site_of(self.request)
        root = front_pages(site, self.visibility).get(self.language)
        if root is None:
            return Page.objects.none()
        pages = self.visibility.pages(Page.objects.descendant_of(root, inclusive=True))
        # One of another language that stands below is served nowhere.
        return pages.filter(locale=root.locale_id).order_by("path")

    def links(self, rows):
        keys = [row.translation_key for row in rows]
        pages = self.visibility.pages(Page.objects.filter(translation_key__in=keys))
        by_key: dict = {}
        for page in pages.select_related("locale"):
            address = page.get_full_url(self.request)
            if address:
                by_key.setdefault(page.translation_key, {})[page.locale.language_code] = address
        return {row.pk: by_key[row.translation_key] for row in rows}


class RecordsSitemap(_Addresses):
    """The public pages of the records of one type, in one language."""

    def __init__(self, request: HttpRequest, language: str, model: type[Model]) -> None:
        super().__init__(request, language)
        self.model = model
        self.bases = RecordPages.of(request).bases(model)

    def rows(self) -> QuerySet:
        records = self.model._default_manager.public().order_by("pk")
        return records if self.language in self.bases else records.none()

    def links(self, rows):
        return {
            row.pk: {code: f"{base}{row.slug}/" for code, base in self.bases.items()}
            for row in rows
        }


def _alternates(links: dict[str, str]) -> list[dict[str, str]]:
    """Return an item in each of its languages, and for whoever reads none of them."""
    if len(links) < 2:
        return []
    found = [{"lang_code": code, "location": links[code]} for code in LANGUAGES if code in links]
    return [*found, {"lang_code": "x-default", "location": found[0]["location"]}]


def sections(request: HttpRequest) -> dict[str, Sitemap]:
    """Return the site maps by their name: ``pages-ar``, ``cooperative-fr``."""
    served = {getattr(model, "serves_record", None) for model in page_models()} - {None}
    found: dict[str, Sitemap] = {f"pages-{code}": PagesSitemap(request, code) for code in LANGUAGES}
    for model in map(apps.get_model, sorted(served)):
        for code in LANGUAGES:
            found[f"{model._meta.model_name}-{code}"] = RecordsSitemap(request, code, model)
    return {name: sitemap for name, sitemap in found.items() if sitemap.paginator.count}


def index(request: HttpRequest) -> HttpResponse:
    """Answer the index of the site maps."""
    return views.index(request, sections(request), sitemap_url_name=SITEMAP)


def sitemap(request: HttpRequest, section: str) -> HttpResponse:
    """Answer one site map, its part ``?p=2``; raises ``Http404`` for one that is not there."""
    return views.sitemap(request, sections(request), section)


urlpatterns = [
    path("sitemap.xml", index),
    path("sitemap-<slug:section>.xml", sitemap, name=SITEMAP),
]
