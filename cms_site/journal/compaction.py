"""Keeping the journal small: of each item its last change, and tombstones for a time."""

from __future__ import annotations

import datetime

from django.db import connection, transaction
from django.db.models import Exists, Max, OuterRef
from django.utils import timezone

from cms_site.journal.drain import take_turn
from cms_site.journal.models import GONE, Change, Ledger


@transaction.atomic
def compact(keep_days: int) -> int:
    """Remove changes that a later one of the same item makes needless; return how many.

    A mirror is told each item that changed after its sequence, if only once, so it misses nothing.
    Tombstones older than ``keep_days`` go too, and the horizon rises to the last of them. The very
    last change stays: its sequence is the version of the content.
    """
    take_turn(connection)
    last = Change.objects.aggregate(last=Max("sequence"))["last"]
    if last is None:
        return 0
    later = Change.objects.filter(
        kind=OuterRef("kind"),
        object_id=OuterRef("object_id"),
        type=OuterRef("type"),
        uuid=OuterRef("uuid"),
        locale=OuterRef("locale"),
        sequence__gt=OuterRef("sequence"),
    )
    needless = Change.objects.filter(sequence__lt=last).filter(Exists(later))
    removed = _remove(needless)
    removed += _remove(Change.objects.filter(sequence__lt=last, type=""))
    too_old = timezone.now() - datetime.timedelta(days=keep_days)
    tombstones = Change.objects.filter(sequence__lt=last, event__in=GONE, time__lt=too_old)
    horizon = tombstones.aggregate(last=Max("sequence"))["last"]
    if horizon is not None:
        Ledger.objects.update(horizon=horizon)
        removed += _remove(tombstones)
    return removed


def _remove(queryset) -> int:
    # The table is read in the condition, so the keys come first.
    keys = list(queryset.values_list("pk", flat=True))
    for start in range(0, len(keys), 500):
        Change.objects.filter(pk__in=keys[start : start + 500]).delete()
    return len(keys)
