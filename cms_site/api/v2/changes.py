"""``/api/v2/changes/``: what changed since a sequence, for a mirror to replay."""

from __future__ import annotations

from datetime import UTC
from urllib.parse import urlencode

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.response import Response
from rest_framework.views import APIView

from cms_site.api.v2 import parameters
from cms_site.api.v2.problems import CONTENT_TYPE, ParameterError, problem, problem_for
from cms_site.api.v2.reading import refuse_unknown
from cms_site.api.v2.representation import absolute
from cms_site.api.v2.router import ContentRouter
from cms_site.api.v2.views import JSON
from cms_site.journal.feed import TooOldError, read
from cms_site.journal.models import GONE, Change
from cms_site.journal.sources import kinds

PARAMETERS = ("since", "type", "locale", "limit", "format")
DEFAULT_LIMIT = 100
MAX_LIMIT = 1000
MAX_SEQUENCE = 2**53 - 1
PATH = "/api/v2/changes/"


class ChangesView(APIView):
    """The change feed, oldest first. It never looks at a session."""

    authentication_classes: list = []
    permission_classes: list = []
    renderer_classes = [JSON]
    http_method_names = ["get", "head", "options"]
    router: ContentRouter | None = None

    def perform_content_negotiation(self, request, force=False):
        renderer = self.get_renderers()[0]
        return renderer, renderer.media_type

    def handle_exception(self, exc):
        answer = problem_for(exc)
        if answer is None:
            raise exc
        answer.exception = True
        return answer

    def finalize_response(self, request, response, *args, **kwargs):
        response = super().finalize_response(request, response, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        # Each reading drains the journal first, so that it lacks nothing that was committed before.
        response.setdefault("Cache-Control", "no-cache")
        return response

    def options(self, request, *args, **kwargs) -> Response:
        return Response(status=204, headers={"Allow": "GET, HEAD, OPTIONS"})

    def get(self, request) -> Response:
        query = request.GET
        refuse_unknown(request._request, *PARAMETERS)
        if query.get("format", "json") != "json":
            raise ParameterError("format", _("This endpoint answers json."))
        since = parameters.whole_number(query, "since", 0, 0, MAX_SEQUENCE)
        limit = parameters.whole_number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
        locale = parameters.language(query) or ""
        try:
            reading = read(since, limit, _types(query.get("type")), locale)
        except TooOldError:
            return self._too_old()
        after = urlencode({**query.dict(), "since": reading.reached})
        meta = {
            "total_count": len(reading.changes),
            "latest": reading.latest,
            "next": absolute(f"{PATH}?{after}"),
            "is_complete": reading.is_complete,
        }
        return Response({"meta": meta, "items": [self._told(c) for c in reading.changes]})

    def _told(self, change: Change) -> dict:
        model = kinds().get(change.kind)
        detail = None
        if model is not None and change.event not in GONE:
            detail = self.router.get_object_detail_urlpath(model, change.object_id)
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

    @staticmethod
    def _too_old() -> Response:
        detail = _("Deletions since this sequence are no longer kept. Take a full export again.")
        data = problem(410, detail, [{"parameter": "since", "message": detail}])
        start = {"latest": absolute(PATH + "?since=0&limit=1"), "export": absolute("/api/v2/")}
        return Response({**data, "start_again": start}, status=410, content_type=CONTENT_TYPE)


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
    return [known[name.lower()] for name in names]


def types() -> list[str]:
    """Return every type that the feed tells, page types one by one."""
    from wagtail.models import Page, get_page_models

    pages = [m._meta.label for m in get_page_models() if m is not Page]
    records = [m._meta.label for m in kinds().values() if m is not Page]
    return sorted([*pages, *records])
