"""What the v3 API refuses before Wagtail sees it: what cannot be stored, and what the editor forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from wagtail.api.v3.errors import problem_response
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.permissions import policy_registry

from cms_site.api.v3_concurrency import Target
from cms_site.api.v3_streams import Place, incomplete, misfit
from cms_site.content.turns import READING

# What Wagtail lets a publisher do through this API although the editor refuses it.
LOCKED_ACTIONS = ("pages_actions_publish", "pages_actions_revert", "pages_actions_convert_alias")
# What would write into an alias, which only shows its source.
EDITS = ("pages_actions_publish", "pages_actions_revert")
COPIES = ("pages_actions_copy", "pages_actions_create_alias", "pages_actions_copy_for_translation")
# The largest integer of a key, on both databases.
HIGHEST = 2**63 - 1
# Wagtail tells these to everybody; in the editor they are for whoever manages them.
REDIRECTS = ("list_redirects", "find_redirect", "detail_redirect")
PAGING = ("limit", "offset")
# What is beyond is empty anyway, and a page more does not overflow either.
HIGHEST_OFFSET = 2**62


def refusal(request: HttpRequest, target: Target | None) -> HttpResponse | None:
    """Return what to answer instead of doing what is asked, or ``None`` if it may be done."""
    if parameter := _unfit_parameter(request):
        detail = _("The parameter “%(name)s” has a value that cannot be read.")
        return problem_response(status=400, detail=detail % {"name": parameter})
    if reason := _unfit_body(request):
        return problem_response(status=400, detail=reason)
    names_nothing = target is None and "pk" in request.resolver_match.kwargs
    if names_nothing or (target is not None and target.pk > HIGHEST):
        return problem_response(status=404, detail=_("There is nothing with this id."))
    if request.resolver_match.url_name in REDIRECTS and not may_see(request, Redirect):
        return problem_response(status=403, detail=_("You may not see the redirects."))
    if target is not None and target.model is Page:
        return _refuse_of_page(request, target.pk) or _refuse_stream(request, target)
    return _refuse_stream(request, target)


def _refuse_of_page(request: HttpRequest, page_id: int) -> HttpResponse | None:
    """Refuse what the editor does not offer for the page, or for this user."""
    page = Page.objects.filter(pk=page_id).first()
    if page is None:
        return None
    action = request.resolver_match.url_name
    if page.is_root() and action in COPIES:
        return problem_response(status=422, detail=_("The root of all pages cannot be copied."))
    is_edit = request.method in ("PATCH", "PUT") or action in EDITS
    if page.alias_of_id and is_edit:
        detail = _(
            "This page is an alias of the page %(id)s: change that one, or convert the alias."
        )
        return problem_response(status=409, detail=detail % {"id": page.alias_of_id})
    if action in LOCKED_ACTIONS:
        return _refuse_over_the_editor(request, page) or _refuse_incomplete(action, page)
    if request.method == "DELETE" or action == "pages_actions_delete":
        return _refuse_to_delete_locked(request, page)
    return None


def _refuse_stream(request: HttpRequest, target: Target | None) -> HttpResponse | None:
    """Refuse a stream that is not of its field's shape, or names what is not there."""
    if request.method in READING or is_upload(request) or not request.body:
        return None
    place = misfit(json.loads(request.body), request.resolver_match.kwargs, target)
    return None if place is None else _unfit_stream(place)


def _refuse_incomplete(action: str | None, page: Page) -> HttpResponse | None:
    """Refuse to publish a draft of which the editor would ask for more."""
    if action != "pages_actions_publish":
        return None
    place = incomplete(page.get_latest_revision_as_object())
    return None if place is None else _unfit_stream(place)


def _unfit_stream(place: Place) -> HttpResponse:
    words = _("“%(name)s” has a part that cannot be read, or that names nothing.")
    detail = words % {"name": place[0]}
    errors = [{"type": "value_error", "loc": ["body", *place], "msg": detail}]
    return problem_response(status=422, detail=detail, errors=errors)


def _unfit_parameter(request: HttpRequest) -> str | None:
    """Return the name of a query parameter that no database could be asked with."""
    for name, values in request.GET.lists():
        if any(_is_unfit(text) for text in (name, *values)):
            return name.replace("\0", "") or "?"
        if name in PAGING and any(map(_is_beyond_all, values)):
            return name
    return None


def _is_beyond_all(text: str) -> bool:
    """Whether a number, however it is written, is larger than a database counts."""
    try:
        return Decimal(text) > HIGHEST_OFFSET
    except InvalidOperation:
        return False  # no number, which Wagtail says by itself


def is_upload(request: HttpRequest) -> bool:
    """Whether the body is a form with a file, as for images and documents."""
    return request.content_type == "multipart/form-data"


def _unfit_body(request: HttpRequest) -> str | None:
    """Return why the body cannot be read, or ``None`` if it is empty, a JSON object that can, or a form."""
    if is_upload(request):
        value = dict(request.POST.lists())
    elif not request.body:
        return None
    else:
        try:
            value = json.loads(request.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError):
            return _("The body is not valid JSON.")
    if not isinstance(value, dict):
        return _("The body must be a JSON object.")
    if any(map(_is_unfit, _leaves(value))):
        return _("The body has a text or a number that cannot be stored.")
    return None


def _refuse_constant(name: str) -> None:
    raise ValueError(name)


def _leaves(value: object) -> Iterator[object]:
    """Yield every text and number of a JSON value, names of members included."""
    pending = [value]
    while pending:
        inner = pending.pop()
        if isinstance(inner, dict):
            pending += [*inner.keys(), *inner.values()]
        elif isinstance(inner, list):
            pending += inner
        else:
            yield inner


def _is_unfit(leaf: object) -> bool:
    if isinstance(leaf, str):
        is_number = leaf.isascii() and leaf.removeprefix("-").isdigit()
        is_text = "\0" not in leaf and not any("\ud800" <= c <= "\udfff" for c in leaf)
        return not is_text or (is_number and len(leaf) > 200)
    return isinstance(leaf, int) and abs(leaf) > HIGHEST


def _refuse_over_the_editor(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse where the editor would: the page is locked for this user, or not theirs to edit."""
    permissions = page.specific.permissions_for_user(request.user)
    if permissions.page_locked():
        return problem_response(status=403, detail=_("This page is locked."))
    if not permissions.can_edit():
        return problem_response(status=403, detail=_("You may not edit this page."))
    return None


def _refuse_to_delete_locked(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Refuse to delete a page that is locked for this user, or with it one below that is."""
    for one in (page, *page.get_descendants().filter(locked=True)):
        if one.specific.permissions_for_user(request.user).page_locked():
            return problem_response(status=403, detail=_("This page is locked."))
    return None


def may_see(request: HttpRequest, model: type[Model]) -> bool:
    """Whether the token's owner may see the objects of ``model`` in the editor."""
    policy = policy_registry.get_by_type(model)
    return policy.user_has_any_permission(request.user, ("add", "change", "delete", "view"))
