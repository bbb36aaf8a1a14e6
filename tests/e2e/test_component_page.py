"""Every component with extreme content, in the browser: whole and open to everyone at two widths."""

from __future__ import annotations

import pytest

from tests.e2e import scripts
from tests.e2e.kinds import LANGUAGES
from tests.e2e.visits import DESK, HEIGHT, PHONE, Visit

pytestmark = pytest.mark.browser

# Each component stands there several times, and its navigation with the same name.
REPEATED = "landmark-unique"
PASSWORD, SEND = 'input[name="password"]', 'button[type="submit"]'


@pytest.fixture(scope="module")
def signed_in(browser, installation, site):
    """A browser in which the administrator is signed in."""
    context = browser.new_context(viewport={"width": DESK, "height": HEIGHT})
    page = context.new_page()
    page.goto(f"{site}/admin/login/")
    page.fill('input[name="username"]', "admin")
    page.fill(PASSWORD, (installation / "admin_password").read_text())
    page.locator(SEND).click()
    page.wait_for_url("**/admin/")
    yield context
    context.close()


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(code, marks=pytest.mark.xdist_group(f"browser-{code}")) for code in LANGUAGES
    ],
)
def components(request, signed_in, site) -> Visit:
    page = signed_in.new_page()
    opened = Visit(site, "components", request.param, page)
    page.on("console", lambda m: m.type == "error" and opened.complaints.append(m.text))
    page.on("request", lambda r: r.url.startswith(site) or opened.foreign.append(r.url))
    page.goto(f"{site}/-/components/{request.param}/")
    return opened


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_components_hold_whatever_they_are_given(width, components):
    components.show(width)
    for script in (scripts.OVERFLOW, scripts.OVERLAP, scripts.LOST, scripts.DIGITS, scripts.ARROWS):
        assert components.run(script) == []
    assert components.violations(REPEATED) == []


def test_components_have_grouped_numbers_to_look_at(components):
    assert components.run(scripts.GROUPED) > 10
    assert components.complaints == components.foreign == []


def test_a_thousand_items_widen_nothing(components):
    components.page.goto(f"{components.page.url}many/")
    components.show(PHONE)
    assert components.run(scripts.OVERFLOW) == []
