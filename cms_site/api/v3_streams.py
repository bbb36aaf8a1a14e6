"""Streams in what is written through the v3 API: their shape, before Wagtail takes them apart.

Wagtail reads a stream member by member and fails at the first that is not there, or names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms_site.api.v3_concurrency import Target
from cms_site.content.references import item_value

# The ids of what rich text links to.
_LINKED = re.compile(r"""<(?:a|embed)\b[^>]*?\sid=["']?([^"'\s>]*)""")
# Where a fault is: the names and the numbers that lead to it.
Place = tuple[str | int, ...]


def misfit(body: dict, kwargs: dict, target: Target | None) -> Place | None:
    """Return where a stream of ``body`` is not of the shape that its field has, or ``None``.

    What is published at once has to be complete as well, as in the editor.
    """
    model = _model(body, kwargs, target)
    if model is None:
        return None
    meta = body.get("meta")
    is_complete = isinstance(meta, dict) and meta.get("action") == "publish"
    return _first_fault(model, body, is_complete=is_complete)


def incomplete(page: Page) -> Place | None:
    """Return where a stream of ``page`` lacks what the editor asks for before it publishes, or ``None``."""
    values = {
        field.name: list(getattr(page, field.name).raw_data)
        for field in page._meta.get_fields()
        if isinstance(field, StreamField)
    }
    return _first_fault(type(page), values, is_complete=True)


def _first_fault(model: type[Model], values: dict, *, is_complete: bool) -> Place | None:
    for field in model._meta.get_fields():
        if isinstance(field, StreamField) and field.name in values:
            shape = _Shape(is_complete)
            fault = next(shape.faults(field.stream_block, values[field.name], (field.name,)), None)
            if fault is not None:
                return fault
    return None


def _model(body: dict, kwargs: dict, target: Target | None) -> type[Model] | None:
    """Return the model of what is written; ``None`` where that is for Wagtail to refuse."""
    if target is not None and target.model is Page:
        page = Page.objects.filter(pk=target.pk).first()
        return page.specific_class if page is not None else None
    if target is not None:
        return target.model
    meta = body.get("meta")
    name = kwargs.get("type") or (meta.get("type") if isinstance(meta, dict) else None)
    try:
        return apps.get_model(name) if isinstance(name, str) else None
    except (LookupError, ValueError):
        return None


@dataclass(frozen=True)
class _Shape:
    """What is asked of a stream: its shape, and where it ``is_complete`` that nothing required is empty."""

    is_complete: bool

    def faults(self, block: blocks.Block, raw: object, place: Place) -> Iterator[Place]:
        """Yield each place in ``raw`` that has another shape than the value of ``block``."""
        if raw is None or raw == "":
            if self.is_complete and getattr(block, "required", False):
                yield place
        elif isinstance(block, blocks.BaseStreamBlock):
            yield from self._of_stream(block, raw, place)
        elif isinstance(block, blocks.ListBlock):
            if not isinstance(raw, list):
                yield place
                return
            for number, item in enumerate(raw):
                yield from self.faults(block.child_block, item_value(item), (*place, number))
        elif isinstance(block, blocks.BaseStructBlock):
            if not isinstance(raw, dict):
                yield place
                return
            for name, child in block.child_blocks.items():
                yield from self.faults(child, raw.get(name), (*place, name))
        elif not _fits(block, raw):
            yield place

    def _of_stream(
        self, block: blocks.BaseStreamBlock, raw: object, place: Place
    ) -> Iterator[Place]:
        if not isinstance(raw, list):
            yield place
            return
        for number, item in enumerate(raw):
            here = (*place, number)
            if not isinstance(item, dict) or "value" not in item:
                yield here
            elif not isinstance(item.get("type"), str) or item["type"] not in block.child_blocks:
                yield (*here, "type")
            elif not isinstance(item.get("id"), str | None):
                yield (*here, "id")
            else:
                child = block.child_blocks[item["type"]]
                if item["value"] is None and self.is_complete:
                    yield (*here, "value")
                else:
                    yield from self.faults(child, item["value"], (*here, "value"))


def _fits(block: blocks.Block, raw: object) -> bool:
    """Whether ``raw``, which is not empty, can be the value of a block that holds no others."""
    if isinstance(block, blocks.ChooserBlock):
        is_key = isinstance(raw, int) and not isinstance(raw, bool)
        return is_key and block.model_class._default_manager.filter(pk=raw).exists()
    if isinstance(block, TableBlock):
        return isinstance(raw, dict) and _is_table(raw)
    if isinstance(block, blocks.RichTextBlock):
        # Wagtail takes it as HTML, or with the name of its format beside it.
        text = raw.get("content") if isinstance(raw, dict) else raw
        return isinstance(text, str) and all(map(str.isdecimal, _LINKED.findall(text)))
    return not isinstance(raw, dict | list)


def _is_table(raw: dict) -> bool:
    """Whether ``raw`` is a table as its block draws it: rows of equal parts, and marks of single cells."""
    rows = raw.get("data")
    is_grid = isinstance(rows, list) and all(
        isinstance(row, list) and not any(isinstance(cell, dict | list) for cell in row)
        for row in rows
    )
    marks = (raw.get(name) or [] for name in ("cell", "mergeCells"))
    return is_grid and all(isinstance(m, list) and all(map(_is_mark, m)) for m in marks)


def _is_mark(mark: object) -> bool:
    return isinstance(mark, dict) and all(isinstance(mark.get(n), int) for n in ("row", "col"))
