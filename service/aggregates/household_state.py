"""What is known about a household, folded from its events; the decisions are in `household`."""

from datetime import date
from typing import Any, ClassVar, Self, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.aggregates.household_events import (
    AnyHouseholdEvent,
    HeadChanged,
    HouseholdAddressChanged,
    HouseholdClosed,
    HouseholdEvent,
    HouseholdJudged,
    HouseholdMoved,
    HouseholdRegistered,
    HouseholdRelisted,
    HouseholdReopened,
    MemberCorrected,
    MemberJoined,
    NeedCarried,
    NeedClaimed,
    NeedEvent,
    NeedJudged,
    NeedMet,
    NeedPackaged,
    NeedReleased,
    NeedReopened,
    NeedReserved,
    OwnHouseholdEvent,
    PresenceJudged,
)
from service.aggregates.household_indicator_events import IndicatorsRecorded
from service.aggregates.household_privacy_events import (
    AnyPrivacyEvent,
    HouseholdErased,
    HouseholdRestricted,
    HouseholdRestrictionLifted,
    MemberErased,
)
from service.kernel.events import Aggregate
from service.kernel.needs import NeedType, Strategy
from service.kernel.verdicts import (
    CLOSED,
    LEAVING,
    NOT_PAYABLE,
    HouseholdStatus,
    NeedStanding,
    PresenceVerdict,
)


class Member(Struct, frozen=True):
    """A person, whether they belong here still, and the latest testimony about that."""

    belongs: bool
    verdict: PresenceVerdict
    on: date


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


class HouseholdState(Aggregate[AnyHouseholdEvent], frozen=True):
    """Who belongs to a household, how it stands, what it lacks and who promised what.

    Args:
        status_on: the day of the verdict that `status` rests on.
        status_epoch, ranked_on: rank of the event that counts now; see `household_events`.
        epoch: the highest one so far.
        before: the latest status that was neither closed nor not found.
        left: who belonged until it was closed.
        helped: a need was met by somebody's promise; helped_on, the day of the latest.
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
    before: HouseholdStatus = "listed"
    left: tuple[UUID, ...] = ()
    members: dict[UUID, Member] = field(default_factory=dict)
    head: UUID | None = None
    needs: dict[NeedType, Need] = field(default_factory=dict)
    lists: tuple[UUID, ...] = ()
    helped: bool = False
    helped_on: date = date.min
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
        self, need: NeedType, *, exclusivity_group: str | None, package: str | None
    ) -> tuple[tuple[NeedType, Reservation], ...]:
        """Return the promises in the way of one more, with the need each holds.

        A promise stands in the way when it holds the same need or is of the same group, unless
        both are of one explicit package.
        """
        return tuple(
            (held, reservation)
            for held, known in self.needs.items()
            for reservation in known.reservations
            if held == need
            or (exclusivity_group and reservation.exclusivity_group == exclusivity_group)
            if package is None or reservation.package != package
        )

    def after(self, event: AnyHouseholdEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case (
                NeedClaimed()
                | NeedJudged()
                | NeedReserved()
                | NeedPackaged()
                | NeedReleased()
                | NeedMet()
                | NeedCarried()
            ):
                return self._after_need(event)
            case (
                HouseholdRestricted()
                | HouseholdRestrictionLifted()
                | HouseholdErased()
                | MemberErased()
            ):
                return self._after_privacy(event)
            case IndicatorsRecorded():
                return self  # what they come to are needs, claimed in the same commit
            case _:
                # The same state, one step on.
                return self._after_own(event)._ranked(event)  # noqa: SLF001

    def _after_own(self, event: OwnHouseholdEvent) -> Self:
        match event:
            case HouseholdRegistered():
                known = self._registered(event)
            case HouseholdRelisted():
                known = replace(self, lists=(*self.lists, event.source.list))
            case HouseholdAddressChanged() | HouseholdMoved():
                known = replace(self, village=event.village)
            case MemberJoined():
                known = self._joined(event)
            case PresenceJudged():
                known = self._after_presence(event)
            case HouseholdJudged() | HouseholdClosed():
                known = self._without(event)
            case HeadChanged():
                known = replace(self, head=event.person)
            case MemberCorrected():
                known = self  # who somebody is decides nothing here
            case HouseholdReopened():
                known = self._with(event.members)
            case _:
                assert_never(event)
        return known

    def _joined(self, event: MemberJoined) -> Self:
        joined = Member(belongs=True, verdict="joined", on=event.occurred_on)
        return replace(self, members={**self.members, event.member.person: joined})

    def _after_privacy(self, event: AnyPrivacyEvent) -> Self:
        match event:
            case HouseholdRestricted():
                return replace(self, is_restricted=True)
            case HouseholdRestrictionLifted():
                return replace(self, is_restricted=False)
            case HouseholdErased():
                return replace(self, is_erased=True, erased=(*self.erased, *event.persons))
            case MemberErased():
                return replace(self, erased=(*self.erased, event.person))
        assert_never(event)

    def _registered(self, event: HouseholdRegistered) -> Self:
        heads = [member.person for member in event.members if member.relation == "head"]
        return replace(
            self,
            id=event.household,
            village=event.village,
            before=event.status,
            lists=(event.source.list,) if event.source else (),
            head=heads[0] if heads else event.members[0].person,
            members={
                member.person: Member(belongs=True, verdict="present", on=date.min)
                for member in event.members
            },
        )

    def _after_presence(self, event: PresenceJudged) -> Self:
        """Take in a testimony, unless a later one about the same person is known."""
        if event.occurred_on < self.members[event.person].on:
            return self
        judged = Member(
            belongs=event.verdict not in LEAVING, verdict=event.verdict, on=event.occurred_on
        )
        return replace(self, members={**self.members, event.person: judged})

    def _without(self, event: HouseholdJudged | HouseholdClosed) -> Self:
        """Let those go who left with a split or with the closing."""
        gone = {person: replace(self.members[person], belongs=False) for person in event.leaving}
        left = event.leaving if isinstance(event, HouseholdClosed) else self.left
        return replace(self, members={**self.members, **gone}, left=left)

    def _with(self, persons: tuple[UUID, ...]) -> Self:
        back = {
            person: Member(belongs=True, verdict="present", on=self.members[person].on)
            for person in persons
        }
        return replace(self, members={**self.members, **back}, left=())

    def _ranked(self, event: HouseholdEvent) -> Self:
        """Take over the status the event carries, if the event counts; see `household_events`."""
        if not self.outranks(event.occurred_on, epoch=event.epoch):
            return self
        lasting = event.status not in CLOSED and event.status != "not_found"
        return replace(
            self,
            status=event.status,
            status_on=self._status_day(event),
            status_epoch=event.epoch,
            ranked_on=event.occurred_on,
            epoch=max(self.epoch, event.epoch),
            before=event.status if lasting else self.before,
        )

    def _status_day(self, event: HouseholdEvent) -> date:
        """Return the day the status rests on: events that only carry it along don't move it."""
        match event:
            case HouseholdRegistered() | HouseholdMoved() | HouseholdClosed():
                return event.occurred_on
            case HouseholdReopened():
                return event.occurred_on
            case HouseholdJudged():
                return max(self.status_on, event.occurred_on)
        return self.status_on if event.status == self.status else event.occurred_on

    def outranks(self, on: date, *, epoch: int) -> bool:
        """Say whether an event of this rank would count now, being the latest recorded."""
        return (epoch, on) >= (self.status_epoch, self.ranked_on)

    def _after_need(self, event: NeedEvent) -> Self:
        known = self.needs.get(event.need) or Need(
            strategy=event.strategy, standing=event.standing, epoch=0, on=date.min
        )
        held = _held(known.reservations, event)
        judged_on = known.judged_on
        if isinstance(event, NeedJudged | NeedClaimed):
            judged_on = max(judged_on, event.occurred_on)
        if (event.epoch, event.occurred_on) >= (known.epoch, known.on):
            known = replace(
                known,
                strategy=event.strategy,
                standing=event.standing,
                epoch=event.epoch,
                on=event.occurred_on,
            )
        known = replace(known, judged_on=judged_on, reservations=held, kept=_kept(known, event))
        return replace(
            self,
            needs={**self.needs, event.need: known},
            epoch=max(self.epoch, event.epoch),
            helped=self.helped or isinstance(event, NeedMet),
            helped_on=max(self.helped_on, event.occurred_on)
            if isinstance(event, NeedMet)
            else self.helped_on,
        )


def _held(held: tuple[Reservation, ...], event: NeedEvent) -> tuple[Reservation, ...]:
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


def _kept(known: Need, event: NeedEvent) -> tuple[Reservation, ...]:
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
