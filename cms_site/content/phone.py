"""Phone numbers, kept in international form however they are typed."""

from __future__ import annotations

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

# What people write between the digits, and the marks that text copied from Arabic brings along.
_BETWEEN = re.compile(r"[\s.,/()\-‐‑‒–\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_LOCAL = re.compile(r"(?:(?:\+|00)?212)?0?([5-8]\d{8})")


def international(number: str) -> str:
    """Return ``number`` as ``+212537000000``: a Moroccan one in local form gets its country.

    What is no phone number comes back without what stands between its digits, to be refused.
    """
    bare = _BETWEEN.sub("", number)
    bare = "".join(str(int(c)) if c.isdecimal() else c for c in bare)
    if local := _LOCAL.fullmatch(bare):
        return f"+212{local[1]}"
    return re.sub(r"^00", "+", bare)


class PhoneField(models.CharField):
    """A phone number: ``06 00 00 00 01`` and its like are accepted and kept as ``+212600000001``.

    In migrations it is the text field that it is in the database.
    """

    def __init__(self, *args, **kwargs) -> None:
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("blank", True)
        kwargs.setdefault(
            "validators",
            [RegexValidator(r"^\+[1-9]\d{6,14}$", _("Give the number as +212537000000."))],
        )
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def to_python(self, value):
        return international(super().to_python(value) or "")

    def formfield(self, **kwargs):
        # Longer than what is kept: as it is typed, with spaces between the digits.
        return super().formfield(**{"max_length": 40} | kwargs)
