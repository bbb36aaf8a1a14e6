"""The editor before a page whose content type is no longer installed: told, instead of a failure."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.models import Page


class RetiredPagesMiddleware:
    """Lead staff back to the explorer from what cannot be done with such a page.

    Wagtail fails on nearly all of it, and a deletion on the row that the type's own table keeps;
    ``manage.py retire_content_type`` deals with both.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        for page in _pages_acted_on(request, args, kwargs):
            if page.specific_class is None:
                messages.error(
                    request,
                    _(
                        "The content type of “%(title)s” is not installed. Ask the operator to retire it."
                    )
                    % {"title": page.title},
                )
                return redirect("wagtailadmin_explore", page.get_parent().pk)
        return None


def _pages_acted_on(request: HttpRequest, args, kwargs) -> Iterator[Page]:
    """Yield the pages that an editor's view acts on; for a deletion, all below them as well."""
    match = request.resolver_match
    if match.namespace == "wagtailadmin_pages":
        ids, deletes = [*args, *kwargs.values()], match.url_name == "delete"
    elif match.url_name == "wagtail_bulk_action" and kwargs["model_name"] == "page":
        ids, deletes = request.GET.getlist("id"), kwargs["action"] == "delete"
    else:
        return
    pages = Page.objects.filter(pk__in=[i for i in map(str, ids) if i.isdigit()])
    for page in pages:
        yield page
        if deletes:
            yield from page.get_descendants()
