"""What was asked about how a household lives, and the needs that rules find in the answers.

    record_indicators | claim_found → need claimed* → (judged by somebody who looked | retracted)

A list that says in which decile a household is answers as well. Where that ground is gone, since
the list was withdrawn or a newer one says otherwise, a claim nobody has looked at is retracted.

A rule only claims. It never overrules a verdict: a need that somebody found met, not needed or not
wanted stays as it is until somebody claims it anew, though the answers would still make it one.
Source: Purworejo field check 2024 (936 rows without a toilet, most of whom had one or shared one).
"""

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from msgspec import Struct

from service.aggregates.household_events import ByRule, Source
from service.aggregates.household_indicator_events import (
    IndicatorsRecorded,
    NeedRetracted,
    RetractionReason,
    SetResult,
)
from service.aggregates.household_needs import HouseholdNeeds
from service.kernel.events import Event
from service.kernel.indicators import Instrument, Told, misfits
from service.kernel.needs import NeedType, Strategy
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Method


class NothingAnswered(Refused):
    """Belum ada satu pertanyaan pun yang dijawab."""

    way_out: ClassVar[str] = "Jawab sedikitnya satu pertanyaan, lalu catat lagi."


class AnswerUnusable(Refused):
    """Ada jawaban yang tidak sesuai dengan pertanyaannya."""

    way_out: ClassVar[str] = "Perbaiki jawaban yang disebut, memakai kode jawaban instrumennya."


class Claimed(Struct, frozen=True, kw_only=True):
    """A need that a rule finds, and by which strategy it is answered.

    Args:
        source: the row of a list that the finding rests on; None if on what somebody was asked.
    """

    need: NeedType
    strategy: Strategy
    by_rule: ByRule
    source: Source | None = None


class HouseholdIndicators(HouseholdNeeds, frozen=True):
    """The decision about answers."""

    def record_indicators(
        self,
        instrument: Instrument,
        answers: Private[Told],
        *,
        method: Method,
        by: str,
        results: Sequence[SetResult],
        claims: Sequence[Claimed],
        on: date,
        today: date,
        source: Source | None = None,
    ) -> tuple[Event, ...]:
        """Write answers down, and claim what the rules find in them.

        Args:
            answers: in plain, to be sealed with the household's key.
            by: the account whose testimony it is.
            results: what each set of criteria comes to.
            claims: what the rules find; what stands already is not claimed again.
            source: the row of a list that says so; None if somebody asked.

        Raises:
            UnknownHousehold, HouseholdIsErased, HouseholdIsClosed, NotHappenedYet: not now.
            NothingAnswered, AnswerUnusable: not like this.
        """
        self.require_living(on=on, today=today)
        assert self.id is not None
        assert answers.plain is not None
        told = answers.plain.answers
        if not told:
            raise NothingAnswered
        if wrong := misfits(instrument, told):
            raise AnswerUnusable(questions=sorted(wrong))
        recorded = IndicatorsRecorded(
            occurred_on=on,
            household=self.id,
            village=self.village,
            instrument=instrument.name,
            edition=instrument.edition,
            method=method,
            by=by,
            answered=len(told),
            answers=answers,
            results=tuple(results),
            source=source,
        )
        return (recorded, *self.claim_found(claims, on=on, today=today))

    def claim_found(self, claims: Sequence[Claimed], *, on: date, today: date) -> tuple[Event, ...]:
        """Claim what rules find and is not on the record yet, or was retracted since.

        Raises:
            UnknownHousehold, HouseholdIsErased, HouseholdIsClosed, NotHappenedYet: not now.
        """
        events: list[Event] = []
        for one in claims:
            known = self.needs.get(one.need)
            if known is None or known.standing == "retracted":
                events += self.claim_need(
                    one.need,
                    on=on,
                    today=today,
                    strategy=one.strategy,
                    source=one.source,
                    by_rule=one.by_rule,
                )
        return tuple(events)

    def retract_need(
        self,
        need: NeedType,
        because: RetractionReason,
        *,
        source: Source | None,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Take back a claim whose ground is gone; what somebody has looked at stays as it is.

        Args:
            source: the row that said so and is withdrawn, or that says otherwise now.

        Raises:
            UnknownHousehold, HouseholdIsErased, HouseholdIsClosed, NotHappenedYet: not now.
        """
        self.require_living(on=on, today=today)
        known = self.needs.get(need)
        if known is None or known.standing != "claimed":
            return ()
        told = self._need(need, on, "retracted")
        return (NeedRetracted(**told, because=because, source=source),)
