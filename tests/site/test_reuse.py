"""The open data page: examples to copy, made of what can be asked; each of them answers."""

from __future__ import annotations

import html
import re
from urllib.parse import urlsplit

import pytest
from django.conf import settings

from cms_site.api.v2.urls import router
from pages.information.models import InformationPage
from snippets.cooperatives.models import Cooperative
from tests.fixtures import LANGUAGES

COMMAND = re.compile(r"<code data-text>(.*?)</code>", re.DOTALL)
LINE = re.compile(r'curl -g (?:-o (?P<file>[\w.-]+) )?"(?P<url>[^"]+)"')


def page(client, language: str) -> str:
    return client.get(f"/{language}/open-data/").content.decode()


def commands(text: str) -> list[re.Match]:
    found = [LINE.fullmatch(html.unescape(command)) for command in COMMAND.findall(text)]
    assert found and all(found)
    return found


def path_of(url: str) -> str:
    assert url.startswith(settings.SITE_URL)
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_example_has_an_absolute_address_and_answers(language, client):
    for command in commands(page(client, language)):
        assert client.get(path_of(command["url"])).status_code == 200, command["url"]


def test_examples_show_formats_fields_filters_counts_and_changes(client):
    found = commands(page(client, "fr"))
    urls = " ".join(command["url"] for command in found)
    for part in ("format=csv", "format=xlsx", "format=ndjson", "fields=", "order=-", "facets="):
        assert part in urls, part
    assert "/api/v2/changes/?since=" in urls
    files = {command["file"] for command in found if command["file"]}
    assert files == {"cooperatives.csv", "cooperatives.xlsx", "cooperatives.ndjson"}


def test_example_of_a_filter_finds_something(client):
    (url,) = (c["url"] for c in commands(page(client, "en")) if "sector=" in c["url"])
    assert client.get(path_of(url)).json()["meta"]["total_count"] > 0


def test_filter_of_an_example_is_of_what_is_public(client):
    Cooperative.objects.filter(sector__isnull=False).update(live=False)
    assert not [c["url"] for c in commands(page(client, "en")) if "sector=" in c["url"]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_and_the_reference_are_linked(language, client):
    text = page(client, language)
    names = [name for name, _viewset in router.endpoints()]
    addresses = [f"{settings.SITE_URL}/api/v2/{name}/" for name in names]
    for address in addresses:
        assert f'href="{address}"' in text
        assert client.get(path_of(address)).status_code == 200
    for address in (f"/api/v2/docs/?locale={language}", "/api/v2/openapi.json"):
        assert f'href="{address}"' in text
        assert client.get(address).status_code == 200


def test_examples_stand_only_where_staff_want_them(client):
    assert "data-text" not in client.get("/fr/legal-notice/").content.decode()
    InformationPage.objects.filter(slug="open-data").update(shows_examples=False)
    assert "data-text" not in page(client, "fr")
