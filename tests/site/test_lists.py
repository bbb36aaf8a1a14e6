"""Lists that a visitor narrows: counts, composition, paging, and no dead end."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_site.content.factories import factory_for
from pages.success_stories.models import SuccessStoryIndexPage, SuccessStoryPage
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


@pytest.mark.parametrize("query", ["year=2022&province=sidi-kacem", "year=1999&province=kenitra"])
def test_empty_result_keeps_what_was_chosen_and_leads_back_to_all(query, reports, client):
    html = client.get(f"/fr/trainings/?{query}").content.decode()
    assert "Rien ne correspond à ce choix." in html
    assert html.count("Tout afficher") == 1
    assert '<a class="button" href="/fr/trainings/">Tout afficher</a>' in html
    chosen = re.findall(r'<option value="([^"]+)" selected>.*? \(0\)</option>', html)
    assert [f"year={chosen[0]}", f"province={chosen[1]}"] == query.split("&")
    offered = re.findall(r'<select[^>]*name="(\w+)"', html)
    assert offered == re.findall(
        r'<select[^>]*name="(\w+)"', client.get("/fr/trainings/").content.decode()
    )


def test_empty_result_says_which_choices_would_find_nothing_either(reports, client):
    programmes = choices(client, "/fr/trainings/?year=1999", "programme")
    assert programmes and all(label.endswith("(0)") for label in programmes.values())
    assert choices(client, "/fr/trainings/?year=1999", "year")["2021"] == "2021 (1)"


def test_what_names_nothing_public_is_not_offered(client):
    html = client.get("/fr/trainings/?province=nowhere&year=abcd").content.decode()
    assert "selected" not in html and "nowhere" not in html.partition("<main")[2]


# --- Stories --------------------------------------------------------------------------------------


def story(locales, number: int, **cooperative) -> SuccessStoryPage:
    made = factory_for(Cooperative)(**cooperative)
    parent = SuccessStoryIndexPage.objects.get(locale=locales["fr"])
    return factory_for(SuccessStoryPage)(parent=parent, title=f"H {number:02}", cooperative=made)


def test_stories_are_a_list_with_their_number_below_the_carousel(client):
    html = client.get("/fr/success-stories/").content.decode()
    assert html.count("<site-carousel") == 1
    assert len(titles(client, "/fr/success-stories/")) == html.count('class="carousel__item"') == 2
    assert re.search(r"2</bdi>\s+éléments", html)


def test_stories_are_narrowed_by_what_is_true_of_their_cooperative(locales, client):
    sidi_slimane = Province.objects.get(iso_code="MA-SIL")
    story(locales, 1, province=sidi_slimane, sector=Sector.objects.get(code="AGRI"))
    assert titles(client, "/fr/success-stories/?province=sidi-slimane") == ["H 01"]
    assert titles(client, "/fr/success-stories/?sector=agriculture") == ["H 01"]
    assert "sidi-slimane" in choices(client, "/fr/success-stories/", "province")
    html = client.get("/fr/success-stories/?province=sidi-slimane").content.decode()
    assert "<site-carousel" not in html


def test_cooperative_that_is_not_public_narrows_no_stories(locales, client):
    sidi_slimane = Province.objects.get(iso_code="MA-SIL")
    made = story(locales, 1, province=sidi_slimane)
    made.cooperative.unpublish()
    assert titles(client, "/fr/success-stories/?province=sidi-slimane") == []
    assert "sidi-slimane" not in choices(client, "/fr/success-stories/", "province")
    assert "H 01" in titles(client, "/fr/success-stories/")


def test_stories_are_paged_and_the_carousel_stays_on_the_first_page(locales, client):
    for number in range(SuccessStoryIndexPage.page_size):
        story(locales, number)
    first = client.get("/fr/success-stories/").content.decode()
    assert first.count('class="carousel__item"') == 6
    assert 'rel="next" href="?page=2"' in first
    second = client.get("/fr/success-stories/?page=2").content.decode()
    assert "<site-carousel" not in second
    assert titles(client, "/fr/success-stories/?page=2") == ["H 18", "H 19"]


# --- Feeds ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "invitation", "title"),
    [
        ("ar", "متابعة هذه القائمة:", "التكوينات: الجديد (RSS)"),
        ("fr", "Suivre cette liste\u00a0:", "Formations\u00a0: les nouveautés (RSS)"),
        ("en", "Follow this list:", "Trainings: what is new (RSS)"),
    ],
)
def test_list_shows_its_feeds_with_a_title_in_its_language(language, invitation, title, client):
    head, _body, html = client.get(f"/{language}/trainings/").content.decode().partition("<body")
    address = f"/{language}/trainings/rss.xml"
    assert f'type="application/rss+xml" title="{title}" href="{address}"' in head
    shown = html.partition(invitation)[2].partition("</p>")[0]
    assert f'href="{address}"' in shown and f"({title})" in shown
    assert f'href="/{language}/trainings/atom.xml"' in shown
    assert client.get(address).status_code == 200


def test_further_page_of_a_list_has_a_name_and_an_address_of_its_own(client, monkeypatch):
    monkeypatch.setattr(TrainingReportIndexPage, "page_size", 1)

    def head(query: str) -> str:
        return client.get(f"/fr/trainings/{query}").content.decode().partition("</head>")[0]

    host = "http://testserver/fr/trainings/"
    assert "<title>Formations – page 2 –" in head("?page=2")
    assert f'<link rel="canonical" href="{host}?page=2">' in head("?page=2")
    assert 'hreflang="ar"' not in head("?page=2")
    assert "page 2" not in head("")
    assert f'<link rel="canonical" href="{host}">' in head("")
    # What is narrowed down is no other list.
    assert f'<link rel="canonical" href="{host}">' in head("?province=&page=2")


def test_pages_of_a_narrowed_list_stay_narrowed(client):
    sector = Sector.objects.get(code="AGRI")
    for n in range(51):
        factory_for(Cooperative)(name_fr=f"Xylo {n:02}", sector=sector)
    html = client.get("/fr/cooperatives/?sector=agriculture").content.decode()
    slug = sector.slug
    html = client.get(f"/fr/cooperatives/?sector={slug}").content.decode()
    assert f'rel="next" href="?sector={slug}&amp;page=2"' in html


@pytest.mark.parametrize(
    ("path", "switched"),
    [
        ("/ar/cooperatives/?province=kenitra&page=1", "/fr/cooperatives/?province=kenitra"),
        ("/ar/trainings/?year=2023", "/fr/trainings/?year=2023"),
        ("/ar/search/?q=BIOLIVE&amp;in=cooperative", "/fr/search/?q=BIOLIVE&amp;in=cooperative"),
        ("/ar/trainings/?missing=fr/trainings/gone/", "/fr/trainings/"),
    ],
)
def test_language_switch_keeps_what_was_asked(path, switched, client):
    page = client.get(path.replace("&amp;", "&")).content.decode()
    assert f'<a href="{switched}" hreflang="fr"' in page


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
