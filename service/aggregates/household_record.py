"""What there is to know about a household; how it comes to be known is in `household_state`."""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from msgspec import Struct, field

from service.aggregates.household_identity_events import HouseholdAbsorbed
from service.aggregates.household_reservations import Claim, Need, Reservation, severity
from service.aggregates.household_testimony import Dispute, Member, Testimony, Topic
from service.kernel.events import Aggregate
from service.kernel.needs import NeedType
from service.kernel.people import IdentityMatch
from service.kernel.verdicts import CLOSED, NOT_PAYABLE, HouseholdStatus, NeedStanding


class Absorbed(Struct, frozen=True):
    """What came along with a record that was absorbed.

    Args:
        version: of the event that says so.
        lists: those that named this household before.
    """

    version: int
    event: HouseholdAbsorbed
    lists: tuple[UUID, ...]


class HouseholdRecord(Aggregate[Any], frozen=True):
    """Who belongs to a household, how it stands, what it lacks and who promised what.

    Args:
        status_on: the day of the verdict that `status` rests on.
        status_epoch, ranked_on: rank of the event that counts now; see `household_events`.
        epoch: the highest one so far.
        moved_on: the day it came to live in this village; what was done for its former house
            was not done for this one.
        decile: among the families of the country, as the list of the latest day has it; None if
            no list says.
        before: the latest status that was neither closed nor not found.
        left: who belonged until it was closed.
        ranked_by: the lists that said in which decile it is.
        helped: a need was met by somebody's promise; helped_on, the day of the latest.
        heard: what each account said last, by what it is about.
        disputes: what two accounts disagree on, by what it is about.
        shut: how the needs stood that a closing took off the board.
        matches: what Dukcapil answered about whom, by which letter.
        absorbed: records that turned out to be of this household, with what came along.
        survivor: the record that stays, of one that was closed as its double.
        version: how many events there are.
        is_seen: somebody looked at it or decided about it, rather than lists alone.
        is_restricted: it is kept from partners.
        is_erased, erased: nothing personal is left of it, or of these persons.
    """

    category: ClassVar[str] = "household"

    id: UUID | None = None
    village: str = ""
    status: HouseholdStatus = "listed"
    status_on: date = date.min
    status_epoch: int = 0
    ranked_on: date = date.min
    epoch: int = 0
    moved_on: date = date.min
    decile: int | None = None
    decile_on: date = date.min
    before: HouseholdStatus = "listed"
    left: tuple[UUID, ...] = ()
    members: dict[UUID, Member] = field(default_factory=dict)
    head: UUID | None = None
    needs: dict[NeedType, Need] = field(default_factory=dict)
    lists: tuple[UUID, ...] = ()
    ranked_by: frozenset[UUID] = frozenset()
    helped: bool = False
    helped_on: date = date.min
    heard: dict[Topic, tuple[Testimony, ...]] = field(default_factory=dict)
    disputes: dict[Topic, Dispute] = field(default_factory=dict)
    shut: dict[NeedType, NeedStanding] = field(default_factory=dict)
    matches: dict[UUID, tuple[IdentityMatch, str]] = field(default_factory=dict)
    absorbed: dict[UUID, Absorbed] = field(default_factory=dict)
    survivor: UUID | None = None
    version: int = 0
    is_seen: bool = False
    is_restricted: bool = False
    is_erased: bool = False
    erased: tuple[UUID, ...] = ()

    @property
    def is_closed(self) -> bool:
        """Nobody lives here any more."""
        return self.status in CLOSED

    @property
    def is_payable(self) -> bool:
        """Aid may be promised and paid to it."""
        return self.status not in NOT_PAYABLE

    def belonging(self) -> tuple[UUID, ...]:
        """Return the persons who belong to the household now."""
        return tuple(person for person, member in self.members.items() if member.belongs)

    def reserved_by(self, commitment: UUID) -> tuple[NeedType, Need, Reservation] | None:
        """Return the need that a promise holds, or None."""
        for need, known in self.needs.items():
            for reservation in known.reservations:
                if reservation.commitment == commitment:
                    return need, known, reservation
        return None

    def holders(
        self, need: NeedType, asked: Claim, *, but: UUID | None = None
    ) -> tuple[tuple[NeedType, Reservation], ...]:
        """Return the promises in the way of one more, with the need each holds.

        Args:
            but: not this one, which is made already.
        """
        return tuple(
            (held, reservation)
            for held, known in self.needs.items()
            for reservation in known.reservations
            if reservation.commitment != but
            and severity(held, reservation, need, asked) != "complementary"
        )

    def outranks(self, on: date, *, epoch: int) -> bool:
        """Say whether an event of this rank would count now, being the latest recorded."""
        return (epoch, on) >= (self.status_epoch, self.ranked_on)
