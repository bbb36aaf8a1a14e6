"""The WSGI application around Django's: it answers from memory what it can.

An answer is kept under the version of the content that was read before Django was asked, and only when
that version still holds afterwards. So what is kept never is older than the version it is found under.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError

from cms_site.cache import streams, surrogates
from cms_site.cache.entries import NOT_KEPT, PUBLIC, STALE, Entry, Headers, encoding
from cms_site.cache.flights import Flights
from cms_site.cache.keys import Environ, Keys, accepted_language, is_api
from cms_site.cache.limits import RateLimit
from cms_site.cache.store import Store
from cms_site.cache.unavailable import FAILED, Problem, too_many, unavailable
from cms_site.journal import version
from cms_site.journal.version import Stamp

StartResponse = Callable[..., Any]
WSGI = Callable[[Environ, StartResponse], Iterable[bytes]]

CORS: Headers = [
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Last-Modified, Retry-After"),
]
PREFLIGHT: Headers = [
    *CORS,
    ("Access-Control-Allow-Methods", "GET, HEAD, OPTIONS"),
    ("Access-Control-Allow-Headers", "Accept, Content-Type, If-Modified-Since, If-None-Match"),
    ("Access-Control-Max-Age", "86400"),
    ("Content-Length", "0"),
]
PROBES = "/-/"
PRIVATE = ("Cache-Control", "private, no-store")
NO_STORE = ("Cache-Control", "no-store")
NO_CACHE = ("Cache-Control", "no-cache")
# What an answer may vary by and still be kept: the key tells the language, and ``Keys.plain`` nothing else.
KNOWN_TO_VARY = {"accept", "accept-encoding", "accept-language", "origin"}
NOT_PUBLIC = ("private", "no-store", "no-cache")
MADE_HERE = {"cache-control", "content-length", "etag", "last-modified", "vary", "surrogate-key"}
# What browsers are told about pages says nothing to who reads data, and each header costs the server time.
OF_PAGES = {"x-frame-options", "cross-origin-opener-policy", "referrer-policy"}
DATA = "application/json"


class _Answer:
    """What Django answered, before it is sent on."""

    def __init__(self, application: WSGI, environ: Environ) -> None:
        self.status, self.headers = "", []
        self.body = application(environ, self._start)
        self.failed = bool(environ.get(FAILED))
        self.names = {name.lower(): value for name, value in self.headers}

    def _start(self, status: str, headers: Headers, exc_info=None) -> None:
        self.status, self.headers = status, headers

    @property
    def code(self) -> int:
        return int(self.status[:3])

    @property
    def is_streaming(self) -> bool:
        return getattr(self.body, "streaming", not isinstance(self.body, list | tuple))

    def read(self) -> bytes:
        """Return the whole body, and close it."""
        try:
            return b"".join(self.body)
        finally:
            self.close()

    def close(self) -> None:
        close = getattr(self.body, "close", None)
        if close is not None:
            close()


class CachedApplication:
    """Django's application behind the cache, the rate limit, and answers for a database that is away.

    ``problem`` makes the problem documents of the API's errors. ``follow`` starts, at the first request,
    what keeps the version of the content current in this process.
    """

    def __init__(
        self, application: WSGI, problem: Problem, follow: Callable[[], None] = version.follow
    ) -> None:
        self.application = application
        self.problem = problem
        self.follow = follow
        self.keys = Keys()
        self.static = settings.STATIC_URL
        # Templates and code change under a development server without a trace in the journal.
        self.store = Store(0 if settings.DEBUG else settings.CACHE_MB * 1024 * 1024)
        self.flights = Flights()
        self.limit = RateLimit(
            settings.RATE_LIMIT,
            Path(settings.VAR_DIR) / "rate_limit",
            settings.SECRET_KEY,
            trusts_proxy=settings.TRUST_PROXY,
        )

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        self.follow()
        path = environ["PATH_INFO"]
        if path.startswith(PROBES):
            return self.application(environ, start_response)
        if path.startswith(self.static):
            return self._static(environ, start_response)
        if wait := self.limit.wait(environ):
            answer = too_many(self._problem(path), self._language(environ), wait)
            return self._send(environ, start_response, *answer)
        if (
            environ["REQUEST_METHOD"] == "OPTIONS"
            and "HTTP_ACCESS_CONTROL_REQUEST_METHOD" in environ
            and is_api(path)
        ):
            start_response("204 No Content", PREFLIGHT)
            return []
        key = self.keys.key(environ)
        if key is None:
            return self._pass(environ, start_response)
        stamp = version.stamp()
        entry = self.store.get(key)
        if entry is not None and entry.stamp == stamp and version.is_confirmed():
            return self._respond(key, entry, environ, start_response)
        return self._make(key, stamp, environ, start_response)

    # --- computing

    def _make(
        self, key: str, stamp: Stamp, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer what is not in the cache, once for all who ask for it now."""
        if not version.is_reachable():
            return self._without_database(key, environ, start_response)
        if not version.is_confirmed():
            # Others may ask after a change that this host has not heard of: nothing is shared.
            return self._compute(key, stamp, environ, start_response)[1]
        flight, is_mine = self.flights.join((key, stamp))
        if not is_mine:
            if (entry := flight.wait()) is not None:
                return self._respond(key, entry, environ, start_response)
            return self._compute(key, stamp, environ, start_response)[1]
        entry = None
        try:
            entry, answer = self._compute(key, stamp, environ, start_response)
            return answer
        finally:
            self.flights.land((key, stamp), flight, entry)

    def _compute(
        self, key: str, stamp: Stamp, environ: Environ, start_response: StartResponse
    ) -> tuple[Entry | None, Iterable[bytes]]:
        """Ask Django; return the entry that others may share, if any, and what was answered."""
        is_confirmed = version.is_confirmed()
        with surrogates.collecting() as noted:
            made = _Answer(self.application, self.keys.plain(environ))
            if made.failed:
                made.close()
                return None, self._without_database(key, environ, start_response)
            if not self._is_cacheable(environ, made):
                return None, self._forward(environ, start_response, made)
            try:
                names = surrogates.header(noted, environ["PATH_INFO"], is_found=made.code == 200)
                if own := made.names.get("surrogate-key"):
                    names = " ".join(dict.fromkeys([*names.split(), *own.split()]))
            except DatabaseError:
                names = ""
            body = made.read()
        # What must be asked for anew each time (the change feed) is for nobody else either.
        is_asked_anew = made.names.get("cache-control") == NOT_KEPT
        is_current = is_confirmed and version.stamp() == stamp and bool(names) and not is_asked_anew
        headers = self._public_headers(environ, made, names, is_kept=is_current)
        entry = Entry(stamp, made.status, headers, body, version.changed_at())
        if is_current:
            self.store.put(key, entry)
        # Who waits came while this version held: to them the answer is as good as one from the cache.
        shared = None if is_asked_anew else entry
        return shared, self._respond(key, entry, environ, start_response)

    def _is_cacheable(self, environ: Environ, made: _Answer) -> bool:
        """Whether the answer is the same for everyone with this key."""
        path = environ["PATH_INFO"]
        shared = (200, 301, 302) if is_api(path) else (200, 301, 302, 404, 410)
        if made.code not in shared or made.is_streaming:
            return False
        if "set-cookie" in made.names or "content-encoding" in made.names:
            return False
        control = made.names.get("cache-control", "")
        if control != NOT_KEPT and any(word in control for word in NOT_PUBLIC):
            return False
        vary = {word.strip().lower() for word in made.names.get("vary", "").split(",")} - {""}
        if made.code in (301, 302) and not path.startswith(self.keys.prefixes):
            # Django names the cookie that a language may be chosen by; with it we are not here.
            vary -= {"cookie"}
        return vary <= KNOWN_TO_VARY

    def _public_headers(
        self, environ: Environ, made: _Answer, names: str, *, is_kept: bool
    ) -> Headers:
        """Return the headers of an answer for everyone, but those of its encoding."""
        path = environ["PATH_INFO"]
        left_out = MADE_HERE | OF_PAGES if made.names.get("content-type") == DATA else MADE_HERE
        headers = [
            (name, value)
            for name, value in made.headers
            if name.lower() not in left_out and not name.lower().startswith("access-control-")
        ]
        control = (made.names.get("cache-control") or PUBLIC) if is_kept else NOT_KEPT
        varies = "accept-language" in made.names.get("vary", "").lower() and made.code != 200
        headers += [
            ("Cache-Control", control),
            ("Vary", "Accept-Encoding, Accept-Language" if varies else "Accept-Encoding"),
            ("Surrogate-Key", names),
        ]
        return headers + CORS if is_api(path) else headers

    # --- answering

    def _respond(
        self,
        key: str,
        entry: Entry,
        environ: Environ,
        start_response: StartResponse,
        *,
        is_stale: bool = False,
    ) -> list[bytes]:
        """Answer with ``entry``: 304 to who has it, without its body to HEAD."""
        accepted = environ.get("HTTP_ACCEPT_ENCODING")
        made, is_new = entry.encoded(encoding(accepted) if accepted else "")
        if is_new:
            self.store.grown(key, entry)
        headers = made.settled if entry.is_settled() else made.fresh
        if is_stale:
            headers = [
                *(h for h in headers if h[0] != "Cache-Control"),
                ("Cache-Control", STALE),
                ("Cache-Status", "cms; hit; detail=stale"),
                ("Warning", '110 - "Response is Stale"'),
            ]
        tags = environ.get("HTTP_IF_NONE_MATCH")
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        if (tags or since) and entry.is_known(tags, since):
            dropped = ("Content-Length", "Content-Type", "Content-Encoding")
            start_response("304 Not Modified", [h for h in headers if h[0] not in dropped])
            return []
        start_response(entry.status, headers)
        return [made.body] if environ["REQUEST_METHOD"] == "GET" else []

    def _static(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Answer with a file, which needs no database; that there is none is told by a page that does."""
        made = _Answer(self.application, environ)
        if made.failed:
            made.close()
            return self._without_database(None, environ, start_response)
        start_response(made.status, made.headers)
        return made.body

    def _pass(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        """Have Django answer what is for one person, or changes something."""
        if not version.is_reachable():
            return self._without_database(None, environ, start_response)
        made = _Answer(self.application, environ)
        if made.failed:
            made.close()
            return self._without_database(None, environ, start_response)
        return self._forward(environ, start_response, made)

    def _forward(
        self, environ: Environ, start_response: StartResponse, made: _Answer
    ) -> Iterable[bytes]:
        """Send Django's answer on; nobody may keep what is for one person."""
        path = environ["PATH_INFO"]
        headers = made.headers
        is_personal = (
            "set-cookie" in made.names
            or "cookie" in made.names.get("vary", "").lower()
            or self.keys.is_personal(environ)
        )
        if is_personal and not path.startswith(settings.MEDIA_URL):
            headers = [*(h for h in headers if h[0].lower() != "cache-control"), PRIVATE]
        elif "cache-control" not in made.names:
            headers = [*headers, NO_CACHE if made.code == 200 else NO_STORE]
        if is_api(path):
            # What is for one person is kept by nobody; the contract varies by no cookie.
            headers = [
                h for h in headers if not h[0].lower().startswith(("access-control-", "vary"))
            ]
            headers += [("Vary", "Accept-Encoding"), *CORS]
        is_export = made.names.get("content-type", "").partition(";")[0] in streams.TEXTS
        packed = encoding(environ.get("HTTP_ACCEPT_ENCODING", "")) if is_export else ""
        if packed:
            headers = [*headers, ("Content-Encoding", packed)]
        start_response(made.status, headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            made.close()
            return []
        return streams.compressed(made.body, packed) if packed else made.body

    def _without_database(
        self, key: str | None, environ: Environ, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Answer while the database is away: what is known of old and still public, else 503."""
        entry = self.store.get(key) if key else None
        if key and entry is not None and version.still_public(entry.stamp):
            return self._respond(key, entry, environ, start_response, is_stale=True)
        answer = unavailable(self._problem(environ["PATH_INFO"]), self._language(environ))
        return self._send(environ, start_response, *answer)

    def _send(
        self,
        environ: Environ,
        start_response: StartResponse,
        status: str,
        headers: Headers,
        body: bytes,
    ) -> list[bytes]:
        start_response(status, [*headers, *CORS] if is_api(environ["PATH_INFO"]) else headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    def _problem(self, path: str) -> Problem | None:
        return self.problem if path.startswith("/api/") else None

    @staticmethod
    def _language(environ: Environ) -> str:
        return accepted_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))
