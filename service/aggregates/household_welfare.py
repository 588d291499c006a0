"""How poor a household is called by a list: deciles, per list, level and period, side by side.

    rank*     (none replaces another; which one counts is for whoever asks to say)

A decile is computed far away by a formula nobody publishes; it is kept as received. DTKS carries
none. What a DTSEN family file says of the house comes along, sealed: it is the household's.

Source: DTSEN family file (national, province, regency); SIKS-NG ranking sheet; P3KE; PBDT 2015.
"""

from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_events import HouseholdRegistered, HouseholdRelisted
from service.kernel.events import Event
from service.kernel.lists import Layout, RankLevel
from service.kernel.places import RegionCode
from service.kernel.privacy import Private


class Rank(Struct, frozen=True, kw_only=True):
    """A decile among the families of a country, a province or a regency."""

    level: RankLevel
    decile: int


class Housing(Struct, frozen=True, kw_only=True):
    """What a list says of the house and of what is owned, by its own names and codes."""

    told: dict[str, str]


class WelfareRanked(Event, frozen=True, kw_only=True):
    """A list says in which decile a household is.

    Args:
        list, row_no: the row that says so.
        origin: the kind of list.
        period: its vintage, as its issuer calls it.
        region: the village's code in the list's own system, where that is not Kemendagri's.
    """

    tag: ClassVar[str] = "welfare.ranked"
    sentence: ClassVar[str] = (
        "mencatat desil keluarga {household:household} di {village:village} "
        "menurut daftar periode {period}"
    )

    household: UUID
    village: str
    list: UUID
    row_no: int
    origin: Layout
    period: str
    ranks: tuple[Rank, ...]
    region: RegionCode | None = None
    housing: Private[Housing] | None = None


def decile_in(event: Event) -> int | None:
    """Return the decile among the families of the country that an event tells, if it tells one."""
    match event:
        case WelfareRanked():
            return next((one.decile for one in event.ranks if one.level == "national"), None)
        case HouseholdRegistered() | HouseholdRelisted():
            return event.decile
    return None
