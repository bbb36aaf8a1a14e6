"""An answer as it is kept: its representations with their headers, ready to send."""

from __future__ import annotations

import gzip
import hashlib
import math
import re
import threading
import time
from functools import lru_cache
from typing import NamedTuple

import brotli
from django.utils.http import http_date, parse_http_date_safe

from cms_site.journal.version import Stamp

Headers = list[tuple[str, str]]

PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=86400"
NOT_KEPT = "public, no-cache"
# Nobody keeps what is sent while the database is away for longer than that.
STALE = "public, max-age=0, s-maxage=1, must-revalidate"

SMALLEST = 200  # bytes; less is not worth compressing
_TEXT = re.compile(r"text/|application/(\w[\w.-]*\+)?(json|xml|javascript|x-ndjson)|image/svg")
_TAG = re.compile(r'"([0-9a-f]{32})(?:-br|-gzip)?"')
ENCODINGS = ("br", "gzip")
# Two changes may happen within one second, which is all that Last-Modified can tell; and another host
# may learn of a change a second later. Only after that many seconds does a date tell the content.
SETTLING = 2

_STARTED = time.time()


@lru_cache(maxsize=512)
def encoding(accepted: str) -> str:
    """Return the encoding to answer an ``Accept-Encoding`` header with: "br", "gzip" or ""."""
    weights = {}
    for part in accepted.lower().split(","):
        name, *parameters = (word.strip() for word in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter[2:])
                except ValueError:
                    weight = 0.0
        weights[name] = weight
    others = weights.get("*", 0)
    usable = {name: weights.get(name, others) for name in ENCODINGS}
    best = max(ENCODINGS, key=usable.__getitem__)
    return best if usable[best] > 0 else ""


class Representation(NamedTuple):
    """One encoding of an answer; its headers before and after its date has settled."""

    fresh: Headers
    settled: Headers
    body: bytes


class Entry:
    """An answer of one version of the content, with each encoding made at most once.

    ``stamp`` is the version read before it was computed; ``size`` counts the bytes it takes.
    """

    def __init__(
        self, stamp: Stamp, status: str, headers: Headers, body: bytes, changed_at: float = 0
    ) -> None:
        self.stamp = stamp
        self.status = status
        self.stored = 0
        self.is_ok = status.startswith("200")
        self.digest = hashlib.blake2b(body, digest_size=16).hexdigest()
        # What another process made before this one started may differ in more than its content.
        changed = math.floor(max(changed_at, _STARTED))
        self.modified_fresh, self.modified = changed, changed + SETTLING
        self.settles_at = self.modified + 1
        self._headers = headers
        self._is_text = any(n.lower() == "content-type" and _TEXT.match(v) for n, v in headers)
        self._lock = threading.Lock()
        self.representations = {"": self._represent("", body)}
        # Lists and tuples of headers twice over, and their strings once.
        self.size = len(body) + 2000 + sum(len(n) + len(v) for n, v in headers)

    def _represent(self, name: str, body: bytes) -> Representation:
        headers = [*self._headers, ("Content-Length", str(len(body)))]
        if name:
            headers.append(("Content-Encoding", name))
        if not self.is_ok:
            return Representation(headers, headers, body)
        headers.append(("ETag", self.tag(name)))
        return Representation(
            [*headers, ("Last-Modified", http_date(self.modified_fresh))],
            [*headers, ("Last-Modified", http_date(self.modified))],
            body,
        )

    def tag(self, name: str) -> str:
        """Return the entity tag of the encoding ``name``."""
        return f'"{self.digest}-{name}"' if name else f'"{self.digest}"'

    def encoded(self, name: str) -> tuple[Representation, bool]:
        """Return the representation in an encoding, and whether it was made just now."""
        found = self.representations.get(name)
        if found is not None:
            return found, False
        with self._lock:
            if name in self.representations:
                return self.representations[name], False
            plain = self.representations[""]
            made = plain
            if self._is_text and len(plain.body) >= SMALLEST:
                body = (
                    brotli.compress(plain.body, quality=5)
                    if name == "br"
                    else gzip.compress(plain.body, 6, mtime=0)
                )
                made = self._represent(name, body)
                self.size += len(body) + 200
            self.representations[name] = made
            return made, made is not plain

    def is_settled(self) -> bool:
        """Whether ``Last-Modified`` tells this content from any other."""
        return time.time() >= self.settles_at

    def is_known(self, tags: str | None, since: str | None) -> bool:
        """Whether the headers ``If-None-Match`` or ``If-Modified-Since`` name this answer."""
        if not self.is_ok:
            return False
        if tags is not None:
            return tags.strip() == "*" or self.digest in _TAG.findall(tags)
        if since is not None and self.is_settled():
            date = parse_http_date_safe(since)
            return date is not None and date >= self.modified
        return False
