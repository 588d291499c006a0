"""The cells of workbooks (.xlsx, .xls, .xlsb, .ods) as text, sheet by sheet.

A number in a workbook is a float: whole ones are written without a fraction, but one of sixteen
digits or more keeps its `.0`, by which the reader of NIKs sees that Excel may have zeroed its end.
A merged cell says what it says in each of the cells it covers. Formulas are what they last came
to; nothing is ever computed here.

A sheet is unpacked as a whole, so what a hostile file may unpack is capped before, and whoever
calls this does so in a process with a limit on memory (`service/exchange/reader.py`).

Source: python-calamine 0.9; Excel keeps fifteen digits.
"""

import datetime as dt
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from msgspec import Struct
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from service.kernel.refusals import Refused
from service.layouts.text import NotATextList

SHEET_ROWS = 10_000_000
"""Row 15 of the third sheet is row 20,000,015 of its list."""

MOST_SHEETS = 200
MOST_CELLS = 60_000_000
MOST_UNPACKED_BYTES = 1_500_000_000
MOST_PACKED_TIMES = 200
_SMALL_BYTES = 50_000_000
_LONG_NUMBER = 10**15
_OTHER_DOCUMENTS = ("word/", "ppt/")

Cells = list[str]
Cell = int | float | str | bool | dt.time | dt.date | dt.timedelta
_Range = tuple[tuple[int, int], tuple[int, int]]


class WorkbookUnreadable(Refused):
    """Buku kerja atau ZIP ini rusak, atau dikunci dengan kata sandi."""

    way_out: ClassVar[str] = "Buka di Excel atau LibreOffice, simpan ulang tanpa kata sandi."


class WorkbookTooLarge(Refused):
    """Isi buku kerja ini terlalu besar untuk dibuka."""

    way_out: ClassVar[str] = (
        "Hapus lembar, baris, dan kolom yang tidak diperlukan, atau simpan sebagai CSV UTF-8."
    )


class Sheet(Struct, frozen=True):
    """A sheet of a workbook, unpacked.

    Args:
        number: 0 for the first.
    """

    number: int
    name: str
    _sheet: CalamineSheet

    def rows(self) -> Iterator[Cells]:
        """Yield every row from the first line on, empty ones too."""
        start = self._sheet.start
        lead = [""] * start[1] if start else []
        spans = sorted(self._sheet.merged_cell_ranges or (), reverse=True)
        covering: list[tuple[_Range, str]] = []
        for at, row in enumerate(self._sheet.iter_rows()):
            cells = lead + [as_text(cell) for cell in row]
            if spans or covering:
                covering = [one for one in covering if one[0][1][0] >= at]
                while spans and spans[-1][0][0] <= at:
                    span = spans.pop()
                    left = span[0][1]
                    covering.append((span, cells[left] if left < len(cells) else ""))
                for ((_, left), (_, right)), text in covering:
                    cells[left : right + 1] = [text] * (min(right + 1, len(cells)) - left)
            yield cells


def sheets(file: BinaryIO) -> Iterator[Sheet]:
    """Yield the sheets of a workbook, one unpacked at a time.

    Raises:
        WorkbookUnreadable, WorkbookTooLarge: nothing of it is yielded then.
    """
    require_fit(file)
    try:
        book = CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
    except (CalamineError, OSError) as err:
        raise WorkbookUnreadable(locked=isinstance(err, PasswordError)) from err
    if len(names) > MOST_SHEETS:
        raise WorkbookTooLarge(sheets=len(names), most=MOST_SHEETS)
    for number, name in enumerate(names):
        try:
            sheet = book.get_sheet_by_index(number)
        except CalamineError as err:
            raise WorkbookUnreadable(sheet=number + 1) from err
        if sheet.total_height * sheet.total_width > MOST_CELLS:
            raise WorkbookTooLarge(sheet=number + 1, most_cells=MOST_CELLS)
        yield Sheet(number, name, sheet)


def as_text(cell: Cell) -> str:
    """Return a cell as the reader of rows takes it."""
    match cell:
        case str():
            return cell
        case bool():
            return "YA" if cell else "TIDAK"
        case int() | float():
            return _number(cell)
        case dt.datetime():
            return cell.date().isoformat()
        case dt.date():
            return cell.isoformat()
    return str(cell)


def _number(value: float) -> str:
    if value != value or abs(value) == float("inf"):  # noqa: PLR0124  (not a number)
        return ""
    if value != int(value):
        return repr(value)
    whole = int(value)
    return f"{whole}.0" if abs(whole) >= _LONG_NUMBER else str(whole)


def require_fit(file: BinaryIO) -> None:
    """Refuse an archive that would unpack to more than we can hold: by what it says of itself.

    One that lies about it meets the limit on memory of the process that unpacks it.

    Raises:
        WorkbookUnreadable, WorkbookTooLarge: it is damaged, or too much.
        NotATextList: it is a document of words or of slides, whatever its name says.
    """
    start = file.read(4)
    file.seek(0)
    if start != b"PK\x03\x04":
        return
    try:
        with zipfile.ZipFile(file) as archive:
            inside = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as err:
        raise WorkbookUnreadable from err
    finally:
        file.seek(0)
    if any(one.filename.startswith(_OTHER_DOCUMENTS) for one in inside):
        raise NotATextList
    unpacked = sum(one.file_size for one in inside)
    packed = max(sum(one.compress_size for one in inside), 1)
    is_bomb = unpacked > _SMALL_BYTES and unpacked / packed > MOST_PACKED_TIMES
    if is_bomb or unpacked > MOST_UNPACKED_BYTES or len(inside) > MOST_SHEETS * 50:
        raise WorkbookTooLarge(unpacked_bytes=unpacked, most_bytes=MOST_UNPACKED_BYTES)
