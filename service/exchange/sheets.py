"""Tables that people take along: as CSV, and as a workbook with typed cells.

Text that a spreadsheet would take for a formula is written as text: with an apostrophe in CSV, as
a string cell in a workbook. A number longer than fifteen digits is always text, because Excel
keeps no more of it.

Source: OWASP ASVS 5.0 1.2.10 (formula injection); what Excel does to a NIK.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeAlias

import xlsxwriter
from msgspec import Struct

Cell: TypeAlias = str | int | Decimal | date | None
Row: TypeAlias = Sequence[Cell]

MOST_EXACT = 10**15
"""The first whole number that Excel may no longer keep to the last digit."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_NARROWEST, _WIDEST = 12, 60


class Sheet(Struct, frozen=True, kw_only=True):
    """A table to take along.

    Args:
        name: of the file, without its ending.
        titles: of the columns.
        rows: as long as `titles` each.
        marks: lines above the titles: who made it, what for, until when it may be kept.
    """

    name: str
    titles: Sequence[str]
    rows: Iterable[Row]
    marks: Sequence[str] = ()


def neutral(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def csv_bytes(sheet: Sheet) -> bytes:
    """Return a table as CSV: UTF-8 with a mark, as Excel wants it; numbers with a point."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows([neutral(mark)] for mark in sheet.marks)
    writer.writerow([neutral(title) for title in sheet.titles])
    for row in sheet.rows:
        writer.writerow([neutral(cell) if isinstance(cell, str) else _plain(cell) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode("utf-8", "replace")


def xlsx_bytes(sheet: Sheet) -> bytes:
    """Return a table as a workbook of one sheet."""
    return workbook_bytes({"Data": sheet})


def workbook_bytes(sheets: Mapping[str, Sheet]) -> bytes:
    """Return tables as a workbook, each on a sheet of its name; memory constant by row."""
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        styles = (book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"}))
        for name, sheet in sheets.items():
            _write(book.add_worksheet(name), sheet, *styles)
    return out.getvalue()


def _write(page: Any, sheet: Sheet, bold: Any, day: Any) -> None:
    """Fill a sheet, its head frozen."""
    for at, mark in enumerate(sheet.marks):
        page.write_string(at, 0, mark)
    top = len(sheet.marks)
    for column, title in enumerate(sheet.titles):
        page.write_string(top, column, title, bold)
        width = min(_WIDEST, max(_NARROWEST, len(title) + 2))
        page.set_column(column, column, width)
    page.freeze_panes(top + 1, 0)
    for line, row in enumerate(sheet.rows, start=top + 1):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(line, column, cell, day)
            elif isinstance(cell, int | Decimal) and -MOST_EXACT < cell < MOST_EXACT:
                page.write_number(line, column, cell)
            elif cell is not None:
                page.write_string(line, column, str(cell))


def _plain(cell: int | Decimal | date | None) -> str:
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)
