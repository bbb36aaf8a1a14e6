"""The columns of a table: the dotted names of what a serializer tells, and their cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.core.exceptions import FieldDoesNotExist
from wagtail.images.models import AbstractImage

from cms_site.api.v2.renderers import encoded
from cms_site.api.v2.representation import IMAGE_MEMBERS


@dataclass(frozen=True)
class Column:
    """One column: its name, ``province.meta.uuid``, and the path to its value in an item."""

    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return ".".join(self.path)


def columns(serializer_class, skipped: frozenset[str]) -> list[Column]:
    """Return the columns of a list of items that ``serializer_class`` tells, less the ``skipped``.

    A related object has a column for each of its fields; a list, a stream or other structure has
    one, with its JSON.
    """
    return [Column(p) for p in _paths(serializer_class) if p[-1] not in skipped]


def cell(item: dict, column: Column):
    """Return the value of ``column`` in ``item``: a number, text, truth or ``None``."""
    value = item
    for name in column.path:
        if value is None:
            return None
        value = value.get(name)
    return encoded(value).decode() if isinstance(value, list | tuple | dict) else value


def _paths(serializer_class) -> Iterator[tuple[str, ...]]:
    names = list(serializer_class.Meta.fields)
    meta = serializer_class.meta_fields
    if "id" in names:  # told first, as in JSON
        yield ("id",)
    yield from (("meta", name) for name in names if name in meta)
    for name in [n for n in names if n not in meta and n != "id"]:
        child = serializer_class.child_serializer_classes.get(name)
        if child is None or _is_many(serializer_class.Meta.model, name):
            yield (name,)
        elif issubclass(child.Meta.model, AbstractImage):
            yield from ((name, *member) for member in IMAGE_MEMBERS)
        else:
            yield from ((name, *path) for path in _paths(child))


def _is_many(model, name: str) -> bool:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return True
    return field.one_to_many or field.many_to_many
