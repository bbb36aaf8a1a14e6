"""How images, links and streams are told: absolute, public, in a shape of their own."""

from __future__ import annotations

import re
from types import NoneType

from django.conf import settings
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.rich_text import expand_db_html

from cms_site.content.blocks import KeptBlock
from cms_site.content.public_objects import PublicObjects
from cms_site.content.references import item_value

SIZES = "(min-width: 72rem) 72rem, 100vw"
# The members of an image, as paths into what ``image`` returns.
IMAGE_MEMBERS = (
    ("id",),
    *(("meta", name) for name in ("type", "uuid", "detail_url")),
    *((n,) for n in ("title", "alt", "width", "height", "focal_point", "src", "srcset", "sizes")),
)
_EDITORS_KEY = re.compile(r' data-block-key="[^"]*"')
_RELATIVE = re.compile(r'\b(href|src)="/(?!/)')


def absolute(url: str | None) -> str | None:
    """Return ``url`` with the site's scheme and host; an absolute one stays as it is."""
    return f"{settings.SITE_URL}{url}" if url and url.startswith("/") else url


def html(source: str) -> str:
    """Return rich text in display form with absolute links, without the editor's own marks."""
    shown = _EDITORS_KEY.sub("", expand_db_html(source))
    return _RELATIVE.sub(rf'\1="{settings.SITE_URL}/', shown)


def image(instance) -> dict:
    """Return an image with the sources that were made when it was saved."""
    sources = instance.sources()
    point = instance.get_focal_point()
    largest = sources[-1] if sources else None
    return {
        "id": instance.pk,
        "meta": {
            "type": instance._meta.label,
            "uuid": str(instance.uuid),
            "detail_url": absolute(f"/api/v2/images/{instance.pk}/"),
        },
        "title": instance.title,
        "alt": instance.alt or "",
        "width": largest.width if largest else instance.width,
        "height": largest.height if largest else instance.height,
        "focal_point": {"x": point.centroid.x, "y": point.centroid.y} if point else None,
        "src": absolute(largest.url if largest else instance.file.url),
        "srcset": ", ".join(f"{absolute(s.url)} {s.width}w" for s in sources) or None,
        "sizes": SIZES,
    }


def stream(value: StreamValue, objects: PublicObjects, nested) -> list[dict]:
    """Return a stream as ``[{type, value, id}]``; ``nested`` tells an object that it refers to."""
    return _represent(value.stream_block, list(value.raw_data), objects, nested)


def _represent(block: blocks.Block, raw, objects: PublicObjects, nested):
    if raw is None:
        return None
    if isinstance(block, blocks.ChooserBlock):
        found = objects.get(block.model_class, raw) if isinstance(raw, int) else None
        return nested(found) if found is not None else None
    if isinstance(block, blocks.RichTextBlock):
        return html(raw)
    if isinstance(block, blocks.StructBlock):
        return {
            name: _represent(child, raw.get(name), objects, nested)
            for name, child in block.child_blocks.items()
        }
    if isinstance(block, blocks.ListBlock):
        return [_represent(block.child_block, item_value(i), objects, nested) for i in raw]
    if isinstance(block, blocks.StreamBlock):
        return [
            {
                "type": item["type"],
                "value": _represent(
                    block.child_blocks[item["type"]], item["value"], objects, nested
                ),
                "id": item.get("id"),
            }
            for item in raw
            if not isinstance(block.child_blocks.get(item["type"]), NoneType | KeptBlock)
        ]
    return None if raw == "" else raw
