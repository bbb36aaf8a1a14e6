"""Addresses that no database could be asked about: refused before anything looks at them."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from cms_site.cache.keys import MAX_QUERY


class UnreadableAddressMiddleware:
    """Answer 400 to a NUL in the path, and, but for the APIs, which name the parameter, in the query.

    PostgreSQL refuses such a text, and so does the file system; both would be a 500. It stands before
    whatever looks for a file or a page.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_api = request.path_info.startswith("/api/")
        query = request.META.get("QUERY_STRING", "")
        # No page is asked with as much, and each such request would be computed anew.
        if len(query) > MAX_QUERY and not request.path_info.startswith(("/api/", "/admin/")):
            raise BadRequest(_("The query is too long."))
        if "\0" in request.path_info or (not is_api and ("%00" in query or "\0" in query)):
            raise BadRequest(_("The address cannot be read."))
        return self.get_response(request)
