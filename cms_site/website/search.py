"""``/fr/search/?q=``: pages, cooperatives and documents that have the words, each with its count."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.core.paginator import Page as PaginatorPage
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from wagtail.documents import get_document_model
from wagtail.models import Page

from cms_site.cache import surrogates
from cms_site.content import searching
from cms_site.content.content_type import page_models, record_models
from cms_site.content.folding import words_within
from cms_site.content.spellings import other_spellings
from cms_site.content.visibility import Visibility
from cms_site.journal.sources import listed_models
from cms_site.website.found_texts import own_text, texts_of_children

PAGE_SIZE = 20
# Letters before and after the first word that was found.
BEFORE, AROUND = 60, 220
_WORD = re.compile(r"[^\W_]+(?:[\u064b-\u065f\u0640]*[^\W_]*)*")


@dataclass
class Tab:
    """One kind of what is found: its name in the address, its label, all that was found of it."""

    name: str
    label: object
    found: QuerySet
    is_current: bool = False

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return self.found.count()


@dataclass(frozen=True)
class Result:
    """One of what was found, with the words marked in its title and in a part of its text."""

    item: Model
    title: SafeString
    snippet: SafeString


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Answer what the public may find of ``?q=``, of the kind ``?in=``, twenty at a time."""
    text = " ".join(request.GET.get("q", "").split())
    context: dict = {"query": text, "tabs": [], "fault": "", "is_search": True}
    if text:
        try:
            context |= _found(request, text)
        except searching.SearchError as error:
            context["fault"] = str(error)
    response = render(request, "website/search.html", context)
    response["X-Robots-Tag"] = "noindex"
    # Whatever changes may be found then, or no longer be.
    response["Surrogate-Key"] = surrogates.header_of_types(listed_models())
    return response


def _found(request: HttpRequest, text: str) -> dict:
    visibility = Visibility.of(request)
    tabs = list(_tabs(text, visibility))
    # What was asked for; else the first kind of which there is something.
    asked = request.GET.get("in", "")
    current = next((t for t in tabs if t.name == asked), None)
    current = current or next((t for t in tabs if t.count), tabs[0])
    current.is_current = True
    beginnings = [searching.beginning(word) for word in searching.asked(text)]
    paginator = Paginator(current.found, PAGE_SIZE)
    paginator.count = current.count  # known already
    shown = paginator.get_page(request.GET.get("page"))
    return {
        "tabs": tabs,
        "current": current,
        "items": shown,
        "results": _results(shown, beginnings),
    }


def _tabs(text: str, visibility: Visibility) -> Iterator[Tab]:
    language = translation.get_language()
    pages = visibility.pages(Page.objects.filter(locale__language_code=language))
    yield Tab("pages", _("Pages"), searching.search(pages, text))
    # Records that have a page of their own: those that a page serves.
    served = {getattr(model, "serves_record", "") for model in page_models()}
    for model in record_models():
        if model._meta.label in served:
            records = searching.search(model.objects.public(), text)
            yield Tab(model._meta.model_name or "", model._meta.verbose_name_plural, records)
    documents = visibility.files(get_document_model().objects.all())
    yield Tab("documents", _("Documents"), searching.search(documents, text))


def _results(shown: PaginatorPage, beginnings: list[str]) -> list[Result]:
    items = list(shown)
    if items and isinstance(items[0], Page):
        specific = {p.pk: p for p in Page.objects.filter(pk__in=[i.pk for i in items]).specific()}
        items = [specific[item.pk] for item in items]
    texts = {item: own_text(item) for item in items}
    unseen = [item for item in items if not _has(f"{item.title} {texts[item]}", beginnings)]
    for item, text in texts_of_children(unseen, translation.get_language() or "").items():
        if _has(text, beginnings):
            texts[item] = text
    return [
        Result(item, marked(item.title, beginnings), snippet(texts[item], beginnings))
        for item in items
    ]


def marked(text: str, beginnings: list[str]) -> SafeString:
    """Return ``text`` as HTML in which each word that starts with one of ``beginnings`` is marked.

    Words are compared as the index compares them: folded, without article or accents.
    """
    made, last = [], 0
    for found in _WORD.finditer(text):
        if not _is_match(found.group(), beginnings):
            continue
        made.append(f"{escape(text[last : found.start()])}<mark>{escape(found.group())}</mark>")
        last = found.end()
    return mark_safe("".join([*made, escape(text[last:])]))


def snippet(text: str, beginnings: list[str]) -> SafeString:
    """Return the part of ``text`` around the first word that was found, else its beginning."""
    places = (f.start() for f in _WORD.finditer(text) if _is_match(f.group(), beginnings))
    first = next(places, 0)
    start = text.rfind(" ", 0, first - BEFORE) + 1 if first > BEFORE else 0
    end = start + AROUND
    if end < len(text):
        end = text.rfind(" ", start, end) if " " in text[start:end] else end
    part = marked(text[start:end], beginnings)
    return mark_safe(f"{'… ' if start else ''}{part}{' …' if end < len(text) else ''}")


def _has(text: str, beginnings: list[str]) -> bool:
    return any(_is_match(found.group(), beginnings) for found in _WORD.finditer(text))


def _is_match(word: str, beginnings: list[str]) -> bool:
    folded = [*words_within(word), *other_spellings(word)]
    return any(one.startswith(beginning) for one in folded for beginning in beginnings)
