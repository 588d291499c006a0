"""Target lists as they arrive: files of rows, read as a stream of people and families.

    open_list → ListedPerson* → households → ListedHousehold*

Reading never fails because of a row: what is wrong with it is in its `problems`. A file that is no
list at all is refused before its first row. Memory stays constant however long the file is.

Source: SIKS-NG's DTKS export; by-name-by-address lists from villages, kabupaten and ministries.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain, islice
from typing import BinaryIO, ClassVar, Literal, TypeAlias

from service.kernel.refusals import Refused
from service.layouts.families import ListedHousehold, households
from service.layouts.headers import (
    DTKS_HEADER,
    HEADER_WITHIN_ROWS,
    Header,
    NoHeaderFound,
    TooManyColumns,
    WrongHeader,
    dtks_header,
    find_header,
)
from service.layouts.rows import ListedPerson, RowReader
from service.layouts.text import NotATextList, lines
from service.reference.regions import Territory

__all__ = [
    "DTKS_HEADER",
    "EmptyList",
    "Layout",
    "ListReader",
    "ListedHousehold",
    "ListedPerson",
    "NoHeaderFound",
    "NotATextList",
    "TooManyColumns",
    "VillageNotSaid",
    "WrongHeader",
    "households",
    "open_list",
]

Layout: TypeAlias = Literal["dtks", "generic"]

_EMPTY_ROW = ' \t\r\n\u00a0,;|"'


class EmptyList(Refused):
    """File ini kosong."""

    way_out: ClassVar[str] = "Periksa apakah file yang diunggah sudah benar."


class VillageNotSaid(Refused):
    """Daftar ini tidak punya kolom desa atau kelurahan."""

    way_out: ClassVar[str] = "Sebutkan desanya saat mengunggah, atau tambahkan kolom desa."


class ListReader:
    """A list, opened: its columns are known, its rows are still to come. Read it once.

    Args:
        columns: the titles of the cells in each row's `raw`.
    """

    def __init__(
        self, layout: Layout, header: Header, rest: Iterator[str], rows: RowReader
    ) -> None:
        self.layout = layout
        self.columns = tuple(
            title for at, title in enumerate(header.columns) if at not in header.hidden
        )
        self._first_row = header.row_no + 1
        self._lines = rest
        self._read = rows.read

    def __iter__(self) -> Iterator[ListedPerson]:
        """Yield every row but empty ones, in order."""
        read, shortest = self._read, len(self.columns) + 20
        for row_no, line in enumerate(self._lines, start=self._first_row):
            if len(line) > shortest or line.strip(_EMPTY_ROW):
                yield read(row_no, line)


def open_list(
    file: BinaryIO,
    layout: Layout,
    *,
    today: date,
    territory: Territory | None = None,
    village: str = "",
) -> ListReader:
    """Open a list and find its columns.

    Args:
        file: open for reading bytes; closing it is up to the caller, after the last row.
        today: decides the centuries of birth dates.
        territory: the regency whose villages the rows must lie in. None reads villages as
            written and looks none up.
        village: dotted code of the village every row belongs to, for a list that doesn't say.

    Raises:
        NotATextList: a workbook, a PDF, a picture or an archive.
        EmptyList: not one line.
        WrongHeader: `dtks`, and the first line isn't its header.
        NoHeaderFound, TooManyColumns: `generic`, and no usable header in the first 20 lines.
        VillageNotSaid: neither the columns nor `village` say where the rows belong.
    """
    found = lines(file)
    first = list(islice(found, HEADER_WITHIN_ROWS))
    if not any(line.strip() for line in first):
        raise EmptyList
    header = dtks_header(first[0]) if layout == "dtks" else find_header(first)
    if territory is not None and not village and "village" not in header.fields:
        raise VillageNotSaid
    rows = RowReader(header, today=today, territory=territory, village=village)
    return ListReader(layout, header, chain(first[header.row_no :], found), rows)
