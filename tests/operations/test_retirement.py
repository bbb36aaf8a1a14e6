"""A type whose code is gone: told at the start, harmless meanwhile, dealt with by a command."""

from __future__ import annotations

from io import StringIO

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from wagtail.models import Page

from pages.agreements.models import AgreementPage


@pytest.fixture
def gone() -> Page:
    """A live page whose content type names an application that is not there."""
    page = AgreementPage.objects.filter(locale__language_code="fr", live=True).first()
    content_type = ContentType.objects.create(app_label="calls", model="callpage")
    Page.objects.filter(pk=page.pk).update(content_type=content_type)
    ContentType.objects.clear_cache()
    return Page.objects.get(pk=page.pk)


def run(*arguments: str, **options) -> str:
    out = StringIO()
    call_command("retire_content_type", *arguments, stdout=out, **options)
    return out.getvalue()


def test_check_says_what_was_left_behind(gone):
    (warning,) = [w for w in run_checks(databases=["default"]) if w.id == "content.W001"]
    assert "'calls' is not installed, but 1 page(s)" in warning.msg
    assert "retire_content_type calls" in warning.hint


def test_nothing_is_done_without_being_told(gone):
    assert "calls: 1 page(s), 1 of them live" in run()
    assert "Dry run: would unpublish" in run("calls")
    assert "Dry run: would delete" in run("calls", delete=True)
    assert Page.objects.get(pk=gone.pk).live


def test_unpublishing_keeps_the_page(gone):
    assert "Unpublished 1 page(s)." in run("calls", yes=True)
    assert not Page.objects.get(pk=gone.pk).live


def test_deleting_keeps_the_tree_sound(gone):
    run("calls", delete=True, yes=True)
    assert not Page.objects.filter(pk=gone.pk).exists()
    assert not any(Page.find_problems())
    assert run() == "Nothing was left behind.\n"


@pytest.mark.parametrize("label", ["agreements", "nothing_such"])
def test_type_that_is_there_cannot_be_retired(label, gone):
    with pytest.raises(CommandError, match="Types that did: calls"):
        run(label, delete=True, yes=True)
    assert apps.is_installed("pages.agreements")


def test_page_of_the_type_is_on_no_outlet_and_breaks_nothing(gone, client, superuser_client):
    assert client.get(gone.url).status_code == 404
    assert client.get(f"/api/v2/pages/{gone.pk}/").status_code == 404
    listed = client.get("/api/v2/pages/?limit=100&fields=*").json()["items"]
    assert gone.pk not in {item["id"] for item in listed}
    assert client.get(gone.get_parent().url).status_code == 200
    assert superuser_client.get(f"/admin/pages/{gone.get_parent().pk}/").status_code == 200


def test_pending_migrations_are_said_and_nothing_is_done(gone, monkeypatch):
    monkeypatch.setattr(
        "cms_site.operations.management.commands.retire_content_type.pending_migrations",
        lambda: ["journal.0001_journal"],
    )
    with pytest.raises(CommandError, match=r"Run manage\.py setup first"):
        run("calls", delete=True, yes=True)
    assert Page.objects.get(pk=gone.pk).live
