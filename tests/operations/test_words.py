"""The words as a visitor reads them: every plural form, Moroccan months, Western digits, numbers in one piece."""

from __future__ import annotations

import re
from gettext import c2py

import polib
import pytest
from django.utils.translation import activate, get_language, ngettext, npgettext
from wagtail.models import Page

from cms_site.operations import catalogues
from snippets.cooperatives.models import Cooperative

COUNTS = (0, 1, 2, 3, 11, 100, 1572)
# Arabic says none, one and two without a figure.
IN_WORDS = {0: ("صفر", "لا ", "بدون", "أي "), 1: ("واحد",), 2: ("ان", "ين")}
# The months as they are called in the Middle East, and those of Egypt that Morocco has others for.
EASTERN = ("كانون", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين")
EASTERN += ("مايو", "يوليو", "أغسطس", "سبتمبر", "نوفمبر", "ديسمبر")
MONTH = re.compile(rf"(?<!\w)[وبلفك]?({'|'.join(EASTERN)})(?!\w)")
ARABIC_INDIC = re.compile("[\u0660-\u0669\u06f0-\u06f9]")
# A number grouped by an ordinary space; a year that a short number comes before is no group.
SPACED = re.compile(r"(?<![\d+/.-])(?<!\d )\d{1,3}(?: \d{3})+(?![\d/-])")


def entries(language: str) -> list[polib.POEntry]:
    paths = [
        c.path
        for c in (
            catalogues.Catalogue(f, code)
            for f, code in catalogues.all_catalogues()
            if code == language
        )
    ]
    return [entry for path in paths if path.exists() for entry in polib.pofile(str(path))]


def faults_of(text: str) -> list[str]:
    return [found[0] for rule in (MONTH, ARABIC_INDIC, SPACED) for found in rule.finditer(text)]


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ("19 سبتمبر 2023", True),
        ("في أيلول", True),
        ("وآب", True),
        ("19 شتنبر 2023", False),
        ("في غشت", False),
        ("آباء", False),
        ("١٥", True),
        ("1 572 coopératives", True),
        ("1\u202f572", False),
        ("le 19 mai 2023", False),
        ("+212 537 375 631", False),
    ],
)
def test_what_is_wrong_with_a_text(text, is_wrong):
    assert bool(faults_of(text)) is is_wrong


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_catalogue_has_no_eastern_month_digit_or_broken_number(language):
    found = {
        entry.msgid: faults
        for entry in entries(language)
        for text in [entry.msgstr, *entry.msgstr_plural.values()]
        if (faults := faults_of(text))
    }
    assert found == {}


@pytest.mark.parametrize("language", catalogues.LANGUAGES)
def test_catalogue_has_every_plural_form_and_each_says_how_many(language):
    rule = c2py(catalogues.LANGUAGES[language].split("plural=")[1].rstrip(";"))
    forms = {rule(count) for count in COUNTS}
    plural = [entry for entry in entries(language) if entry.msgid_plural]
    assert plural
    for entry in plural:
        assert set(entry.msgstr_plural) == forms
        for count in COUNTS:
            text = entry.msgstr_plural[rule(count)]
            is_told = re.search(r"%\((\w+)\)s|\{\w+\}|%[sd]", text)
            in_words = language == "ar" and any(word in text for word in IN_WORDS.get(count, ()))
            assert text and (is_told or in_words), (entry.msgid, count, text)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_message_is_chosen_for_each_number(language):
    """As the product asks for it: through Django, whose choice the catalogue's header decides."""
    before = get_language()
    activate(language)
    try:
        for entry in entries("fr"):
            if entry.msgid_plural:
                told = {count: _message(entry, count) for count in COUNTS}
                assert all(told.values())
                if language != "ar":
                    assert told[0] == told[1] if language == "fr" else told[0] == told[2]
                else:
                    assert len({told[c] for c in (1, 2, 3)}) == 3
    finally:
        activate(before)


def _message(entry: polib.POEntry, count: int) -> str:
    if entry.msgctxt:
        return npgettext(entry.msgctxt, entry.msgid, entry.msgid_plural, count)
    return ngettext(entry.msgid, entry.msgid_plural, count)


def visible(html: str) -> str:
    """Return what is read of a page, what screen readers are told included."""
    html = re.sub(r"<(script|style)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.DOTALL)
    told = re.findall(r'(?:alt|title|aria-label|content|placeholder)="([^"]*)"', html)
    return "\n".join([re.sub(r"<[^>]+>", "\n", html), *told])


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_no_page_has_an_eastern_month_digit_or_broken_number(language, client):
    pages = Page.objects.live().filter(locale__language_code=language, depth__gt=1)
    paths = [page.url for page in pages]
    paths += [f"/{language}/cooperatives/{record.slug}/" for record in Cooperative.objects.public()]
    paths += [f"/{language}/search/?q=2023", f"/{language}/nothing/"]
    assert len(paths) > 20
    found = {}
    for path in paths:
        text = visible(client.get(path).content.decode())
        if faults := faults_of(text):
            found[path] = faults
    assert found == {}
