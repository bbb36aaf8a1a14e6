"""``locale`` and ``fallback``: one item per translation group, in the first language it is public in."""

from __future__ import annotations

import pytest
from wagtail.models import Page, PageViewRestriction

from cms_site.content.factories import factory_for, parent_for
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative
from tests.api.asking import REPORTS, refused, told


@pytest.fixture
def group(locales) -> dict[str, TrainingReportPage]:
    """One report in three languages; ``only`` besides exists in French alone."""
    make = factory_for(TrainingReportPage)
    pages: dict[str, TrainingReportPage] = {}
    for code in ("ar", "fr", "en"):
        same = {"translation_key": pages["ar"].translation_key} if pages else {}
        pages[code] = make(
            parent=parent_for(TrainingReportPage, locales[code]),
            locale=locales[code],
            title=f"Group {code}",
            slug="group",
            venue=f"venue {code}",
            **same,
        )
    pages["only"] = make(
        parent=parent_for(TrainingReportPage, locales["fr"]),
        locale=locales["fr"],
        title="Only French",
        slug="only-french",
        venue="venue only",
    )
    return pages


MINE = f"{REPORTS}slug__in=group,only-french&order=slug&"


def served(client, query: str) -> list[tuple[str, str]]:
    answer = told(client, f"{MINE}{query}")
    assert answer["meta"]["total_count"] == len(answer["items"])
    return [(i["meta"]["slug"], i["meta"]["locale"]) for i in answer["items"]]


def hide(page: Page, how: str) -> None:
    if how == "draft":
        Page.objects.filter(pk=page.pk).update(live=False)
    else:
        PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_without_fallback_what_is_not_there_is_left_out(group, client):
    assert served(client, "locale=ar") == [("group", "ar")]
    assert served(client, "locale=fr") == [("group", "fr"), ("only-french", "fr")]


@pytest.mark.parametrize("how", ["draft", "restricted"])
def test_each_group_is_served_in_the_first_public_language(how, group, client):
    assert served(client, "locale=ar&fallback=fr,en") == [("group", "ar"), ("only-french", "fr")]
    hide(group["ar"], how)
    assert served(client, "locale=ar&fallback=fr,en") == [("group", "fr"), ("only-french", "fr")]
    assert served(client, "locale=ar&fallback=en,fr") == [("group", "en"), ("only-french", "fr")]
    hide(group["fr"], how)
    assert served(client, "locale=ar&fallback=fr") == [("only-french", "fr")]


def test_answer_says_which_language_was_served_and_which_was_asked(group, client):
    for item in told(client, f"{MINE}locale=en&fallback=ar,fr")["items"]:
        assert item["meta"]["requested_locale"] == "en"
        expected = {"group": ("en", "ltr"), "only-french": ("fr", "ltr")}[item["meta"]["slug"]]
        assert (item["meta"]["locale"], item["meta"]["dir"]) == expected
    for item in told(client, f"{MINE}locale=en")["items"]:
        assert "requested_locale" not in item["meta"]


def test_header_names_the_languages_served(group, client):
    answer = client.get(f"/api/v2/{MINE}locale=ar&fallback=fr,en")
    assert answer.headers["Content-Language"] == "ar, fr"
    detail = client.get(f"/api/v2/pages/{group['only'].pk}/")
    assert detail.headers["Content-Language"] == "fr"


def test_filters_order_search_and_facets_act_on_the_version_served(group, client):
    asked = f"{REPORTS}locale=ar&fallback=fr,en&"
    assert told(client, f"{asked}venue=venue ar")["meta"]["total_count"] == 1
    assert told(client, f"{asked}venue=venue fr")["meta"]["total_count"] == 0
    by_title = MINE.replace("order=slug", "order=-title")
    titles = [i["title"] for i in told(client, f"{by_title}locale=ar&fallback=fr")["items"]]
    assert titles == ["Only French", "Group ar"]
    found = told(client, f"{asked}search=group")["items"]
    assert [i["meta"]["locale"] for i in found] == ["ar"]
    programme = told(client, f"{MINE}locale=ar&fallback=fr,en&facets=programme")
    counted = programme["meta"]["facets"]["programme"]
    assert sum(bucket["count"] for bucket in counted) == programme["meta"]["total_count"] == 2


def test_walk_with_fallback_tells_each_group_once(group, client):
    query = f"{MINE}locale=ar&fallback=fr,en&limit=1&cursor="
    first = told(client, query)
    assert first["meta"]["total_count"] == 2
    following = first["meta"]["next"].split("/api/v2/")[1]
    second = told(client, following)
    assert [i["meta"]["slug"] for i in first["items"] + second["items"]] == ["group", "only-french"]
    assert second["meta"]["next"] is None


def test_words_of_a_record_fall_back_in_the_order_asked_for(client):
    made = factory_for(Cooperative)(slug="words", name_ar="", name_fr="Mots", name_en="Words")
    query = "cooperatives/?slug=words&locale=ar"
    assert told(client, f"{query}&fallback=en,fr")["items"][0]["name"] == "Words"
    item = told(client, f"{query}&fallback=fr")["items"][0]
    assert item["name"] == "Mots"
    assert (item["meta"]["locale"], item["meta"]["requested_locale"]) == ("fr", "ar")
    assert item["meta"]["dir"] == "ltr"
    assert client.get(f"/api/v2/{query}&fallback=fr").headers["Content-Language"] == "fr"
    assert "/fr/" in item["meta"]["html_url"]
    assert {t["locale"] for t in item["meta"]["translations"]} == {"ar", "en"}
    without = told(client, query)["items"][0]
    assert (without["name"], without["meta"]["locale"]) == ("Mots", "fr")
    detail = told(client, f"cooperatives/{made.pk}/?locale=ar&fallback=en")
    assert (detail["name"], detail["meta"]["requested_locale"]) == ("Words", "ar")
    assert told(client, f"{query}&fallback=en&name=Words")["meta"]["total_count"] == 1
    assert told(client, f"{query}&fallback=fr&name=Words")["meta"]["total_count"] == 0


@pytest.mark.parametrize(
    "query", ["pages/?fallback=fr", "pages/?locale=ar&fallback=de", "pages/?locale=ar&fallback="]
)
def test_fallback_without_sense_is_refused(query, client):
    assert refused(client, query) == ["fallback"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ("*,nothing(id)", "Il n’y a pas ici de tel champ\u00a0: nothing."),
        ("title(nothing)", "«\u00a0title\u00a0» n’a pas de champs à lui."),
        (
            "*,nothing",
            "Après «\u00a0*\u00a0» viennent seulement les champs à omettre et les champs de champs\u00a0: "
            "*,-title,partners(role).",
        ),
        ("title,,", "«\u00a0title,,\u00a0» n’est pas une liste de champs."),
    ],
)
def test_fields_that_are_none_are_refused_in_the_language_asked(fields, words, client):
    answer = client.get("/api/v2/pages/", {"fields": fields, "locale": "fr"})
    assert answer.status_code == 400
    told = answer.json()
    assert told["errors"] == [{"parameter": "fields", "message": words}]
    assert told["detail"] == f"fields: {words}"
