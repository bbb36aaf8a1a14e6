"""The reference page: for people, in their language, without script and without help from elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cms_site.api.openapi.document import description
from cms_site.api.v2.urls import router
from tests.fixtures import LANGUAGES
from tests.openapi.validation import document

URL = "/api/v2/docs/"


class Seen(HTMLParser):
    """The ids, links, addresses of what is loaded, and tags of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.anchors: list[str] = []
        self.loaded: list[str] = []
        self.tags: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        self.tags.append(tag)
        if "id" in told:
            self.ids.append(told["id"])
        if tag == "a" and told["href"].startswith("#"):
            self.anchors.append(told["href"][1:])
        if tag in ("link", "img", "script", "iframe", "source"):
            self.loaded.append(told.get("href") or told.get("src") or "")


@pytest.fixture
def page(client) -> str:
    return client.get(URL, {"locale": "en"}).content.decode()


def test_it_has_one_h1_and_loads_nothing_from_elsewhere(page):
    seen = Seen(page)
    assert seen.tags.count("h1") == 1
    assert "script" not in seen.tags
    assert seen.loaded
    assert all(address.startswith("/static/") for address in seen.loaded)
    assert "onclick" not in page


def test_every_link_within_it_leads_somewhere(page):
    seen = Seen(page)
    assert len(seen.ids) == len(set(seen.ids))
    assert set(seen.anchors) <= set(seen.ids)


def test_it_tells_every_path_parameter_and_schema(page):
    for path in document()["paths"]:
        assert f"GET {path}</code>" in page
    for name in document()["components"]["schemas"]:
        assert f'id="{name}"' in page
    for operation in (methods["get"] for methods in document()["paths"].values()):
        for parameter in operation["parameters"]:
            if "name" in parameter:
                assert f">{parameter['name']}</code>" in page


def test_it_shows_examples(page):
    assert page.count("<details>") > 10
    assert "&quot;total_count&quot;" in page


@pytest.mark.parametrize("code", LANGUAGES)
def test_it_is_in_the_readers_language(code, client):
    sent_on = client.get(URL, headers={"Accept-Language": code})
    assert sent_on.headers["Location"] == f"{URL}?locale={code}"
    assert "Accept-Language" in sent_on.headers["Vary"]
    response = client.get(sent_on.headers["Location"])
    direction = "rtl" if code == "ar" else "ltr"
    assert re.search(rf'<html lang="{code}" dir="{direction}">', response.content.decode())
    assert response.headers["Content-Language"] == code


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_what_it_says_is_in_the_readers_language_too(code, client):
    english = description(router, "en")
    page = client.get(URL, {"locale": code}).content.decode()
    words = [answer["description"] for answer in english["components"]["responses"].values()]
    words += [item["get"]["summary"] for item in english["paths"].values()]
    words += english["info"]["description"].splitlines()[2:4]
    assert [text for text in words if text in page] == []


def test_an_unknown_parameter_is_refused(client):
    response = client.get(URL, {"unheard": "of"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "unheard"
