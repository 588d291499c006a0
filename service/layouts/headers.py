"""Which column of a list holds what.

Two layouts. `dtks` has one header, known to the letter, typo and all. `generic` is everybody
else's: the header may stand below title rows, its columns in any order under any of the names we
have met, separated by comma, semicolon, pipe or tab.

A mother's maiden name is what banks ask for: its column is never read, nor kept anywhere.

Source: SIKS-NG's DTKS export; lists villages and kabupaten were seen to pass around.
"""

import csv
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import ClassVar

from msgspec import Struct

from service.kernel.refusals import Refused

FIELDS = (
    "kk_number",
    "address",
    "dusun",
    "rt",
    "rw",
    "regency",
    "kecamatan",
    "village",
    "nik",
    "name",
    "birth_date",
    "birth_place",
    "occupation",
    "sex",
    "relation",
    "identity_match",
    "decile",
    "bpnt",
    "pkh",
    "bpnt_ppkm",
    "pbi_jkn",
)
"""Everything a list can say: about the home, about the person, and by ticking boxes."""

DTKS_HEADER = (
    "ID DTKS|PROVINSI|KABUPATEN/KOTA|KECAMATAN|DESA/KELUARAHAN|ALAMAT|DUSUN|RT|RW|NOKK|NIK|NAMA|"
    "TANGGAL LAHIR|TEMPAT LAHIR|JENIS KELAMIN|PEKERJAAN|NAMA IBU KANDUNG|HUB KELUARGA|"
    "KETERANGAN PADAN|BANSOS BPNT|BANSOS PKH|BANSOS BPNT-PPKM|PBI JKN"
)
DELIMITERS = (",", ";", "|", "\t")
HEADER_WITHIN_ROWS = 20
MOST_COLUMNS = 200

_SYNONYMS: Mapping[str, str] = MappingProxyType(
    {
        "kk_number": "nokk nomorkk kk nomorkartukeluarga nokartukeluarga nkk",
        "nik": "nik nonik nomornik noktp nomorktp nomorindukkependudukan nikktp",
        "name": "nama namalengkap namaart namaanggotakeluarga namapenduduk namakpm namapenerima "
        "namakepalakeluarga kepalakeluarga",
        "birth_date": "tanggallahir tgllahir tgllhr",
        "birth_place": "tempatlahir tmplahir tempatlhr",
        "sex": "jeniskelamin jk kelamin lp sex",
        "relation": "hubkeluarga hubungankeluarga statushubungankeluarga shdk hubungan "
        "hubungandengankepalakeluarga hubungandenganKK statushubungan",
        "occupation": "pekerjaan pekerjaanktp pekerjaanutama",
        "address": "alamat alamatktp alamatlengkap alamatrumah domisili alamatdomisili",
        "dusun": "dusun dukuh kampung lingkungan namadusun",
        "rt": "rt nort rtrw",
        "rw": "rw norw",
        "regency": "kabupatenkota kabupaten kabkota kab kota namakabupaten namakabupatenkota",
        "kecamatan": "kecamatan namakecamatan kec",
        "village": "desakeluarahan desakelurahan kelurahandesa desa kelurahan namadesa "
        "namakelurahan namadesakelurahan kdkemdagri kodekemendagri kodedesa kodekelurahan",
        "identity_match": "keteranganpadan padan statuspadan",
        "decile": "desil desilnasional desilkesejahteraan desilkabupatenkota",
        "bpnt": "bansosbpnt bpnt sembako bpntsembako",
        "pkh": "bansospkh pkh",
        "bpnt_ppkm": "bansosbpntppkm bpntppkm",
        "pbi_jkn": "pbijkn pbinas pbi pbipemda",
    }
)
_MEANING: Mapping[str, tuple[str, int]] = MappingProxyType(
    {
        name.lower(): (field, rank)
        for field, names in _SYNONYMS.items()
        for rank, name in enumerate(names.split())
    }
)
_OUTSIDE_ALPHABET = re.compile(r"[^0-9a-z]+")
_QUESTION_NUMBER = re.compile(r"^\d+[a-z]?\b[.\s]*")
_MOTHER = re.compile(r"ibukandung|(?:nama|nm)(?:gadis)?ibu|^ibu$|gadisibu")


class WrongHeader(Refused):
    """Judul kolom file ini bukan judul kolom DTKS."""

    way_out: ClassVar[str] = (
        "Samakan baris pertama dengan judul kolom DTKS, atau unggah sebagai daftar umum."
    )


class NoHeaderFound(Refused):
    """Judul kolom tidak ditemukan di 20 baris pertama file ini."""

    way_out: ClassVar[str] = (
        "Beri judul kolom: nama, dan paling sedikit satu di antara NIK, nomor KK, dan alamat."
    )


class TooManyColumns(Refused):
    """File ini punya terlalu banyak kolom."""

    way_out: ClassVar[str] = "Hapus kolom yang tidak diperlukan, lalu unggah lagi."


class Header(Struct, frozen=True):
    """Where everything stands in a list.

    Args:
        row_no: the line the header is on; the first line is 1.
        columns: the titles as written, every one.
        fields: field → index of its column.
        hidden: indexes of columns that are never kept.
    """

    row_no: int
    delimiter: str
    columns: tuple[str, ...]
    fields: dict[str, int]
    hidden: frozenset[int]


def split(line: str, delimiter: str) -> list[str] | None:
    """Cut a line into cells; None when a quoted cell doesn't end on its line.

    A cell never goes on to the next line. That costs a cell with a line break in it (its two
    halves are two bad rows), and buys that a stray quotation mark harms its own row and never
    swallows the ones after it.
    """
    if '"' not in line:
        return line.split(delimiter)
    try:
        return next(csv.reader((line,), delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def dtks_header(line: str) -> Header:
    """Check a DTKS list's first line.

    Raises:
        WrongHeader: `why` names the columns that are missing or stand elsewhere. It never
            repeats an unknown title: a file without a header has a person there.
    """
    titles = [" ".join(cell.split()).upper() for cell in split(line, "|") or []]
    expected = DTKS_HEADER.split("|")
    # The ministry may mend its typo one day.
    titles = ["DESA/KELUARAHAN" if title == "DESA/KELURAHAN" else title for title in titles]
    if titles != expected:
        raise WrongHeader(**_difference(titles, expected))
    return _header(1, "|", titles)


def find_header(lines: Iterable[str]) -> Header:
    """Find a generic list's header: the row and delimiter that name the most columns.

    Args:
        lines: the first rows of the file, `HEADER_WITHIN_ROWS` at most.

    Raises:
        NoHeaderFound: no row names a person and a way to recognise one.
        TooManyColumns: the header is wider than `MOST_COLUMNS`.
    """
    best: Header | None = None
    seen: set[str] = set()
    for row_no, line in enumerate(lines, start=1):
        for delimiter in DELIMITERS:
            header = _header(row_no, delimiter, split(line, delimiter) or [])
            seen |= header.fields.keys()
            if _is_enough(header) and (best is None or len(header.fields) > len(best.fields)):
                best = header
    if best is None:
        raise NoHeaderFound(found=sorted(seen))
    if len(best.columns) > MOST_COLUMNS:
        raise TooManyColumns(columns=len(best.columns), most=MOST_COLUMNS)
    return best


def _header(row_no: int, delimiter: str, titles: list[str]) -> Header:
    ranks: dict[str, tuple[int, int]] = {}
    hidden = set()
    for index, title in enumerate(titles):
        bare = _OUTSIDE_ALPHABET.sub("", _QUESTION_NUMBER.sub("", title.strip().lower()))
        if _MOTHER.search(bare):
            hidden.add(index)
        elif bare in _MEANING:
            field, rank = _MEANING[bare]
            ranks[field] = min(ranks.get(field, (rank, index)), (rank, index))
    return Header(
        row_no=row_no,
        delimiter=delimiter,
        columns=tuple(title.strip() for title in titles),
        fields={field: index for field, (_, index) in ranks.items()},
        hidden=frozenset(hidden),
    )


def _is_enough(header: Header) -> bool:
    return "name" in header.fields and not header.fields.keys().isdisjoint(
        {"nik", "kk_number", "address"}
    )


def _difference(titles: list[str], expected: list[str]) -> dict[str, object]:
    missing = [title for title in expected if title not in titles]
    moved = [
        title
        for index, title in enumerate(expected)
        if title in titles and titles.index(title) != index
    ]
    unknown = [at for at, title in enumerate(titles, start=1) if title not in expected]
    said = [
        f"Kolom yang tidak ada: {', '.join(missing)}." if missing else "",
        f"Kolom yang tidak pada tempatnya: {', '.join(moved)}." if moved else "",
        f"Judul yang tidak dikenal pada kolom ke-{', '.join(map(str, unknown[:20]))}."
        if unknown
        else "",
        f"Seharusnya {len(expected)} kolom, dipisahkan tanda |; terbaca {len(titles)}.",
    ]
    return {"difference": " ".join(filter(None, said)), "missing": missing, "moved": moved}
