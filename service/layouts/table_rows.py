"""The rows of a table that people filled in: cells by what they mean, and what is wrong."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from msgspec import Struct

from service.layouts.table_columns import Columns, letters_of

ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DAY = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_SERIAL = re.compile(r"[34567]\d{4}")
_EXCEL_DAY_NOUGHT = date(1899, 12, 30)
_NOTHING = {"", "-", "\u2013"}


class CellProblem(Struct, frozen=True, kw_only=True):
    """What is wrong with a cell, in Indonesian.

    Args:
        row_no: the line in the file; the first is 1.
        cell: as a spreadsheet calls it: `H12`; `title` what stands above it.
    """

    row_no: int
    cell: str
    title: str
    message: str


class TableRow:
    """The cells of a row by what they mean, and what was found wrong with them."""

    def __init__(self, row_no: int, cells: Sequence[str], columns: Columns) -> None:
        self.row_no = row_no
        self.problems: list[CellProblem] = []
        self._cells = cells
        self._columns = columns

    def has(self, field: str) -> bool:
        """Say whether the file has a column for it."""
        return field in self._columns.fields

    def raw(self, field: str) -> str:
        """Return a cell without blanks around it; empty if there is none."""
        at = self._columns.fields.get(field)
        return " ".join(self._cells[at].split()) if at is not None and at < len(self._cells) else ""

    def text(self, field: str) -> str:
        """Return a cell; empty if it says nothing."""
        told = self.raw(field)
        return "" if told in _NOTHING else told

    def wrong(self, field: str, message: str) -> None:
        """Note what is wrong with a cell."""
        at = self._columns.fields.get(field)
        self.problems.append(
            CellProblem(
                row_no=self.row_no,
                cell=f"{letters_of(at)}{self.row_no}" if at is not None else f"{self.row_no}",
                title=self._columns.titles[at].strip() if at is not None else "",
                message=message,
            )
        )

    def day(self, field: str) -> date | None:
        """Return the day in a cell, None if it says nothing, or nothing that can be read."""
        told = self.text(field)
        if not told:
            return None
        try:
            if ISO_DAY.fullmatch(told):
                return date.fromisoformat(told)
            if _SERIAL.fullmatch(told):
                return _EXCEL_DAY_NOUGHT + timedelta(days=int(told))
            if found := _DAY.fullmatch(told):
                return date(int(found[3]), int(found[2]), int(found[1]))
        except ValueError:
            pass
        self.wrong(field, f"tanggal {told} tidak terbaca; tulis seperti 29/12/2023")
        return None
