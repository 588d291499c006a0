"""Which of the known lists a file is, told by its titles, and what is particular about each.

- `dtks`: SIKS-NG's export, its header to the letter.
- `p3ke`: a workbook with titles above, columns B to M; a new id keluarga is a new family. Without
  a readable header the columns are known by where they stand, from row 13 on.
- `dtsen`: a family file with three deciles and the house, a member file with the persons; its codes
  are BPS's, ten digits like Kemendagri's and never read as those.
- `regsosek`: columns called after the questions of form K (402 is the name, 403 the NIK).
- `siks_decile`: KK number and decile, nothing else: it ranks families that are known.
- `bdt`: the PBDT 2015 workbooks that are still in village drawers.
- `generic`: everybody else's.

Source: reference layouts seen in villages and kabupaten; unofficial, so a mapping by hand goes
before all of this.
"""

import re
from collections.abc import Collection, Mapping, Sequence
from types import MappingProxyType

from service.kernel.lists import Layout
from service.layouts.headers import (
    Header,
    NoHeaderFound,
    Row,
    WrongHeader,
    dtks_header,
    find_header,
    made_up,
)

P3KE_FIRST_ROW = 13
_P3KE_TITLES = (
    *("", "Kecamatan", "Desa", "Alamat", "ID Keluarga", "Kolom F", "Desil", "Nama", "NIK"),
    *("Kolom J", "Jenis Kelamin", "Hubungan", "Kolom M"),
)
_P3KE_FIELDS: Mapping[str, int] = MappingProxyType(
    {
        "kecamatan": 1,
        "village": 2,
        "address": 3,
        "family": 4,
        "decile": 6,
        "name": 7,
        "nik": 8,
        "sex": 10,
        "relation": 11,
    }
)
_EXTRA: Mapping[Layout, Mapping[str, str]] = MappingProxyType(
    {
        "dtsen": {
            **dict.fromkeys(
                ("kodekelurahandesa", "kodedesakelurahan", "kodedesa", "kodekelurahan"),
                "village_bps",
            ),
            "kelurahandesaktp": "village",
            "kecamatanktp": "kecamatan",
        },
        "regsosek": {
            "102": "regency",
            "103": "kecamatan",
            "104": "village",
            "402": "name",
            "403": "nik",
            "404": "presence",
            "405": "sex",
            "406": "birth_date",
            "409": "relation",
        },
        "bdt": {"kodedesa": "village_bps"},
    }
)
_QUESTION = re.compile(r"(4\d\d)[a-z]?\b")
_FEWEST_QUESTIONS = 3
_RANKS: frozenset[str] = frozenset({"decile", "decile_province", "decile_regency", "percentile"})


def recognise(
    rows: Sequence[Row], layout: Layout | None, mapping: Mapping[str, str]
) -> tuple[Layout, Header]:
    """Tell which list this is and where its columns are.

    Args:
        rows: the first ones of the file, or of a sheet.
        layout: what a person says it is; None finds out.
        mapping: field → title, said by a person.

    Raises:
        WrongHeader: `dtks`, and the first line isn't its header.
        NoHeaderFound, MappingDoesNotFit, TooManyColumns: no usable header.
    """
    first = rows[0]
    if layout == "dtks" and isinstance(first, str):
        return layout, dtks_header(first)
    if layout is None and not mapping and isinstance(first, str):
        try:
            return "dtks", dtks_header(first)
        except WrongHeader:
            pass
    try:
        header = find_header(rows, mapping=mapping, is_enough=_enough_for(layout))
    except NoHeaderFound:
        if layout in {None, "p3ke"} and _stands_like_p3ke(rows):
            return "p3ke", made_up(P3KE_FIRST_ROW - 1, _P3KE_TITLES, _P3KE_FIELDS)
        if layout not in {None, "regsosek"}:
            raise
        # Bare question numbers name nothing by themselves.
        header = find_header(rows, mapping=mapping, extra=_EXTRA["regsosek"])
        layout = "regsosek"
    layout = layout or _told_by(header)
    if extra := _EXTRA.get(layout):
        header = find_header(rows, mapping=mapping, is_enough=_enough_for(layout), extra=extra)
    return layout, header


def is_ranks_only(layout: Layout) -> bool:
    """Say whether a list says nothing of families but how they rank."""
    return layout == "siks_decile"


def names_no_village(fields: Collection[str]) -> bool:
    """Say whether no column tells where the rows belong."""
    return {"village", "village_bps"}.isdisjoint(fields)


def _enough_for(layout: Layout | None) -> "_Enough":
    return _Enough(persons=layout != "siks_decile", ranks=layout in {None, "siks_decile"})


class _Enough:
    """Says whether some fields make a list: of persons, or of ranks of families."""

    def __init__(self, *, persons: bool, ranks: bool) -> None:
        self._persons = persons
        self._ranks = ranks

    def __call__(self, fields: Collection[str]) -> bool:
        found = set(fields)
        if self._persons and "name" in found and found & {"nik", "kk_number", "address", "family"}:
            return True
        return self._ranks and "kk_number" in found and bool(found & _RANKS)


def _told_by(header: Header) -> Layout:
    names, fields = header.names, header.fields.keys()
    if "name" not in fields and "nik" not in fields:
        return "siks_decile"
    if {"nomorkartukeluarga", "nomorindukkependudukan"} <= names or (
        {"nomorkartukeluarga", "desilnasional"} <= names
    ):
        return "dtsen"
    if names & {"idbdt", "idartbdt", "nopesertapbdt"}:
        return "bdt"
    if "idkeluarga" in names and "decile" in fields:
        return "p3ke"
    questions = {found[1] for title in header.columns if (found := _QUESTION.match(title.strip()))}
    return "regsosek" if len(questions) >= _FEWEST_QUESTIONS else "generic"


def _stands_like_p3ke(rows: Sequence[Row]) -> bool:
    """Say whether, from row 13 on, NIK, decile and name stand where P3KE has them."""
    told = [row for row in rows[P3KE_FIRST_ROW - 1 :] if isinstance(row, list) and any(row)]
    width = len(_P3KE_TITLES) - 1
    return bool(told) and all(
        len(row) >= width
        and row[6].strip() in {str(decile) for decile in range(1, 11)}
        and any(map(str.isalpha, row[7]))
        and sum(map(str.isdigit, row[8])) > 3  # noqa: PLR2004  (a number, maybe a damaged one)
        for row in told
    )


def is_numbering(cells: Sequence[str]) -> bool:
    """Say whether a row under the titles only numbers the columns: (1) (2) (3), or 1 2 3."""
    told = [bare_number(cell) for cell in cells if cell.strip()]
    return len(told) > 2 and told == [str(n) for n in range(int(told[0] or 0), len(told) + 1)]  # noqa: PLR2004


def bare_number(cell: str) -> str:
    """Return a column's number without its brackets; empty for anything else."""
    number = cell.strip().strip("()")
    return number if number.isascii() and number.isdigit() and len(number) < 4 else ""  # noqa: PLR2004
