"""What is asked of the database once for each version of the public content, and then remembered.

For facts of the site that hardly ever change, such as its languages. The journal says which version
holds (``follow``); where none is known, nothing is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
MOST = 256


def _unknown() -> Hashable | None:
    return None


_version: Callable[[], Hashable | None] = _unknown


def follow(version: Callable[[], Hashable | None]) -> None:
    """Have ``version`` say what holds: equal for equal content, ``None`` where that is not known."""
    global _version
    _version = version


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
        if key in values:
            return values[key]
        value = self.function(*args, **kwargs)
        if len(values) < MOST:
            values[key] = value
        return value
