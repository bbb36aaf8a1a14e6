"""Every kind of page in three languages: open to everyone, whole at every width, and nobody else's business.

A page is opened once for all that is asked of it: at two widths, light and dark, on paper, by the keyboard.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.e2e import scripts
from tests.e2e.kinds import BROKEN, KINDS, LANGUAGES
from tests.e2e.visits import DESK, PHONE, Visit, visit

pytestmark = pytest.mark.browser

# 1280 px at 400 % (WCAG 2.2, 1.4.10).
ENLARGED = 320


def _each(kinds) -> list:
    """Return a parameter per kind and language; a language's pages are one worker's."""
    return [
        pytest.param(
            (kind, language),
            id=f"{language}-{kind}",
            marks=pytest.mark.xdist_group(f"browser-{language}"),
        )
        for language in LANGUAGES
        for kind in kinds
        if kind not in BROKEN or language == "ar"  # these speak all three at once
    ]


@pytest.fixture(scope="module", params=_each(KINDS))
def visited(request, browser, site) -> Iterator[Visit]:
    opened = visit(browser, site, *request.param)
    yield opened
    opened.page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_axe_finds_nothing(width, scheme, visited):
    visited.show(width, scheme)
    assert visited.violations() == []


@pytest.mark.parametrize("width", [DESK, PHONE, ENLARGED])
def test_page_is_whole(width, visited):
    visited.show(width)
    assert visited.run(scripts.OVERFLOW) == []
    assert visited.run(scripts.OVERLAP) == []
    assert visited.run(scripts.LOST) == []


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_page_runs_from_its_start(width, visited):
    visited.show(width)
    direction = "rtl" if visited.language == "ar" else "ltr"
    assert visited.run("() => getComputedStyle(document.documentElement).direction") == direction
    assert visited.run(scripts.STARTS) == []
    assert visited.run(scripts.ARROWS) == []
    assert visited.run(scripts.DIGITS) == []


def test_spaced_text_is_whole(visited):
    visited.show(PHONE)
    visited.run(scripts.SPACED)
    try:
        for script in (scripts.OVERFLOW, scripts.OVERLAP, scripts.LOST):
            assert visited.run(script) == []
    finally:
        visited.run(scripts.UNSPACED)


def test_targets_are_large_enough_for_a_finger(visited):
    visited.show(PHONE)
    assert visited.run(scripts.TARGETS) == []


def test_headings_are_in_order(visited):
    assert visited.run(scripts.HEADINGS) == []


def _go_to_the_first_stop(visited: Visit) -> None:
    """Press Tab on a fresh page; where a field has the focus already, go back to the first one."""
    visited.page.reload()
    visited.page.keyboard.press("Tab")
    is_within = "() => !document.activeElement.matches('.skip-link')"
    while visited.page.locator("[autofocus]").count() and visited.run(is_within):
        visited.page.keyboard.press("Shift+Tab")


def test_keyboard_reaches_everything_in_order_and_in_sight(visited):
    visited.show(PHONE if visited.language == "ar" else DESK)
    _go_to_the_first_stop(visited)
    stops = visited.run(scripts.REACHABLE)
    faults = visited.run(scripts.FOCUSED)
    for _stop in range(1, stops):
        visited.page.keyboard.press("Tab")
        faults += visited.run(scripts.FOCUSED)
    assert faults == []
    if visited.kind not in BROKEN:
        assert visited.run("() => window.walked[0].getAttribute('href')") == "#content"


def test_skip_link_leads_to_the_content(visited):
    """That it is what the keyboard comes to first, the walk shows."""
    if visited.kind in BROKEN:
        assert visited.page.locator("header, nav").count() == 0  # nothing to skip
        return
    visited.page.focus(".skip-link")
    assert visited.page.locator(".skip-link").bounding_box()["y"] >= 0
    visited.page.keyboard.press("Enter")
    assert visited.run("() => document.activeElement.id") == "content"
    visited.page.keyboard.press("Tab")
    assert visited.run("() => document.activeElement.closest('main, footer') !== null")


def test_page_is_the_visitors_business_alone(visited):
    """Last: it tells what all the other checks have made the page ask for and complain of."""
    assert visited.foreign == []
    assert visited.complaints == []
    assert [c["name"] for c in visited.page.context.cookies()] == _cookies(visited.kind)


def _cookies(kind: str) -> list[str]:
    """Return the names of the cookies that a kind of page may leave: only a form that is sent needs one."""
    return ["csrftoken"] if kind == "log in" else []
