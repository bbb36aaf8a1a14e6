"""System checks over the database: content left behind by types that are gone."""

from __future__ import annotations

from django.core.checks import Tags, Warning, register
from django.db import DatabaseError

from cms_site.operations.retirement import retired_types


@register(Tags.database)
def content_of_retired_types(app_configs=None, databases=None, **kwargs) -> list[Warning]:
    """Warn of pages and records whose content type is no longer installed."""
    if not databases:
        return []
    try:
        retired = retired_types()
    except DatabaseError:  # not migrated yet
        return []
    return [
        Warning(
            f"The content type '{left.label}' is not installed, but {left.pages} page(s) and "
            f"{left.records} record(s) of it are in the database.",
            hint=f"Install it again, or run: manage.py retire_content_type {left.label}",
            id="content.W001",
        )
        for left in retired
    ]
