"""The words of the catalogues: one meaning each, and those that override other packages'."""

from __future__ import annotations

import re
from collections import defaultdict

import polib
import pytest
from django.utils.translation import gettext, override

from cms_site.operations import catalogues
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
