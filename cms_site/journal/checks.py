"""System checks over the database: the triggers that the journal stands on."""

from __future__ import annotations

from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connection

from cms_site.journal import triggers
from cms_site.journal.models import Touch


@register(Tags.database)
def triggers_are_installed(app_configs=None, databases=None, **kwargs) -> list[Error]:
    """Tell the tables without their triggers: what is written there would be missed."""
    if not databases:
        return []
    try:
        if Touch._meta.db_table not in connection.introspection.table_names():
            return []  # not migrated yet
        lacking = triggers.missing(connection)
    except DatabaseError:
        return []
    if not lacking:
        return []
    return [
        Error(
            f"Tables without the triggers of the journal: {', '.join(lacking)}.",
            hint="Run: manage.py setup",
            id="journal.E001",
        )
    ]
