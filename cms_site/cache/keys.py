"""Which requests may be answered from the cache, and under which key."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port, validate_host
from django.utils import translation

Environ = dict[str, Any]

API = "/api/v2/"
# Bytes of a query at most; a longer one is Django's to refuse.
# Wagtail says with this parameter that the editor shows the page beside its form.
PREVIEW = "in_preview_panel="
MAX_QUERY = 4096


def is_api(path: str) -> bool:
    """Whether ``path`` belongs to the public reading contract."""
    return path.startswith(API) or path == API[:-1]


def _names(parts: Iterable[str]) -> list[str]:
    return [part.partition("=")[0] for part in parts]


@lru_cache(maxsize=1024)
def canonical_query(query: str) -> str | None:
    """Return ``query`` with its parameters in order; ``None`` for one that order means something in.

    A name that is written in an unusual way could hide a second parameter of that name: such a query
    stays as it is.
    """
    parts = query.split("&")
    names = _names(parts)
    if any("%" in name or "+" in name for name in names):
        return query
    if len(set(names)) < len(names):
        return None
    return "&".join(sorted(parts))


@lru_cache(maxsize=512)
def accepted_language(header: str) -> str:
    """Return the language of the site that Django answers an ``Accept-Language`` header in."""
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = header
    return translation.get_language_from_request(request)


class Keys:
    """Keys of requests, by the settings at the time it is made."""

    def __init__(self) -> None:
        self.bypassed = (
            "/admin/",
            "/documents/",
            "/-/",
            "/api/v3-preview/",
            settings.MEDIA_URL,
            settings.STATIC_URL,
        )
        self.prefixes = tuple(f"/{code}/" for code, _name in settings.LANGUAGES)
        self.cookies = (
            settings.SESSION_COOKIE_NAME,
            settings.CSRF_COOKIE_NAME,
            settings.LANGUAGE_COOKIE_NAME,
            "messages",
        )
        self.trusts_proxy = settings.USE_X_FORWARDED_HOST
        self.proxy_scheme = settings.SECURE_PROXY_SSL_HEADER
        self._hosts: set[str] = set()

    def is_personal(self, environ: Environ) -> bool:
        """Whether the request says who is asking."""
        if "HTTP_AUTHORIZATION" in environ:
            return True
        cookie = environ.get("HTTP_COOKIE")
        return bool(cookie) and any(name in cookie for name in self.cookies)

    def key(self, environ: Environ) -> str | None:
        """Return the key of the answer, or ``None`` for what only Django may answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return None
        path = environ["PATH_INFO"]
        if path.startswith(self.bypassed) or "HTTP_RANGE" in environ or self.is_personal(environ):
            return None
        query = environ.get("QUERY_STRING", "")
        if query:
            if len(query) > MAX_QUERY or PREVIEW in query:
                return None
            if "&" in query:
                query = canonical_query(query)
                if query is None:
                    return None
        host = self._host(environ)
        if host is None:
            return None
        return f"{self._scheme(environ)}://{host}{path}?{query} {self.language(environ)}"

    def language(self, environ: Environ) -> str:
        """Return the language that the answer is chosen by; "" where the path says which."""
        if environ["PATH_INFO"].startswith(self.prefixes):
            return ""
        return accepted_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""))

    def plain(self, environ: Environ) -> Environ:
        """Return the request that the answer is computed for: nothing is in it but what the key tells.

        So no other header can have a say in what everyone else is going to get.
        """
        told = {"HTTP_HOST"}
        if self.trusts_proxy:
            told |= {"HTTP_X_FORWARDED_HOST"}
        if self.proxy_scheme:
            told |= {self.proxy_scheme[0]}
        plain = {
            name: value
            for name, value in environ.items()
            if not name.startswith(("HTTP_", "CONTENT_")) or name in told
        }
        if language := self.language(environ):
            plain["HTTP_ACCEPT_LANGUAGE"] = language
        plain["REQUEST_METHOD"] = "GET"
        return plain

    def _scheme(self, environ: Environ) -> str:
        if self.proxy_scheme:
            header, secure = self.proxy_scheme
            if told := environ.get(header):
                return "https" if told.partition(",")[0].strip() == secure else "http"
        return environ["wsgi.url_scheme"]

    def _host(self, environ: Environ) -> str | None:
        """Return the host the request names, or ``None`` when it is none of ours."""
        host = environ.get("HTTP_X_FORWARDED_HOST") if self.trusts_proxy else None
        host = host or environ.get("HTTP_HOST")
        if not host:
            return None
        if host not in self._hosts:
            domain, _port = split_domain_port(host)
            if not (domain and validate_host(domain, settings.ALLOWED_HOSTS)):
                return None
            if len(self._hosts) < 100:
                self._hosts.add(host)
        return host
