"""What is known about a household, folded from its events; the decisions are in `household`."""

from datetime import date
from typing import Self, TypeAlias, assert_never
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.household_dispute_events import (
    AnyDisputeEvent,
    ContradictionDecided,
    ContradictionOpened,
    NeedRestored,
)
from service.aggregates.household_events import (
    AnyNeedEvent,
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
    NeedReserved,
    OwnHouseholdEvent,
    PresenceJudged,
)
from service.aggregates.household_identity_events import (
    AnyIdentityEvent,
    HouseholdAbsorbed,
    HouseholdUnmerged,
    MemberMatched,
)
from service.aggregates.household_indicator_events import IndicatorsRecorded
from service.aggregates.household_privacy_events import (
    AnyPrivacyEvent,
    HouseholdErased,
    HouseholdRestricted,
    HouseholdRestrictionLifted,
    MemberErased,
)
from service.aggregates.household_record import Absorbed, HouseholdRecord
from service.aggregates.household_reservations import Need, held_after, kept_after
from service.aggregates.household_testimony import (
    OF_HOUSEHOLD,
    Dispute,
    Judged,
    Member,
    Topic,
    joined,
    need_topic,
    person_topic,
    testimony_of,
)
from service.aggregates.household_welfare import WelfareRanked, decile_in
from service.kernel.verdicts import (
    CLOSED,
    LEAVING,
    OPEN_STANDINGS,
)

AnyHouseholdEvent: TypeAlias = (
    OwnHouseholdEvent
    | AnyNeedEvent
    | AnyPrivacyEvent
    | AnyDisputeEvent
    | AnyIdentityEvent
    | NeedRestored
    | WelfareRanked
    | IndicatorsRecorded
)


Leaving: TypeAlias = HouseholdJudged | HouseholdClosed | AnyDisputeEvent | HouseholdUnmerged
"""Events after which persons no longer belong."""


class HouseholdState(HouseholdRecord, frozen=True):
    """What is known about a household, one event after the other."""

    def after(self, event: AnyHouseholdEvent) -> Self:
        """Return what is known once `event` is known too."""
        is_seen = self.is_seen or not _is_listing(event)
        known = replace(self, version=self.version + 1, is_seen=is_seen)
        decile = decile_in(event)
        if decile is not None and event.occurred_on >= self.decile_on:
            known = replace(known, decile=decile, decile_on=event.occurred_on)
        if isinstance(event, WelfareRanked):
            known = replace(known, ranked_by=self.ranked_by | {event.list})
        if isinstance(event, PresenceJudged | HouseholdJudged | NeedJudged):
            known = known._hearing(event)  # noqa: SLF001  (the same state, one step on)
        return known._after(event)  # noqa: SLF001

    def _after(self, event: AnyHouseholdEvent) -> Self:
        match event:
            case WelfareRanked() | IndicatorsRecorded():
                return self  # answers come to needs, claimed in the same commit
            case (
                NeedClaimed()
                | NeedJudged()
                | NeedReserved()
                | NeedPackaged()
                | NeedReleased()
                | NeedMet()
                | NeedCarried()
                | NeedRestored()
            ):
                return self._after_need(event)
            case (
                HouseholdRestricted()
                | HouseholdRestrictionLifted()
                | HouseholdErased()
                | MemberErased()
            ):
                return self._after_privacy(event)
            case ContradictionOpened() | ContradictionDecided():
                return self._after_dispute(event)._ranked(event)  # noqa: SLF001
            case MemberMatched() | HouseholdAbsorbed() | HouseholdUnmerged():
                return self._after_identity(event)._ranked(event)  # noqa: SLF001
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
                moved_on = event.occurred_on if event.village != self.village else self.moved_on
                known = replace(self, village=event.village, moved_on=moved_on)
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

    def _after_identity(self, event: AnyIdentityEvent) -> Self:
        match event:
            case MemberMatched():
                told = (event.match, event.letter)
                return replace(self, matches={**self.matches, event.person: told})
            case HouseholdAbsorbed():
                came = Absorbed(self.version, event, self.lists)
                lists = dict.fromkeys((*self.lists, *(one.list for one in event.sources)))
                absorbed = {**self.absorbed, event.absorbed: came}
                return replace(self, absorbed=absorbed, lists=tuple(lists))
            case HouseholdUnmerged():
                known = self._without(event)
                came = self.absorbed[event.absorbed]
                brought = {one.list for one in came.event.sources} - set(came.lists)
                return replace(
                    known,
                    absorbed={k: v for k, v in self.absorbed.items() if k != event.absorbed},
                    lists=tuple(one for one in self.lists if one not in brought),
                )
        assert_never(event)

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

    def _hearing(self, event: Judged) -> Self:
        """Keep who said what, and what stood before; a musdes settles what was said before it."""
        told = testimony_of(event)
        if told is None:
            return self
        name = told.topic[1]
        told = replace(
            told,
            version=self.version,
            status=self.status,
            member=next((m for p, m in self.members.items() if str(p) == name), None),
            standing=next((n.standing for k, n in self.needs.items() if k == name), None),
        )
        earlier = () if told.method == "musdes" else self.heard.get(told.topic, ())
        disputes = self.disputes
        if event.disputed and (open_one := disputes.get(told.topic)):
            witnesses = (*open_one.testimonies, told.told)
            disputes = {**disputes, told.topic: replace(open_one, testimonies=witnesses)}
        heard = {**self.heard, told.topic: joined(earlier, told)}
        return replace(self, heard=heard, disputes=disputes)

    def _after_dispute(self, event: AnyDisputeEvent) -> Self:
        """Take in what stands while two disagree, or once somebody has decided."""
        topic = topic_of(event)
        known = self._without(event)
        members = dict(known.members)
        for person in event.members:
            members[person] = replace(members[person], belongs=True)
        if event.person is not None:
            since = event.occurred_on if event.presence else date.min
            members[event.person] = Member(
                members[event.person].belongs, event.presence or "present", since
            )
        disputes = {one: at for one, at in self.disputes.items() if one != topic}
        heard = dict(self.heard)
        if isinstance(event, ContradictionOpened):
            disputes[topic] = Dispute(self.version, event.testimonies)
        else:
            heard[topic] = tuple(
                told for told in heard.get(topic, ()) if told.version == event.holds
            )
        return replace(known, members=members, disputes=disputes, heard=heard)

    def _after_presence(self, event: PresenceJudged) -> Self:
        """Take in a testimony, unless a later one about the same person is known."""
        if event.disputed or event.occurred_on < self.members[event.person].on:
            return self
        stays = event.verdict not in LEAVING and not self.is_closed
        judged = Member(belongs=stays, verdict=event.verdict, on=event.occurred_on)
        # Whoever had died before the others moved away is not back when those are.
        is_back = event.verdict not in LEAVING or event.occurred_on >= self.status_on
        left = tuple(one for one in self.left if is_back or one != event.person)
        return replace(self, members={**self.members, event.person: judged}, left=left)

    def _without(self, event: Leaving) -> Self:
        """Let those go who left with a split or with the closing."""
        gone = {person: replace(self.members[person], belongs=False) for person in event.leaving}
        members = {**self.members, **gone}
        if isinstance(event, HouseholdClosed):
            return replace(self, members=members, left=event.leaving, survivor=event.survivor)
        return replace(self, members=members)

    def _with(self, persons: tuple[UUID, ...]) -> Self:
        back = {one: replace(self.members[one], belongs=True, verdict="present") for one in persons}
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
            shut=self.shut if event.status in CLOSED else {},
            survivor=self.survivor if event.status in CLOSED else None,
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

    def _after_need(self, event: NeedEvent) -> Self:
        known = self.needs.get(event.need) or Need(
            strategy=event.strategy, standing=event.standing, epoch=0, on=date.min
        )
        held = held_after(known.reservations, event)
        judged_on = known.judged_on
        shut = self.shut
        if self.is_closed and isinstance(event, NeedJudged) and known.standing in OPEN_STANDINGS:
            shut = {**shut, event.need: known.standing}
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
        kept = kept_after(known, event)
        known = replace(known, judged_on=judged_on, reservations=held, kept=kept)
        return replace(
            self,
            needs={**self.needs, event.need: known},
            shut=shut,
            epoch=max(self.epoch, event.epoch),
            helped=self.helped or isinstance(event, NeedMet),
            helped_on=max(self.helped_on, event.occurred_on)
            if isinstance(event, NeedMet)
            else self.helped_on,
        )


def topic_of(event: AnyDisputeEvent) -> Topic:
    """Return what a contradiction is about."""
    if event.person is not None:
        return person_topic(event.person)
    return need_topic(event.need) if event.need is not None else OF_HOUSEHOLD


def _is_listing(event: AnyHouseholdEvent) -> bool:
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
        case IndicatorsRecorded() | NeedClaimed():
            return event.source is not None
    return False
