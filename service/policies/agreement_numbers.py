"""A number that speaks of another month or year than the day of signing: told, never put right.

Numbers are opaque. Offices write the month in Roman numerals and the year into them, and sometimes
those of the day the draft got its number.
Source: Kayong Utara x Baznas, signed on 31 October 2024 under two numbers with /XI/2024.
"""

from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from service.aggregates.agreement_events import PartyNumber

_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_YEARS = range(1945, 2101)


class Doubt(Struct, frozen=True, kw_only=True):
    """A party's number, and what in it is not as the day of signing.

    Args:
        says: the part of the number: `XI`, `2023`.
        month: that it means, 1 to 12; None for a year.
    """

    party: str
    number: str
    says: str
    month: int | None


def doubts(numbers: Iterable[PartyNumber], *, signed_on: date) -> tuple[Doubt, ...]:
    """Return what in the numbers contradicts the day of signing."""
    return tuple(
        Doubt(party=one.party, number=one.number, says=part, month=month)
        for one in numbers
        for part, month in _dated(one.number)
        if (month != signed_on.month if month else int(part) != signed_on.year)
    )


def _dated(number: str) -> Iterable[tuple[str, int | None]]:
    """Yield the parts that stand for a month, with it, and for a year."""
    for part in number.replace(" ", "").split("/"):
        if part in _ROMAN:
            yield part, _ROMAN.index(part) + 1
        elif part.isascii() and part.isdigit() and int(part) in _YEARS:
            yield part, None
