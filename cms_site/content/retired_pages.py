"""Staff before a page whose content type is no longer installed: told, instead of a failure."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail.api.v3.errors import problem_response
from wagtail.models import Page

EDITOR, STAFF_API = "wagtailadmin", "wagtailapi_v3"
# What acts on the pages below as well, and the field of the form that says so; deleting always does.
BELOW_TOO = ("copy_subpages", "include_descendants")


class RetiredPagesMiddleware:
    """Keep staff, in the editor and in the v3 API, from what cannot be done with such a page.

    Wagtail fails on nearly all of it, and a deletion on the rows that the type's own tables keep;
    ``manage.py retire_content_type`` deals with both.
    """

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponse | None:
        # The v3 API asks for itself, once it knows whose token it was given. Elsewhere nobody's
        # session may be looked at: the answer would be that person's only, and never be cached.
        if request.resolver_match.namespace == STAFF_API or not _is_staff_at_work(request):
            return None
        if not request.user.is_authenticated:
            return None
        return refuse_retired_pages(request, args, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not _is_staff_at_work(request):
            return None
        return refuse_what_retired_types_need(request, error)


def refuse_what_retired_types_need(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """Say what keeps a thing from being deleted: rows that nobody but the database knows."""
    if not isinstance(error, IntegrityError):
        return None
    if all(kind.model_class() for kind in ContentType.objects.all()):
        return None
    reason = _(
        "This could not be done: content of a type that is not installed needs it. "
        "Ask the operator to retire that type."
    )
    return _refusal(request, reason, "wagtailadmin_home")


def refuse_retired_pages(request: HttpRequest, args, kwargs) -> HttpResponse | None:
    """Return what to answer to a member of staff who acts on a page of a type that is gone."""
    for page in _pages_acted_on(request, args, kwargs):
        if page.specific_class is None:
            reason = _(
                "The content type of “%(title)s” is not installed. Ask the operator to retire it."
            ) % {"title": page.title}
            return _refusal(request, reason, "wagtailadmin_explore", page.get_parent().pk)
    return None


def _is_staff_at_work(request: HttpRequest) -> bool:
    match = request.resolver_match
    return bool(match) and (
        match.namespace == STAFF_API
        or match.view_name.startswith(EDITOR)
        or match.route.startswith("admin/")
    )


def _refusal(request: HttpRequest, reason: str, *address) -> HttpResponse:
    """Answer an editor with ``reason`` at ``address``, a program with a problem document."""
    if request.resolver_match.namespace == STAFF_API:
        return problem_response(status=409, detail=reason)
    messages.error(request, reason)
    return redirect(*address)


def _pages_acted_on(request: HttpRequest, args, kwargs) -> Iterator[Page]:
    """Yield the pages that a view of the staff acts on, where it does those below them as well."""
    match = request.resolver_match
    ids = [*args, *kwargs.values()]
    below_too = any(request.POST.get(name) for name in BELOW_TOO)
    if match.namespace == "wagtailadmin_pages":
        below_too |= match.url_name == "delete"
    elif match.namespace == STAFF_API and request.method not in ("GET", "HEAD"):
        ids = [kwargs.get("page_id")]
        below_too = match.url_name == "pages_actions_delete" or request.method == "DELETE"
        below_too |= ids != [None] and b'"recursive"' in request.body
    elif match.url_name == "wagtail_bulk_action" and kwargs["model_name"] == "page":
        ids = request.GET.getlist("id")
        below_too |= kwargs["action"] == "delete"
    else:
        return
    pages = Page.objects.filter(pk__in=[i for i in map(str, ids) if i.isdecimal()])
    for page in pages:
        yield page
        if below_too:
            yield from page.get_descendants()
