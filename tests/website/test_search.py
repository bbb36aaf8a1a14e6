"""The search page: kinds with their counts, marked words, no dead end, nothing that is not public."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_site.content.factories import factory_for
from cms_site.website.search import marked, snippet
from pages.training_reports.models import Module, TrainingReportIndexPage, TrainingReportPage
from snippets.cooperatives.models import Cooperative, Product


def titles(client, path: str) -> list[str]:
    html = client.get(path).content.decode()
    headings = re.findall(r'<h2 class="item__title">(.*?)</h2>', html, re.DOTALL)
    return [re.sub(r"<[^>]+>", "", heading).strip() for heading in headings]


def counts(client, path: str) -> list[int]:
    html = client.get(path).content.decode()
    return [int(n) for n in re.findall(r'tabs__count"><bdi class="number">(\d+)<', html)]


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("/fr/search/?q=moukawil", "Formation Dar Al Moukawil"),
        ("/fr/search/?q=FORMATION", "Formation Dar Al Moukawil"),
        ("/ar/search/?q=المقاول", "تكوين دار المقاول"),
        ("/ar/search/?q=الميمنه&in=cooperative", "الميمنة"),
        ("/en/search/?q=biolive&in=cooperative", "BIOLIVE"),
    ],
)
def test_a_word_is_found_however_it_is_written(path, title, client):
    assert any(title in found for found in titles(client, path))


def test_each_kind_has_its_count_and_its_page(client):
    assert counts(client, "/fr/search/?q=biolive")[1] == 1
    assert len(titles(client, "/fr/search/?q=biolive&in=cooperative")) == 1
    # Where the first kind has nothing, the next that has something is shown.
    factory_for(Cooperative)(name_fr="Qwertzuiop")
    assert counts(client, "/fr/search/?q=qwertzuiop")[0] == 0
    assert titles(client, "/fr/search/?q=qwertzuiop") == ["Qwertzuiop"]


def test_what_was_found_leads_there(client):
    html = client.get("/fr/search/?q=biolive&in=cooperative").content.decode()
    assert 'href="/fr/cooperatives/biolive/"' in html


def test_word_that_only_a_part_of_the_item_says_is_shown_and_marked(client, locales):
    make = factory_for(TrainingReportPage)
    parent = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    for number in range(3):
        page = make(parent=parent, slug=f"part-{number}")
        page.modules.add(Module(title="Gestion", summary=f"Le xylophone de la partie {number}"))
        page.save()
    made = factory_for(Cooperative)(name_fr="Al Amal", live=True)
    made.products.add(Product(name_ar="كسيلوفون", name_fr="Xylophone d’olivier"))
    made.save()
    pages = client.get("/fr/search/?q=xylophone").content.decode()
    assert pages.count("Le <mark>xylophone</mark> de la partie") == 3
    records = client.get("/fr/search/?q=xylophone&in=cooperative").content.decode()
    assert "<mark>Xylophone</mark> d’olivier" in records


def test_word_that_only_the_description_for_search_engines_says_is_marked(client, locales):
    parent = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    factory_for(TrainingReportPage)(parent=parent, search_description="De Qwertzuiop à Yxcvb")
    html = client.get("/fr/search/?q=qwertzuiop").content.decode()
    assert "De <mark>Qwertzuiop</mark> à Yxcvb" in html


def test_empty_result_says_what_to_do(client):
    html = client.get("/fr/search/?q=zzzzz").content.decode()
    assert "Rien n’a été trouvé pour «\u00a0zzzzz\u00a0»." in html
    assert 'href="/fr/trainings/"' in html.split("<main", 1)[1]


@pytest.mark.parametrize(
    "path",
    [
        "/ar/search/",
        "/fr/search/?q=",
        "/fr/search/?q=%20",
        "/fr/search/?q=a&in=nothing",
        "/fr/search/?q=a&page=999999999999",
        "/fr/search/?q=a&page=x",
        "/en/search/?q=%2B%2B",
        "/fr/search/?q=" + "a" * 300,
        "/fr/search/?q=" + "%20".join("abcdefghijkl"),
        "/fr/search/?q=<script>alert(1)</script>",
    ],
)
def test_whatever_is_asked_is_answered_with_a_page(path, client):
    answer = client.get(path)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert html.count("<h1") == 1
    assert "<script>alert" not in html
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_too_many_letters_are_refused_in_the_language_of_the_page(client):
    html = client.get("/fr/search/?q=" + "a" * 300).content.decode()
    assert 'role="alert"' in html
    assert "200" in html


def test_words_are_marked_as_the_index_compares_them():
    assert marked("La coopérative des Femmes", ["coop"]) == "La <mark>coopérative</mark> des Femmes"
    assert marked("بالتعاونية", ["تعاوني"]) == "<mark>بالتعاونية</mark>"
    assert marked("a < b & femme", ["femme"]) == "a &lt; b &amp; <mark>femme</mark>"


def test_snippet_shows_the_place_that_was_found():
    text = "mot " * 200 + "argan " + "mot " * 200
    part = snippet(text, ["argan"])
    assert "<mark>argan</mark>" in part
    assert part.startswith("… ")
    assert part.endswith(" …")
    assert len(part) < 350
    assert snippet("court", ["argan"]) == "court"


@pytest.mark.parametrize("number", [1, 15])
def test_search_costs_the_same_queries_whatever_it_finds(number, client, locales):
    parent = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    make = factory_for(TrainingReportPage)
    for n in range(number):
        make(parent=parent, title=f"Xylophone {n}", slug=f"xylophone-{n}")
    client.get("/fr/search/?q=xylophone")
    with CaptureQueriesContext(connection) as queries:
        assert len(titles(client, "/fr/search/?q=xylophone")) == number
    assert len(queries) <= 22, [q["sql"][:150] for q in queries]
