"""Kinds of help that one household gets one of: which groups there are, and what says so.

A programme belongs to a group by name (`exclusivity_group`); a group that is not in this table
excludes as well, while it lasts. Which two programmes of a group may meet after all (PKH and
Sembako) is said by the programmes themselves (`allowed_with`).
"""

from datetime import date
from typing import Literal, TypeAlias

from msgspec import Struct

Severity: TypeAlias = Literal[
    "duplicate",
    "same_need",
    "same_period_income_support",
    "same_group",
    "served_recently",
    "complementary",
]
"""How two promises to one household meet, the worst first; only `complementary` ones may."""

INCOME_SUPPORT = "income_support"


class Group(Struct, frozen=True, kw_only=True):
    """Help of which a household gets one.

    Args:
        once_in_years: once it was given, not again for so long; None if it may be given anew.
        basis: what says so.
    """

    label: str
    basis: str
    once_in_years: int | None = None


GROUPS: dict[str, Group] = {
    "housing": Group(
        label="Perbaikan rumah",
        once_in_years=10,
        basis="Syarat BSPS: tidak menerima bantuan perumahan dalam sepuluh tahun terakhir",
    ),
    INCOME_SUPPORT: Group(
        label="Bantuan pendapatan",
        basis="Syarat BLT Desa: tidak menerima PKH",
    ),
}


def free_again_on(group: str | None, given_on: date) -> date | None:
    """Return the day from which help of a group may be given again; None if it may be any day."""
    known = GROUPS.get(group or "")
    if known is None or known.once_in_years is None:
        return None
    year = given_on.year + known.once_in_years
    try:
        return given_on.replace(year=year)
    except ValueError:
        return date(year, 3, 1)  # given on a leap day
