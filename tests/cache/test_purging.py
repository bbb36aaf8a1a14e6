"""Purging a cache in front: every change is told by key, in order, and again until it was taken."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms_site.cache import purging
from cms_site.cache.purging import PurgeFailed, Purger
from cms_site.journal.models import Change


class Front:
    """A cache in front that notes what it is told, and answers with ``status`` after ``delay``."""

    def __init__(self) -> None:
        self.told: list[tuple[str, str]] = []
        self.status, self.delay = 200, 0.0
        front = self

        class Handler(BaseHTTPRequestHandler):
            def do_PURGE(self) -> None:
                front.told.append((self.path, self.headers["Surrogate-Key"]))
                time.sleep(front.delay)
                self.send_response(front.status)
                self.end_headers()

            def log_message(self, *args) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/purge"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def keys(self) -> list[str]:
        return [key for _path, keys in self.told for key in keys.split()]


@pytest.fixture
def front():
    front = Front()
    yield front
    front.server.shutdown()
    front.server.server_close()


@pytest.fixture
def purger(front, tmp_path) -> Purger:
    """One that has been told of all there is."""
    purger = Purger(front.url, tmp_path / "purged")
    assert purger.attempt()
    front.told.clear()
    return purger


def change(pk: int, event: str = "updated", kind: str = "wagtailcore.page") -> int:
    return Change.objects.create(
        time=timezone.now(), event=event, kind=kind, type=kind, object_id=pk
    ).pk


def test_first_time_all_is_forgotten(front, tmp_path):
    change(1)
    purger = Purger(front.url, tmp_path / "purged")
    assert purger.run_once() == 0
    assert front.told == [("/purge", "site")]
    assert purger.run_once() == 0
    assert len(front.told) == 1


def test_each_change_is_told_once(purger, front):
    change(12)
    change(12)
    change(5, "published", "cooperatives.cooperative")
    assert purger.run_once() == 3
    assert front.keys == ["page-12", "pages", "cooperative-5", "cooperatives", "html"]
    assert purger.run_once() == 0
    assert len(front.told) == 1


def test_many_keys_are_told_in_several_requests(purger, front, monkeypatch):
    monkeypatch.setattr(purging, "KEYS_AT_ONCE", 3)
    for pk in range(1, 6):
        change(pk)
    purger.run_once()
    assert len(front.told) == 2
    assert {f"page-{pk}" for pk in range(1, 6)} < set(front.keys)


def test_what_was_not_taken_is_told_again(purger, front):
    change(12)
    front.status = 503
    position = purger.position
    with pytest.raises(PurgeFailed):
        purger.run_once()
    assert purger.position == position
    front.status = 200
    front.told.clear()
    purger.run_once()
    assert front.keys == ["page-12", "pages"]


def test_front_that_is_down_or_hangs_is_tried_again_later_and_later(purger, front, monkeypatch):
    monkeypatch.setattr(purging, "TIMEOUT", 0.1)
    change(12)
    front.delay = 0.5
    pauses = []
    for _n in range(8):
        assert not purger.attempt()
        pauses.append(purger.pause)
    assert pauses == [2, 4, 8, 16, 32, 60, 60, 60]
    front.delay = 0
    assert purger.attempt()
    assert purger.pause == 1


def test_another_database_forgets_all(purger, front):
    purger.position = 10**9
    purger.run_once()
    assert front.keys == ["site"]


def test_command_says_when_there_is_nothing_to_tell(settings):
    settings.PURGE_URL = None
    with pytest.raises(CommandError, match="PURGE_URL is not set"):
        call_command("purge_cdn", "--once")


def test_command_tells_what_has_changed(front, settings, tmp_path):
    settings.VAR_DIR, settings.PURGE_URL = tmp_path, front.url
    call_command("purge_cdn", "--once")
    change(12)
    call_command("purge_cdn", "--once")
    assert front.keys == ["site", "page-12", "pages"]
    front.status = 500
    change(13)
    with pytest.raises(CommandError, match="did not take"):
        call_command("purge_cdn", "--once")
