"""A running installation and a real browser, once for all tests of this folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.e2e.serving import served_installation
from tests.e2e.visits import new_context


@pytest.fixture(scope="session")
def installation(tmp_path_factory) -> Path:
    """Return the folder of the installation."""
    return tmp_path_factory.mktemp("installation")


@pytest.fixture(scope="session")
def site(installation) -> Iterator[str]:
    """Return the address of an installation that is set up and served for the whole run."""
    with served_installation(installation) as url:
        yield url


@pytest.fixture
def site_password(installation, site) -> str:
    """Return the administrator's password, from the file in which the product keeps it."""
    return (installation / "admin_password").read_text()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not CHROMIUM:
        if os.environ.get("CI"):
            pytest.fail("CI needs Chromium for the browser tests")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def reader(browser) -> BrowserContext:
    """Return the browser of one who has been here before: styles, script and fonts are on their machine."""
    return new_context(browser)


@pytest.fixture
def visitors(reader) -> Iterator[BrowserContext]:
    """Return a browser without cookies, in which pages are opened with ``visit``."""
    reader.clear_cookies()
    yield reader
    for page in reader.pages:
        page.close()


@pytest.fixture
def open_page(browser, site):
    """Return a function that opens a path of the site, and fails on errors and foreign requests."""
    contexts = []
    faults: list[str] = []

    def open_(path: str, width: int = 390, **options) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 844}, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda m: m.type == "error" and faults.append(m.text))
        # The browser writes the status of a missing page to its console: no fault of the page.
        page.on("request", lambda r: r.url.startswith(site) or faults.append(r.url))
        page.goto(f"{site}{path}")
        return page

    yield open_
    for context in contexts:
        context.close()
    expected = ("data:", "Failed to load resource: the server responded with a status of 404")
    assert [fault for fault in faults if not fault.startswith(expected)] == []
