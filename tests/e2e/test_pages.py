"""What a visitor sees, in a real browser: every kind of page, in three languages, on a phone."""

from __future__ import annotations

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.e2e import scripts

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = [
    "",
    "trainings/",
    "trainings/dar-al-moukawil/",
    "agreements/ibn-tofail/",
    "success-stories/",
    "success-stories/biolive/",
    "cooperatives/",
    "cooperatives/al-maymana/",
    "statistics/",
    "contact/",
    "search/?q=2023",
    "nothing-here/",
]

# A text without a space in each place where an editor may have typed one: not in the words of the product itself.
LONG_TEXT = """() => {
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    const place = text.parentElement.closest('h1, h2, h3, p, a, dd, dt, td, th, li, figcaption');
    if (text.data.trim() && place && !text.parentElement.closest('.number, .unbroken, .visually-hidden, .topbar__tools')) {
      text.data = 'm'.repeat(120);
    }
  }
}"""


@pytest.mark.parametrize("path", PAGES)
def test_long_unbroken_text_breaks_no_layout(path, open_page):
    page = open_page(f"/ar/{path}", 390)
    page.evaluate(LONG_TEXT)
    assert page.evaluate(scripts.OVERFLOW) == []


def test_separators_stand_between_items_and_never_alone(open_page):
    """A separator stands in the gap before its item, and at the beginning of a line it is cut off."""
    page = open_page("/fr/trainings/pro-agro-2023/", 320)
    items = page.locator(".breadcrumbs li").all()
    lines = {round(item.bounding_box()["y"]) for item in items}
    assert len(lines) > 1
    for item in items:
        before = item.evaluate(
            "e => { const s = getComputedStyle(e, '::before');"
            " return [parseFloat(s.insetInlineStart), parseFloat(s.inlineSize)] }"
        )
        assert before[0] == pytest.approx(-before[1], abs=0.1)
        assert item.evaluate("e => getComputedStyle(e, '::after').content") == "none"
    line = page.locator(".breadcrumbs ol")
    assert line.evaluate("e => getComputedStyle(e).overflowX") == "clip"
    gap = line.evaluate("e => parseFloat(getComputedStyle(e).columnGap)")
    assert gap == pytest.approx(before[1], abs=0.1)


def test_carousel_is_driven_by_buttons_and_wraps(open_page):
    page = open_page("/ar/success-stories/")
    buttons = page.locator("site-carousel button")
    assert buttons.count() == 2
    for button in buttons.all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44
        assert button.get_attribute("aria-label") or button.inner_text().strip()
    first = page.locator("site-carousel h2, site-carousel h3").first
    assert in_view(first)
    buttons.last.click()
    page.wait_for_timeout(800)
    assert not in_view(first)
    buttons.last.click()
    page.wait_for_timeout(800)
    assert in_view(first)


def in_view(locator) -> bool:
    box = locator.bounding_box()
    return 0 <= box["x"] < 390


def test_without_script_the_carousel_is_a_list_and_the_menu_opens(open_page):
    page = open_page("/ar/success-stories/", java_script_enabled=False)
    slides = [slide.bounding_box() for slide in page.locator(".carousel__item").all()]
    assert len(slides) >= 2
    for above, below in pairwise(slides):
        assert below["y"] >= above["y"] + above["height"]
    assert all(box["x"] >= 0 and box["x"] + box["width"] <= 390 for box in slides)
    assert not page.locator("site-carousel button").first.is_visible()
    assert not page.locator("header .navigation a").first.is_visible()
    page.locator("header details summary").click()
    assert page.locator("header .navigation a").first.is_visible()


def test_escape_closes_the_menu_of_a_phone(open_page):
    page = open_page("/ar/")
    button = page.locator("header details summary")
    button.click()
    page.locator("header .navigation a").first.focus()
    page.keyboard.press("Escape")
    assert not page.locator("header .navigation a").first.is_visible()
    assert button.evaluate("e => e === document.activeElement")


@pytest.mark.parametrize("code", ["ar", "fr"])
def test_bar_of_a_small_phone_has_room_above_its_words(code, open_page):
    page = open_page(f"/{code}/", 320)
    assert page.locator(".topbar p").bounding_box()["y"] >= 4


def test_language_switch_lands_on_the_same_item(open_page):
    page = open_page("/ar/trainings/pro-agro-2023/")
    page.locator('a[hreflang="fr"]').first.click()
    page.wait_for_load_state()
    assert page.url.endswith("/fr/trainings/pro-agro-2023/")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_numbers_and_phone_keep_their_order_in_arabic(open_page):
    page = open_page("/ar/")
    figure = page.locator("bdi", has_text="344").first
    assert figure.inner_text().startswith("344\u202f155\u202f329")
    assert page.locator("bdi", has_text="1\u202f572").count() >= 1
    phone = page.locator('a[href="tel:+212537375631"] bdi, bdi a[href="tel:+212537375631"]').first
    assert phone.inner_text().replace("\u00a0", " ") == "+212 5 37 37 56 31"


def test_latin_word_with_a_hyphen_stays_on_one_line_in_arabic(open_page):
    """At whatever place of the line it falls."""
    page = open_page("/ar/trainings/pro-agro-2023/")
    assert page.locator(".lede .unbroken").first.inner_text() == "PRO-AGRO"
    for width in range(320, 440, 10):
        page.set_viewport_size({"width": width, "height": 844})
        lines = page.locator(".unbroken").evaluate_all(
            "all => all.map(e => e.getClientRects().length)"
        )
        assert set(lines) == {1}, width


@pytest.mark.parametrize("width", [320, 390, 680, 700, 720, 1280])
def test_key_figure_is_never_in_two_parts(width, open_page):
    page = open_page("/fr/", width)
    assert page.evaluate(scripts.NUMBERS) == []
    assert page.evaluate(scripts.OVERFLOW) == []
    frame = page.locator(".figures").bounding_box()
    for number in page.locator(".figures .number").all():
        box = number.bounding_box()
        assert frame["x"] < box["x"] and box["x"] + box["width"] < frame["x"] + frame["width"]


def test_key_figures_have_a_heading_wherever_but_below_the_hero(open_page):
    page = open_page("/en/", 1280)
    section = page.locator(".section--figures")
    assert section.locator("h2").bounding_box()["height"] <= 1
    section.evaluate("e => e.parentElement.append(e)")
    assert section.locator("h2").bounding_box()["height"] > 20
    assert section.evaluate("e => parseFloat(getComputedStyle(e).paddingBlockStart)") > 20


# A mark of no width at the beginning of an item stands on the line where its bullet does.
BULLETS = """() => [...document.querySelectorAll('main li')].filter(li => {
  const link = li.querySelector(':scope > a:only-child');
  if (!link || getComputedStyle(li).listStyleType === 'none') return false;
  const line = parseFloat(getComputedStyle(link).lineHeight), box = link.getBoundingClientRect();
  return box.height > line * 1.5;
}).map(li => {
  const link = li.querySelector('a'), mark = document.createTextNode('\u200b');
  li.prepend(mark);
  const range = document.createRange();
  range.selectNode(mark);
  return range.getBoundingClientRect().bottom - link.getBoundingClientRect().top;
})"""


def test_bullet_stands_at_the_first_line_of_a_link(open_page):
    marks = open_page("/fr/site-map/", 1280).evaluate(BULLETS)
    assert marks, "no link wraps"
    assert max(marks) < 40


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_bar_with_the_country_is_one_line_on_a_phone(code, open_page):
    line = open_page(f"/{code}/", 390).locator(".topbar p").first
    assert line.evaluate("e => e.clientHeight / parseFloat(getComputedStyle(e).lineHeight)") < 1.5


@pytest.mark.parametrize("code", ["ar", "fr", "en"])
def test_button_of_the_filters_is_as_high_as_they_are(code, open_page):
    page = open_page(f"/{code}/cooperatives/", 1280)
    button, choice = (
        page.locator(f".filters {part}").first.bounding_box() for part in ("button", "select")
    )
    assert button["height"] == pytest.approx(choice["height"], abs=1)


# Bytes that an old phone has to fetch for the front page, all together, and for each kind of file.
FIRST_LOAD, HTML, CSS, SCRIPT = 150_000, 30_000, 30_000, 20_000


@pytest.mark.parametrize("path", ["/ar/", "/fr/", "/ar/trainings/pro-agro-2023/"])
def test_page_is_light_and_does_not_jump(path, browser, site):
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    sizes: dict[str, int] = {}
    page.on(
        "requestfinished",
        lambda r: sizes.update({r.url: r.sizes()["responseBodySize"]}),
    )
    page.goto(f"{site}{path}")
    page.wait_for_load_state("networkidle")
    shift = page.evaluate(LAYOUT_SHIFT)
    context.close()
    assert sum(sizes.values()) < FIRST_LOAD, sizes
    assert sizes[f"{site}{path}"] < HTML
    assert sum(s for url, s in sizes.items() if url.endswith(".css")) < CSS
    assert sum(s for url, s in sizes.items() if url.endswith(".js")) < SCRIPT
    assert shift < 0.05


LAYOUT_SHIFT = """() => new Promise(resolve => {
  let shift = 0;
  const observer = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) shift += entry.value;
  });
  observer.observe({type: 'layout-shift', buffered: true});
  setTimeout(() => resolve(shift), 300);
})"""


def test_example_is_copied_by_its_button(open_page, site):
    page = open_page("/fr/open-data/", 1280, permissions=["clipboard-read", "clipboard-write"])
    example = page.locator("site-copy").first
    assert example.locator("[data-status]").inner_text() == ""
    example.locator("button").click()
    # The browser writes it when it gets to it.
    expect(example.locator("[data-status]")).to_have_text("Copié")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == f'curl -g "{site}/api/v2/"'


def test_example_can_be_read_without_script(open_page):
    page = open_page("/fr/open-data/", java_script_enabled=False)
    assert page.locator("site-copy code").first.is_visible()
    assert not page.locator("site-copy button").first.is_visible()


def test_slide_is_told_with_the_colon_of_the_language(open_page):
    page = open_page("/fr/success-stories/")
    label = page.locator("[data-slide]").first.get_attribute("aria-label")
    assert label.startswith("1 sur 2\u00a0: ")


def test_policy_of_the_site_allows_nothing_inline(open_page):
    page = open_page("/fr/success-stories/biolive/", 1280)
    policy = page.request.get(page.url).headers["content-security-policy"]
    assert "unsafe" not in policy
