"""Discovery tells of every list what can be asked of it, and all that it tells is answered."""

from __future__ import annotations

import pytest

from tests.api.asking import told
from tests.contract.types import endpoint_models, page_types


def described(client, model) -> dict:
    data = told(client, "")
    return next(d for d in [*data["endpoints"], *data["page_types"]] if d.get("type") == model)


def answers(client, description: dict, **query) -> None:
    path, _mark, fixed = description["url"].split("/api/v2/")[1].partition("?")
    data = dict([fixed.split("=")] if fixed else []) | query
    answer = client.get(f"/api/v2/{path}", data)
    assert answer.status_code == 200, (query, answer.content)


def check(client, model) -> None:
    description = described(client, model._meta.label)
    assert description["schema"].endswith("/api/v2/openapi.json")
    assert description["formats"] == ["json", "csv", "xlsx", "ndjson"]
    assert set(description["facets"]) <= set(description["filters"])
    for name in description["orderings"]:
        answers(client, description, order=f"-{name}", limit="1")
    for name in description["facets"]:
        answers(client, description, facets=name, limit="1")
    for name, parameters in description["filters"].items():
        assert all(p == name or p.startswith(f"{name}__") for p in parameters)
        if f"{name}__isnull" in parameters:
            answers(client, description, **{f"{name}__isnull": "false"}, limit="1")


@endpoint_models()
def test_record_list_answers_what_it_says_it_answers(model, client):
    check(client, model)


@page_types()
def test_page_list_answers_what_it_says_it_answers(model, client):
    check(client, model)


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("members", ["", "__in", "__gt", "__gte", "__lt", "__lte", "__isnull"]),
        ("sector", ["", "__in", "__isnull"]),
        ("name", ["", "__in", "__contains", "__isnull"]),
        ("training_provinces", ["", "__in", "__isnull"]),
        ("products", ["__isnull"]),
    ],
)
def test_operators_follow_from_the_kind_of_field(name, parameters, client):
    filters = described(client, "cooperatives.Cooperative")["filters"]
    assert sorted(filters[name]) == sorted(f"{name}{suffix}" for suffix in parameters)


@pytest.mark.parametrize("name", ["phone", "email", "contact", "live", "locked"])
def test_what_is_private_is_neither_field_to_filter_nor_to_order_by(name, client):
    description = described(client, "cooperatives.Cooperative")
    assert name not in {*description["filters"], *description["orderings"], *description["facets"]}
