"""Target lists as they arrive: files of rows, read as a stream of people and families.

    open_list → ListedPerson* → households → ListedHousehold*

Reading never fails because of a row: what is wrong with it is in its `problems`. A file that is no
list at all is refused before its first row. Memory stays constant however long a text is; of a
workbook, one sheet at a time is in memory.

Source: SIKS-NG's DTKS export; by-name-by-address lists from villages, kabupaten and ministries.
"""

import zipfile
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import chain, islice
from typing import BinaryIO, ClassVar

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.lists import Layout
from service.kernel.refusals import Refused
from service.layouts import left_out, pairs, profiles
from service.layouts.families import ListedHousehold, households
from service.layouts.headers import (
    DTKS_HEADER,
    HEADER_WITHIN_ROWS,
    Header,
    MappingDoesNotFit,
    NoHeaderFound,
    TooManyColumns,
    WrongHeader,
    guess_titles,
)
from service.layouts.left_out import LeftOut
from service.layouts.pairs import NotAPair
from service.layouts.rows import ListedPerson, RowReader
from service.layouts.sheets import (
    SHEET_ROWS,
    Sheet,
    WorkbookTooLarge,
    WorkbookUnreadable,
    sheets,
)
from service.layouts.text import NotATextList, PageNotList, is_text, lines
from service.reference.regions import Territory

__all__ = [
    "DTKS_HEADER",
    "OF_FAMILY",
    "SHEET_ROWS",
    "EmptyList",
    "Layout",
    "ListReader",
    "ListedHousehold",
    "ListedPerson",
    "MappingDoesNotFit",
    "NoHeaderFound",
    "NoRows",
    "NotAPair",
    "NotATextList",
    "PageNotList",
    "SheetsDiffer",
    "TooManyColumns",
    "VillageNotSaid",
    "WorkbookTooLarge",
    "WorkbookUnreadable",
    "WrongHeader",
    "households",
    "is_text",
    "open_list",
    "titles_of",
]

OF_FAMILY = " (keluarga)"
"""Behind each title of DTSEN's family file, where it stands beside those of the member file."""
_EMPTY_ROW = ' \t\r\n\u00a0,;|"'
_MEMBERS: frozenset[str] = frozenset({"nik", "name"})


class EmptyList(Refused):
    """File ini kosong."""

    way_out: ClassVar[str] = "Periksa apakah file yang diunggah sudah benar."


class NoRows(Refused):
    """File ini hanya berisi judul kolom, tanpa satu baris pun."""

    way_out: ClassVar[str] = "Periksa apakah berkas yang diunggah sudah benar dan sudah terisi."


class VillageNotSaid(Refused):
    """Daftar ini tidak punya kolom desa atau kelurahan."""

    way_out: ClassVar[str] = "Sebutkan desanya saat mengunggah, atau tambahkan kolom desa."


class SheetsDiffer(Refused):
    """Lembar-lembar dalam buku kerja ini berbeda susunan kolomnya."""

    way_out: ClassVar[str] = "Simpan tiap lembar sebagai berkas sendiri, lalu unggah satu per satu."


class How(Struct, frozen=True, kw_only=True):
    """How a list is to be read.

    Args:
        layout: None finds out.
        today: decides the centuries of birth dates.
        territory: the regency whose villages the rows must lie in. None reads villages as
            written and looks none up.
        village: dotted code of the village every row belongs to, for a list that doesn't say.
        mapping: field → title, said by a person, where our own reading of titles is wrong.
        is_village_needed: whether a list that doesn't say where its rows belong is refused.
    """

    layout: Layout | None
    today: date
    territory: Territory | None = None
    village: str = ""
    mapping: Mapping[str, str] = {}
    is_village_needed: bool = True


class ListReader:
    """A list, opened: its columns are known, its rows are still to come. Read it once.

    Args:
        columns: the titles of the cells in each row's `raw`.
        fields: field → title, as understood.
        skipped: names of sheets that are no part of the list.
        left_out: which cells of the file are never kept.
    """

    def __init__(
        self,
        layout: Layout,
        header: Header,
        rows: Callable[[], Iterator[ListedPerson]],
        *,
        columns: tuple[str, ...] = (),
        skipped: tuple[str, ...] = (),
        left_out: LeftOut | None = None,
    ) -> None:
        self.layout = layout
        self.columns = columns or header.kept
        self.fields = {field: header.columns[at] for field, at in header.fields.items()}
        self.skipped = skipped
        self.left_out = left_out or LeftOut()
        self._rows = rows

    def __iter__(self) -> Iterator[ListedPerson]:
        """Yield every row but empty ones, in order."""
        return self._rows()


def open_list(
    file: BinaryIO,
    layout: Layout | None,
    *,
    today: date,
    territory: Territory | None = None,
    village: str = "",
    mapping: Mapping[str, str] | None = None,
) -> ListReader:
    """Open a list and find its columns; see `How` for what the arguments mean.

    Args:
        file: open for reading bytes; closing it is up to the caller, after the last row. Of
            anything but a text, in a process with a limit on memory.

    Raises:
        NotATextList, PageNotList: a PDF, a picture, an archive, a page of the web.
        EmptyList: not one line.
        WrongHeader: `dtks`, and the first line isn't its header.
        NoHeaderFound, TooManyColumns, MappingDoesNotFit: no usable header in the first 20 lines.
        VillageNotSaid: neither the columns nor `village` say where the rows belong.
        WorkbookUnreadable, WorkbookTooLarge, SheetsDiffer, NotAPair: a workbook or an archive
            that can't be taken.
    """
    how = How(
        layout=layout, today=today, territory=territory, village=village, mapping=mapping or {}
    )
    if is_text(file):
        return _of_text(file, how)
    if _is_pair(file):
        return _of_pair(file, how)
    return _of_workbook(file, how)


def titles_of(file: BinaryIO) -> tuple[str, ...]:
    """Return what looks like the titles of a list whose header nobody finds."""
    if is_text(file):
        return guess_titles(list(islice(lines(file), HEADER_WITHIN_ROWS)))
    if _is_pair(file):
        return ()  # the titles of which of the two
    best: tuple[str, ...] = ()
    for sheet in sheets(file):
        found = guess_titles(list(islice(sheet.rows(), HEADER_WITHIN_ROWS)))
        best = max(best, found, key=len)
    return best


def _of_text(file: BinaryIO, how: How) -> ListReader:
    found = lines(file)
    first = list(islice(found, HEADER_WITHIN_ROWS))
    if not any(line.strip() for line in first):
        raise EmptyList
    layout, header = profiles.recognise(first, how.layout, how.mapping)
    reader = _row_reader(layout, header, how)
    rest = chain(first[header.row_no :], found)

    def rows() -> Iterator[ListedPerson]:
        read, shortest = reader.read, len(header.columns) + 20
        for row_no, line in enumerate(rest, start=header.row_no + 1):
            if len(line) > shortest or line.strip(_EMPTY_ROW):
                yield read(row_no, line)

    return ListReader(layout, header, rows, left_out=left_out.of_text(header, first))


def _of_pair(file: BinaryIO, how: How) -> ListReader:
    def open_text(one: BinaryIO) -> ListReader:
        # A member's village is that of the family; who has none, is somebody nobody can place.
        return _of_text(one, replace(how, layout="dtsen", is_village_needed=False))

    readers = sorted(pairs.opened(file, open_text), key=lambda one: "nik" in one.fields)
    families, members = readers
    if "nik" in families.fields or "nik" not in members.fields:
        raise NotAPair
    titles = tuple(f"{title}{OF_FAMILY}" for title in families.columns)
    header = Header(
        row_no=1,
        delimiter="",
        columns=members.columns + titles,
        fields={},
        hidden=frozenset(),
    )
    reader = ListReader(
        "dtsen",
        header,
        lambda: pairs.joined(families, members, width=len(members.columns)),
        left_out=LeftOut(titles=families.left_out.titles + members.left_out.titles),
    )
    reader.fields = members.fields | {
        field: f"{title}{OF_FAMILY}"
        for field, title in families.fields.items()
        if field not in members.fields
    }
    return reader


def _of_workbook(file: BinaryIO, how: How) -> ListReader:
    """Open a workbook: the sheets that have the list's columns are the list, one after another."""
    found: dict[int, tuple[Layout, Header]] = {}
    names: dict[int, str] = {}
    first_rows: list[list[str]] = []
    refusal: Refused = EmptyList()
    for sheet in sheets(file):
        names[sheet.number] = sheet.name
        first = list(islice(sheet.rows(), HEADER_WITHIN_ROWS))
        first_rows += first
        if not any(any(map(str.strip, cells)) for cells in first):
            continue
        try:
            found[sheet.number] = profiles.recognise(first, how.layout, how.mapping)
        except (NoHeaderFound, MappingDoesNotFit) as err:
            refusal = err
    if any(header.fields.keys() >= _MEMBERS for _, header in found.values()):
        # Where one sheet has the persons, those with families alone repeat them.
        found = {at: one for at, one in found.items() if one[1].fields.keys() >= _MEMBERS}
    if not found:
        raise refusal
    layout, header = next(iter(found.values()))
    if any(other[1].names != header.names for other in found.values()):
        raise SheetsDiffer(sheets=[names[at] for at in found])
    readers = {at: _row_reader(layout, one, how) for at, (_, one) in found.items()}

    def rows() -> Iterator[ListedPerson]:
        file.seek(0)
        for sheet in sheets(file):
            if sheet.number in readers:
                yield from _of_sheet(sheet, found[sheet.number][1], readers[sheet.number])

    skipped = tuple(name for at, name in names.items() if at not in found)
    hidden = tuple(header.columns[at] for at in sorted(header.hidden))
    never = LeftOut(titles=hidden or left_out.of_rows(first_rows).titles)
    return ListReader(layout, header, rows, skipped=skipped, left_out=never)


def _of_sheet(sheet: Sheet, header: Header, reader: RowReader) -> Iterator[ListedPerson]:
    at = sheet.number * SHEET_ROWS
    for row_no, cells in enumerate(sheet.rows(), start=1):
        if row_no <= header.row_no or not any(map(str.strip, cells)):
            continue
        if row_no == header.row_no + 1 and profiles.is_numbering(cells):
            continue
        yield reader.read_cells(at + row_no, cells)


def _row_reader(layout: Layout, header: Header, how: How) -> RowReader:
    ranks_only = profiles.is_ranks_only(layout)
    is_nowhere = (
        how.is_village_needed and not how.village and profiles.names_no_village(header.fields)
    )
    if how.territory is not None and is_nowhere and not ranks_only:
        raise VillageNotSaid
    return RowReader(
        header,
        today=how.today,
        territory=how.territory,
        village=how.village,
        has_housing=layout == "dtsen",
        ranks_only=ranks_only,
    )


def _is_pair(file: BinaryIO) -> bool:
    """Say whether this is an archive of something else than a workbook."""
    start = file.read(4)
    file.seek(0)
    if start != b"PK\x03\x04":
        return False
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as err:
        raise WorkbookUnreadable from err
    finally:
        file.seek(0)
    return not any(
        name == "[Content_Types].xml" or name in {"mimetype", "content.xml"} for name in names
    )
