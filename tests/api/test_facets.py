"""Facets: how many items have each value, under the other filters and under a search."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from cms_site.content.factories import factory_for
from pages.agreements.models import AgreementPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.sectors.models import Sector
from snippets.territories.models import Province
from tests.api.asking import REPORTS, refused, told


@pytest.fixture
def register() -> None:
    """Five cooperatives more: three of agriculture, one of crafts, one of no known sector."""
    sectors = Sector.objects.in_bulk(field_name="code")
    for number, code in enumerate(["AGRI", "AGRI", "AGRI", "CRAFT", None]):
        factory_for(Cooperative)(
            slug=f"five-{number}",
            name_fr=f"Quintette {number}",
            sector=sectors.get(code),
            is_womens=[True, False, None, True, True][number],
            status=["active", "active", "", "suspended", "active"][number],
        )


MINE = "cooperatives/?slug__contains=five&limit=1&locale=fr&"


def facet(client, query: str, name: str) -> list[tuple]:
    buckets = told(client, query)["meta"]["facets"][name]
    return [(b["value"], b["count"]) for b in buckets]


def test_values_are_counted_most_frequent_first_and_unknown_last(register, client):
    query = f"{MINE}facets=sector,is_womens,status"
    assert facet(client, query, "sector") == [("AGRI", 3), ("CRAFT", 1), (None, 1)]
    assert facet(client, query, "is_womens") == [(True, 3), (False, 1), (None, 1)]
    assert facet(client, query, "status") == [("active", 3), ("suspended", 1), (None, 1)]


def test_labels_are_in_the_language_asked_for(register, client):
    for locale in ("ar", "fr", "en"):
        query = f"cooperatives/?locale={locale}&facets=sector,status"
        sector = told(client, query)["meta"]["facets"]["sector"][0]
        name = getattr(Sector.objects.get(code=sector["value"]), f"name_{locale}")
        assert sector["label"] == name
    labels = {
        locale: told(client, f"cooperatives/?locale={locale}&facets=status")["meta"]["facets"][
            "status"
        ][0]["label"]
        for locale in ("ar", "fr", "en")
    }
    assert (labels["en"], labels["ar"]) == ("active", "نشيطة")


def test_a_facet_is_counted_without_its_own_filter_but_with_the_others(register, client):
    query = f"{MINE}sector=CRAFT&is_womens=true&facets=sector,is_womens"
    assert facet(client, query, "sector") == [("AGRI", 1), ("CRAFT", 1), (None, 1)]
    assert facet(client, query, "is_womens") == [(True, 1)]
    assert told(client, query)["meta"]["total_count"] == 1
    query = f"{MINE}sector__in=CRAFT,AGRI&facets=sector"
    assert facet(client, query, "sector") == [("AGRI", 3), ("CRAFT", 1), (None, 1)]


def test_a_facet_is_counted_under_a_search(register, client):
    query = "cooperatives/?search=quintette&facets=sector"
    assert facet(client, query, "sector") == [("AGRI", 3), ("CRAFT", 1), (None, 1)]


def test_relation_to_many_counts_an_item_under_each(client):
    report = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")
    report.provinces.set(Province.objects.filter(iso_code__in=["MA-KEN", "MA-SIK"]))
    report.save()
    query = f"{REPORTS}locale=fr&slug=pro-agro-2023&facets=provinces"
    assert sorted(facet(client, query, "provinces")) == [("04.281", 1), ("04.481", 1)]


def test_value_that_is_not_public_counts_as_unknown(client):
    agreement = AgreementPage.objects.get(slug="ibn-tofail", locale__language_code="fr")
    report = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")
    report.agreement = agreement
    report.save()
    query = f"{REPORTS}locale=fr&facets=agreement"
    assert facet(client, query, "agreement") == [(str(agreement.translation_key), 1), (None, 1)]
    Page.objects.filter(pk=agreement.pk).update(live=False)
    assert facet(client, query, "agreement") == [(None, 2)]
    assert agreement.title not in client.get(f"/api/v2/{query}").content.decode()


def test_hidden_relation_to_many_counts_as_none(client, locales):
    """An item that shows a hidden cooperative only looks like one that shows none."""
    reports = TrainingReportPage.objects.filter(locale=locales["fr"])
    for report in reports:
        report.cooperatives.clear()
        report.save()
    query = f"{REPORTS}locale=fr&facets=cooperatives"
    alone = facet(client, query, "cooperatives")
    assert alone == [(None, len(reports))]
    hidden = factory_for(Cooperative)(slug="hidden", live=False)
    report = reports[0]
    report.cooperatives.add(hidden)
    report.save()
    assert facet(client, query, "cooperatives") == alone


def test_facet_costs_the_same_queries_whatever_the_size(register, client):
    costs = []
    for query in ("cooperatives/?facets=sector", f"{MINE}facets=sector"):
        client.get(f"/api/v2/{query}")
        with CaptureQueriesContext(connection) as with_facet:
            client.get(f"/api/v2/{query}")
        with CaptureQueriesContext(connection) as without:
            client.get(f"/api/v2/{query.replace('facets=sector', '')}")
        costs.append(len(with_facet) - len(without))
    assert costs == [2, 2]


@pytest.mark.parametrize(
    "query",
    [
        "cooperatives/?facets=nothing",
        "cooperatives/?facets=members",
        "cooperatives/?facets=sector,",
        "cooperatives/?facets=",
        "cooperatives/?facets=contact",
        "cooperatives/?facets=image",
        "cooperatives/?facets=sector,branch,province,commune,status,is_womens",
        f"{REPORTS}facets=modules",
    ],
)
def test_what_is_no_facet_is_refused(query, client):
    assert refused(client, query) == ["facets"]
