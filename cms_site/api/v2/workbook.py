"""``format=xlsx``: the rows of an export as a workbook."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from contextlib import closing

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from cms_site.api.v2.columns import Column, cell


def workbook(shown: list[Column], chunks: Iterable[list[dict]]):
    """Return a temporary file with the workbook; it vanishes when it is closed."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([column.name for column in shown])
    with closing(sheet):  # also where a row fails, for it has a file of its own
        for items in chunks:
            for item in items:
                sheet.append([_typed(sheet, cell(item, column)) for column in shown])
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    book.save(file)
    file.seek(0)
    return file


def _typed(sheet, value):
    """Return ``value`` as a cell of a workbook: a text is a text, also where it begins with "="."""
    if not isinstance(value, str):
        return value
    value = ILLEGAL_CHARACTERS_RE.sub("", value)
    if not value.startswith("="):
        return value
    text = WriteOnlyCell(sheet, value)
    text.data_type = "s"
    return text
