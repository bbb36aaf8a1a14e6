"""``/api/v2/``: every endpoint with what can be asked of it."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from wagtail.models import get_page_models

from cms_site.api.v2.capabilities import Capabilities
from cms_site.api.v2.reading import reading, refuse_unknown
from cms_site.api.v2.representation import absolute
from cms_site.api.v2.router import ContentRouter

SCHEMA = "/api/v2/openapi.json"


def discovery(router: ContentRouter):
    """Return the view that describes the endpoints of ``router``."""

    @reading
    def view(request: HttpRequest) -> JsonResponse:
        refuse_unknown(request)
        endpoints = [
            {
                "name": name,
                "url": absolute(f"/api/v2/{name}/"),
                "type": viewset.model._meta.label,
                **described(viewset.capabilities(viewset.model)),
            }
            for name, viewset in router.endpoints()
        ]
        pages = dict(router.endpoints())["pages"]
        types = [
            {
                "type": model._meta.label,
                "url": absolute(f"/api/v2/pages/?type={model._meta.label}"),
                **described(pages.capabilities(model)),
            }
            for model in get_page_models()
            if model._meta.app_label != "wagtailcore"
        ]
        data = {
            "schema": absolute(SCHEMA),
            "endpoints": [
                *endpoints,
                *(
                    {
                        "name": name,
                        "url": absolute(f"/api/v2/{name}/"),
                        "formats": ["json"],
                        "schema": absolute(SCHEMA),
                    }
                    for name in ("site", "changes")
                ),
                {
                    "name": "docs",
                    "url": absolute("/api/v2/docs/"),
                    "formats": ["html"],
                    "schema": absolute(SCHEMA),
                },
            ],
            "page_types": types,
        }
        return JsonResponse(data, json_dumps_params={"ensure_ascii": False})

    return view


def described(able: Capabilities) -> dict:
    """Return what a list can be asked, as data."""
    return {
        "fields": list(able.fields),
        "filters": {name: f.parameters for name, f in able.filters.items()},
        "orderings": list(able.orderings),
        "facets": list(able.facets),
        "formats": list(able.formats),
        "schema": absolute(SCHEMA),
    }
