"""The front pages in the editor, and the product without the site that begins there."""

from __future__ import annotations

import pytest
from wagtail.models import Site

from home.models import HomePage
from tests.fixtures import LANGUAGES


@pytest.fixture
def front(locales) -> HomePage:
    return HomePage.objects.get(locale=locales["ar"])


@pytest.mark.parametrize("code", LANGUAGES)
def test_publishers_do_not_remove_a_front_page(code, locales, publisher_client):
    front = HomePage.objects.get(locale=locales[code])
    for action in ("delete", "unpublish", "move"):
        publisher_client.post(f"/admin/pages/{front.pk}/{action}/")
    publisher_client.post(f"/admin/bulk/wagtailcore/page/delete/?id={front.pk}")
    front.refresh_from_db()
    assert front.live


def test_nobody_removes_the_page_with_which_a_site_begins(front, superuser_client):
    superuser_client.post(f"/admin/pages/{front.pk}/delete/")
    assert Site.objects.get().root_page_id == front.pk
    assert HomePage.objects.filter(pk=front.pk, live=True).exists()


def test_administrators_remove_the_front_page_of_another_language(locales, superuser_client):
    front = HomePage.objects.get(locale=locales["en"])
    superuser_client.post(f"/admin/pages/{front.pk}/unpublish/")
    front.refresh_from_db()
    assert not front.live


@pytest.mark.parametrize("name", ["writer_client", "publisher_client"])
def test_staff_add_no_front_page_beside_those_of_the_site(name, request):
    client = request.getfixturevalue(name)
    answer = client.get("/admin/pages/add/home/homepage/1/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/admin/pages/1/"


@pytest.mark.parametrize("path", ["/", "/fr/", "/api/v2/site/", "/fr/search/?q=a", "/fr/rss.xml"])
def test_without_a_site_nothing_is_there_and_nothing_fails(path, client):
    Site.objects.all().delete()
    assert client.get(path).status_code < 500


def test_without_a_site_the_site_map_names_nothing(client):
    Site.objects.all().delete()
    assert client.get("/sitemap.xml").status_code < 500
