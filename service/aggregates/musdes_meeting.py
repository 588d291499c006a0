"""How a village meeting goes until its minutes: called, attended, shown households, deciding.

convene → (postpone →)* record_attendance → present* → (decide | dissent)*
"""

from datetime import date
from typing import Any
from uuid import UUID

from service.aggregates.musdes_decisions import proposed, require_fit
from service.aggregates.musdes_events import (
    Attendee,
    Headcount,
    MusdesAttendanceRecorded,
    MusdesConvened,
    MusdesDissentRecorded,
    MusdesKind,
    MusdesListPresented,
    MusdesPostponed,
    MusdesRescheduled,
    MusdesRowsDecided,
    Officer,
    PostponedFor,
    RowDecision,
    ShownRow,
)
from service.aggregates.musdes_rules import (
    CorrectsNothing,
    MusdesHasDay,
    MusdesIsRatified,
    MusdesKindUnfit,
    MusdesKnown,
    MusdesNotOpen,
    MusdesNotRatified,
    MusdesWithoutDay,
    NobodyCame,
    NoQuorum,
    NothingShown,
    QuorumImpossible,
    RowNotShown,
    SingleAgenda,
    TooManyRows,
)
from service.aggregates.musdes_state import MusdesState
from service.kernel.events import Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.privacy import Private
from service.kernel.verdicts import Note

MOST_ROWS = 2_000
"""Households of one berita acara."""


class MusdesMeeting(MusdesState, frozen=True):
    """The decisions about a meeting."""

    def convene(
        self,
        musdes: UUID,
        village: str,
        kind: MusdesKind,
        *,
        meets_on: date,
        meets_at: str,
        place: str,
        agenda: tuple[str, ...],
        legal_basis: tuple[str, ...],
        chair: Officer,
        minute_taker: Officer,
        letter_number: str,
        lists: tuple[UUID, ...],
        on: date,
        today: date,
        corrects: MusdesState | None = None,
    ) -> tuple[Event, ...]:
        """Call a meeting; its day may lie ahead, or have been.

        Args:
            corrects: the meeting whose minutes it is to put right.

        Raises:
            MusdesKnown, NotHappenedYet: not now.
            MusdesKindUnfit, SingleAgenda: not such a meeting.
            CorrectsNothing: there are no minutes of this village to put right.
        """
        if self.convened is not None:
            raise MusdesKnown
        require_happened(on, today=today)
        is_kelurahan = village[9:10] == "1"
        if (kind == "muskel") != is_kelurahan and kind != "musdesus":
            raise MusdesKindUnfit(kind=kind, village=village)
        if kind == "musdesus" and len(agenda) != 1:
            raise SingleAgenda(agenda=len(agenda))
        if corrects is not None and (corrects.ratified is None or corrects.village != village):
            raise CorrectsNothing(village=village)
        return (
            MusdesConvened(
                occurred_on=on,
                musdes=musdes,
                village=village,
                kind=kind,
                meets_on=meets_on,
                meets_at=meets_at,
                place=place,
                agenda=agenda,
                legal_basis=legal_basis,
                chair=chair,
                minute_taker=minute_taker,
                letter_number=letter_number,
                lists=lists,
                corrects=corrects.convened.musdes if corrects and corrects.convened else None,
            ),
        )

    def postpone(
        self,
        postponed_for: PostponedFor,
        *,
        reason: str,
        meets_on: date | None,
        meets_at: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Hold it on another day, or on one still to be named; who came must come again.

        Raises:
            MusdesIsRatified, NotHappenedYet: not now.
            ReasonMissing: why is not said.
        """
        head = self._open(on=on, today=today)
        require_reason(reason)
        return (
            MusdesPostponed(
                **head,
                postponed_for=postponed_for,
                reason=reason,
                meets_on=meets_on,
                meets_at=meets_at or self.meets_at,
            ),
        )

    def set_day(self, meets_on: date, *, meets_at: str, on: date, today: date) -> tuple[Event, ...]:
        """Name the day of a meeting that was put off without one.

        Args:
            meets_at: empty for the hour it had.

        Raises:
            MusdesIsRatified, NotHappenedYet, MusdesHasDay: not now.
        """
        head = self._open(on=on, today=today)
        if self.meets_on is not None:
            raise MusdesHasDay(meets_on=self.meets_on)
        return (MusdesRescheduled(**head, meets_on=meets_on, meets_at=meets_at or self.meets_at),)

    def record_attendance(
        self,
        *,
        attendees: tuple[Attendee, ...],
        others: tuple[Headcount, ...],
        invited: int,
        quorum: int,
        today: date,
    ) -> tuple[Event, ...]:
        """Note who came, and judge the quorum; noted anew, the last one counts.

        Raises:
            MusdesIsRatified, MusdesWithoutDay, NotHappenedYet: not now.
            NobodyCame, QuorumImpossible: it can't be.
        """
        if self.meets_on is None:
            raise MusdesWithoutDay
        head = self._open(on=self.meets_on, today=today)
        if not attendees and not others:
            raise NobodyCame
        if not 0 < quorum <= invited:
            raise QuorumImpossible(quorum=quorum, invited=invited)
        men = sum(one.sex == "male" for one in attendees)
        men += sum(one.count for one in others if one.sex == "male")
        present = len(attendees) + sum(one.count for one in others)
        return (
            MusdesAttendanceRecorded(
                **head,
                attendees=attendees,
                others=others,
                invited=invited,
                quorum=quorum,
                present=present,
                men=men,
                women=present - men,
                is_quorate=present >= quorum,
            ),
        )

    def present(self, rows: tuple[ShownRow, ...], *, on: date, today: date) -> tuple[Event, ...]:
        """Show households; one that was shown before is shown as it is now, to be decided anew.

        Raises:
            MusdesNotOpen, NoQuorum, MusdesIsRatified, NotHappenedYet: not now.
            NothingShown, TooManyRows: not so many.
        """
        head = self._deciding(on=on, today=today)
        if not rows:
            raise NothingShown
        count = len(self.rows.keys() | {row.household for row in rows})
        if count > MOST_ROWS:
            raise TooManyRows(rows=count, most=MOST_ROWS)
        return (MusdesListPresented(**head, rows=rows, count=len(rows)),)

    def decide(
        self, decisions: tuple[RowDecision, ...], *, rest: bool, on: date, today: date
    ) -> tuple[Event, ...]:
        """Decide about households that were shown.

        Args:
            rest: whether what was found is approved of all others that are undecided still and
                were verified.

        Raises:
            MusdesNotOpen, NoQuorum, MusdesIsRatified, NotHappenedYet: not now.
            RowNotShown, DecisionUnfit, RemovalUnexplained: not like this.
            NothingShown: there is nothing left to decide.
        """
        head = self._deciding(on=on, today=today)
        unknown = [str(one.household) for one in decisions if one.household not in self.rows]
        if unknown:
            raise RowNotShown(households=unknown)
        for one in decisions:
            require_fit(self.rows[one.household].shown, one)
            if one.since is not None:
                # Told here, row by row, and not at the seal, where it would stop all of them.
                require_happened(one.since, today=today)
        said = {one.household: one for one in decisions}
        if rest:
            found = (proposed(self.rows[one].shown) for one in self.undecided)
            said = {one.household: one for one in found if one is not None} | said
        if not said:
            raise NothingShown
        return (MusdesRowsDecided(**head, decisions=tuple(said.values()), count=len(said)),)

    def dissent(
        self,
        dissent: UUID,
        words: Private[Note],
        *,
        household: UUID | None,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that somebody does not agree, about one household or the whole.

        Raises:
            MusdesNotOpen, NoQuorum, MusdesIsRatified, NotHappenedYet, RowNotShown: not like this.
        """
        head = self._deciding(on=on, today=today)
        if household is not None and household not in self.rows:
            raise RowNotShown(households=[str(household)])
        return (
            MusdesDissentRecorded(
                **head,
                dissent=dissent,
                number=self.dissents + 1,
                words=words,
                household=household,
            ),
        )

    def _head(self, on: date) -> dict[str, Any]:
        assert self.convened is not None, "the command has looked whether it is known"
        return {"occurred_on": on, "musdes": self.convened.musdes, "village": self.village}

    def _open(self, *, on: date, today: date) -> dict[str, Any]:
        """Return what an event of a meeting that is not ratified yet begins with."""
        require_happened(on, today=today)
        if self.ratified is not None:
            raise MusdesIsRatified(number=self.ratified.number)
        return self._head(on)

    def _deciding(self, *, on: date, today: date) -> dict[str, Any]:
        """Return the same for a meeting that was attended well enough to decide."""
        head = self._open(on=on, today=today)
        if self.attendance is None:
            raise MusdesNotOpen
        if not self.attendance.is_quorate:
            raise NoQuorum(present=self.attendance.present, quorum=self.attendance.quorum)
        return head

    def _sealed(self, *, on: date, today: date) -> dict[str, Any]:
        """Return the same for one whose minutes are ratified."""
        require_happened(on, today=today)
        if self.ratified is None:
            raise MusdesNotRatified
        return self._head(on)
