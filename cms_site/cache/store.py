"""Entries in memory: bounded by bytes, the least recently used go first."""

from __future__ import annotations

import threading
from collections import OrderedDict

from cms_site.cache.entries import Entry

# No single answer takes more than this part of the memory.
LARGEST = 1 / 8


class Store:
    """Keeps up to ``limit`` bytes of entries; with 0 it keeps none."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._entries: OrderedDict[str, Entry] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: str) -> Entry | None:
        """Return the entry of ``key``, of whatever version, as the one used last."""
        entry = self._entries.get(key)
        if entry is not None:
            try:
                self._entries.move_to_end(key)
            except KeyError:  # it was just dropped
                return entry
        return entry

    def put(self, key: str, entry: Entry) -> None:
        """Keep ``entry`` in place of an older one, dropping what was not used for longest."""
        with self._lock:
            if (old := self._entries.pop(key, None)) is not None:
                self.size -= old.stored
            entry.stored = len(key) + entry.size
            if entry.stored <= self.limit * LARGEST:
                self._entries[key] = entry
                self.size += entry.stored
            self._shrink()

    def grown(self, key: str, entry: Entry) -> None:
        """Count what ``entry`` has grown by since it was put, if it is still kept."""
        with self._lock:
            if self._entries.get(key) is entry:
                size = len(key) + entry.size
                self.size += size - entry.stored
                entry.stored = size
                self._shrink()

    def _shrink(self) -> None:
        while self.size > self.limit and self._entries:
            _key, dropped = self._entries.popitem(last=False)
            self.size -= dropped.stored
