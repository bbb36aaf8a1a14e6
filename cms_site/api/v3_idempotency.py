"""``Idempotency-Key`` in the v3 API: what is sent twice is done once, and answered twice."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.api.v3.errors import problem_response
from wagtail.models import APIToken

from cms_site.api.models import IdempotentAnswer
from cms_site.api.v3_requests import is_upload

LONGEST_KEY = 200
KEPT_FOR = timedelta(hours=24)
NOT_DONE = (409, 412)  # the page's state was in the way, and may not be the next time
KEPT_HEADERS = ("Content-Type", "ETag", "Location")


def once(request: HttpRequest, token: APIToken, make: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer a POST with an ``Idempotency-Key`` as it was answered before, else with ``make``.

    The same key with another request is 422, and 409 while the first is still being answered.
    What failed on our side, or for the state of the page, is forgotten: it can be tried again.
    """
    key = request.headers.get("Idempotency-Key")
    if key is None or request.method != "POST":
        return make()
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        detail = _("An idempotency key has 1 to %(number)s characters.")
        return problem_response(status=400, detail=detail % {"number": LONGEST_KEY})
    IdempotentAnswer.objects.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    fingerprint = _fingerprint(request)
    try:
        with transaction.atomic():
            answer = IdempotentAnswer.objects.create(token=token, key=key, fingerprint=fingerprint)
    except IntegrityError:
        return _again(IdempotentAnswer.objects.get(token=token, key=key), fingerprint)
    try:
        # What is written and its answer are there together or not at all.
        with transaction.atomic():
            response = make()
            if response.status_code < 500 and response.status_code not in NOT_DONE:
                _keep(answer, response)
                return response
    except BaseException:
        answer.delete()
        raise
    answer.delete()
    return response


def _keep(answer: IdempotentAnswer, response: HttpResponse) -> None:
    answer.status = response.status_code
    answer.headers = {name: response[name] for name in KEPT_HEADERS if response.has_header(name)}
    answer.body = response.content.decode()
    answer.save()


def _fingerprint(request: HttpRequest) -> str:
    digest = hashlib.sha256(request.get_full_path().encode())
    if not is_upload(request):
        digest.update(b"\0" + request.body)
        return digest.hexdigest()
    # Each sending of a form divides it by another boundary: what it holds counts.
    digest.update(repr(sorted(request.POST.lists())).encode())
    for name, file in sorted(request.FILES.items()):
        digest.update(repr((name, file.name, file.size)).encode())
        for part in file.chunks():
            digest.update(part)
        file.seek(0)
    return digest.hexdigest()


def _again(answer: IdempotentAnswer, fingerprint: str) -> HttpResponse:
    if answer.fingerprint != fingerprint:
        detail = _("This idempotency key was used for another request.")
        return problem_response(status=422, detail=detail)
    if answer.status is None:
        detail = _("The first request with this idempotency key is not answered yet.")
        response = problem_response(status=409, detail=detail)
        response["Retry-After"] = "5"
        return response
    response = HttpResponse(answer.body, status=answer.status, headers=answer.headers)
    response["Idempotent-Replayed"] = "true"
    return response
