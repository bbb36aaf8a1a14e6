"""Every list, with every field and what is nested in it, asks as much for one item as for many."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelcluster.fields import ParentalKey
from wagtail.models import Page

from cms_site.content.factories import factory_for, parent_for
from cms_site.library.models import LibraryDocument, LibraryImage
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


def related(model) -> dict:
    """Return a new object for each relation of ``model`` that ``api_fields`` names, as its constraints allow."""
    names = {field.name for field in model.api_fields}
    made = {}
    for field in model._meta.fields:
        # A page that is made here stands in the list that is asked.
        if field.name in names and field.many_to_one and not issubclass(field.related_model, Page):
            with suppress(LookupError, ValidationError):
                one = {field.name: factory_for(field.related_model)()}
                model(**made, **one).validate_constraints()
                made |= one
    return made


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
        factory_for(model)(**related(model))
    one, many = costs(client, f"/api/v2/{model.api_endpoint}/", model)
    assert one == many


@page_types()
def test_list_of_pages_costs_the_same(model, locales, client):
    for _number in range(MANY):
        parent = parent_for(model, locales["fr"])
        factory_for(model)(parent=parent, locale=locales["fr"], **related(model))
    one, many = costs(client, "/api/v2/pages/", model, type=model._meta.label)
    assert one == many


def tells_each_field_alone_as_among_all(client, path: str, **asked: str) -> None:
    """Of a few fields only their columns are fetched; that must not be seen."""
    whole = client.get(path, asked | {"fields": "*"}).json()
    assert whole["items"]
    for name in whole["items"][0]["meta"]:
        answer = client.get(path, asked | {"fields": f"_,{name}"}).json()
        assert answer["meta"]["total_count"] == whole["meta"]["total_count"]
        assert answer["items"] == [{"meta": {name: i["meta"][name]}} for i in whole["items"]]
    for name in whole["items"][0].keys() - {"meta"}:
        answer = client.get(path, asked | {"fields": f"_,{name}"}).json()
        assert answer["meta"]["total_count"] == whole["meta"]["total_count"]
        assert answer["items"] == [{name: i[name]} for i in whole["items"]]


@page_types()
def test_field_of_a_page_is_told_alone_as_among_all(model, locales, client):
    factory_for(model)(parent=parent_for(model, locales["fr"]), locale=locales["fr"])
    tells_each_field_alone_as_among_all(client, "/api/v2/pages/", type=model._meta.label, limit=100)


@endpoint_models()
def test_field_of_a_record_is_told_alone_as_among_all(model, client):
    factory_for(model)()
    tells_each_field_alone_as_among_all(client, f"/api/v2/{model.api_endpoint}/", limit=12)


def test_field_of_an_image_is_told_alone_as_among_all(client):
    LibraryImage.objects.first().tags.add("river", "field")
    tells_each_field_alone_as_among_all(client, "/api/v2/images/")


def test_field_of_a_document_is_told_alone_as_among_all(client):
    document = LibraryDocument.objects.create(title="Note", file=ContentFile(b"%PDF", "note.pdf"))
    document.tags.add("river", "field")
    tells_each_field_alone_as_among_all(client, "/api/v2/documents/")


@pytest.mark.parametrize("path", ["delegations/", "cooperatives/"])
def test_record_that_relates_to_several_is_one_row(path, client):
    whole = client.get(f"/api/v2/{path}", {"fields": "*"}).json()
    several = [n for n, v in whole["items"][0].items() if isinstance(v, list)]
    assert several
    for name in several:
        answer = client.get(f"/api/v2/{path}", {"fields": f"_,id,{name}"}).json()
        assert answer["meta"]["total_count"] == whole["meta"]["total_count"]


@page_types()
def test_columns_are_fetched_with_the_list(model, locales, client):
    """What is told by default costs a list no query for each of its items."""
    for _number in range(MANY):
        factory_for(model)(parent=parent_for(model, locales["fr"]), locale=locales["fr"])
    asked = {"type": model._meta.label, "fields": "", "order": "-title,id"}
    one, many = costs(client, "/api/v2/pages/", model, **asked)
    assert one == many
