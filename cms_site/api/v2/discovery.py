"""``/api/v2/``: every endpoint with what can be asked of it."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from wagtail.models import get_page_models

from cms_site.api.v2.representation import absolute
from cms_site.api.v2.router import ContentRouter


def discovery(router: ContentRouter):
    """Return the view that describes the endpoints of ``router``."""

    @require_safe
    def view(request: HttpRequest) -> JsonResponse:
        endpoints = [
            {
                "name": name,
                "url": absolute(f"/api/v2/{name}/"),
                "type": viewset.model._meta.label,
                "fields": sorted(viewset.available_names(viewset.model)),
                "filters": viewset.filterable_names(viewset.model),
                "orderings": viewset.sortable_names(viewset.model),
                "formats": ["json"],
            }
            for name, viewset in router.endpoints()
        ]
        pages = dict(router.endpoints())["pages"]
        types = [
            {
                "type": model._meta.label,
                "url": absolute(f"/api/v2/pages/?type={model._meta.label}"),
                "fields": sorted(pages.available_names(model)),
                "filters": pages.filterable_names(model),
                "orderings": pages.sortable_names(model),
            }
            for model in get_page_models()
            if model._meta.app_label != "wagtailcore"
        ]
        data = {
            "endpoints": [
                *endpoints,
                {"name": "site", "url": absolute("/api/v2/site/"), "formats": ["json"]},
            ],
            "page_types": types,
        }
        response = JsonResponse(data, json_dumps_params={"ensure_ascii": False})
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return view
