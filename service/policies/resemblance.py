"""How alike two people on the register are, and which pairs are worth comparing at all.

Names weigh 50, birth dates 30, addresses 20, a NIK that differs in one digit 20; a different sex
takes 10 off. A mother's name is never asked for. Only people who share a key are compared: the same
birth year and a part of the name that sounds the same, or a NIK with one digit left open. Numbers
that start with 0 are a village's own and say nothing of who somebody is.
Source: BPS Sulteng's PAKEWA; OpenSID #9592, #5249 (temporary numbers must never merge people).
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from functools import lru_cache
from uuid import UUID

from msgspec import Struct
from rapidfuzz import fuzz

from service.aggregates.duplicate import WEAK, Point, total
from service.kernel.people import Sex, is_temporary

NAME, BIRTH_DATE, ADDRESS, NIK = 50, 30, 20, 20
SWAPPED, SAME_YEAR, SAME_RT, OTHER_SEX = 24, 10, 10, -10

ALIKE_FROM = 75
"""How similar names must be, of 100, to weigh anything."""

LARGEST_BLOCK = 600
"""People who share a key; of a larger block (half a kecamatan is called Siti) the names' second
parts are compared, too."""

_OLD_SPELLING = (
    ("oe", "u"),
    ("dj", "j"),
    ("tj", "c"),
    ("nj", "ny"),
    ("sj", "sy"),
    ("ch", "h"),
    ("kh", "h"),
    ("th", "t"),
    ("dh", "d"),
    ("ph", "f"),
    ("v", "f"),
    ("z", "s"),
    ("y", "i"),
    ("q", "k"),
    ("x", "s"),
)
_TITLES = frozenset({"h", "hj", "ir", "dr", "drs", "st", "moh", "muh", "muhamad", "mohamad"})
_LETTERS = re.compile(r"[^a-z ]+")


class Described(Struct, frozen=True, kw_only=True):
    """A person, in plain, for as long as they are compared.

    Args:
        address: street or hamlet, as written.
        rt: RT and RW together; empty if unknown.
    """

    person: UUID
    household: UUID
    village: str
    name: str
    nik: str = ""
    birth_date: date | None = None
    sex: Sex | None = None
    address: str = ""
    rt: str = ""


def pairs(
    people: Iterable[Described],
) -> Iterator[tuple[Described, Described, tuple[Point, ...]]]:
    """Yield pairs that reach the weak band, each once, with their reasons.

    People of one household are not compared: twins are.
    """
    seen: set[tuple[UUID, UUID]] = set()
    for block in _blocks(people):
        for at, one in enumerate(block):
            for other in block[at + 1 :]:
                first, second = (one, other) if one.person < other.person else (other, one)
                key = (first.person, second.person)
                if first.household == second.household or key in seen:
                    continue
                seen.add(key)
                reasons = likenesses(first, second)
                if total(reasons) >= WEAK:
                    yield first, second, reasons


def likenesses(one: Described, other: Described) -> tuple[Point, ...]:
    """Return every reason to think that two people are one, and what speaks against it."""
    found = [*_of_names(one.name, other.name), *_of_births(one.birth_date, other.birth_date)]
    found += _of_addresses(one, other)
    if one_digit_apart(one.nik, other.nik):
        found.append(Point(reason="nik_one_digit_apart", points=NIK))
    if one.sex and other.sex and one.sex != other.sex:
        found.append(Point(reason="sex_differs", points=OTHER_SEX))
    return tuple(found)


def one_digit_apart(nik: str, other: str) -> bool:
    """Say whether two NIK differ in one digit and no more."""
    if is_temporary(nik) or is_temporary(other) or len(nik) != len(other):
        return False
    return sum(a != b for a, b in zip(nik, other, strict=True)) == 1


@lru_cache(maxsize=1 << 17)
def sounding(name: str) -> str:
    """Return a name as it sounds: old spelling, doubled letters and titles do not matter."""
    text = _LETTERS.sub("", name.lower().replace("'", "").replace(".", " ").replace("-", " "))
    for old, new in _OLD_SPELLING:
        text = text.replace(old, new)
    text = re.sub(r"(.)\1+", r"\1", text)
    words = [word for word in text.split() if word not in _TITLES]
    return " ".join(words or text.split())


def _of_names(one: str, other: str) -> list[Point]:
    mine, theirs = sounding(one), sounding(other)
    if not mine or not theirs:
        return []
    mine, theirs = _sorted_words(mine), _sorted_words(theirs)
    if mine == theirs:
        return [Point(reason="name_same", points=NAME)]
    alike = fuzz.ratio(mine, theirs, score_cutoff=ALIKE_FROM)
    if not alike:
        return []
    return [Point(reason="name_alike", points=round(NAME * alike / 100))]


@lru_cache(maxsize=1 << 17)
def _sorted_words(text: str) -> str:
    return " ".join(sorted(text.split()))


def _of_births(one: date | None, other: date | None) -> list[Point]:
    if one is None or other is None:
        return []
    if one == other:
        return [Point(reason="birth_date_same", points=BIRTH_DATE)]
    if one.year != other.year:
        return []
    if (one.day, one.month) == (other.month, other.day):
        return [Point(reason="birth_day_month_swapped", points=SWAPPED)]
    return [Point(reason="birth_year_same", points=SAME_YEAR)]


def _of_addresses(one: Described, other: Described) -> list[Point]:
    if one.village != other.village:
        return []
    mine, theirs = sounding(one.address), sounding(other.address)
    if mine and mine == theirs and one.rt == other.rt:
        return [Point(reason="address_same", points=ADDRESS)]
    if one.rt and one.rt == other.rt:
        return [Point(reason="rt_same", points=SAME_RT)]
    return []


def _blocks(people: Iterable[Described]) -> Iterator[list[Described]]:
    by_name: defaultdict[tuple[int, str], list[Described]] = defaultdict(list)
    by_nik: defaultdict[str, list[Described]] = defaultdict(list)
    for one in people:
        year = one.birth_date.year if one.birth_date else 0
        for word in set(sounding(one.name).split()):
            by_name[year, word[:4]].append(one)
        if not is_temporary(one.nik):
            for at in range(len(one.nik)):
                by_nik[f"{one.nik[:at]}?{one.nik[at + 1 :]}"].append(one)
    for block in by_name.values():
        yield from [block] if len(block) <= LARGEST_BLOCK else _parted(block)
    yield from (block for block in by_nik.values() if len(block) > 1)


def _parted(block: list[Described]) -> Iterator[list[Described]]:
    """Part a block that is too large by the whole name, as it sounds, in any order."""
    parts: defaultdict[tuple[str, ...], list[Described]] = defaultdict(list)
    for one in block:
        words = sorted(word[:3] for word in sounding(one.name).split())
        parts[tuple(words)].append(one)
    yield from parts.values()
