"""What no text may carry: scraping's leftovers of the old site, unseen turns of direction, nothing to see."""

from __future__ import annotations

import re
import unicodedata

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


# Formats, controls and separators; and what has width or a sound in Unicode, but no shape.
_UNSEEN_KINDS = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {
    chr(selector) for selector in range(0xFE00, 0xFE10)
}


def is_blank(text: str) -> bool:
    """Whether there is nothing to be seen in ``text``: a name of it would be no name."""
    return all(c in _UNSEEN or unicodedata.category(c) in _UNSEEN_KINDS for c in text)


def find_leftover(text: str) -> str | None:
    """Return the first leftover in ``text``, or ``None``."""
    return next((m.group() for pattern in PATTERNS if (m := pattern.search(text))), None)


def refuse_leftovers(texts: dict[str, str]) -> None:
    """Raise ``ValidationError`` naming each field of ``texts`` whose value carries such a thing."""
    errors = {field: fault for field, text in texts.items() if (fault := fault_of(text))}
    if errors:
        raise ValidationError(errors)


def fault_of(text: str) -> str | None:
    """Return why nobody could read ``text`` as it is, or ``None``; that there is no text is no fault."""
    if text and is_blank(text):
        return _("There are only invisible characters here; type a text, or leave the field empty.")
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
