"""How poor a household is called by a list: deciles, per list, level and period, side by side.

    rank*     (none replaces another; which one counts is for whoever asks to say)

A decile is computed far away by a formula nobody publishes; it is kept as received. DTKS carries
none. What a DTSEN family file says of the house comes along, sealed: it is the household's.

Source: DTSEN family file (national, province, regency); SIKS-NG ranking sheet; P3KE; PBDT 2015.
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from msgspec import Struct

from service.aggregates.household_events import (
    HouseholdRegistered,
    HouseholdRelisted,
    MemberCorrected,
    MemberJoined,
    NeedClaimed,
)
from service.aggregates.household_indicator_events import IndicatorsRecorded, NeedRetracted
from service.kernel.deciles import Placing
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


class SaidDecile(Struct, frozen=True, kw_only=True):
    """A decile that was told with the naming of a household.

    Args:
        list: the list that named it; None of a proposal.
    """

    list: UUID | None
    decile: int
    on: date


def deciles_said(event: HouseholdRegistered | HouseholdRelisted) -> tuple[SaidDecile, ...]:
    """Return the decile that came with the naming of a household, none if none did."""
    if event.decile is None:
        return ()
    by = event.source.list if event.source else None
    return (SaidDecile(list=by, decile=event.decile, on=event.occurred_on),)


def placings_after(known: tuple[Placing, ...], event: Event) -> tuple[Placing, ...]:
    """Return in which decile each list puts a household; of one list, what it says last."""
    if not isinstance(event, WelfareRanked):
        return known
    told = {one.level for one in event.ranks}
    kept = (one for one in known if one.list != event.list or one.level not in told)
    fresh = (
        Placing(
            list=event.list,
            row_no=event.row_no,
            origin=event.origin,
            period=event.period,
            level=one.level,
            decile=one.decile,
            on=event.occurred_on,
        )
        for one in event.ranks
    )
    return (*kept, *fresh)


def is_listing(event: Event) -> bool:
    """Say whether an event only repeats what a list says."""
    match event:
        case HouseholdRegistered():
            return event.source is not None
        case MemberJoined():
            return event.member.row_no is not None
        case MemberCorrected():
            return not event.evidence  # a later list named somebody with a NIK
        case HouseholdRelisted() | WelfareRanked():
            return True
        case IndicatorsRecorded() | NeedClaimed() | NeedRetracted():
            return event.source is not None
    return False
