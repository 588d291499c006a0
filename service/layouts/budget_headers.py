"""Titles of the columns of a village budget, by their synonyms, within the first twenty rows."""

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from service.kernel.refusals import Refused
from service.layouts.table_columns import Columns, find_columns, meanings

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
_MEANING = meanings(_SYNONYMS)


class NoBudgetHeader(Refused):
    """Judul kolom APBDes tidak ditemukan di 20 baris pertama file ini."""

    way_out: ClassVar[str] = (
        "Beri judul kolom seperti Siskeudes: Tahun, Kd_Desa, ID_Keg, Nama_Kegiatan, Pagu, "
        "Pagu_PAK, Sumberdana."
    )


def columns_of(rows: Sequence[Sequence[str]]) -> Columns:
    """Find the header of a budget: the row whose titles mean the most.

    Raises:
        NoBudgetHeader: no row names an activity and an amount.
    """
    best = find_columns(rows, _MEANING, _is_header)
    if best is None:
        raise NoBudgetHeader
    return best


def _is_header(fields: Collection[str]) -> bool:
    tells_activity = "activity" in fields or "activity_id" in fields
    return tells_activity and bool({"amount", "amended"} & set(fields))
