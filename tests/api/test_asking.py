"""What can be asked of a list, and how a question that cannot be answered is refused."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from cms_site.api.v2.representation import html
from cms_site.content.factories import factory_for
from cms_site.library.models import LibraryDocument
from pages.agreements.models import AgreementPage
from pages.success_stories.models import SuccessStoryPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.sectors.models import Sector
from snippets.statistics.models import Dataset, Observation
from tests.api.asking import AGREEMENTS, REPORTS, slugs


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (f"{REPORTS}locale=fr&start_date=2023-09-19", ["pro-agro-2023"]),
        (f"{REPORTS}locale=fr&beneficiaries=31", ["dar-al-moukawil"]),
        (f"{REPORTS}locale=ar&order=-start_date", ["pro-agro-2023", "dar-al-moukawil"]),
        (f"{REPORTS}locale=ar&order=start_date", ["pro-agro-2023", "dar-al-moukawil"]),
        ("pages/?slug=contact&locale=en", ["contact"]),
        ("cooperatives/?sector=CRAFT", ["al-maymana"]),
        ("cooperatives/?province=MA-KEN", ["biolive"]),
        ("cooperatives/?province=04.481", ["al-maymana"]),
        ("cooperatives/?is_womens=true&order=-year_created", ["biolive", "al-maymana"]),
        ("provinces/?iso_code=MA-SIL", ["sidi-slimane"]),
        ("cooperatives/?limit=1&offset=1&order=slug", ["biolive"]),
    ],
)
def test_list_is_filtered_ordered_and_paged(query, expected, client):
    assert slugs(client, query) == expected


def test_relation_is_filtered_by_id_uuid_and_code(client):
    sector = Sector.objects.get(code="CRAFT")
    for key in (sector.pk, sector.uuid, sector.code):
        assert slugs(client, f"cooperatives/?sector={key}") == ["al-maymana"]


def test_wagtails_tree_parameters_work(client):
    index = client.get(
        "/api/v2/pages/?type=training_reports.TrainingReportIndexPage&locale=fr"
    ).json()["items"][0]["id"]
    children = slugs(client, f"pages/?child_of={index}&order=slug")
    assert children == ["dar-al-moukawil", "pro-agro-2023"]
    assert set(slugs(client, f"pages/?descendant_of={index}")) == set(children)
    assert slugs(client, f"pages/?translation_of={index}") == ["trainings", "trainings"]
    assert slugs(client, f"pages/?ancestor_of={index}&child_of=root") == []
    assert slugs(client, f"pages/?descendant_of=root&child_of={index}&order=slug") == []
    assert "trainings" in slugs(client, "pages/?child_of=root")


@pytest.mark.parametrize(
    ("path", "slug", "kind"),
    [
        ("/fr/trainings/pro-agro-2023/", "pro-agro-2023", "pages"),
        ("/ar/trainings/pro-agro-2023/", "pro-agro-2023", "pages"),
        ("trainings/pro-agro-2023", "pro-agro-2023", "pages"),
        ("/en/cooperatives/biolive/", "biolive", "cooperatives"),
    ],
)
def test_find_knows_the_language_of_a_path(path, slug, kind, client):
    answer = client.get("/api/v2/pages/find/", {"html_path": path})
    assert answer.status_code == 302
    target = answer.headers["Location"].split("/api/v2/")[1]
    assert target.startswith(kind)
    told = client.get(f"/api/v2/{target}").json()
    assert told["meta"]["slug"] == slug
    language = path.split("/")[1] if path.startswith("/") else "ar"
    if kind == "pages":
        assert told["meta"]["locale"] == language


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("pages/?nonsense=1", "nonsense"),
        ("pages/?limit=0", "limit"),
        ("pages/?limit=101", "limit"),
        ("pages/?limit=-1", "limit"),
        ("pages/?limit=ten", "limit"),
        ("pages/?limit=١٠", "limit"),
        ("pages/?offset=10001", "offset"),
        ("pages/?offset=99999999999999999999", "offset"),
        ("pages/?order=nothing", "order"),
        ("pages/?order=title,", "order"),
        ("pages/?type=home.Nothing", "type"),
        ("pages/?type=auth.User", "type"),
        ("pages/?locale=de", "locale"),
        ("pages/?child_of=x", "child_of"),
        ("pages/?child_of=99999999999999999999", "child_of"),
        ("pages/?child_of=9999999", "child_of"),
        ("pages/?descendant_of=9999999", "descendant_of"),
        ("pages/?ancestor_of=9999999", "ancestor_of"),
        ("pages/?translation_of=-1", "translation_of"),
        ("pages/?type=", "type"),
        ("pages/?site=", "site"),
        ("pages/?fields=nothing", "fields"),
        ("pages/?fields=*,(", "fields"),
        ("pages/?search_operator=xor&search=a", "search_operator"),
        ("pages/?title=a&title=b", "title"),
        ("pages/?title=a%00b", "title"),
        ("pages/?first_published_at=yesterday", "first_published_at"),
        ("pages/?format=xml", "format"),
        ("pages/?site=nowhere.example", "site"),
        (f"{REPORTS}start_date=2023-13-01", "start_date"),
        (f"{REPORTS}beneficiaries=many", "beneficiaries"),
        (f"{REPORTS}beneficiaries=99999999999999999999", "beneficiaries"),
        (f"{REPORTS}programme=nothing", "programme"),
        (f"{REPORTS}agreement=99999", "agreement"),
        (f"{REPORTS}body=x", "body"),
        (f"{REPORTS}modules=x", "modules"),
        ("cooperatives/?sector=NOTHING", "sector"),
        ("cooperatives/?is_womens=perhaps", "is_womens"),
        ("cooperatives/?status=sleeping", "status"),
        ("cooperatives/?phone=%2B212", "phone"),
        ("cooperatives/?uuid=x", "uuid"),
        ("observations/?value=x", "value"),
        ("observations/?value=1e99", "value"),
        ("images/?width=x", "width"),
        ("images/?tags=", "tags"),
        (f"{AGREEMENTS}status=sleeping", "status"),
        (f"{AGREEMENTS}order=status", "order"),
        ("site/?nonsense=1", "nonsense"),
        ("site/?locale=de", "locale"),
    ],
)
def test_bad_question_is_refused_naming_the_parameter(query, parameter, client):
    answer = client.get(f"/api/v2/{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400
    assert [error["parameter"] for error in problem["errors"]] == [parameter]
    assert problem["errors"][0]["message"]
    assert problem["message"]


def test_address_without_its_slash_leads_to_that_with_it(client):
    answer = client.get("/api/v2/pages?limit=1&locale=fr")
    assert answer.status_code == 301
    assert answer.headers["Location"] == "/api/v2/pages/?limit=1&locale=fr"
    assert client.get("/api/v2/nothing").status_code == 404


def test_image_tells_its_sources_as_fields_like_any_other(client):
    (image,) = client.get("/api/v2/images/?limit=1").json()["items"]
    assert {"alt", "focal_point", "src", "srcset", "sizes"} <= set(image)
    (chosen,) = client.get("/api/v2/images/?limit=1&fields=_,src,alt").json()["items"]
    assert chosen == {"src": image["src"], "alt": image["alt"]}


@pytest.mark.parametrize(
    ("chosen", "told"),
    [("_,alt", {"alt"}), ("_,src,uuid", {"src", "meta"}), ("-srcset,-type", None)],
)
def test_image_of_an_item_is_told_as_far_as_is_asked(chosen, told, client):
    path = "/api/v2/cooperatives/?slug=al-maymana&fields=_,image"
    whole = client.get(path).json()["items"][0]["image"]
    image = client.get(f"{path}({chosen})").json()["items"][0]["image"]
    assert set(image) == (told or set(whole) - {"srcset"})
    assert {name: whole[name] for name in image if name != "meta"}.items() <= image.items()
    assert "type" not in image.get("meta", {})


def test_error_speaks_the_readers_language(client):
    english = client.get("/api/v2/pages/?limit=0", headers={"Accept-Language": "en"})
    french = client.get("/api/v2/pages/?limit=0", headers={"Accept-Language": "fr"})
    assert "is not a whole number" in english.json()["detail"]
    assert "nombre entier" in french.json()["detail"]
    assert "Accept-Language" in french.headers["Vary"]


@pytest.mark.parametrize("path", ["nothing/", "pages/999999/", "pages/x/", "cooperatives/x/"])
def test_unknown_address_is_404_as_a_problem(path, client):
    answer = client.get(f"/api/v2/{path}")
    assert answer.status_code == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["status"] == 404


@pytest.mark.parametrize("path", ["pages/", "cooperatives/", "observations/"])
def test_only_reading_is_allowed(path, client):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)(f"/api/v2/{path}")
        assert answer.status_code == 405
        assert "GET" in answer.headers["Allow"]
    assert client.head(f"/api/v2/{path}").status_code == 200
    assert client.options(f"/api/v2/{path}").status_code == 204
    assert client.get(f"/api/v2/{path}").headers["Access-Control-Allow-Origin"] == "*"


def test_answer_does_not_vary_with_cookies_or_language(client):
    answer = client.get("/api/v2/pages/")
    assert not {"Cookie", "Accept-Language"} & set(answer.headers.get("Vary", "").split(", "))


def test_json_is_utf8_without_escapes(client):
    assert "القنيطرة" in client.get("/api/v2/provinces/MA-KEN/").content.decode()


def test_fields_are_chosen_and_nested(client):
    told = client.get("/api/v2/cooperatives/?fields=_,name_fr,province(name_ar)&order=slug").json()
    assert told["items"][0] == {
        "name_fr": "Al Maymana",
        "province": {**told["items"][0]["province"], "name_ar": "سيدي قاسم"},
    }


def test_unknown_sorts_last_in_both_directions(client):
    factory_for(Cooperative)(slug="unknown-year", year_created=None)
    for order in ("year_created", "-year_created"):
        assert slugs(client, f"cooperatives/?order={order}")[-1] == "unknown-year"


def test_observations_are_filtered_by_their_dataset(client):
    dataset = Observation.objects.first().dataset
    other = factory_for(Dataset)()
    for one in (dataset, other):
        found = client.get(f"/api/v2/observations/?dataset={one.pk}&limit=1").json()
        assert found["meta"]["total_count"] == one.observations.count()


def test_item_is_the_same_in_a_list_and_by_itself(client):
    for listed in client.get(f"/api/v2/{REPORTS}fields=*&limit=3").json()["items"]:
        assert listed["meta"]["parent"]["id"]
        assert listed == client.get(f"/api/v2/pages/{listed['id']}/?fields=*").json()


def test_parents_are_asked_together(client):
    def cost(limit: int) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/api/v2/pages/?fields=parent&limit={limit}")
        return len(queries)

    cost(1)  # where the sites are is asked once
    assert cost(2) == cost(50)


def test_page_is_found_by_the_uuid_that_its_translations_share(client):
    french = client.get(f"/api/v2/{REPORTS}locale=fr&limit=1").json()["items"][0]
    address = f"/api/v2/pages/{french['meta']['uuid']}/"
    assert client.get(f"{address}?locale=fr").json()["id"] == french["id"]
    assert client.get(address).json()["meta"]["locale"] == "ar"
    TrainingReportPage.objects.get(pk=french["id"]).unpublish()
    assert client.get(f"{address}?locale=fr").status_code == 404
    assert client.get(f"{address}?locale=fr&fallback=en").json()["meta"]["locale"] == "en"
    assert client.get("/api/v2/pages/00000000-0000-0000-0000-000000000000/").status_code == 404


def test_find_names_the_parameter_that_it_does_not_know(client):
    answer = client.get("/api/v2/cooperatives/find/?html_path=/en/cooperatives/biolive/")
    assert [error["parameter"] for error in answer.json()["errors"]] == ["html_path"]


@pytest.mark.parametrize("limit", [1, 20])
def test_fields_of_fields_of_what_is_shown_cost_the_same_queries(limit, client):
    path = f"/api/v2/observations/?province__isnull=false&fields=_,province(region(name))&limit={limit}"
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        items = client.get(path).json()["items"]
    assert any(item["province"]["region"]["name"] for item in items if item["province"])
    assert len(queries) <= 8


def test_translations_are_those_of_the_object_and_not_of_a_page_with_its_number(client):
    story = SuccessStoryPage.objects.filter(locale__language_code="en").first()
    others = [page.pk for page in story.get_translations().live()]
    same = factory_for(Cooperative)(pk=story.pk, slug="same-number", live=True)
    story.cooperative = same
    story.save()
    path = f"/api/v2/pages/{story.pk}/?fields=translations,cooperative(translations)"
    told = client.get(path).json()
    assert {t["detail_url"].rsplit("/", 2)[1] for t in told["meta"]["translations"]} == {
        str(pk) for pk in others
    }
    shown = told["cooperative"]["meta"]["translations"]
    assert shown
    assert all(f"/cooperatives/{same.pk}/" in t["detail_url"] for t in shown)


@pytest.mark.parametrize("limit", [1, 20])
def test_translations_of_what_is_shown_are_told_for_the_same_queries(limit, client, locales):
    agreement = AgreementPage.objects.filter(locale=locales["fr"]).first()
    for report in TrainingReportPage.objects.filter(locale=locales["fr"]):
        report.agreement = agreement
        report.save()
    path = f"/api/v2/{REPORTS}locale=fr&limit={limit}&fields=agreement(translations)"
    with CaptureQueriesContext(connection) as queries:
        items = client.get(path).json()["items"]
    for item in items:
        assert {t["locale"] for t in item["agreement"]["meta"]["translations"]} == {"ar", "en"}
    assert len(queries) <= 12


def test_random_order_is_kept_by_nobody(client):
    assert client.get("/api/v2/pages/?order=random").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("endpoint", ["images", "documents"])
def test_file_tells_what_every_item_tells_of_itself(endpoint, client):
    LibraryDocument.objects.create(title="Note", file=ContentFile(b"%PDF-1.4", "note.pdf"))
    meta = client.get(f"/api/v2/{endpoint}/?limit=1&locale=fr").json()["items"][0]["meta"]
    assert meta["html_url"] is None, "it has no page"
    assert (meta["locale"], meta["dir"], meta["translations"]) == ("fr", "ltr", [])


def test_error_says_its_language(client):
    answer = client.get("/api/v2/pages/?bogus=1&locale=fr")
    assert answer.headers["Content-Language"] == "fr"
    assert client.get("/api/v2/nothing/").headers["Content-Language"] == "ar"


def test_link_of_rich_text_to_another_host_stays_there():
    assert 'href="//example.org/a"' in html('<p><a href="//example.org/a">a</a></p>')
    assert f'href="{settings.SITE_URL}/a"' in html('<p><a href="/a">a</a></p>')


def test_rich_text_has_no_marks_of_the_editor_and_an_empty_member_is_null(client):
    page = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")
    page.body = [
        ("paragraph", RichText('<p data-block-key="kb6ht">Un <b>mot</b></p>')),
        ("link", {"text": "Ici", "page": page, "url": ""}),
    ]
    page.save_revision().publish()
    paragraph, link = client.get(f"/api/v2/pages/{page.pk}/").json()["body"]
    assert paragraph["value"] == "<p>Un <b>mot</b></p>"
    assert link["value"]["url"] is None
