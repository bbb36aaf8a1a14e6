"""A figure and the text in which its source printed it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from django.db import models

# Groups of three after a space, U+00A0, U+202F, point, comma or their Arabic forms; else plain.
_NUMBER = re.compile(
    r"(?<!\d)(?:\d{1,3}(?:[ \u00a0\u202f.,٬’']\d{3})+|\d+)(?:[.,٫]\d+)?(?!\d)"
    r"(?:\s*(?P<scale>[^\W\d_]+))?"
)
_SCALES = {
    1000: ("thousand", "mille", "ألف", "آلاف"),
    10**6: ("million", "millions", "مليون", "ملايين"),
    10**9: ("billion", "billions", "milliard", "milliards", "مليار", "ملايير"),
}
_SCALE_OF = {word: scale for scale, words in _SCALES.items() for word in words}


def numbers_in(text: str) -> list[set[Decimal]]:
    """Return, for each number in ``text``, what it may mean: "1.572" is read in two ways."""
    numbers = []
    for found in _NUMBER.finditer(text):
        scale = _SCALE_OF.get((found["scale"] or "").lower(), 1)
        digits = found.group()[: found.start("scale") - found.start() if found["scale"] else None]
        numbers.append({reading * scale for reading in _readings(digits.strip())})
    return numbers


def _readings(digits: str) -> Iterator[Decimal]:
    marks = re.findall(r"\D", digits)
    last = re.fullmatch(r"(.*)[.,٫](\d+)", digits)
    if last and marks.count(marks[-1]) == 1:
        whole = re.sub(r"\D", "", last[1])
        yield Decimal(f"{whole}.{last[2]}")
    if not last or (len(last[2]) == 3 and len(set(marks)) == 1):
        yield Decimal(re.sub(r"\D", "", digits))


MOST_DECIMALS = 6


def rounded(value: Decimal, decimals: int | None) -> Decimal:
    """Return ``value`` with so many decimals, ``MOST_DECIMALS`` at most: a form may ask for more."""
    return value.quantize(Decimal(1).scaleb(-min(decimals or 0, MOST_DECIMALS)))


class PublishedNumber(models.DecimalField):
    """A number that a form shows with the decimals it was published with: 72, not 72.000000.

    ``decimals`` of the same object says how many those are; in migrations it is a decimal field.
    """

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.DecimalField", args, kwargs

    def value_from_object(self, obj: models.Model) -> Decimal | None:
        value = super().value_from_object(obj)
        if not isinstance(value, Decimal):
            return value
        shown = rounded(value, obj.decimals)
        return shown if shown == value else value.normalize()
