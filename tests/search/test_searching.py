"""Searching through the API: prefixes, every filter beside, honest counts, and what is refused."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail.search.backends import get_search_backend
from wagtail.search.models import IndexEntry

from cms_site.content import search_index, searching
from cms_site.content.factories import factory_for
from cms_site.content.searching import MAX_LENGTH, MAX_WORDS, matching, search
from pages.training_reports.models import Module, TrainingReportPage
from snippets.cooperatives.models import Cooperative, Product
from snippets.partners.models import Partner
from snippets.territories.models import Commune, Province
from tests.search.endpoints import searchable_endpoints

REPORTS = "pages/?type=training_reports.TrainingReportPage&"


def answer(client, path: str) -> dict:
    response = client.get(f"/api/v2/{path}")
    assert response.status_code == 200, response.content
    return response.json()


def slugs(client, path: str) -> list[str]:
    told = answer(client, path)
    assert told["meta"]["total_count"] >= len(told["items"])
    return [item["meta"]["slug"] for item in told["items"]]


@pytest.fixture
def cooperatives():
    """Cooperatives that differ in one thing each."""
    make = factory_for(Cooperative)
    province = {p.iso_code: p for p in Province.objects.all()}
    return {
        "in the text": make(slug="t", name_fr="Zeta", summary_fr="Elle vend du miel d’oranger."),
        "two names": make(
            slug="n", name_fr="Miel et oranger du Sebou", province=province["MA-SIK"]
        ),
        "one name": make(slug="m", name_fr="Miel oranger", province=province["MA-KEN"]),
    }


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("تعاونيه", ["al-maymana", "biolive"]),
        ("تعاونيّة", ["al-maymana", "biolive"]),
        ("cooperative", ["al-maymana", "biolive"]),
        ("coopér", ["al-maymana", "biolive"]),
        ("COOPÉRATIVES", ["al-maymana", "biolive"]),
        ("brod", ["al-maymana"]),
        ("savon", ["biolive"]),
        ("laboratoire couture", []),
    ],
)
def test_words_are_found_by_their_beginning_however_they_are_written(query, found, client):
    assert sorted(slugs(client, f"cooperatives/?search={query}")) == found


def test_operator_or_finds_any_word_and_and_all(client):
    assert slugs(client, "cooperatives/?search=savon couture&search_operator=and") == []
    either = slugs(client, "cooperatives/?search=savon couture&search_operator=or")
    assert sorted(either) == ["al-maymana", "biolive"]


def test_search_composes_with_filters_order_paging_and_fields(client, cooperatives):
    assert slugs(client, "cooperatives/?search=miel&province=MA-KEN") == ["m"]
    assert slugs(client, "cooperatives/?search=miel&year_created=2019&order=slug") == [
        "m",
        "n",
        "t",
    ]
    assert slugs(client, "cooperatives/?search=miel&order=-slug&limit=2") == ["t", "n"]
    told = answer(client, "cooperatives/?search=miel&limit=1&offset=1&fields=_,name_fr")
    assert told["meta"]["total_count"] == 3
    assert len(told["items"]) == 1
    assert slugs(client, f"{REPORTS}search=formation&locale=fr&beneficiaries=31") == [
        "dar-al-moukawil"
    ]


def test_names_come_before_text_and_the_whole_name_first(client, cooperatives):
    assert slugs(client, "cooperatives/?search=miel oranger") == ["m", "n", "t"]
    assert slugs(client, "cooperatives/?search=oranger") == ["m", "n", "t"]


def test_of_equals_the_older_comes_first_on_every_page(client):
    made = [factory_for(Cooperative)(slug=f"x{n}", name_fr="Argile") for n in range(5)]
    Cooperative.objects.filter(pk__in=[c.pk for c in made]).update(name_ar="", name_en="")
    for cooperative in made:
        Cooperative.objects.get(pk=cooperative.pk).save()
    found = [slugs(client, f"cooperatives/?search=argile&limit=1&offset={n}")[0] for n in range(5)]
    assert found == [c.slug for c in made]


def test_an_alias_finds_the_place_and_what_lies_there(client, cooperatives):
    commune = Commune.objects.get(hcp_code="04.281.01.05")
    cooperative = cooperatives["one name"]
    cooperative.commune = commune
    cooperative.save()
    for query in ("Mehdia", "المهدية", "مهديه", "Mehdya", "04.281.01.05"):
        assert slugs(client, f"communes/?search={query}")[0] == "mehdya"
        assert slugs(client, f"cooperatives/?search={query}") == ["m"]
    assert slugs(client, "cooperatives/?search=miel mehdia") == ["m"]
    commune.aliases = [*commune.aliases, "Port-Lyautey"]
    commune.save()
    assert slugs(client, "cooperatives/?search=lyautey miel") == ["m"]


def test_a_renamed_partner_is_followed_at_once(client):
    partner = Partner.objects.get(slug="dar-al-moukawil")
    partner.name_fr = "Fondation Zitouna"
    partner.save()
    assert slugs(client, f"{REPORTS}search=zitouna&locale=fr") == ["dar-al-moukawil"]


def test_children_are_found_as_soon_as_they_are_saved(client):
    page = TrainingReportPage.objects.get(slug="pro-agro-2023", locale__language_code="fr")
    page.modules.add(Module(title="Apiculture", summary="Le rucher", locale=page.locale))
    page.save_revision().publish()
    assert slugs(client, f"{REPORTS}search=apiculture rucher") == ["pro-agro-2023"]
    cooperative = Cooperative.objects.get(slug="biolive")
    cooperative.products.add(Product(name_fr="Eau de rose"))
    cooperative.save()
    assert slugs(client, "cooperatives/?search=rose") == ["biolive"]
    cooperative.products.clear()
    cooperative.save()
    assert slugs(client, "cooperatives/?search=rose") == []


def test_a_module_is_not_the_name_of_its_page():
    report = TrainingReportPage.objects.get(slug="dar-al-moukawil", locale__language_code="fr")
    entry = report.index_entries.get()
    name = entry.title if connection.vendor == "sqlite" else entry.title_text
    assert name == "formation dar al moukawil"


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("search=", "search"),
        ("search=%20!%3F", "search"),
        ("search=" + "a" * (MAX_LENGTH + 1), "search"),
        ("search=" + "+".join(f"mot{n}" for n in range(MAX_WORDS + 1)), "search"),
        ("search=miel&search_operator=xor", "search_operator"),
    ],
)
def test_what_cannot_be_searched_is_refused_naming_the_parameter(query, parameter, client):
    for endpoint in ("cooperatives", "pages", "observations", "images"):
        response = client.get(f"/api/v2/{endpoint}/?{query}")
        assert response.status_code == 400
        assert [e["parameter"] for e in response.json()["errors"]] == [parameter]


@pytest.mark.parametrize(
    "query", ["'", '"a" OR b', "a*", "NEAR(a b)", "a:b", "a & !b | c", "%", "_", "\\", "ڜۻ", "😀 a"]
)
def test_no_sign_has_a_meaning_in_the_index(query, client):
    for endpoint in ("cooperatives", "pages"):
        response = client.get(f"/api/v2/{endpoint}/", {"search": query})
        assert response.status_code in (200, 400)


def test_every_list_can_be_searched(client):
    assert len(searchable_endpoints()) > 10
    for name in searchable_endpoints():
        answer(client, f"{name}/?search=kenitra")


def test_the_editors_search_folds_too():
    pages = Page.objects.all()
    backend = get_search_backend()
    french = TrainingReportPage.objects.get(slug="dar-al-moukawil", locale__language_code="fr")
    arabic = TrainingReportPage.objects.get(slug="dar-al-moukawil", locale__language_code="ar")
    assert french.pk in [p.pk for p in backend.autocomplete("Fòrmat", pages)]
    assert arabic.pk in [p.pk for p in backend.autocomplete("المُقاول", pages)]
    assert [p.pk for p in backend.search("!", pages)] == []


def test_deleted_objects_leave_the_index():
    cooperative = factory_for(Cooperative)(name_fr="Passagère")
    entries = IndexEntry.objects.filter(
        content_type__model="cooperative", object_id=str(cooperative.pk)
    )
    assert entries.exists()
    cooperative.delete()
    assert not entries.exists()


def test_update_index_makes_the_whole_index_anew():
    before = sorted(IndexEntry.objects.values_list("content_type", "object_id"))
    IndexEntry.objects.all().delete()
    assert not matching(Cooperative.objects.all(), "savon").exists()
    call_command("update_index", verbosity=0)
    # The root of the tree, which no migration indexes, is in it now.
    assert set(before) <= set(IndexEntry.objects.values_list("content_type", "object_id"))
    assert [c.slug for c in search(Cooperative.objects.all(), "savon")] == ["biolive"]


def test_another_backend_takes_over_by_a_setting(settings, client):
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {
            "BACKEND": "cms_site.content.search_backend",
            "ENGINE": "tests.search.other_backend",
        }
    }
    assert slugs(client, "cooperatives/?search=savon&province=MA-KEN") == ["biolive"]
    assert slugs(client, "cooperatives/?search=savon&province=MA-SIK") == []


def test_a_search_costs_the_same_queries_for_one_and_for_many(client):
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            slugs(client, "cooperatives/?search=argile&limit=100")
        return len(queries)

    factory_for(Cooperative)(name_fr="Argile")
    cost()
    one = cost()
    for _number in range(30):
        factory_for(Cooperative)(name_fr="Argile")
    assert cost() == one


def test_the_full_text_index_answers_not_a_scan():
    keys = search_index.keys(Cooperative, ["savon"])
    if connection.vendor == "sqlite":
        assert "VIRTUAL TABLE INDEX" in keys.explain()
        # "=" is a look into the full-text index for one row: for 60,000 cooperatives, minutes.
        for frequent in ("coop", "coop sebou", "formation"):
            found = matching(Cooperative.objects.public(), frequent)
            for question in (search_index.keys(Cooperative, frequent.split()), found):
                assert "VIRTUAL TABLE INDEX 0:=" not in question.explain()
    else:
        with connection.cursor() as cursor:
            # The table of the tests is so small that any other way is as good.
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("SET LOCAL enable_indexscan = off")
        plan = search_index._entries(["savon"]).explain()
        assert plan.count("Bitmap Index Scan on wagtailsear") == 2, plan
    assert "IN (SELECT" not in str(matching(Cooperative.objects.all(), "savon").query).upper()


@pytest.mark.parametrize("operator", ["and", "or"])
@pytest.mark.parametrize("query", ["savon kenitra", "MA-KEN", "sidi kacem", "formation", "miel"])
def test_many_hits_are_found_within_the_statement_as_few_are_by_key(
    query, operator, cooperatives, monkeypatch
):
    lists = [Cooperative.objects.public(), Page.objects.live(), Commune.objects.all()]
    by_key = [[o.pk for o in search(queryset, query, operator)] for queryset in lists]
    monkeypatch.setattr(searching, "_MANY", 0)
    assert [[o.pk for o in search(queryset, query, operator)] for queryset in lists] == by_key
    assert [search(q, query, operator).count() for q in lists] == [len(keys) for keys in by_key]
    assert any(by_key)
