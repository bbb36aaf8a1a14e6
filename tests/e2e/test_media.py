"""The site on paper, in the colours that the reader forces, and without movement."""

from __future__ import annotations

import re
from io import BytesIO

import pytest
from PIL import Image

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


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_that_a_picture_is_drawn_is_said_once_and_below_it(medium, visiting):
    shown = visiting("agreements.AgreementPage", "ar")
    shown.show(PHONE, media=medium)
    picture = shown.page.locator(".picture img").first.bounding_box()
    caption = shown.page.locator(".picture figcaption").first
    assert caption.bounding_box()["y"] >= picture["y"] + picture["height"]
    assert caption.inner_text().count("رسم توضيحي") == 1
    ratio = shown.page.locator(".picture img").first.evaluate("e => e.width / e.height")
    natural = shown.run(
        "() => { const e = document.querySelector('.picture img'); return e.naturalWidth / e.naturalHeight; }"
    )
    assert ratio == pytest.approx(natural, rel=0.02)


# Puts pictures of these sizes into the place of the story's own; several are in a carousel, as ``gallery.html`` makes it.
GALLERY = """async sizes => {
  const figure = document.querySelector('.article__text .picture');
  const figures = sizes.map(([width, height]) => {
    const copy = figure.cloneNode(true), image = copy.querySelector('img');
    image.removeAttribute('srcset');
    image.removeAttribute('sizes');
    Object.assign(image, {width, height, src: `/extreme/${width}x${height}.png`});
    return copy;
  });
  if (sizes.length === 1) {
    figure.outerHTML = figures[0].outerHTML;
  } else {
    const carousel = document.createElement('div');
    carousel.className = 'carousel';
    carousel.innerHTML = '<ul class="carousel__track" role="list">'
      + figures.map(f => `<li class="carousel__item"><div data-slide>${f.outerHTML}</div></li>`).join('') + '</ul>';
    figure.replaceWith(carousel);
  }
  const images = [...document.querySelectorAll('.article__text .picture img')];
  const boxes = () => images.map(e => [e.getBoundingClientRect().width, e.getBoundingClientRect().height]);
  const before = boxes();
  await Promise.all(images.map(e => e.decode()));
  return {before, after: boxes(), fits: images.map(e => getComputedStyle(e).objectFit)};
}"""


def _extreme(route) -> None:
    width, height = map(int, re.findall(r"\d+", route.request.url.rsplit("/", 1)[1]))
    png = BytesIO()
    Image.new("L", (width, height)).save(png, "PNG")
    route.fulfill(body=png.getvalue(), content_type="image/png")


@pytest.mark.parametrize("width", [320, PHONE, DESK])
@pytest.mark.parametrize(
    "sizes",
    [
        [(900, 1600)],
        [(16, 16)],
        [(200, 3000)],
        [(3000, 200)],
        [(1600, 900), (1200, 1600)],
        [(1600, 900), (200, 3000), (16, 16)],
    ],
)
def test_no_picture_is_higher_than_the_screen_or_larger_than_itself(sizes, width, visiting):
    shown = visiting("success_stories.SuccessStoryPage", "ar")
    shown.page.route("**/extreme/*", _extreme)
    shown.show(width)
    found = shown.page.evaluate(GALLERY, sizes)
    assert found["before"] == found["after"], "the page jumps when they arrive"
    highest = max(box[1] for box in found["after"])
    assert highest <= min(0.7 * 844, 576) + 1
    if len(sizes) == 1:
        (box,) = found["after"]
        assert box[0] <= sizes[0][0] and box[1] <= sizes[0][1]
        assert found["fits"] == ["contain"]
    else:
        assert {box[1] for box in found["after"]} == {highest}, "they are not framed alike"
        assert highest <= 0.75 * found["after"][0][0] + 1
        assert set(found["fits"]) == {"scale-down"}
    assert shown.run(scripts.OVERFLOW) == []


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("width", [1280, 1920])
def test_picture_of_a_story_fills_its_half_of_the_card(width, language, visiting):
    shown = visiting("success_stories.SuccessStoryIndexPage", language)
    shown.show(width)
    art = shown.page.locator(".slide__art").first
    card, box = art.locator("..").bounding_box(), art.bounding_box()
    assert box["height"] == pytest.approx(card["height"] - 2, abs=1)
    assert art.evaluate("e => getComputedStyle(e).objectFit") == "cover"


@pytest.mark.parametrize("kind", PRINTED)
def test_paper_says_where_it_is_from(kind, visiting):
    printed = visiting(kind, "ar")
    source = printed.page.locator(".footer__source")
    assert not source.is_visible()
    printed.show(700, media="print")
    address = printed.page.locator('link[rel="canonical"]').get_attribute("href")
    assert source.is_visible()
    assert source.locator("bdi").inner_text() == address


@pytest.mark.parametrize("kind", ["front page", "statistics_pages.StatisticsPage"])
def test_paper_is_filled(kind, visiting):
    """What is kept together begins on the page where there is room for it."""
    sheets = visiting(kind, "ar").page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", sheets)) <= (3 if kind == "front page" else 2)


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
