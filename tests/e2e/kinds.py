"""Every kind of page a visitor may meet, and where one of each is.

Page types and records come from the installed content types: a new one is tried by itself.
"""

from __future__ import annotations

import json
import urllib.parse
import urllib.request
from functools import cache

from django.template.loader import render_to_string

from cms_site.content.content_type import page_models, record_models

LANGUAGES = ("ar", "fr", "en")
# What is there without being a content type: name and path below the language.
OTHERS = {
    "front page": "",
    "search, nothing asked": "search/",
    "search, found": "search/?q=2023",
    "search, nothing found": "search/?q=qqqqqq",
    "search, further pages": "search/?q=a&page=2",
    "list, nothing chosen": "trainings/?year=1900",
    "missing translation": "trainings/?missing={other}/trainings/dar-al-moukawil/",
    "site map": "site-map/",
    "not found": "nothing-here/",
    "log in": "_util/login/",
}
# Answers for which something has to break first: the template itself is looked at.
BROKEN = {
    "not readable": "400.html",
    "too many requests": "cache/too_many_requests.html",
    "form out of date": "403_csrf.html",
    "failure": "500.html",
}


def _page_types() -> dict[str, str]:
    return {model._meta.label: f"pages/?type={model._meta.label}" for model in page_models()}


def _records() -> dict[str, str]:
    served = {getattr(model, "serves_record", "") for model in page_models()}
    return {
        model._meta.label: f"{model.api_endpoint}/?"
        for model in record_models()
        if model._meta.label in served
    }


STORED = {**_page_types(), **_records()}
KINDS = (*OTHERS, *sorted(STORED), *BROKEN)


def path_of(kind: str, language: str, site: str) -> str:
    """Return the path of one of the ``kind``: of stored ones, of that which has the most to tell."""
    if kind in OTHERS:
        other = LANGUAGES[LANGUAGES.index(language) - 1]
        return f"/{language}/{OTHERS[kind].format(other=other)}"
    if kind in BROKEN:
        return f"/broken/{BROKEN[kind]}"
    return _told_most(f"{site}/api/v2/{STORED[kind]}&locale={language}&fields=*&limit=100")


@cache
def _told_most(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        items = json.load(answer)["items"]
    assert items, f"nothing of it is published: {url}"
    most = max(items, key=lambda item: len(json.dumps(item)))
    return urllib.parse.urlsplit(most["meta"]["html_url"]).path


def broken_page(path: str) -> str:
    """Return the HTML of the template that ``/broken/…`` names."""
    return render_to_string(path.partition("/broken/")[2])
