"""How much one address may ask: a limit shared by the workers of a host, in memory of a fixed size."""

from __future__ import annotations

import hashlib
import ipaddress
import math
import mmap
import os
import time
from functools import lru_cache
from pathlib import Path
from typing import Any

SLOTS = 1 << 16


class RateLimit:
    """Lets each address make ``per_minute`` requests a minute, all at once or evenly; 0 lets all pass.

    For each address the file holds the time at which it will have used up nothing of its share. Two
    addresses may meet in a slot and share a limit; ``secret`` keeps anyone from choosing whom to meet.
    The machine itself is not limited: it is a proxy, a probe or a test.
    """

    def __init__(
        self, per_minute: int, path: Path, secret: str, *, trusts_proxy: bool = False
    ) -> None:
        self.interval = 60 / per_minute if per_minute else 0.0
        self.trusts_proxy = trusts_proxy
        self.slot = lru_cache(maxsize=4096)(self._slot)
        self._secret = hashlib.blake2b(secret.encode(), digest_size=16).digest()
        if per_minute:
            file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            os.ftruncate(file, SLOTS * 8)
            self._free_at = memoryview(mmap.mmap(file, SLOTS * 8)).cast("d")
            os.close(file)

    def wait(self, environ: dict[str, Any]) -> int:
        """Count a request; return 0, or the seconds to wait when there were too many."""
        if not self.interval:
            return 0
        slot = self.slot(self._address(environ))
        if slot is None:
            return 0
        now = time.time()
        free_at = self._free_at[slot]
        if not now < free_at <= now + 61:  # long ago, or from a clock that was set back
            free_at = now
        if free_at - now > 60 - self.interval:
            return math.ceil(free_at - now - 60 + self.interval)
        self._free_at[slot] = free_at + self.interval
        return 0

    def _address(self, environ: dict[str, Any]) -> str:
        if self.trusts_proxy and (forwarded := environ.get("HTTP_X_FORWARDED_FOR")):
            # The last one is what the trusted proxy saw; those before it are hearsay.
            return forwarded.rpartition(",")[2].strip()
        return environ.get("REMOTE_ADDR", "")

    def _slot(self, address: str) -> int | None:
        """Return where an address is counted, or ``None`` for one that is not."""
        if not address:  # over a socket of this machine
            return None
        try:
            known = ipaddress.ip_address(_without_port(address))
        except ValueError:
            # Written as nobody writes one: all of them share a limit, so that none goes without.
            return self._place(b"")
        if known.version == 6:
            known = known.ipv4_mapped or known
        if known.is_loopback:
            return None
        # Who has one IPv6 address has 2^64 of them.
        size = 4 if known.version == 4 else 8
        return self._place(known.packed[:size])

    def _place(self, network: bytes) -> int:
        digest = hashlib.blake2b(network, digest_size=4, key=self._secret).digest()
        return int.from_bytes(digest, "big") % SLOTS


def _without_port(address: str) -> str:
    """Return an address without the port that some proxies add: ``9.9.9.9:1234``, ``[2001:db8::1]:80``."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    host, _colon, port = address.partition(":")
    return host if port.isdecimal() else address
