"""Errors as problem details (RFC 9457), with ``message`` beside for clients of Wagtail's shape."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext as _
from django.views import defaults
from rest_framework import exceptions
from rest_framework.response import Response
from wagtail.api.v2.utils import BadRequestError

from cms_site.content.posted_forms import UnreadableForm, too_large

CONTENT_TYPE = "application/problem+json"
# The name of the addresses that are no endpoint.
NOT_FOUND = "api_not_found"


class ParameterError(BadRequestError):
    """A query parameter that cannot be answered; ``parameter`` names it."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


class QueryTooLongError(Exception):
    """A query string over what is read at all."""


def titles() -> Mapping[int, str]:
    """Return the title of each status in the reader's language."""
    return {
        400: _("The request cannot be understood."),
        404: _("There is nothing here."),
        405: _("This method is not allowed here."),
        406: _("This representation is not available."),
        414: _("The query is too long."),
        410: _("This is no longer kept."),
        429: _("There were too many requests."),
        503: _("The service is not available for the moment."),
    }


def problem(status: int, detail: str, errors: Sequence[dict[str, str]] = ()) -> dict:
    """Return the members of a problem document."""
    return {
        "type": "about:blank",
        "title": titles().get(status, _("The request failed.")),
        "status": status,
        "detail": detail,
        "errors": list(errors),
        "message": detail,
    }


def problem_for(error: Exception) -> Response | None:
    """Return the answer for an exception of a view, or ``None`` for one that is a fault of ours."""
    if isinstance(error, ParameterError):
        errors = [{"parameter": error.parameter, "message": str(error)}]
        data = problem(400, f"{error.parameter}: {error}", errors)
    elif isinstance(error, BadRequestError):
        data = problem(400, str(error))
    elif isinstance(error, QueryTooLongError):
        data = problem(414, _("A query may have 4096 bytes."))
    elif isinstance(error, Http404):
        data = problem(404, _("No public object has this address."))
    elif isinstance(error, exceptions.MethodNotAllowed):
        data = problem(405, _("Only GET, HEAD and OPTIONS are answered here."))
    elif isinstance(error, exceptions.APIException):
        data = problem(error.status_code, str(error.detail))
    else:
        return None
    return Response(
        data, status=data["status"], content_type=CONTENT_TYPE, headers=_in_its_language()
    )


def refusal(error: Exception) -> JsonResponse:
    """Return the answer for an error that ``problem_for`` knows, outside the viewsets."""
    return _answer(problem_for(error).data)


def not_found(request: HttpRequest, path: str = "") -> HttpResponse:
    """Answer 404 for an address below the API that is no endpoint, or lead to that with a slash."""
    if not path.endswith("/") and resolve(f"{request.path_info}/").url_name != NOT_FOUND:
        return HttpResponsePermanentRedirect(request.get_full_path(force_append_slash=True))
    return _answer(problem(404, _("No endpoint of the API has this address.")))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400 for a request that no view was asked about, a host that is not ours, a NUL; or for a form that is none or too large."""
    if request.path_info.startswith("/api/"):
        # Refused before any middleware chose a language.
        with translation.override(translation.get_language_from_request(request)):
            detail = _("The host or the address of the request cannot be read.")
            return _answer(problem(400, detail))
    if isinstance(exception, UnreadableForm):
        return HttpResponse(f"{exception}\n", "text/plain; charset=utf-8", 400)
    if fault := too_large(exception):
        return HttpResponse(f"{fault}\n", "text/plain; charset=utf-8", 413)
    return defaults.bad_request(request, exception)


def _in_its_language() -> dict[str, str]:
    return {"Content-Language": translation.get_language() or settings.LANGUAGE_CODE}


def _answer(data: dict) -> JsonResponse:
    return JsonResponse(
        data,
        status=data["status"],
        content_type=CONTENT_TYPE,
        headers=_in_its_language(),
        json_dumps_params={"ensure_ascii": False},
    )
