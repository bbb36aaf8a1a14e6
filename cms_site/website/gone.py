"""Pages that were deleted: their address says so, with 410, instead of that it never was."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from cms_site.content.sites import site_of
from cms_site.journal.models import Change


class GoneMiddleware:
    """Turn a 404 into 410 where the journal knows of a deleted page; its redirects come before."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 404 and is_gone(request):
            return render(request, "410.html", status=410)
        return response


def is_gone(request: HttpRequest) -> bool:
    """Whether the last that the journal knows of the page at the address of ``request`` is its deletion.

    One query where there may be a page, two where one was deleted.
    """
    match = request.resolver_match
    if match is None or match.url_name != "wagtail_serve":
        return False
    site = site_of(request)
    address = f"{site.root_url}{request.path}" if site else ""
    deletions = Change.objects.filter(event=Change.Event.DELETED, previous_html_url=address)
    last = deletions.order_by("-sequence").values_list("sequence", flat=True).first()
    if last is None:
        return False
    of_the_address = Q(html_url=address) | Q(previous_html_url=address)
    return not Change.objects.filter(of_the_address, sequence__gt=last).exists()
