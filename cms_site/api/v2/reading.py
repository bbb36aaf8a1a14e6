"""Views for reading only, outside the viewsets: methods and queries that are refused, as problems."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.exceptions import MethodNotAllowed

from cms_site.api.v2 import parameters
from cms_site.api.v2.problems import ParameterError, QueryTooLongError, refusal

METHODS = "GET, HEAD, OPTIONS"


def refuse_unknown(request: HttpRequest, *known: str) -> None:
    """Raise ``ParameterError`` or ``QueryTooLongError`` for a query that is not understood.

    All understand ``format=json``, as the lists do.
    """
    parameters.refuse_oversized(request)
    parameters.refuse_malformed(request.GET)
    for name in request.GET:
        if name not in (*known, "format"):
            raise ParameterError(name, _("This is not a parameter."))
    if request.GET.get("format", "json") != "json":
        raise ParameterError("format", _("This endpoint answers json."))


def reading(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Return ``view`` for reading only: other methods are told so, a bad query as a problem."""

    @csrf_exempt
    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            if request.method == "OPTIONS":
                return HttpResponse(status=204, headers={"Allow": METHODS})
            if request.method not in ("GET", "HEAD"):
                raise MethodNotAllowed(request.method or "")
            response = view(request, *args, **kwargs)
        except (ParameterError, QueryTooLongError, MethodNotAllowed) as error:
            response = refusal(error)
            response["Allow"] = METHODS
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return answer
