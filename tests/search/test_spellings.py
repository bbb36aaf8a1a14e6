"""The other spellings: what a reader types for a word that no folding makes the same text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms_site.content.factories import factory_for
from cms_site.content.folding import words
from cms_site.content.spellings import other_spellings
from snippets.cooperatives.models import Cooperative


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("مسؤول", "مسئول"),
        ("مسئول", "مسؤول"),
        ("المَسْؤُولون", "المسئولون"),
        ("هيئة", "هيأة"),
        ("هيأة", "هيئة"),
        ("قراءة", "قرائة"),
        ("أعضائها", "أعضاؤها"),
        ("ولأعضائها", "ولأعضاءها"),
        ("PRO-AGRO", "proagro"),
        ("M'diq", "mdiq"),
        ("M’diq", "Mdiq"),
        ("d’une avant-première", "avantpremière"),
    ],
)
def test_a_word_is_found_by_another_spelling(written, asked):
    assert set(words(asked)) <= {*other_spellings(written)}


@pytest.mark.parametrize(
    "written",
    [
        "أحمد",
        "الأمن",
        "بأحمد",
        "تأهيل",
        "النساء",
        "شيء",
        "d’une",
        "qu'il",
        "2022-2023",
        "a - b",
        "!",
    ],
)
def test_a_word_of_one_spelling_has_no_other(written):
    assert other_spellings(written) == []


@given(st.text())
def test_spellings_are_words_as_the_index_holds_them(text):
    spellings = other_spellings(text)
    assert spellings == list(dict.fromkeys(words(" ".join(spellings))))


@pytest.mark.parametrize("asked", ["هيأة المسؤولين", "هيئة المسئولين", "proagro", "pro-agro"])
def test_they_find_it_on_the_site_and_in_the_api(asked, client):
    name = {"name_ar": "هيئة المسؤولين", "name_fr": "Pro-Agro des responsables"}
    factory_for(Cooperative)(slug="spelled", **name)
    answer = client.get("/api/v2/cooperatives/", {"search": asked}).json()
    assert [item["meta"]["slug"] for item in answer["items"]] == ["spelled"]
    shown = client.get("/ar/search/", {"q": asked, "in": "cooperative"}).content.decode()
    assert "spelled" in shown


def test_they_are_marked_where_they_are_shown(client):
    factory_for(Cooperative)(slug="spelled", name_ar="هيئة المسؤولين")
    shown = client.get("/ar/search/", {"q": "هيأة", "in": "cooperative"}).content.decode()
    assert "<mark>هيئة</mark>" in shown
