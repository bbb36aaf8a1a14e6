"""The drain: turns touched rows into changes of what the public could see.

One drain at a time, so that sequences become visible in their order. It compares facts (what was
public, what is public now), never trusts the name of an event, and may run as often as it likes:
after a commit, each second in the background, and before each read of the feed.
"""

from __future__ import annotations

import datetime
import logging
from collections import defaultdict
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Max, Q
from django.utils import timezone
from taggit.models import TaggedItem
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Collection, Page

from cms_site.journal import version
from cms_site.journal.dependents import (
    Keys,
    dependents,
    note_mentions,
    records_served_by,
    translations,
)
from cms_site.journal.models import GONE, Change, Item, Ledger, Touch
from cms_site.journal.public import BATCH, Fact, PublicFacts, batches
from cms_site.journal.sources import (
    COLLECTION,
    EVERYTHING,
    INDEXED,
    REDIRECTED,
    RESTRICTED_PAGE,
    TAG,
    TAGGED,
    WHOLE_SITE,
    kind_of,
    kinds,
    roots,
)

logger = logging.getLogger(__name__)
LOCK = 0x6A6F7572  # "jour", the key of PostgreSQL's advisory lock
PAGE = kind_of(Page)


def latest() -> int:
    """Return the highest sequence, 0 where nothing was ever public."""
    return Change.objects.aggregate(latest=Max("sequence"))["latest"] or 0


def drain() -> int:
    """Turn all touches there are into changes; return and announce the highest sequence."""
    if Touch.objects.exists() or _is_another_day():
        with transaction.atomic(durable=not connection.in_atomic_block):
            take_turn(connection)
            _Drain().run()
    sequence = latest()
    if not connection.in_atomic_block:
        version.announce(sequence)
    return sequence


def _is_another_day() -> bool:
    return not Ledger.objects.filter(day=timezone.localdate()).exists()


def take_turn(connection) -> None:
    """Wait until no other drain is at work; SQLite's transactions that write wait by themselves."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # A drain after a migration takes longer than an answer to a visitor may.
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute("SET LOCAL lock_timeout = 0")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@dataclass
class _Drain:
    """One turn: what is affected, and what came of it."""

    seen: Keys = field(default_factory=lambda: defaultdict(set))
    whole_site: bool = False

    def run(self) -> None:
        self.now = timezone.now()
        self.facts = PublicFacts()
        touches = list(Touch.objects.values_list("pk", "kind", "key"))
        direct = self._affected(_by_kind(touches))
        _add(direct, self._dated())
        wave, is_direct = direct, True
        while wave:
            following: Keys = defaultdict(set)
            for kind, keys in wave.items():
                fresh = keys - self.seen[kind]
                self.seen[kind] |= fresh
                if is_direct:
                    note_mentions(kind, fresh)
                _add(following, self._told(kind, fresh, is_direct))
            wave, is_direct = following, False
        if self.whole_site:
            Change.objects.create(time=self.now, event=Change.Event.UPDATED)
        for some in batches(pk for pk, _kind, _key in touches):
            Touch.objects.filter(pk__in=some).delete()

    # --- from rows to objects

    def _affected(self, touched: dict[str, set[int | None]]) -> Keys:
        """Return the objects that the touched rows belong to or decide about."""
        found: Keys = defaultdict(set)
        indexed: Keys = defaultdict(set)
        for kind, keys in touched.items():
            if kind in (WHOLE_SITE, INDEXED) or (kind == REDIRECTED and None in keys):
                self.whole_site = True
            elif kind == REDIRECTED:
                self.whole_site |= _are_public(PAGE, keys)
            elif kind.startswith(INDEXED):
                indexed[_kind_with(kind.removeprefix(INDEXED))] |= keys
            elif kind in (EVERYTHING, TAGGED) or None in keys:
                self.whole_site = True
                _add(found, _everything())
            elif kind == RESTRICTED_PAGE:
                found[PAGE] |= _subtrees(keys)
            elif kind == COLLECTION:
                _add(found, _files_below(keys))
            elif kind == TAG:
                _add(found, _tagged_with(keys))
            elif kind.startswith(TAGGED):
                found[_kind_with(kind.removeprefix(TAGGED))] |= keys
            else:
                found[kind] |= keys
        found.pop("", None)
        # What is moved below a private page takes its aliases along, wherever they stand.
        for some in batches(found[PAGE]):
            aliases = Page.objects.filter(alias_of__in=some)
            found[PAGE] |= _subtrees(set(aliases.values_list("pk", flat=True)))
        # What was only indexed anew says the same as before, but a search may find other things.
        if any(_are_public(kind, keys - found[kind]) for kind, keys in indexed.items()):
            self.whole_site = True
        return found

    def _dated(self) -> Keys:
        """Return what shows another thing today than on the day of the last turn."""
        today = timezone.localdate()
        ledger = Ledger.objects.first() or Ledger.objects.create(day=today)
        found: Keys = defaultdict(set)
        if ledger.day == today:
            return found
        for model in roots():
            for name in getattr(model, "changes_after", ()):
                # What holds until a day is shown as past on the next; what begins, on the day itself.
                passed = Q(**{f"{name}__gte": ledger.day - datetime.timedelta(days=1)})
                passed &= Q(**{f"{name}__lte": today})
                found[kind_of(model)].update(
                    model.objects.filter(passed).values_list("pk", flat=True)
                )
        ledger.day = today
        ledger.save()
        return found

    # --- from objects to changes

    def _told(self, kind: str, keys: set[int], is_direct: bool) -> Keys:
        """Append what changed of the objects of ``kind``; return what else is to be looked at."""
        if not keys:
            return {}
        if kind not in kinds():
            # Not told itself (a setting, a record without an endpoint), but shown by others.
            self.whole_site |= is_direct
            self._leave(kind, keys)
            return dependents(kind, keys)
        changes = self._compare(kind, keys)
        spreading = [c for c in changes if is_direct or c.event != Change.Event.UPDATED]
        following: Keys = defaultdict(set)
        if spreading:
            _add(following, dependents(kind, {change.object_id for change in spreading}))
            self.whole_site |= _is_in_the_frame(kind, spreading)
        if kind == PAGE:
            self._add_relatives(following, spreading)
        return following

    def _add_relatives(self, following: Keys, changes: list[Change]) -> None:
        """Add the pages that tell of their translation or parent, and records that have their page below."""
        # Told of by what the changes say: what is deleted can no longer be asked.
        reached = [change for change in changes if change.event != Change.Event.UPDATED]
        following[PAGE] |= translations({change.uuid for change in reached})
        for record in records_served_by({change.type for change in reached}):
            following[kind_of(record)].update(record.objects.values_list("pk", flat=True))
        for some in batches(change.object_id for change in changes):
            for path, depth in Page.objects.filter(pk__in=some).values_list("path", "depth"):
                children = Page.objects.filter(path__startswith=path, depth=depth + 1)
                following[PAGE].update(children.values_list("pk", flat=True))

    def _compare(self, kind: str, keys: set[int]) -> list[Change]:
        """Append the changes of the objects of ``kind`` and return them."""
        items: dict[int, Item] = {}
        for some in batches(keys):
            rows = Item.objects.filter(kind=kind, object_id__in=some)
            items.update({item.object_id: item for item in rows})
        facts = self.facts.of(kind, keys)
        existing = self.facts.existing(kind, items.keys() - facts.keys())
        changes: list[Change] = []
        new, altered, gone = [], [], []
        for pk in sorted(items.keys() | facts.keys()):
            item, fact = items.get(pk), facts.get(pk)
            if item is not None and (fact is None or not _is_same(item, fact)):
                is_other = fact is not None  # the object has become another one to the public
                changes.append(self._change(item, _departure(existing.get(pk), is_other)))
                gone.append(item.pk)
                item = None
            if fact is None:
                continue
            if item is None:
                new.append(_item(kind, pk, fact))
                changes.append(self._change(new[-1], Change.Event.PUBLISHED))
            elif item.html_url != fact.html_url:
                previous, item.html_url = item.html_url, fact.html_url
                altered.append(item)
                changes.append(self._change(item, Change.Event.MOVED, previous))
            else:
                changes.append(self._change(item, Change.Event.UPDATED))
        for some in batches(gone):
            Item.objects.filter(pk__in=some).delete()
        Item.objects.bulk_create(new, batch_size=BATCH)
        Item.objects.bulk_update(altered, ["html_url"], batch_size=BATCH)
        Change.objects.bulk_create(changes, batch_size=BATCH)
        return changes

    def _leave(self, kind: str, keys: set[int]) -> None:
        """Append that what was told of a ``kind`` that is no longer installed is no longer public."""
        for some in batches(keys):
            items = Item.objects.filter(kind=kind, object_id__in=some)
            gone = (self._change(item, Change.Event.UNPUBLISHED) for item in items)
            Change.objects.bulk_create(gone)
            items.delete()

    def _change(self, item: Item, event: str, previous: str = "") -> Change:
        is_gone = event in GONE
        return Change(
            time=self.now,
            event=event,
            kind=item.kind,
            object_id=item.object_id,
            type=item.type,
            uuid=item.uuid,
            locale=item.locale,
            html_url="" if is_gone else item.html_url,
            previous_html_url=item.html_url if is_gone else previous,
        )


def _is_in_the_frame(kind: str, changes: list[Change]) -> bool:
    """Whether something that stands on every page, as in the navigation, enters or leaves it."""
    reached = [change for change in changes if change.event != Change.Event.UPDATED]
    keys = {change.object_id for change in reached}
    if kind == PAGE and reached:  # the frame names a page in one language, and is shown in all
        keys |= translations({change.uuid for change in reached})
    return bool(keys) and not dependents(kind, keys).keys() <= kinds().keys()


def _departure(hidden_by_restriction: bool | None, is_other: bool) -> str:
    if is_other or hidden_by_restriction is None:
        return Change.Event.DELETED
    return Change.Event.RESTRICTED if hidden_by_restriction else Change.Event.UNPUBLISHED


def _is_same(item: Item, fact: Fact) -> bool:
    return (item.type, item.uuid, item.locale) == (fact.type, fact.uuid, fact.locale)


def _item(kind: str, pk: int, fact: Fact) -> Item:
    return Item(
        kind=kind,
        object_id=pk,
        type=fact.type,
        uuid=fact.uuid,
        locale=fact.locale,
        html_url=fact.html_url,
    )


def _by_kind(touches: list[tuple[int, str, int | None]]) -> dict[str, set[int | None]]:
    found = defaultdict(set)
    for _pk, kind, key in touches:
        found[kind].add(key)
    return found


def _kind_with(content_type: str) -> str:
    """Return the kind of the model with the id ``content_type``, "" where it is no longer installed."""
    try:
        model = ContentType.objects.get_for_id(int(content_type)).model_class()
    except ContentType.DoesNotExist:  # a type that was retired takes its row along
        return ""
    return "" if model is None else kind_of(model)


def _are_public(kind: str, keys: set[int]) -> bool:
    """Whether the public saw one of the objects, when it was last looked at."""
    return any(
        Item.objects.filter(kind=kind, object_id__in=some).exists() for some in batches(keys)
    )


def _add(to: Keys, more: Keys) -> None:
    for kind, keys in more.items():
        to[kind] |= keys


def _everything() -> Keys:
    """Return all that is or was public, by kind."""
    found: Keys = defaultdict(set)
    for kind, model in kinds().items():
        found[kind].update(model.objects.values_list("pk", flat=True))
    for kind, pk in Item.objects.filter(kind__in=kinds()).values_list("kind", "object_id"):
        found[kind].add(pk)
    return found


def _subtrees(keys: set[int]) -> set[int]:
    """Return the ids of the pages ``keys``, of all below them, and of the aliases of those with all below."""
    found: set[int] = set()
    while keys:
        aliases: set[int] = set()
        for path in Page.objects.filter(pk__in=keys).values_list("path", flat=True):
            found.update(Page.objects.filter(path__startswith=path).values_list("pk", flat=True))
            of_those = Page.objects.filter(alias_of__path__startswith=path)
            aliases.update(of_those.values_list("pk", flat=True))
        keys = aliases - found
    return found


def _files_below(keys: set[int]) -> Keys:
    found: Keys = defaultdict(set)
    for path in Collection.objects.filter(pk__in=keys).values_list("path", flat=True):
        for model in (get_image_model(), get_document_model()):
            files = model.objects.filter(collection__path__startswith=path)
            found[kind_of(model)].update(files.values_list("pk", flat=True))
    return found


def _tagged_with(keys: set[int]) -> Keys:
    found: Keys = defaultdict(set)
    rows = TaggedItem.objects.filter(tag_id__in=keys).values_list(
        "content_type__app_label", "content_type__model", "object_id"
    )
    for app_label, name, pk in rows:
        if (app_label, name) in apps.all_models or name in apps.all_models.get(app_label, {}):
            found[kind_of(apps.get_model(app_label, name))].add(pk)
    return found
