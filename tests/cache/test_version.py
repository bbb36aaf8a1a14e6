"""The version of the content: shared by the processes of a host, never lower, and known to be current."""

from __future__ import annotations

import multiprocessing
import time

import pytest
from django.db import connection
from django.utils import timezone

from cms_site.journal import drain
from cms_site.journal.models import Change
from tests.cache.processes import store_some, wait_for


def test_announced_sequence_is_current_and_never_goes_back(versions):
    versions.announce(7)
    assert versions.current() == 7
    versions.announce(5)
    assert versions.current() == 7
    assert versions.changed_at() == pytest.approx(time.time(), abs=5)


def test_processes_that_store_at_once_leave_the_highest(versions):
    processes = multiprocessing.get_context("spawn")
    path = versions._shared.path
    stores = [
        processes.Process(target=store_some, args=[path, range(start, 4000, 4)])
        for start in (2, 3, 4, 5)
    ]
    for store in stores:
        store.start()
    highest = 0
    while any(store.is_alive() for store in stores):
        assert highest <= (highest := versions.current()), "the version went back"
    for store in stores:
        store.join()
        assert store.exitcode == 0
    assert versions.current() == 3999


def test_other_process_sees_it_at_once(versions):
    processes = multiprocessing.get_context("spawn")
    seen = processes.Queue()
    other = processes.Process(target=wait_for, args=[versions._shared.path, 9, seen])
    other.start()
    assert seen.get(timeout=60) == "watching"
    announced = time.monotonic()
    versions.announce(9)
    assert seen.get(timeout=10) - announced < 0.5
    other.join()


def test_version_that_nothing_confirmed_is_not(versions):
    versions._knowledge.confirmed_at = time.monotonic() - versions.DEADLINE - 0.1
    assert not versions.is_confirmed()
    versions.poll()
    assert versions.is_confirmed()


def change(event=Change.Event.UPDATED, kind="wagtailcore.page") -> int:
    return Change.objects.create(
        time=timezone.now(), event=event, kind=kind, type=kind, object_id=1
    ).pk


def test_poll_makes_a_lost_announcement_good(versions):
    latest = change()
    versions.poll()
    assert versions.current() == latest
    assert versions.changed_at() == pytest.approx(time.time(), abs=60)


def test_poll_drains_what_was_written_by_hand(versions, monkeypatch):
    drained = []
    monkeypatch.setattr(drain, "drain", lambda: drained.append(1) or 41)
    versions.poll()
    assert drained
    assert versions.current() == 41


def test_restored_backup_begins_a_new_epoch(versions):
    latest = change()
    versions.announce(latest + 1000)
    before = versions.stamp()
    versions.poll()
    assert versions.current() == latest
    assert versions.stamp()[0] != before[0]
    versions.announce(before[1])
    assert versions.stamp() != before, "what was cached then must not count again"


def test_failing_drain_leaves_the_version_unconfirmed_and_the_database_reachable(
    versions, monkeypatch
):
    def fail() -> int:
        raise ValueError("a fault of ours")

    versions._knowledge.confirmed_at = 0
    monkeypatch.setattr(drain, "drain", fail)
    with pytest.raises(ValueError, match="a fault of ours"):
        versions.poll()
    assert not versions.is_confirmed()
    assert versions.is_reachable()


def test_database_that_does_not_answer_counts_as_away(versions):
    versions._knowledge.asking_since = time.monotonic() - 0.1
    assert versions.is_reachable()
    versions._knowledge.asking_since = time.monotonic() - versions.PATIENCE - 0.1
    assert not versions.is_reachable()


@pytest.mark.parametrize(
    ("event", "kind", "is_public"),
    [
        (Change.Event.UPDATED, "wagtailcore.page", True),
        (Change.Event.PUBLISHED, "wagtailcore.page", True),
        (Change.Event.MOVED, "wagtailcore.page", True),
        (Change.Event.DELETED, "wagtailcore.page", False),
        (Change.Event.RESTRICTED, "wagtailcore.page", False),
        (Change.Event.UNPUBLISHED, "wagtailcore.page", False),
        (Change.Event.UPDATED, "", False),
    ],
)
def test_old_answer_is_public_until_something_was_withdrawn(event, kind, is_public, versions):
    change()
    versions.poll()
    seen = versions.stamp()
    assert versions.still_public(seen)
    versions.announce(change(event, kind))
    assert not versions.still_public(seen), "nobody has looked at the change yet"
    versions.poll()
    assert versions.still_public(seen) is is_public


def test_hosts_of_other_databases_are_not_told(versions, monkeypatch):
    own = versions.channel()
    monkeypatch.setitem(connection.settings_dict, "NAME", "another")
    assert versions.channel() != own
