"""Telling a cache in front of the site what to forget: the journal, sent on by surrogate key."""

from __future__ import annotations

import logging
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from cms_site.cache.surrogates import surrogate_keys
from cms_site.journal.models import Change

logger = logging.getLogger(__name__)

TIMEOUT = 5.0
LONGEST_PAUSE = 60.0
CHANGES_AT_ONCE = 1000
KEYS_AT_ONCE = 100


class PurgeFailed(Exception):
    """The cache in front did not take what it was told to forget."""


class Purger:
    """Sends the keys of each change after the last one sent, in order.

    The position is kept in a file of this host. What was not taken is sent again: forgetting twice
    does no harm, and nobody who publishes waits for it.
    """

    def __init__(self, url: str, position: Path | None = None) -> None:
        self.url = url
        self.path = position or Path(settings.VAR_DIR) / "purged"
        self.failures = 0

    @property
    def position(self) -> int | None:
        """The sequence of the last change that was sent, ``None`` before the first time."""
        try:
            return int(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return None

    @position.setter
    def position(self, sequence: int) -> None:
        new = self.path.with_suffix(".new")
        new.write_text(str(sequence))
        new.replace(self.path)

    @property
    def pause(self) -> float:
        """The seconds to wait before the next attempt: one, and longer after each failure."""
        return min(2.0**self.failures, LONGEST_PAUSE)

    def run_once(self) -> int:
        """Send what has changed; return how many changes that were.

        Raises ``PurgeFailed`` when the cache did not take it; the position then stays where it was.
        """
        since = self.position
        latest = (
            Change.objects.order_by("-sequence").values_list("sequence", flat=True).first() or 0
        )
        if since is None or since > latest:
            # Never told, or the database is another one: nothing there is to be trusted.
            self._purge(surrogate_keys("", None))
            self.position = latest
            return 0
        changes = list(
            Change.objects.filter(sequence__gt=since)
            .order_by("sequence")
            .values_list("sequence", "kind", "object_id", "event")[:CHANGES_AT_ONCE]
        )
        if not changes:
            return 0
        keys: dict[str, None] = {}
        for _sequence, kind, object_id, event in changes:
            keys |= dict.fromkeys(surrogate_keys(kind, object_id, event))
        for some in _batches(list(keys)):
            self._purge(some)
        self.position = changes[-1][0]
        return len(changes)

    def attempt(self) -> bool:
        """Run once; return whether it went well, and log where it did not."""
        try:
            self.run_once()
        except Exception as error:
            self.failures += 1
            logger.warning("Purging failed and is tried again in %s s: %s", self.pause, error)
            return False
        self.failures = 0
        return True

    def _purge(self, keys: list[str]) -> None:
        request = urllib.request.Request(  # noqa: S310  the operator's own address
            self.url, method="PURGE", headers={"Surrogate-Key": " ".join(keys)}
        )
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT):  # noqa: S310
                pass
        except (OSError, urllib.error.URLError) as error:
            raise PurgeFailed(f"{self.url}: {error}") from error


def _batches(keys: list[str]) -> Iterator[list[str]]:
    for start in range(0, len(keys), KEYS_AT_ONCE):
        yield keys[start : start + KEYS_AT_ONCE]
