"""The triggers: on every table that an outlet shows, made anew after migrations, missed when they lack."""

from __future__ import annotations

import datetime

import pytest
from django.apps import apps
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone
from wagtail.models import Page

from cms_site.content.content_type import page_models, record_models
from cms_site.journal import apps as journal_apps
from cms_site.journal import triggers
from cms_site.journal.capture import capture
from cms_site.journal.compaction import compact
from cms_site.journal.drain import drain, latest
from cms_site.journal.models import Change, Ledger, Touch
from cms_site.journal.sources import EVERYTHING, NEVER_PUBLIC, sources
from pages.training_reports.models import TrainingReportPage


def shown_models() -> list:
    """Return each model that the API tells, with the inline children and relations it is told with."""
    found = [*page_models(), *record_models()]
    for model in list(found):
        for f in model._meta.get_fields():
            if f.one_to_many and getattr(f, "field", None).__class__.__name__ == "ParentalKey":
                found.append(f.related_model)
    return found


@pytest.mark.parametrize("model", shown_models(), ids=lambda m: m._meta.label)
def test_every_table_that_is_shown_is_watched(model):
    source = sources()[model._meta.db_table]
    ours = {f.column for f in model._meta.local_concrete_fields}
    declared = getattr(model, "private_until", None)
    never = {model._meta.get_field(name).column for name in declared.never} if declared else set()
    since = {source.since} - {""}
    assert {*source.columns, *source.private, *since} == ours - NEVER_PUBLIC - never
    for f in model._meta.local_many_to_many:
        assert f.remote_field.through._meta.db_table in sources()


def test_every_watched_table_has_its_triggers():
    assert triggers.missing(connection) == []
    assert set(triggers.installed(connection).values()) == set(sources())


def test_no_other_model_of_a_content_type_is_left_out():
    """A table that the type brings but that nobody watches would change without being told."""
    watched = set(sources())
    for config in apps.get_app_configs():
        if config.name.startswith(("pages.", "snippets.")):
            for model in config.get_models(include_auto_created=True):
                assert model._meta.db_table in watched, model


def test_missing_trigger_is_told_by_the_check_and_the_probe(client):
    name, table = sorted(triggers.installed(connection).items())[0]
    with connection.cursor() as cursor:
        triggers._drop(connection, cursor, name, table)
    (error,) = [e for e in run_checks(databases=["default"]) if e.id == "journal.E001"]
    assert table in error.msg
    answer = client.get("/-/ready")
    assert (answer.status_code, answer.json()["journal"]) == (503, "triggers missing")
    triggers.install(connection)
    assert client.get("/-/ready").json()["journal"] == "ok"


def test_migration_drops_them_makes_them_anew_and_looks_at_everything():
    drain()
    there = triggers.installed(connection)
    journal_apps.drop_triggers(using="default", plan=["a migration"])
    assert triggers.installed(connection) == {}
    journal_apps.install_triggers(using="default", plan=["a migration"])
    assert triggers.installed(connection) == there
    assert [touch.kind for touch in Touch.objects.all()] == [EVERYTHING]
    journal_apps.drop_triggers(using="default", plan=[])
    assert triggers.installed(connection) == there


def test_every_write_of_a_publication_has_left_a_touch():
    """What a statement writes to a watched table is noted, whatever wrote it."""
    drain()
    written: set[str] = set()

    def note(execute, sql, params, many, context):
        words = sql.replace('"', " ").split()
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            written.add(words[1] if words[0] == "UPDATE" else words[2])
        return execute(sql, params, many, context)

    report = TrainingReportPage.objects.first()
    with connection.execute_wrapper(note):
        report.title = "Autre titre"
        report.save_revision().publish()
    assert {"wagtailcore_page", "training_reports_trainingreportpage"} <= written
    touched = set(Touch.objects.values_list("kind", "key"))
    assert ("wagtailcore.page", report.pk) in touched


@pytest.mark.django_db(transaction=False)
def test_connection_is_captured():
    assert capture in connection.execute_wrappers


def test_compaction_keeps_what_a_mirror_needs(client):
    drain()
    report = TrainingReportPage.objects.first()
    for title in ("Un", "Deux", "Trois"):
        Page.objects.filter(pk=report.pk).update(title=title)
        drain()
    before = latest()
    assert compact(keep_days=731) > 0
    assert latest() == before
    rows = Change.objects.filter(kind="wagtailcore.page", object_id=report.pk)
    assert rows.count() == 1
    told = client.get("/api/v2/changes/", {"since": 0, "limit": 1000}).json()
    keys = [(i["type"], i["uuid"], i["locale"]) for i in told["items"]]
    assert len(keys) == len(set(keys))


def test_mirror_that_may_have_missed_a_deletion_is_sent_back_to_the_start(client):
    drain()
    report = TrainingReportPage.objects.first()
    since = latest()
    report.delete()
    drain()
    Change.objects.filter(event="deleted").update(
        time=timezone.now() - datetime.timedelta(days=800)
    )
    Page.objects.filter(depth=3).update(title="Other")
    drain()
    assert client.get("/api/v2/changes/", {"since": since}).status_code == 200
    compact(keep_days=731)
    answer = client.get("/api/v2/changes/", {"since": since})
    assert answer.status_code == 410
    assert answer.json()["errors"][0]["parameter"] == "since"
    assert answer.json()["start_again"]["export"].endswith("/api/v2/")
    assert (
        client.get("/api/v2/changes/", {"since": Ledger.objects.get().horizon}).status_code == 200
    )
    assert client.get("/api/v2/changes/", {"since": 0}).status_code == 200


def test_mirror_of_another_journal_is_sent_back_to_the_start(client):
    assert client.get("/api/v2/changes/", {"since": latest() + 10_000}).status_code == 410
