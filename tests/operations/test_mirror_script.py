"""The script that delegations are given: it keeps its copy equal to the site while staff edit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.serving import served_installation
from tests.installation import PROJECT

pytestmark = pytest.mark.slow

# What staff do between two runs: edit, move, withdraw, restrict, delete.
EDITS = """
from wagtail.models import Page, PageViewRestriction
from pages.agreements.models import AgreementPage
from pages.success_stories.models import SuccessStoryPage
from pages.training_reports.models import TrainingReportPage
from snippets.cooperatives.models import Cooperative
story = SuccessStoryPage.objects.filter(locale__language_code="fr").first()
story.title = "Renommée"
story.save_revision().publish()
reports = TrainingReportPage.objects.filter(locale__language_code="ar")
reports[0].move(reports[0].get_parent(), "last-child")
reports[1].unpublish()
PageViewRestriction.objects.create(page=Page.objects.get(pk=AgreementPage.objects.first().pk), restriction_type="login")
SuccessStoryPage.objects.filter(locale__language_code="en").last().delete()
Cooperative.objects.filter(live=True).update(members=7)
"""


def mirror(site: str, file: Path) -> dict:
    """Run the script once and return its copy."""
    command = [sys.executable, PROJECT / "docs" / "mirror.py", site, file]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    copy = json.loads(file.read_text(encoding="utf-8"))
    assert done.stdout == f"{len(copy['items'])} items at {copy['since']}\n"
    return copy


def test_copy_follows_what_staff_do(tmp_path):
    folder = tmp_path / "installation"
    with served_installation(folder) as site:
        kept = tmp_path / "kept.json"
        before = mirror(site, kept)
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "cms_site.settings",
            "VAR_DIR": str(folder),
            "MEDIA_ROOT": str(folder / "media"),
            "SITE_URL": site,
        }
        shell = [sys.executable, "manage.py", "shell", "--no-imports", "-c", EDITS]
        subprocess.run(shell, cwd=PROJECT, env=environment, check=True)
        after = mirror(site, kept)
        assert after["items"] != before["items"]
        assert len(after["items"]) < len(before["items"])
        assert after["items"] == mirror(site, tmp_path / "new.json")["items"]
