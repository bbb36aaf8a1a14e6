"""Columns of the editor's lists and spreadsheets: values in the words of the editor's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import StreamingHttpResponse
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, LiveStatusTagColumn
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.coreutils import multigetattr

from cms_site.content.spreadsheet_cells import without_formula


def shown(instance: models.Model, name: str):
    """Return the value of ``name`` as it is read: a label for a code, yes or no, else as it is."""
    display = getattr(instance, f"get_{name}_display", None)
    if display is not None:
        return str(display())
    value = multigetattr(instance, name)
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value


def column_of(model: type[models.Model], name: str) -> Column:
    """Return the column of the field or attribute ``name``, which sorts where it is a field."""
    if name == "live":
        return LiveStatusTagColumn(label=gettext_lazy("Publication status"))
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return Column(name, accessor=partial(shown, name=name))
    return Column(
        name, label=capfirst(field.verbose_name), accessor=partial(shown, name=name), sort_key=name
    )


class ReadableSpreadsheet:
    """Mixin of a list view: the spreadsheet tells what the list tells, in the same language."""

    def to_row_dict(self, item: models.Model) -> dict:
        return {name: shown(item, name) for name in self.list_export}

    def write_csv_response(self, queryset) -> StreamingHttpResponse:
        response = super().write_csv_response(queryset)
        # Wagtail leaves the user's language before the lines are written.
        response.streaming_content = _in_language(get_language(), response.streaming_content)
        return response


def _in_language(language: str | None, chunks: Iterable[bytes]) -> Iterator[bytes]:
    chunks = iter(chunks)
    while True:
        with override(language):
            chunk = next(chunks, None)
        if chunk is None:
            return
        yield chunk


def write_csv_for_spreadsheets() -> None:
    """Begin every CSV file of the editor with the mark of UTF-8, without formulas; called once, at the start.

    Spreadsheet programs read Arabic as gibberish without the mark, and run what begins as a formula does.
    """
    lines_of = SpreadsheetExportMixin.stream_csv

    def stream_csv(self: SpreadsheetExportMixin, queryset) -> Iterator[str]:
        yield "\ufeff"
        yield from lines_of(self, queryset)

    SpreadsheetExportMixin.stream_csv = stream_csv
    preprocess = SpreadsheetExportMixin.preprocess_field_value

    def preprocess_field_value(self: SpreadsheetExportMixin, field, value, export_format):
        cell = preprocess(self, field, value, export_format)
        return without_formula(cell) if export_format == self.FORMAT_CSV else cell

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value
