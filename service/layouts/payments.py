"""A file of payments: one row a payment, its columns found by the synonyms of their titles.

    cells → header (within 20 rows) → row: a payment, or what is wrong with it

A row names its promise by its id; or its household by id, NIK or KK number, with the programme
where the household has more promises than one.
Source: payment lists (daftar pembayaran) of treasurers of OPD and Baznas.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from msgspec import Struct

from service.aggregates.commitment_events import Asnaf, PaymentMethod
from service.kernel.people import read_kk, read_nik
from service.kernel.refusals import Refused
from service.layouts.amounts import NoAmount, rupiah
from service.layouts.headers import bare
from service.layouts.table_columns import Columns, find_columns, meanings
from service.layouts.table_rows import CellProblem, TableRow

MOST_ROWS = 5_000
MOST_LETTERS = 200
MOST_RUPIAH = 100_000_000_000

_MEANING = meanings(
    {
        "commitment": "komitmen idkomitmen nomorkomitmen nokomitmen kodekomitmen commitment",
        "household": "keluarga idkeluarga household idhousehold",
        "nik": "nik nikpenerima nikkepalakeluarga nikkrt",
        "kk": "kk nokk nomorkk nomorkartukeluarga",
        "programme": "program kodeprogram namaprogram programme",
        "amount": "jumlah jumlahrp nominal nominalrp nilai besaran jumlahbayar rupiah",
        "day": "tanggal tgl tanggalbayar tglbayar tanggalpenyaluran tanggalpembayaran tgltransfer",
        "method": "cara carabayar metode metodebayar carapenyaluran metodepembayaran",
        "receipt": "nomorbukti nobukti bukti kuitansi nokuitansi nomorkuitansi sp2d nosp2d "
        "nomorsp2d nomorbuktibayar nobuktibayar buktibayar buktitransfer referensi",
        "fund": "dana kodedana iddana",
        "budget_line": "kodekegiatan kegiatan koderekening",
        "asnaf": "asnaf golongan golonganasnaf",
    }
)
_METHODS: Mapping[str, PaymentMethod] = {
    **dict.fromkeys(("tunai", "cash", "kontan"), "cash"),
    **dict.fromkeys(("transfer", "bank", "nontunai", "rekening", "tf"), "transfer"),
    **dict.fromkeys(("barang", "goods"), "goods"),
    **dict.fromkeys(("kupon", "voucher", "vocer"), "voucher"),
}
_ASNAF: Mapping[str, Asnaf] = {
    "fakir": "fakir",
    "miskin": "miskin",
    "amil": "amil",
    "muallaf": "muallaf",
    "mualaf": "muallaf",
    "riqab": "riqab",
    "gharimin": "gharimin",
    "gharim": "gharimin",
    "fisabilillah": "fisabilillah",
    "ibnusabil": "ibnu_sabil",
}
_SLUG = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
_LONGEST_SLUG = 60
_ROUNDED = re.compile(r"\d{16,}\.0|\d([.,]\d+)?[eE]\+\d+")


class NoPaymentHeader(Refused):
    """Judul kolom pembayaran tidak ditemukan di 20 baris pertama file ini."""

    way_out: ClassVar[str] = (
        "Beri judul kolom: Komitmen (atau NIK dan Program), Jumlah, Tanggal, Cara, Nomor bukti."
    )


class TooManyPaymentRows(Refused):
    """Berkas ini memuat terlalu banyak baris pembayaran."""

    way_out: ClassVar[str] = "Bagi menjadi berkas yang masing-masing paling banyak 5.000 baris."


class NoPaymentRows(Refused):
    """Berkas ini tidak memuat satu baris pembayaran pun."""

    way_out: ClassVar[str] = "Isi paling sedikit satu baris di bawah judul kolomnya."


class Payment(Struct, frozen=True, kw_only=True):
    """What a row says, where nothing is wrong with it.

    Args:
        commitment, household, nik, kk: which promise, by one of these.
        programme: short name or name of the programme; empty if the row does not say.
        fund, budget_line: where the money comes from that is not set aside yet.
    """

    amount_rupiah: int
    on: date
    method: PaymentMethod
    receipt: str
    commitment: UUID | None = None
    household: UUID | None = None
    nik: str = ""
    kk: str = ""
    programme: str = ""
    fund: str | None = None
    budget_line: str | None = None
    asnaf: Asnaf | None = None


class PaymentRow(Struct, frozen=True, kw_only=True):
    """One row of a file: the payment it is, or what is wrong with it."""

    row_no: int
    payment: Payment | None
    problems: tuple[CellProblem, ...] = ()


class PaymentSheet(Struct, frozen=True, kw_only=True):
    """A file of payments that was read."""

    columns: Columns
    rows: tuple[PaymentRow, ...]


def columns_of(rows: Sequence[Sequence[str]]) -> Columns:
    """Find the header of a file of payments: the row whose titles mean the most.

    Raises:
        NoPaymentHeader: no row names a promise or a household, and an amount.
    """
    best = find_columns(rows, _MEANING, _is_header)
    if best is None:
        raise NoPaymentHeader
    return best


def _is_header(fields: Collection[str]) -> bool:
    return "amount" in fields and bool({"commitment", "household", "nik", "kk"} & set(fields))


def read(rows: Sequence[Sequence[str]], *, today: date) -> PaymentSheet:
    """Read the rows of a file; what is wrong with one is in its problems.

    Raises:
        NoPaymentHeader, NoPaymentRows, TooManyPaymentRows: there is nothing to read, or too much.
    """
    columns = columns_of(rows)
    found: list[PaymentRow] = []
    for row_no, cells in enumerate(rows[columns.row_no :], start=columns.row_no + 1):
        if any(cell.strip() for cell in cells):
            found.append(_read(TableRow(row_no, cells, columns), today))
            if len(found) > MOST_ROWS:
                raise TooManyPaymentRows(most=MOST_ROWS)
    if not found:
        raise NoPaymentRows
    return PaymentSheet(columns=columns, rows=tuple(found))


def _read(row: TableRow, today: date) -> PaymentRow:
    target = _target(row, today)
    amount, on, receipt = _amount(row), _day(row, today), _receipt(row)
    method = _METHODS.get(bare(row.text("method")) or "transfer")
    if method is None:
        row.wrong("method", "cara bayar tidak dikenal; tulis tunai, transfer, barang, atau kupon")
    asnaf = _ASNAF.get(bare(row.text("asnaf")))
    if row.text("asnaf") and asnaf is None:
        row.wrong("asnaf", "asnaf tidak dikenal; tulis salah satu dari delapan asnaf")
    fund = row.text("fund") or None
    if fund and not (_SLUG.fullmatch(fund) and len(fund) <= _LONGEST_SLUG):
        row.wrong("fund", f"dana {fund} bukan nama pendek dana, misalnya baznas-zakat-2026")
    budget_line = row.text("budget_line") or None
    if budget_line and len(budget_line) > MOST_LETTERS:
        row.wrong("budget_line", f"lebih dari {MOST_LETTERS} huruf")
    if row.problems or amount is None or on is None or method is None:
        return PaymentRow(row_no=row.row_no, payment=None, problems=tuple(row.problems))
    payment = Payment(
        amount_rupiah=amount,
        on=on,
        method=method,
        receipt=receipt,
        programme=row.text("programme")[:MOST_LETTERS],
        fund=fund,
        budget_line=budget_line,
        asnaf=asnaf,
        **target,
    )
    return PaymentRow(row_no=row.row_no, payment=payment)


def _target(row: TableRow, today: date) -> dict[str, Any]:
    """Return how a row names its promise: the first way that it says."""
    for field in ("commitment", "household"):
        if told := row.text(field):
            try:
                return {field: UUID(told)}
            except ValueError:
                row.wrong(field, f"{told[:60]} bukan nomor lengkap; salin dari halamannya")
                return {}
    for field, number in (("nik", "NIK"), ("kk", "nomor KK")):
        if told := row.text(field):
            read = read_nik(told, today=today) if field == "nik" else read_kk(told)
            if read.problems:
                row.wrong(field, f"{number} tidak utuh 16 angka; simpan kolomnya sebagai teks")
                return {}
            return {field: read.digits}
    named = next(one for one in ("commitment", "household", "nik", "kk") if row.has(one))
    row.wrong(named, "belum diisi; sebut komitmennya, atau NIK dan programnya")
    return {}


def _amount(row: TableRow) -> int | None:
    told = row.raw("amount")
    try:
        found = rupiah(told)
    except NoAmount as err:
        row.wrong("amount", str(err))
        return None
    if not 0 < found <= MOST_RUPIAH:
        row.wrong("amount", f"jumlah {told} bukan jumlah yang dapat dibayarkan")
        return None
    return found


def _day(row: TableRow, today: date) -> date | None:
    if not row.text("day"):
        row.wrong("day", "tanggal bayar belum diisi; tulis seperti 29/12/2023")
        return None
    found = row.day("day")
    if found is not None and found > today:
        row.wrong("day", f"tanggal {row.text('day')} belum terjadi")
        return None
    return found


def _receipt(row: TableRow) -> str:
    told = row.text("receipt")
    if _ROUNDED.fullmatch(told):
        row.wrong("receipt", "nomor bukti sudah dibulatkan Excel; simpan kolomnya sebagai teks")
    elif not told:
        row.wrong("receipt", "nomor bukti bayar belum diisi; satu nomor untuk satu pembayaran")
    elif len(told) > MOST_LETTERS or not told.isprintable():
        row.wrong("receipt", f"lebih dari {MOST_LETTERS} huruf, atau memuat tanda yang tak tampak")
    return told
