"""Which language a request is answered in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils.cache import patch_vary_headers

# These have no language in their address, and none is put in front of one that is not there.
WITHOUT_LANGUAGE = ("/api/", "/-/", "/media/", "/static/", "/admin/", "/documents/")


class SiteLocaleMiddleware(LocaleMiddleware):
    """Django's middleware, kept off the addresses that have no language.

    Django answers any 404 with a redirect to the same path below ``/ar/``, because Wagtail's pages
    accept every path; and marks every such answer as varying with ``Accept-Language``, which in the
    API only error messages do.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        if not request.path_info.startswith(WITHOUT_LANGUAGE):
            return super().process_response(request, response)
        if response.status_code >= 400:
            patch_vary_headers(response, ("Accept-Language",))
        return response
