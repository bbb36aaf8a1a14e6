"""What is asked of the database once for each version of the public content, and then remembered.

For facts of the site that hardly ever change, such as its languages. The journal says which version
holds (``follow``); where none is known, nothing is remembered. What an answer was made from is noted for
the caches in front (``watch``): an answer made with what is remembered is made from the same objects.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import AbstractContextManager, nullcontext
from functools import update_wrapper
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
MOST = 256


def _unknown() -> Hashable | None:
    return None


def _nowhere(seen: Any) -> None:
    pass


_version: Callable[[], Hashable | None] = _unknown
_watched: Callable[[], AbstractContextManager[Any]] = nullcontext
_note: Callable[[Any], None] = _nowhere


def follow(version: Callable[[], Hashable | None]) -> None:
    """Have ``version`` say what holds: equal for equal content, ``None`` where that is not known."""
    global _version
    _version = version


def watch(watched: Callable[[], AbstractContextManager[Any]], note: Callable[[Any], None]) -> None:
    """Have ``watched()`` yield what is loaded within its block, and ``note`` count it for an answer."""
    global _watched, _note
    _watched, _note = watched, note


class remembered(Generic[P, R]):
    """Remembers what the decorated function returned, for each of its arguments.

    The arguments are hashable. All that the function reads must count as a change of the public
    content whenever it changes: drafts and restrictions do not.
    """

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function
        self.known: tuple[Hashable | None, dict] = (None, {})
        update_wrapper(self, function)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        # Before the database is read: what is kept is never older than its version says.
        version = _version()
        if version is None:
            return self.function(*args, **kwargs)
        known = self.known
        if known[0] != version:
            known = self.known = (version, {})
        values, key = known[1], (args, tuple(kwargs.items()))
        if key not in values:
            with _watched() as seen:
                value = self.function(*args, **kwargs)
            if len(values) >= MOST:
                _note(seen)
                return value
            values[key] = value, seen
        value, seen = values[key]
        _note(seen)
        return value
