"""Redirects to what the public may see only."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from wagtail.contrib.redirects.middleware import RedirectMiddleware, get_redirect
from wagtail.contrib.redirects.models import Redirect

from cms_site.content.visibility import Visibility


class PublicRedirectMiddleware(RedirectMiddleware):
    """Wagtail's, which would tell the new address of a draft or a private page to whoever asks for the old.

    A page that is renamed while it is hidden gets such a redirect by itself.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        answer = super().process_response(request, response)
        if answer is response:
            return response
        path = Redirect.normalise_path(request.get_full_path(), decode_unicode=False)
        followed = get_redirect(request, path) or get_redirect(request, urlsplit(path).path)
        page = followed.redirect_page if followed else None
        return response if page and not Visibility.of(request).allows(page) else answer
