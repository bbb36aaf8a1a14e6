"""Screenshots of each kind of page into ``screenshots/``: ``python -m tests.screenshots``.

Three languages, a phone and a desk, light and dark.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import django
from django.utils.text import slugify
from playwright.sync_api import sync_playwright

from tests.e2e.chromium import CHROMIUM, FLAGS
from tests.e2e.serving import served_installation
from tests.installation import PROJECT

WIDTHS = (390, 1280)
# Pictures far below are fetched when the reader gets there; here they all must be.
ALL_PICTURES = """async () => {
  for (const image of document.images) image.loading = "eager";
  await Promise.allSettled([...document.images].map((image) => image.decode()));
}"""
FOLDER = PROJECT / "screenshots"


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    from tests.e2e.kinds import BROKEN, KINDS, LANGUAGES, path_of

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
                for code in LANGUAGES:
                    for kind in (kind for kind in KINDS if kind not in BROKEN):
                        page.goto(f"{site}{path_of(kind, code, site)}")
                        page.evaluate(ALL_PICTURES)
                        name = slugify(kind.rpartition(".")[2])
                        target = FOLDER / f"{name}-{code}-{width}-{scheme}.png"
                        page.screenshot(path=target, full_page=True)
                context.close()
        browser.close()
    print(f"{len(list(FOLDER.glob('*.png')))} screenshots in {FOLDER}")


if __name__ == "__main__":
    main()
