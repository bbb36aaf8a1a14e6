"""The editor in a real browser: each text is typed in the direction of its own language."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def editor(open_page, site, site_password) -> Page:
    """The editor, signed in as the administrator; its interface is in Arabic, the default."""
    page = open_page("/admin/login/", 1280, locale="fr-FR")
    page.fill('input[name="username"]', "admin")
    page.fill('input[name="password"]', site_password)
    page.locator('button[type="submit"]').click()
    page.wait_for_url("**/admin/")
    return page


def page_id(site: str, editor: Page, path: str) -> str:
    found = editor.request.get(f"{site}/api/v2/pages/find/", params={"html_path": path})
    return str(found.json()["id"])


@pytest.mark.parametrize(("code", "direction"), [("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")])
def test_page_is_typed_in_the_direction_of_its_language(code, direction, editor, site):
    number = page_id(site, editor, f"/{code}/trainings/dar-al-moukawil/")
    editor.goto(f"{site}/admin/pages/{number}/edit/")
    for name in ("title", "introduction", "venue", "modules-0-title", "modules-0-summary"):
        field = editor.locator(f'[name="{name}"]')
        assert field.get_attribute("dir") == direction, name
        assert field.get_attribute("lang") == code
    editor.wait_for_selector(".public-DraftEditor-content")
    text = editor.locator(".public-DraftEditor-content").first
    assert text.evaluate("e => getComputedStyle(e).direction") == direction


def test_words_of_a_record_are_typed_in_their_languages(editor, site):
    editor.goto(f"{site}/admin/snippets/cooperatives/cooperative/add/")
    for code, direction in (("ar", "rtl"), ("fr", "ltr"), ("en", "ltr")):
        assert editor.locator(f'[name="name_{code}"]').get_attribute("dir") == direction
    editor.locator("#id_registrations-ADD").click()
    child = editor.locator('[name="registrations-0-court_ar"]')
    assert child.get_attribute("dir") == "rtl"


def test_chooser_of_a_sector_finds_no_aggregate(editor, site):
    editor.goto(f"{site}/admin/snippets/cooperatives/cooperative/add/")
    editor.locator("#id_sector-chooser [data-chooser-action-choose]:visible").click()
    results = editor.locator("#search-results")
    expect(results.locator("a[data-chooser-modal-choice]").first).to_be_visible()
    shown = results.inner_text()
    editor.locator(".modal #id_q").fill("اخرى")
    expect(results).not_to_have_text(shown)
    expect(results.locator("a[data-chooser-modal-choice]")).to_have_count(0)


@pytest.mark.parametrize(
    ("code", "title"), [("ar", "تكوين في التسيير"), ("fr", "Formation à la ténacité")]
)
def test_slug_is_made_from_the_title_in_plain_letters(code, title, editor, site):
    section = page_id(site, editor, f"/{code}/trainings/")
    editor.goto(f"{site}/admin/pages/add/training_reports/trainingreportpage/{section}/")
    editor.wait_for_load_state("networkidle")
    editor.locator('[name="title"]').press_sequentially(title)
    editor.locator('[name="introduction"]').click()
    slug = editor.locator('[name="slug"]')
    expect(slug).not_to_have_value("")
    assert slug.input_value().isascii()


def test_translation_is_typed_in_the_direction_of_its_language(editor, site):
    front = page_id(site, editor, "/fr/")
    editor.goto(f"{site}/admin/pages/add/statistics_pages/statisticspage/{front}/")
    editor.locator('[name="title"]').fill("Chiffres à traduire")
    editor.locator('footer button[type="submit"]').first.click()
    editor.wait_for_url("**/edit/**")
    number = editor.url.partition("/pages/")[2].partition("/")[0]
    editor.goto(f"{site}/admin/localize/submit/page/{number}/")
    editor.locator('[name="locales"]').first.check()
    editor.locator('main form [type="submit"]').last.click()
    editor.wait_for_selector(".js-translation-editor section")
    segment = editor.locator(".js-translation-editor li.incomplete").first
    source = segment.locator("p").first
    assert source.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
    segment.locator("button").last.click()
    field = editor.locator(".js-translation-editor textarea").first
    expect(field).to_have_attribute("dir", "rtl")
    assert field.evaluate("e => getComputedStyle(e).direction") == "rtl"
    field.fill("أرقام للترجمة")
    segment.locator("button").last.click()
    value = editor.locator(".js-translation-editor li.complete div > p").first
    expect(value).to_have_text("أرقام للترجمة")
    assert value.evaluate("e => getComputedStyle(e).unicodeBidi") == "plaintext"
    headings = editor.locator(".js-translation-editor section h3").all_inner_texts()
    assert headings[:2] == ["Traduction\u00a0: Français vers العربية", "Titre"]
    footer = editor.locator(".js-translation-editor footer")
    assert "Publier en العربية" in footer.inner_text()
    assert "More actions" not in footer.inner_text()


FIRST_AND_LAST_LETTER = """title => {
  const text = [...title.childNodes].find((n) => n.nodeType === 3 && n.data.trim());
  const box = title.closest('header').querySelector('.w-breadcrumbs').getBoundingClientRect();
  const start = text.data.search(/\\S/);
  return [start, text.data.trimEnd().length - 1].map((at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const letter = range.getBoundingClientRect();
    return letter.left >= box.left && letter.right <= box.right;
  });
}"""


def test_a_long_title_of_the_other_direction_shows_its_beginning_in_the_header(editor, site):
    number = page_id(site, editor, "/fr/agreements/cpdh-sidi-kacem/")
    editor.goto(f"{site}/admin/pages/{number}/edit/")
    title = editor.locator(".w-breadcrumbs li.w-font-bold > *").first
    assert title.evaluate(FIRST_AND_LAST_LETTER) == [True, False]
    assert title.evaluate("e => getComputedStyle(e).textOverflow") == "ellipsis"
