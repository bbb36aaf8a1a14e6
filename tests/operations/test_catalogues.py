"""The words of the catalogues: one meaning each, and those that override other packages'."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import polib
import pytest
from django.utils.translation import gettext, override

from cms_site.operations import catalogues
from cms_site.operations.scaffold import PHRASES
from tests.installation import PROJECT


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_a_word_without_context_means_the_same_everywhere(language):
    """The frame's catalogue comes before a type's: the same English word would change there."""
    found = defaultdict(set)
    for folder, code in catalogues.all_catalogues():
        path = catalogues.Catalogue(folder, code).path
        if code == language and path.exists():
            for entry in polib.pofile(str(path)):
                found[entry.msgctxt, entry.msgid].add(entry.msgstr)
    assert {key: words for key, words in found.items() if len(words) > 1} == {}


@pytest.mark.parametrize(
    ("language", "word", "theirs"),
    [("ar", "active", "نشط"), ("ar", "Status", "الحالة"), ("fr", "active", "actif")],
)
def test_words_of_the_types_leave_wagtails_alone(language, word, theirs):
    with override(language):
        assert gettext(word) == theirs


@pytest.mark.parametrize(
    ("language", "members", "status"),
    [("ar", "المنخرطون", "الوضعية"), ("fr", "Adhérents", "Statut"), ("en", "Members", "Status")],
)
def test_facts_of_a_cooperative_are_in_the_terms_of_the_register(language, members, status, client):
    for address in ("cooperatives/biolive", "success-stories/biolive"):
        html = client.get(f"/{language}/{address}/").content.decode()
        terms = [term.strip() for term in re.findall(r"<dt>(.*?)</dt>", html, re.DOTALL)]
        assert members in terms
    html = client.get(f"/{language}/agreements/ibn-tofail/").content.decode()
    assert f"<dt>{status}</dt>" in html


@pytest.mark.parametrize(
    "word", ["Anyone", "API tokens", "Bold", "Italic", "Last used", "Locked by", "Never", "Revoked"]
)
def test_words_that_wagtail_has_no_arabic_for_are_arabic(word):
    with override("ar"):
        assert re.fullmatch("[\u0621-\u0652 ]+", gettext(word))


@pytest.mark.parametrize(
    ("language", "word", "words", "wrong"),
    [("fr", "Langue", "Langues", "région"), ("ar", "اللغة", "اللغات", "محلي")],
)
def test_wagtails_locale_is_called_a_language(language, word, words, wrong):
    """A region is a territory here, with records of its own."""
    path = catalogues.Catalogue(PROJECT / "cms_site", language).path
    overridden = [e for e in polib.pofile(str(path)) if (e.comment or "").startswith("wagtail")]
    assert len(overridden) > 20
    with override(language):
        assert gettext("Locale") == word
        assert gettext("locale") == word.lower()
        assert gettext("Locales") == words
        assert {e.msgid for e in overridden if wrong in gettext(e.msgid).lower()} == set()


# A letter or figure, a closing bracket or a placeholder with an ordinary space or none before the mark; and
# what follows an opening quotation mark. What belongs to an address is no mark.
UNSPACED = re.compile(r"(?<!\u00a0)(:(?!//)|[;?!»])|«(?!\u00a0)")


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("Source : x", True),
        ("Source: x", True),
        ("Source\u202f: x", True),
        ("« x »", True),
        ("«\u00a0x\u00a0»", False),
        ("Source\u00a0: https://example.org/", False),
        ("Vraiment ?", True),
    ],
)
def test_what_stands_wrong_in_french(text, is_wrong):
    assert bool(UNSPACED.search(text)) is is_wrong


def french_catalogues() -> list[Path]:
    """Return every French catalogue of the project, those of packages that are tried included."""
    found = PROJECT.glob("**/locale/fr/LC_MESSAGES/django.po")
    return [path for path in found if ".venv" not in path.parts]


def test_french_marks_stand_after_a_no_break_space():
    catalogues_ = french_catalogues()
    assert len(catalogues_) > 10
    wrong = [
        (str(path.relative_to(PROJECT)), words)
        for path in catalogues_
        for entry in polib.pofile(str(path))
        for words in (entry.msgstr, *entry.msgstr_plural.values())
        if UNSPACED.search(words)
    ]
    assert wrong == []


def test_phrases_of_a_new_content_type_are_spaced_as_the_catalogues():
    assert [words for words in PHRASES["fr"].values() if UNSPACED.search(words)] == []
