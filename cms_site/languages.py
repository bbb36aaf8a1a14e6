"""Which language a request is answered in."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.middleware.locale import LocaleMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

# These have no language in their address, and none is put in front of one that is not there.
WITHOUT_LANGUAGE = ("/api/", "/-/", "/media/", "/static/", "/admin/", "/documents/")

# Files beside the pages, which have no dot.
FILE = re.compile(r"/[^/]+\.\w+|/\.well-known/.*")


class SiteLocaleMiddleware(LocaleMiddleware):
    """Django's middleware, kept off the addresses that have no language.

    Django answers any 404 with a redirect to the same path below ``/ar/``, because Wagtail's pages
    accept every path; and marks every such answer as varying with ``Accept-Language``, which in the
    API only error messages do.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        path = request.path_info
        if not (path.startswith(WITHOUT_LANGUAGE) or FILE.fullmatch(path)):
            return super().process_response(request, response)
        if response.status_code >= 400:
            patch_vary_headers(response, ("Accept-Language",))
        return response


class AccountLanguageMiddleware:
    """Answer in the editor in the language that the account prefers, refusals included.

    Wagtail turns to that language for its views only: that one may not enter, or that there is no such
    page, it would tell in the browser's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith("/admin/"):
            profile = getattr(request.user, "wagtail_userprofile", None)
            if profile is not None:
                translation.activate(profile.get_preferred_language())
        return self.get_response(request)
