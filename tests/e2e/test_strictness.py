"""Every kind of page in three languages: open to everyone, whole at every width, and nobody else's business.

A page is opened once, and one test tells all that is wrong with it: at two widths, light and dark, by the
keyboard. What needs the page as it was opened comes first.
"""

from __future__ import annotations

import pytest

from tests.e2e import scripts
from tests.e2e.kinds import BROKEN, KINDS, LANGUAGES
from tests.e2e.visits import DESK, PHONE, Visit, visit

pytestmark = pytest.mark.browser

# 1280 px at 400 % (WCAG 2.2, 1.4.10).
ENLARGED = 320
# Where what stands side by side has the least room.
TABLET = 700
WHOLE = ("OVERFLOW", "OVERLAP", "LOST", "NUMBERS")
FROM_ITS_START = ("STARTS", "ARROWS", "DIGITS")
# What other colours can change: axe's rules of the category "cat.color".
COLOURS = ("color-contrast", "link-in-text-block")

PAGES = [
    pytest.param(kind, language, id=f"{language}-{kind}")
    for kind in KINDS
    for language in LANGUAGES
    if kind not in BROKEN or language == "ar"  # these speak all three at once
]


@pytest.mark.parametrize(("kind", "language"), PAGES)
def test_page_is_open_to_everyone_and_whole(kind, language, visitors, site):
    visited = visit(visitors, site, kind, language)
    visited.show(PHONE if language == "ar" else DESK)
    walk(visited)
    skip(visited)
    direction = "rtl" if language == "ar" else "ltr"
    found = visited.run("() => getComputedStyle(document.documentElement).direction")
    visited.expect("direction", found, direction)
    visited.check("HEADINGS")
    for width in (DESK, PHONE):
        visited.show(width, "light")
        visited.check(*WHOLE, *FROM_ITS_START)
        visited.check_with_axe()
        visited.show(width, "dark")
        visited.check_with_axe(only=COLOURS)
    visited.show(TABLET)
    visited.check(*WHOLE)
    visited.show(PHONE)
    visited.check("TARGETS")
    visited.run(scripts.SPACED)
    visited.shown += " spaced"
    visited.check(*WHOLE)
    visited.run(scripts.UNSPACED)
    visited.show(ENLARGED)
    visited.check(*WHOLE)
    visited.expect("other hosts", visited.foreign, [])
    visited.expect("console", visited.complaints, [])
    visited.expect("cookies", [c["name"] for c in visitors.cookies()], cookies_of(kind))
    assert visited.faults == []


def walk(visited: Visit) -> None:
    """Go through the page by the keyboard alone: everything is reached, in order and in sight."""
    visited.page.keyboard.press("Tab")
    is_within = "() => !document.activeElement.matches('.skip-link')"
    while visited.page.locator("[autofocus]").count() and visited.run(is_within):
        visited.page.keyboard.press("Shift+Tab")
    stops = visited.run(scripts.BEGIN_WALK)
    for _stop in range(1, stops):
        visited.page.keyboard.press("Tab")
    visited.check("END_WALK")
    visited.expect("stops", visited.run("() => window.walked.length"), stops)
    if visited.kind not in BROKEN:
        first = visited.run("() => window.walked[0].getAttribute('href')")
        visited.expect("the first stop", first, "#content")


def skip(visited: Visit) -> None:
    """Follow the link that leads past the head. That the keyboard comes to it first, the walk shows."""
    if visited.kind in BROKEN:
        visited.expect("what to skip", visited.page.locator("header, nav").count(), 0)
        return
    visited.page.focus(".skip-link")
    is_in_sight = visited.page.locator(".skip-link").bounding_box()["y"] >= 0
    visited.expect("the skip link is in sight", is_in_sight, True)
    visited.page.keyboard.press("Enter")
    visited.expect("after skipping", visited.run("() => document.activeElement.id"), "content")
    visited.page.keyboard.press("Tab")
    within = "() => document.activeElement.closest('main, footer') !== null"
    visited.expect("further within the content", visited.run(within), True)


def cookies_of(kind: str) -> list[str]:
    """Return the names of the cookies that a kind of page may leave: only a form that is sent needs one."""
    return ["csrftoken"] if kind == "log in" else []
