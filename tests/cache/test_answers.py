"""The response cache: what is kept, under which version, for whom, and in which form it is sent."""

from __future__ import annotations

import gzip
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import brotli
import pytest
from django.core.signals import got_request_exception
from django.db import InterfaceError, OperationalError, ProgrammingError, connection

from cms_site.cache import entries, flights, unavailable
from cms_site.cache.application import CachedApplication
from tests.cache.asking import ask

PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=30, stale-if-error=86400"


# --- Versions -------------------------------------------------------------------------------------


def test_second_visitor_is_answered_from_memory(cached, django):
    first, second = ask(cached, "/fr/"), ask(cached, "/fr/")
    assert django.times == 1
    assert second == first


def test_change_makes_every_kept_answer_old(cached, django, versions):
    ask(cached, "/fr/")
    django.body = b"new"
    versions.announce(2)
    assert ask(cached, "/fr/").body == b"new"


def test_answer_computed_while_the_content_changed_is_not_kept(cached, django, versions):
    django.before_answer = lambda: versions.announce(2)
    django.body = b"old"
    assert ask(cached, "/fr/").headers["cache-control"] == "public, no-cache"
    django.before_answer, django.body = lambda: None, b"new"
    assert ask(cached, "/fr/").body == b"new"
    assert ask(cached, "/fr/").headers["cache-control"] == PUBLIC


def test_answer_is_not_kept_under_a_version_that_came_after_it(cached, django, versions):
    """The version may come back only as another one: a restored backup begins a new epoch."""
    ask(cached, "/fr/")
    versions._shared.store(1, 0, is_reset=True)
    django.body = b"of the restored database"
    assert ask(cached, "/fr/").body == b"of the restored database"


def test_version_nothing_has_confirmed_is_not_believed(cached, django, versions):
    ask(cached, "/fr/")
    versions._knowledge.confirmed_at = time.monotonic() - versions.DEADLINE - 1
    django.body = b"new"
    assert ask(cached, "/fr/").body == b"new"
    assert django.times == 2


# --- One computation ------------------------------------------------------------------------------


def test_many_who_ask_at_once_wait_for_one_computation(cached, django):
    django.before_answer = lambda: time.sleep(0.3)
    with ThreadPoolExecutor(16) as threads:
        replies = list(threads.map(lambda _n: ask(cached, "/fr/"), range(16)))
    assert django.times == 1
    assert {reply.body for reply in replies} == {django.body}


def test_who_asks_after_a_change_does_not_wait_for_an_older_answer(cached, django, versions):
    is_computing, may_answer = threading.Event(), threading.Event()

    def slow() -> None:
        is_computing.set()
        may_answer.wait(5)

    django.before_answer, django.body = slow, b"old"
    with ThreadPoolExecutor(1) as thread:
        early = thread.submit(ask, cached, "/fr/")
        assert is_computing.wait(5)
        versions.announce(2)
        django.before_answer, django.body = lambda: None, b"new"
        late = ask(cached, "/fr/")
        django.body = b"old"
        may_answer.set()
        early.result()
    assert late.body == b"new"
    assert ask(cached, "/fr/").body == b"new", "the older answer must not have taken its place"


def test_who_has_waited_too_long_computes_alone(cached, django, monkeypatch):
    monkeypatch.setattr(flights, "TIMEOUT", 0.05)
    blocked = threading.Event()
    waits = [lambda: blocked.wait(5), lambda: None]
    django.before_answer = lambda: waits.pop(0)()
    with ThreadPoolExecutor(1) as thread:
        stuck = thread.submit(ask, cached, "/fr/")
        while not django.times:
            time.sleep(0.01)
        assert ask(cached, "/fr/").status == 200
        assert not stuck.done()
        blocked.set()
    assert django.times == 2


def test_failure_of_the_one_who_computes_leaves_the_others_their_own(cached, django):
    faults = [RuntimeError("a fault")]

    def fail_once() -> None:
        time.sleep(0.1)
        if faults:
            raise faults.pop()

    django.before_answer = fail_once
    with ThreadPoolExecutor(4) as threads:
        asked = [threads.submit(ask, cached, "/fr/") for _n in range(4)]
        outcomes = [future.exception() or future.result().status for future in asked]
    assert sorted(map(str, outcomes)) == ["200", "200", "200", "a fault"]


# --- What is kept ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    [
        ("Set-Cookie", "sessionid=x"),
        ("Cache-Control", "private"),
        ("Cache-Control", "max-age=0, no-store"),
        ("Cache-Control", "no-cache"),
        ("Vary", "Cookie"),
        ("Vary", "User-Agent"),
        ("Vary", "*"),
    ],
)
def test_answer_for_one_person_is_never_kept(header, cached, django):
    django.headers.append(header)
    ask(cached, "/fr/")
    reply = ask(cached, "/fr/")
    assert django.times == 2
    assert "etag" not in reply.headers
    assert "public" not in reply.headers["cache-control"]


@pytest.mark.parametrize("header", [("Set-Cookie", "sessionid=x"), ("Vary", "Cookie")])
def test_nobody_else_may_keep_it_either(header, cached, django):
    django.headers += [header, ("Cache-Control", "public, max-age=60")]
    assert ask(cached, "/fr/").headers["cache-control"] == "private, no-store"


def test_answer_that_must_be_asked_anew_has_a_tag_and_is_computed_each_time(cached, django):
    django.headers.append(("Cache-Control", "public, no-cache"))
    first = ask(cached, "/api/v2/changes/")
    again = ask(cached, "/api/v2/changes/", If_None_Match=first.headers["etag"])
    assert (again.status, django.times, len(cached.store)) == (304, 2, 0)
    assert first.headers["cache-control"] == again.headers["cache-control"] == "public, no-cache"


def test_streamed_answer_is_passed_on_as_it_comes(cached, django):
    class Streamed:
        streaming = True
        closed = False

        def __iter__(self):
            return iter([b"a", b"b"])

        def close(self) -> None:
            self.closed = True

    body = Streamed()

    def application(environ, start_response):
        start_response("200 OK", [("Content-Type", "text/csv")])
        return body

    cached.application = application
    reply = ask(cached, "/api/v2/cooperatives/?format=csv")
    assert (reply.body, reply.headers["cache-control"], body.closed) == (b"ab", "no-cache", True)
    assert len(cached.store) == 0


@pytest.mark.parametrize(
    ("path", "status", "is_kept"),
    [
        ("/fr/", "404 Not Found", True),
        ("/fr/", "410 Gone", True),
        ("/fr/", "301 Moved Permanently", True),
        ("/fr/", "500 Internal Server Error", False),
        ("/api/v2/pages/find/", "302 Found", True),
        ("/api/v2/pages/", "400 Bad Request", False),
        ("/api/v2/pages/9/", "404 Not Found", False),
    ],
)
def test_errors_of_the_api_are_not_kept_and_missing_pages_are(
    path, status, is_kept, cached, django
):
    django.status = status
    ask(cached, path)
    reply = ask(cached, path)
    assert django.times == (1 if is_kept else 2)
    assert reply.headers["cache-control"] == (PUBLIC if is_kept else "no-store")
    assert "etag" not in reply.headers


def test_memory_is_bounded_and_the_least_used_goes_first(cached, django):
    django.body = lambda environ: environ["PATH_INFO"].encode() + b"x" * 50_000
    for number in range(60):
        ask(cached, f"/fr/{number}/")
        ask(cached, "/fr/often/")
    assert cached.store.size <= cached.store.limit
    assert 10 < len(cached.store) <= 20
    django.asked.clear()
    ask(cached, "/fr/often/")
    ask(cached, "/fr/59/")
    assert django.times == 0
    ask(cached, "/fr/0/")
    assert django.times == 1


def test_encodings_count_as_memory(cached, django):
    ask(cached, "/fr/")
    before = cached.store.size
    ask(cached, "/fr/", Accept_Encoding="br")
    assert cached.store.size > before


def test_answer_too_large_to_keep_is_still_given(cached, django):
    django.body = b"x" * 500_000
    assert ask(cached, "/fr/").body == django.body
    assert (len(cached.store), cached.store.size) == (0, 0)


def test_development_server_keeps_nothing(versions, django, settings, tmp_path):
    settings.VAR_DIR, settings.DEBUG = tmp_path, True
    cached = CachedApplication(django, lambda status, detail: {}, follow=lambda: None)
    ask(cached, "/fr/")
    ask(cached, "/fr/")
    assert django.times == 2


# --- How it is sent -------------------------------------------------------------------------------


def test_answer_for_everyone_says_so(cached):
    headers = ask(cached, "/fr/").headers
    assert headers["cache-control"] == PUBLIC
    assert headers["vary"] == "Accept-Encoding"
    assert headers["surrogate-key"].split() == ["site", "html"]
    assert headers["etag"].startswith('"')
    assert headers["last-modified"].endswith("GMT")


def test_encodings_are_the_same_words_under_tags_of_their_own(cached, django):
    plain = ask(cached, "/fr/")
    zipped = ask(cached, "/fr/", Accept_Encoding="gzip")
    small = ask(cached, "/fr/", Accept_Encoding="gzip, deflate, br;q=0.9")
    assert gzip.decompress(zipped.body) == plain.body == django.body
    assert zipped.headers["content-encoding"] == "gzip"
    assert brotli.decompress(ask(cached, "/fr/", Accept_Encoding="br").body) == plain.body
    assert small.headers["content-encoding"] in ("br", "gzip")
    assert django.times == 1
    assert len({plain.headers["etag"], zipped.headers["etag"]}) == 2
    for reply in (plain, zipped, small):
        assert int(reply.headers["content-length"]) == len(reply.body)


@pytest.mark.parametrize(
    ("accepted", "chosen"),
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("gzip;q=0", ""),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("*", "br"),
        ("*;q=0", ""),
        ("gzip;q=words", ""),
    ],
)
def test_encoding_is_the_one_preferred(accepted, chosen):
    assert entries.encoding(accepted) == chosen


def test_each_encoding_is_made_once(cached, monkeypatch):
    made = []
    compress = gzip.compress
    monkeypatch.setattr(gzip, "compress", lambda *a, **k: made.append(1) or compress(*a, **k))
    for _n in range(3):
        ask(cached, "/fr/", Accept_Encoding="gzip")
    assert len(made) == 1


def test_image_and_few_words_are_not_compressed(cached, django):
    django.headers = [("Content-Type", "image/png")]
    assert "content-encoding" not in ask(cached, "/fr/a", Accept_Encoding="br").headers
    django.headers, django.body = [("Content-Type", "text/html")], b"few"
    assert "content-encoding" not in ask(cached, "/fr/b", Accept_Encoding="br").headers


def test_head_is_get_without_the_body(cached, django):
    head = ask(cached, "/fr/", "HEAD")
    get = ask(cached, "/fr/")
    assert head.body == b""
    assert head.headers == get.headers
    assert django.times == 1
    assert django.asked[0]["REQUEST_METHOD"] == "GET"


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', "*", '{}, "other"'])
def test_who_has_it_gets_304(form, cached):
    for encoding in ("", "gzip", "br"):
        known = ask(cached, "/fr/", Accept_Encoding=encoding)
        reply = ask(
            cached,
            "/fr/",
            Accept_Encoding=encoding,
            If_None_Match=form.format(known.headers["etag"]),
        )
        assert (reply.status, reply.body) == (304, b"")
        for name in ("etag", "cache-control", "vary", "last-modified", "surrogate-key"):
            assert reply.headers[name] == known.headers[name]
        assert not {"content-length", "content-type", "content-encoding"} & set(reply.headers)


def test_first_asker_can_get_304_too(cached, django, versions):
    tag = ask(cached, "/fr/").headers["etag"]
    versions.announce(2)  # another page changed; this one is computed anew and is the same
    assert ask(cached, "/fr/", If_None_Match=tag).status == 304
    django.body = b"new"
    versions.announce(3)
    assert ask(cached, "/fr/", If_None_Match=tag).status == 200


def test_tag_of_something_else_is_no_match(cached):
    for tags in ('"0123"', "", "W/", '"' + "0" * 32 + '"', "ead7*"):
        assert ask(cached, "/fr/", If_None_Match=tags).status == 200


def test_date_counts_only_once_it_tells_the_content_from_any_other(cached, versions, monkeypatch):
    """Two changes may fall into one second, and another host learns of one a second later."""
    changed = versions.changed_at()
    young = ask(cached, "/fr/").headers["last-modified"]
    assert ask(cached, "/fr/", If_Modified_Since=young).status == 200
    monkeypatch.setattr(entries.time, "time", lambda: changed + 60)
    settled = ask(cached, "/fr/").headers["last-modified"]
    assert ask(cached, "/fr/", If_Modified_Since=settled).status == 304
    assert ask(cached, "/fr/", If_Modified_Since=young).status == 200
    assert ask(cached, "/fr/", If_Modified_Since="yesterday").status == 200
    assert ask(cached, "/fr/", If_None_Match='"x"', If_Modified_Since=settled).status == 200


# --- Without a database ---------------------------------------------------------------------------


@pytest.fixture
def broken(django):
    """Have ``django`` fail as a view does whose query the database does not answer."""
    unavailable.connect()

    def break_with(error: Exception) -> None:
        def fail() -> None:
            class Request:
                META = django.asked[-1]

            try:
                raise error
            except Exception:
                got_request_exception.send(sender=None, request=Request)

        django.before_answer = fail
        django.status, django.body = "500 Internal Server Error", b"a fault"

    return break_with


GONE = [OperationalError("unable to open database file"), InterfaceError("connection closed")]


@pytest.mark.parametrize("error", GONE)
def test_old_answer_goes_out_while_the_database_is_away(error, cached, django, versions, broken):
    good = ask(cached, "/fr/")
    versions.announce(2)
    versions._knowledge.examined = (0, 2)
    broken(error)
    reply = ask(cached, "/fr/")
    assert (reply.status, reply.body) == (200, good.body)
    assert "stale" in reply.headers["cache-status"]
    assert "s-maxage=60" not in reply.headers["cache-control"]
    assert ask(cached, "/fr/", If_None_Match=good.headers["etag"]).status == 304


def test_what_was_withdrawn_does_not_come_back_with_the_failure(cached, versions, broken):
    ask(cached, "/fr/")
    versions.announce(2)
    broken(GONE[0])
    assert ask(cached, "/fr/").status == 503, "nobody has looked at what the change was"
    versions._knowledge.examined, versions._knowledge.withdrawn = (0, 2), 2
    assert ask(cached, "/fr/").status == 503, "something was withdrawn"


def test_the_rest_is_told_when_to_come_again(cached, broken):
    broken(GONE[0])
    page = ask(cached, "/fr/")
    assert (page.status, page.headers["content-type"]) == (503, "text/html; charset=utf-8")
    for words in ("حدث خطأ", "Une erreur est survenue", "Something went wrong"):
        assert words in page.body.decode()
    reply = ask(cached, "/api/v2/pages/", Accept_Language="en")
    assert reply.status == 503
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["access-control-allow-origin"] == "*"
    assert b'"status": 503' in reply.body
    for answer in (page, reply, ask(cached, "/admin/", "POST")):
        assert answer.status == 503
        assert 0 < int(answer.headers["retry-after"]) <= 10
        assert answer.headers["cache-control"] == "no-store"


def test_fault_of_ours_stays_a_fault(cached, broken):
    is_sqlite = connection.vendor == "sqlite"  # it tells a wrong statement as an operational error
    broken((OperationalError if is_sqlite else ProgrammingError)("no such column: words"))
    assert ask(cached, "/fr/").status == 500
    broken(ValueError("words"))
    assert ask(cached, "/fr/").status == 500


def test_database_known_to_be_away_is_not_asked(cached, django, versions):
    ask(cached, "/fr/")
    versions._knowledge.is_away, versions._knowledge.confirmed_at = True, 0
    django.asked.clear()
    assert ask(cached, "/fr/").headers["cache-status"].endswith("stale")
    assert ask(cached, "/fr/other/").status == 503
    assert ask(cached, "/admin/").status == 503
    assert django.times == 0
    for path in ("/-/ready", "/static/site/site.css"):
        assert ask(cached, path).status == 200
    assert django.times == 2
