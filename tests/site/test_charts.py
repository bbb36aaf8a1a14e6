"""Charts and the map on the rendered pages: what they say, and that it is what the API says."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from home.models import HomePage
from pages.directory.models import DirectoryPage
from snippets.statistics.models import Dataset, Indicator, Observation
from snippets.territories.models import Province

SHARES = {"kenitra": 38, "sidi-kacem": 32, "sidi-slimane": 31}


def text(html: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))).strip()


def html_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def maps(html: str) -> list[str]:
    return re.findall(r"<figure>.*?</figure>", html, re.S)


def tables(html: str) -> list[str]:
    return re.findall(r'<table class="bars.*?</table>', html, re.S)


def data_links(html: str) -> list[str]:
    return [unescape(url) for url in re.findall(r'href="(/api/v2/observations/[^"]*)"', html)]


@pytest.fixture
def by_province() -> Indicator:
    return Indicator.objects.get(code="cooperatives-share-by-province")


@pytest.mark.parametrize("path", ["/fr/", "/fr/statistics/"])
def test_each_province_is_a_link_with_its_figure_and_stands_in_a_table(path, client):
    html = html_of(client, path)
    (shown,) = maps(html)
    links = re.findall(r"<a [^>]*href=\"([^\"]*)\">\s*<title>(.*?)</title>\s*<path d=\"M", shown)
    rows = [
        re.findall(r'<th scope="row">(.*?)</th>\s*<td>.*?<bdi class="number">(.*?)</bdi>', t, re.S)
        for t in tables(html)
    ]
    in_table = {text(name): figure for found in rows for name, figure in found}
    assert len(links) == len(SHARES)
    for url, title in links:
        name, figure = unescape(title).split("\u00a0: ")
        assert in_table[name] == figure
        slug = Province.objects.get(name_fr=name).slug
        assert url == f"/fr/cooperatives/?province={slug}"
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("code", "credit"),
    [
        ("ar", "© المساهمون في OpenStreetMap (ODbL)"),
        ("fr", "© contributeurs d’OpenStreetMap (ODbL)"),
        ("en", "© OpenStreetMap contributors (ODbL)"),
    ],
)
def test_map_credits_where_its_borders_are_from(code, credit, client):
    (shown,) = maps(html_of(client, f"/{code}/"))
    assert credit in text(shown)


@pytest.mark.parametrize("path", ["/fr/", "/fr/statistics/"])
def test_map_has_its_own_figures(path, client):
    (shown,) = maps(html_of(client, path))
    links = data_links(shown)
    assert [("format=csv" in link) for link in links] == [True, False]
    for link in links:
        assert "indicator=cooperatives-share-by-province" in link
        assert client.get(link).status_code == 200


def test_date_and_source_are_told_once_for_the_charts_and_the_map(client):
    html = html_of(client, "/fr/statistics/")
    dataset = Dataset.objects.get(code="kenitra-2022")
    group = html[html.index('<div class="grid breakdowns">') :]
    assert text(group).count("Date de référence : 31 décembre 2022") == 1
    assert text(group).count(dataset.source_fr) == 1


@pytest.mark.parametrize(
    ("code", "findings"),
    [
        (
            "ar",
            [
                "من 31% (سيدي سليمان) إلى 38% (القنيطرة)",
                "الفلاحة: 72%، أكبر حصة",
                "القنيطرة: 38%، أكبر حصة",
            ],
        ),
        (
            "fr",
            [
                "De 31 % (Sidi Slimane) à 38 % (Kénitra)",
                "Agriculture : 72 %, la plus grande part",
                "Kénitra : 38 %, la plus grande part",
            ],
        ),
        (
            "en",
            [
                "From 31% (Sidi Slimane) to 38% (Kenitra)",
                "Agriculture: 72%, the largest share",
                "Kenitra: 38%, the largest share",
            ],
        ),
    ],
)
def test_title_states_the_finding(code, findings, client):
    html = html_of(client, f"/{code}/statistics/")
    titles = re.findall(r'<span class="finding">(.*?)</span>\s*<span class="measure">', html, re.S)
    assert [text(title) for title in titles] == findings


def test_title_names_the_indicator_where_no_part_is_the_greatest(client):
    Observation.objects.filter(province__isnull=False).update(value=33)
    html = html_of(client, "/en/statistics/")
    assert "Kenitra: " not in " ".join(map(text, tables(html)))
    assert '<span class="finding"><bdi>Share of cooperatives by province</bdi>' in html


def test_links_hold_the_figures_of_their_table(client):
    html = html_of(client, "/fr/statistics/")
    for table in Dataset.objects.get().tables:
        published = sorted(o.value for o in table.observations)
        links = [url for url in data_links(html) if f"indicator={table.indicator.code}&" in url]
        if not table.is_breakdown:
            continue
        as_csv, as_json = dict.fromkeys(links)  # the map has the same
        answer = client.get(as_csv)
        assert answer.headers["Content-Type"].startswith("text/csv")
        content = b"".join(answer) if answer.streaming else answer.content
        rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
        assert sorted(Decimal(row["value"]) for row in rows) == published
        items = client.get(as_json).json()["items"]
        assert sorted(Decimal(item["value"]) for item in items) == published
        assert all(item["indicator"]["name"] == table.indicator.name_fr for item in items)


@pytest.mark.parametrize("path", ["/ar/", "/ar/statistics/"])
def test_links_to_all_figures_of_the_data_set_are_answered(path, client):
    whole = [url for url in data_links(html_of(client, path)) if "indicator=" not in url]
    assert len(whole) == 2
    (as_json,) = [url for url in whole if "format=" not in url]
    assert all(client.get(url).status_code == 200 for url in whole)
    assert client.get(as_json).json()["meta"]["total_count"] == Observation.objects.count()


def test_bars_are_as_long_as_their_share(client):
    widths = re.findall(r'<rect width="([\d.]+)"', html_of(client, "/ar/statistics/"))
    published = [o.value for t in Dataset.objects.get().tables for o in t.parts]
    assert [Decimal(width) for width in widths] == published


def test_map_adds_little_to_the_page(client):
    html = html_of(client, "/ar/")
    (shown,) = maps(html)
    without = gzip.compress(html.replace(shown, "").encode())
    assert len(gzip.compress(html.encode())) - len(without) < 4000


def test_directory_that_is_withdrawn_is_linked_from_no_map(client):
    DirectoryPage.objects.get(locale__language_code="fr").unpublish()
    (shown,) = maps(html_of(client, "/fr/"))
    assert "province=" not in shown
    assert len(re.findall(r'<g class="map__province', shown)) == len(SHARES)


def test_draft_data_set_shows_no_map_and_no_figure(client):
    Dataset.objects.get().unpublish()
    for path in ("/fr/", "/fr/statistics/"):
        html = html_of(client, path)
        assert maps(html) == tables(html) == data_links(html) == []


def test_data_set_without_provinces_has_no_map(client, by_province):
    by_province.observations.all().delete()
    for path in ("/fr/", "/fr/statistics/"):
        html = html_of(client, path)
        assert maps(html) == []
        assert len(tables(html)) == 1


def test_province_without_an_outline_is_in_the_table_only(client, by_province):
    Province.objects.filter(iso_code="MA-SIK").update(iso_code="XA-1")
    html = html_of(client, "/en/statistics/")
    (shown,) = maps(html)
    assert "Sidi Kacem" not in shown.partition("</svg>")[0]
    assert "Sidi Kacem" in " ".join(map(text, tables(html)))


def test_figure_that_is_not_known_is_told_in_words(client, by_province):
    by_province.observations.filter(province__iso_code="MA-SIL").update(value=None)
    (shown,) = maps(html_of(client, "/en/"))
    assert "Sidi Slimane: not known" in shown
    assert "map__province--0" in shown


def sections(page: HomePage, *values: dict) -> None:
    """Have ``page`` show these sections only."""
    page.sections = json.dumps(list(values))
    page.save_revision().publish()


def test_map_is_a_section_of_its_own_with_its_table(client):
    dataset = Dataset.objects.get()
    page = HomePage.objects.get(locale__language_code="fr")
    value = {"heading": "La carte des provinces", "dataset": dataset.pk, "page": None}
    sections(page, {"type": "map", "value": value})
    html = html_of(client, "/fr/")
    assert len(maps(html)) == len(tables(html)) == 1
    assert "La carte des provinces" in html
    assert "31 décembre 2022" in html
    dataset.unpublish()
    assert "La carte des provinces" not in html_of(client, "/fr/")


def test_shares_show_the_map_only_where_staff_ask_for_it(client):
    page = HomePage.objects.get(locale__language_code="fr")
    value = {"heading": "Répartition", "dataset": Dataset.objects.get().pk, "page": None}
    sections(page, {"type": "shares", "value": value})
    html = html_of(client, "/fr/")
    assert maps(html) == []
    assert len(tables(html)) == 2


def test_figures_cost_the_same_whatever_their_number(client, by_province):
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            html_of(client, "/fr/statistics/")
        return len(asked)

    queries()
    few = queries()
    dataset = Dataset.objects.get()
    others = Province.objects.exclude(pk__in=by_province.observations.values("province"))
    Observation.objects.bulk_create(
        Observation(dataset=dataset, indicator=by_province, province=province, value=0)
        for province in others
    )
    assert queries() == few
    (shown,) = maps(html_of(client, "/fr/statistics/"))
    assert shown.count("<path") == Province.objects.count()
