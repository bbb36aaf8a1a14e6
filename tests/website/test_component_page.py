"""The component page: every component, three languages, for staff and developers only."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_site.website import component_page
from cms_site.website.component_examples import EXAMPLES, MANY, TEXTS

ADDRESS = "/-/components/"
READS = re.compile(r"\s*(SELECT|WITH RECURSIVE)\b")


def test_every_component_is_shown_and_no_other():
    assert component_page.names() == sorted(EXAMPLES)
    assert [name for name, cases in EXAMPLES.items() if not cases] == []


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_page_is_in_the_language_of_its_address(code, direction, writer_client):
    answer = writer_client.get(f"{ADDRESS}{code}/", headers={"Accept-Language": "de"})
    html = answer.content.decode()
    assert f'<html lang="{code}" dir="{direction}">' in html
    assert answer.headers["Content-Language"] == code
    _letter, ordinary, long, mixed = TEXTS[code]
    for text in (ordinary, long, mixed.partition(" ")[0]):
        assert text in html
    for name in component_page.names():
        section = html.partition(f'id="component-{name}"')[2].partition("</section>")[0]
        assert re.search(r'class="catalogue__(example|source)"', section), name


def test_lists_are_shown_with_a_thousand_items(writer_client):
    html = writer_client.get(f"{ADDRESS}en/many/").content.decode()
    for name in ("names", "steps", "navigation_list"):
        section = html.partition(f'id="component-{name}"')[2].partition('id="component-')[0]
        assert section.count("<li") >= MANY


def test_reader_without_a_language_in_the_address_gets_their_own(writer_client):
    html = writer_client.get(ADDRESS, headers={"Accept-Language": "fr"}).content.decode()
    assert '<html lang="fr" dir="ltr">' in html


def test_page_is_not_there_for_a_visitor_and_for_a_reader_without_the_editor(
    client, django_user_model
):
    answer = client.get(ADDRESS)
    ordinary = client.get("/-/nothing/")
    assert answer.status_code == ordinary.status_code == 404
    assert not answer.cookies and "Cookie" not in answer.headers.get("Vary", "")
    assert answer.content.replace(b"components", b"nothing") == ordinary.content
    client.force_login(django_user_model.objects.create_user("reader"))
    assert client.get(f"{ADDRESS}fr/").status_code == 404


def test_page_is_there_for_a_developer(client, settings):
    settings.DEBUG = True
    assert client.get(f"{ADDRESS}en/").status_code == 200


def test_language_that_the_site_has_not_is_not_found(writer_client):
    assert writer_client.get(f"{ADDRESS}de/").status_code == 404


def test_page_is_neither_kept_nor_indexed_and_writes_nothing(writer_client):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = writer_client.get(f"{ADDRESS}ar/")
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    written = [q["sql"] for q in queries if not READS.match(q["sql"])]
    assert written == []
    assert len(queries) <= 12  # the reader, and what is public
