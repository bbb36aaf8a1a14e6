"""A page that is open in the browser, with all that it asked for and complained of."""

from __future__ import annotations

from dataclasses import dataclass, field

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.e2e import scripts
from tests.e2e.kinds import broken_page, path_of

PHONE, DESK = 390, 1280
HEIGHT = 844
# Chromium's word for the status of a page that is missing by intent.
EXPECTED = "Failed to load resource: the server responded with a status of 404"


@dataclass
class Visit:
    """One page in one language; the checks change its width and colours and leave it as they like."""

    site: str
    kind: str
    language: str
    page: Page
    complaints: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)

    def show(self, width: int, scheme: str = "light", **media) -> None:
        """Show the page at another width, in other colours, on another medium."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce", **media)

    def run(self, script: str):
        """Run one of ``scripts`` and return what it found."""
        return self.page.evaluate(script)

    def violations(self, *without: str) -> list[tuple[str, list[str]]]:
        """Return what axe finds with all its rules, but for those in ``without``."""
        if not self.run("() => 'axe' in window"):
            self.page.evaluate(Axe().axe_script)
        return self.page.evaluate(scripts.AXE, list(without))


def visit(browser: Browser, site: str, kind: str, language: str) -> Visit:
    """Open one page of ``kind`` in ``language``, as a visitor with a desk computer."""
    context = browser.new_context(
        viewport={"width": DESK, "height": HEIGHT}, reduced_motion="reduce", locale=language
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    context.route(
        "**/broken/*",
        lambda r: r.fulfill(body=broken_page(r.request.url), content_type="text/html"),
    )
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
    page.goto(f"{site}{path_of(kind, language, site)}")
    page.evaluate("() => document.fonts.ready")
    return visited
