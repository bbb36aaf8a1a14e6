"""In which language a list is told: ``locale``, and ``fallback`` for what is not there in it."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from rest_framework.filters import BaseFilterBackend


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
