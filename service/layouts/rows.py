"""One row of a list, checked: who it is about, where they live, and what is wrong with it.

A million rows pass here, so what comes back is remembered: the home from one row to the next,
whole sets of ticked boxes and whole places over the file.
"""

import re
from collections.abc import Callable, Sequence
from datetime import date
from operator import itemgetter
from typing import Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.lists import RankLevel
from service.kernel.people import (
    INVENTED_PROVINCE,
    IdentityMatch,
    Relation,
    Sex,
    age_warnings,
    is_temporary,
    prefix_warnings,
    read_kk,
    read_nik,
)
from service.layouts import cells as read
from service.layouts.headers import FIELDS, Header, split
from service.layouts.text import LONGEST_LINE, UNREADABLE
from service.reference.regions import Ambiguous, Territory, Village, is_known_kecamatan

LONGEST_CELL = 500
_MOST_REMEMBERED = 10_000
_DIGIT = re.compile(r"\d")
_LETTER = re.compile(r"[^\W\d_]")
_DECEASED = re.compile(r"\balm(?:h|arhum|arhumah)?\b", re.IGNORECASE)
_ABOUT_THE_HOUSE = re.compile(
    r"status_kepemilikan_rumah|jenis_(lantai|dinding|atap)_terluas|luas_lantai|sumber_|"
    r"daya_terpasang|bahan_bakar_utama|fasilitas_bab|jenis_kloset|pembuangan_akhir|"
    r"kepemilikan_(rumah|aset)|aset_|jumlah_ternak_|jns_lantai|fas_bab"
)
_AID = ("bpnt", "pkh", "bpnt_ppkm", "pbi_jkn")
_HOME = slice(FIELDS.index("kk_number"), FIELDS.index("nik"))
_SELF = slice(FIELDS.index("nik"), FIELDS.index("sex"))
_TRAITS = slice(FIELDS.index("sex"), len(FIELDS))

Ranks: TypeAlias = tuple[tuple[RankLevel, int], ...]
"""Deciles by the level at which families were ranked."""


class ListedPerson(Struct, frozen=True, gc=False):
    """What one row of a list says.

    Args:
        row_no: the line in the file; the first line is 1, so it is the number Excel shows.
        kk_number, nik: normalised; `0…` is a village's own id, empty is none or unreadable.
        birth_date, sex: the column's, or the NIK's when the list doesn't say.
        relation: to the head; None when the list doesn't say.
        rt, rw: three digits, or empty.
        kecamatan, village: as written.
        village_code: dotted; empty when the list was read without a territory.
        assistance: of bpnt, pkh, bpnt_ppkm, pbi_jkn, what the list says they get.
        decile: 1 to 10; of several, the national one.
        ranks: every decile the row tells, by level.
        family: what the list calls the family, where it has no KK number.
        bps_code: BPS's code of the village, kept as BPS's: it is never read as Kemendagri's.
        housing: what the list says of the house and what is owned, by its own column title.
        problems: why the row can't be taken (`row_problems.PROBLEMS`); empty when it can.
        warnings: what to look at (`row_problems.WARNINGS`).
        raw: the cells as written, in the order of the reader's `columns`; never a mother's name.
    """

    row_no: int
    kk_number: str = ""
    nik: str = ""
    name: str = ""
    birth_date: date | None = None
    birth_place: str = ""
    sex: Sex | None = None
    relation: Relation | None = None
    occupation: str = ""
    address: str = ""
    dusun: str = ""
    rt: str = ""
    rw: str = ""
    kecamatan: str = ""
    village: str = ""
    village_code: str = ""
    identity_match: IdentityMatch = "unchecked"
    assistance: tuple[str, ...] = ()
    decile: int | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    raw: tuple[str, ...] = ()
    ranks: Ranks = ()
    family: str = ""
    bps_code: str = ""
    housing: tuple[tuple[str, str], ...] = ()

    @property
    def is_temporary(self) -> bool:
        """Whether this person has no NIK that could be claimed."""
        return is_temporary(self.nik)


class _Home(Struct, frozen=True, gc=False):
    """What a row says about the family and where it lives: the same in row after row."""

    kk_number: str
    address: str
    dusun: str
    rt: str
    rw: str
    kecamatan: str
    village: str
    village_code: str
    family: str
    bps_code: str
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


class _Traits(Struct, frozen=True, gc=False):
    """What a row says by choosing among a few words."""

    sex: Sex | None
    relation: Relation | None
    identity_match: IdentityMatch
    decile: int | None
    ranks: Ranks
    assistance: tuple[str, ...]
    problems: tuple[str, ...]
    warnings: tuple[str, ...]


class RowReader:
    """Reads the rows under one header.

    Args:
        today: decides centuries and ages.
        territory: the regency whose villages the rows must lie in; None to look up none.
        village: dotted code of the village all rows belong to, for a list without that column.
        has_housing: whether its columns about the house are kept.
        ranks_only: whether the rows tell of a family's decile and of nobody.
    """

    def __init__(
        self,
        header: Header,
        *,
        today: date,
        territory: Territory | None,
        village: str = "",
        has_housing: bool = False,
        ranks_only: bool = False,
    ) -> None:
        self._delimiter = header.delimiter
        self._width = len(header.columns)
        self._hidden = sorted(header.hidden, reverse=True)
        # A field without a column is read from one more, empty cell behind the last.
        self._pick: Callable[[list[str]], tuple[str, ...]] = itemgetter(
            *(header.fields.get(field, self._width) for field in FIELDS)
        )
        self._keep: Callable[[list[str]], tuple[str, ...]] = itemgetter(
            *(at for at in range(self._width) if at not in header.hidden)
        )
        self._today = today
        self._oldest_year = today.year - 120
        self._territory = territory
        self._village = village
        self._ranks_only = ranks_only
        self._housing = housing_columns(header.columns) if has_housing else ()
        self._home_text: tuple[str, ...] = ()
        self._home = _Home("", "", "", "", "", "", "", "", "", "", (), ())
        self._traits: dict[tuple[str, ...], _Traits] = {}
        self._places: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}

    def read(self, row_no: int, line: str) -> ListedPerson:
        """Read one line, whatever is in it."""
        cells = split(line, self._delimiter)
        if (
            cells is None
            or len(cells) != self._width
            or len(line) > LONGEST_CELL
            or UNREADABLE in line
        ):
            torn = cells is None
            cells, problems = self._cut(line, cells or line.split(self._delimiter), torn=torn)
            if problems:
                return ListedPerson(row_no, problems=problems, raw=self._raw(cells))
        return self._read(row_no, cells)

    def read_cells(self, row_no: int, cells: list[str]) -> ListedPerson:
        """Read one row of a workbook; a cell missing at its end is an empty one."""
        missing = self._width - len(cells)
        if missing > 0:
            cells = cells + [""] * missing
        if missing < 0 or any(len(cell) > LONGEST_CELL for cell in cells):
            cells, problems = self._cut("", cells, torn=False)
            if problems:
                return ListedPerson(row_no, problems=problems, raw=self._raw(cells))
        return self._read(row_no, cells)

    def _read(self, row_no: int, cells: list[str]) -> ListedPerson:
        raw = self._keep(cells)
        cells.append("")
        person = self._person(row_no, tuple(map(str.strip, self._pick(cells))), raw)
        if not self._housing:
            return person
        told = [(title, read.filled(cells[at].strip())) for title, at in self._housing]
        return replace(person, housing=tuple((title, text) for title, text in told if text))

    def _cut(self, line: str, cells: list[str], *, torn: bool) -> tuple[list[str], tuple[str, ...]]:
        """Cut off empty cells too many, or say why the line as a whole can't be read."""
        while len(cells) > self._width and not cells[-1].strip():
            cells.pop()
        if len(line) > LONGEST_LINE:
            return [], ("row_too_long",)
        if UNREADABLE in line:
            return cells, ("row_unreadable",)
        if torn or len(cells) != self._width:
            return cells, ("row_ragged",)
        if any(len(cell) > LONGEST_CELL for cell in cells):
            return [cell[:LONGEST_CELL] for cell in cells], ("cell_too_long",)
        return cells, ()

    def _person(self, row_no: int, said: tuple[str, ...], raw: tuple[str, ...]) -> ListedPerson:
        nik_text, name, born_text, birth_place, occupation = said[_SELF]
        home = self._home if said[_HOME] == self._home_text else self._new_home(said[_HOME])
        traits = self._traits.get(said[_TRAITS]) or self._new_traits(said[_TRAITS])
        if self._ranks_only:
            return _ranked(row_no, home, traits, raw)
        said_born = read.day(born_text)
        born = None if said_born is read.NO_SUCH_DAY else said_born
        nik = read_nik(nik_text, today=self._today, birth_date=born, sex=traits.sex)
        problems = home.problems + traits.problems + nik.problems
        warnings = home.warnings + traits.warnings + nik.warnings
        if not name.replace(" ", "").isalpha() or "  " in name:
            name = " ".join(read.filled(name).split())
            problems += _name_problems(name)
        if said_born is not born:
            problems += ("birth_date_impossible",)
        if not (nik.digits or home.kk_number or home.address or problems):
            problems = ("unrecognisable",)
        warnings += self._closer_look(name, born or nik.birth_date, nik.digits)
        return ListedPerson(
            row_no,
            home.kk_number,
            "" if nik.problems else nik.digits,
            name,
            born or nik.birth_date,
            read.filled(birth_place),
            traits.sex or nik.sex,
            traits.relation,
            read.filled(occupation),
            home.address,
            home.dusun,
            home.rt,
            home.rw,
            home.kecamatan,
            home.village,
            home.village_code,
            traits.identity_match,
            traits.assistance,
            traits.decile,
            tuple(dict.fromkeys(problems)) if problems else (),
            warnings,
            raw,
            traits.ranks,
            home.family,
            home.bps_code,
        )

    def _closer_look(self, name: str, birth_date: date | None, nik: str) -> tuple[str, ...]:
        warnings: tuple[str, ...] = ()
        if birth_date is not None and (
            birth_date.year <= self._oldest_year or birth_date > self._today
        ):
            warnings = age_warnings(birth_date, self._today)
        if "LM" in name.upper() and _DECEASED.search(name):
            warnings += ("name_says_deceased",)
        if self._home.village_code and len(nik) == 16 and nik[:2] != INVENTED_PROVINCE:  # noqa: PLR2004
            warnings += prefix_warnings(
                nik, kecamatan=self._home.village_code[:8], is_known=is_known_kecamatan
            )
        return warnings

    def _new_home(self, said: tuple[str, ...]) -> _Home:
        kk_text, family, address, dusun, rt, rw, regency, kecamatan, village, bps_code = said
        kk = read_kk(kk_text)
        rt, rw = read.neighbourhood(rt, rw)
        place = (regency, kecamatan, village)
        if place not in self._places:
            _make_room(self._places)
            self._places[place] = self._look_up(regency, kecamatan, village)
        code, problems = self._places[place]
        if problems and bps_code and not village:
            problems = ("village_only_bps",)
        self._home_text = said
        self._home = _Home(
            "" if kk.problems else kk.digits,
            read.filled(address),
            read.filled(dusun),
            rt,
            rw,
            kecamatan,
            village,
            code,
            read.filled(family),
            bps_code if bps_code.isascii() and bps_code.isdigit() else "",
            kk.problems + problems + (("cell_is_formula",) if address[:1] == "=" else ()),
            kk.warnings,
        )
        return self._home

    def _new_traits(self, said: tuple[str, ...]) -> _Traits:
        sex_text, relation_text, match_text, *ranked, presence_text = said[: -len(_AID)]
        sex, odd_sex = read.sex(sex_text)
        relation, odd_relation = read.relation(relation_text)
        ranks, problems = read.ranks(*ranked)
        assistance, odd_aid = read.assistance(*said[-len(_AID) :])
        _make_room(self._traits)
        traits = self._traits[said] = _Traits(
            sex,
            relation,
            read.identity_match(match_text),
            ranks[0][1] if ranks else None,
            ranks,
            assistance,
            problems,
            odd_sex + odd_relation + odd_aid + read.presence(presence_text),
        )
        return traits

    def _look_up(self, regency: str, kecamatan: str, village: str) -> tuple[str, tuple[str, ...]]:
        """Return the village's code, or why there is none."""
        if self._territory is None or self._ranks_only:
            return self._village, ()
        if regency and not self._territory.is_called(regency):
            return "", ("outside_regency",)
        if kecamatan.isdigit() and village and self._territory.find_kecamatan(kecamatan) is None:
            kecamatan = ""  # a running number, or BPS's code: the village's name must do
        if self._village and not village:
            return self._village, ()
        match self._territory.find(kecamatan, village):
            case Village(code=code):
                return code, ()
            case Ambiguous():
                return "", ("village_ambiguous",)
            case _:
                return "", ("village_unknown",)

    def _raw(self, cells: list[str]) -> tuple[str, ...]:
        """Return the cells without the hidden ones.

        In a ragged row a hidden cell stands further left by as many as are missing, or further
        right by as many as there are too many; all of those go.
        """
        slip = len(cells) - self._width
        kept = cells.copy()
        for index in self._hidden:
            del kept[max(0, index + min(slip, 0)) : index + max(slip, 0) + 1]
        return tuple(kept)


def _ranked(row_no: int, home: _Home, traits: _Traits, raw: tuple[str, ...]) -> ListedPerson:
    """Return what a row without a person says: which family, and how it ranks."""
    problems = home.problems + traits.problems
    if not home.kk_number and not home.problems:
        problems += ("kk_not_16_digits",)
    if not traits.ranks and not traits.problems:
        problems += ("decile_out_of_range",)
    return ListedPerson(
        row_no,
        home.kk_number,
        decile=traits.decile,
        ranks=traits.ranks,
        problems=problems,
        raw=raw,
    )


def housing_columns(columns: Sequence[str]) -> tuple[tuple[str, int], ...]:
    """Return which columns tell of the house and what is owned: their names, and where they are."""
    names = [bare_name(title) for title in columns]
    return tuple((name, at) for at, name in enumerate(names) if _ABOUT_THE_HOUSE.match(name))


def bare_name(title: str) -> str:
    """Return a title as its list's documentation writes it: `jenis_lantai_terluas`."""
    return "_".join(title.lower().split())


def _name_problems(name: str) -> tuple[str, ...]:
    if name[:1] == "=":
        return ("cell_is_formula",)
    if _LETTER.search(name) is None:
        return ("name_empty",)
    return ("name_with_digits",) if _DIGIT.search(name) else ()


def _make_room(remembered: dict[tuple[str, ...], Any]) -> None:
    """Forget everything when a hostile list says something new in every row."""
    if len(remembered) >= _MOST_REMEMBERED:
        remembered.clear()
