"""Which column of a list holds what.

`dtks` has one header, known to the letter, typo and all. Every other list's may stand below title
rows, its columns in any order under any of the names we have met, separated by comma, semicolon,
pipe or tab, or in the cells of a workbook. What no name tells, a person can: a mapping by hand
(field → title) goes before our own reading.

A mother's maiden name is what banks ask for: its column is never read, nor kept anywhere.

Source: SIKS-NG's DTKS export; lists villages and kabupaten were seen to pass around.
"""

import csv
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import ClassVar, TypeAlias

from msgspec import Struct

from service.kernel.refusals import Refused

FIELDS = (
    "kk_number",
    "family",
    "address",
    "dusun",
    "rt",
    "rw",
    "regency",
    "kecamatan",
    "village",
    "village_bps",
    "nik",
    "name",
    "birth_date",
    "birth_place",
    "occupation",
    "sex",
    "relation",
    "identity_match",
    "decile",
    "decile_province",
    "decile_regency",
    "percentile",
    "presence",
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
        "family": "idkeluarga idkeluargap3ke idbdt idrumahtangga idruta nopesertapbdt ruta6",
        "nik": "nik nonik nomornik noktp nomorktp nomorindukkependudukan nikktp",
        "name": "nama namalengkap namaart namaanggotakeluarga namapenduduk namakpm namapenerima "
        "namapm namakepalakeluarga kepalakeluarga namakrt namakk",
        "birth_date": "tanggallahir tgllahir tgllhr",
        "birth_place": "tempatlahir tmplahir tempatlhr",
        "sex": "jeniskelamin jk kelamin lp sex jnskel",
        "relation": "hubkeluarga hubungankeluarga statushubungankeluarga shdk hubungan "
        "hubungandengankepalakeluarga hubungandenganKK statushubungan statushubungankeluarga "
        "hubungandengankrt hubkrt hubkel",
        "occupation": "pekerjaan pekerjaanktp pekerjaanutama",
        "address": "alamat alamatktp alamatlengkap alamatrumah domisili alamatdomisili",
        "dusun": "dusun dukuh kampung lingkungan namadusun namasls",
        "rt": "rt nort rtrw",
        "rw": "rw norw",
        "regency": "kabupatenkota kabupaten kabkota kab kota namakabupaten namakabupatenkota",
        "kecamatan": "kecamatan namakecamatan kec namakec",
        "village": "desakeluarahan desakelurahan kelurahandesa desa kelurahan namadesa "
        "namakelurahan namadesakelurahan namakelurahandesa kdkemdagri kodekemendagri kodekemdagri "
        "kodewilayahkemendagri kodedesa kodekelurahan",
        "village_bps": "kodebps kdbps kodedesabps kodewilayahbps iddesabps kdgabungan4 kdgabungan",
        "identity_match": "keteranganpadan padan statuspadan",
        "decile": "desil desilnasional desilkesejahteraan peringkatdesil desilp3ke",
        "decile_province": "desilprovinsi",
        "decile_regency": "desilkabupatenkota desilkabupaten desilkabkota",
        "percentile": "percentile persentil",
        "presence": "keberadaan keberadaananggotakeluarga statuskeberadaan",
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
        "Beri judul kolom: nama, dan paling sedikit satu di antara NIK, nomor KK, dan alamat, "
        "di 20 baris pertama. Dalam CSV, pisahkan kolom dengan koma, titik koma, | atau tab."
    )


class TooManyColumns(Refused):
    """File ini punya terlalu banyak kolom."""

    way_out: ClassVar[str] = "Hapus kolom yang tidak diperlukan, lalu unggah lagi."


class Header(Struct, frozen=True):
    """Where everything stands in a list.

    Args:
        row_no: the line the header is on; the first line is 1.
        delimiter: empty for a workbook, whose cells are cells.
        columns: the titles as written, every one.
        fields: field → index of its column.
        hidden: indexes of columns that are never kept.
    """

    row_no: int
    delimiter: str
    columns: tuple[str, ...]
    fields: dict[str, int]
    hidden: frozenset[int]

    @property
    def kept(self) -> tuple[str, ...]:
        """The titles of the columns that are kept."""
        return tuple(title for at, title in enumerate(self.columns) if at not in self.hidden)

    @property
    def names(self) -> frozenset[str]:
        """The titles in letters and digits alone, for comparing."""
        return frozenset(map(bare, self.columns))


class MappingDoesNotFit(Refused):
    """Pasangan kolom yang dipilih tidak ada di file ini."""

    way_out: ClassVar[str] = "Pilih judul kolom dari baris judul file ini, lalu periksa lagi."


Row: TypeAlias = str | list[str]
"""A line of text, still in one piece, or the cells of a row of a workbook."""


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
    header = _header(1, "|", titles, {}, {})
    assert header is not None, "there is no mapping to miss"
    return header


def find_header(
    rows: Iterable[Row],
    *,
    mapping: Mapping[str, str] | None = None,
    is_enough: Callable[[Collection[str]], bool] | None = None,
    extra: Mapping[str, str] | None = None,
) -> Header:
    """Find a list's header: the row and delimiter that name the most columns.

    Args:
        rows: the first rows of the file, `HEADER_WITHIN_ROWS` at most.
        mapping: field → title, said by a person; the header is the row with all these titles.
        is_enough: whether the fields found make a list; for None, a name and a way to recognise
            whose it is.
        extra: what titles, in letters and digits alone, mean in this layout.

    Raises:
        NoHeaderFound: no row names a person and a way to recognise one.
        MappingDoesNotFit: no row has the titles of the mapping.
        TooManyColumns: the header is wider than `MOST_COLUMNS`.
    """
    is_enough = is_enough or _is_enough
    best: Header | None = None
    seen: set[str] = set()
    for row_no, row in enumerate(rows, start=1):
        for delimiter in DELIMITERS if isinstance(row, str) else ("",):
            titles = row if isinstance(row, list) else split(row, delimiter) or []
            header = _header(row_no, delimiter, titles, mapping or {}, extra or {})
            if header is None:
                continue
            seen |= header.fields.keys()
            if is_enough(header.fields) and (best is None or len(header.fields) > len(best.fields)):
                best = header
    if best is None:
        if mapping and not seen:
            raise MappingDoesNotFit(titles=sorted(mapping.values()))
        raise NoHeaderFound(found=sorted(seen))
    if len(best.columns) > MOST_COLUMNS:
        raise TooManyColumns(columns=len(best.columns), most=MOST_COLUMNS)
    return best


def guess_titles(rows: Iterable[Row]) -> tuple[str, ...]:
    """Return the titles of what looks most like a header, for a person to say what they mean.

    That is the row with the most different cells of letters only: no digit, so nobody's number.
    """
    best: tuple[str, ...] = ()
    for row in rows:
        for delimiter in DELIMITERS if isinstance(row, str) else ("",):
            cells = row if isinstance(row, list) else split(row, delimiter) or []
            titles = tuple(" ".join(cell.split()) for cell in cells)
            told = {one for one in titles if one and not any(map(str.isdigit, one))}
            if len(told) > max(len(set(best)), 1) and len(titles) <= MOST_COLUMNS:
                best = titles
    return best


def made_up(row_no: int, titles: Sequence[str], fields: Mapping[str, int]) -> Header:
    """Return the header of a list that has none, whose columns are known by where they stand.

    Args:
        row_no: the last row before those of the list.
    """
    return Header(row_no, "", tuple(titles), dict(fields), frozenset())


def bare(title: str) -> str:
    """Return the letters and digits of a title, without the number of a question before it."""
    return _OUTSIDE_ALPHABET.sub("", _QUESTION_NUMBER.sub("", title.strip().lower()))


def is_mothers(title: str) -> bool:
    """Say whether a column holds the mother's maiden name, by its title."""
    return _MOTHER.search(bare(title)) is not None


def _header(
    row_no: int,
    delimiter: str,
    titles: list[str],
    mapping: Mapping[str, str],
    extra: Mapping[str, str],
) -> Header | None:
    """Read a row as a header; None if it lacks a title of the mapping."""
    ranks: dict[str, tuple[int, int]] = {}
    hidden = set()
    titles = _told_apart(titles)
    places = {" ".join(title.split()).lower(): at for at, title in reversed([*enumerate(titles)])}
    said = {field: places.get(" ".join(name.split()).lower()) for field, name in mapping.items()}
    if any(at is None for field, at in said.items() if mapping[field]):
        return None
    for index, title in enumerate(titles):
        name = bare(title)
        whole = _OUTSIDE_ALPHABET.sub("", title.lower())
        if is_mothers(title):
            hidden.add(index)
        elif whole in extra and index not in said.values():
            ranks.setdefault(extra[whole], (-1, index))
        elif name in _MEANING and index not in said.values():
            field, rank = _MEANING[name]
            ranks[field] = min(ranks.get(field, (rank, index)), (rank, index))
    fields = {field: index for field, (_, index) in ranks.items() if field not in said}
    return Header(
        row_no=row_no,
        delimiter=delimiter,
        columns=tuple(title.strip() for title in titles),
        fields=fields
        | {field: at for field, at in said.items() if at is not None and at not in hidden},
        hidden=frozenset(hidden),
    )


def _told_apart(titles: Sequence[str]) -> list[str]:
    """Return titles without a double, nor an empty one: cells are kept by their title."""
    met: Counter[str] = Counter()
    apart = []
    for at, title in enumerate(titles, start=1):
        name = title.strip() or f"(kolom {at})"
        met[name] += 1
        apart.append(name if met[name] == 1 else f"{name} ({met[name]})")
    return apart


def _is_enough(fields: Collection[str]) -> bool:
    return "name" in fields and not {"nik", "kk_number", "address"}.isdisjoint(fields)


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
