"""Deciles as rules ask for them: of the newest list of a level, or of the newest of one kind.

    desil.nasional ≤ 2          by whichever list speaks of the latest day
    desil.p3ke.nasional ≤ 2     by the latest P3KE

A list that was withdrawn is left out by whoever asks. A decile is asked like a question is, and
never by us: the answer is a list's, and is told with its name and vintage.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import get_args
from uuid import UUID

from msgspec import Struct

from service.kernel.lists import LAYOUT_SHORT, RANK_LEVEL_LABELS, Layout, RankLevel
from service.kernel.rules import Answers

LOWEST, HIGHEST = 1, 10

_PREFIX = "desil."
_ORIGINS: dict[Layout, str] = {
    origin: {"siks_decile": "siks", "generic": "umum"}.get(origin, origin)
    for origin in get_args(Layout)
}


class Placing(Struct, frozen=True, kw_only=True):
    """In which decile a list puts a household, among whom, and as of which day.

    Args:
        list, row_no: the row that says so; origin: the kind of list; period: its vintage.
    """

    list: UUID
    row_no: int
    origin: Layout
    period: str
    level: RankLevel
    decile: int
    on: date


def questions_of(level: RankLevel, origin: Layout) -> tuple[str, str]:
    """Return the codes under which rules ask for a decile: of any list, and of this kind."""
    among = RANK_LEVEL_LABELS[level]
    return f"{_PREFIX}{among}", f"{_PREFIX}{_ORIGINS[origin]}.{among}"


QUESTIONS: Mapping[str, str] = {
    code: f"Desil {RANK_LEVEL_LABELS[level]} menurut {whose}"
    for level in get_args(RankLevel)
    for origin in get_args(Layout)
    for code, whose in zip(
        questions_of(level, origin),
        ("daftar terbaru", f"{LAYOUT_SHORT[origin]} terbaru"),
        strict=True,
    )
}
"""Every decile that a rule may ask for, with what it is called."""


def newest(placings: Iterable[Placing]) -> dict[str, Placing]:
    """Return by each question the list that answers it.

    Args:
        placings: in the order they became known; of one day, the last of them counts.
    """
    found: dict[str, Placing] = {}
    for one in sorted(placings, key=lambda each: each.on):
        found |= dict.fromkeys(questions_of(one.level, one.origin), one)
    return found


def answers(found: Mapping[str, Placing]) -> Answers:
    """Return what the newest lists answer, for rules to be read with."""
    return {code: (one.decile,) for code, one in found.items()}


def asks_for_one(code: str) -> bool:
    """Say whether a question asks for a decile."""
    return code in QUESTIONS


def told(one: Placing) -> str:
    """Return a decile with the list that says so, in words."""
    return f"{one.decile} ({LAYOUT_SHORT[one.origin]} periode {one.period})"
