"""In which language a list is told: ``locale``, and ``fallback`` for what is not there in it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from django.db.models import Expression, F, Q, QuerySet, TextField, Value
from django.db.models.functions import Coalesce, NullIf
from rest_framework.filters import BaseFilterBackend

from cms_site.content.words import LANGUAGES, Words


@lru_cache(maxsize=64)
def in_order(languages: tuple[str, ...]) -> list[str]:
    """Return the languages that words have, ``languages`` first: where they are looked for."""
    return [code for code in dict.fromkeys([*languages, *LANGUAGES]) if code in LANGUAGES]


def told_words(words: Words, languages: Sequence[str]) -> Expression:
    """Return the expression for the words a reader of ``languages`` is told, null where none are."""
    columns = (known_text(f"{words.name}_{code}") for code in in_order(tuple(languages)))
    return Coalesce(*columns, output_field=TextField())


def known_text(name: str) -> Expression:
    """Return the expression for the text of a column, in which the empty one is null."""
    return NullIf(F(name), Value(""), output_field=TextField())


class LanguageFilter(BaseFilterBackend):
    """``locale=fr&fallback=ar`` for pages, which exist once per language.

    With ``fallback``, one page of each translation group stays: that in the first of the languages
    in which it is public. It must come before the other filters' results are used, and does not
    depend on them: which page stands for a group is a fact of the site, not of the question.
    """

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        if "locale" not in request.GET:
            return queryset
        first, *others = view.languages
        ids = {code: pk for pk, code in view.codes.items()}
        served = Q(locale=ids.get(first))
        if not others:
            return queryset.filter(served)
        public = view.get_base_queryset().order_by()
        for number, code in enumerate(others, start=1):
            better = public.filter(locale__in=[ids.get(c) for c in view.languages[:number]])
            served |= Q(locale=ids.get(code)) & ~Q(
                translation_key__in=better.values("translation_key")
            )
        return queryset.filter(served)
