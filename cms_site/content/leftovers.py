"""Texts that scraping left in the old site's pages and that no page may carry again."""

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


def find_leftover(text: str) -> str | None:
    """Return the first leftover in ``text``, or ``None``."""
    return next((m.group() for pattern in PATTERNS if (m := pattern.search(text))), None)


def refuse_leftovers(texts: dict[str, str]) -> None:
    """Raise ``ValidationError`` naming each field of ``texts`` whose value carries a leftover."""
    errors = {
        field: _("“%(leftover)s” is a leftover of the old site; remove it.")
        % {"leftover": leftover}
        for field, text in texts.items()
        if (leftover := find_leftover(text))
    }
    if errors:
        raise ValidationError(errors)


def texts_of(instance) -> dict[str, str]:
    """Return what an editor typed into ``instance``'s own text fields, StreamFields included.

    What follows from a field, as the tree's copy of a title, is told of that field only.
    """
    from django.db import models
    from wagtail.fields import StreamField

    texts = {}
    for field in instance._meta.concrete_fields:
        if not field.editable:
            continue
        if isinstance(field, StreamField):
            texts[field.name] = str(field.get_prep_value(getattr(instance, field.name)) or "")
        elif isinstance(field, models.CharField | models.TextField) and not field.choices:
            texts[field.name] = str(getattr(instance, field.attname) or "")
    return texts
