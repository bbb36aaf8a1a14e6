"""``format=csv|xlsx|ndjson``: all rows of a list, with the fields that JSON would tell.

The keys of the rows are read once, in order; the rows then follow in chunks, so that memory stays
flat and the order is that of the list whatever it is. A row that is no longer public when its chunk
is read is left out.

What fails before the first chunk is told as an error of the API. What fails later ends the
connection without the end mark of a chunked answer, so that no client takes a part for the whole;
a workbook is complete before its first byte leaves.
"""

from __future__ import annotations

import csv
import io
from array import array
from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Model, QuerySet
from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _

from cms_site.api.v2 import parameters
from cms_site.api.v2.columns import Column, cell, columns
from cms_site.api.v2.problems import ParameterError
from cms_site.api.v2.renderers import encoded
from cms_site.cache import surrogates
from cms_site.content.spreadsheet_cells import without_formula

CHUNK = 500
MAX_ROWS = 1_048_575  # what a sheet holds below its header
MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def export(view, queryset: QuerySet, serializer_class) -> HttpResponseBase:
    """Return the answer with all rows of ``queryset``, or those of ``limit`` and ``offset``."""
    query = view.request.GET
    for name in ("cursor", "facets"):
        if name in query:
            raise ParameterError(name, _("An export has all rows; only json is told in pages."))
    keys = _keys(queryset, query)
    chunks = _chunks(view, serializer_class, keys)
    endpoint = view.request.wagtailapi_router.get_model_endpoint(view.model)[0]
    name = f"{endpoint}-{timezone.localdate():%Y-%m-%d}.{view.format}"
    headers = {
        "Content-Type": MEDIA_TYPES[view.format],
        "Content-Disposition": f'attachment; filename="{name}"',
        "Surrogate-Key": surrogates.header_of_types(_told_models(serializer_class)),
    }
    if view.request.method == "HEAD":
        return HttpResponse(headers=headers)
    unasked = frozenset() if "fallback" in query else frozenset({"requested_locale"})
    shown = columns(serializer_class, unasked)
    if not shown and view.format != "ndjson":
        raise ParameterError("fields", _("Ask for one field at least: a table has columns."))
    if view.format == "xlsx":
        # Imported by who needs it: it is 10 MB of each worker.
        from cms_site.api.v2.workbook import workbook

        kind = headers.pop("Content-Type")
        return FileResponse(workbook(shown, chunks), content_type=kind, headers=headers)
    if view.format == "csv":
        has_mark = parameters.truth("bom", query.get("bom", "false"))
        lines = _csv(shown, chunks, has_mark)
    else:
        lines = (b"".join(encoded(item) + b"\n" for item in items) for items in chunks)
    return StreamingHttpResponse(_begun(lines), headers=headers)


def _told_models(serializer_class) -> Iterator[type[Model]]:
    """Yield the models of what ``serializer_class`` tells, and of what that shows."""
    yield serializer_class.Meta.model
    for child in serializer_class.child_serializer_classes.values():
        yield from _told_models(child)


def _keys(queryset: QuerySet, query) -> array:
    """Return the keys of the rows in their order: eight bytes a row."""
    limit = parameters.whole_number(query, "limit", MAX_ROWS, 1, MAX_ROWS)
    offset = parameters.whole_number(query, "offset", 0, 0, parameters.MAX_OFFSET)
    rows = queryset.values_list("pk", flat=True)[offset : offset + limit]
    return array("q", rows.iterator(chunk_size=5000))


def _chunks(view, serializer_class, keys: Sequence[int]) -> Iterator[list[dict]]:
    for start in range(0, len(keys), CHUNK):
        wanted = keys[start : start + CHUNK]
        found = {obj.pk: obj for obj in view.get_queryset().order_by().filter(pk__in=wanted)}
        items: list[Model] = [found[key] for key in wanted if key in found]
        view.forget()
        yield view.told(serializer_class, items)


def _begun(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Compute the first chunk now, while an error can still be told as one."""
    first = next(lines, b"")

    def rest() -> Iterator[bytes]:
        yield first
        yield from lines

    return rest()


def _csv(shown: list[Column], chunks: Iterable[list[dict]], has_mark: bool) -> Iterator[bytes]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    if has_mark:
        buffer.write("\ufeff")
    writer.writerow(column.name for column in shown)
    for items in chunks:
        writer.writerows([_safe(cell(item, column)) for column in shown] for item in items)
        yield buffer.getvalue().encode()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue().encode()


def _safe(value):
    """Return ``value`` as a cell of a csv, in which no spreadsheet sees a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return without_formula(value)
