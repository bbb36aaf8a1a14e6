"""What the v3 API answers where a view failed: always a problem document, and never how it failed."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.db import IntegrityError
from django.db.models import Model, ProtectedError, RestrictedError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.log import log_response
from django.utils.translation import gettext as _
from wagtail.api.v3.errors import problem_response

from cms_site.api.v3_requests import may_see
from cms_site.content.retired_pages import refuse_what_retired_types_need

NAMED = 5


def answer_to(request: HttpRequest, error: Exception) -> HttpResponse:
    """Return the answer to a request whose view raised ``error``, while that is being handled."""
    if isinstance(error, IntegrityError):
        refused = refuse_what_retired_types_need(request, error)
        return refused or problem_response(status=409, detail=_conflict(request, error))
    expected = {
        Http404: 404,
        PermissionDenied: 403,
        RequestDataTooBig: 413,
        SuspiciousOperation: 400,
    }
    for kind, status in expected.items():
        if isinstance(error, kind):
            return problem_response(status=status)
    # As Django does: whoever waits for failures is told, the operator reads of it in the log.
    got_request_exception.send(sender=None, request=request)
    response = problem_response(status=500)
    log_response(
        "%s: %s",
        response.reason_phrase,
        request.path,
        response=response,
        request=request,
        exception=error,
    )
    return response


def _conflict(request: HttpRequest, error: IntegrityError) -> str:
    """Return what of the content stands against a write."""
    if isinstance(error, ProtectedError):
        names = _names(request, error.protected_objects)
    elif isinstance(error, RestrictedError):
        names = _names(request, error.restricted_objects)
    else:
        return _("It is there already, or something that is stored does not allow it.")
    return _("It is in use: %(names)s.") % {"names": names}


def _names(request: HttpRequest, objects: Iterable[Model]) -> str:
    """Return a few of ``objects`` by name, of those that the person may see, and how many more there are."""
    in_order = sorted(objects, key=lambda obj: (obj._meta.label, obj.pk))
    seen = [obj for obj in in_order if may_see(request, type(obj))][:NAMED]
    names = [f"{obj._meta.verbose_name} “{obj}” ({obj.pk})" for obj in seen]
    more = len(in_order) - len(names)
    return ", ".join([*names, f"+{more}"] if more else names)
