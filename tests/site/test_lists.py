"""Lists that a visitor narrows: counts, composition, paging, and no dead end."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_site.content.factories import factory_for
from pages.training_reports.models import TrainingReportIndexPage, TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.sectors.models import Sector
from snippets.territories.models import Province

TITLE = re.compile(r'<h2 class="item__title"><a[^>]*>(.*?)</a>', re.DOTALL)


def titles(client, path: str) -> list[str]:
    html = client.get(path).content.decode()
    return [re.sub(r"<[^>]+>", "", title).strip() for title in TITLE.findall(html)]


def choices(client, path: str, name: str) -> dict[str, str]:
    html = client.get(path).content.decode()
    (select,) = re.findall(rf'<select[^>]*name="{name}">(.*?)</select>', html, re.DOTALL)
    return dict(re.findall(r'<option value="([^"]+)"[^>]*>(.*?)</option>', select))


@pytest.fixture
def reports(locales) -> None:
    """Two more reports in French: of 2021 in Sidi Kacem and of 2022 in Kenitra."""
    parent = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    for year, code in ((2021, "MA-SIK"), (2022, "MA-KEN")):
        page = factory_for(TrainingReportPage)(
            parent=parent, title=f"En {year}", start_date=f"{year}-03-01", end_date=None
        )
        page.provinces.add(Province.objects.get(iso_code=code))
        page.save()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("year=2021", ["En 2021"]),
        ("year=2023", ["Session de formation PRO-AGRO"]),
        ("province=sidi-kacem&year=2021", ["En 2021"]),
        ("province=sidi-kacem&year=2022", []),
        ("year=1999", []),
        ("year=x", []),
        ("year=0000", []),
        ("province=nothing", []),
        ("partner=%00x", None),
        ("page=2", None),
    ],
)
def test_list_is_narrowed_by_what_is_chosen(query, expected, reports, client):
    answer = client.get(f"/fr/trainings/?{query}")
    assert answer.status_code in (200, 400)
    if expected is not None:
        assert titles(client, f"/fr/trainings/?{query}") == expected


def test_choices_are_counted_under_the_others(reports, client):
    years = choices(client, "/fr/trainings/", "year")
    assert years == {"2023": "2023 (1)", "2022": "2022 (1)", "2021": "2021 (1)"}
    assert list(years) == ["2023", "2022", "2021"]
    assert "2021" not in choices(client, "/fr/trainings/?province=kenitra", "year")
    chosen = client.get("/fr/trainings/?province=kenitra").content.decode()
    assert re.search(r'<option value="kenitra" selected>Kénitra \(\d\)</option>', chosen)


def test_empty_result_leads_back_to_all(reports, client):
    html = client.get("/fr/trainings/?year=2022&province=sidi-kacem").content.decode()
    assert "Rien ne correspond à ce choix." in html
    assert '<a href="/fr/trainings/">Tout afficher</a>' in html


def test_pages_of_a_narrowed_list_stay_narrowed(client):
    sector = Sector.objects.get(code="AGRI")
    for n in range(51):
        factory_for(Cooperative)(name_fr=f"Xylo {n:02}", sector=sector)
    html = client.get("/fr/cooperatives/?sector=agriculture").content.decode()
    slug = sector.slug
    html = client.get(f"/fr/cooperatives/?sector={slug}").content.decode()
    assert f'rel="next" href="?sector={slug}&amp;page=2"' in html


def test_directory_is_narrowed_by_sector_and_province(client):
    assert titles(client, "/fr/cooperatives/?province=kenitra") == ["BIOLIVE"]
    assert set(choices(client, "/fr/cooperatives/", "province")) == {"kenitra", "sidi-kacem"}


@pytest.mark.parametrize("number", [1, 12])
def test_narrowed_list_costs_the_same_queries(number, locales, client):
    parent = TrainingReportIndexPage.objects.get(locale=locales["fr"])
    for _n in range(number):
        factory_for(TrainingReportPage)(parent=parent, start_date="2020-03-01", end_date=None)
    client.get("/fr/trainings/?year=2020")
    with CaptureQueriesContext(connection) as queries:
        assert len(titles(client, "/fr/trainings/?year=2020")) == number
    assert len(queries) <= 28, [q["sql"][:120] for q in queries]
