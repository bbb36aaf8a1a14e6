"""The version of the public content: the highest sequence of the journal known on this host.

The workers of a host share it through a small file in ``VAR_DIR``, mapped into memory. Whoever commits
announces the new sequence; a thread in each worker listens for what other hosts announce, and asks the
database each second, so that a lost announcement is made good.
"""

from __future__ import annotations

import fcntl
import gc
import hashlib
import logging
import mmap
import os
import socket
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection

logger = logging.getLogger(__name__)

# Seconds after which a version that nothing has confirmed is no longer believed.
DEADLINE = 3.0
# Seconds after which a database that has not answered the smallest question counts as hanging.
PATIENCE = 2.0
INTERVAL = 1.0

# The file holds three 64-bit numbers: an epoch, which changes when the journal went back to an earlier
# state (a restored backup); the sequence; and the time of the last change in microseconds.
EPOCH, SEQUENCE, TIME = range(3)
LENGTH = 24

Stamp = tuple[int, int]


class _Shared:
    """The mapped file. Reading takes no lock: each number is read and written as a whole."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        if os.fstat(self.file).st_size < LENGTH:
            os.ftruncate(self.file, LENGTH)
        self.path = path
        self.numbers = memoryview(mmap.mmap(self.file, LENGTH)).cast("q")

    def store(self, sequence: int, microseconds: int, *, is_reset: bool = False) -> bool:
        """Store a higher sequence, or any when it ``is_reset``; return whether it was stored.

        The time is written first, so that no reader finds a new sequence with an old time.
        """
        lock = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            numbers = self.numbers
            if is_reset:
                numbers[EPOCH] += 1
            elif sequence <= numbers[SEQUENCE]:
                return False
            numbers[TIME] = microseconds
            numbers[SEQUENCE] = sequence
            return True
        finally:
            os.close(lock)


_shared: _Shared | None = None
_opening = threading.Lock()


def path() -> Path:
    """Return where the version of this installation's content is kept."""
    return Path(settings.VAR_DIR) / "version"


def _open() -> _Shared:
    global _shared
    with _opening:
        if _shared is None:
            _shared = _Shared(path())
        return _shared


def current() -> int:
    """Return the highest sequence known on this host."""
    return (_shared or _open()).numbers[SEQUENCE]


def stamp() -> Stamp:
    """Return what identifies the content: the epoch and the sequence. Compare it for equality."""
    numbers = (_shared or _open()).numbers
    return numbers[EPOCH], numbers[SEQUENCE]


def changed_at() -> float:
    """Return the time of the last change in seconds since 1970."""
    return (_shared or _open()).numbers[TIME] / 1e6


def announce(sequence: int) -> None:
    """Tell the workers of this host, and other hosts, that the content is at ``sequence``.

    Call it after the commit. A sequence that is not higher than the known one changes nothing.
    Never fails for a database that is away: each host asks by itself within a second.
    """
    microseconds = _now()
    if not (_shared or _open()).store(sequence, microseconds):
        return
    if connection.vendor == "postgresql":
        try:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_notify(%s, %s)", [channel(), f"{sequence} {microseconds}"]
                )
        except (DatabaseError, InterfaceError):
            logger.warning("Other hosts were not told of %s; they ask within a second", sequence)


def channel() -> str:
    """Return the name of the channel on which the hosts of one database tell each other."""
    name = str(connection.settings_dict["NAME"])
    return "journal_" + hashlib.sha256(name.encode()).hexdigest()[:16]


def _now() -> int:
    return time.time_ns() // 1000


# --- What is known of the database ----------------------------------------------------------------


@dataclass
class _Knowledge:
    """What the thread of this process has learnt, each on the clock of the machine."""

    confirmed_at: float = float("-inf")
    asking_since: float | None = None
    is_away: bool = False
    # What the public may still see was looked at up to this sequence, in this epoch ...
    examined: Stamp | None = None
    # ... and after this one, nothing was withdrawn from it.
    withdrawn: int = 0


_knowledge = _Knowledge()


def is_confirmed() -> bool:
    """Whether the version was compared with the database within the deadline."""
    return time.monotonic() - _knowledge.confirmed_at <= DEADLINE


def is_reachable() -> bool:
    """Whether the database answers, as far as is known; it is believed to until it failed to."""
    since = _knowledge.asking_since
    return not (_knowledge.is_away or (since and time.monotonic() - since > PATIENCE))


def of_the_committed() -> Stamp | None:
    """Return the stamp if what this thread reads now is at least that new, else ``None``.

    Within a transaction there may be what is not committed, or no longer what is.
    """
    return stamp() if is_confirmed() and not connection.in_atomic_block else None


def still_public(seen: Stamp) -> bool:
    """Whether nothing was withdrawn from the public since ``seen``, so far as this host knows.

    What was withdrawn must not be shown again only because the database is away.
    """
    epoch, _sequence = now = stamp()
    if seen == now:
        return True
    return seen[0] == epoch and _knowledge.examined == now and seen[1] >= _knowledge.withdrawn


# --- The threads of a worker ----------------------------------------------------------------------

_followed_by: int | None = None
_ask_now = threading.Event()


def follow() -> None:
    """Start this process's threads that follow the journal, unless they run; cheap to call."""
    global _followed_by
    if _followed_by == os.getpid():
        return
    with _opening:
        if _followed_by == os.getpid():
            return
        _followed_by = os.getpid()
    tasks = [_ask]
    if connection.vendor == "postgresql":
        tasks += [_listen, _watch]
    for task in tasks:
        name = f"journal{task.__name__}"
        threading.Thread(target=_persist, args=[task], name=name, daemon=True).start()


def _persist(task: Callable[[], None]) -> None:
    """Run ``task`` for ever, again after each failure."""
    while True:
        try:
            task()
        except Exception as error:
            logger.warning("Following the journal failed and is tried again: %s", error)
        finally:
            with suppress(Exception):
                connection.close()
        time.sleep(INTERVAL / 2)


def _ask() -> None:
    """Compare with the database each second, and at once when listening has begun anew."""
    while True:
        _ask_now.clear()
        if connection.vendor == "sqlite":
            _knowledge.is_away = not _answers()
        poll()
        _ask_now.wait(INTERVAL)


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM sqlite_master LIMIT 1")
    except (DatabaseError, InterfaceError):
        return False
    return True


def _listen() -> None:
    """Store what other hosts announce, and see each second whether the database answers at all."""
    import psycopg

    try:
        parameters: dict[str, Any] = connection.get_connection_params()
        _knowledge.asking_since = time.monotonic()
        with closing(psycopg.connect(**parameters, autocommit=True)) as own:
            own.execute(f"LISTEN {channel()}")
            _ask_now.set()  # what was announced before is lost
            while True:
                _knowledge.asking_since = time.monotonic()
                own.execute("SELECT 1")
                _knowledge.asking_since = None
                _knowledge.is_away = False
                until = time.monotonic() + INTERVAL
                while (left := until - time.monotonic()) > 0:
                    for told in own.notifies(timeout=left, stop_after=1):
                        sequence, microseconds = map(int, told.payload.split())
                        (_shared or _open()).store(sequence, microseconds)
    finally:
        _knowledge.is_away = True
        _knowledge.asking_since = None


def poll() -> None:
    """Compare the version with the database once, draining what was written by hand."""
    from cms_site.journal.drain import drain

    began = time.monotonic()
    known = stamp()
    sequence = drain()
    shared = _shared or _open()
    if sequence > current():
        shared.store(sequence, _time_of(sequence))
    elif sequence < known[1] and stamp() == known:
        # Another, older database: all that was made from the later content is void.
        shared.store(sequence, _now(), is_reset=True)
    _examine(sequence)
    _knowledge.confirmed_at = began
    if not connection.in_atomic_block:
        connection.close()  # back to the pool, for a request to have it


def _time_of(sequence: int) -> int:
    from cms_site.journal.models import Change

    told = Change.objects.filter(pk=sequence).values_list("time", flat=True).first()
    return int(told.timestamp() * 1e6) if told else _now()


def _examine(sequence: int) -> None:
    """Note whether something was withdrawn from the public up to ``sequence``."""
    from cms_site.journal.models import GONE, Change

    epoch = stamp()[0]
    before = _knowledge.examined
    if before == (epoch, sequence):
        return
    if before is None or before[0] != epoch:
        _knowledge.withdrawn = sequence
    else:
        # A change without a type may be anything, a setting or a migration: count it as one.
        since = Change.objects.filter(pk__gt=before[1], pk__lte=sequence)
        gone = [
            pk
            for pk, event, kind in since.values_list("pk", "event", "type")
            if event in GONE or not kind
        ]
        _knowledge.withdrawn = max([_knowledge.withdrawn, *gone])
    _knowledge.examined = (epoch, sequence)


def _watch() -> None:
    """Free what waits for a database that hangs, so that it can be answered with an error.

    Nothing else ends such a wait: the limits for statements are kept by the server that hangs.
    """
    while True:
        time.sleep(INTERVAL / 4)
        since = _knowledge.asking_since
        if since and time.monotonic() - since > PATIENCE:
            cut_off()
            time.sleep(INTERVAL)


def cut_off() -> None:
    """Shut down the connections of this process to PostgreSQL; what waits for them fails at once."""
    import psycopg

    # Asked of the garbage collector, because neither Django nor the pool tells which are in use. Its
    # objects may be lazy ones, which isinstance() would wake up, and with them a query.
    for held in gc.get_objects():
        if issubclass(type(held), psycopg.Connection) and not held.closed:
            with suppress(Exception), socket.socket(fileno=os.dup(held.pgconn.socket)) as wire:
                wire.shutdown(socket.SHUT_RDWR)
