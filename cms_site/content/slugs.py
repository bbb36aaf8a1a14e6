"""Slugs of pages: in plain Latin letters, never empty, and none of the site's own addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from anyascii import anyascii
from django.core.exceptions import ValidationError
from django.urls import LocalePrefixPattern, URLResolver, get_resolver
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Page


def latin(text: str) -> str:
    """Return the slug that ``text`` makes, "" where it has neither letters nor digits."""
    return slugify(anyascii(text))


def of_type(model: type[Page]) -> str:
    """Return the slug of a page whose title makes none: the name of its type, in English."""
    with translation.override("en"):
        return latin(str(model._meta.verbose_name))


def refuse_reserved(slug: str, parent: Page | None) -> None:
    """Raise ``ValidationError`` where a page ``slug`` below ``parent`` would never be shown."""
    if parent is not None and parent.depth == 2 and slug in _reserved():
        raise ValidationError(
            _("The site itself uses “%(slug)s” here; choose another slug.") % {"slug": slug}
        )


@cache
def _reserved() -> frozenset[str]:
    """Return the names below a language's front page that lead to no page."""
    routes = (
        route
        for resolver in get_resolver().url_patterns
        if isinstance(resolver.pattern, LocalePrefixPattern)
        for route in _routes(resolver)
    )
    names = {route.partition("/")[0] for route in routes}
    return frozenset(name for name in names if re.fullmatch(r"[\w.-]+", name))


def _routes(resolver: URLResolver, start: str = "") -> Iterator[str]:
    for pattern in resolver.url_patterns:
        route = start + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern, route)
        else:
            yield route
