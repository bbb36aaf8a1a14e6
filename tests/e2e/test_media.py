"""The site on paper, in the colours that the reader forces, and without movement."""

from __future__ import annotations

import pytest

from tests.e2e import scripts
from tests.e2e.visits import DESK, PHONE, Visit, visit

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PRINTED = ["agreements.AgreementPage", "training_reports.TrainingReportPage", "front page"]
COLOURS = "s => { const style = getComputedStyle(document.querySelector(s)); return [style.backgroundColor, style.color]; }"
WHITE, BLACK = "rgb(255, 255, 255)", "rgb(0, 0, 0)"


@pytest.fixture
def visiting(visitors, site):
    """Return a function that opens a page of a kind in a language."""

    def open_(kind: str, language: str) -> Visit:
        return visit(visitors, site, kind, language)

    return open_


@pytest.mark.parametrize("kind", PRINTED)
@pytest.mark.parametrize("language", ["ar", "fr"])
def test_paper_has_the_text_and_nothing_to_press(kind, language, visiting):
    printed = visiting(kind, language)
    printed.show(DESK, "dark", media="print")  # the reader's screen is dark, the paper is not
    assert printed.page.evaluate(COLOURS, "body") == [WHITE, BLACK]
    for gone in (".skip-link", ".topbar", ".navigation", "button", ".footer nav"):
        shown = [e for e in printed.page.locator(gone).all() if e.is_visible()]
        assert shown == [], gone
    assert printed.page.locator("h1").is_visible()
    # An A4 sheet with Chromium's margins.
    printed.show(700, "dark", media="print")
    assert printed.run(scripts.OVERFLOW) == []
    assert printed.run(scripts.OVERLAP) == []
    assert printed.violations(only=["color-contrast"]) == []


PICTURES = "() => [...document.querySelectorAll('.picture img')].map(e => e.complete && e.naturalWidth > 0)"


@pytest.mark.parametrize(
    "kind", ["agreements.AgreementPage", "training_reports.TrainingReportPage"]
)
def test_pictures_are_on_paper_that_nobody_scrolled_to(kind, visiting):
    """They are there once the page is, far below the screen though they stand."""
    printed = visiting(kind, "fr")
    printed.show(PHONE)
    far = printed.page.locator(".picture img").last.bounding_box()["y"]
    assert far > 844 * 2
    pictures = printed.run(PICTURES)
    assert pictures and all(pictures)
    assert printed.page.pdf(format="A4").count(b"/Subtype /Image") >= len(pictures)


def test_badge_of_a_picture_stands_below_it_on_paper(visiting):
    printed = visiting("agreements.AgreementPage", "ar")
    printed.show(700, media="print")
    picture = printed.page.locator(".picture img").first.bounding_box()
    badge = printed.page.locator(".picture__badge").first.bounding_box()
    assert badge["y"] >= picture["y"] + picture["height"]
    ratio = printed.page.locator(".picture img").first.evaluate("e => e.width / e.height")
    natural = printed.run(
        "() => { const e = document.querySelector('.picture img'); return e.naturalWidth / e.naturalHeight; }"
    )
    assert ratio == pytest.approx(natural, rel=0.02)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forced_colours_leave_borders_and_the_current_item(scheme, visiting):
    forced = visiting("search, found", "ar")
    forced.show(PHONE, scheme, forced_colors="active")
    ground, _ink = forced.page.evaluate(COLOURS, "body")
    edges = forced.run(
        "() => [...document.querySelectorAll('.button, .menu__button, .tabs ul')]"
        ".filter(e => e.checkVisibility()).map(e => getComputedStyle(e).borderBlockEndColor)"
    )
    assert edges and ground not in edges
    for place in (".languages", ".tabs"):
        weights = forced.page.evaluate(
            "place => [...document.querySelectorAll(`${place} a`)].map(e =>"
            " [e.hasAttribute('aria-current'), Number(getComputedStyle(e).fontWeight) >= 600])",
            place,
        )
        assert all(is_current == is_bold for is_current, is_bold in weights)
        assert any(is_current for is_current, _is_bold in weights)


def test_bars_are_told_from_their_ground_in_forced_colours(visiting):
    forced = visiting("statistics_pages.StatisticsPage", "fr")
    forced.show(DESK, forced_colors="active")
    bars = forced.run(
        "() => [...document.querySelectorAll('.bar svg')].map(e => {"
        " const s = getComputedStyle(e); return [s.fill, s.backgroundColor]; })"
    )
    assert bars and all(fill != ground for fill, ground in bars)


MOVING = """() => ({
  scrolls: getComputedStyle(document.documentElement).scrollBehavior,
  moves: [...document.querySelectorAll('body *')].filter(e => {
    const style = getComputedStyle(e);
    return parseFloat(style.transitionDuration) > 0 || style.animationName !== 'none';
  }).length,
})"""


def test_nothing_moves_for_a_reader_who_wants_calm(visiting):
    calm = visiting("success_stories.SuccessStoryIndexPage", "ar")
    assert calm.run(MOVING) == {"scrolls": "auto", "moves": 0}
    calm.page.emulate_media(reduced_motion="no-preference")
    assert calm.run(MOVING)["scrolls"] == "smooth"
