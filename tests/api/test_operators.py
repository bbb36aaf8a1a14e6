"""Filters beyond equality: lists of values, ranges, parts of a text, what is unknown, details."""

from __future__ import annotations

import datetime

import pytest
from wagtail.models import Page, PageViewRestriction

from cms_site.content.factories import factory_for, parent_for
from pages.agreements.models import AgreementPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative
from snippets.partners.models import Partner
from snippets.sectors.models import Sector
from snippets.territories.models import Province
from tests.api.asking import AGREEMENTS, REPORTS, refused, slugs, told


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("cooperatives/?sector__in=CRAFT,AGRI", {"al-maymana"}),
        ("cooperatives/?province__in=MA-KEN,04.481", {"al-maymana", "biolive"}),
        ("cooperatives/?slug__in=biolive,nothing", {"biolive"}),
        ("cooperatives/?members__gt=5", {"al-maymana"}),
        ("cooperatives/?members__gte=5", {"al-maymana", "biolive"}),
        ("cooperatives/?members__lt=7", {"biolive"}),
        ("cooperatives/?members__lte=7", {"al-maymana", "biolive"}),
        ("cooperatives/?members__gt=5&members__lt=7", set()),
        ("cooperatives/?sector__isnull=true", {"biolive"}),
        ("cooperatives/?sector__isnull=false", {"al-maymana"}),
        ("cooperatives/?women_members__isnull=true", {"biolive"}),
        ("cooperatives/?licences__isnull=false", {"biolive"}),
        (f"{REPORTS}locale=fr&start_date__gte=2023-01-01", {"pro-agro-2023"}),
        (f"{REPORTS}locale=fr&start_date__isnull=true", {"dar-al-moukawil"}),
        (f"{REPORTS}locale=fr&beneficiaries__in=30,31,32", {"dar-al-moukawil"}),
        ("pages/?locale=fr&slug=contact&first_published_at__gte=2020-01-01", {"contact"}),
        ("pages/?locale=fr&slug=contact&first_published_at__lt=2020-01-01T00:00:00Z", set()),
        ("delegations/?provinces=MA-KEN", {"kenitra"}),
        ("delegations/?provinces__in=MA-KEN,MA-SIK,MA-SIL", {"kenitra"}),
        ("delegations/?provinces=MA-RAB", set()),
    ],
)
def test_list_is_filtered(query, expected, client):
    found = slugs(client, query)
    assert set(found) == expected
    assert len(found) == len(expected)


def test_range_of_decimals(client):
    values = [i["value"] for i in told(client, "observations/?value__gte=1572&limit=100")["items"]]
    assert sorted(map(float, values)) == [1572, 19204, 344155329]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("provinces/?locale=fr&name__contains=KENITRA", ["kenitra"]),
        ("provinces/?locale=ar&name__contains=قنيطره", ["kenitra"]),
        ("provinces/?name_fr__contains=kénit", ["kenitra"]),
        ("provinces/?locale=fr&name=Kénitra", ["kenitra"]),
        (
            "provinces/?locale=fr&name__in=Kénitra,Sidi Slimane&order=slug",
            ["kenitra", "sidi-slimane"],
        ),
        ("provinces/?locale=fr&name__isnull=true", []),
    ],
)
def test_text_is_found_by_a_part_whatever_its_letter_forms(query, expected, client):
    assert slugs(client, query) == expected


@pytest.mark.parametrize(
    "name", ["L’Oasis d’Œuvres", "COOPÉRATIVE   des Îles", "تَعَاوُنِيّة الأمل", "19 204 زبونة ڭاز"]
)
def test_contains_folds_stored_text_as_it_folds_what_is_asked(name, client):
    factory_for(Cooperative)(slug="folded", name_fr=name)
    from cms_site.content.folding import fold

    for asked in (name, fold(name)):
        answer = client.get("/api/v2/cooperatives/", {"name_fr__contains": asked})
        assert [i["meta"]["slug"] for i in answer.json()["items"]] == ["folded"], asked


def test_words_are_those_of_the_language_that_is_told(client):
    factory_for(Cooperative)(slug="only-french", name_ar="", name_fr="Uniquement", name_en="")
    factory_for(Cooperative)(slug="both", name_ar="كلاهما", name_fr="Uniquement aussi", name_en="")
    assert slugs(client, "cooperatives/?locale=ar&name__contains=uniquement") == ["only-french"]
    assert len(slugs(client, "cooperatives/?locale=fr&name__contains=uniquement")) == 2


def test_relation_and_detail_are_found_by_id_uuid_and_code(client):
    report = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")
    partner = report.partners.first().partner
    province = Province.objects.get(iso_code="MA-KEN")
    report.provinces.set([province])
    report.save()
    mine = f"{REPORTS}locale=fr&slug=pro-agro-2023"
    for key in (province.pk, province.uuid, province.iso_code, province.hcp_code, "ma-ken"):
        assert slugs(client, f"{mine}&provinces={key}") == ["pro-agro-2023"]
    assert slugs(client, f"{mine}&provinces=MA-RAB") == []
    for key in (partner.pk, partner.uuid):
        assert "pro-agro-2023" in slugs(client, f"{REPORTS}locale=fr&partners={key}")


YESTERDAY, TODAY, TOMORROW = (
    datetime.date.today() + datetime.timedelta(days) for days in (-1, 0, 1)
)
TERMS = [
    (start, end)
    for start in (None, YESTERDAY, TODAY, TOMORROW)
    for end in (None, YESTERDAY, TODAY, TOMORROW)
    if start is None or end is None or start <= end
]


@pytest.mark.parametrize(("signed_on", "valid_until"), TERMS)
def test_status_that_is_derived_is_filtered_and_counted_as_it_is_told(
    signed_on, valid_until, client, locales
):
    factory_for(AgreementPage)(
        parent=parent_for(AgreementPage, locales["fr"]),
        slug="dated",
        signed_on=signed_on,
        valid_until=valid_until,
    )
    mine = f"{AGREEMENTS}locale=fr&slug=dated&fields=status&facets=status"
    [item] = told(client, mine)["items"]
    for status in AgreementPage.Status.values:
        found = told(client, f"{mine}&status={status}")
        assert len(found["items"]) == (status == item["status"])
        [counted] = found["meta"]["facets"]["status"]
        assert (counted["value"], counted["count"]) == (item["status"], 1)


def test_detail_doubles_no_row(client):
    report = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")
    report.provinces.set(Province.objects.filter(iso_code__in=["MA-KEN", "MA-SIK"]))
    report.save()
    query = f"{REPORTS}locale=fr&slug=pro-agro-2023"
    query += "&provinces__in=MA-KEN,MA-SIK&modules__isnull=false"
    answer = told(client, query)
    assert [i["meta"]["slug"] for i in answer["items"]] == ["pro-agro-2023"]
    assert answer["meta"]["total_count"] == 1


def test_page_is_found_by_the_uuid_that_its_translations_share(client):
    agreement = AgreementPage.objects.get(slug="ibn-tofail", locale__language_code="fr")
    report = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")
    report.agreement = agreement
    report.save()
    query = f"{REPORTS}agreement={agreement.translation_key}"
    assert slugs(client, query) == ["pro-agro-2023"]


@pytest.mark.parametrize("how", ["draft", "restricted"])
def test_hidden_relation_is_null_to_a_filter_too(how, client):
    agreement = AgreementPage.objects.get(slug="ibn-tofail", locale__language_code="fr")
    report = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")
    report.agreement = agreement
    report.save()
    known, unknown = (f"{REPORTS}locale=fr&agreement__isnull={v}" for v in ("false", "true"))
    assert slugs(client, known) == ["pro-agro-2023"]
    if how == "draft":
        Page.objects.filter(pk=agreement.pk).update(live=False)
    else:
        PageViewRestriction.objects.create(page=agreement, restriction_type="login")
    assert slugs(client, known) == []
    assert "pro-agro-2023" in slugs(client, unknown)


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("cooperatives/?sector__gt=AGRI", "sector__gt"),
        ("cooperatives/?status__contains=act", "status__contains"),
        ("cooperatives/?name__gt=a", "name__gt"),
        ("cooperatives/?members__contains=1", "members__contains"),
        ("cooperatives/?members__in=1,x", "members__in"),
        ("cooperatives/?members__gt=99999999999999999999", "members__gt"),
        ("cooperatives/?members__isnull=maybe", "members__isnull"),
        ("cooperatives/?members__near=1", "members__near"),
        ("cooperatives/?members__gt__lt=1", "members__gt__lt"),
        ("cooperatives/?sector__code=AGRI", "sector__code"),
        ("cooperatives/?sector__in=AGRI,NOTHING", "sector__in"),
        ("cooperatives/?sector__in=", "sector__in"),
        ("cooperatives/?contact__isnull=false", "contact__isnull"),
        ("cooperatives/?phone__isnull=false", "phone__isnull"),
        ("cooperatives/?members__in=" + ",".join(map(str, range(11))), "members__in"),
        ("images/?tags=a,b,c,d,e,f", "tags"),
        (f"{REPORTS}body__contains=a", "body__contains"),
        (f"{REPORTS}modules__in=1", "modules__in"),
        (f"{REPORTS}start_date__gt=soon", "start_date__gt"),
        ("pages/?type=success_stories.SuccessStoryPage&people__isnull=false", "people__isnull"),
        ("pages/?uuid__contains=a", "uuid__contains"),
    ],
)
def test_operator_that_a_field_has_not_is_refused_by_name(query, parameter, client):
    assert refused(client, query) == [parameter]


def test_partner_of_a_training_is_a_filter_and_its_hidden_columns_are_none(client):
    partner = factory_for(Partner)()
    assert slugs(client, f"{REPORTS}partners={partner.uuid}") == []
    assert refused(client, f"{REPORTS}partners=nobody") == ["partners"]


def test_several_keys_order_a_list_and_words_follow_the_language(client):
    sectors = Sector.objects.in_bulk(field_name="code")
    for slug, code, ar, fr in (
        ("one", "AGRI", "ب", "A"),
        ("two", "AGRI", "ا", "B"),
        ("three", "CRAFT", "ج", "C"),
    ):
        factory_for(Cooperative)(
            slug=slug, sector=sectors[code], name_ar=ar, name_fr=fr, name_en="", members=3
        )
    mine = "cooperatives/?slug__in=one,two,three&order="
    assert slugs(client, f"{mine}name&locale=ar") == ["two", "one", "three"]
    assert slugs(client, f"{mine}-name&locale=ar") == ["three", "one", "two"]
    assert slugs(client, f"{mine}name&locale=fr") == ["one", "two", "three"]
    assert slugs(client, f"{mine}members,-name&locale=fr") == ["three", "two", "one"]
    assert slugs(client, f"{mine}members,-id") == ["three", "two", "one"]
    assert slugs(client, f"{mine}members") == ["one", "two", "three"]


@pytest.mark.parametrize("field", ["year_created", "is_womens", "status", "name_en"])
def test_unknown_is_last_in_both_directions(field, client):
    unknown = "" if field in ("status", "name_en") else None
    factory_for(Cooperative)(slug="unknown", **{field: unknown})
    values = {"year_created": 2001, "is_womens": False, "status": "active", "name_en": "Known"}
    factory_for(Cooperative)(slug="known", **{field: values[field]})
    for order in (field, f"-{field}"):
        assert slugs(client, f"cooperatives/?slug__in=known,unknown&order={order}") == [
            "known",
            "unknown",
        ]


def test_search_keeps_the_order_asked_for_and_its_filters(client):
    for number in (1, 2, 3):
        factory_for(Cooperative)(
            slug=f"zafrane-{number}", name_fr=f"Zafrane {number}", members=number, year_created=None
        )
    query = "cooperatives/?search=zafrane&order="
    assert slugs(client, f"{query}-members") == ["zafrane-3", "zafrane-2", "zafrane-1"]
    assert slugs(client, f"{query}members&members__gte=2") == ["zafrane-2", "zafrane-3"]


@pytest.mark.parametrize("text", ["", "%25", "-", "_", "%20", "%D9%80", "%27"])
def test_text_without_a_letter_is_refused_and_never_everything(text, client):
    assert refused(client, f"provinces/?name__contains={text}") == ["name__contains"]
    assert refused(client, f"pages/?title__contains={text}") == ["title__contains"]
