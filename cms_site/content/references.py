"""What content refers to by id: choosers in streams, links in rich text."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Model
from wagtail import blocks
from wagtail.fields import RichTextField, StreamField

from cms_site.content.rich_text import referenced

Reference = tuple[type[Model], int]


def field_references(field, value) -> Iterator[Reference]:
    """Yield the model and id of everything that ``value`` of a model field refers to by id.

    Only streams and rich text hold such references; other fields yield nothing.
    """
    if isinstance(field, StreamField):
        yield from stream_references(value.stream_block, list(value.raw_data))
    elif isinstance(field, RichTextField):
        yield from referenced(value or "")


def stream_references(block: blocks.Block, raw) -> Iterator[tuple[type[Model], int]]:
    """Yield the model and id of everything that the raw value of ``block`` refers to."""
    if raw is None:
        return
    if isinstance(block, blocks.ChooserBlock):
        if isinstance(raw, int):
            yield block.model_class, raw
    elif isinstance(block, blocks.RichTextBlock):
        yield from referenced(raw)
    elif isinstance(block, blocks.StructBlock):
        for name, child in block.child_blocks.items():
            yield from stream_references(child, raw.get(name))
    elif isinstance(block, blocks.ListBlock):
        for item in raw:
            yield from stream_references(block.child_block, item_value(item))
    elif isinstance(block, blocks.StreamBlock):
        for item in raw:
            if item["type"] in block.child_blocks:
                yield from stream_references(block.child_blocks[item["type"]], item["value"])


def item_value(item):
    """Return the value of a list's item, stored plainly or in Wagtail's later form."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" else item
