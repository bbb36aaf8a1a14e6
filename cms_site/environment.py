"""What can be wrong with a value of the environment beyond its type: one sentence each, or ``None``.

``python -m cms_site.environment`` says all that is wrong with the environment, and fails.
"""

from __future__ import annotations

import os
import sys
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import dj_email_url
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email

MAIL_SCHEMES = sorted({*dj_email_url.SCHEMES} - {"smtps"})  # as good as "submission", and going


def scheme_fault(url: str, schemes: list[str] | tuple[str, ...]) -> str | None:
    """Say so where ``url`` starts with none of ``schemes``."""
    scheme, separator, _rest = url.partition("://")
    if separator and scheme in schemes:
        return None
    return f"must start with one of {', '.join(f'{scheme}://' for scheme in schemes)}."


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
        dj_email_url.parse(url)
    except ValueError:
        return "its timeout must be a number of seconds."
    return None


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


def number_fault(value: str, highest: int | None = None) -> str | None:
    """Say so where ``value`` is no whole number from 1 on, to ``highest`` where there is one."""
    is_number = value.isascii() and value.isdecimal() and len(value) < 10 and int(value) > 0
    if is_number and (highest is None or int(value) <= highest):
        return None
    return f"must be a whole number from 1 {f'to {highest}' if highest else 'on'}."


if __name__ == "__main__":
    try:
        import cms_site.settings  # noqa: F401, it tells its faults
    except ImproperlyConfigured as fault:
        sys.exit(str(fault))
