"""Cells of a csv, which a spreadsheet program reads as it likes."""

from __future__ import annotations

import re

# A spreadsheet takes a cell that begins so for a formula; some leave out spaces before it, or take
# the wide forms of the signs for the signs.
_FORMULA = re.compile(r"^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r]")
_NUMBER = re.compile(r"^[+-]?[0-9]+(\.[0-9]+)?$")


def without_formula(value):
    """Return ``value`` as a cell in which no spreadsheet sees a formula."""
    if isinstance(value, str) and _FORMULA.match(value) and not _NUMBER.match(value):
        return f"'{value}"
    return value
