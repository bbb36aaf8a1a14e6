"""Going through a list: by offset, and by a cursor at the same cost a page."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cms_site.content.factories import factory_for
from snippets.cooperatives.models import Cooperative
from snippets.sectors.models import Sector
from tests.api.asking import refused, told


@pytest.fixture
def register() -> None:
    """Cooperatives with ties, unknown values and names in some languages only."""
    for number in range(13):
        factory_for(Cooperative)(
            slug=f"many-{number:02}",
            name_ar="" if number % 3 == 0 else f"اسم {number % 4}",
            name_fr=f"Nom foule {number % 5}",
            name_en="" if number % 2 else "Name",
            sector=Sector.objects.get(code="AGRI"),
            year_created=None if number % 4 == 0 else 2000 + number % 3,
            is_womens=[True, False, None][number % 3],
        )


def walk(client, path: str) -> list[int]:
    """Return the ids of all items, page after page, as ``meta.next`` leads."""
    ids: list[int] = []
    url = f"/api/v2/{path}"
    for _page in range(100):
        answer = client.get(url)
        assert answer.status_code == 200, answer.content
        data = answer.json()
        ids += [item["id"] for item in data["items"]]
        following = data["meta"]["next"]
        if following is None:
            assert "Link" not in answer.headers
            assert data["meta"]["total_count"] == len(ids)
            return ids
        assert answer.headers["Link"] == f'<{following}>; rel="next"'
        assert following.startswith(settings.SITE_URL)
        url = following.removeprefix(settings.SITE_URL)
    raise AssertionError("the walk does not end")


ORDERS = [
    "",
    "&order=-id",
    "&order=year_created",
    "&order=-year_created,slug",
    "&order=is_womens,-year_created",
    "&order=-name&locale=ar",
    "&order=name_en,-is_womens,name&locale=fr",
    "&order=-last_published_at",
    "&search=foule",
    "&search=foule&order=-year_created",
    "&year_created__isnull=true&order=-slug",
]


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("mode", ["", "&cursor="])
def test_walk_tells_every_item_once_in_order(order, mode, register, client):
    whole = told(client, f"cooperatives/?limit=100{order}")["items"]
    ids = walk(client, f"cooperatives/?limit=4{order}{mode}")
    assert len(set(ids)) == len(ids)
    if mode and order == "&search=foule":  # relevance is no key to go on from
        assert ids == sorted(item["id"] for item in whole)
    else:
        assert ids == [item["id"] for item in whole]


@pytest.mark.parametrize("path", ["pages/?locale=fr&order=-title", "observations/?order=-value"])
def test_walk_goes_through_pages_and_figures(path, client):
    whole = [item["id"] for item in told(client, f"{path}&limit=100")["items"]]
    assert walk(client, f"{path}&limit=3&cursor=") == whole


def test_cursor_neither_counts_nor_skips_again(register, client):
    first = told(client, "cooperatives/?limit=3&cursor=&order=year_created")["meta"]
    following = first["next"].removeprefix(settings.SITE_URL)
    client.get(following)
    with CaptureQueriesContext(connection) as queries:
        second = client.get(following).json()["meta"]
    sql = " ".join(query["sql"] for query in queries)
    assert "COUNT(" not in sql
    assert "OFFSET" not in sql
    assert second["total_count"] == first["total_count"]


def test_cursor_stays_where_it_is_when_something_comes_before(register, client):
    first = told(client, "cooperatives/?limit=5&cursor=&order=slug")
    following = first["meta"]["next"].removeprefix(settings.SITE_URL)
    before = [i["meta"]["slug"] for i in client.get(following).json()["items"]]
    factory_for(Cooperative)(slug="aaa-new")
    assert [i["meta"]["slug"] for i in client.get(following).json()["items"]] == before


def test_offset_goes_on_as_a_cursor_where_offsets_end(register, client, monkeypatch):
    from cms_site.api.v2 import pagination

    monkeypatch.setattr(pagination, "MAX_OFFSET", 6)
    whole = [i["id"] for i in told(client, "cooperatives/?limit=100&order=-slug")["items"]]
    assert walk(client, "cooperatives/?limit=4&order=-slug") == whole


def cursor(client, path: str) -> str:
    address = told(client, path)["meta"]["next"]
    return re.search(r"cursor=([^&]+)", address).group(1)


@pytest.mark.parametrize(
    "query",
    [
        "cooperatives/?order=slug&limit=2&cursor=nonsense",
        "cooperatives/?order=slug&limit=2&cursor={cut}",
        "cooperatives/?order=slug&limit=2&cursor=A{cursor}",
        "cooperatives/?order=-slug&limit=2&cursor={cursor}",
        "cooperatives/?order=slug&limit=2&is_womens=true&cursor={cursor}",
        "cooperatives/?limit=2&cursor={cursor}",
        "provinces/?order=slug&limit=2&cursor={cursor}",
        "cooperatives/?order=slug&cursor=%C3%A9.%C3%A9",
        "cooperatives/?order=slug&cursor=.",
    ],
)
def test_cursor_that_is_not_of_this_list_is_refused(query, register, client):
    token = cursor(client, "cooperatives/?order=slug&limit=2&cursor=")
    assert refused(client, query.format(cursor=token, cut=token[:-2])) == ["cursor"]


def test_page_size_and_fields_may_change_on_the_way(register, client):
    token = cursor(client, "cooperatives/?order=slug&limit=2&cursor=")
    items = told(client, f"cooperatives/?order=slug&limit=5&fields=members&cursor={token}")["items"]
    assert len(items) == 5


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("cooperatives/?cursor=&offset=0", "offset"),
        ("cooperatives/?cursor=&order=random", "order"),
        ("cooperatives/?order=random&offset=1", "order"),
        ("cooperatives/?order=" + ",".join(["slug"] * 11), "order"),
        ("cooperatives/?order=sector", "order"),
        ("cooperatives/?order=contact", "order"),
    ],
)
def test_contradiction_is_refused(query, parameter, client):
    assert refused(client, query) == [parameter]
