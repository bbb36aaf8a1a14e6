"""The database as installations run it: what each engine is told, and many who publish at once."""

from __future__ import annotations

import stat
import sys
import urllib.request

import pytest
from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from cms_site.operations.database_file import make_for_the_owner
from tests.e2e.serving import served_installation
from tests.installation import PROJECT, Installation


def setting(sql: str):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


@pytest.mark.skipif("connection.vendor != 'sqlite'")
def test_sqlite_waits_for_the_writer_before_it():
    assert setting("PRAGMA synchronous") == 1  # NORMAL
    assert setting("PRAGMA foreign_keys") == 1
    assert connection.transaction_mode == "IMMEDIATE"
    assert connection.settings_dict["OPTIONS"]["timeout"] >= 10
    assert "journal_mode=WAL" in connection.settings_dict["OPTIONS"]["init_command"]


def test_file_of_the_database_is_made_for_its_owner_only(tmp_path):
    file = tmp_path / "db.sqlite3"
    settings = connections.configure_settings(
        {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": file}}
    )
    made = DatabaseWrapper(settings["default"])
    make_for_the_owner(made)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.chmod(0o640)  # as an operator wants it
    make_for_the_owner(made)
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
    assert made.connection is None


@pytest.mark.skipif("connection.vendor != 'postgresql'")
def test_postgresql_gives_up_what_takes_too_long():
    assert setting("SHOW statement_timeout") == "10s"
    assert setting("SHOW lock_timeout") == "5s"
    assert connection.settings_dict["CONN_HEALTH_CHECKS"]


PUBLISH = """
import sys
from concurrent.futures import ThreadPoolExecutor
import django; django.setup()
from django.db import connection
from pages.training_reports.models import TrainingReportPage
keys = list(TrainingReportPage.objects.values_list("pk", flat=True))
def publish(number):
    page = TrainingReportPage.objects.get(pk=keys[number % len(keys)])
    page.introduction = f"Published {number} times"
    page.save_revision().publish()
    connection.close()
with ThreadPoolExecutor(25) as pool:
    list(pool.map(publish, range(100)))
from wagtail.models import Revision
print(Revision.objects.filter(content__introduction__startswith="Published").count())
"""


@pytest.mark.slow
def test_hundred_publications_at_once_are_all_kept(tmp_path):
    """While the site is being served from the same SQLite file, and read."""
    with served_installation(tmp_path) as url:
        installation = Installation(PROJECT, var=tmp_path)
        done = installation.attempt(
            sys.executable, "-c", PUBLISH, DJANGO_SETTINGS_MODULE="cms_site.settings", SITE_URL=url
        )
        assert done.stdout.split() == ["100"], done.stderr
        told = urllib.request.urlopen(
            f"{url}/api/v2/pages/?type=training_reports.TrainingReportPage&fields=introduction"
        )
        assert b"Published" in told.read()
