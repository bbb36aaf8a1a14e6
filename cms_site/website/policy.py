"""What browsers may do with an answer: the Content-Security-Policy of the site and of the editor."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# The site's pages need their own files and nothing else: no inline script, no inline style, no other host.
SITE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
# Wagtail's editor writes scripts and styles into its pages, and shows previews in frames of its own.
EDITOR = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    "frame-ancestors 'self'"
)
HEADER = "Content-Security-Policy"


class ContentSecurityPolicyMiddleware:
    """Give each page its policy; a view that set one of its own keeps it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.get("Content-Type", "").startswith("text/html"):
            response.setdefault(HEADER, EDITOR if _is_for_staff(request) else SITE)
        return response


def _is_for_staff(request: HttpRequest) -> bool:
    """Whether the page is the editor's, or one of the site's with the editor's bar on it."""
    is_editor = request.path_info.startswith("/admin/")
    return is_editor or settings.SESSION_COOKIE_NAME in request.COOKIES
