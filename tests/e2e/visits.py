"""A page that is open in the browser, with all that it asked for, complained of, and is found to have wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from tests.e2e import scripts
from tests.e2e.kinds import broken_page, path_of

PHONE, DESK = 390, 1280
HEIGHT = 844
# Chromium's word for the status of a page that is missing by intent.
EXPECTED = "Failed to load resource: the server responded with a status of 404"


@dataclass
class Visit:
    """One page in one language; whoever checks it changes its width and colours."""

    site: str
    kind: str
    language: str
    page: Page
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    shown: str = ""

    def show(self, width: int, scheme: str = "light", **media) -> None:
        """Show the page at another width, in other colours, on another medium."""
        self.shown = f"{width} {scheme}"
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce", **media)

    def run(self, script: str):
        """Run one of ``scripts`` and return what it found."""
        return self.page.evaluate(script)

    def check(self, *names: str) -> None:
        """Run the ``scripts`` with these names and note what they find."""
        for name in names:
            self.expect(name, self.run(getattr(scripts, name)), [])

    def check_with_axe(self, only: Iterable[str] = (), without: Iterable[str] = ()) -> None:
        """Note what axe finds."""
        self.expect("axe", self.violations(only, without), [])

    def expect(self, what: str, found: object, expected: object) -> None:
        """Note a fault where what was found is not what was expected."""
        if found != expected:
            said = f", not {expected}" if expected else ""
            self.faults.append(f"{self.shown}: {what}: {found}{said}")

    def violations(self, only: Iterable[str] = (), without: Iterable[str] = ()) -> list:
        """Return what axe finds with all its rules, with ``only`` some or ``without`` some."""
        if not self.run("() => 'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        return self.page.evaluate(scripts.AXE, [list(only), list(without)])


def new_context(browser, **options) -> BrowserContext:
    """Return a new context of the browser, as a visitor with a desk computer has it."""
    context = browser.new_context(
        viewport={"width": DESK, "height": HEIGHT}, reduced_motion="reduce", **options
    )
    context.set_default_timeout(60_000)
    context.route(
        "**/broken/**",
        lambda r: r.fulfill(body=broken_page(r.request.url), content_type="text/html"),
    )
    return context


def visit(context: BrowserContext, site: str, kind: str, language: str, path: str = "") -> Visit:
    """Open one page of ``kind`` in ``language``, where it is, or at ``path``."""
    page = context.new_page()
    visited = Visit(site, kind, language, page)
    page.on("pageerror", lambda error: visited.complaints.append(str(error)))
    page.on(
        "console",
        lambda m: (
            m.type in ("error", "warning")
            and not m.text.startswith(EXPECTED)
            and visited.complaints.append(m.text)
        ),
    )
    page.on("request", lambda r: r.url.startswith(site) or visited.foreign.append(r.url))
    page.goto(f"{site}{path or path_of(kind, language, site)}")
    page.evaluate("() => document.fonts.ready")
    return visited
