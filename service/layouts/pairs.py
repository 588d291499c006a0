"""DTSEN's two files sent together, in one ZIP: families and members, put together by KK number.

    families → a table on disk; members* → each with its family's home, deciles and house;
    families without a member → their head alone

A family's village, deciles and house stand in the family file, its persons in the member file.
The families wait in a table on disk, so memory stays constant.

Source: DTSEN v3 2026, `keluarga_dtsen_v3_*.csv` and `anggota_keluarga_dtsen_v3_2026_*.csv`.
"""

import sqlite3
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from tempfile import NamedTemporaryFile
from typing import BinaryIO, ClassVar, TypeVar

import msgspec
from msgspec.structs import replace

from service.kernel.refusals import Refused
from service.layouts.rows import ListedPerson
from service.layouts.sheets import SHEET_ROWS, WorkbookUnreadable, require_fit

_T = TypeVar("_T")
_AT_HOME = frozenset(
    {"village_unknown", "village_ambiguous", "village_only_bps", "outside_regency"}
)
_BATCH = 1_000
_PART_BYTES = 1 << 20


class NotAPair(Refused):
    """Arsip ini bukan pasangan berkas keluarga dan anggota DTSEN."""

    way_out: ClassVar[str] = (
        "Masukkan tepat dua berkas teks ke dalam ZIP: berkas keluarga dan berkas anggota. Daftar "
        "lain unggah tanpa ZIP."
    )


def opened(file: BinaryIO, open_text: Callable[[BinaryIO], _T]) -> list[_T]:
    """Open the two files of a ZIP, once both were found whole: half a list never comes in.

    Raises:
        NotAPair: there are not two files in it.
        WorkbookUnreadable: it is damaged, or locked.
        WorkbookTooLarge: it would unpack to more than we can hold.
    """
    require_fit(file)
    try:
        archive = zipfile.ZipFile(file)
        inside = [one for one in archive.infolist() if not _is_litter(one)]
        if len(inside) != 2:  # noqa: PLR2004  (a pair)
            raise NotAPair(files=len(inside))
        for one in inside:
            with archive.open(one) as unpacked:
                while unpacked.read(_PART_BYTES):
                    pass  # its end is checked against its checksum
        return [open_text(archive.open(one)) for one in inside]  # type: ignore[arg-type]
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError) as err:
        raise WorkbookUnreadable from err


def _is_litter(one: zipfile.ZipInfo) -> bool:
    """Say whether this is a folder, or what a Mac or a Windows puts beside files on its own."""
    *folders, name = one.filename.split("/")
    is_hidden = name.startswith(".") or name.lower() in {"thumbs.db", "desktop.ini"}
    return one.is_dir() or "__MACOSX" in folders or is_hidden


def joined(
    families: Iterable[ListedPerson], members: Iterable[ListedPerson], *, width: int
) -> Iterator[ListedPerson]:
    """Yield every row of both files once: members at home with their family, then the rest.

    Args:
        families: rows of the family file, one a family.
        width: how many cells a member's row keeps; those of a family's row stand behind them.
    """
    # Deleted with its directory entry: nothing of it stays, however this ends.
    with (
        NamedTemporaryFile(prefix="sanding-pair-") as file,
        closing(sqlite3.connect(file.name, isolation_level=None)) as table,
    ):
        table.execute("PRAGMA journal_mode = OFF")
        table.execute("PRAGMA synchronous = OFF")
        table.execute("CREATE TABLE family (kk TEXT PRIMARY KEY, told BLOB, met INT) WITHOUT ROWID")
        yield from _set_aside(table, families, width)
        yield from _at_home(table, members)
        decode = msgspec.msgpack.Decoder(ListedPerson).decode
        for (told,) in table.execute("SELECT told FROM family WHERE met = 0 ORDER BY kk"):
            yield decode(told)


def _set_aside(
    table: sqlite3.Connection, families: Iterable[ListedPerson], width: int
) -> Iterator[ListedPerson]:
    """Put families into the table; yield those that can't be looked up, or stand there twice."""
    encode = msgspec.msgpack.Encoder().encode
    table.execute("BEGIN")
    for row in families:
        family = replace(row, row_no=row.row_no + SHEET_ROWS, raw=("",) * width + row.raw)
        if not (family.kk_number and family.village_code):
            yield family
            continue
        # A family with a faulty decile is at home nonetheless: its row waits, its members don't.
        added = table.execute(
            "INSERT OR IGNORE INTO family VALUES (?, ?, ?)",
            (family.kk_number, encode(family), bool(family.problems)),
        )
        if family.problems:
            yield family
        elif not added.rowcount:
            yield replace(family, problems=("kk_twice_on_list",))
    table.execute("COMMIT")


def _at_home(table: sqlite3.Connection, members: Iterable[ListedPerson]) -> Iterator[ListedPerson]:
    decode = msgspec.msgpack.Decoder(ListedPerson).decode
    last, family = "", None
    table.execute("BEGIN")
    for member in members:
        if member.kk_number != last:
            last, family = member.kk_number, None
            found = table.execute("SELECT told FROM family WHERE kk = ?", (last,)).fetchone()
            if found and last:
                family = decode(found[0])
                table.execute("UPDATE family SET met = 1 WHERE kk = ?", (last,))
        yield member if family is None else _with_home(member, family)
    table.execute("COMMIT")


def _with_home(member: ListedPerson, family: ListedPerson) -> ListedPerson:
    problems = tuple(code for code in member.problems if code not in _AT_HOME)
    if problems == ("unrecognisable",):
        problems = ()
    return replace(
        member,
        address=family.address or member.address,
        dusun=family.dusun,
        rt=family.rt,
        rw=family.rw,
        kecamatan=family.kecamatan,
        village=family.village,
        village_code=family.village_code,
        bps_code=family.bps_code,
        decile=family.decile,
        ranks=family.ranks,
        housing=family.housing,
        problems=problems,
    )
