"""How long a verdict holds before somebody must look again, and what is due first.

Source: UU 13/2011 article 9 (verification at least once in two years); DTSEN asks for it each
quarter. The regency's own rule lies between the two and is said on every page that uses it.
"""

from datetime import date
from typing import Literal, TypeAlias

from service.kernel.months import months_later

MONTHS_FRESH = 12
"""Months after which a verdict is due again, unless somebody asks about another number."""

MOST_MONTHS = 24
"""What the law allows."""

Due: TypeAlias = Literal["never", "moved_in", "unfound", "stale", "relisted", "needs", "fresh"]

DUE_LABELS: dict[Due, str] = {
    "never": "Belum pernah dilihat",
    "moved_in": "Baru pindah ke desa ini",
    "unfound": "Belum ditemukan",
    "stale": "Perlu diperbarui",
    "relisted": "Tercantum lagi pada daftar baru",
    "needs": "Ada dugaan kebutuhan yang belum diperiksa",
    "fresh": "Masih baru",
}


def stale_before(day: date, months: int = MONTHS_FRESH) -> date:
    """Return the first day on which a verdict still holds on `day`; an earlier one is stale."""
    return months_later(day, -months)


def due(
    *,
    looked_on: date | None,
    listed_on: date | None,
    has_moved_in: bool,
    is_unfound: bool,
    claims: int,
    before: date,
) -> Due:
    """Return why a household is to be looked at, the most pressing reason first.

    Args:
        looked_on: the day of the latest testimony in this village; None if there is none.
        listed_on: the day the newest list spoke of that names it; None if none does.
        claims: needs that somebody says it has and nobody looked at.
        before: a testimony before this day is stale.
    """
    if looked_on is None:
        return "moved_in" if has_moved_in else "never"
    if is_unfound:
        return "unfound"
    if looked_on < before:
        return "stale"
    if listed_on is not None and listed_on > looked_on:
        return "relisted"
    return "needs" if claims else "fresh"
