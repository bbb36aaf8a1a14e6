"""The OpenAPI document: valid, complete, the same for everyone, and kept: nothing is ever taken out."""

from __future__ import annotations

import copy
import json

import pytest
from django.test import Client
from openapi_spec_validator import OpenAPIV31SpecValidator

from cms_site.api.openapi import document as documents
from cms_site.api.v2.urls import router
from cms_site.content.factories import factory_for, parent_for
from tests.contract.types import all_models, page_types
from tests.openapi.comparison import added, breaking
from tests.openapi.snapshot import COMMAND, committed
from tests.openapi.validation import document

URL = "/api/v2/openapi.json"


def published(client) -> dict:
    response = client.get(URL)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    return response.json()


def names(path: str) -> set[str]:
    """Return the names of the parameters of ``path``."""
    shared = document()["components"]["parameters"]
    found = document()["paths"][path]["get"]["parameters"]
    return {(shared[p["$ref"].rpartition("/")[2]] if "$ref" in p else p)["name"] for p in found}


def test_it_is_valid_openapi(client):
    assert list(OpenAPIV31SpecValidator(published(client)).iter_errors()) == []


def test_every_endpoint_has_its_list_find_and_detail():
    for name, _viewset in router.endpoints():
        for rest in ("", "find/", "{id}/"):
            assert f"/api/v2/{name}/{rest}" in document()["paths"]
    assert {"/api/v2/", "/api/v2/site/", "/api/v2/changes/"} <= set(document()["paths"])


@all_models()
def test_every_model_that_is_told_has_a_schema_under_its_label(model):
    if not getattr(model, "api_fields", None):
        pytest.skip("not told")
    schema = document()["components"]["schemas"][model._meta.label]
    assert {f.name for f in model.api_fields} - {"slug"} <= set(schema["properties"])
    assert schema["properties"]["meta"]["properties"]["type"]["const"] == model._meta.label


@pytest.mark.parametrize("name", [n for n, _viewset in router.endpoints()])
def test_every_filter_and_operator_is_a_parameter_of_its_own(name):
    viewset = dict(router.endpoints())[name]
    able = viewset.capabilities(viewset.model)
    expected = {p for f in able.filters.values() for p in f.parameters}
    expected |= set(viewset.known_query_parameters)
    if not able.facets and name != "pages":
        expected -= {"facets"}
    assert expected <= names(f"/api/v2/{name}/")


@page_types()
def test_what_one_page_type_is_filtered_by_is_a_parameter_of_the_pages(model):
    able = dict(router.endpoints())["pages"].capabilities(model)
    expected = {p for f in able.filters.values() for p in f.parameters}
    assert expected <= names("/api/v2/pages/")


def test_a_documented_parameter_is_one_that_is_answered(client):
    shared = document()["components"]["parameters"]
    for name, viewset in router.endpoints():
        able = viewset.capabilities(viewset.model)
        for parameter in document()["paths"][f"/api/v2/{name}/"]["get"]["parameters"]:
            if "$ref" in parameter:
                parameter = shared[parameter["$ref"].rpartition("/")[2]]
            asked = parameter["name"]
            known = asked in viewset.known_query_parameters or able.filter_for(asked)[0]
            assert known or "`type=" in parameter["description"], (name, asked)


def test_every_block_of_a_stream_is_told_apart_by_its_type():
    schemas = document()["components"]["schemas"]
    streams = [
        member["items"]
        for schema in schemas.values()
        for member in schema.get("properties", {}).values()
        if "discriminator" in member.get("items", {})
    ]
    assert len(streams) > 3
    for stream in streams:
        mapping = stream["discriminator"]["mapping"]
        assert {"$ref": ref} in stream["oneOf"] if (ref := next(iter(mapping.values()))) else False
        for name, ref in mapping.items():
            block = schemas[ref.rpartition("/")[2]]
            assert block["properties"]["type"]["const"] == name
            assert block["required"] == ["type", "value", "id"]


def test_no_member_is_left_without_a_type():
    untyped = [
        f"{name}.{member}"
        for name, schema in document()["components"]["schemas"].items()
        for member, told in schema.get("properties", {}).items()
        if not {"type", "$ref", "anyOf", "oneOf"} & set(told)
    ]
    assert untyped == []


def test_decimals_are_described_as_text_with_digits():
    value = document()["components"]["schemas"]["statistics.Observation"]["properties"]["value"]
    assert value["pattern"].startswith("^-?[0-9]+")
    assert set(value["type"]) == {"integer", "string", "null"}


def test_examples_are_taken_from_what_is_public(client, locales):
    told = published(client)
    detail = told["paths"]["/api/v2/pages/{id}/"]["get"]["responses"]["200"]["content"]
    examples = detail["application/json"]["examples"]
    assert len(examples) > 3
    for label, example in examples.items():
        assert example["value"]["meta"]["type"] == label


@page_types()
def test_nothing_that_is_not_public_is_an_example(model, locales, client):
    secret = "Not for anybody 7f3a"
    parent = parent_for(model, locales["fr"])
    model.objects.all().update(live=False, title=secret)
    factory_for(model)(parent=parent, locale=locales["fr"], live=False, title=secret)
    for path in (URL, "/api/v2/docs/?locale=fr"):
        assert secret not in client.get(path).content.decode()


def test_an_unknown_parameter_is_refused(client):
    response = client.get(URL, {"unheard": "of"})
    assert response.status_code == 400
    assert response.json()["errors"][0]["parameter"] == "unheard"


def test_it_is_for_reading_only():
    strict = Client(enforce_csrf_checks=True)
    for path in (URL, "/api/v2/docs/"):
        response = strict.post(path)
        assert response.status_code == 405
        assert response.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert response.headers["Content-Type"] == "application/problem+json"
        assert strict.options(path).status_code == 204


def test_the_description_is_the_same_in_every_process_and_language(client):
    documents.description.cache_clear()
    told = [
        json.dumps(client.get(URL, headers={"Accept-Language": c}).json()) for c in ("ar", "fr")
    ]
    assert told[0] == told[1]


# --- what is promised to stay


def test_nothing_that_clients_rely_on_was_taken_out():
    broken = breaking(committed(), document())
    assert broken == [], (
        f"This breaks clients of the API. Take it back; where nobody can have used it yet, {COMMAND}"
    )


def test_the_committed_document_is_up_to_date():
    new = added(committed(), document())
    assert new == [], f"Fine, but the committed document does not have it yet: {COMMAND}"


PAGES = "/api/v2/pages/"
REPORT = "training_reports.TrainingReportPage"


def _schema(told: dict) -> dict:
    return told["components"]["schemas"][REPORT]["properties"]


CHANGES = {
    "a path": lambda d: d["paths"].pop(PAGES),
    "a parameter": lambda d: d["paths"][PAGES]["get"]["parameters"].pop(),
    "a shared parameter": lambda d: d["paths"][PAGES]["get"]["parameters"].pop(0),
    "a member": lambda d: _schema(d).pop("venue"),
    "a member of meta": lambda d: _schema(d)["meta"]["properties"].pop("slug"),
    "a schema": lambda d: d["components"]["schemas"].pop(REPORT),
    "a type": lambda d: _schema(d)["beneficiaries"].update(type="string"),
    "never null": lambda d: _schema(d)["introduction"].update(type=["string", "null"]),
    "a relation": lambda d: _schema(d)["provinces"]["items"].update({"$ref": "#/components/x"}),
    "a format": lambda d: _schema(d)["start_date"].pop("format"),
    "a value of a parameter": lambda d: d["components"]["parameters"]["format"]["schema"][
        "enum"
    ].remove("csv"),
    "a value of a member": lambda d: d["components"]["schemas"]["statistics.Observation"][
        "properties"
    ]["qualifier"]["enum"].remove("about"),
    "a bound": lambda d: d["components"]["parameters"]["offset"]["schema"].update(maximum=10),
    "a page type": lambda d: d["paths"][f"{PAGES}{{id}}/"]["get"]["responses"]["200"]["content"][
        "application/json"
    ]["schema"]["anyOf"].pop(),
    "a block": lambda d: _schema(d)["body"]["items"]["oneOf"].pop(),
    "a representation": lambda d: d["paths"][PAGES]["get"]["responses"]["200"]["content"].pop(
        "text/csv"
    ),
    "an answer": lambda d: d["paths"][PAGES]["get"]["responses"].pop("400"),
    "a header": lambda d: d["paths"][PAGES]["get"]["responses"]["200"]["headers"].pop("Link"),
    "a certainty": lambda d: d["components"]["schemas"]["Image"]["required"].remove("src"),
    "freedom": lambda d: d["components"]["parameters"]["search"].update(required=True),
    "a name": lambda d: d["paths"][PAGES]["get"].update(operationId="other"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_taking_away_breaks(what):
    changed = copy.deepcopy(document())
    CHANGES[what](changed)
    assert breaking(document(), changed) != []


def test_a_new_required_parameter_breaks():
    changed = copy.deepcopy(document())
    parameter = {"name": "key", "in": "query", "required": True, "schema": {"type": "string"}}
    changed["paths"][PAGES]["get"]["parameters"].append(parameter)
    assert breaking(document(), changed) != []


def test_adding_does_not_break_but_is_noticed():
    changed = copy.deepcopy(document())
    _schema(changed)["new"] = {"type": "string"}
    changed["paths"]["/api/v2/new/"] = changed["paths"][PAGES]
    changed["components"]["parameters"]["format"]["schema"]["enum"].append("xml")
    assert breaking(document(), changed) == []
    assert len(added(document(), changed)) == 3


def test_other_words_are_no_change():
    changed = copy.deepcopy(document())
    changed["info"]["description"] = changed["tags"][0]["description"] = "Other words."
    _schema(changed)["venue"]["description"] = "Other words."
    assert breaking(document(), changed) == added(document(), changed) == []
