"""Answers that need no database: it is away, or the address asked too often."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, connection
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from cms_site.cache.entries import Headers

Environ = dict[str, Any]
# Makes the members of a problem document of a status and its detail.
Problem = Callable[[int, str], dict[str, Any]]

RETRY_AFTER = 5
# These pages have the site's style sheet, and forms that search it; no script.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# In the request, once a view failed for want of the database.
FAILED = "cms_site.database_failed"
# SQLite tells faults in statements with the same exception.
_SQLITE = (
    "unable to open",
    "locked",
    "disk i/o",
    "malformed",
    "readonly",
    "full",
    "not a database",
)


def connect() -> None:
    """Have failures of views noted in their requests."""
    got_request_exception.connect(note_failure, dispatch_uid="cms_site.cache")


def note_failure(sender, request=None, **kwargs) -> None:
    """Note in ``request`` that its view failed for want of the database."""
    if request is not None and is_for_want_of_database(sys.exc_info()[1]):
        request.META[FAILED] = True


def is_for_want_of_database(error: BaseException | None) -> bool:
    """Whether ``error``, or what it was raised for, says that the database did not answer."""
    while error is not None:
        if isinstance(error, InterfaceError):
            return True
        if isinstance(error, OperationalError):
            words = str(error).lower()
            return connection.vendor != "sqlite" or any(part in words for part in _SQLITE)
        error = error.__cause__ or error.__context__
    return False


def unavailable(problem: Problem | None, language: str) -> tuple[str, Headers, bytes]:
    """Return the answer while the database is away; with ``problem`` that of the API."""
    detail = ""
    if problem:
        with translation.override(language):
            detail = _("The database does not answer. Try again in a moment.")
    return _answer(503, "Service Unavailable", RETRY_AFTER, "500.html", detail, problem, language)


def too_many(problem: Problem | None, language: str, wait: int) -> tuple[str, Headers, bytes]:
    """Return the answer to an address that asked too often and is to ``wait`` some seconds."""
    detail = ""
    if problem:
        with translation.override(language):
            detail = _("Too many requests came from this address. Try again in a moment.")
    template = "cache/too_many_requests.html"
    return _answer(429, "Too Many Requests", wait, template, detail, problem, language)


def _answer(
    status: int,
    reason: str,
    retry_after: int,
    template: str,
    detail: str,
    problem: Problem | None,
    language: str,
) -> tuple[str, Headers, bytes]:
    if problem:
        with translation.override(language):
            body = json.dumps(problem(status, detail), ensure_ascii=False).encode()
        kind = "application/problem+json"
        spoken = language
    else:
        # The page says it in every language, for no view ran that would know the reader's.
        body, kind = render_to_string(template).strip().encode(), "text/html; charset=utf-8"
        spoken = ", ".join(code for code, _name in settings.LANGUAGES)
    headers = [
        ("Content-Security-Policy", POLICY),
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Content-Language", spoken),
        ("Retry-After", str(retry_after)),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
    ]
    return f"{status} {reason}", headers, body
