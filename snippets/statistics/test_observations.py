"""Observations in the API: each says which data set it is from."""

from __future__ import annotations

from pathlib import Path

from django.db import connection
from django.test.utils import CaptureQueriesContext

from snippets.statistics.models import Dataset, Observation

API = "/api/v2/observations/"


def test_observation_names_its_data_set(client):
    dataset = Dataset.objects.get()
    for item in client.get(f"{API}?limit=100&locale=fr").json()["items"]:
        told = item["dataset"]
        assert (told["id"], told["code"]) == (dataset.pk, dataset.code)
        assert told["reference_date"] == str(dataset.reference_date)
        assert told["name"] == dataset.name_fr
        assert "observations" not in told


def test_it_costs_the_same_whatever_the_number(client):
    def queries(limit: int) -> int:
        with CaptureQueriesContext(connection) as asked:
            fields = "fields=_,dataset(name,source),value"
            assert client.get(f"{API}?limit={limit}&{fields}").status_code == 200
        return len(asked)

    queries(2)
    assert Observation.objects.count() >= 8
    assert queries(2) == queries(8)


def test_data_set_that_is_a_draft_tells_none(client):
    Dataset.objects.get().unpublish()
    assert client.get(API).json()["items"] == []


def test_field_is_documented():
    readme = (Path(__file__).parent / "README.md").read_text(encoding="utf-8")
    assert "| `dataset` | `statistics.Dataset` |" in readme
