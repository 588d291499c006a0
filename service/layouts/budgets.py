"""Village budgets as Siskeudes hands them out: a table of activities, of one village or of many.

    cells → header (within 20 rows) → row: a line, or what is wrong with it

Titles are found by their synonyms in any order. An activity's code is read from whichever of its
columns tells it whole (`ID_Keg` 02.04.13., `Kd_Keg` behind a village's code, or `Kd_Bid`, `Kd_Sub`
and `Kd_Keg` apart). Whoever carries an activity out (`Nm_PPTKD`) is a person, and never read.

Source: Siskeudes (Tahun, Kd_Desa, Kd_Bid, Kd_Sub, Kd_Keg, ID_Keg, Nama_Kegiatan, Pagu, Pagu_PAK,
Sumberdana, Lokasi, Keluaran); Permendagri 20/2018.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct

from service.aggregates.budget_lines import DraftLine, tells_nik
from service.kernel import apbdes
from service.kernel.apbdes import NoActivityCode
from service.kernel.budgets import BudgetKind, FundSource
from service.kernel.refusals import Refused
from service.layouts.amounts import NoAmount, rupiah
from service.layouts.budget_headers import columns_of
from service.layouts.table_columns import Columns
from service.layouts.table_rows import ISO_DAY, CellProblem, TableRow
from service.reference.regions import Territory

MOST_ROWS = 100_000
MOST_RUPIAH = 100_000_000_000
MOST_LETTERS = 200

_SOURCE_NAMES: Mapping[FundSource, str] = {
    "DD": "dd dds danadesa",
    "ADD": "add alokasidanadesa",
    "PBH": "pbh bhpr bhp bagihasil bagihasilpajak bagihasilpajakdanretribusi",
    "PBK": "pbk bkk bankeukab bantuankeuangankabupaten bantuankeuangankabupatenkota",
    "PBP": "pbp bkp bankeuprov bantuankeuanganprovinsi",
    "PAD": "pad pades padesa pendapatanaslidesa",
    "DLL": "dll lainlain lain swadaya swd silpa",
}
_SOURCES: Mapping[str, FundSource] = {
    title: source for source, titles in _SOURCE_NAMES.items() for title in titles.split()
}


class TooManyBudgetRows(Refused):
    """File ini memuat terlalu banyak baris."""

    way_out: ClassVar[str] = "Bagi berkasnya per kecamatan, lalu impor satu per satu."


class BudgetRow(Struct, frozen=True, kw_only=True):
    """One row of a file: where it belongs, the line it is, and what is wrong with it.

    Args:
        village: its code; empty if the file does not say one that there is.
        line: None if something is wrong.
        perdes_number, perdes_date: of the version asked for, where the file says them.
    """

    row_no: int
    village: str
    line: DraftLine | None
    problems: tuple[CellProblem, ...] = ()
    perdes_number: str = ""
    perdes_date: date | None = None


class Wanted(Struct, frozen=True, kw_only=True):
    """What a file is read for.

    Args:
        kind: of an amended one, `Pagu_PAK` counts, where there is such a column.
        village: where all rows belong, if no column says it; empty if one does.
    """

    kind: BudgetKind
    fiscal_year: int
    village: str = ""


class Sheet(Struct, frozen=True, kw_only=True):
    """A file that was read.

    Args:
        skipped: how many lines were headings or sums.
    """

    columns: Columns
    rows: tuple[BudgetRow, ...]
    skipped: int


def read(rows: Sequence[Sequence[str]], wanted: Wanted, territory: Territory) -> Sheet:
    """Read the rows of a file; what is wrong with one is in its problems.

    Raises:
        NoBudgetHeader, TooManyBudgetRows: there is nothing to read, or too much.
    """
    columns = columns_of(rows)
    if len(rows) - columns.row_no > MOST_ROWS:
        raise TooManyBudgetRows(rows=len(rows), most=MOST_ROWS)
    found, skipped = [], 0
    for row_no, cells in enumerate(rows[columns.row_no :], start=columns.row_no + 1):
        row = _Row(row_no, cells, columns)
        if row.is_activity:
            found.append(_read(row, wanted, territory))
        else:
            skipped += any(cell.strip() for cell in cells)
    return Sheet(columns=columns, rows=tuple(found), skipped=skipped)


class _Row(TableRow):
    """A row of a budget."""

    @property
    def is_activity(self) -> bool:
        """Whether it is an activity: headings and sums have no whole code, and no fund source."""
        told = self.text("activity_id") or self.text("activity")
        is_whole = told.strip(".").count(".") >= apbdes.SEGMENTS - 1
        return is_whole or bool(self.text("source")) or bool(_put_together(self))


def _read(row: _Row, wanted: Wanted, territory: Territory) -> BudgetRow:
    village = _village(row, wanted, territory)
    _require_year(row, wanted)
    activity = _activity(row, village)
    amount = _amount(row, _amount_field(row, wanted))
    source = _source(row)
    texts = {field: _text(row, field) for field in ("name", "location", "output")}
    if not texts["name"]:
        row.wrong("name", "nama kegiatan belum diisi")
    prefix = "amended_" if wanted.kind == "amended" else ""
    line = None
    if not row.problems and activity and amount is not None and source is not None:
        line = DraftLine(
            activity=activity,
            amount_rupiah=amount,
            fund_source=source,
            name=texts["name"],
            location=texts["location"],
            output=texts["output"],
        )
    return BudgetRow(
        row_no=row.row_no,
        village=village,
        line=line,
        perdes_number=row.text(f"{prefix}perdes_number")[:MOST_LETTERS],
        perdes_date=row.day(f"{prefix}perdes_date"),
        problems=tuple(row.problems),
    )


def _village(row: _Row, wanted: Wanted, territory: Territory) -> str:
    told = row.text("village")
    found = _known_village(told, territory) if told else ""
    if found and wanted.village and found != wanted.village:
        row.wrong("village", f"kode desa {told} bukan desa yang Anda pilih")
    if found or wanted.village:
        return found or wanted.village
    if told:
        row.wrong("village", f"kode desa {told} tidak ada di kabupaten ini")
    else:
        row.wrong("village", "kode desa belum diisi")
    return ""


def _known_village(told: str, territory: Territory) -> str:
    """Return the village of a code: whole, with or without dots, or without the regency's part."""
    digits = re.sub(r"\D", "", told)
    regency = territory.code.replace(".", "")
    for whole in (digits, regency + digits):
        code = f"{whole[:2]}.{whole[2:4]}.{whole[4:6]}.{whole[6:]}"
        if territory.village(code):
            return code
    return ""


def _require_year(row: _Row, wanted: Wanted) -> None:
    told = row.text("year")
    if told and told != str(wanted.fiscal_year):
        row.wrong("year", f"tahun {told} bukan tahun anggaran {wanted.fiscal_year}")


def _activity(row: _Row, village: str) -> str:
    """Return the code of an activity; empty, with a problem noted, if none can be read."""
    field = "activity_id" if row.text("activity_id") else "activity"
    told = row.text(field)
    if ISO_DAY.fullmatch(told):
        row.wrong(field, f"kode kegiatan telah diubah Excel menjadi tanggal ({told})")
        return ""
    for spelled in (told, _behind_village(told, village), _put_together(row)):
        try:
            code = apbdes.normalised(spelled)
        except NoActivityCode:
            continue
        if code.count(".") == apbdes.SEGMENTS - 1 and not code.endswith("*"):
            return code
    row.wrong(field, f"kode kegiatan {told} bukan kode tiga bagian seperti 02.04.13")
    return ""


def _behind_village(told: str, village: str) -> str:
    """Return what stands behind the code of a village: `33.09.15.2009.02.04.13.` is 02.04.13."""
    parts = told.strip(".").split(".")
    head, tail = parts[: -apbdes.SEGMENTS], parts[-apbdes.SEGMENTS :]
    digits = "".join(head)
    return ".".join(tail) if digits and village.replace(".", "").endswith(digits) else ""


def _put_together(row: _Row) -> str:
    parts = [row.text(field).strip(".") for field in ("field", "subfield", "activity")]
    last = [part.rpartition(".")[2] for part in parts]
    return ".".join(last) if all(last) else ""


def _amount_field(row: _Row, wanted: Wanted) -> str:
    """Return which column holds the money: of an amended one, that of the amendment.

    An empty cell there is an activity that was dropped, or one that nobody touched: Siskeudes
    writes a nought for the first, and the old amount for the second. So an empty one falls back.
    """
    if wanted.kind == "amended" and row.has("amended") and row.text("amended"):
        return "amended"
    return "amount" if row.has("amount") else "amended"


def _amount(row: _Row, field: str) -> int | None:
    told = row.raw(field)
    try:
        found = rupiah(told)
    except NoAmount as err:
        row.wrong(field, str(err))
        return None
    if found > MOST_RUPIAH:
        row.wrong(field, f"jumlah {told} terlalu besar untuk satu kegiatan desa")
        return None
    return found


def _source(row: _Row) -> FundSource | None:
    told = row.text("source")
    found = _SOURCES.get(re.sub(r"[^a-z]", "", told.lower()))
    if found is None:
        known = "DD, ADD, PBH, PBK, PBP, PAD, DLL"
        wrong = (
            f"sumber dana {told} bukan salah satu dari {known}"
            if told
            else (f"sumber dana belum diisi ({known})")
        )
        row.wrong("source", wrong)
    return found


def _text(row: _Row, field: str) -> str:
    told = row.text(field)
    if tells_nik(told):
        row.wrong(field, "memuat angka seperti NIK; APBDes dibuka untuk umum")
    if len(told) > MOST_LETTERS:
        row.wrong(field, f"lebih dari {MOST_LETTERS} huruf")
    return "".join(one for one in told if one.isprintable())
