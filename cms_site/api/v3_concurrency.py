"""Optimistic concurrency in the v3 API: ``If-Match`` with the ``ETag`` of a page's state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from wagtail.api.v3.errors import problem_response
from wagtail.models import Page

READING = ("GET", "HEAD", "OPTIONS")
# What says that a page, its drafts included, is no longer what it was.
STATE = (
    "pk",
    "path",
    "url_path",
    "live",
    "locked",
    "live_revision_id",
    "latest_revision_id",
    "latest_revision_created_at",
    "last_published_at",
)


def etag(page: Page) -> str:
    """Return the ``ETag`` of the page's state: one for the published page and its draft."""
    state = "|".join(str(getattr(page, name)) for name in STATE)
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'


def tag(response: HttpResponse, page_id: int | None) -> HttpResponse:
    """Put the ``ETag`` of the page that an answer tells on it: of a new one, its own."""
    if response.status_code == 201:
        told = json.loads(response.content)
        page_id = told["id"] if "parent" in told.get("meta", {}) else None  # a site has no parent
    if page_id is not None and response.status_code in (200, 201):
        page = Page.objects.filter(pk=page_id).first()
        if page is not None:
            response["ETag"] = etag(page)
    return response


def unless_changed(
    request: HttpRequest, page_id: int | None, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer 412 where ``If-Match`` names another state than the page's, else what ``make`` answers.

    The page stays locked until all is written: of two who saw the same state, one writes.
    """
    wanted = request.headers.get("If-Match")
    if wanted is None or page_id is None or request.method in READING:
        return make()
    with transaction.atomic():
        page = Page.objects.select_for_update().filter(pk=page_id).first()
        if page is not None and wanted.strip() != "*" and etag(page) not in parse_etags(wanted):
            detail = _("The page has changed since it was read. Read it again.")
            return problem_response(status=412, detail=detail)
        response = make()
        if response.status_code >= 400:
            transaction.set_rollback(True)
        return response
