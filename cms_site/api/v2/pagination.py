"""Pages of a list: by ``limit`` and ``offset``, or by ``cursor`` at the same cost a page.

A cursor holds the values of the order's keys in the last row, and the number of all rows as it was
counted for the first page. It is signed together with the question, so that one from elsewhere is
refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core import signing
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from cms_site.api.v2.ordering import RANDOM, Key, keys, ordered
from cms_site.api.v2.parameters import MAX_OFFSET, whole_number
from cms_site.api.v2.problems import ParameterError
from cms_site.api.v2.representation import absolute

MAX_LIMIT = 100
DEFAULT_LIMIT = 20
# What does not change which row comes after which.
NOT_OF_THE_ORDER = frozenset({"cursor", "offset", "limit", "fields", "facets"})


@dataclass(frozen=True)
class ListPage:
    """The items of one page, how many there are in all, and the address of the next."""

    items: list[Model]
    total_count: int
    next: str | None


class _Encoder(DjangoJSONEncoder):
    """Django's, with microseconds: cutting them would repeat or lose rows."""

    def default(self, value):
        return value.isoformat() if hasattr(value, "isoformat") else super().default(value)


def page_of(queryset: QuerySet, view) -> ListPage:
    """Return the page of ``queryset`` that the request asks for.

    Raises ``ParameterError`` for a bound that is passed and for a cursor that is not this list's.
    """
    query = view.request.GET
    limit = whole_number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT)
    if "cursor" in query:
        if "offset" in query:
            raise ParameterError("offset", _("Give a cursor or an offset, not both."))
        return _after_cursor(queryset, limit, view)
    offset = whole_number(query, "offset", 0, 0, MAX_OFFSET)
    total = queryset.count()
    items = list(queryset[offset : offset + limit])
    following = offset + len(items)
    if not items or following >= total or query.get("order") == RANDOM:
        return ListPage(items, total, None)
    if following <= MAX_OFFSET:
        return ListPage(items, total, _address(view.request, offset=following))
    if _is_by_relevance(query):
        return ListPage(items, total, None)
    by = keys(query.get("order"), view, queryset.model)
    return ListPage(items, total, _address(view.request, cursor=_token(items[-1], by, total, view)))


def _after_cursor(queryset: QuerySet, limit: int, view) -> ListPage:
    query = view.request.GET
    by = keys(query.get("order"), view, queryset.model)
    if _is_by_relevance(query):
        # Relevance is no key to go on from: a walk through all that is found goes by id.
        queryset = ordered(queryset, by)
    if query["cursor"]:
        total, values = _read(query["cursor"], by, view)
        queryset = queryset.filter(_after(by, values))
    else:
        total = queryset.count()
    items = list(queryset[: limit + 1])
    if len(items) <= limit:
        return ListPage(items, total, None)
    items = items[:limit]
    return ListPage(items, total, _address(view.request, cursor=_token(items[-1], by, total, view)))


def _is_by_relevance(query) -> bool:
    return "search" in query and not query.get("order")


def _after(by: Sequence[Key], values: Sequence) -> Q:
    """Return the condition for the rows that come after one with these values of the keys."""
    rest = Q(pk__in=[])
    for key, value in reversed(list(zip(by, values, strict=True))):
        rest = key.after(value, rest)
    return rest


def _signer(view) -> signing.Signer:
    query = view.request.GET
    question = sorted((n, v) for n, v in query.items() if n not in NOT_OF_THE_ORDER)
    return signing.Signer(salt=f"cursor {view.request.path} {question}", sep=".")


def _token(last: Model, by: Sequence[Key], total: int, view) -> str:
    values = [total, *(key.value_of(last) for key in by)]
    return _signer(view).sign_object(values, serializer=_Serializer)


class _Serializer(signing.JSONSerializer):
    def dumps(self, obj) -> bytes:
        return _Encoder(separators=(",", ":")).encode(obj).encode()


def _read(token: str, by: Sequence[Key], view) -> tuple[int, list]:
    try:
        total, *values = _signer(view).unsign_object(token, serializer=_Serializer)
    except (signing.BadSignature, ValueError):
        raise ParameterError(
            "cursor", _("This is no cursor of this list. Start again with “cursor=”.")
        ) from None
    return total, [key.read(value) for key, value in zip(by, values, strict=True)]


def _address(request, **changes) -> str:
    """Return the absolute address of the request with ``changes`` of its parameters."""
    query = request.GET.copy()
    if "cursor" in changes:
        query.pop("offset", None)
    for name, value in changes.items():
        query[name] = value
    return absolute(f"{request.path}?{query.urlencode(safe=',')}")
