"""Chapters: what happens to one household after the other, so that a log fills with a believable
mixture, the same for the same numbers.

    register → visit → promise → pay → hand over → (death | closing → reopening | move | …)
"""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

from msgspec.structs import replace

from service.aggregates.household import Household
from service.application import Work, command_id
from service.commands import (
    commitment_changes,
    commitments,
    deliveries,
    disbursements,
    households,
    validations,
)
from service.commands.commitment_changes import Change
from service.commands.deliveries import Acknowledge, Deliver, Verify
from service.commands.disbursements import Allocate, Correct, Refund
from service.commands.households import Founder, Move, Register, Reopen
from service.commands.people import GivenResidence
from service.commands.requests import Explain, Proof
from service.commands.validations import JudgeHousehold
from service.kernel.roles import Actor
from tests.commands.acting import DAY, GONDANGLEGI, KLEGO, SECRETARIAT, VISIT, actor
from tests.support.promising import (
    PARTNERS,
    confirmed,
    death,
    fund_of,
    officer,
    payment,
    promise,
)

Record: TypeAlias = Callable[[UUID, Actor, Callable[[Work], object]], str]
"""Carries out a command under an id; returns the id of the thing it made or changed."""

MONITOR = replace(actor("monitor"), organisation="kpmd-klego")
HOME = GivenResidence(address="Dukuh Contoh", rt="1", rw="2")
MEMBERS = 3
PROMISED, PAID = 1_000, 300


def play(record: Record, writer: int, number: int) -> None:
    """Play one chapter of one writer; said again with the same numbers, it does nothing new."""
    _Chapter(record, writer, number).play()


class _Chapter:
    def __init__(self, record: Record, writer: int, number: int) -> None:
        self._record = record
        self._name = (writer, number)
        self._steps = 0
        self._chance = Random(f"{writer} {number}")  # noqa: S311
        self._partner = PARTNERS[writer % len(PARTNERS)]
        self._officer = officer(self._partner)

    def play(self) -> None:
        household = self._do(SECRETARIAT, households.register, self._family())
        self._visit(household)
        commitment = self._promise(household)
        if self._chance.random() < 0.8:
            self._keep(commitment)
        else:
            why = Explain(reason="Anggaran dialihkan", occurred_on=DAY)
            self._do(self._officer, commitment_changes.cancel, commitment, why)
        self._fate(household)

    def _family(self) -> Register:
        writer, number = self._name
        born = f"{1 + number % 28:02}{1 + number // 28 % 12:02}{50 + number // 336 % 40:02}"
        return Register(
            village=self._chance.choice((KLEGO, GONDANGLEGI)),
            residence=HOME,
            members=tuple(
                Founder(
                    name="Contoh",
                    nik=f"990915{born}{1000 + writer * 100 + at + 1:04}",
                    relation="child" if at else "head",
                )
                for at in range(MEMBERS)
            ),
            occurred_on=DAY - timedelta(days=35),
        )

    def _visit(self, household: UUID) -> None:
        for verdict in ("eligible", self._chance.choice(("eligible", "better_off")), "eligible"):
            # The second finding is often older than the first: villages enter a week at a time.
            ask = JudgeHousehold(
                verdict=verdict,
                reason="assets" if verdict == "better_off" else None,
                method="visit",
                evidence=(VISIT,),
                occurred_on=DAY if verdict == "eligible" else self._day(),
            )
            self._do(SECRETARIAT, validations.judge, household, ask)
        for need in ("sanitation", "food"):
            ask_need = confirmed(need, self._day())
            self._do(SECRETARIAT, validations.validate, household, ask_need)

    def _promise(self, household: UUID) -> UUID:
        ask = promise(self._partner, PROMISED, household=household)
        commitment = self._do(self._officer, commitments.commit, ask)
        kept = Allocate(amount_rupiah=600, fund=fund_of(self._partner), occurred_on=DAY)
        self._do(self._officer, disbursements.allocate, commitment, kept)
        return commitment

    def _keep(self, commitment: UUID) -> None:
        paid = self._do(self._officer, disbursements.disburse, commitment, payment("SP2D-1", PAID))
        fate = self._chance.random()
        if fate < 0.2:
            back = Refund(disbursement=paid, amount_rupiah=100, reason="Sisa", occurred_on=DAY)
            self._do(self._officer, disbursements.refund, commitment, back)
        elif fate < 0.4:
            wrong = Correct(
                entry=paid,
                stage="disbursed",
                delta_rupiah=-50,
                reason="Salah ketik",
                occurred_on=DAY,
            )
            self._do(self._officer, disbursements.correct, commitment, wrong)
        elif fate < 0.6:
            more = Change(amount_rupiah=500, reason="Tambahan", occurred_on=DAY)
            self._do(self._officer, commitment_changes.increase, commitment, more)
        handed = Deliver(
            value_rupiah=PROMISED,
            evidence=(Proof(kind="handover", reference="BAST-1", on=DAY),),
            occurred_on=DAY,
        )
        delivery = self._do(self._officer, deliveries.deliver, commitment, handed)
        if self._chance.random() < 0.7:
            said = Acknowledge(occurred_on=DAY)
            self._do(MONITOR, deliveries.acknowledge, commitment, delivery, said)
            seen = Verify(value_rupiah=400, evidence=(VISIT,), occurred_on=DAY)
            self._do(SECRETARIAT, deliveries.verify, commitment, delivery, seen)

    def _fate(self, household: UUID) -> None:
        fate = self._chance.random()
        if fate < 0.3:
            self._bury(household, 1)
        elif fate < 0.6:
            self._bury(household, MEMBERS)
            if self._chance.random() < 0.5:
                ask = Reopen(note="Keliru", occurred_on=self._day())
                self._do(SECRETARIAT, households.reopen, household, ask)
        elif fate < 0.8:
            for village in (KLEGO, GONDANGLEGI):
                self._do(SECRETARIAT, _move_to, household, village, self._day())

    def _bury(self, household: UUID, persons: int) -> None:
        for at in range(persons):
            self._do(SECRETARIAT, _member_dies, household, at, self._day())

    def _day(self) -> date:
        return DAY - timedelta(days=self._chance.randrange(30))

    def _do(self, by: Actor, command: Callable[..., object], *given: Any) -> UUID:
        self._steps += 1
        decide = partial(_decide, command, given)
        return UUID(self._record(command_id("chapter", *self._name, self._steps), by, decide))


def _decide(command: Callable[..., object], given: tuple[Any, ...], work: Work) -> object:
    return command(work, *given)


def _member_dies(work: Work, household: UUID, at: int, on: date) -> UUID:
    person = list(work.load(Household, household).members)[at]
    return validations.judge_presence(work, household, death(person, on))


def _move_to(work: Work, household: UUID, village: str, on: date) -> UUID:
    """Move it, if it is not there already; then only its address changes."""
    if work.load(Household, household).village == village:
        ask = households.ChangeAddress(residence=HOME, occurred_on=on)
        return households.change_address(work, household, ask)
    return households.move(work, household, Move(village=village, residence=HOME, occurred_on=on))
