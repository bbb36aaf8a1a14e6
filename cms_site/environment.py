"""What can be wrong with a value of the environment beyond its type: one sentence each, or ``None``."""

from __future__ import annotations

import ipaddress
import os
import re
import socket
from collections.abc import Mapping
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import dj_email_url
import django_cache_url
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

_HOST_NAME = re.compile(r"\.?[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?|\[[0-9A-Fa-f:.]+\]")
MAIL_SCHEMES = sorted({*dj_email_url.SCHEMES} - {"smtps"})  # as good as "submission", and going


def scheme_fault(url: str, schemes: list[str] | tuple[str, ...]) -> str | None:
    """Say so where ``url`` starts with none of ``schemes``."""
    scheme, separator, _rest = url.partition("://")
    if separator and scheme in schemes:
        return None
    return f"must start with one of {', '.join(f'{scheme}://' for scheme in schemes)}."


def site_fault(url: str) -> str | None:
    """Say why ``url`` is no address of a site."""
    parts = urlsplit(url)
    if parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc:
        return "must be scheme, host and port only: the site stands at the root of its host."
    return scheme_fault(url, ("http", "https")) or port_fault(url)


def names_fault(names: list[str]) -> str | None:
    """Say so where one of ``names`` is no host name, nor an address, nor ``.example.org`` for all below."""
    wrong = [name for name in names if not _HOST_NAME.fullmatch(name)]
    if not wrong:
        return None
    return f"{', '.join(map(repr, wrong))}: give host names only, as in cms.example.org."


def listening_fault(host: str) -> str | None:
    """Say so where ``host`` is no address that a server can listen on."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return "must be an address of this machine, as 127.0.0.1, or 0.0.0.0 for all of them."
    return None


def taken_fault(host: str, port: int) -> str | None:
    """Say so where another program listens on ``port`` already: the system would share it out."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return f"nothing can listen on {host}:{port}: {error.strerror}."
    return None


def port_fault(url: str) -> str | None:
    """Say so where ``url`` has a port that no server has."""
    try:
        port = urlsplit(url).port
    except ValueError:
        port = 0
    return "the port must be a number from 1 to 65535." if port == 0 else None


def mail_fault(url: str) -> str | None:
    """Say why no mail can be sent with ``url``; its password is not told."""
    fault = scheme_fault(url, MAIL_SCHEMES) or port_fault(url)
    if fault:
        return fault
    try:
        parsed = dj_email_url.parse(url)
    except ValueError:
        return "its timeout must be a number of seconds."
    if ".smtp." in parsed["EMAIL_BACKEND"] and not parsed["EMAIL_HOST"]:
        return "must name the host that takes the mail, as in submission://user:password@host:587."
    return None


def cache_fault(url: str, schemes: tuple[str, ...]) -> str | None:
    """Say why ``url`` is no cache: Redis has a host, or the path of a socket."""
    if fault := scheme_fault(url, schemes):
        return fault
    if not url.startswith("redis") or urlsplit(url).hostname:
        return None
    if django_cache_url.parse(url)["LOCATION"].startswith("unix:///"):
        return None
    return "must name the host of Redis, as in redis://localhost:6379/0."


def sender_fault(sender: str) -> str | None:
    """Say so where ``sender`` is neither an address nor ``Name <address>``."""
    try:
        validate_email(parseaddr(sender)[1])
    except ValidationError:
        return "must be an e-mail address, or a name with one: Delegation <post@example.org>."
    return None


def folder_fault(folder: Path) -> str | None:
    """Make ``folder`` where it is missing; say why that, or writing there, is not possible."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return f"{folder} cannot be made: {error.strerror}."
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"nothing can be written in {folder}."
    return None


def faults_where_they_are(faults: list[str], given: Mapping[str, str]) -> list[str]:
    """Return ``faults`` with that of an address of the site which make joined from HOST and PORT as theirs."""
    host, port = given.get("HOST", ""), given.get("PORT", "")
    told = {fault.partition(":")[0] for fault in faults}
    if "SITE_URL" not in told or given.get("SITE_URL") not in (
        f"http://{host}:{port}",
        f"http://[{host}]:{port}",
    ):
        return faults
    own = [fault for fault in faults if not fault.startswith("SITE_URL:")]
    if told.isdisjoint({"HOST", "PORT"}):
        own.append(f"HOST: no address of the site follows from {host}; give SITE_URL too.")
    return own


def number_fault(value: str, highest: int | None = None) -> str | None:
    """Say so where ``value`` is no whole number from 1 on, to ``highest`` where there is one."""
    is_number = value.isascii() and value.isdecimal() and len(value) < 10 and int(value) > 0
    if is_number and (highest is None or int(value) <= highest):
        return None
    return f"must be a whole number from 1 {f'to {highest}' if highest else 'on'}."
