"""What other processes of a host do with the version's file. No Django in here: they start without it."""

from __future__ import annotations

import time

from cms_site.journal.version import SEQUENCE, _Shared


def store_some(path, sequences) -> None:
    """Store each of ``sequences``."""
    shared = _Shared(path)
    for sequence in sequences:
        shared.store(sequence, sequence)


def wait_for(path, sequence: int, seen) -> None:
    """Say when watching begins, and when ``sequence`` is seen."""
    shared = _Shared(path)
    seen.put("watching")
    while shared.numbers[SEQUENCE] < sequence:
        time.sleep(0.0001)
    seen.put(time.monotonic())
