"""Households lived by chance: listed, looked at, moved, merged, put right, withdrawn, late.

Whatever a rule forbids does not happen. Days are given in any order, so much is learnt late.
"""

import io
from collections import Counter
from datetime import date, timedelta
from itertools import count
from typing import Any, TypeAlias
from uuid import UUID, uuid4

from service.aggregates.duplicate import Side, pair_of
from service.aggregates.household_events import HouseholdEvent, MemberCorrected
from service.aggregates.household_identity_events import MemberMatched
from service.aggregates.village_events import PopulationRecorded
from service.commands import duplicates, households, merges, validations, villages
from service.commands.contradictions import Decide, decide_contradiction
from service.commands.duplicates import Merge, Suspicion
from service.commands.households import ChangeAddress, ChangeHead, Correct, Join, Move, Reopen
from service.commands.lists import About, Withdraw
from service.commands.merges import MergeHouseholds, UnmergeHouseholds
from service.commands.people import GivenPerson, GivenResidence
from service.commands.requests import Explain, Proof
from service.commands.validations import JudgeHousehold, JudgePresence, SplitMember, SplitOff
from service.commands.villages import Enrol, RecordPopulation
from service.exchange import lists, withdrawals
from service.kernel.events import Recorded
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.kernel.verdicts import COUNTED_AS_POOR
from service.projections.moment import Moment
from service.regency import Regency
from tests.commands.acting import (
    DAY,
    GONDANGLEGI,
    KLEGO,
    SECRETARIAT,
    TANJUNG,
    actor,
    do,
    known,
    registered,
)

WITNESS, JUDGE = actor("mentor"), actor("village_head", account="kades")
VILLAGES = (KLEGO, GONDANGLEGI, TANJUNG)
PAPER = Proof(kind="document", reference="474/1", on=DAY)
SHOWN = (
    PAPER,
    Proof(kind="visit", reference="a", on=DAY),
    Proof(kind="visit", reference="b", on=DAY),
    Proof(kind="statement", reference="c", on=DAY),
)
PRESENCES = (
    "deceased", "moved_within_district", "moved_out", "moved_abroad", "present", "not_found",
    "duplicate",
)  # fmt: skip
STANDINGS = ("eligible", "better_off", "graduated", "self_withdrew", "unreachable", "close")
RECORDS = ("absorb", "unmerge", "decide", "one", "apart", "split", "merged")
CORRECTIONS = ("correct", "address", "head", "people", "reopen")
STEPS = (*PRESENCES, *STANDINGS, *RECORDS, *CORRECTIONS, "register", "move", "join", "list",
         "withdraw")  # fmt: skip

Step: TypeAlias = tuple[str, int, int, int, Actor]
"""What, to which household, with which of it, how many days after the first, by whom."""

TITLES = "No KK;NIK;Nama;Desa;Kecamatan;Alamat"
ABOUT = About(
    name="Daftar",
    issuer="Dinas Sosial",
    letter_number="400.9/17/2024",
    letter_date=DAY,
    period="2024-10",
    purpose="Verifikasi dan validasi",
    legal_basis="UU 13/2011",
)


def judge(
    regency: Regency, household: UUID, verdict: Any, *, by: Actor = SECRETARIAT, **more: Any
) -> None:
    """Say how a household stands."""
    asked: dict[str, Any] = {"method": "visit", "evidence": SHOWN, "occurred_on": DAY} | more
    do(regency, by, validations.judge, household, JudgeHousehold(verdict=verdict, **asked))


def presence(
    regency: Regency,
    household: UUID,
    person: UUID,
    verdict: Any,
    *,
    by: Actor = SECRETARIAT,
    **more: Any,
) -> None:
    """Say whether a person is there."""
    asked: dict[str, Any] = {"method": "visit", "evidence": SHOWN, "since": DAY}
    asked |= {"destination": "33.74", "occurred_on": DAY} | more
    ask = JudgePresence(person=person, verdict=verdict, **asked)
    do(regency, by, validations.judge_presence, household, ask)


def found_village(regency: Regency, village: str) -> None:
    """Take a village in, with its people counted long before anything else."""
    do(regency, SECRETARIAT, villages.enrol, Enrol(village=village, occurred_on=date(2020, 1, 1)))
    populate(regency, village, 10_000, date(2020, 1, 1))


def populate(regency: Regency, village: str, persons: int, on: date) -> None:
    """Say how many live in a village."""
    ask = RecordPopulation(persons=persons, source="Dukcapil", reference_date=on, occurred_on=on)
    do(regency, SECRETARIAT, villages.record_population, village, ask)


class Lives:
    """Some households, and what becomes of them.

    Args:
        serial: numbers that no other lives of this regency use.
    """

    def __init__(self, regency: Regency, serial: "count[int]") -> None:
        self.regency = regency
        self.homes: list[UUID] = []
        self.received: list[str] = []
        self._serial = serial
        self._pairs: list[UUID] = []
        self._rows: list[str] = []

    def take(self, step: Step) -> bool:
        """Give one command; say whether it could be given."""
        what, which, who, days, by = step
        late: dict[str, Any] = {"occurred_on": DAY + timedelta(days=days)}
        try:
            if what == "list":
                self._list(which, who)
            elif what == "withdraw":
                self._withdraw(which)
            elif what == "people":
                people = 9_000 + 100 * which + who
                populate(self.regency, VILLAGES[who], people, late["occurred_on"])
            elif what == "register" or not self.homes:
                self._register(who, late)
            else:
                self._one_of(what, self.homes[which % len(self.homes)], which + who, by, late)
        except Refused:
            return False
        return True

    def _register(self, who: int, late: dict[str, Any]) -> None:
        home = registered(self.regency, "", "", "", village=VILLAGES[who], **late)
        self.homes.append(home)

    def _one_of(self, what: str, home: UUID, at: int, by: Actor, late: dict[str, Any]) -> None:
        other = self.homes[(self.homes.index(home) + 1 + at) % len(self.homes)]
        people = list(known(self.regency, home).members)
        person = people[at % len(people)]
        if what in PRESENCES:
            double = {"duplicate_of": self._somebody(other, at)} if what == "duplicate" else {}
            presence(self.regency, home, person, what, by=by, **double, **late)
        elif what in STANDINGS:
            said = "closed_no_members" if what == "close" else what
            reason = "assets" if what == "better_off" else None
            judge(self.regency, home, said, by=by, reason=reason, **late)
        elif what in RECORDS:
            self._settle(what, home, other, person=person, at=at, late=late)
        else:
            self._put(what, home, person, at, late)

    def _settle(
        self, what: str, home: UUID, other: UUID, *, person: UUID, at: int, late: dict[str, Any]
    ) -> None:
        """Make two records one, or one two, or decide what witnesses disagree about."""
        regency = self.regency
        if what == "absorb":
            ask = MergeHouseholds(survivor=other, evidence=(PAPER,), **late)
            do(regency, SECRETARIAT, merges.merge_households, home, ask)
        elif what == "unmerge":
            undo = UnmergeHouseholds(reason="Dua keluarga", **late)
            do(regency, SECRETARIAT, merges.unmerge_households, home, undo)
        elif what == "split":
            part = SplitMember(person=person, relation="head")
            founded = SplitOff(residence=GivenResidence(address="Dukuh Pecahan"), members=(part,))
            judge(regency, home, "split", split_off=founded, **late)
        elif what == "merged":
            judge(regency, home, "merged", other_household=other, **late)
        elif what == "one":
            self._double(home, person, other, at, late)
        elif what == "apart":
            for pair in self._pairs:
                reason = Explain(reason="Dua orang", **late)
                do(regency, SECRETARIAT, duplicates.unmerge, pair, reason)
        else:
            for dispute in [*known(regency, home).disputes.values()]:
                holds = dispute.testimonies[at % len(dispute.testimonies)].version
                verdict = Decide(holds=holds, reason="Dikunjungi lagi", **late)
                do(regency, JUDGE, decide_contradiction, home, dispute.version, verdict)

    def _put(self, what: str, home: UUID, person: UUID, at: int, late: dict[str, Any]) -> None:
        """Put something right that was written down of a household, or let it change."""
        regency, name = self.regency, f"Contoh Lain {'ABC'[at % 3]}"
        if what == "correct":
            right = Correct(person=person, identity=GivenPerson(name=name), evidence=(PAPER,),
                            **late)  # fmt: skip
            do(regency, SECRETARIAT, households.correct, home, right)
        elif what == "address":
            there = ChangeAddress(residence=GivenResidence(address=f"Dukuh {at}"), **late)
            do(regency, SECRETARIAT, households.change_address, home, there)
        elif what == "head":
            head = ChangeHead(person=person, **late)
            do(regency, SECRETARIAT, households.change_head, home, head)
        elif what == "reopen":
            do(regency, SECRETARIAT, households.reopen, home, Reopen(note="Keliru", **late))
        elif what == "move":
            residence = GivenResidence(address="Dukuh X")
            away = Move(village=VILLAGES[at % 3], residence=residence, **late)
            do(regency, SECRETARIAT, households.move, home, away)
        else:
            new = Join(person=GivenPerson(name="Contoh Baru"), relation="child", **late)
            do(regency, SECRETARIAT, households.join, home, new)

    def _somebody(self, home: UUID, at: int) -> UUID:
        people = list(known(self.regency, home).members)
        return people[at % len(people)]

    def _double(self, home: UUID, person: UUID, other: UUID, at: int, late: dict[str, Any]) -> None:
        """Suspect two of being one, and say that they are: the person, or the whole household."""
        same = self._somebody(other, at)
        if same == person:
            return
        found = [
            Side(person=one, household=where, village=known(self.regency, where).village)
            for one, where in ((person, home), (same, other))
        ]
        first, second = sorted(found, key=lambda side: side.person)
        suspicion = Suspicion(sides=(first, second), reasons=())
        do(self.regency, SECRETARIAT, duplicates.suspect, [suspicion])
        pair = pair_of(person, same)
        extent: Any = "household" if at % 2 else "person"
        ask = Merge(survivor=same, extent=extent, evidence=(PAPER,), **late)
        do(self.regency, SECRETARIAT, duplicates.merge, pair, ask)
        self._pairs.append(pair)

    def _list(self, which: int, who: int) -> None:
        """Take a list in: a new family, and often those of earlier lists again."""
        number = next(self._serial)
        kk = f"990915100124{number:04}"
        new = [f"{kk};;Contoh Terdaftar {at};{VILLAGES[who]};;Dukuh {number}" for at in "ABC"]
        again = self._rows if which % 2 else []
        text = "\n".join([TITLES, *again, *new])
        before = self.regency.log.head()
        report = lists.receive(
            self.regency, SECRETARIAT, io.BytesIO(text.encode()), file_name="d.csv", about=ABOUT
        )
        self._rows += new
        self.received.append(report.list)
        for one in self.regency.log.between(before, self.regency.log.head()):
            if one.event.tag == "household.registered":
                self.homes.append(one.event.household)

    def _withdraw(self, which: int) -> None:
        if self.received:
            why = Withdraw(reason="Daftar keliru")
            list_id = UUID(self.received[which % len(self.received)])
            withdrawals.withdraw(self.regency, SECRETARIAT, list_id, why, command=uuid4())


class Told:
    """The log, folded by hand: of each household the line of the highest rank, added up."""

    def __init__(self, regency: Regency) -> None:
        self.regency = regency
        self.events: list[Recorded[Any]] = []

    def counts(self, moment: Moment) -> dict[str, tuple[int, int]]:
        """Return numerator and denominator of each village at a moment."""
        self._read_on()
        homes: dict[UUID, HouseholdEvent] = {}
        people: dict[str, PopulationRecorded] = {}
        ranks: dict[UUID | str, tuple[int, date, int]] = {}
        for one in self.events:
            event, is_base = one.event, isinstance(one.event, PopulationRecorded)
            day = event.reference_date if is_base else event.occurred_on
            if one.position > moment.position or day > (moment.valid_on or date.max):
                continue
            rank = (0 if is_base else event.epoch, day, one.position)
            about = event.village if is_base else event.household
            if rank > ranks.get(about, (-1, day, 0)):
                ranks[about] = rank
                (people if is_base else homes)[about] = event
        poor: Counter[str] = Counter()
        for event in homes.values():
            poor[event.village] += event.persons * (event.status in COUNTED_AS_POOR)
        return {village: (poor[village], people[village].persons) for village in VILLAGES}

    def _read_on(self) -> None:
        """Take in what happened since; who a person is says nothing of how a household stands."""
        upto = self.events[-1].position if self.events else 0
        self.events += [
            one
            for one in self.regency.log.between(upto, self.regency.log.head())
            if isinstance(one.event, HouseholdEvent | PopulationRecorded)
            and not isinstance(one.event, MemberCorrected | MemberMatched)
        ]
