"""Filters and orderings of a list: by exact value now, typed by the fields of the model."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend
from taggit.managers import TaggableManager
from wagtail.search.backends import get_search_backend
from wagtail.search.backends.base import FilterFieldError, OrderByFieldError

from cms_site.api.v2 import parameters
from cms_site.api.v2.problems import ParameterError

MAX_TAGS = 5


class ExactFilter(BaseFilterBackend):
    """``field=value`` for every stored field that the list shows."""

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        for name, raw in request.GET.items():
            if name in view.known_query_parameters:
                continue
            field = parameters.stored_field(queryset.model, name)
            if isinstance(field, TaggableManager):
                for tag in raw.split(",")[:MAX_TAGS]:
                    queryset = queryset.filter(**{f"{name}__name": tag})
                continue
            value = parameters.typed_value(name, field, raw, view.visibility)
            queryset = queryset.filter(**{field.name: value})
        return queryset


class LanguageFilter(BaseFilterBackend):
    """``locale=fr`` for pages, which exist once per language."""

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        if code := parameters.language(request.GET):
            queryset = queryset.filter(locale__language_code=code)
        return queryset


class Ordering(BaseFilterBackend):
    """``order=-start_date,title``; the id breaks ties and unknown values come last."""

    def filter_queryset(self, request, queryset: QuerySet, view) -> QuerySet:
        raw = request.GET.get("order")
        if not raw:
            return queryset if queryset.query.order_by else queryset.order_by("pk")
        if raw == "random":
            if "offset" in request.GET:
                raise ParameterError("order", _("A random order has no offset."))
            return queryset.order_by("?")
        if "search" in request.GET:
            # Wagtail's search orders by plain names only.
            return queryset.order_by(*(self._checked(n, queryset, view) for n in raw.split(",")))
        terms = []
        for name in raw.split(","):
            stored = self._checked(name, queryset, view)
            expression = F(stored.lstrip("-"))
            terms.append(
                expression.desc(nulls_last=True)
                if stored.startswith("-")
                else expression.asc(nulls_last=True)
            )
        return queryset.order_by(*terms, "pk")

    @staticmethod
    def _checked(name: str, queryset: QuerySet, view) -> str:
        bare = name.removeprefix("-")
        field = parameters.stored_field(queryset.model, bare)
        if bare not in view.available_names(queryset.model) or not parameters.is_sortable(field):
            raise ParameterError(
                "order", _("“%(name)s” is not a field to order by.") % {"name": bare[:100]}
            )
        return ("-" if name.startswith("-") else "") + field.name


class Search(BaseFilterBackend):
    """``search=words``, over Wagtail's index; must come last."""

    def filter_queryset(self, request, queryset: QuerySet, view):
        operator = request.GET.get("search_operator")
        if operator not in (None, "and", "or"):
            raise ParameterError("search_operator", _("Give “and” or “or”."))
        words = request.GET.get("search")
        if words is None:
            return queryset
        try:
            return get_search_backend().search(
                words, queryset, operator=operator, order_by_relevance="order" not in request.GET
            )
        except FilterFieldError as error:
            raise ParameterError(
                error.field_name, _("This field cannot be combined with a search.")
            ) from error
        except OrderByFieldError as error:
            raise ParameterError(
                "order",
                _("A search cannot be ordered by “%(name)s”.") % {"name": error.field_name},
            ) from error
