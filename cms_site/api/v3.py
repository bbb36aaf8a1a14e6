"""Staff automation: Wagtail's own v3 API, of which nothing public depends; a token for everything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import re_path
from django.utils.translation import gettext as _
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.errors import PROBLEM_JSON, problem_response
from wagtail.api.v3.urls import api
from wagtail.utils.urlpatterns import decorate_urlpatterns

from cms_site.api.v3_concurrency import Target, tag, unless_changed
from cms_site.api.v3_failures import answer_to
from cms_site.api.v3_idempotency import once
from cms_site.api.v3_records import RecordsRenderer
from cms_site.api.v3_requests import refusal
from cms_site.content.retired_pages import refuse_retired_pages

# What the API can do is no secret; what it holds is.
OPEN_VIEWS = ("openapi-json", "openapi-view")

_tokens = BearerTokenAuth()


def gate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 401 unless the request carries a valid token, and problem documents for all errors.

    Stock Wagtail takes a request with a bad token for an anonymous one, and answers it.
    """

    @wraps(view)
    def gated(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        match = request.resolver_match
        try:
            is_open = match is not None and match.url_name in OPEN_VIEWS
            # Who shows a token is told that it is bad, here too.
            if is_open and "Authorization" not in request.headers:
                response = view(request, *args, **kwargs)
            else:
                response = _answer(view, request, args, kwargs)
        except Exception as error:
            response = answer_to(request, error)
        if response.status_code >= 400 and response.get("Content-Type") != PROBLEM_JSON:
            allowed = response.get("Allow")
            response = problem_response(status=response.status_code)
            if allowed:
                response["Allow"] = allowed
        response["Cache-Control"] = "private, no-store"
        return response

    gated.csrf_exempt = getattr(view, "csrf_exempt", True)
    return gated


def _answer(view: Callable[..., HttpResponse], request: HttpRequest, args, kwargs) -> HttpResponse:
    """Ask ``view``, if the request may be made, can be understood, and was not made before."""
    scheme, _separator, key = request.headers.get("Authorization", "").partition(" ")
    # As it stands: Wagtail reads the header again, and takes nothing off it.
    token = _tokens.authenticate(request, key) if scheme.lower() == "bearer" else None
    if not token:
        response = problem_response(status=401, detail=_("A valid bearer token is needed."))
        response["WWW-Authenticate"] = 'Bearer realm="Wagtail API v3 (preview)"'
        return response
    target = Target.of(kwargs)

    def make() -> HttpResponse:
        refused = refusal(request, target) or refuse_retired_pages(request, args, kwargs)
        return refused or tag(view(request, *args, **kwargs), target)

    return once(request, token, lambda: unless_changed(request, target, make))


def not_found(request: HttpRequest) -> HttpResponse:
    """Answer 404 for an address below the API that is no endpoint."""
    return problem_response(status=404, detail=_("No endpoint of the API has this address."))


not_found.csrf_exempt = True

api.renderer = RecordsRenderer()
_patterns, _app_name, _namespace = api.urls
_patterns = [*_patterns, re_path(r"^(?:.*/)?$", not_found, name="not-found")]
decorate_urlpatterns(_patterns, gate)
urls = (_patterns, _app_name, _namespace)
