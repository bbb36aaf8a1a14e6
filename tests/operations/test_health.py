"""The probes: the process answers; the database is there and migrated, or 503 says which is not."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder

from cms_site.operations import health


def test_process_answers_without_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get("/-/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


def test_migrated_database_is_ready(client):
    answer = client.get("/-/ready")
    assert answer.status_code == 200
    assert answer.json() == {
        "status": "ok",
        "database": "ok",
        "migrations": "ok",
        "journal": "ok",
    }
    assert answer["Cache-Control"] == "no-store"


def test_pending_migration_is_not_ready(client):
    MigrationRecorder.Migration.objects.filter(app="agreements").delete()
    answer = client.get("/-/ready")
    assert answer.status_code == 503
    assert answer.json()["migrations"].endswith("pending")
    assert answer["Retry-After"]


def test_database_out_of_reach_is_not_ready(client, monkeypatch):
    def fail():
        raise OperationalError("no server at postgres://user:secret@host")

    monkeypatch.setattr(health, "pending_migrations", fail)
    answer = client.get("/-/ready")
    assert (answer.status_code, answer.json()["database"]) == (503, "unreachable")
    assert b"secret" not in answer.content


@pytest.mark.parametrize("path", ["/-/live", "/-/ready"])
def test_probes_are_only_read(client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200
