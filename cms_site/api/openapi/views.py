"""``/api/v2/openapi.json`` and ``/api/v2/docs/``."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.cache import patch_vary_headers

from cms_site.api.openapi.document import description
from cms_site.api.openapi.examples import with_examples
from cms_site.api.openapi.page import Reference
from cms_site.api.v2 import parameters
from cms_site.api.v2.reading import reading, refuse_unknown
from cms_site.api.v2.renderers import encoded
from cms_site.api.v2.router import ContentRouter
from cms_site.cache import surrogates
from cms_site.content.words import direction
from cms_site.journal import version
from cms_site.journal.version import Stamp


@dataclass(frozen=True)
class _Made:
    """The document of one version of the content, and the objects that its examples were made from."""

    stamp: Stamp
    document: dict
    noted: surrogates.Noted


_last: dict[str, _Made] = {}
_making = threading.Lock()


def document(router: ContentRouter, language: str = "en") -> dict:
    """Return the whole document, made once for each version of the content in each process.

    Its words are in ``language``; its examples are what anyone is told without asking for one. While
    the version cannot be trusted, it is made anew: its examples must be public still.
    """
    stamp, is_confirmed = version.stamp(), version.is_confirmed()
    made = _last.get(language)
    if made is None or made.stamp != stamp or not is_confirmed:
        with _making, translation.override("en"), surrogates.collecting() as noted:
            told = {
                **description(router, language),
                "servers": [{"url": settings.SITE_URL}],
            }
            made = _Made(stamp, with_examples(told, router), noted)
        _last[language] = made
    for model, key in made.noted:
        surrogates.note(model, [key])
    return made.document


def openapi(router: ContentRouter):
    """Return the view that tells the document."""

    @reading
    def view(request: HttpRequest) -> HttpResponse:
        refuse_unknown(request)
        response = HttpResponse(encoded(document(router)), content_type="application/json")
        response["Content-Language"] = "en"
        return response

    return view


def reference(router: ContentRouter):
    """Return the view that shows the document to people, in the language of ``locale``.

    Without it the reader is sent on to the language of the browser: no address has two pages.
    """

    @reading
    def view(request: HttpRequest) -> HttpResponse:
        refuse_unknown(request, "locale")
        language = parameters.language(request.GET)
        if language is None:
            sent_on = redirect(f"{request.path}?locale={translation.get_language()}")
            patch_vary_headers(sent_on, ("Accept-Language",))
            return sent_on
        told = document(router, language)
        with translation.override(language):
            context = {
                "reference": Reference(told),
                "language": language,
                "dir": direction(language),
            }
            response = render(request, "api/reference.html", context)
        response["Content-Language"] = language
        return response

    return view
