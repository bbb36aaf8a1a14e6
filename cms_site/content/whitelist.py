"""What a stored stream may say in its rich text: what the editor would let through, whoever wrote it."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlsplit

from bs4 import BeautifulSoup
from wagtail import blocks
from wagtail.api.rich_text import APIRichText

SCHEMES = ("", "http", "https", "mailto", "tel", "ftp")


def whitelisted(block: blocks.Block, raw):
    """Return the raw value of ``block`` with its rich text held to the block's own features.

    Scripts, handlers, addresses such as ``javascript:`` and elements of other features are left out.
    """
    if raw is None:
        return None
    if isinstance(block, blocks.RichTextBlock):
        features = None if block.features is None else tuple(block.features)
        return _whitelisted_html(raw, features) if isinstance(raw, str) else raw
    if isinstance(block, blocks.URLBlock):
        return raw if urlsplit(str(raw)).scheme in SCHEMES else ""
    if isinstance(block, blocks.StructBlock):
        return {
            name: whitelisted(block.child_blocks[name], value)
            if name in block.child_blocks
            else value
            for name, value in raw.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [_item(block.child_block, item) for item in raw]
    if isinstance(block, blocks.StreamBlock):
        return [
            {**item, "value": whitelisted(block.child_blocks[item["type"]], item["value"])}
            if item["type"] in block.child_blocks
            else item
            for item in raw
        ]
    return raw


def _item(block: blocks.Block, item):
    """Return an item of a list, stored plainly or in Wagtail's later form."""
    if isinstance(item, dict) and item.get("type") == "item":
        return {**item, "value": whitelisted(block, item["value"])}
    return whitelisted(block, item)


@lru_cache(maxsize=1024)
def _whitelisted_html(html: str, features: tuple[str, ...] | None) -> str:
    if "<" not in html:
        return html
    cleaned = APIRichText.sanitize_db_html(html, features=features and list(features))[0]
    # What was fit stays to the letter, with the keys by which the editor knows its paragraphs.
    return html if _tree(html) == _tree(cleaned) else cleaned


def _tree(html: str) -> BeautifulSoup:
    tree = BeautifulSoup(html, "html.parser")
    for tag in tree.find_all(attrs={"data-block-key": True}):
        del tag["data-block-key"]
    return tree
