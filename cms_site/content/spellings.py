"""The other spellings of a word, which stand in the search index beside the word itself.

A hamza within a word changes its seat with the case and with the school (``مسؤول`` and ``مسئول``,
``أعضاؤها`` and ``أعضائها``, ``هيئة`` and ``هيأة``), and names are typed without their hyphen or
apostrophe (``proagro``, ``mdiq``). No folding makes these one text: who types no hamza at all types
its seat, and ``d'une`` is not ``dune``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import category, normalize

from cms_site.content.folding import ARTICLE, words

_SEATS = "أؤئء"
_ARABIC_WORD = re.compile(r"[\u0621-\u064a]+")
_JOINTS = "'’ʼ\\-\u2010\u2011"
_COMPOUND = re.compile(rf"[^\W\d_]+(?:[{_JOINTS}][^\W\d_]+)+")
# French words that have lost their vowel before another word.
_ELISION = re.compile(r"^(?:[cdjlnst]|qu|jusqu|lorsqu|puisqu|quoiqu)['’ʼ]", re.IGNORECASE)


def other_spellings(text: str) -> list[str]:
    """Return the words by which the words of ``text`` are found too, folded, each once."""
    unmarked = (c for c in normalize("NFKC", text) if category(c) not in ("Mn", "Cf"))
    text = "".join(unmarked).replace("ـ", "")
    written = [*_with_hamza_elsewhere(text), *_written_as_one(text)]
    return list(dict.fromkeys(words(" ".join(written))))


def _with_hamza_elsewhere(text: str) -> Iterator[str]:
    """Yield each Arabic word of ``text`` with one hamza within it on each other seat."""
    for found in _ARABIC_WORD.finditer(text):
        word = found.group()
        article = ARTICLE.match(word)
        first = article.end() if article else 0
        for place in range(first + 1, len(word) - 1):
            letter = word[place]
            # On alef it is the first letter of a word, or of one after a particle, which keeps it.
            if letter in _SEATS and (letter != "أ" or place > first + 1):
                for seat in _SEATS.replace(letter, ""):
                    yield f"{word[:place]}{seat}{word[place + 1 :]}"


def _written_as_one(text: str) -> Iterator[str]:
    """Yield each word with a hyphen or an apostrophe as one word."""
    for found in _COMPOUND.finditer(text):
        compound = _ELISION.sub("", found.group())
        joined = re.sub(f"[{_JOINTS}]", "", compound)
        if joined != compound:
            yield joined
