"""Every component with extreme content, in the browser: whole and open to everyone at two widths."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext

from tests.e2e import scripts
from tests.e2e.kinds import LANGUAGES
from tests.e2e.visits import DESK, PHONE, new_context, visit

# One worker signs in and asks for the page, which it then has in all languages.
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("component-page")]

# Each component stands there several times, and its navigation with the same name.
REPEATED = "landmark-unique"
PASSWORD, SEND = 'input[name="password"]', 'button[type="submit"]'


@pytest.fixture(scope="module")
def staff(browser, installation, site) -> Iterator[BrowserContext]:
    """A browser in which the administrator is signed in."""
    context = new_context(browser)
    page = context.new_page()
    page.goto(f"{site}/admin/login/")
    page.fill('input[name="username"]', "admin")
    page.fill(PASSWORD, (installation / "admin_password").read_text())
    page.locator(SEND).click()
    page.wait_for_url("**/admin/")
    page.close()
    yield context
    context.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_components_hold_whatever_they_are_given(language, staff, site):
    path = f"/-/components/{language}/"
    components = visit(staff, site, "components", language, path)
    for width in (DESK, PHONE):
        components.show(width)
        components.check("OVERFLOW", "OVERLAP", "LOST", "DIGITS", "ARROWS")
        components.check_with_axe(without=[REPEATED])
    # That there were numbers to look at.
    assert components.run(scripts.GROUPED) > 10
    components.page.goto(f"{site}{path}many/")
    components.show(PHONE)
    components.check("OVERFLOW")
    components.expect("other hosts", components.foreign, [])
    components.expect("console", components.complaints, [])
    components.page.close()
    assert components.faults == []
