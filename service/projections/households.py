"""One household, opened: who belongs to it, where it lives, how it stands, what it lacks.

No table of its own: a household's stream is short, so it is folded when asked. What is personal
stays sealed here; whoever asks opens it with the vault, or shows it masked. Of several events that
say how something stands, the one that counts is told in `aggregates/household_events.py`: the
higher epoch, then the later day, then the later position.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.household_dispute_events import (
    ContradictionDecided,
    ContradictionEvent,
    ContradictionOpened,
    Subject,
    Witness,
)
from service.aggregates.household_events import (
    Assistance,
    HeadChanged,
    HouseholdAddressChanged,
    HouseholdClosed,
    HouseholdEvent,
    HouseholdJudged,
    HouseholdMoved,
    HouseholdRegistered,
    HouseholdRelisted,
    HouseholdReopened,
    Identity,
    MemberCorrected,
    MemberJoined,
    NeedEvent,
    NeedJudged,
    PresenceJudged,
    Residence,
    Source,
)
from service.aggregates.household_identity_events import (
    HouseholdAbsorbed,
    HouseholdUnmerged,
    MemberMatched,
)
from service.aggregates.household_indicator_events import IndicatorsRecorded
from service.aggregates.household_privacy_events import (
    HouseholdErased,
    HouseholdPrivacyEvent,
    HouseholdRestricted,
    HouseholdRestrictionLifted,
)
from service.aggregates.household_welfare import WelfareRanked
from service.eventstore.log import EventLog
from service.kernel.events import Recorded
from service.kernel.needs import NeedType, Strategy
from service.kernel.people import IdentityMatch, Relation
from service.kernel.privacy import Private
from service.kernel.verdicts import CLOSED, LEAVING, HouseholdStatus, NeedStanding, PresenceVerdict
from service.projections.moment import Moment
from service.projections.reservations import Reservation, held_after

_MERGING = (HouseholdAbsorbed.tag, HouseholdUnmerged.tag)


class Person(Struct, frozen=True, kw_only=True):
    """A person of a household, sealed.

    Args:
        verdict: the latest testimony on whether they are there, of the day `on`; None if nobody
            has looked yet.
        since: the day it came about, of death or of moving.
        match: whether Dukcapil knows them, `match_letter` by which letter of which day, and
            `match_by` who took it over; without a letter, it is what a list said.
    """

    person: UUID
    relation: Relation
    identity: Private[Identity]
    temporary: bool
    belongs: bool = True
    verdict: PresenceVerdict | None = None
    on: date = date.min
    since: date | None = None
    match: IdentityMatch = "unchecked"
    match_letter: str = ""
    match_on: date | None = None
    match_by: str = ""


class Need(Struct, frozen=True, kw_only=True):
    """How a need stands, since which day, and who promised to meet it."""

    need: NeedType
    strategy: Strategy
    standing: NeedStanding
    occurred_on: date
    position: int
    reservations: tuple[Reservation, ...] = ()


class Dispute(Struct, frozen=True, kw_only=True):
    """Two accounts' testimonies that disagree, and nobody has decided between them yet.

    Args:
        contradiction: version of its opening in the household's stream.
        person, need: what it is about; both None for the household as a whole.
        opened_on: the day it came up; `position` its event.
    """

    contradiction: int
    about: Subject
    person: UUID | None
    need: NeedType | None
    testimonies: tuple[Witness, ...]
    opened_on: date
    position: int


class Opened(Struct, frozen=True, kw_only=True):
    """A household at a moment.

    Args:
        occurred_on: the day of the event that its status rests on, which is at `position`.
        version: of its stream, for `If-Match`.
        sources: rows of target lists that name it, the first one first.
        absorbed: records that turned out to be of it; survivor: the record it turned out to be of.
        disputes: contradictions that are open; what they are about stands disputed.
        is_restricted: it is kept from partners; is_erased: nothing personal is left of it.
    """

    household: UUID
    village: str
    status: HouseholdStatus
    occurred_on: date
    position: int
    version: int
    head: UUID
    persons: dict[UUID, Person]
    residence: Private[Residence]
    needs: dict[NeedType, Need]
    sources: tuple[Source, ...]
    decile: int | None
    decile_source: str
    assistance: tuple[Assistance, ...]
    identity_match: IdentityMatch
    disputes: tuple[Dispute, ...] = ()
    absorbed: tuple[UUID, ...] = ()
    survivor: UUID | None = None
    is_restricted: bool = False
    is_erased: bool = False


def fold(history: Iterable[Recorded[Any]], moment: Moment) -> Opened | None:
    """Return a household as it was known and true at a moment; None if it was not known then.

    Args:
        history: its events, oldest first, up to any position.
    """
    seen = [one for one in history if one.position <= moment.position]
    version = seen[-1].version if seen else 0
    if moment.valid_on is not None:
        seen = [one for one in seen if one.event.occurred_on <= moment.valid_on]
    first = next((one for one in seen if isinstance(one.event, HouseholdRegistered)), None)
    if first is None:
        return None
    folding = _Folding(first.event)
    for one in seen:
        folding.learn(one)
    return folding.opened(version)


def records(log: EventLog, household: UUID, moment: Moment) -> list[UUID]:
    """Return a household with the records that turned out to be of it by a moment, and of those.

    What was attached to a double stays with it, and is shown with the record that stays.
    """
    found, ahead = [], [household]
    while ahead:
        here = ahead.pop()
        found.append(here)
        doubles: dict[UUID, bool] = {}
        for one in log.of_streams([f"household:{here}"], _MERGING, moment.position):
            if moment.valid_on is None or one.event.occurred_on <= moment.valid_on:
                doubles[one.event.absorbed] = isinstance(one.event, HouseholdAbsorbed)
        ahead += [double for double, is_one in doubles.items() if is_one and double not in found]
    return found


class _Folding:
    """A household in the middle of its history, which may have gaps: some days are left out."""

    def __init__(self, registered: HouseholdRegistered) -> None:
        self._registered = registered
        self._rank: tuple[int, date, int] = (-1, date.min, 0)
        self._standing: HouseholdEvent = registered
        self._position = 0
        self._persons = {
            member.person: Person(
                person=member.person,
                relation=member.relation,
                identity=member.identity,
                temporary=member.temporary,
                match=registered.identity_match,
            )
            for member in registered.members
        }
        heads = [member.person for member in registered.members if member.relation == "head"]
        self._head = heads[0] if heads else registered.members[0].person
        self._residence = registered.residence
        self._sources: tuple[Source, ...] = (registered.source,) if registered.source else ()
        self._listing: HouseholdRegistered | HouseholdRelisted = registered
        self._needs: dict[NeedType, Need] = {}
        self._need_ranks: dict[NeedType, tuple[int, date, int]] = {}
        self._absorbed: dict[UUID, tuple[Source, ...]] = {}
        self._survivor: UUID | None = None
        self._disputes: dict[tuple[UUID | None, NeedType | None], Dispute] = {}
        self._is_restricted = False
        self._is_erased = False

    def learn(self, recorded: Recorded[Any]) -> None:
        """Take in one event."""
        event = recorded.event
        self._learn_dispute(recorded)
        self._learn_identity(event)
        if isinstance(event, NeedEvent):
            self._learn_need(event, recorded.position)
            return
        if isinstance(event, IndicatorsRecorded):
            return  # how it lives is asked elsewhere: `answers.py`
        if isinstance(event, HouseholdPrivacyEvent):
            self._learn_privacy(event)
            return
        if isinstance(event, WelfareRanked):
            return  # what lists say stands side by side, in `ranks`
        rank = (event.epoch, event.occurred_on, recorded.position)
        if rank >= self._rank:
            self._rank, self._standing, self._position = rank, event, recorded.position
        self._learn_own(event)

    def _learn_own(self, event: HouseholdEvent) -> None:
        match event:
            case HouseholdRelisted():
                self._sources = (*self._sources, event.source)
                self._listing = event
            case HouseholdAddressChanged() | HouseholdMoved():
                self._residence = event.residence
            case HeadChanged():
                self._head = event.person
            case MemberJoined():
                self._persons[event.member.person] = Person(
                    person=event.member.person,
                    relation=event.member.relation,
                    identity=event.member.identity,
                    temporary=event.member.temporary,
                    verdict="joined",
                    on=event.occurred_on,
                    since=event.since,
                )
            case MemberCorrected():
                known = self._persons[event.person]
                self._persons[event.person] = replace(
                    known, identity=event.identity, temporary=event.temporary
                )
            case PresenceJudged():
                self._learn_presence(event)
            case HouseholdJudged() | HouseholdClosed():
                self._set_belonging(event.leaving, belongs=False)
                if isinstance(event, HouseholdClosed):
                    self._survivor = event.survivor
            case HouseholdReopened():
                self._survivor = None
                self._set_belonging(event.members, belongs=True)

    def opened(self, version: int) -> Opened:
        """Return what is known by now."""
        return Opened(
            household=self._registered.household,
            village=self._standing.village,
            status=self._standing.status,
            occurred_on=self._standing.occurred_on,
            position=self._position,
            version=version,
            head=self._head,
            persons={
                person: replace(known, relation=self._relation(known))
                for person, known in self._persons.items()
            },
            residence=self._residence,
            needs=self._needs,
            sources=self._sources,
            decile=self._listing.decile,
            decile_source=self._listing.decile_source,
            assistance=self._listing.assistance,
            identity_match=self._registered.identity_match,
            disputes=tuple(self._disputes.values()),
            absorbed=tuple(self._absorbed),
            survivor=self._survivor,
            is_restricted=self._is_restricted,
            is_erased=self._is_erased,
        )

    def _learn_dispute(self, recorded: Recorded[Any]) -> None:
        event = recorded.event
        if isinstance(event, ContradictionEvent):
            self._let_stand(event)
        match event:
            case ContradictionOpened():
                self._disputes[event.person, event.need] = Dispute(
                    contradiction=recorded.version,
                    about=event.about,
                    person=event.person,
                    need=event.need,
                    testimonies=event.testimonies,
                    opened_on=event.occurred_on,
                    position=recorded.position,
                )
            case ContradictionDecided():
                self._disputes.pop((event.person, event.need), None)
            case PresenceJudged() | HouseholdJudged() | NeedJudged() if event.disputed:
                about = (getattr(event, "person", None), getattr(event, "need", None))
                if (known := self._disputes.get(about)) is not None:
                    said = Witness(
                        version=recorded.version,
                        by=event.by,
                        on=event.occurred_on,
                        verdict=event.verdict,
                    )
                    self._disputes[about] = replace(known, testimonies=(*known.testimonies, said))

    def _learn_identity(self, event: Any) -> None:
        match event:
            case MemberMatched() if event.person in self._persons:
                self._persons[event.person] = replace(
                    self._persons[event.person],
                    match=event.match,
                    match_letter=event.letter,
                    match_on=event.letter_on,
                    match_by=event.by,
                )
            case HouseholdAbsorbed():
                self._sources = tuple(dict.fromkeys((*self._sources, *event.sources)))
                self._absorbed[event.absorbed] = event.sources
            case HouseholdUnmerged():
                self._set_belonging(event.leaving, belongs=False)
                came = self._absorbed.pop(event.absorbed, ())
                self._sources = tuple(one for one in self._sources if one not in came)

    def _let_stand(self, event: ContradictionEvent) -> None:
        """Take over what stands while two disagree, or once somebody has decided."""
        self._set_belonging(event.leaving, belongs=False)
        self._set_belonging(event.members, belongs=True)
        if event.person in self._persons:
            self._persons[event.person] = replace(
                self._persons[event.person],
                verdict=event.presence,
                on=event.occurred_on if event.presence else date.min,
            )

    def _learn_privacy(self, event: HouseholdPrivacyEvent) -> None:
        match event:
            case HouseholdRestricted():
                self._is_restricted = True
            case HouseholdRestrictionLifted():
                self._is_restricted = False
            case HouseholdErased():
                self._is_erased = True

    def _relation(self, known: Person) -> Relation:
        """Return the relation to whoever is the head now; a former head's is not known."""
        if known.person == self._head:
            return "head"
        return "other" if known.relation == "head" else known.relation

    def _learn_presence(self, event: PresenceJudged) -> None:
        known = self._persons.get(event.person)
        if known is None or event.disputed or event.occurred_on < known.on:
            return
        self._persons[event.person] = replace(
            known,
            belongs=event.verdict not in LEAVING and self._standing.status not in CLOSED,
            verdict=event.verdict,
            on=event.occurred_on,
            since=event.since,
        )

    def _set_belonging(self, persons: Iterable[UUID], *, belongs: bool) -> None:
        for person in persons:
            if (known := self._persons.get(person)) is not None:
                self._persons[person] = replace(known, belongs=belongs)

    def _learn_need(self, event: NeedEvent, position: int) -> None:
        known = self._needs.get(event.need)
        held = held_after(known.reservations if known else (), event)
        rank = (event.epoch, event.occurred_on, position)
        if known is None or rank >= self._need_ranks[event.need]:
            self._need_ranks[event.need] = rank
            known = Need(
                need=event.need,
                strategy=event.strategy,
                standing=event.standing,
                occurred_on=event.occurred_on,
                position=position,
            )
        self._needs[event.need] = replace(known, reservations=held)
