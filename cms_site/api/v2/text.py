"""Text in which something is contained, whatever its accents and letter forms."""

from __future__ import annotations

import re
from functools import cache

from django.db.models import F, Func, Lookup, TextField, Value
from django.db.models.lookups import Contains

from cms_site.content.folding import fold

# What people type in Arabic and Latin letters; the rest is compared as it stands.
_RANGES = ((0x20, 0x250), (0x300, 0x370), (0x600, 0x780), (0x2000, 0x2070))

_SPACES = re.compile(" {2,}")
# The groups of a long number are joined.
_GROUPS = re.compile(r"([0-9]) (?=[0-9]{3}\b)")


class Folded(Func):
    """The text of an expression as ``fold`` makes it, character by character, in the database.

    SQLite calls a function of ours; for PostgreSQL the same is written in its own functions.
    """

    output_field = TextField()

    def as_sqlite(self, compiler, connection, **context):
        connection.ensure_connection()
        connection.connection.create_function("fold", 1, _folded, deterministic=True)
        return self.as_sql(compiler, connection, function="fold", **context)

    def as_postgresql(self, compiler, connection, **context):
        before, after, longer = _translation()
        (text,) = self.get_source_expressions()
        text = Func(text, template="lower(normalize(%(expressions)s, NFKD))")
        for character, several in longer.items():
            text = _call("replace", text, character, several)
        text = _call("translate", text, before, after)
        text = _call("regexp_replace", text, " +", " ", "g")
        text = _call("regexp_replace", text, r"([0-9]) (?=[0-9]{3}\M)", r"\1", "g")
        return compiler.compile(text)


def containing(expression: str, text: str) -> Lookup:
    """Return the condition that the text at ``expression`` contains ``text``, both folded."""
    return Contains(Folded(F(expression)), Value(fold(text)))


def _call(function: str, text: Func, *arguments: str) -> Func:
    return Func(text, *map(Value, arguments), function=function)


class _Table(dict):
    """What becomes of each character: many times faster than folding each row by itself."""

    def __missing__(self, code: int) -> str:
        self[code] = fold(f"x{chr(code)}x")[1:-1]
        return self[code]


_TABLE = _Table()


def _folded(text: str | None) -> str | None:
    if text is None:
        return None
    return _GROUPS.sub(r"\1", _SPACES.sub(" ", text.translate(_TABLE)))


@cache
def _translation() -> tuple[str, str, dict[str, str]]:
    """Return what ``fold`` does to single characters, for ``translate`` and for ``replace``.

    The characters that become another one, in the order of what they become; then those that
    vanish; and apart those that become several.
    """
    become: dict[str, str] = {}
    vanish: list[str] = []
    longer: dict[str, str] = {}
    for low, high in _RANGES:
        for character in map(chr, range(low, high)):
            folded = fold(f"x{character}x")[1:-1]
            if folded == character:
                continue
            if not folded:
                vanish.append(character)
            elif len(folded) == 1:
                become[character] = folded
            elif character.islower():
                longer[character] = folded
    return "".join([*become, *vanish]), "".join(become.values()), longer
