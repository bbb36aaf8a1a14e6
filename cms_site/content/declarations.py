"""What a model says about itself to the outlets that the frame derives from it."""

from __future__ import annotations

from wagtail.api import APIField


def api_fields(*names: str) -> list[APIField]:
    """Return the API fields ``names``: read in v2 and v3, written by staff through v3."""
    return [APIField(name, writable=True) for name in names]


def read_only(*names: str) -> list[APIField]:
    """Return API fields that are derived, so that no outlet takes them as input."""
    return [APIField(name) for name in names]
