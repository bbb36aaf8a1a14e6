"""One question in every representation: the same rows, the same fields, never a half that looks whole."""

from __future__ import annotations

import csv
import gc
import io
import json
import tracemalloc

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from cms_site.content.factories import factory_for
from snippets.cooperatives.models import Cooperative
from snippets.sectors.models import Sector
from tests.api.asking import REPORTS, refused, told


def body(client, path: str) -> bytes:
    answer = client.get(f"/api/v2/{path}")
    assert answer.status_code == 200, answer.content
    return answer.getvalue()


def csv_rows(client, path: str) -> list[dict]:
    return list(csv.DictReader(io.StringIO(body(client, f"{path}&format=csv").decode())))


def xlsx_rows(client, path: str) -> list[dict]:
    book = load_workbook(io.BytesIO(body(client, f"{path}&format=xlsx")))
    names, *rows = book.active.iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def ndjson_rows(client, path: str) -> list[dict]:
    return [json.loads(line) for line in body(client, f"{path}&format=ndjson").splitlines()]


def flat(value, prefix: str = "") -> dict:
    """Return the leaves of an item by their dotted names; lists stay whole."""
    if not isinstance(value, dict):
        return {prefix: value}
    found: dict = {}
    for name, member in value.items():
        found |= flat(member, f"{prefix}.{name}" if prefix else name)
    return found


QUERIES = [
    "cooperatives/?order=-members,slug&locale=fr",
    "cooperatives/?is_womens=true&fields=*&locale=ar",
    "cooperatives/?search=biolive&fields=_,id,name,sector(code),products",
    f"{REPORTS}locale=fr&fields=*",
    "pages/?locale=ar&fallback=fr&order=title",
    "observations/?value__isnull=false&order=-value",
    "communes/?order=name&locale=ar",
    "images/?order=id",
]


@pytest.mark.parametrize("query", QUERIES)
def test_every_representation_has_the_rows_and_fields_of_json(query, client):
    items = told(client, f"{query}&limit=100")["items"]
    assert items
    assert ndjson_rows(client, query) == items
    for row, item in zip(csv_rows(client, query), items, strict=True):
        for name, value in flat(item).items():
            if name in row:
                expected = "" if value is None else value
                if isinstance(value, list):
                    assert json.loads(row[name]) == value
                elif isinstance(value, bool):
                    assert row[name] == ("true" if value else "false")
                else:
                    assert row[name].removeprefix("'") == str(expected).removeprefix("'")
            else:  # in a cell with what it belongs to, or a relation that is null here
                parts = name.split(".")
                above = [".".join(parts[:n]) for n in range(len(parts))]
                is_null_relation = value is None and any(c.startswith(f"{name}.") for c in row)
                assert is_null_relation or any(part in row for part in above), name
    for row, item in zip(xlsx_rows(client, query), items, strict=True):
        for name, value in flat(item).items():
            if name in row and not isinstance(value, list):
                assert (row[name] or None) == (value or None) or str(row[name]) == str(value)


def test_export_is_not_limited_to_a_page_but_keeps_a_limit_asked_for(client):
    assert len(ndjson_rows(client, "provinces/?")) == 75
    assert len(ndjson_rows(client, "provinces/?limit=70&offset=3")) == 70
    whole = ndjson_rows(client, "provinces/?order=name&locale=fr")
    assert ndjson_rows(client, "provinces/?order=name&locale=fr&limit=5&offset=2") == whole[2:7]


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("ndjson", "application/x-ndjson"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_export_is_a_file_with_the_endpoint_and_the_day_in_its_name(kind, media_type, client):
    answer = client.get(f"/api/v2/provinces/?format={kind}")
    assert answer.headers["Content-Type"] == media_type
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="provinces-20')
    assert disposition.endswith(f'.{kind}"')
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.streaming
    assert client.head(f"/api/v2/provinces/?format={kind}").headers["Content-Type"] == media_type


def test_csv_has_a_header_of_dotted_names_and_a_mark_only_if_asked(client):
    query = "cooperatives/?fields=_,id,uuid,name,sector(code)&format=csv"
    plain = body(client, query)
    header = plain.decode().splitlines()[0]
    assert header == (
        "id,meta.uuid,sector.id,sector.meta.type,sector.meta.uuid,sector.meta.detail_url,"
        "sector.code,sector.name,name"
    )
    assert body(client, f"{query}&bom=true") == b"\xef\xbb\xbf" + plain
    assert body(client, f"{query}&bom=false") == plain


def test_header_is_there_where_there_are_no_rows(client):
    assert body(client, "cooperatives/?slug=nothing&format=csv").startswith(b"id,meta.type,")
    assert body(client, "cooperatives/?slug=nothing&format=ndjson") == b""


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", " =", "\uff1d", "\uff0b"])
def test_no_cell_is_a_formula(first, client):
    name = f'{first}HYPERLINK("http://x","y")'
    factory_for(Cooperative)(slug="formula", name_fr=name)
    query = "cooperatives/?slug=formula&fields=_,name_fr"
    text = body(client, f"{query}&format=csv").decode()
    assert next(csv.reader(io.StringIO(text.split("\r\n", 1)[1], newline="")))[0] == f"'{name}"
    book = load_workbook(io.BytesIO(body(client, f"{query}&format=xlsx")))
    assert book.active["A2"].data_type == "s"
    assert ndjson_rows(client, query)[0]["name_fr"] == name


def test_number_keeps_its_sign(client):
    factory_for(Cooperative)(slug="number", name_fr="-12.50")
    assert csv_rows(client, "cooperatives/?slug=number&fields=_,name_fr")[0]["name_fr"] == "-12.50"


def test_character_that_no_workbook_has_is_left_out_of_it(client):
    factory_for(Cooperative)(slug="bell", name_fr="Cloche\x07")
    assert xlsx_rows(client, "cooperatives/?slug=bell&fields=_,name_fr")[0]["name_fr"] == "Cloche"


def test_lines_of_ndjson_are_utf8_without_escapes(client):
    text = body(client, "provinces/?iso_code=MA-KEN&format=ndjson").decode()
    assert "القنيطرة" in text
    assert "\\u" not in text


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("cooperatives/?format=xml", "format"),
        ("cooperatives/?format=csv&cursor=", "cursor"),
        ("cooperatives/?format=csv&facets=sector", "facets"),
        ("cooperatives/?format=ndjson&bom=true", "bom"),
        ("cooperatives/?bom=true", "bom"),
        ("cooperatives/?format=csv&bom=perhaps", "bom"),
        ("cooperatives/?format=csv&members=x", "members"),
        ("cooperatives/biolive/?format=csv", "format"),
        ("cooperatives/1/?format=csv", "format"),
        ("cooperatives/?format=csv&limit=0", "limit"),
        ("cooperatives/?format=csv&fields=_", "fields"),
        ("cooperatives/?format=xlsx&fields=_", "fields"),
        ("site/?format=csv", "format"),
        ("changes/?format=csv", "format"),
        ("?format=csv", "format"),
    ],
)
def test_what_a_representation_has_not_is_refused(query, parameter, client):
    assert refused(client, query) == [parameter]


@pytest.mark.parametrize("path", ["", "site/", "changes/", "cooperatives/", "provinces/MA-KEN/"])
def test_json_may_be_asked_for_by_name(path, client):
    assert client.get(f"/api/v2/{path}?format=json").status_code == 200


@pytest.fixture
def many() -> int:
    sector = Sector.objects.get(code="AGRI")
    made = [
        Cooperative(slug=f"bulk-{n}", name_fr=f"Nom {n}", sector=sector, live=True)
        for n in range(3000)
    ]
    Cooperative.objects.bulk_create(made, batch_size=500)
    return len(made)


@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_export_streams_with_flat_memory(kind, many, client):
    """What is held after the last chunk is no more than after the first."""
    query = f"/api/v2/cooperatives/?slug__contains=bulk&order=-slug&format={kind}"
    b"".join(client.get(f"{query}&limit=10").streaming_content)  # what is made once is made
    answer = client.get(query)
    held = []
    tracemalloc.start()
    for part in answer.streaming_content:
        del part
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert len(held) >= many // 500
    assert max(held) < held[1] * 1.2


def test_error_on_the_way_never_ends_as_if_all_were_there(many, client, monkeypatch):
    from cms_site.api.v2 import exports

    def fails(view, serializer_class, keys):
        yield [{"id": 1}]
        raise RuntimeError("the database is gone")

    monkeypatch.setattr(exports, "_chunks", fails)
    answer = client.get("/api/v2/cooperatives/?fields=_,id&format=ndjson")
    with pytest.raises(RuntimeError):
        b"".join(answer.streaming_content)
    with pytest.raises(RuntimeError):  # a workbook is whole before its first byte leaves
        client.get("/api/v2/cooperatives/?fields=_,id&format=xlsx")


def test_row_that_is_hidden_meanwhile_is_left_out(many, client):
    answer = client.get("/api/v2/cooperatives/?slug__contains=bulk&format=ndjson")
    parts = iter(answer.streaming_content)
    next(parts)
    Cooperative.objects.filter(slug__contains="bulk").update(live=False)
    assert b"".join(parts).strip() == b""


def test_export_costs_queries_by_the_chunk_not_by_the_row(many, client):
    with CaptureQueriesContext(connection) as queries:
        body(client, "cooperatives/?slug__contains=bulk&format=csv")
    assert len(queries) < 15 * (many // 500 + 1)
