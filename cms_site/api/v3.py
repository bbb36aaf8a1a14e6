"""Staff automation: Wagtail's own v3 API, of which nothing public depends; a token for everything."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse, JsonResponse
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.urls import api
from wagtail.utils.urlpatterns import decorate_urlpatterns

# What the API can do is no secret; what it holds is.
OPEN_VIEWS = ("openapi-json", "openapi-view")

_tokens = BearerTokenAuth()


def needs_token(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 401 unless the request carries a valid token.

    Stock Wagtail takes a request with a bad token for an anonymous one, and answers it.
    """

    @wraps(view)
    def gate(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        match = request.resolver_match
        if match is None or match.url_name not in OPEN_VIEWS:
            scheme, _separator, token = request.headers.get("Authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not _tokens.authenticate(request, token.strip()):
                response = JsonResponse({"detail": "A valid bearer token is needed."}, status=401)
                response["WWW-Authenticate"] = 'Bearer realm="Wagtail API v3 (preview)"'
                response["Cache-Control"] = "private, no-store"
                return response
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        return response

    gate.csrf_exempt = getattr(view, "csrf_exempt", True)
    return gate


_patterns, _app_name, _namespace = api.urls
decorate_urlpatterns(_patterns, needs_token)
urls = (_patterns, _app_name, _namespace)
