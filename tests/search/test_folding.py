"""The folding: what a reader takes for one word is one text, in the index and in the question."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms_site.content.folding import fold, words, words_within


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        # one word, with its hyphen or without
        ("Co-operatives", "cooperatives"),
        ("CO\u2011OPÉRATIVE", "cooperative"),
        # hamza and the forms of alef
        ("أحمد", "احمد"),
        ("إقليم", "اقليم"),
        ("آسفي", "اسفي"),
        ("ٱلمغرب", "المغرب"),
        ("مسؤول", "مسوول"),
        ("نسائية", "نساييه"),
        ("النساء", "النسا"),
        ("أربعاء", "اربعا"),
        # teh marbuta, alef maksura, and their Persian look-alikes
        ("تعاونية", "تعاونيه"),
        ("تعاونیة", "تعاونيه"),
        ("مستشفى", "مستشفي"),
        ("کرسی", "كرسي"),
        # tashkeel, superscript alef, tatweel, ligatures, presentation forms
        ("تَعَاوُنِيَّةٌ", "تعاونيه"),
        ("رحمٰن", "رحمن"),
        ("تعـــاون", "تعاون"),
        ("ﻻﺑﻦ", "لابن"),
        # the Moroccan letters for the sound of "go", one class with the kaf of official spellings
        ("الڭداري", "الكداري"),
        ("الگداري", "الكداري"),
        ("الݣداري", "الكداري"),
        ("الڨداري", "الكداري"),
        ("قاسم", "قاسم"),
        # digits
        ("٢٠٢٢", "2022"),
        ("۲۰۲۲", "2022"),
        ("19 204", "19204"),
        ("19\u202f204", "19204"),
        ("19,204", "19204"),
        ("344 155 329.00", "344155329 00"),
        ("en 2022 19", "en 2022 19"),
        ("04.281", "04281"),
        # French and English
        ("Kénitra", "kenitra"),
        ("COOPÉRATIVE", "cooperative"),
        ("cooperative", "cooperative"),
        ("Main-d’œuvre", "main d oeuvre"),
        ("Lætitia", "laetitia"),
        ("Ibn Tofaïl", "ibn tofail"),
        ("l'eau", "l eau"),
        ("l’eau", "l eau"),
        ("lʼeau", "l eau"),
        ("PRO-AGRO", "pro agro"),
        ("PRO‑AGRO", "pro agro"),
        ("Straße", "strasse"),
        # everything else separates
        ("التعاونيات، 2022", "التعاونيات 2022"),
        ("«الميمنة»", "الميمنة".replace("ة", "ه")),
        ("a/b_c%d", "a b c d"),
        ("\u2066/api/\u2069", "api"),
        ("a\0b", "a b"),
        (" \t\n", ""),
        ("!?…", ""),
    ],
)
def test_a_spelling_folds_to(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(), max_size=50))  # lone surrogates too
def test_folding_never_raises_and_leaves_only_words(text):
    folded = fold(text)
    assert folded == " ".join(folded.split(" ")) == folded.strip()
    assert all(character == " " or character.isalnum() for character in folded)
    assert words(" ".join(words(text))) == words(text)


@pytest.mark.parametrize("written", ["القنيطرة", "قنيطرة", "بالقنيطرة", "والقنيطرة", "وبالقنيطرة"])
def test_the_arabic_article_is_no_part_of_a_word(written):
    assert words(written) == ["قنيطره"]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("للفلاحة", ["فلاحه"]),
        ("للا", ["للا"]),
        ("ال", ["ال"]),
        ("إلى", ["الي"]),
        ("والي", ["والي"]),
        ("ألمانيا", ["مانيا"]),
    ],
)
def test_what_is_left_without_the_article_is_a_word(written, found):
    assert words(written) == found


def test_a_particle_in_running_text_does_not_hide_the_word():
    assert words_within("بسيدي قاسم و20 بنك") == ["بسيدي", "سيدي", "قاسم", "و20", "20", "بنك"]
