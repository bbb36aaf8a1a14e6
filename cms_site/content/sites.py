"""The site that a request asks for, asked of the database once for each version of the content."""

from __future__ import annotations

from django.http import HttpRequest
from wagtail.models import Site

from cms_site.content.remembered import remembered


def site_of(request: HttpRequest) -> Site | None:
    """Return the site that ``request`` asks for, as Wagtail finds it, and spare Wagtail its own query."""
    if not hasattr(request, "_wagtail_site"):
        request._wagtail_site = _site(request.get_host(), request.get_port())
    return request._wagtail_site


@remembered
def _site(host: str, port: str) -> Site | None:
    request = HttpRequest()
    request.META |= {"HTTP_HOST": host, "SERVER_PORT": port}
    return Site.find_for_request(request)
