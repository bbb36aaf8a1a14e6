"""Wagtail's parameters for where a page stands in the tree: ``child_of`` and its like."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from wagtail.models import Page

from cms_site.api.v2.problems import ParameterError

TREE_PARAMETERS = ("child_of", "descendant_of", "ancestor_of", "translation_of")


class TreeFilter(BaseFilterBackend):
    """Keeps the children, descendants, ancestors or translations of a public page; they compose."""

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        for name in TREE_PARAMETERS:
            raw = request.GET.get(name)
            if raw is not None:
                queryset = getattr(queryset, name)(self._page(name, raw, view))
        return queryset

    @staticmethod
    def _page(name: str, raw: str, view) -> Page:
        if raw == "root":
            return view.get_root_page()
        if not (raw.isascii() and raw.isdigit() and len(raw) < 10):
            raise ParameterError(name, _("Give the id of a page, or “root”."))
        page = view.get_base_queryset().filter(pk=int(raw)).first()
        if page is None:
            message = _("There is no public page with the id %(id)s.") % {"id": raw}
            raise ParameterError(name, message)
        return page
