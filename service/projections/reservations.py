"""Whose promises hold a need of a household that is opened."""

from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.household_events import (
    NeedEvent,
    NeedMet,
    NeedPackaged,
    NeedReleased,
    NeedReserved,
)


class Reservation(Struct, frozen=True, kw_only=True):
    """Whose promise holds a need."""

    commitment: UUID
    partner: str
    programme: str
    amount_rupiah: int
    package: str | None = None


def held_after(held: tuple[Reservation, ...], event: NeedEvent) -> tuple[Reservation, ...]:
    """Return the promises that hold a need after an event."""
    match event:
        case NeedReserved():
            new = Reservation(
                commitment=event.commitment,
                partner=event.partner,
                programme=event.programme,
                amount_rupiah=event.amount_rupiah,
                package=event.package,
            )
            return (*held, new)
        case NeedPackaged():
            return tuple(
                replace(one, package=event.package) if one.commitment == event.commitment else one
                for one in held
            )
        case NeedReleased() | NeedMet():
            return tuple(one for one in held if one.commitment != event.commitment)
    return held
