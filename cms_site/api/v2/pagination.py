"""Pages of a list: ``limit`` and ``offset``, both within bounds."""

from __future__ import annotations

from rest_framework.pagination import BasePagination
from rest_framework.response import Response

from cms_site.api.v2.parameters import MAX_OFFSET, whole_number

MAX_LIMIT = 100
DEFAULT_LIMIT = 20


class LimitOffset(BasePagination):
    """Wagtail's envelope: ``{"meta": {"total_count": …}, "items": […]}``."""

    def paginate_queryset(self, queryset, request, view=None) -> list:
        limit = whole_number(request.GET, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
        offset = whole_number(request.GET, "offset", 0, 0, MAX_OFFSET)
        self.total_count = queryset.count()
        return list(queryset[offset : offset + limit])

    def get_paginated_response(self, data) -> Response:
        return Response({"meta": {"total_count": self.total_count}, "items": data})
