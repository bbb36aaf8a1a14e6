"""Every list, with every field and what is nested in it, asks as much for one item as for many."""

from __future__ import annotations

from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.fields import ParentalKey

from cms_site.content.factories import factory_for, parent_for
from tests.contract.types import endpoint_models, page_types

MANY = 12


def every_field(model) -> str:
    """Return the ``fields`` with all of ``model``, and all of what it refers to."""
    names = {field.name for field in model.api_fields}
    nested = [
        f.name
        for f in model._meta.get_fields()
        if f.name in names and f.is_relation and not isinstance(f, ParentalKey)
    ]
    return ",".join(["*", *(f"{name}(*)" for name in nested)])


def costs(client, path: str, model, **query: str) -> tuple[int, int]:
    """Return the number of queries for one item and for many."""
    numbers = {}
    for limit in (1, MANY, 1, MANY):  # the first round fills the caches of the process
        with CaptureQueriesContext(connection) as queries:
            asked = {"fields": every_field(model), "limit": limit, "order": "-id"} | query
            answer = client.get(path, asked)
        assert answer.status_code == 200, answer.content
        assert len(answer.json()["items"]) == limit
        numbers[limit] = len(queries)
    return numbers[1], numbers[MANY]


@endpoint_models()
def test_list_of_records_costs_the_same(model, client):
    for _number in range(MANY):
        factory_for(model)()
    one, many = costs(client, f"/api/v2/{model.api_endpoint}/", model)
    assert one == many


@page_types()
def test_list_of_pages_costs_the_same(model, locales, client):
    for _number in range(MANY):
        factory_for(model)(parent=parent_for(model, locales["fr"]), locale=locales["fr"])
    one, many = costs(client, "/api/v2/pages/", model, type=model._meta.label)
    assert one == many


@page_types()
def test_field_that_is_asked_alone_is_told_as_among_all(model, locales, client):
    """Of a few fields only their columns are fetched; that must not be seen."""
    factory_for(model)(parent=parent_for(model, locales["fr"]), locale=locales["fr"])
    asked = {"type": model._meta.label, "limit": 1, "order": "-id"}
    [whole] = client.get("/api/v2/pages/", asked | {"fields": "*"}).json()["items"]
    for name in whole["meta"]:
        [item] = client.get("/api/v2/pages/", asked | {"fields": f"_,{name}"}).json()["items"]
        assert item == {"meta": {name: whole["meta"][name]}}
    for name in whole.keys() - {"meta"}:
        [item] = client.get("/api/v2/pages/", asked | {"fields": f"_,{name}"}).json()["items"]
        assert item == {name: whole[name]}


@page_types()
def test_columns_are_fetched_with_the_list(model, locales, client):
    """What is told by default costs a list no query for each of its items."""
    for _number in range(MANY):
        factory_for(model)(parent=parent_for(model, locales["fr"]), locale=locales["fr"])
    asked = {"type": model._meta.label, "fields": "", "order": "-title,id"}
    one, many = costs(client, "/api/v2/pages/", model, **asked)
    assert one == many
