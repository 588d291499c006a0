"""Titles of the columns of a village budget, by their synonyms, within the first twenty rows."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from msgspec import Struct

from service.kernel.refusals import Refused
from service.layouts.headers import HEADER_WITHIN_ROWS, bare

_COLUMN_LETTERS = 26

_SYNONYMS: Mapping[str, str] = {
    "year": "tahun thn tahunanggaran ta thnanggaran",
    "village": "kddesa kodedesa kdwilayah kodewilayah kodekemendagri kdkemendagri",
    "field": "kdbid kodebidang kdbidang",
    "subfield": "kdsub kodesub kdsubbidang kodesubbidang kdsubbid",
    "activity": "kdkeg kodekegiatan kdkegiatan kodekeg",
    "activity_id": "idkeg idkegiatan koderekening kodeapbdes",
    "name": "namakegiatan nmkeg namakeg kegiatan uraian uraiankegiatan namapaket",
    "amount": "pagu pagumurni anggaran anggaranmurni jumlahanggaran jumlah anggaranrp pagurp",
    "amended": "pagupak paguperubahan anggaranstlhpak anggaransetelahpak anggaranperubahan "
    "anggaransetelahperubahan pagusetelahperubahan",
    "source": "sumberdana sumberanggaran kdsumber kodesumber sumber",
    "location": "lokasi lokasikegiatan lokasipekerjaan",
    "output": "keluaran output volume keluaranoutput volumekeluaran",
    "perdes_number": "noperdes nomorperdes",
    "perdes_date": "tglperdes tanggalperdes",
    "amended_perdes_number": "noperdespb noperdespak nomorperdesperubahan noperdesperubahan",
    "amended_perdes_date": "tglperdespb tglperdespak tanggalperdesperubahan tglperdesperubahan",
}
_MEANING: Mapping[str, str] = {
    title: field for field, titles in _SYNONYMS.items() for title in titles.split()
}


class NoBudgetHeader(Refused):
    """Judul kolom APBDes tidak ditemukan di 20 baris pertama file ini."""

    way_out: ClassVar[str] = (
        "Beri judul kolom seperti Siskeudes: Tahun, Kd_Desa, ID_Keg, Nama_Kegiatan, Pagu, "
        "Pagu_PAK, Sumberdana."
    )


class Columns(Struct, frozen=True, kw_only=True):
    """Where everything stands.

    Args:
        row_no: the line the header is on.
        fields: field → index of its column.
    """

    row_no: int
    titles: tuple[str, ...]
    fields: dict[str, int]


def columns_of(rows: Sequence[Sequence[str]]) -> Columns:
    """Find the header of a budget: the row whose titles mean the most.

    Raises:
        NoBudgetHeader: no row names an activity and an amount.
    """
    best: Columns | None = None
    for row_no, row in enumerate(rows[:HEADER_WITHIN_ROWS], start=1):
        fields: dict[str, int] = {}
        for at, title in enumerate(row):
            meaning = _MEANING.get(bare(title))
            if meaning is not None:
                fields.setdefault(meaning, at)
        tells_activity = "activity" in fields or "activity_id" in fields
        is_header = tells_activity and bool({"amount", "amended"} & fields.keys())
        if is_header and (best is None or len(fields) > len(best.fields)):
            best = Columns(row_no=row_no, titles=tuple(row), fields=fields)
    if best is None:
        raise NoBudgetHeader
    return best


def letters_of(at: int) -> str:
    """Return what a spreadsheet calls a column: A, B, … Z, AA."""
    name, left = "", at + 1
    while left:
        left, letter = divmod(left - 1, _COLUMN_LETTERS)
        name = chr(ord("A") + letter) + name
    return name
