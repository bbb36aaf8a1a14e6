"""Reading a content set: a folder of YAML files, with CSV files for long lists.

An item is a mapping with ``model``, ``key`` and ``fields``, and ``parent`` for a page. In fields,
``"@key"`` refers to another item, and a mapping whose keys are languages holds words per language.
An item with ``csv`` is made once for each row of that file; ``{column}`` in its texts is the cell.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid5

import yaml
from django.conf import settings

NAMESPACE = UUID("6f1d3c0e-6d0b-5c58-9a35-6b9c1d1f0c11")
_CELL = re.compile(r"\{(\w+)(\|list)?\}")


class ContentError(Exception):
    """A content set cannot be read or loaded; the message names the file, the item and the field."""


@dataclass
class Item:
    """One thing to load, once per language if it is a page."""

    content_set: str
    source: Path
    model: str
    key: str
    fields: dict
    parent: str | None = None
    references: set[str] = field(default_factory=set)

    @property
    def uuid(self) -> UUID:
        """The identity in every installation that loads this set."""
        return uuid5(NAMESPACE, f"{self.content_set}/{self.key}")

    def error(self, message: str) -> ContentError:
        return ContentError(f"{self.source.name}, {self.key}: {message}")


def is_words(value) -> bool:
    """Whether ``value`` is a mapping of words per language."""
    languages = {code for code, _name in settings.LANGUAGES}
    return isinstance(value, dict) and bool(value) and set(value) <= languages


def references(value) -> Iterator[str]:
    """Yield the keys that ``value`` refers to, however deep."""
    if isinstance(value, str) and value.startswith("@"):
        yield value[1:]
    elif isinstance(value, dict):
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def _fill(value, row: dict[str, str]):
    """Return ``value`` with each ``{column}`` replaced; ``None`` where nothing is left."""
    if isinstance(value, dict):
        filled = {k: _fill(v, row) for k, v in value.items()}
        return {k: v for k, v in filled.items() if v is not None} or None
    if isinstance(value, list):
        return [v for v in (_fill(v, row) for v in value) if v is not None]
    if not isinstance(value, str):
        return value
    whole = _CELL.fullmatch(value)
    if whole and whole.group(2):
        cell = row[whole.group(1)] or ""
        return [part.strip() for part in cell.split(";") if part.strip()] or None
    cells = [row[name] or "" for name, _list in _CELL.findall(value)]
    if cells and not all(cells):
        return None
    return _CELL.sub(lambda match: row[match.group(1)], value)


def read(folder: Path) -> dict[str, Item]:
    """Return the items of the content set in ``folder``, by key.

    Raises ``ContentError`` for a file that cannot be read, a key that stands twice, or a reference
    to a key that is not there.
    """
    items: dict[str, Item] = {}
    for source in sorted(folder.rglob("*.yaml")):
        try:
            entries = yaml.safe_load(source.read_text(encoding="utf-8")) or []
        except yaml.YAMLError as error:
            raise ContentError(f"{source.name}: {error}") from error
        for entry in entries if isinstance(entries, list) else [entries]:
            for item in _items(folder.name, source, entry):
                if item.key in items:
                    raise item.error(f"this key stands in {items[item.key].source.name} too")
                items[item.key] = item
    if not items:
        raise ContentError(f"There is no content set in {folder}.")
    for item in items.values():
        for key in item.references | ({item.parent} - {None, "root"}):
            if key not in items:
                raise item.error(f"refers to '@{key}', which is not there")
    return items


def _items(content_set: str, source: Path, entry: dict) -> Iterator[Item]:
    try:
        model, key, values = entry["model"], entry["key"], entry["fields"]
    except (KeyError, TypeError):
        raise ContentError(f"{source.name}: an item needs model, key and fields: {entry}") from None
    if "csv" not in entry:
        yield _item(content_set, source, model, key, values, entry.get("parent"))
        return
    try:
        with (source.parent / entry["csv"]).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield _item(content_set, source, model, key.format(**row), _fill(values, row), None)
    except (OSError, KeyError) as error:
        raise ContentError(f"{source.name}, {key}: {error}") from error


def _item(content_set, source, model, key, values, parent) -> Item:
    return Item(content_set, source, model, key, values, parent, set(references(values)))


def leave_out(items: dict[str, Item], labels: set[str]) -> dict[str, Item]:
    """Return ``items`` without those of the applications ``labels`` and what stands below them.

    What refers to one of them loses the field, or within a list the whole entry: a link without its
    target would lead nowhere.
    """
    gone = {key for key, item in items.items() if item.model.partition(".")[0] in labels}
    while below := {key for key, item in items.items() if item.parent in gone} - gone:
        gone |= below
    kept = {key: item for key, item in items.items() if key not in gone}
    for item in kept.values():
        if item.references & gone:
            item.fields = _without(item.fields, gone)
            item.references -= gone
    return kept


def _without(value, gone: set[str]):
    if isinstance(value, dict):
        return {k: _without(v, gone) for k, v in value.items() if not _leads_to(v, gone)}
    if isinstance(value, list):
        return [_without(v, gone) for v in value if not _leads_to(v, gone)]
    return value


def _leads_to(value, gone: set[str]) -> bool:
    """Whether ``value`` is a reference to one of ``gone`` or, as an entry of a list, has one."""
    if isinstance(value, str):
        return value.startswith("@") and value[1:] in gone
    return isinstance(value, dict) and any(_leads_to(v, gone) for v in value.values())
