"""The published facts, as a client finds them in the API."""

from __future__ import annotations

import pytest


def get(client, path: str, **query):
    answer = client.get(f"/api/v2/{path}", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


@pytest.mark.parametrize("locale", ["ar", "fr", "en"])
def test_training_reports_carry_their_facts(client, locale):
    items = get(
        client,
        "pages/",
        type="training_reports.TrainingReportPage",
        fields="*",
        locale=locale,
        order="-start_date",
    )["items"]
    agro, moukawil = items
    assert (agro["start_date"], agro["end_date"], agro["duration_days"]) == (
        "2023-09-19",
        "2023-09-20",
        2,
    )
    assert agro["beneficiaries"] is None
    assert len(agro["modules"]) == 2
    assert len(agro["aims"]) == 3
    assert moukawil["beneficiaries"] == 31
    assert moukawil["start_date"] is None
    assert len(moukawil["modules"]) == 5


@pytest.mark.parametrize("locale", ["ar", "fr", "en"])
def test_agreements_carry_their_facts(client, locale):
    items = get(
        client, "pages/", type="agreements.AgreementPage", fields="*", locale=locale, order="slug"
    )["items"]
    assert {item["meta"]["slug"]: len(item["objectives"]) for item in items} == {
        "cpdh-sidi-kacem": 6,
        "ibn-tofail": 7,
    }
    for item in items:
        assert item["signed_on"] is None
        assert item["valid_until"] is None
        assert item["status"] == "not_stated"
        assert len(item["parties"]) == 2


def test_figures_are_told_as_published(client):
    items = get(client, "observations/", limit=100)["items"]
    totals = [i["value"] for i in items if not i["sector"] and not i["province"]]
    assert totals == [1572, 19204, "344155329.00"]
    capital = next(i for i in items if i["currency"])
    assert (capital["currency"], capital["as_published"]) == ("MAD", "344 155 329.00")
    assert {i["sector"]["code"]: i["value"] for i in items if i["sector"]} == {
        "AGRI": 72,
        "FOREST": 10,
        "CRAFT": 9,
        "OTHER": 9,
    }
    shares = {i["province"]["iso_code"]: i["value"] for i in items if i["province"]}
    assert shares == {"MA-KEN": 38, "MA-SIK": 32, "MA-SIL": 31}
    assert sum(shares.values()) == 101  # each was rounded by itself; nothing corrects it


def test_dataset_has_its_observations_and_note(client):
    dataset = get(client, "datasets/kenitra-2022/", locale="fr")
    assert dataset["reference_date"] == "2022-12-31"
    assert len(dataset["observations"]) == 10
    assert all(observation["meta"]["uuid"] for observation in dataset["observations"])
    assert dataset["notes"]


def test_vocabularies_are_whole(client):
    counts = {"regions": 12, "provinces": 75, "communes": 63, "sectors": 29, "delegations": 1}
    for endpoint, count in counts.items():
        assert get(client, f"{endpoint}/")["meta"]["total_count"] == count
    province = get(client, "provinces/MA-KEN/", locale="fr")
    assert (province["name"], province["hcp_code"]) == ("Kénitra", "04.281")
    assert get(client, "provinces/04.281/")["id"] == province["id"]
    kenitra = get(client, "delegations/kenitra/")
    assert [p["iso_code"] for p in kenitra["provinces"]] == ["MA-KEN", "MA-SIK", "MA-SIL"]


def test_cooperatives_carry_their_facts(client):
    items = get(client, "cooperatives/", fields="*", locale="en", order="slug")["items"]
    maymana, biolive = items
    assert (maymana["year_created"], maymana["members"], maymana["women_members"]) == (2012, 7, 7)
    assert maymana["sector"]["code"] == "CRAFT"
    assert (biolive["year_created"], biolive["members"]) == (2020, 5)
    assert biolive["women_members"] is None
    assert biolive["sector"] is None
    assert biolive["is_womens"] is True
    assert biolive["founded_by_women"] is True
    assert len(biolive["licences"]) == 1
    assert biolive["licences"][0]["number"] is None
    assert biolive["contact"] is None


def test_story_tells_the_cooperatives_products_and_licences(client):
    items = get(client, "pages/", type="success_stories.SuccessStoryPage", fields="*", locale="en")[
        "items"
    ]
    biolive = next(i for i in items if i["meta"]["slug"] == "biolive")
    assert biolive["cooperative"]["name"] == "BIOLIVE"
    assert len(biolive["licences"]) == 1
    assert biolive["people"] == []


def test_site_tells_the_frame(client):
    site = get(client, "site/", locale="fr")
    assert site["contact"]["phone"] == "+212537375631"
    assert site["contact"]["email"] is None
    assert site["contact"]["fax"] is None
    assert "249" in site["contact"]["address"]
    assert [language["locale"] for language in site["languages"]] == ["ar", "fr", "en"]
    assert len(site["navigation"]["header"]) >= 5


def test_discovery_names_every_endpoint(client):
    told = get(client, "")
    names = {endpoint["name"] for endpoint in told["endpoints"]}
    assert names >= {
        "pages",
        "images",
        "documents",
        "cooperatives",
        "datasets",
        "observations",
        "indicators",
        "delegations",
        "regions",
        "provinces",
        "communes",
        "sectors",
        "partners",
        "programmes",
        "site",
    }
    for endpoint in told["endpoints"]:
        path = endpoint["url"].split("/api/v2/")[1]
        assert client.get(f"/api/v2/{path}", follow=True).status_code == 200
        assert endpoint["schema"].endswith("/api/v2/openapi.json")
