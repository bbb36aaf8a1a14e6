"""Draining after each commit that wrote content, whoever wrote it in this process."""

from __future__ import annotations

import logging
import re
from functools import cache

from django.db import DEFAULT_DB_ALIAS, connections, transaction

from cms_site.journal.sources import sources

logger = logging.getLogger(__name__)
# While a migration runs there are no triggers, and maybe no tables of the journal.
_migrating = False
_WRITE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM|TRUNCATE)\s+"?(\w+)', re.I)


@cache
def _tables() -> frozenset[str]:
    return frozenset(sources())


def capture(execute, sql, params, many, context):
    """Run a statement; when it writes to a watched table, drain after its transaction is committed.

    What writes without Django (a statement typed by hand) is drained in the background, within a second.
    """
    connection = context["connection"]
    drain_awaited(connection)
    result = execute(sql, params, many, context)
    match = _WRITE.match(sql)
    if match and match[1] in _tables():
        if connection.in_atomic_block:
            if drain_committed not in (entry[1] for entry in connection.run_on_commit):
                transaction.on_commit(drain_committed, using=connection.alias, robust=True)
        elif "RETURNING" in sql:
            # Its rows are still to be fetched, and until then SQLite has not committed.
            connection.journal_awaits = True
            _drain_when_closed(context["cursor"], connection)
        else:
            drain_committed()
    return result


def _drain_when_closed(cursor, connection) -> None:
    close = cursor.close

    def closed() -> None:
        close()
        drain_awaited(connection)

    cursor.close = closed


def drain_awaited(connection) -> None:
    """Drain what ``connection`` committed by itself, if the last statement has still to be."""
    if getattr(connection, "journal_awaits", False) and not connection.in_atomic_block:
        connection.journal_awaits = False
        drain_committed()


def drain_all_awaited(**kwargs) -> None:
    """Drain what the connections of this thread committed; at the end of a request."""
    for connection in connections.all(initialized_only=True):
        drain_awaited(connection)


def migrating(value: bool) -> None:
    """Say whether a migration is running; while one is, nothing is drained."""
    global _migrating
    _migrating = value


def drain_committed() -> None:
    """Drain; a failure is logged and made good in the background, for the touches are kept."""
    from cms_site.journal.drain import drain

    if _migrating:
        return
    try:
        drain()
    except Exception:
        logger.exception("The journal was not drained after a commit")


def watch(connection, **kwargs) -> None:
    """Capture what ``connection`` writes; for the signal ``connection_created``."""
    if connection.alias == DEFAULT_DB_ALIAS and capture not in connection.execute_wrappers:
        connection.execute_wrappers.append(capture)


def watch_open_connections() -> None:
    """Capture on the connections that were opened before the journal was ready."""
    for connection in connections.all(initialized_only=True):
        if connection.connection is not None:
            watch(connection)
