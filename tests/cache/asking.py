"""Asking a WSGI application as a server does, and an application that answers what a test says."""

from __future__ import annotations

import io
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

HOST = "127.0.0.1"


@dataclass
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes


def ask(application, path: str, method: str = "GET", **headers: str) -> Reply:
    """Ask for ``path``; headers are given as ``If_None_Match=…``, WSGI's own names in capitals."""
    path, _mark, query = path.partition("?")
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SCRIPT_NAME": "",
        "SERVER_NAME": HOST,
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": HOST,
        "HTTP_HOST": HOST,
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": io.StringIO(),
    }
    for name, value in headers.items():
        environ[name if name in environ else f"HTTP_{name.upper()}"] = value
    told: list = []
    body = application(environ, lambda status, given, exc_info=None: told.append((status, given)))
    content = b"".join(body)
    if hasattr(body, "close"):
        body.close()
    ((status, given),) = told
    return Reply(int(status[:3]), {name.lower(): value for name, value in given}, content)


@dataclass
class FakeDjango:
    """Answers ``body`` with ``headers``, counts how often, and remembers what it was asked."""

    body: bytes | Callable[[dict], bytes] = b"<p>words</p>" * 100
    status: str = "200 OK"
    headers: list[tuple[str, str]] = field(
        default_factory=lambda: [("Content-Type", "text/html; charset=utf-8")]
    )
    before_answer: Callable[[], None] = lambda: None
    asked: list[dict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    @property
    def times(self) -> int:
        return len(self.asked)

    def __call__(self, environ, start_response) -> Iterable[bytes]:
        with self._lock:
            self.asked.append(environ)
        self.before_answer()
        body = self.body(environ) if callable(self.body) else self.body
        start_response(self.status, list(self.headers))
        return [body]
