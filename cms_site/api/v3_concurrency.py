"""Optimistic concurrency in the v3 API: ``If-Match`` with the ``ETag`` of an object's state."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.apps import apps
from django.db import transaction
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags
from django.utils.translation import gettext as _
from wagtail.api.v3.errors import problem_response
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site

from cms_site.content.turns import READING, turn

# What says that a page, its drafts included, is no longer what it was.
PAGE_STATE = (
    "pk",
    "path",
    "url_path",
    "live",
    "locked",
    "live_revision_id",
    "latest_revision_id",
    "latest_revision_created_at",
    "last_published_at",
)


@dataclass(frozen=True)
class Target:
    """The object that an address of the API names: a model and a key, there or not."""

    model: type[Model]
    pk: int

    @classmethod
    def of(cls, kwargs: Mapping[str, object]) -> Target | None:
        """Return the target of an address with these ``kwargs``, or ``None`` where it names none."""
        models = {
            "page_id": Page,
            "image_id": get_image_model(),
            "document_id": get_document_model(),
            "site_id": Site,
            "redirect_id": Redirect,
        }
        for name, model in models.items():
            if name in kwargs:
                return cls._with(model, kwargs[name])
        if "type" in kwargs and "pk" in kwargs:
            try:
                model = apps.get_model(str(kwargs["type"]))
            except (LookupError, ValueError):
                return None
            return cls._with(model, kwargs["pk"])
        return None

    @classmethod
    def _with(cls, model: type[Model], given: object) -> Target | None:
        key = str(given)
        is_key = key.isascii() and key.isdecimal() and len(key) < 100
        return cls(model, int(key)) if is_key else None

    def rows(self) -> QuerySet:
        return self.model._default_manager.filter(pk=self.pk)


def etag(obj: Model) -> str:
    """Return the ``ETag`` of an object's state: one for what is published and its draft."""
    names = PAGE_STATE if isinstance(obj, Page) else [f.attname for f in obj._meta.concrete_fields]
    state = "|".join(str(getattr(obj, name)) for name in names)
    return f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'


def tag(response: HttpResponse, target: Target | None) -> HttpResponse:
    """Put the ``ETag`` of the object that an answer tells on it: of a new page, its own."""
    if response.status_code == 201:
        told = json.loads(response.content)
        is_page = "parent" in told.get("meta", {})
        target = Target(Page, told["id"]) if is_page else None
    if target is not None and response.status_code in (200, 201):
        obj = target.rows().first()
        if obj is not None:
            response["ETag"] = etag(obj)
    return response


def unless_changed(
    request: HttpRequest, target: Target | None, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """Answer 412 where ``If-Match`` names another state than the target's, else what ``make`` answers.

    The object stays locked until all is written: of two who saw the same state, one writes. A write
    that is not answered as done is not done, whatever it failed at.
    """
    if request.method in READING:
        return make()
    wanted = request.headers.get("If-Match")
    # What is sent slowly is waited for before the turn, which everybody else waits for.
    _sent = request.POST if request.content_type == "multipart/form-data" else request.body
    with turn():
        if wanted is not None and target is not None:
            obj = target.rows().select_for_update().first()
            if obj is not None and wanted.strip() != "*" and etag(obj) not in parse_etags(wanted):
                detail = _("It has changed since it was read. Read it again.")
                return problem_response(status=412, detail=detail)
        response = make()
        if response.status_code >= 400:
            transaction.set_rollback(True)
        return response
