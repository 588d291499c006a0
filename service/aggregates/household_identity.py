"""What Dukcapil answered about a person, and records that turned out to be of one household.

    match*        absorb → unmerge

Of a merger both records are guarded: whoever decides has seen both. What the survivor takes over is
told by events that every read model knows: people join, needs are carried, promises are reserved.
Source: OpenSID issues #3356 and #9592 (duplicates), BPK (86,465 doubled NIK in DTKS 2020).
"""

from datetime import date
from typing import ClassVar
from uuid import UUID

from service.aggregates.household_dispute_events import NeedRestored
from service.aggregates.household_disputes import HouseholdDisputes
from service.aggregates.household_events import (
    HouseholdReopened,
    NeedCarried,
    NeedReleased,
    NeedReserved,
    PresenceJudged,
    Source,
)
from service.aggregates.household_identity_events import (
    HouseholdAbsorbed,
    HouseholdUnmerged,
    MemberMatched,
    NeedAlong,
    SamePerson,
)
from service.aggregates.household_reservations import Need, Reservation, as_event
from service.kernel.events import Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.needs import NeedType
from service.kernel.people import IdentityMatch
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import OPEN_STANDINGS, Evidence, Note


class NotMerged(Refused):
    """Kedua catatan ini tidak sedang disatukan."""

    way_out: ClassVar[str] = "Periksa catatan mana yang disatukan ke mana, lalu ulangi."


class MatchedAlready(Refused):
    """Hasil pemadanan ini sudah tercatat dari surat yang sama."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class HouseholdIdentity(HouseholdDisputes, frozen=True):
    """The decisions about who is who."""

    def match(
        self,
        person: UUID,
        match: IdentityMatch,
        *,
        letter: str,
        letter_on: date,
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Take over from a letter whether Dukcapil knows a person; also of whoever left.

        Raises:
            UnknownHousehold, HouseholdIsErased, UnknownMember, NotHappenedYet: not of them.
            MatchedAlready: the same letter said so before.
        """
        self.require_kept(on=on, today=today)
        require_happened(letter_on, today=today)
        self._member(person)
        if self.matches.get(person) == (match, letter):
            raise MatchedAlready(person=str(person))
        return (
            MemberMatched(
                **self._standing(on),
                person=person,
                match=match,
                letter=letter,
                letter_on=letter_on,
                by=by,
            ),
        )

    def absorb(
        self,
        absorbed: UUID,
        *,
        absorbed_version: int,
        village: str,
        needs: dict[NeedType, Need],
        same: tuple[SamePerson, ...],
        joined: tuple[UUID, ...],
        sources: tuple[Source, ...],
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Take over what another record of this household held; its people have joined already.

        Promises come along even where one is held here: whoever looks for overlaps sees both.

        Args:
            village, needs: where the other record lived and what it lacked, before it was closed.

        Raises:
            UnknownHousehold, HouseholdIsClosed, UnknownMember, NotHappenedYet: not now.
        """
        self.require_living(on=on, today=today)
        for one in same:
            self._member(one.survivor)
        along: list[NeedAlong] = []
        carried: list[Event] = []
        for need, known in needs.items():
            events = self._carried(need, known, village=village, on=on)
            if not events:
                continue
            mine = self.needs.get(need)
            carried += events
            along.append(
                NeedAlong(
                    need=need,
                    standing=events[-1].standing,
                    before=mine.standing if mine else None,
                    promises=tuple(held.commitment for held in known.reservations),
                )
            )
        taken = HouseholdAbsorbed(
            **self._standing(on),
            absorbed=absorbed,
            absorbed_version=absorbed_version,
            same=same,
            joined=joined,
            sources=sources,
            needs=tuple(along),
            by=by,
        )
        return (taken, *carried)

    def unmerge(
        self, absorbed: UUID, *, reason: str, by: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Give back what came along with a record, as far as it is still as it came.

        Whoever has left or died here since, a promise that was kept or ended since, and every
        testimony since stay with this household; the event says how many.

        Raises:
            UnknownHousehold, HouseholdIsErased, NotHappenedYet, ReasonMissing: not now.
            NotMerged: nothing came along with that record.
        """
        self.require_kept(on=on, today=today)
        require_reason(reason)
        came = self.absorbed.get(absorbed)
        if came is None:
            raise NotMerged(household=str(absorbed))
        belonging = set(self.belonging())
        leaving = tuple(person for person in came.event.joined if person in belonging)
        gone = HouseholdUnmerged(
            **self._counting(on, persons=len(belonging) - len(leaving)),
            absorbed=absorbed,
            kept=self.version - came.version,
            reason=reason,
            leaving=leaving,
            by=by,
        )
        events: list[Event] = [gone]
        known = self.after(gone)
        for along in came.event.needs:
            for event in known._given_back(along, on=on, today=today):  # noqa: SLF001
                events.append(event)
                known = known.after(event)  # type: ignore[arg-type]
        return tuple(events)

    def take_back(
        self,
        *,
        members: tuple[UUID, ...],
        promises: tuple[tuple[NeedType, Reservation], ...],
        note: Private[Note],
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Open a record again that was closed as another's double, with all it held.

        Args:
            members: whoever comes back; who has left the survivor since does not.
            promises: those that the survivor gave back.

        Raises:
            UnknownHousehold, HouseholdIsErased, NotHappenedYet: not now.
            NotMerged: it was not closed like that.
        """
        self.require_kept(on=on, today=today)
        if self.survivor is None or not self.is_closed:
            raise NotMerged
        epoch = self.epoch + 1
        carried = self._standing(on) | {
            "status": self.before,
            "persons": len(members),
            "epoch": epoch,
        }
        events: list[Event] = [
            HouseholdReopened(**carried, members=members, note=note),
            *self._reopened_needs(on, epoch=epoch),
        ]
        known = self
        for event in events:
            known = known.after(event)  # type: ignore[arg-type]
        for need, held in promises:
            told = known._need(need, on, "committed")  # noqa: SLF001
            events.append(NeedReserved(**told, **as_event(held)))
        return tuple(events)

    def tell_apart(
        self, person: UUID, *, evidence: tuple[Evidence, ...], on: date, today: date
    ) -> tuple[Event, ...]:
        """Let a person belong again who was taken for another record's double.

        Raises:
            UnknownHousehold, HouseholdIsClosed, UnknownMember, NotHappenedYet: not now.
            NotMerged: they were not.
        """
        self.require_living(on=on, today=today)
        if self._member(person).verdict != "duplicate":
            raise NotMerged
        carried = self._standing(on) | {
            "persons": len(self.belonging()) + 1,
            "epoch": self.epoch + 1,
        }
        on = max(on, self.members[person].on)
        carried["occurred_on"] = on
        return (
            PresenceJudged(
                **carried, person=person, verdict="present", method="office", evidence=evidence
            ),
        )

    def hand_over(self, *, on: date) -> tuple[Event, ...]:
        """Let go of the promises that another record of this household holds from now on."""
        return tuple(
            NeedReleased(
                **self._need(need, on, known.standing),
                commitment=held.commitment,
                reason="transferred",
            )
            for need, known in self.needs.items()
            for held in known.reservations
        )

    def _carried(
        self, need: NeedType, known: Need, *, village: str, on: date
    ) -> list[NeedReserved | NeedCarried]:
        mine = self.needs.get(need)
        if known.reservations:
            is_open = mine is None or mine.standing in OPEN_STANDINGS
            standing = "committed" if mine is None or is_open else mine.standing
            told = self._need(need, on, standing, known.strategy if mine is None else None)
            return [NeedReserved(**told, **as_event(held)) for held in known.reservations]
        is_news = (
            mine is None
            or mine.standing == "retracted"
            or (mine.standing == "claimed" and known.standing == "unmet")
        )
        if known.standing not in OPEN_STANDINGS or not is_news:
            return []
        told = self._need(need, on, known.standing, known.strategy)
        ground = (known.source, known.by_rule) if known.standing == "claimed" else (None, None)
        return [NeedCarried(**told, from_village=village, source=ground[0], by_rule=ground[1])]

    def _given_back(self, along: NeedAlong, *, on: date, today: date) -> tuple[Event, ...]:
        """Return what lets go of a need that came along, unless more was done about it here."""
        events: list[Event] = []
        known = self
        for commitment in along.promises:
            if known.reserved_by(commitment) is None:
                continue
            [released] = known.release(commitment, reason="transferred", on=on, today=today)
            events.append(released)
            known = known.after(released)  # type: ignore[arg-type]
        now = known.needs[along.need]
        untouched = now.standing == along.standing or (along.promises and now.standing == "unmet")
        if untouched and not now.reservations and now.standing != along.before:
            told = known._need(along.need, on, along.before or "not_needed")  # noqa: SLF001
            told["epoch"] = max(known.epoch, now.epoch) + 1
            events.append(NeedRestored(**told))
        return tuple(events)
