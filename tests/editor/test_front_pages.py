"""The front pages in the editor, and the product without the site that begins there."""

from __future__ import annotations

import pytest
from wagtail.models import Page, Site

from home.models import HomePage
from tests.editor.forms import form_data
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


def test_publishers_do_not_hide_copy_or_let_expire_a_front_page(locales, publisher_client):
    front = HomePage.objects.get(locale=locales["en"])
    address = f"/admin/pages/{front.pk}"
    publisher_client.post(f"{address}/privacy/", {"restriction_type": "login"})
    assert not front.get_view_restrictions().exists()
    copy = {"new_title": "Second", "new_slug": "second", "new_parent_page": "1"}
    publisher_client.post(f"{address}/copy/", copy)
    assert not Page.objects.filter(slug="second").exists()
    data = form_data(publisher_client.get(f"{address}/edit/").context["form"])
    data |= {"expire_at": "2040-01-01 10:00", "action-publish": "1"}
    form = publisher_client.post(f"{address}/edit/", data).context["form"]
    assert list(form.errors) == ["expire_at"]


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
