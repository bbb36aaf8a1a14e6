"""What is told in parts, compressed on its way: memory stays flat, and an end that fails is no end."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator

import brotli

# Workbooks are compressed in themselves.
TEXTS = ("text/csv", "application/x-ndjson")


def compressed(parts: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """Yield ``parts`` in ``encoding``, "br" or "gzip"; what closes this closes them."""
    if encoding == "br":
        brotli_ = brotli.Compressor(quality=5)
        add, end = brotli_.process, brotli_.finish
    else:
        gzip = zlib.compressobj(6, wbits=31)
        add, end = gzip.compress, gzip.flush
    try:
        for part in parts:
            if made := add(part):
                yield made
        yield end()
    finally:
        if close := getattr(parts, "close", None):
            close()
