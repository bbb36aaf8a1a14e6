"""Staff's writes take turns: whoever saves a page sees what the one before has saved.

Wagtail reads a page or its place in the tree, thinks, and writes whole rows back. Of two at once the
later undoes what the earlier published, and two moves leave a tree in which children are miscounted.
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import wraps

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse

LOCK = 0x7475726E  # "turn", the key of PostgreSQL's advisory lock
# Seconds for which one waits for the turn; SQLite's own wait is as long.
LONGEST_WAIT = 20
READING = ("GET", "HEAD", "OPTIONS")
# What is posted often, or takes long, and writes no content.
_NO_CONTENT = (
    "preview",
    "wagtailadmin_login",
    "wagtailadmin_logout",
    "wagtailadmin_password_reset",
)


@contextmanager
def turn() -> Generator[None]:
    """Do what is within in one transaction, after those who came before; all of it or nothing.

    Raises ``OperationalError`` where the wait takes longer than ``LONGEST_WAIT``. SQLite's
    transactions take the only lock for writing when they begin.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
                cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_WAIT}s'")
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
                cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
        yield


def taking_turns(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return ``view`` of the editor so that what it writes is written in a turn."""

    @wraps(view)
    def turned(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        name = request.resolver_match.url_name or ""
        if request.method in READING or name.startswith(_NO_CONTENT):
            return view(request, *args, **kwargs)
        with turn():
            return view(request, *args, **kwargs)

    return turned
