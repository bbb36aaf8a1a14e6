"""Charts and the map in a real browser: legible, to be reached, and not mirrored where they must not be."""

from __future__ import annotations

from itertools import combinations

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = ["", "statistics/"]
CODES = ["ar", "fr", "en"]

# The contrast of each label's ink with each colour that it may stand on.
CONTRAST = """() => {
  const light = colour => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map(n => {
      const c = n / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const probe = document.createElement('span');
  document.body.append(probe);
  const ink = light(getComputedStyle(document.querySelector('.map__label')).fill);
  return ['--map-1', '--map-2', '--map-3', '--map-4', '--line', '--card'].map(name => {
    probe.style.color = `var(${name})`;
    const ground = light(getComputedStyle(probe).color);
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  });
}"""


@pytest.mark.parametrize("path", PAGES)
def test_map_has_the_provinces(path, open_page):
    """That the page with it is whole and open to everyone, the tests of strictness show."""
    assert open_page(f"/ar/{path}").locator(".map__province").count() == 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_labels_are_legible_on_every_colour(scheme, open_page):
    page = open_page("/fr/", color_scheme=scheme)
    assert min(page.evaluate(CONTRAST)) >= 4.5


@pytest.mark.parametrize("code", CODES)
def test_labels_of_the_map_do_not_meet_and_stay_in_it(code, open_page):
    page = open_page(f"/{code}/", 390)
    frame = page.locator(".map__drawing").bounding_box()
    boxes = [label.bounding_box() for label in page.locator(".map__label").all()]
    assert len(boxes) == 3
    for box in boxes:
        assert box["height"] >= 2 * 11
        assert frame["x"] <= box["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    for one, other in combinations(boxes, 2):
        across = one["x"] < other["x"] + other["width"] and other["x"] < one["x"] + one["width"]
        down = one["y"] < other["y"] + other["height"] and other["y"] < one["y"] + one["height"]
        assert not (across and down)


def test_credit_is_read_in_order_in_arabic(open_page):
    """The link with its Latin name is one thing, and the licence follows it to the left."""
    credit = open_page("/ar/", 1280).locator(".map__credit")
    link, licence = (credit.locator(part).bounding_box() for part in ("a", "bdi >> nth=1"))
    assert link["height"] >= 24
    assert licence["y"] < link["y"] + link["height"], "on one line at this width"
    assert licence["x"] + licence["width"] <= link["x"] + 1


@pytest.mark.parametrize("code", CODES)
def test_legend_runs_as_the_page_is_read_to_the_colour_of_the_highest(code, open_page):
    page = open_page(f"/{code}/")
    first, last = (page.locator(f".map__legend .map__province--{n}").bounding_box() for n in (1, 4))
    assert (last["x"] < first["x"]) == (code == "ar")
    fill = "e => getComputedStyle(e).fill"
    highest = page.locator("a.map__province--4").first.evaluate(fill)
    assert page.locator(".map__legend .map__province--4").evaluate(fill) == highest


def test_cards_beside_the_map_leave_nothing_half_empty(open_page):
    """The map is as high as the two tables beside it, and what a card holds ends near its end."""
    cards = open_page("/fr/", 1280).locator(".breakdowns > .card")
    boxes = [card.bounding_box() for card in cards.all()]
    assert boxes[0]["height"] == pytest.approx(boxes[2]["y"] + boxes[2]["height"] - boxes[1]["y"])
    ends = cards.evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().bottom - e.lastElementChild.getBoundingClientRect().bottom)"
    )
    assert max(ends) < 120


@pytest.mark.parametrize("code", CODES)
def test_ground_is_not_mirrored(code, open_page):
    """Kenitra lies by the sea, west of Sidi Kacem, whatever the direction of the page."""
    provinces = open_page(f"/{code}/").locator(".map__province")
    kenitra, sidi_kacem = (provinces.nth(n).bounding_box() for n in (0, 1))
    assert kenitra["x"] < sidi_kacem["x"]


@pytest.mark.parametrize("code", CODES)
def test_bars_grow_from_where_a_line_starts(code, open_page):
    page = open_page(f"/{code}/statistics/", 1280)
    for bar in page.locator(".bar svg").all():
        whole = bar.bounding_box()
        filled = bar.locator("rect").bounding_box()
        side = "right" if code == "ar" else "left"
        starts = {
            "left": filled["x"] - whole["x"],
            "right": whole["x"] + whole["width"] - filled["x"] - filled["width"],
        }
        assert abs(starts[side]) < 1
        assert filled["width"] < whole["width"]


def test_province_is_reached_by_keyboard_and_its_ring_is_seen(open_page):
    page = open_page("/fr/", 1280)
    province = page.locator(".map__province").nth(1)
    before = province.screenshot()
    page.locator(".map__province").first.focus()
    page.keyboard.press("Tab")
    assert province.evaluate("e => e === document.activeElement")
    ring = province.evaluate("e => [getComputedStyle(e).stroke, getComputedStyle(e).strokeWidth]")
    assert ring == ["rgb(11, 63, 191)", "16px"]
    assert province.screenshot() != before
    page.keyboard.press("Enter")
    page.wait_for_url("**/fr/cooperatives/?province=sidi-kacem")


def test_map_is_drawn_in_forced_colours(open_page):
    page = open_page("/fr/", forced_colors="active")
    fills = page.locator(".map__province").evaluate_all(
        "all => all.map(e => [getComputedStyle(e).fill, getComputedStyle(e).stroke])"
    )
    ink = page.locator(".map__label").first.evaluate("e => getComputedStyle(e).fill")
    assert len(fills) == 3
    assert all(fill not in (stroke, ink) for fill, stroke in fills)
