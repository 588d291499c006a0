"""What one cell of a list means: a day, a sex, a relation, a yes.

Nothing here fails: a cell that can't be read is a warning or a problem beside the reading.
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType
from typing import cast

from service.kernel.lists import RankLevel
from service.kernel.people import IdentityMatch, Relation, Sex

NO_SUCH_DAY = date.min
"""The day of a cell that is neither empty nor a day."""

_BLANKS = frozenset({"", "-", "--", "NULL", "null", "\\N", "#N/A", "N/A", "nan", "NaN", "."})
_NO_DAY = _BLANKS | {"0000-00-00", "00/00/0000", "00-00-0000"}
_DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: [0:.]+)?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[ T][0:.]+)?", re.ASCII)
_IN_WORDS = re.compile(r"(\d{1,2})[ -]([a-z]+)[ -](\d{4})", re.ASCII)
_MONTHS: Mapping[str, int] = MappingProxyType(
    {
        name: number
        for number, names in enumerate(
            (
                "januari jan",
                "februari pebruari feb peb",
                "maret mar",
                "april apr",
                "mei may",
                "juni jun",
                "juli jul",
                "agustus agu agt ags aug",
                "september sept sep",
                "oktober okt oct",
                "november nopember nov nop",
                "desember des dec",
            ),
            start=1,
        )
        for name in names.split()
    }
)
_SEXES: Mapping[str, Sex] = MappingProxyType(
    {
        **dict.fromkeys(("L", "LK", "LAKILAKI", "LAKI", "PRIA", "M", "1"), "male"),
        **dict.fromkeys(("P", "PR", "PEREMPUAN", "WANITA", "F", "2"), "female"),
    }
)
_RELATIONS: Mapping[str, Relation] = MappingProxyType(
    {
        **dict.fromkeys(("KEPALAKELUARGA", "KEPALARUMAHTANGGA", "KK", "KRT", "1"), "head"),
        **dict.fromkeys(("ISTRI", "SUAMI", "ISTRISUAMI", "SUAMIISTRI", "2"), "spouse"),
        **dict.fromkeys(("ANAK", "ANAKKANDUNG", "ANAKANGKAT", "ANAKTIRI", "3"), "child"),
        **dict.fromkeys(("MENANTU", "4"), "child_in_law"),
        **dict.fromkeys(("CUCU", "5"), "grandchild"),
        **dict.fromkeys(("ORANGTUA", "MERTUA", "ORANGTUAMERTUA", "6"), "parent"),
        **dict.fromkeys(("PEMBANTU", "PEMBANTUSOPIR", "SOPIR", "7"), "helper"),
        **dict.fromkeys(("LAINNYA", "FAMILILAIN", "FAMILI", "KEPONAKAN", "8"), "other"),
    }
)
_MATCHES: Mapping[str, IdentityMatch] = MappingProxyType(
    {
        **dict.fromkeys(("PADAN", "YA", "Y", "1", "VALID", "SUDAHPADAN"), "matched"),
        **dict.fromkeys(("TIDAKPADAN", "TIDAK", "T", "N", "0", "INVALID"), "mismatched"),
        **dict.fromkeys(("TIDAKDITEMUKAN", "NIKTIDAKDITEMUKAN"), "not_found"),
    }
)
_YES = frozenset({"YA", "Y", "1", "TRUE", "YES", "V", "X", "ADA", "AKTIF", "SUDAH"})
_NO = frozenset({"", "TIDAK", "T", "N", "0", "FALSE", "NO", "BELUM", "NULL", "TIDAKADA", "NA"})
_OUTSIDE_ALPHABET = re.compile(r"[^0-9A-Z]+")
_NUMBER = re.compile(r"\d+", re.ASCII)
_LOWEST, _HIGHEST = 1, 10


def filled(text: str) -> str:
    """Return a text, or nothing for what people type to say nothing."""
    return "" if text in _BLANKS else text


@lru_cache(maxsize=1 << 16)
def day(text: str) -> date | None:
    """Read a birth date: 04/11/1979, 4-11-1979, 1979-11-04, 4 November 1979.

    Returns:
        None for an empty cell, `NO_SUCH_DAY` for what is no day of the calendar.
    """
    if text in _NO_DAY:
        return None
    try:
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := _YEAR_FIRST.fullmatch(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _IN_WORDS.fullmatch(" ".join(text.lower().split())):
            return date(int(found[3]), _MONTHS.get(found[2], 0), int(found[1]))
    except ValueError:
        return NO_SUCH_DAY
    return NO_SUCH_DAY


def sex(text: str) -> tuple[Sex | None, tuple[str, ...]]:
    """Read a sex, with a warning when the text is neither empty nor one we know."""
    bare = _bare(text)
    return _SEXES.get(bare), ("sex_unreadable",) if bare and bare not in _SEXES else ()


def relation(text: str) -> tuple[Relation | None, tuple[str, ...]]:
    """Read a relation to the head; None for an empty cell, `other` with a warning if unknown."""
    bare = _bare(text)
    if not bare:
        return None, ()
    # P3KE writes both names of a relation into one cell: `Kepala Keluarga/Bapak`.
    known = _RELATIONS.get(bare) or _RELATIONS.get(_bare(text.partition("/")[0]))
    return (known, ()) if known else ("other", ("relation_unreadable",))


def identity_match(text: str) -> IdentityMatch:
    """Read whether the list says the identity was matched; what we can't read is unchecked."""
    return _MATCHES.get(_bare(text), "unchecked")


def assistance(
    bpnt: str, pkh: str, bpnt_ppkm: str, pbi_jkn: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Read the four aid columns: codes of what the person gets, and warnings."""
    got: list[str] = []
    warnings: tuple[str, ...] = ()
    said = {"bpnt": bpnt, "pkh": pkh, "bpnt_ppkm": bpnt_ppkm, "pbi_jkn": pbi_jkn}
    for code, text in said.items():
        bare = _bare(text)
        if bare in _YES or bare.startswith("YA"):
            got.append(code)
        elif bare not in _NO:
            warnings = ("assistance_unreadable",)
    return tuple(got), warnings


@lru_cache(maxsize=1 << 14)
def neighbourhood(rt: str, rw: str) -> tuple[str, str]:
    """Read RT and RW as three digits each; `2/1` in the one column fills both."""
    numbers = _NUMBER.findall(rt)
    if len(numbers) > 1 and not _NUMBER.search(rw):
        return numbers[0].zfill(3), numbers[1].zfill(3)
    of_rw = _NUMBER.findall(rw)
    return (
        numbers[0].zfill(3) if numbers else "",
        of_rw[0].zfill(3) if of_rw else "",
    )


def decile(text: str) -> tuple[int | None, tuple[str, ...]]:
    """Read a decile, 1 to 10; `Desil 2` is 2, an empty cell is None, the rest a problem."""
    numbers = _NUMBER.findall(text)
    if not numbers and text.strip(" -") in ("", "NULL"):
        return None, ()
    value = int(numbers[0]) if len(numbers) == 1 else 0
    if _LOWEST <= value <= _HIGHEST:
        return value, ()
    return None, ("decile_out_of_range",)


def ranks(
    national: str, province: str, regency: str, percentile: str
) -> tuple[tuple[tuple[RankLevel, int], ...], tuple[str, ...]]:
    """Read the deciles of a row by level; a percentile is the decile it lies in."""
    found: list[tuple[RankLevel, int]] = []
    problems: tuple[str, ...] = ()
    told = zip(("national", "province", "regency"), (national, province, regency), strict=True)
    for level, text in told:
        value, odd = decile(text) if text else (None, ())
        problems = problems or odd
        if value is not None:
            found.append((cast("RankLevel", level), value))
    if percentile and not (found or problems):
        value, problems = _of_percentile(percentile)
        found += [("national", value)] if value else []
    return tuple(found), problems


def _of_percentile(text: str) -> tuple[int | None, tuple[str, ...]]:
    numbers = _NUMBER.findall(text)
    value = int(numbers[0]) if numbers else 0
    if 1 <= value <= _HIGHEST * 10:
        return -(-value // 10), ()
    return None, ("decile_out_of_range",)


_LEFT_ACCORDING_TO_LIST = frozenset({"2", "3", "4", "6"})
"""Regsosek question 404: deceased, moved within Indonesia, moved abroad, not found."""


def presence(text: str) -> tuple[str, ...]:
    """Warn of a person whom the list itself calls dead, gone or not found."""
    bare = _bare(text)
    gone = bare in _LEFT_ACCORDING_TO_LIST or bare.startswith(("MENINGGAL", "PINDAH", "TIDAKDITEM"))
    return ("list_says_gone",) if gone else ()


def _bare(text: str) -> str:
    return _OUTSIDE_ALPHABET.sub("", text.upper())
