"""Addresses with what no database can be asked about: refused, never a failure."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


PATHS = [
    *("/%00", "/fr/%00/", "/fr/a%00b/", "/documents/1/a%00", "/media/%00", "/media/images/%00.png"),
    *("/admin/pages/%00/", "/admin/%00", "/api/v2/pages/%00/", "/api/v2/%00/", "/static/%00"),
    "/api/v3-preview/%00/",
]


@pytest.mark.parametrize("path", PATHS)
def test_nul_in_a_path_is_400(path, visitor, superuser_client):
    superuser_client.raise_request_exception = False
    for client in (visitor, superuser_client):
        answer = client.get(path)
        assert answer.status_code == 400
    is_api = path.startswith("/api/")
    if is_api:
        assert answer.json().keys() >= {"type", "title", "status", "detail", "errors", "message"}
    assert answer.headers["Content-Type"].startswith("application/problem+json") == is_api


UNDECODABLE = [
    *("/%FF", "/fr/%C3%28/", "/documents/1/%FF", "/media/%FF", "/media/%ED%A0%80", "/admin/%FF/"),
    *("/api/v2/pages/%FF/", "/api/v2/provinces/%FF/", "/api/v3-preview/%FF/", "/static/%FF"),
    *(f"/documents/{10**30}/a", f"/documents/{10**30}/", f"/admin/pages/{10**30}/"),
    *(f"/admin/pages/{10**20}/edit/", f"/admin/images/{10**20}/"),
    *(f"/api/v2/pages/{10**30}/", "/media/../../etc/passwd", "/media/" + "a" * 3000),
    *("/fr/" + "a/" * 500, "/fr/" + "a" * 3000 + "/", "/documents/1/" + "a" * 3000),
]


@pytest.mark.parametrize("path", UNDECODABLE, ids=lambda path: path[:30])
def test_bytes_that_are_no_text_and_numbers_out_of_range_fail_nowhere(
    path, visitor, superuser_client
):
    superuser_client.raise_request_exception = False
    assert visitor.get(path).status_code in (302, 400, 401, 404)
    assert superuser_client.get(path).status_code in (302, 400, 401, 404)


@pytest.mark.parametrize(
    "address", ["/fr/?page=%00", "/admin/pages/search/?q=%00", "/documents/1/a?x=%00", "/fr/?%00=1"]
)
def test_nul_in_a_query_is_400(address, visitor, superuser_client):
    superuser_client.raise_request_exception = False
    assert visitor.get(address).status_code == 400
    assert superuser_client.get(address).status_code == 400


@pytest.mark.parametrize("one", ["abc", "", "1.5", "9" * 20, "9" * 5000])
@pytest.mark.parametrize(
    "path",
    [
        *("/admin/bulk/wagtailcore/page/publish/", "/admin/bulk/library/libraryimage/delete/"),
        *("/admin/images/chooser/chosen-multiple/", "/admin/choose-page/chosen-multiple/"),
    ],
)
def test_an_id_that_is_none_in_an_address_of_the_editor_is_400(path, one, superuser_client):
    assert superuser_client.get(f"{path}?next=/admin/&id={one}").status_code == 400


def test_what_is_no_id_may_be_searched_for_in_the_editor(superuser_client):
    assert superuser_client.get(f"/admin/images/?q={'9' * 20}").status_code == 200
    bulk = "/admin/bulk/library/libraryimage/delete/?next=/admin/images/&id=all"
    assert superuser_client.get(bulk).status_code == 200


def test_a_percent_sign_before_zeros_is_none(visitor):
    assert visitor.get("/fr/?q=%2500").status_code == 200


def test_api_names_the_parameter_itself(visitor):
    answer = visitor.get("/api/v2/pages/?search=%00")
    assert answer.status_code == 400
    assert "search" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("address", "host"),
    [("/fr/%00", "testserver"), (f"/fr/?{'a' * 5000}", "testserver"), ("/fr/", "evil.example")],
)
def test_refusal_speaks_the_three_languages(address, host, visitor):
    answer = visitor.get(address, headers={"host": host})
    assert answer.status_code == 400
    for words in ("عنوان غير مقروء", "Adresse illisible", "Unreadable address"):
        assert words in answer.content.decode()


def test_host_that_is_not_ours_is_told_as_a_problem_by_the_api(visitor):
    answer = visitor.get("/api/v2/pages/", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("size", "fields", "words"),
    [
        (3 * 2**20, 1, "Les textes de ce formulaire sont trop volumineux : 2,5 Mo"),
        (1, 10_001, "Ce formulaire a trop de champs : 10 000"),
    ],
)
def test_a_form_that_is_too_large_says_so(size, fields, words, superuser_client):
    data = {f"body-{number}": "x" * size for number in range(fields)}
    answer = superuser_client.post(
        "/admin/login/", data, headers={"accept-language": "fr"}, follow=False
    )
    assert answer.status_code == 413
    assert words in answer.content.decode()
