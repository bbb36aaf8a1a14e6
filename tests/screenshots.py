"""Screenshots of each kind of page into ``screenshots/``: ``python -m tests.screenshots``.

Three languages, a phone and a desk, light and dark.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.e2e.serving import served_installation
from tests.e2e.test_pages import PAGES
from tests.installation import PROJECT

WIDTHS = (390, 1280)
FOLDER = PROJECT / "screenshots"


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        served_installation(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for scheme in ("light", "dark"):
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": 844}, color_scheme=scheme
                )
                page = context.new_page()
                for code in ("ar", "fr", "en"):
                    for path in PAGES:
                        page.goto(f"{site}/{code}/{path}")
                        name = path.strip("/").replace("/", "-") or "home"
                        target = FOLDER / f"{name}-{code}-{width}-{scheme}.png"
                        page.screenshot(path=target, full_page=True)
                context.close()
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} screenshots in {FOLDER}")


if __name__ == "__main__":
    main()
