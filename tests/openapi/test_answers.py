"""What the API answers is what its document describes: every endpoint, every type, every error."""

from __future__ import annotations

import json

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms_site.api.v2.problems import problem
from cms_site.api.v2.urls import router
from cms_site.cache.unavailable import too_many, unavailable
from cms_site.content.factories import factory_for, parent_for
from cms_site.journal import drain
from tests.contract.types import endpoint_models, page_types
from tests.openapi.validation import document, faults, members, schema_of

API = "/api/v2/"


def answer(client, path: str, status: int = 200):
    response = client.get(f"{API}{path}")
    assert response.status_code == status, response.content
    return response.json()


def expanded(model) -> str:
    """Return ``fields`` with everything of ``model`` and of what its relations lead to."""
    names = {f.name for f in model.api_fields}
    related = [f.name for f in model._meta.get_fields() if f.name in names and f.is_relation]
    return ",".join(["*", *(f"{name}(*)" for name in related)])


def assert_all_members_told(model, item: dict, but: set[str]) -> None:
    meta, own = members(model)
    assert meta - set(item["meta"]) <= but
    assert own == set(item)


@page_types()
def test_pages_of_every_type_are_as_described(model, locales, client):
    page = factory_for(model)(parent=parent_for(model, locales["fr"]), locale=locales["fr"])
    query = f"pages/?type={model._meta.label}&limit=100"
    for fields in ("", "&fields=*", f"&fields={expanded(model)}", "&fields=_"):
        told = answer(client, query + fields)
        assert told["items"]
        assert faults(schema_of(f"{API}pages/"), told) == []
    for pk in [page.pk, *model.objects.live().public().values_list("pk", flat=True)[:30]]:
        told = answer(client, f"pages/{pk}/")
        assert faults(schema_of(f"{API}pages/{{id}}/"), told) == []
        assert_all_members_told(model, told, {"requested_locale"})


def test_pages_of_all_types_in_one_list_are_as_described(client):
    told = answer(client, "pages/?limit=100&locale=en&fallback=fr,ar&fields=*")
    assert len({item["meta"]["type"] for item in told["items"]}) > 3
    assert faults(schema_of(f"{API}pages/"), told) == []


@endpoint_models()
def test_records_of_every_type_are_as_described(model, client):
    made = factory_for(model)()
    name = model.api_endpoint
    for fields in ("", "&fields=*", f"&fields={expanded(model)}"):
        told = answer(client, f"{name}/?limit=100&order=-id&locale=fr&fallback=ar{fields}")
        assert told["items"]
        assert faults(schema_of(f"{API}{name}/"), told) == []
    told = answer(client, f"{name}/{made.pk}/?locale=fr&fallback=ar")
    assert faults(schema_of(f"{API}{name}/{{id}}/"), told) == []
    assert_all_members_told(model, told, set())


@pytest.mark.parametrize("name", ["images", "documents"])
def test_files_are_as_described(name, client):
    if name == "documents":
        get_document_model().objects.create(title="A paper", file=ContentFile(b"x", "paper.txt"))
    told = answer(client, f"{name}/?limit=100&fields=*")
    assert told["items"]
    assert faults(schema_of(f"{API}{name}/"), told) == []
    detail = answer(client, f"{name}/{told['items'][0]['id']}/")
    assert faults(schema_of(f"{API}{name}/{{id}}/"), detail) == []


@pytest.mark.parametrize("name", [n for n, _viewset in router.endpoints()])
def test_facets_of_every_list_are_as_described(name, client):
    operation = document()["paths"][f"{API}{name}/"]["get"]
    found = [p for p in operation["parameters"] if p.get("name") == "facets"]
    described = found[0]["schema"]["items"]["enum"][:5] if found else []
    able = dict(router.endpoints())[name].capabilities(dict(router.endpoints())[name].model)
    asked = [facet for facet in described if facet in able.facets]
    if asked:
        told = answer(client, f"{name}/?facets={','.join(asked)}&limit=1")
        assert set(told["meta"]["facets"]) == set(asked)
        assert faults(schema_of(f"{API}{name}/"), told) == []


@pytest.mark.parametrize("path", ["", "site/", "site/?locale=fr", "changes/?limit=1000"])
def test_the_frames_own_endpoints_are_as_described(path, client):
    told = answer(client, path)
    assert faults(schema_of(f"{API}{path.partition('?')[0]}"), told) == []


@page_types()
def test_changes_of_every_page_type_are_as_described(model, locales, client):
    since = answer(client, "changes/")["meta"]["latest"]
    page = factory_for(model)(parent=parent_for(model, locales["fr"]), locale=locales["fr"])
    drain.drain()
    Page.objects.get(pk=page.pk).delete()
    told = answer(client, f"changes/?since={since}&limit=1000")
    assert {"published", "deleted"} & {item["event"] for item in told["items"]}
    assert faults(schema_of(f"{API}changes/"), told) == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("pages/?limit=x", 400),
        ("pages/?unheard=of", 400),
        ("images/?order=nothing", 400),
        ("changes/?since=-1", 400),
        ("site/?unheard=of", 400),
        ("pages/%00/", 400),
        ("pages/999999999/", 404),
        ("pages/find/?html_path=/nothing/", 404),
        ("pages/?search=" + "a" * 5000, 414),
        ("site/?locale=" + "a" * 5000, 414),
    ],
)
def test_problems_are_as_described(path, status, client):
    told = answer(client, path, status)
    where = f"{API}{path.partition('?')[0]}"
    if where not in document()["paths"] or status == 404:
        where = f"{API}pages/{{id}}/"
    assert faults(schema_of(where, str(status)), told) == []


@pytest.mark.parametrize("answered", [too_many(problem, "fr", 3), unavailable(problem, "fr")])
def test_answers_without_a_database_are_as_described(answered):
    status, headers, body = answered
    assert faults(schema_of(f"{API}pages/", status[:3]), json.loads(body)) == []
    assert dict(headers)["Retry-After"].isdigit()


def test_a_method_that_is_not_allowed_is_told_as_described(client):
    for path in ("pages/", "changes/"):
        response = client.post(f"{API}{path}")
        assert response.status_code == 405
        assert faults(schema_of(f"{API}pages/", "405"), response.json()) == []


def test_a_sequence_that_is_no_longer_kept_is_told_as_described(client):
    told = client.get(f"{API}changes/", {"since": 2**50})
    assert told.status_code == 410
    assert faults(schema_of(f"{API}changes/", "410"), told.json()) == []
    assert "start_again" in told.json()


def test_what_is_not_described_is_a_fault():
    """The check itself: an unknown member, a wrong type, another type's constant."""
    schema = schema_of(f"{API}pages/{{id}}/")
    label = "home.HomePage"
    assert faults(schema, {"id": 1, "meta": {"type": label}}) == []
    assert faults(schema, {"id": 1, "meta": {"type": label}, "unheard": 1})
    assert faults(schema, {"id": "1", "meta": {"type": label}})
    assert faults(schema, {"id": 1, "meta": {"type": "unheard.Of"}})
