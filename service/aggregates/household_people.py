"""Who belongs to a household: people join, are looked for, leave; the last one out closes it.

    join* → judge_presence* → change_head*

Source: Regsosek question 404; forms FKP.01/.02 of the BDT village meetings.
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from service.aggregates.household_events import (
    Enrolled,
    HeadChanged,
    HouseholdClosed,
    Identity,
    MemberCorrected,
    MemberJoined,
    NeedJudged,
    PresenceJudged,
)
from service.aggregates.household_evidence import require_presence_shown, require_return_shown
from service.aggregates.household_indicators import HouseholdIndicators
from service.aggregates.household_testimony import Member
from service.kernel.events import Event
from service.kernel.guards import require_happened
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import (
    LEAVING,
    OPEN_STANDINGS,
    Evidence,
    HouseholdStatus,
    Method,
    Note,
    PresenceVerdict,
)

LAST_ONE_OUT: dict[PresenceVerdict, HouseholdStatus] = {
    "deceased": "deceased",
    "moved_out": "moved_out",
    "moved_abroad": "moved_abroad",
    "duplicate": "duplicate",
}
"""The status of a household whose last member left like this."""


class UnknownMember(Refused):
    """Orang ini tidak tercatat sebagai anggota keluarga ini."""

    way_out: ClassVar[str] = "Tambahkan sebagai anggota baru, atau periksa keluarga yang dituju."


class MemberKnown(Refused):
    """Orang ini sudah tercatat pada keluarga ini."""

    way_out: ClassVar[str] = 'Bila ia pernah pergi dan kembali, catat putusan "Ada" untuknya.'


class WholeHouseholdMoves(Refused):
    """Anggota terakhir pindah dalam kabupaten berarti seluruh keluarga pindah."""

    way_out: ClassVar[str] = (
        "Catat kepindahan keluarga ke desa tujuan, atau nyatakan bergabung dengan keluarga lain."
    )


class HouseholdPeople(HouseholdIndicators, frozen=True):
    """The decisions about members."""

    def join(
        self, member: Enrolled, *, on: date, today: date, since: date | None = None
    ) -> tuple[Event, ...]:
        """Add a member.

        Args:
            since: the day of birth, wedding or arrival; None if nobody knows.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
            MemberKnown: the person is on the record, belonging or not.
        """
        self.require_living(on=on, today=today)
        if since is not None:
            require_happened(since, today=on)
        if member.person in self.members:
            raise MemberKnown(belongs=self.members[member.person].belongs)
        carried = self._counting(on, persons=len(self.belonging()) + 1)
        return (MemberJoined(**carried, member=member, since=since),)

    def judge_presence(
        self,
        person: UUID,
        verdict: PresenceVerdict,
        *,
        on: date,
        today: date,
        method: Method,
        since: date | None = None,
        evidence: tuple[Evidence, ...] = (),
        duplicate_of: UUID | None = None,
        destination: str | None = None,
        note: Private[Note] | None = None,
        by: str = "",
    ) -> tuple[Event, ...]:
        """Say whether a person is there. When the last one is gone, the household is closed.

        Raises:
            UnknownHousehold, HouseholdIsClosed, UnknownMember, NotHappenedYet: not now.
            DayMissing, DestinationMissing, SurvivorMissing, CorrectionMissing, EvidenceMissing,
                NotFoundTooSoon: the verdict is not shown well enough.
            WholeHouseholdMoves: the last one moves within the regency.
        """
        self.require_living(on=on, today=today)
        member = self._member(person)
        require_presence_shown(
            verdict,
            on=on,
            since=since,
            evidence=evidence,
            destination=destination,
            has_survivor=duplicate_of not in {None, person},
            has_note=note is not None,
        )
        stays = verdict not in LEAVING
        if stays and not member.belongs:
            require_return_shown(evidence)
        after = self.members
        if on >= member.on:
            after = {**after, person: Member(belongs=stays, verdict=verdict, on=on)}
        persons = sum(one.belongs for one in after.values())
        if not persons and verdict == "moved_within_district":
            raise WholeHouseholdMoves
        judged = PresenceJudged(
            **self._counting(on, persons=persons, status=self._seen(after, verdict)),
            person=person,
            verdict=verdict,
            method=method,
            since=since,
            evidence=evidence,
            duplicate_of=duplicate_of,
            destination=destination,
            note=note,
            by=by,
        )
        if persons or verdict not in LAST_ONE_OUT:
            return (judged,)
        return (
            judged,
            *self._closing(LAST_ONE_OUT[verdict], on=on, epoch=judged.epoch + 1, leaving=(person,)),
        )

    def change_head(self, person: UUID, *, on: date, today: date) -> tuple[Event, ...]:
        """Make another member the head.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
            UnknownMember: the head must belong to the household.
        """
        self.require_living(on=on, today=today)
        if not self._member(person).belongs:
            raise UnknownMember(person=str(person))
        return (HeadChanged(**self._standing(on), person=person, former=self.head),)

    def correct(
        self,
        person: UUID,
        identity: Private[Identity],
        *,
        temporary: bool,
        evidence: tuple[Evidence, ...],
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Put right who a person is; whoever left may be put right as well.

        Args:
            identity: all of it, as it should have been written down.
            temporary: whether its number can't tell who this is.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
            UnknownMember: nobody of that id is on the record.
        """
        self.require_living(on=on, today=today)
        self._member(person)
        return (
            MemberCorrected(
                **self._standing(on),
                person=person,
                identity=identity,
                temporary=temporary,
                evidence=evidence,
            ),
        )

    def _member(self, person: UUID) -> Member:
        if person not in self.members:
            raise UnknownMember(person=str(person))
        return self.members[person]

    def _standing(self, on: date) -> dict[str, Any]:
        """Return what every event of the household carries, nothing having changed."""
        return {
            "occurred_on": on,
            "household": self.id,
            "village": self.village,
            "status": self.status,
            "persons": len(self.belonging()),
            "epoch": self.epoch,
        }

    def _counting(
        self, on: date, *, persons: int, status: HouseholdStatus | None = None
    ) -> dict[str, Any]:
        """Return the state with another number of persons, or another status, that must count.

        t0 a visit on 10 March is recorded; t1 a death, seen on 3 March, is recorded. By its day
        alone the death would lose to the visit, and the dead would be counted for ever.
        """
        carried = self._standing(on) | {"persons": persons}
        if status is not None:
            carried["status"] = status
        changed = carried["persons"] != len(self.belonging()) or carried["status"] != self.status
        if changed and not self.outranks(on, epoch=self.epoch):
            carried["epoch"] = self.epoch + 1
        return carried

    def _seen(self, after: dict[UUID, Member], verdict: PresenceVerdict) -> HouseholdStatus:
        """Return the status: not found once nobody who belongs is found, until somebody is."""
        belonging = [one for one in after.values() if one.belongs]
        if belonging and all(one.verdict == "not_found" for one in belonging):
            return "not_found"
        found = verdict == "present" and after is not self.members
        return self.before if self.status == "not_found" and found else self.status

    def _closing(
        self,
        status: HouseholdStatus,
        *,
        on: date,
        epoch: int,
        leaving: tuple[UUID, ...],
        survivor: UUID | None = None,
        method: Method | None = None,
        evidence: tuple[Evidence, ...] = (),
        by: str = "",
    ) -> tuple[Event, ...]:
        """Close the household, and with it every open need; promises on them must be released."""
        carried = self._standing(on) | {"status": status, "persons": 0, "epoch": epoch}
        needs = [
            NeedJudged(
                **(self._need(need, on, "not_needed") | {"epoch": epoch}),
                verdict="not_applicable",
                method=method or "office",
            )
            for need, known in self.needs.items()
            if known.standing in OPEN_STANDINGS
        ]
        closed = HouseholdClosed(
            **carried,
            leaving=leaving,
            survivor=survivor,
            method=method,
            evidence=evidence,
            by=by,
        )
        return (closed, *needs)
