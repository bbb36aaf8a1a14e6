"""Starting without a type: the message names all that must stay away, and then everything works."""

from __future__ import annotations

import json
import re
import shutil
import sys

import pytest

from tests.installation import PROJECT, Installation, copy_of_project
from tests.template import Template

pytestmark = pytest.mark.slow


@pytest.fixture
def installation(tmp_path) -> Installation:
    return Installation(PROJECT, var=tmp_path / "var")


def check(installation: Installation, block: str):
    return installation.attempt(sys.executable, "manage.py", "check", CONTENT_TYPES_BLOCK=block)


def advice(text: str) -> str:
    return re.search(r"CONTENT_TYPES_BLOCK=(\S+)", text).group(1)


@pytest.mark.parametrize("label", ["territories", "partners", "statistics", "cooperatives"])
def test_message_names_all_that_cannot_start_without_it(label, installation):
    refused = check(installation, label)
    assert refused.returncode != 0
    assert advice(refused.stderr).split(",")[0] == label
    assert check(installation, advice(refused.stderr)).returncode == 0


def test_what_was_blocked_already_stays_in_the_list(installation):
    names = advice(check(installation, "directory,pages.information,agreements").stderr).split(",")
    assert names == ["directory", "pages.information", "agreements", "training_reports"]


@pytest.mark.parametrize("names", ["agreements", "training_reports"])
def test_what_allowed_types_need_is_named_until_they_start(names, installation):
    def started(allow: str):
        command = (sys.executable, "manage.py", "check")
        return installation.attempt(*command, CONTENT_TYPES_ALLOW=allow)

    first = names
    while said := re.search(r"CONTENT_TYPES_ALLOW=(\S+)", started(names).stderr):
        assert said[1].startswith(f"{names},")
        names = said[1]
    assert names != first
    assert started(names).returncode == 0


def test_type_that_breaks_takes_along_what_needs_it(tmp_path):
    tree = copy_of_project(tmp_path / "cms")
    models = tree / "snippets" / "sectors" / "models.py"
    models.write_text(models.read_text() + "\nraise RuntimeError('broken')\n", encoding="utf-8")
    installation = Installation(tree)
    refused = check(installation, "directory")
    assert "'sectors'" in refused.stderr
    assert "RuntimeError: broken" in refused.stderr
    names = advice(refused.stderr)
    assert set(names.split(",")) >= {"directory", "sectors", "cooperatives", "success_stories"}
    assert check(installation, names).returncode == 0


def test_section_of_a_type_that_is_switched_off_is_kept(tmp_path):
    template = Template()
    template.make()
    shutil.copytree(template.folder, tmp_path, dirs_exist_ok=True)
    installation = Installation(PROJECT, var=tmp_path)
    before, without, after = (
        installation.visit("front_page_published", CONTENT_TYPES_BLOCK=block)
        for block in ("", "success_stories,statistics_pages", "")
    )
    for met in (before, without, after):
        assert (met["saved"], met["shown"], met["described"]) == (302, 200, 200)
        assert met["kept"] == before["kept"]
        assert met["carousel"] == before["carousel"] != []
    assert "carousel" in before["told"]
    assert "carousel" not in without["told"]
    assert after["told"] == before["told"]


def test_installation_begins_without_it_and_takes_it_up_later(installation):
    block = {"CONTENT_TYPES_BLOCK": "success_stories"}
    setup = (sys.executable, "manage.py", "setup", "--no-static")
    begun = installation.attempt(*setup, **block)
    assert begun.returncode == 0, begun.stderr
    assert "of content types that are not installed; left out" in begun.stdout
    has_been_there = False
    for environment, stories in (({}, True), (block, False), ({}, True)):
        again = installation.attempt(*setup, **environment)
        assert again.returncode == 0, again.stderr
        asked = installation.attempt(
            sys.executable, "-m", "tests.plugins.visits", "the_rest_only", **environment
        )
        assert asked.returncode == 0, asked.stderr
        met = json.loads(asked.stdout.splitlines()[-1])
        assert met.pop("has stories") == stories
        # A mirror learns from the feed what is no longer there, and what is there again.
        assert ("unpublished" in met["told of stories"]) == (has_been_there and not stories)
        assert (met.pop("told of stories") in ([], ["unpublished"])) == (not stories)
        has_been_there = True
        assert set(met.values()) == {200}, met
