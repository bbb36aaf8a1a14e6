"""``search=words``: folded, by the beginnings of words, composing with every other parameter."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend

from cms_site.api.v2.problems import ParameterError
from cms_site.content import searching


class Search(BaseFilterBackend):
    """``search=words&search_operator=or``, the most relevant first unless ``order`` says otherwise.

    Must come after the ordering.
    """

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        operator = request.GET.get("search_operator", "and")
        if operator not in ("and", "or"):
            raise ParameterError("search_operator", _("Give “and” or “or”."))
        text = request.GET.get("search")
        if text is None:
            return queryset
        find = searching.matching if "order" in request.GET else searching.search
        try:
            return find(queryset, text, operator)
        except searching.SearchError as error:
            raise ParameterError("search", str(error)) from error
