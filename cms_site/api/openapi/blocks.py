"""The schema of a StreamField: each block typed, told apart by ``type``."""

from __future__ import annotations

from django.apps import apps
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.field_block import BaseChoiceBlock
from wagtail.contrib.table_block.blocks import TableBlock

from cms_site.api.openapi.values import DECIMAL, HTML, or_null, told
from cms_site.content.blocks import KeptBlock

TABLE = {
    "type": "object",
    "description": _("A table: its rows of cells, and which of them are headers."),
    "properties": {
        "data": {
            "type": "array",
            "items": {"type": "array", "items": {"type": ["string", "null"]}},
        },
        "first_row_is_table_header": {"type": ["boolean", "null"]},
        "first_col_is_header": {"type": ["boolean", "null"]},
        "table_caption": {"type": ["string", "null"]},
    },
    "required": ["data"],
}
PLAIN: tuple[tuple[tuple[type[blocks.Block], ...], dict], ...] = (
    ((blocks.RichTextBlock, blocks.RawHTMLBlock), HTML),
    ((blocks.BooleanBlock,), {"type": "boolean"}),
    ((blocks.IntegerBlock,), {"type": "integer"}),
    ((blocks.FloatBlock,), {"type": "number"}),
    ((blocks.DecimalBlock,), DECIMAL),
    ((blocks.DateBlock,), {"type": "string", "format": "date"}),
    ((blocks.DateTimeBlock,), {"type": "string", "format": "date-time"}),
    ((blocks.TimeBlock,), {"type": "string", "format": "time"}),
    ((blocks.EmailBlock,), {"type": "string", "format": "email"}),
    ((blocks.CharBlock, blocks.TextBlock, blocks.URLBlock, blocks.RegexBlock), {"type": "string"}),
)


def stream(schemas, block: blocks.BaseStreamBlock, owner: str) -> dict:
    """Return the schema of a stream; ``owner`` names it where a block has no name of its own.

    ``schemas`` keeps the schemas of its blocks.
    """
    mapping = {
        name: _entry(schemas, name, child, owner)["$ref"]
        for name, child in block.child_blocks.items()
        if not isinstance(child, KeptBlock)
    }
    if not mapping:
        return {"type": "array", "maxItems": 0, "items": {"type": "object"}}
    return {
        "type": "array",
        "items": {
            "oneOf": [{"$ref": ref} for ref in mapping.values()],
            "discriminator": {"propertyName": "type", "mapping": mapping},
        },
    }


def _entry(schemas, name: str, block: blocks.Block, owner: str) -> dict:
    """Return the reference to the schema of one block of a stream: ``{type, value, id}``."""
    schema = {
        "type": "object",
        "properties": {
            "type": {"type": "string", "const": name},
            "value": _value(schemas, block, f"{owner}.{name}"),
            "id": {"type": ["string", "null"], "description": _("Stays when blocks are moved.")},
        },
        "required": ["type", "value", "id"],
    }
    # No title: generators of clients take it for the name of a class, which must be the only one.
    if description := told(block.get_description() or block.label):
        schema["description"] = description
    return schemas.named((_own_name(block), f"{owner}.{name}"), schema)


def _own_name(block: blocks.Block) -> str:
    """Return the name of a block that an application declares as a class, else ""."""
    config = apps.get_containing_app_config(type(block).__module__)
    if config is None or config.name.startswith("wagtail"):
        return ""
    return f"{config.label}.{type(block).__name__}"


def _value(schemas, block: blocks.Block, owner: str) -> dict:
    """Return the schema of a block's value, as ``representation.stream`` tells it."""
    if isinstance(block, blocks.ChooserBlock):
        return or_null(schemas.related(block.model_class))
    if isinstance(block, blocks.BaseStructBlock):
        return {
            "type": "object",
            "properties": {n: _member(schemas, b, owner) for n, b in block.child_blocks.items()},
            "required": list(block.child_blocks),
        }
    if isinstance(block, blocks.ListBlock):
        return {"type": "array", "items": _value(schemas, block.child_block, owner)}
    if isinstance(block, blocks.BaseStreamBlock):
        return stream(schemas, block, owner)
    if isinstance(block, TableBlock):
        return TABLE
    if isinstance(block, BaseChoiceBlock):
        return _choice(block)
    return next((dict(s) for classes, s in PLAIN if isinstance(block, classes)), {})


def _member(schemas, block: blocks.Block, owner: str) -> dict:
    """Return the schema of a member of a struct, null where it may be left empty."""
    schema = _value(schemas, block, f"{owner}.{block.name}")
    if not block.required and "oneOf" not in schema:
        schema = or_null(schema)
    return {"description": told(block.label), **schema} if block.label else schema


def _choice(block: BaseChoiceBlock) -> dict:
    values = [value for value, _label in block.field.choices if value not in ("", None)]
    schema = {"type": "string", "enum": values}
    if isinstance(block, blocks.MultipleChoiceBlock):
        return {"type": "array", "items": schema}
    return schema
