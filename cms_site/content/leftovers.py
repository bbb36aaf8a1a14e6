"""What no text may carry: scraping's leftovers of the old site, and unseen turns of direction."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# The carousel's labels, and the sample sentence of the old site's template about a traveller.
PATTERNS = (
    re.compile(r"\bslide\s+\d+\b", re.IGNORECASE),
    re.compile(r"\b(previous|next) arrow\b", re.IGNORECASE),
    re.compile(r"\bTraveller\b"),
)


# They turn what follows them, on the page and in every list that shows the text; nobody sees them.
_TURN = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def find_leftover(text: str) -> str | None:
    """Return the first leftover in ``text``, or ``None``."""
    return next((m.group() for pattern in PATTERNS if (m := pattern.search(text))), None)


def refuse_leftovers(texts: dict[str, str]) -> None:
    """Raise ``ValidationError`` naming each field of ``texts`` whose value carries such a thing."""
    errors = {field: fault for field, text in texts.items() if (fault := _fault_of(text))}
    if errors:
        raise ValidationError(errors)


def _fault_of(text: str) -> str | None:
    if leftover := find_leftover(text):
        return _("“%(leftover)s” is a leftover of the old site; remove it.") % {
            "leftover": leftover
        }
    if turn := _TURN.search(text):
        return _(
            "An invisible character (%(code)s) turns the direction of the text after “%(before)s”; "
            "type the text anew instead of pasting it."
        ) % {
            "code": f"U+{ord(turn.group()):04X}",
            "before": _TURN.sub("", text[: turn.start()])[-20:],
        }
    return None


def texts_of(instance) -> dict[str, str]:
    """Return what an editor typed into ``instance``'s own text fields, StreamFields included.

    What follows from a field, as the tree's copy of a title, is told of that field only.
    """
    from django.db import models
    from wagtail.fields import StreamField

    texts = {}
    for field in instance._meta.concrete_fields:
        if not field.editable:  # made from another one, which is on the form
            continue
        if isinstance(field, StreamField):
            texts[field.name] = str(field.get_prep_value(getattr(instance, field.name)) or "")
        elif isinstance(field, models.CharField | models.TextField) and not field.choices:
            texts[field.name] = str(getattr(instance, field.attname) or "")
    return texts
