"""Examples for the document: what the API answers at this moment, as anyone would be told it."""

from __future__ import annotations

import copy
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve
from wagtail.models import Page

from cms_site.api.openapi.document import ROOT
from cms_site.api.openapi.schemas import page_types
from cms_site.api.v2.router import ContentRouter

JSON = "application/json"


def with_examples(document: dict, router: ContentRouter) -> dict:
    """Return a copy of ``document`` with examples from what is public now, where there is any."""
    document = copy.deepcopy(document)
    paths = document["paths"]
    for path in (f"{ROOT}site/", f"{ROOT}changes/"):
        _give(paths[path], {"now": asked(path, "limit=1" if "changes" in path else "")})
    for name, viewset in router.endpoints():
        path = f"{ROOT}{name}/"
        _give(paths[path], {"now": asked(path, "limit=1")})
        details = {}
        for label, query in _kinds(viewset):
            if (key := _first(asked(path, query))) is not None:
                details[label] = asked(f"{path}{key}/")
        _give(paths[f"{path}{{id}}/"], details)
    return document


def _kinds(viewset) -> list[tuple[str, str]]:
    """Return the types of an endpoint, each with the query for one item of it."""
    if viewset.model is Page:
        labels = [model._meta.label for model in page_types()]
        return [(label, f"type={label}&limit=1&fields=_,id") for label in labels]
    return [(viewset.model._meta.label, "limit=1&fields=_,id")]


def _first(listed: dict | None) -> int | None:
    items = listed["items"] if listed else []
    return items[0]["id"] if items else None


def _give(path: dict, found: dict[str, dict | None]) -> None:
    examples = {name: {"value": value} for name, value in found.items() if value is not None}
    if examples:
        path["get"]["responses"]["200"]["content"][JSON]["examples"] = examples


def asked(path: str, query: str = "") -> dict | None:
    """Return what the API answers to a visitor without a session, or ``None`` for an error."""
    site = urlsplit(settings.SITE_URL)
    request = HttpRequest()
    request.method = "GET"
    request.path = request.path_info = path
    request.GET = QueryDict(query)
    request.META = {
        "REQUEST_METHOD": "GET",
        "SERVER_NAME": site.hostname or "localhost",
        "SERVER_PORT": str(site.port or (443 if site.scheme == "https" else 80)),
        "QUERY_STRING": query,
        "PATH_INFO": path,
    }
    try:
        match = resolve(path)
    except Resolver404:
        return None
    response = match.func(request, *match.args, **match.kwargs)
    if response.status_code != 200:
        return None
    if hasattr(response, "render"):
        response.render()
    return orjson.loads(response.content)
