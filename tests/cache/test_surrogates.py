"""``Surrogate-Key``: it names what an answer was made from, as far as that is public, and what to purge."""

from __future__ import annotations

import gzip

import brotli
import pytest
from django.core.handlers.wsgi import WSGIHandler
from wagtail.models import Collection, CollectionViewRestriction, Page, Site

from cms_site.api.v2.problems import problem
from cms_site.cache import surrogates
from cms_site.cache.application import CachedApplication
from cms_site.cache.surrogates import surrogate_keys
from cms_site.content import remembered
from cms_site.journal.drain import drain
from cms_site.library.models import LibraryImage
from home.navigation import navigation
from snippets.cooperatives.models import Cooperative
from tests.cache.asking import ask


@pytest.fixture
def site(versions, settings, tmp_path) -> CachedApplication:
    """The product itself behind the cache, in the test's transaction."""
    settings.VAR_DIR, settings.RATE_LIMIT = tmp_path, 0
    drain()
    return CachedApplication(WSGIHandler(), problem, follow=lambda: None)


@pytest.fixture(autouse=True)
def _keep_the_connection(monkeypatch):
    """The end of a request would close the connection that the test's transaction lives in."""
    from django.core import signals
    from django.db import close_old_connections

    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)


def keys(site, path: str) -> set[str]:
    reply = ask(site, path)
    assert reply.status == 200, reply
    return set(reply.headers["surrogate-key"].split())


def story() -> Page:
    return Page.objects.get(
        slug="biolive", locale__language_code="fr", url_path__contains="stories"
    )


def test_page_names_what_it_shows(site):
    page = story().specific
    found = keys(site, page.url_path.replace("/fr/", "/fr/", 1))
    assert {"site", "html", f"page-{page.pk}", f"cooperative-{page.cooperative_id}"} <= found
    assert f"page-{page.get_parent().pk}" in found, "the breadcrumbs show it"


def test_page_names_what_is_remembered_of_the_pages_before(site, monkeypatch):
    monkeypatch.setattr(remembered, "_version", lambda: ("surrogates", 1))
    [entry] = navigation(Site.objects.get(), "fr")["header"][:1]
    for path in ("/fr/statistics/", "/fr/cooperatives/"):
        assert f"page-{entry.page.pk}" in keys(site, path), path


def test_detail_names_the_object_and_no_list(site):
    page = story()
    found = keys(site, f"/api/v2/pages/{page.pk}/")
    assert f"page-{page.pk}" in found
    assert "pages" not in found


@pytest.mark.parametrize("endpoint", ["pages", "images", "cooperatives", "sectors"])
def test_list_names_its_type_even_when_it_is_empty(endpoint, site):
    assert endpoint in keys(site, f"/api/v2/{endpoint}/")
    assert endpoint in keys(site, f"/api/v2/{endpoint}/?offset=9999")


def test_page_that_shows_several_of_a_type_is_a_list_of_it(site):
    assert "cooperatives" in keys(site, "/fr/cooperatives/")


def test_long_list_is_told_by_its_type(site, monkeypatch):
    monkeypatch.setattr(surrogates, "MOST", 3)
    found = keys(site, "/api/v2/pages/?limit=10")
    assert "pages" in found
    assert not any(key.startswith("page-") for key in found)


@pytest.mark.parametrize(
    ("path", "types"),
    [
        ("/fr/search/?q=zzqqxx", {"pages", "cooperatives", "documents"}),
        ("/fr/trainings/?year=1999", {"pages"}),
        ("/fr/success-stories/", {"pages"}),
        ("/fr/cooperatives/?sector=nothing", {"cooperatives"}),
    ],
)
def test_list_that_an_item_may_enter_names_its_type(path, types, site):
    assert types <= keys(site, path)


@pytest.mark.parametrize("kind", ["csv", "xlsx", "ndjson"])
def test_export_names_the_types_that_it_tells(kind, site):
    found = keys(site, f"/api/v2/cooperatives/?format={kind}")
    assert {"site", "cooperatives", "sectors", "provinces"} <= found


@pytest.mark.parametrize(
    ("accepted", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)]
)
@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_export_is_compressed_for_who_takes_it(kind, accepted, unpack, site):
    path = f"/api/v2/communes/?format={kind}"
    plain, packed = ask(site, path), ask(site, path, Accept_Encoding=accepted)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == accepted
    assert packed.headers["vary"] == "Accept-Encoding"
    assert unpack(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3


def test_what_is_not_public_is_not_named(site):
    cooperative = Cooperative.objects.get(slug="biolive")
    page = story()
    assert f"cooperative-{cooperative.pk}" in keys(site, f"/api/v2/pages/{page.pk}/?fields=*")
    cooperative.unpublish()
    private = Collection.get_first_root_node().add_child(name="private")
    CollectionViewRestriction.objects.create(
        collection=private, restriction_type=CollectionViewRestriction.LOGIN
    )
    LibraryImage.objects.update(collection=private)
    drain()
    site.store.put = lambda key, entry: None
    site.store._entries.clear()
    for path in (f"/api/v2/pages/{page.pk}/?fields=*", "/fr/success-stories/biolive/", "/fr/"):
        found = keys(site, path)
        assert f"cooperative-{cooperative.pk}" not in found
        assert not any(key.startswith("image-") for key in found)


def test_object_that_is_read_without_loading_it_can_be_noted():
    surrogates.note(Cooperative, [1])  # nobody collects: nothing happens
    with surrogates.collecting() as noted:
        surrogates.note(Cooperative, [4, 5])
    assert list(noted) == [(Cooperative, 4), (Cooperative, 5)]


def test_change_names_the_object_its_lists_and_by_entering_or_leaving_all_pages():
    assert surrogate_keys("wagtailcore.page", 12, "updated") == ["page-12", "pages"]
    assert surrogate_keys("wagtailcore.page", 12, "published") == ["page-12", "pages", "html"]
    assert surrogate_keys("cooperatives.Cooperative", 5, "deleted") == [
        "cooperative-5",
        "cooperatives",
        "html",
    ]
    assert surrogate_keys("library.libraryimage", 3, "updated") == ["image-3", "images"]
    assert surrogate_keys("success_stories.SuccessStoryPage", 7, "updated")[0] == "page-7"


def test_change_of_the_whole_site_or_of_a_type_that_is_gone_names_all():
    assert surrogate_keys("", None) == surrogate_keys("gone.Thing", 1, "deleted") == ["site"]


# --- The product behind the cache -----------------------------------------------------------------


def test_visitor_gets_the_same_from_memory(site):
    for path in ("/fr/", "/ar/trainings/", "/api/v2/cooperatives/?limit=2", "/api/v2/site/"):
        first, second = ask(site, path), ask(site, path)
        assert first.status == 200
        assert second == first
        assert second.headers["vary"] == "Accept-Encoding"
        assert second.headers["content-language"]
        assert "etag" in second.headers
    assert len(site.store) == 4


def test_restricted_page_is_kept_from_everyone(site):
    from wagtail.models import PageViewRestriction

    page = story()
    PageViewRestriction.objects.create(page=page, restriction_type="password", password="words")
    drain()
    for path in ("/fr/success-stories/biolive/",):
        reply = ask(site, path)
        assert reply.headers["cache-control"] == "private, no-store"
        assert "Password" in reply.body.decode() or "csrf" in reply.body.decode()
    assert len(site.store) == 0
