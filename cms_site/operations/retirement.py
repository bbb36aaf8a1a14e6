"""Content types whose code is gone while their pages or records are still in the database."""

from __future__ import annotations

from dataclasses import dataclass

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder
from wagtail.models import Page


@dataclass(frozen=True)
class RetiredType:
    """What one type left behind: ``tables`` with their rows, and the pages among them."""

    label: str
    pages: int
    live_pages: int
    records: int
    tables: tuple[str, ...]


def retired_types() -> list[RetiredType]:
    """Return the types that are not installed but left pages or rows, ordered by label."""
    installed = {config.label for config in apps.get_app_configs()}
    labels = set(
        ContentType.objects.exclude(app_label__in=installed).values_list("app_label", flat=True)
    )
    known = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        found = []
        for label in sorted(labels):
            # A table belongs to the longest label that begins its name.
            longer = [other for other in labels | installed if other.startswith(f"{label}_")]
            tables = tuple(
                name
                for name in names
                if name.startswith(f"{label}_")
                and name not in known
                and not any(name.startswith(f"{other}_") for other in longer)
            )
            pages = Page.objects.filter(content_type__app_label=label)
            count = pages.count()
            rows = 0
            for name in tables:
                columns = {
                    column.name
                    for column in connection.introspection.get_table_description(cursor, name)
                }
                if "uuid" in columns:  # a record's table; children and pages are counted elsewhere
                    cursor.execute(f"SELECT COUNT(*) FROM {connection.ops.quote_name(name)}")  # noqa: S608
                    rows += cursor.fetchone()[0]
            if count or rows:
                found.append(RetiredType(label, count, pages.live().count(), rows, tables))
    return found


def unpublish(retired: RetiredType) -> int:
    """Take the type's pages off the site and return how many were live; nothing is deleted."""
    live = Page.objects.filter(content_type__app_label=retired.label).live()
    return live.update(live=False, has_unpublished_changes=True)


def delete(retired: RetiredType) -> None:
    """Delete the type's pages, records, tables, permissions and migration history.

    Pages below its pages go too. All or nothing on PostgreSQL; on SQLite likewise, because DDL is
    transactional there as well.
    """
    with connection.constraint_checks_disabled(), transaction.atomic():
        with connection.cursor() as cursor:
            cascade = " CASCADE" if connection.vendor == "postgresql" else ""
            for name in retired.tables:
                cursor.execute(f"DROP TABLE IF EXISTS {connection.ops.quote_name(name)}{cascade}")
        for page in Page.objects.filter(content_type__app_label=retired.label).order_by("-depth"):
            Page.objects.get(pk=page.pk).delete()
        ContentType.objects.filter(app_label=retired.label).delete()
        MigrationRecorder.Migration.objects.filter(app=retired.label).delete()
