"""Tags that draw the provinces."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import strip_tags

from cms_site.content.templatetags.content_tags import figure
from snippets.territories.province_map import ProvinceMap, province_map

register = template.Library()


@register.simple_tag
def province_maps(tables: Iterable) -> list[ProvinceMap]:
    """Return a map for each of ``tables`` that has figures by province; [] where none has.

    ``{% province_maps dataset.tables as maps %}``
    """
    by_territory = (table for table in tables or () if table.dimension == "territory")
    maps = (province_map(table, lambda o: strip_tags(figure(o))) for table in by_territory)
    return [drawn for drawn in maps if drawn is not None]
