"""Probes for whatever runs the product: ``/-/live`` and ``/-/ready``."""

from __future__ import annotations

from functools import cache

from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from cms_site.journal import triggers, version

Migration = tuple[str, str]


@cache
def migrations() -> dict[Migration, list[Migration]]:
    """Return the migrations of the installed applications, each with those it replaces.

    Reading them takes as long as a hundred answers: a probe does it once.
    """
    graph = MigrationLoader(None, ignore_no_migrations=True).graph
    return {key: [*migration.replaces] for key, migration in graph.nodes.items()}


def pending_migrations() -> list[Migration]:
    """Return the migrations that are still to be applied to the database. One or two queries."""
    applied = MigrationRecorder(connection).applied_migrations()
    return [
        key
        for key, replaced in migrations().items()
        if key not in applied and not (replaced and all(old in applied for old in replaced))
    ]


def _answer(is_well: bool, **details: object) -> JsonResponse:
    response = JsonResponse(
        {"status": "ok" if is_well else "unavailable", **details}, status=200 if is_well else 503
    )
    response["Cache-Control"] = "no-store"
    if not is_well:
        response["Retry-After"] = "5"
    return response


@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """Answer 200 while the process answers at all."""
    return _answer(True)


@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database is reachable and migrated, else 503 saying which is not."""
    if not version.is_reachable():  # asked, it would make the probe wait
        return _answer(False, database="unreachable", migrations="unknown")
    try:
        pending = pending_migrations()
        lacking = [] if pending else triggers.missing(connection)
    except (DatabaseError, InterfaceError, OSError):
        return _answer(False, database="unreachable", migrations="unknown")
    if pending:
        return _answer(False, database="ok", migrations=f"{len(pending)} pending")
    if lacking:
        return _answer(False, database="ok", migrations="ok", journal="triggers missing")
    return _answer(True, database="ok", migrations="ok", journal="ok")
