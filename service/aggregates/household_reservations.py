"""How one need of a household stands, whose promises hold it, and which stand in whose way.

A promise for aid that recurs (BLT-DD, month by month) holds its need for its fiscal year, its
`period`; one for aid that is given once holds it until it is kept or ends. Two promises of
different periods do not meet.
"""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import asdict, replace

from service.aggregates.household_events import (
    ByRule,
    NeedCarried,
    NeedClaimed,
    NeedEvent,
    NeedJudged,
    NeedMet,
    NeedPackaged,
    NeedReleased,
    NeedReopened,
    NeedReserved,
    Source,
)
from service.kernel.exclusivity import INCOME_SUPPORT, Severity
from service.kernel.needs import NeedType, Strategy
from service.kernel.verdicts import NeedStanding


class Claim(Struct, frozen=True, kw_only=True):
    """What of a promise, made or in mind, can stand in another's way.

    Args:
        period: the fiscal year it is for, of aid that recurs; None until it is kept or ends.
        allowed_with: programmes that may meet this one though they are of its group or need.
        beside: promises that a second person has allowed it to stand beside.
    """

    programme: str
    exclusivity_group: str | None = None
    package: str | None = None
    period: int | None = None
    allowed_with: tuple[str, ...] = ()
    beside: tuple[UUID, ...] = ()


class Reservation(Claim, frozen=True, kw_only=True):
    """Whose promise holds a need."""

    commitment: UUID
    partner: str
    amount_rupiah: int


class Kept(Reservation, frozen=True, kw_only=True):
    """A promise that was kept, and the day on which its need was met."""

    met_on: date = date.min


class Need(Struct, frozen=True, kw_only=True):
    """How a need stands.

    Args:
        epoch, on: rank of the event that counts now; see `household_events`.
        judged_on: day of the latest testimony on whether it is real.
        kept: promises that were kept; one takes hold again if it turns out that it was not.
        source, by_rule: what it was claimed by, until somebody looks: a row of a list, a rule.
    """

    strategy: Strategy
    standing: NeedStanding
    epoch: int
    on: date
    judged_on: date = date.min
    reservations: tuple[Reservation, ...] = ()
    kept: tuple[Kept, ...] = ()
    source: Source | None = None
    by_rule: ByRule | None = None


def claimed_after(known: Need, event: NeedEvent) -> Need:
    """Return a need with what it is claimed by after an event; what was looked at rests on that.

    That a household was closed is no look: reopened, the claim rests on what it did.
    """
    match event:
        case NeedClaimed():
            return replace(known, source=event.source, by_rule=event.by_rule)
        case NeedCarried() if event.source or event.by_rule:
            return replace(known, source=event.source, by_rule=event.by_rule)
        case NeedJudged() if event.by or event.verdict != "not_applicable":
            return replace(known, source=None, by_rule=None)
    return known


def held_after(held: tuple[Reservation, ...], event: NeedEvent) -> tuple[Reservation, ...]:
    """Return the promises that hold a need after an event."""
    match event:
        case NeedReserved():
            return (*held, _reservation(event))
        case NeedPackaged():
            return tuple(
                replace(one, package=event.package) if one.commitment == event.commitment else one
                for one in held
            )
        case NeedReleased() | NeedMet():
            return tuple(one for one in held if one.commitment != event.commitment)
    return held


def kept_after(known: Need, event: NeedEvent) -> tuple[Kept, ...]:
    """Return the promises that were kept, after an event."""
    match event:
        case NeedMet():
            done = (
                Kept(**asdict(one), met_on=event.occurred_on)
                for one in known.reservations
                if one.commitment == event.commitment
            )
            return (*known.kept, *done)
        case NeedReopened():
            return tuple(one for one in known.kept if one.commitment != event.commitment)
    return known.kept


def severity(held_need: NeedType, held: Reservation, need: NeedType, asked: Claim) -> Severity:
    """Return how a promise that is made meets one more, made or in mind."""
    if _may_meet(held, asked):
        return "complementary"
    if held_need == need:
        return "duplicate" if held.programme == asked.programme else "same_need"
    if asked.exclusivity_group is not None and held.exclusivity_group == asked.exclusivity_group:
        is_income = held.exclusivity_group == INCOME_SUPPORT
        return "same_period_income_support" if is_income else "same_group"
    return "complementary"


def _may_meet(held: Reservation, asked: Claim) -> bool:
    """Say whether two promises may meet whatever they are for."""
    own = asked.commitment if isinstance(asked, Reservation) else None
    return (
        (asked.package is not None and held.package == asked.package)
        or (None not in {asked.period, held.period} and asked.period != held.period)
        or held.commitment in asked.beside
        or own in held.beside
        or held.programme in asked.allowed_with
        or asked.programme in held.allowed_with
    )


def as_event(held: Reservation) -> dict[str, Any]:
    """Return a promise as the event that holds a need for it tells it."""
    return {name: getattr(held, name) for name in Reservation.__struct_fields__}


def _reservation(event: NeedReserved) -> Reservation:
    values: dict[str, Any] = {name: getattr(event, name) for name in Reservation.__struct_fields__}
    return Reservation(**values)
