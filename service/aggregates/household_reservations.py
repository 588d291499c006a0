"""How one need of a household stands, and whose promises hold it."""

from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.household_events import (
    NeedEvent,
    NeedMet,
    NeedPackaged,
    NeedReleased,
    NeedReopened,
    NeedReserved,
)
from service.kernel.needs import Strategy
from service.kernel.verdicts import NeedStanding


class Reservation(Struct, frozen=True, kw_only=True):
    """Whose promise holds a need."""

    commitment: UUID
    partner: str
    programme: str
    amount_rupiah: int
    exclusivity_group: str | None
    package: str | None


class Need(Struct, frozen=True, kw_only=True):
    """How a need stands.

    Args:
        epoch, on: rank of the event that counts now; see `household_events`.
        judged_on: day of the latest testimony on whether it is real.
        kept: promises that were kept; one takes hold again if it turns out that it was not.
    """

    strategy: Strategy
    standing: NeedStanding
    epoch: int
    on: date
    judged_on: date = date.min
    reservations: tuple[Reservation, ...] = ()
    kept: tuple[Reservation, ...] = ()


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


def kept_after(known: Need, event: NeedEvent) -> tuple[Reservation, ...]:
    """Return the promises that were kept, after an event."""
    match event:
        case NeedMet():
            done = (one for one in known.reservations if one.commitment == event.commitment)
            return (*known.kept, *done)
        case NeedReopened():
            return tuple(one for one in known.kept if one.commitment != event.commitment)
    return known.kept


def _reservation(event: NeedReserved) -> Reservation:
    values: dict[str, Any] = {name: getattr(event, name) for name in Reservation.__struct_fields__}
    return Reservation(**values)
