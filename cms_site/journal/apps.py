"""The journal's application: triggers around migrations, draining after commits, checks."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.signals import request_finished
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate, pre_migrate


class JournalConfig(AppConfig):
    name = "cms_site.journal"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms_site.content import remembered
        from cms_site.journal import capture, checks, version  # noqa: F401

        remembered.follow(version.of_the_committed)

        pre_migrate.connect(drop_triggers, sender=self)
        post_migrate.connect(install_triggers, sender=self)
        connection_created.connect(capture.watch)
        request_finished.connect(capture.drain_all_awaited)
        capture.watch_open_connections()


def drop_triggers(using: str, plan=(), **kwargs) -> None:
    """Drop the triggers before a migration that alters something."""
    from cms_site.journal import capture, triggers

    if using == DEFAULT_DB_ALIAS and plan:
        capture.migrating(True)
        triggers.drop(connections[using])


def install_triggers(using: str, plan=(), **kwargs) -> None:
    """Make the triggers after a migration, and have everything looked at that it may have changed."""
    from cms_site.journal import capture, triggers
    from cms_site.journal.models import Touch
    from cms_site.journal.sources import EVERYTHING

    capture.migrating(False)
    connection = connections[using]
    tables = connection.introspection.table_names()
    if using != DEFAULT_DB_ALIAS or Touch._meta.db_table not in tables:
        return
    triggers.install(connection)
    if plan:
        Touch.objects.using(using).create(kind=EVERYTHING)
