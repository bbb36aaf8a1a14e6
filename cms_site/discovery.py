"""Finds the content types: folders of the project and installed packages.

Standard library only, because the settings call it before Django is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

ENTRY_POINT_GROUP = "cms_site.content_types"
FOLDERS = ("pages", "snippets")


class DiscoveryError(Exception):
    """The content types found cannot stand together; the message names them and the way out."""


@dataclass(frozen=True, order=True)
class Source:
    """Where one content type comes from.

    ``label`` is the Django app label and the name operators use in ``CONTENT_TYPES_ALLOW`` and
    ``CONTENT_TYPES_BLOCK``; ``module`` is what goes into ``INSTALLED_APPS``; ``origin`` is for
    people: a folder, or the package that brought it.
    """

    label: str
    module: str
    origin: str

    def is_named_in(self, names: Iterable[str]) -> bool:
        """Whether an operator's list names this source, by label or by module."""
        return self.label in names or self.module in names


def find_folders(root: Path) -> Iterator[Source]:
    """Yield a source for every ``pages/*/apps.py`` and ``snippets/*/apps.py`` below ``root``."""
    for folder in FOLDERS:
        for apps_module in sorted((root / folder).glob("*/apps.py")):
            label = apps_module.parent.name
            if label.isidentifier():
                yield Source(label, f"{folder}.{label}", f"{folder}/{label}/")


def find_packages() -> Iterator[Source]:
    """Yield a source for every entry point of the group ``cms_site.content_types``.

    The entry point's name is the label and its value the package, as in ``calls = "odco_calls"``.
    """
    for entry_point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda e: e.name):
        distribution = entry_point.dist.name if entry_point.dist else entry_point.module
        yield Source(entry_point.name, entry_point.module, f"the package {distribution}")


def discover(root: Path, allow: Iterable[str] = (), block: Iterable[str] = ()) -> list[Source]:
    """Return the content types to install, ordered by label.

    ``allow``, where not empty, keeps only those it names; ``block`` removes those it names. Both
    take labels (``calls``) or modules (``pages.calls``).

    Raises ``DiscoveryError`` when two sources claim one label, or a list names what is not there.
    """
    allow, block = set(allow), set(block)
    found = [*find_folders(root), *find_packages()]
    unknown = {n for n in allow | block if not any(s.is_named_in({n}) for s in found)}
    if unknown:
        raise DiscoveryError(
            f"CONTENT_TYPES_ALLOW or CONTENT_TYPES_BLOCK names content types that are not there: "
            f"{', '.join(sorted(unknown))}. Found: {', '.join(sorted(s.label for s in found))}."
        )
    kept: dict[str, Source] = {}
    for source in found:
        if (allow and not source.is_named_in(allow)) or source.is_named_in(block):
            continue
        if source.label in kept:
            first = kept[source.label]
            raise DiscoveryError(
                f"Two content types are called '{source.label}': {first.module} ({first.origin}) and "
                f"{source.module} ({source.origin}). Start without one of them: "
                f"CONTENT_TYPES_BLOCK={','.join([*sorted(block), source.module])}"
            )
        kept[source.label] = source
    return sorted(kept.values())
