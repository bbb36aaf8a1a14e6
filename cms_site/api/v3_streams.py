"""Streams in what is written through the v3 API: their shape, before Wagtail takes them apart.

Wagtail reads a stream member by member and fails at the first that is not there, or names nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps
from django.db.models import Model
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from cms_site.api.v3_concurrency import Target

# Where a fault is: the names and the numbers that lead to it.
Place = tuple[str | int, ...]


def misfit(body: dict, kwargs: dict, target: Target | None) -> Place | None:
    """Return where a stream of ``body`` is not of the shape that its field has, or ``None``."""
    model = _model(body, kwargs, target)
    if model is None:
        return None
    for field in model._meta.get_fields():
        if isinstance(field, StreamField) and field.name in body:
            fault = next(_faults(field.stream_block, body[field.name], (field.name,)), None)
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


def _faults(block: blocks.Block, raw: object, place: Place) -> Iterator[Place]:
    """Yield each place in ``raw`` that has another shape than the value of ``block``."""
    if raw is None:
        return  # empty, which the form judges
    if isinstance(block, blocks.BaseStreamBlock):
        yield from _faults_of_stream(block, raw, place)
    elif isinstance(block, blocks.ListBlock):
        if not isinstance(raw, list):
            yield place
            return
        for number, item in enumerate(raw):
            yield from _faults(block.child_block, item, (*place, number))
    elif isinstance(block, blocks.BaseStructBlock):
        if not isinstance(raw, dict):
            yield place
            return
        for name, child in block.child_blocks.items():
            yield from _faults(child, raw.get(name), (*place, name))
    elif isinstance(block, blocks.ChooserBlock):
        is_key = isinstance(raw, int) and not isinstance(raw, bool)
        if not is_key or not block.model_class._default_manager.filter(pk=raw).exists():
            yield place
    elif isinstance(raw, dict) != isinstance(block, TableBlock) or isinstance(raw, list):
        yield place


def _faults_of_stream(block: blocks.BaseStreamBlock, raw: object, place: Place) -> Iterator[Place]:
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
            yield from _faults(block.child_blocks[item["type"]], item["value"], (*here, "value"))
