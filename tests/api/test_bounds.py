"""Any single request is bounded, whatever its query; over the bound it is refused at once."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.api.asking import refused


@pytest.mark.parametrize("path", ["", "pages/", "cooperatives/", "site/", "pages/1/"])
def test_query_over_4_kb_is_414_before_anything_is_read(path, client):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"/api/v2/{path}?title={'a' * 4091}")
    assert answer.status_code == 414
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 414
    assert len(queries) == 0


def test_query_of_4_kb_is_read(client):
    assert client.get(f"/api/v2/pages/?title={'a' * 4090}").status_code == 200


def test_at_most_20_parameters(client):
    names = [f"members__{o}=1" for o in ("gt", "gte", "lt", "lte", "in")]
    names += [f"women_members__{o}=1" for o in ("gt", "gte", "lt", "lte", "in")]
    names += [f"year_created__{o}=2000" for o in ("gt", "gte", "lt", "lte", "in")]
    names += ["is_womens=true", "is_youth=true", "status=active", "limit=1", "offset=0"]
    assert client.get("/api/v2/cooperatives/?" + "&".join(names)).status_code == 200
    assert refused(client, "cooperatives/?" + "&".join([*names, "locale=fr"])) == ["locale"]


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("cooperatives/?members__gt=1&members__gt=2", "members__gt"),
        ("cooperatives/?name__contains=a%00b", "name__contains"),
        ("cooperatives/?cursor=%00", "cursor"),
        ("cooperatives/?id=99999999999999999999", "id"),
        ("cooperatives/?id__in=1,99999999999999999999", "id__in"),
        ("cooperatives/?year_created=99999", "year_created"),
        ("cooperatives/?year_created=2_020", "year_created"),
        ("pages/?id=1_0", "id"),
        ("pages/?id=%203", "id"),
        ("pages/?id=%2B3", "id"),
        ("cooperatives/?fields=sector(parent(parent(name)))", "fields"),
        ("cooperatives/?fields=" + "(" * 3000, "fields"),
        ("pages/?type=" + ",".join(["home.HomePage"] * 11), "type"),
        ("pages/?id__in=" + ",".join("1" * 11), "id__in"),
        ("pages/?first_published_at__gt=0001-01-01T00:00:00%2B23:00", "first_published_at__gt"),
        ("pages/?locale=ar&fallback=" + ",".join(["fr"] * 11), "fallback"),
    ],
)
def test_over_a_bound_is_refused_naming_the_parameter(query, parameter, client):
    assert refused(client, query) == [parameter]


@pytest.mark.parametrize(
    "query",
    [
        "pages/?first_published_at__gt=0001-01-01",
        "pages/?first_published_at__lt=9999-12-31T23:59:59Z",
        "cooperatives/?id=9223372036854775807",
        "cooperatives/?name__contains=",
        "cooperatives/?name__contains='%25_\\\\",
        "cooperatives/?members__in=1",
    ],
)
def test_extreme_value_is_answered(query, client):
    assert client.get(f"/api/v2/{query}").status_code in (200, 400)


@pytest.mark.parametrize("path", ["", "site/", "changes/", "openapi.json", "nowhere/", "sectors/"])
@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written_anywhere(client, path, method):
    client.handler.enforce_csrf_checks = True
    answer = getattr(client, method)(f"/api/v2/{path}")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/problem+json"
    assert "GET" in answer["Allow"]
    assert answer["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("path", ["", "site/", "changes/", "openapi.json", "sectors/"])
def test_unknown_parameter_is_refused_everywhere(client, path):
    answer = client.get(f"/api/v2/{path}", {"colour": "red"})
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["parameter"] == "colour"
    assert client.options(f"/api/v2/{path}").status_code == 204
