"""Reading the journal: what changed after a sequence, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cms_site.journal.drain import drain
from cms_site.journal.models import Change, Ledger


class TooOldError(Exception):
    """What happened since the sequence asked for is no longer all kept; start again from an export."""


@dataclass(frozen=True)
class Reading:
    """One page of the feed.

    ``reached`` is where to go on from: it passes changes that the filters left out.
    """

    changes: list[Change]
    latest: int
    reached: int
    is_complete: bool


def read(since: int, limit: int, types: Sequence[str] = (), locale: str = "") -> Reading:
    """Return up to ``limit`` changes after the sequence ``since``, those of ``types`` and ``locale``.

    What has no locale of its own, such as a record, is told for every locale. All that was committed
    before the call is in it. Raises ``TooOldError``.
    """
    latest = drain()
    ledger = Ledger.objects.first()
    horizon = ledger.horizon if ledger is not None else 0
    # One who has nothing yet cannot have missed a deletion; one who is ahead knows another journal.
    if 0 < since < horizon or since > latest:
        raise TooOldError
    queryset = _wanted(
        Change.objects.filter(sequence__gt=since, sequence__lte=latest), types, locale
    )
    found = list(queryset.order_by("sequence")[: limit + 1])
    is_complete = len(found) <= limit
    changes = found[:limit]
    reached = latest if is_complete else changes[-1].sequence
    return Reading(changes, latest, max(reached, since), is_complete)


def _wanted(queryset: QuerySet, types: Sequence[str], locale: str) -> QuerySet:
    queryset = queryset.exclude(type="")
    if types:
        queryset = queryset.filter(type__in=types)
    if locale:
        queryset = queryset.filter(Q(locale=locale) | Q(locale=""))
    return queryset
