"""One computation per key, however many wait for it."""

from __future__ import annotations

import threading
from collections.abc import Hashable

from cms_site.cache.entries import Entry

# Seconds after which whoever waits computes the answer alone.
TIMEOUT = 4.0


class Flight:
    """A computation under way; ``answer`` is its entry, ``None`` when all must compute their own."""

    def __init__(self) -> None:
        self.answer: Entry | None = None
        self._landed = threading.Event()

    def land(self, answer: Entry | None) -> None:
        self.answer = answer
        self._landed.set()

    def wait(self) -> Entry | None:
        """Return the answer, or ``None`` when there is none to share within the time."""
        return self.answer if self._landed.wait(TIMEOUT) else None


class Flights:
    """The computations under way, by key."""

    def __init__(self) -> None:
        self._flights: dict[Hashable, Flight] = {}
        self._lock = threading.Lock()

    def join(self, key: Hashable) -> tuple[Flight, bool]:
        """Return the flight of ``key``, and whether the caller is to compute it."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            flight = self._flights[key] = Flight()
            return flight, True

    def land(self, key: Hashable, flight: Flight, answer: Entry | None) -> None:
        """End the flight: those who wait get ``answer``, who comes later starts anew."""
        with self._lock:
            self._flights.pop(key, None)
        flight.land(answer)
