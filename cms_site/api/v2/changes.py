"""``/api/v2/changes/``: what changed since a sequence, for a mirror to replay."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Page, get_page_models

from cms_site.api.v2 import parameters
from cms_site.api.v2.problems import CONTENT_TYPE, ParameterError, problem
from cms_site.api.v2.reading import reading, refuse_unknown
from cms_site.api.v2.renderers import encoded
from cms_site.api.v2.representation import absolute
from cms_site.api.v2.router import ContentRouter
from cms_site.cache.entries import NOT_KEPT
from cms_site.journal.feed import TooOldError, read
from cms_site.journal.models import GONE, Change
from cms_site.journal.sources import kinds

PARAMETERS = ("since", "type", "locale", "limit")
DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
MAX_SEQUENCE = 2**53 - 1
PATH = "/api/v2/changes/"
EVERY_PAGE = Page._meta.label


def changes(router: ContentRouter):
    """Return the view of the change feed, oldest first, with the addresses that ``router`` knows."""

    @reading
    def view(request: HttpRequest) -> HttpResponse:
        response = _answer(request, router)
        # Each reading drains the journal first, so that it lacks nothing that was committed before.
        response["Cache-Control"] = NOT_KEPT
        return response

    return view


def _answer(request: HttpRequest, router: ContentRouter) -> HttpResponse:
    query = request.GET
    refuse_unknown(request, *PARAMETERS)
    since = parameters.whole_number(query, "since", 0, 0, MAX_SEQUENCE)
    limit = parameters.whole_number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    locale = parameters.language(query) or ""
    try:
        page = read(since, limit, _types(query.get("type")), locale)
    except TooOldError:
        return _too_old()
    after = urlencode({**query.dict(), "since": page.reached})
    meta = {
        "latest": page.latest,
        "next": absolute(f"{PATH}?{after}"),
        "is_complete": page.is_complete,
    }
    items = [_told(change, router) for change in page.changes]
    return HttpResponse(encoded({"meta": meta, "items": items}), content_type="application/json")


def _told(change: Change, router: ContentRouter) -> dict:
    model = kinds().get(change.kind)
    detail = None
    if model is not None and change.event not in GONE:
        detail = router.get_object_detail_urlpath(model, change.object_id)
    return {
        "sequence": change.sequence,
        "time": timezone.localtime(change.time, UTC).isoformat().replace("+00:00", "Z"),
        "event": change.event,
        "type": change.type,
        "uuid": str(change.uuid),
        "id": change.object_id,
        "locale": change.locale or None,
        "detail_url": absolute(detail),
        "html_url": change.html_url or None,
        "previous_html_url": change.previous_html_url or None,
    }


def _too_old() -> HttpResponse:
    detail = _(
        "It is not known any more what changed since this sequence. Take a full export again."
    )
    data = problem(410, detail, [{"parameter": "since", "message": detail}])
    start = {"latest": absolute(PATH + "?since=0&limit=1"), "export": absolute("/api/v2/")}
    told = encoded({**data, "start_again": start})
    return HttpResponse(told, status=410, content_type=CONTENT_TYPE)


def _types(raw: str | None) -> list[str]:
    """Return the types asked for, spelt as the feed tells them."""
    if raw is None:
        return []
    known = {label.lower(): label for label in types()}
    names = raw.split(",")
    for name in names:
        if name.lower() not in known:
            raise ParameterError(
                "type", _("“%(value)s” is no type of the feed.") % {"value": name[:100]}
            )
    # As in the lists, ``wagtailcore.Page`` is a page of whatever type.
    wanted = {known[name.lower()] for name in names}
    return sorted(wanted | set(page_types()) if EVERY_PAGE in wanted else wanted)


def types() -> list[str]:
    """Return every type that the feed tells, page types one by one."""
    records = [m._meta.label for m in kinds().values() if m is not Page]
    return sorted([EVERY_PAGE, *page_types(), *records])


def page_types() -> list[str]:
    """Return the type of every kind of page."""
    return [m._meta.label for m in get_page_models() if m is not Page]
