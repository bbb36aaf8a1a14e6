"""A content type from a separately built wheel: installed, used, uninstalled, retired."""

from __future__ import annotations

import sys
import venv
import zipfile
from pathlib import Path

import pytest

from cms_site.operations import catalogues
from tests.installation import Installation

pytestmark = pytest.mark.slow

THE_REST = dict.fromkeys(
    (
        "front page",
        "API",
        "pages in the API",
        "v3",
        "ready",
        "editor",
        "explorer",
        "form",
        "pages to add",
    ),
    200,
)


@pytest.fixture
def wheel(tree: Path) -> Path:
    """Build the wheel from the copy of its source, with the tools that are installed."""
    source = tree / "tests" / "packages" / "odco_equipment"
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", tree.parent, source)
    Installation(tree).run(sys.executable, *build)
    (built,) = tree.parent.glob("odco_equipment-*.whl")
    return built


@pytest.fixture
def installation(tree: Path) -> Installation:
    """The copy with a clean environment, which sees what is installed here: nothing is downloaded."""
    environment = tree.parent / "environment"
    venv.create(environment)
    (packages,) = environment.glob("lib/python*/site-packages")
    here = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (packages / "installed_here.pth").write_text("\n".join(here), encoding="utf-8")
    return Installation(tree, environment / "bin" / "python")


def test_wheel_has_all_the_parts_of_a_type(wheel, tmp_path):
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "unpacked")
    package = tmp_path / "unpacked" / "odco_equipment"
    for part in (
        "README.md",
        "factories.py",
        "migrations/0001_initial.py",
        "templates/equipment/equipment_guide_page.html",
    ):
        assert (package / part).is_file(), part
    for language in catalogues.LANGUAGES:
        assert catalogues.extract(package)
        assert catalogues.check(package, language).faults == []


def test_type_comes_with_its_wheel_and_goes_without_harm(wheel, installation):
    _install(installation, wheel)
    installation.manage("setup", "--no-static")
    assert installation.visit("installed") == {
        "form": 200,
        "saved": 302,
        "page": 200,
        "page is in the type's own template": True,
        "page shows the record": True,
        "page is told with its record": "Moissonneuse partagée",
        "record is told": "Moissonneuse partagée",
        "v3 knows the page": True,
        "v3 knows the record": True,
        "list": 200,
    }
    _uninstall(installation)
    warned = installation.manage("check", "--database", "default")
    assert "content.W001" in warned
    assert "'equipment' is not installed, but 1 page(s) and 1 record(s)" in warned
    met = installation.visit("uninstalled")
    failures = met.pop("fails in the editor")
    assert met == {
        **THE_REST,
        "page": 404,
        "page in the API": 404,
        "records in the API": 404,
        "explorer of the page": 200,
        "search": 200,
        "history": 200,
        "explorer lists it": True,
    }
    retired = installation.manage("retire_content_type", "equipment", "--delete", "--yes")
    assert "Deleted all that 'equipment' left behind." in retired
    assert installation.visit("retired") == {
        **THE_REST,
        "pages": 0,
        "warnings": [],
        "tree is sound": True,
    }
    assert failures == [], "what the editor offers for a page without its type must not fail"


def _install(installation: Installation, wheel: Path) -> None:
    options = ("--no-index", "--no-deps", "--disable-pip-version-check")
    installation.run(installation.python, "-m", "pip", "install", *options, wheel)


def _uninstall(installation: Installation) -> None:
    installation.run(installation.python, "-m", "pip", "uninstall", "--yes", "odco-equipment")
