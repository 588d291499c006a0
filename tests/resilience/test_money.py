"""Eight partners at once, a thousand random acts with money: in the end every sum is the same sum.

What is refused is refused whole; what is recorded stands in the log once, and the streams, the read
models and a ledger made from the log tell the same balances to the rupiah.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

from msgspec import Struct

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import Asnaf, FiveNumbers
from service.aggregates.fund import Fund
from service.aggregates.fund_events import FundType
from service.aggregates.household import Household
from service.commands import commitment_changes as changes
from service.commands import commitments, deliveries, disbursements, funds
from service.commands.needs import judge as judge_need
from service.commands.requests import Explain
from service.exchange import journal
from service.kernel.refusals import Refused
from service.projections import commitments as promises
from service.projections import contributions
from service.projections import funds as read_funds
from service.projections.moment import NOW, PRESENT
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, SECRETARIAT, do, registered
from tests.exchange.test_journal import assert_alike
from tests.support.bookkeeping import balances, written
from tests.support.promising import (
    PARTNERS,
    PROGRAMMES,
    YEAR,
    confirmed,
    fund_of,
    officer,
    payment,
    prepare,
)
from tests.support.read_models import reading
from tests.support.rebuilding import assert_equal_to_rebuilds
from tests.support.threads import at_once, losers

Services = Sequence[Regency]

PLAYERS = PARTNERS[:8]
ACTS = 125
"""Of each of eight partners: a thousand."""

HOUSEHOLDS = 50
FUND_RUPIAH = 6_000_000
ASNAF: tuple[Asnaf | None, ...] = ("miskin", None)
MORE_FUNDS: dict[str, tuple[str, FundType]] = {
    "zakat-00": (PARTNERS[0], "zakat"),
    "zakat-01": (PARTNERS[1], "zakat"),
}
FUNDS = (*map(fund_of, PLAYERS), *MORE_FUNDS)


def owner_of(fund: str) -> str:
    """Return whose a fund is."""
    return MORE_FUNDS[fund][0] if fund in MORE_FUNDS else fund.removeprefix("dana-")


def kind_of(fund: str) -> str:
    """Return which kind of money is in a fund."""
    return MORE_FUNDS[fund][1] if fund in MORE_FUNDS else "csr"


class Table(Struct):
    """What everybody can point at: households to help, and the promises made so far."""

    households: list[UUID]
    promised: list[tuple[str, UUID]]
    transfers: list[tuple[str, UUID]]


class Player:
    """One partner's officer, who does whatever chance says."""

    def __init__(self, service: Regency, partner: str, table: Table, seed: int) -> None:
        self._service, self._partner, self._table = service, partner, table
        self._chance = Random(seed)  # noqa: S311
        self._officer = officer(partner)
        self._at = uuid4()
        self.tally: Counter[str] = Counter()

    def play(self) -> Counter[str]:
        """Act as often as agreed; return what was recorded and what was refused."""
        acts: dict[Callable[[], object], int] = {
            self._promise: 8,
            self._allocate: 14,
            self._pay: 16,
            self._refund: 8,
            self._hand_over: 6,
            self._reduce: 1,
            self._cancel: 1,
            self._hand_to_another: 1,
            self._correct: 1,
            self._hand_on: 8,
            self._give_back: 3,
        }
        for _ in range(ACTS):
            own = [one for partner, one in list(self._table.promised) if partner == self._partner]
            self._at = self._one_of(own)
            [act] = self._chance.choices(list(acts), list(acts.values()))
            try:
                act()
            except Refused as refused:
                self.tally[type(refused).__name__] += 1
            else:
                self.tally["recorded"] += 1
        return self.tally

    def _promise(self) -> None:
        need = self._chance.choice(list(PROGRAMMES))
        # To one of three households, or to the village: so that this is no rare thing.
        home = self._chance.choice([None, *self._chance.sample(self._table.households, 3)])
        ask = commitments.Commit(
            partner=self._partner,
            programme=PROGRAMMES[need],
            household=home,
            village=None if home else KLEGO,
            amount_rupiah=20 * self._amount(),
            form="cash",
            fiscal_year=YEAR,
            occurred_on=DAY,
        )
        made = do(self._service, self._officer, commitments.commit, ask)
        self._table.promised.append((self._partner, UUID(made.id)))

    def _allocate(self) -> None:
        own = [slug for slug, (partner, _) in MORE_FUNDS.items() if partner == self._partner]
        fund = self._chance.choice([fund_of(self._partner)] * 4 + own * 4 + [*MORE_FUNDS])
        asnaf: Asnaf | None = self._chance.choice(ASNAF)
        ask = disbursements.Allocate(
            amount_rupiah=4 * self._amount(), fund=fund, asnaf=asnaf, occurred_on=DAY
        )
        self._act(disbursements.allocate, ask)

    def _pay(self) -> None:
        self._act(disbursements.disburse, payment(uuid4().hex, self._amount()))

    def _refund(self) -> None:
        ask = disbursements.Refund(
            disbursement=self._payment(),
            amount_rupiah=self._amount(),
            reason="Salah bayar",
            occurred_on=DAY,
        )
        self._act(disbursements.refund, ask)

    def _hand_over(self) -> None:
        self._act(deliveries.deliver, deliveries.Deliver(value_rupiah=self._amount()))

    def _reduce(self) -> None:
        ask = changes.Change(amount_rupiah=self._amount(), reason="Anggaran berkurang")
        self._act(changes.reduce, ask)

    def _cancel(self) -> None:
        self._act(changes.cancel, Explain(reason="Batal"))

    def _hand_to_another(self) -> None:
        other = self._chance.choice(PLAYERS)
        ask = changes.Transfer(to_partner=other, reason="Dialihkan", form="cash")
        to = SECRETARIAT if other != self._partner else self._officer
        made = do(self._service, to, changes.transfer, self._at, ask)
        self._table.promised.append((other, UUID(made.id)))

    def _correct(self) -> None:
        ask = disbursements.Correct(
            entry=self._payment(),
            stage="disbursed",
            delta_rupiah=self._chance.choice([-1, 1]) * self._amount(),
            reason="Salah tulis",
        )
        self._act(disbursements.correct, ask)

    def _hand_on(self) -> None:
        """Hand money of a fund to another's of the same kind, as along a chain."""
        kind = self._chance.choice(["csr", "zakat"])
        ask = funds.Transfer(
            amount_rupiah=self._amount(),
            to_fund=self._chance.choice([one for one in FUNDS if kind_of(one) == kind]),
            document="BAST",
            occurred_on=DAY,
        )
        made = do(self._service, self._officer, funds.transfer, self._own_fund(kind), ask)
        self._table.transfers.append((ask.to_fund, UUID(made.id)))

    def _give_back(self) -> None:
        """Give back a part of what another fund handed on."""
        handed = self._chance.choice(self._table.transfers or [(self._own_fund("csr"), uuid4())])
        ask = funds.Return(
            transfer=handed[1], amount_rupiah=self._amount(), reason="Tidak terpakai"
        )
        do(self._service, officer(owner_of(handed[0])), funds.give_back, handed[0], ask)

    def _own_fund(self, kind: str) -> str:
        own = [one for one in FUNDS if owner_of(one) == self._partner and kind_of(one) == kind]
        return own[0] if own else fund_of(self._partner)

    def _act(self, command: Callable[..., object], ask: object) -> None:
        do(self._service, self._officer, command, self._at, ask)

    def _payment(self) -> UUID:
        """Return a payment of the promise at hand, or one that never was."""
        return self._one_of(self._service.ledger.look(Commitment, self._at)[1].disbursements)

    def _one_of(self, those: Iterable[UUID]) -> UUID:
        found = list(those)
        return self._chance.choice(found) if found else uuid4()

    def _amount(self) -> int:
        return self._chance.randint(1, 20) * 10_000


def test_a_thousand_acts_at_once_leave_one_truth_to_the_rupiah(services: Services, tmp_path: Path):
    first = services[0]
    prepare(first, fund_rupiah=FUND_RUPIAH)
    for slug, (partner, kind) in MORE_FUNDS.items():
        filled = funds.Open(
            fund=slug,
            partner=partner,
            fund_type=kind,
            fiscal_year=YEAR,
            document="SK-2",
            amount_rupiah=FUND_RUPIAH,
            occurred_on=DAY,
        )
        do(first, officer(partner), funds.open_fund, filled)
    table = Table([_in_need(first) for _ in range(HOUSEHOLDS)], [], [])

    outcomes = at_once(
        *[
            partial(Player(services[number % len(services)], partner, table, number).play)
            for number, partner in enumerate(PLAYERS)
        ]
    )

    assert losers(outcomes) == []
    tally: Counter[str] = sum((one for one in outcomes if isinstance(one, Counter)), Counter())
    assert sum(tally.values()) == len(PLAYERS) * ACTS
    assert tally["recorded"] > 3 * ACTS
    _expect_no_need_won_twice(first, table.households)
    _expect_funds_to_agree(first)
    book = written(tmp_path, journal.written(first, partner=None, position=NOW))
    assert_alike(first, balances(book), PRESENT)
    _expect_promises_to_agree(first, {one for _, one in table.promised})
    assert_equal_to_rebuilds(first)


def _in_need(service: Regency) -> UUID:
    household = registered(service)
    for need in PROGRAMMES:
        do(service, SECRETARIAT, judge_need, household, confirmed(need))
    return household


def _expect_no_need_won_twice(service: Regency, households: Sequence[UUID]) -> None:
    for each in households:
        known = Household()
        for recorded in service.log.history(Household.stream(each)):
            known = known.after(recorded.event)
            assert all(len(need.reservations) <= 1 for need in known.needs.values()), each


def _expect_funds_to_agree(service: Regency) -> None:
    reserved: Counter[UUID] = Counter()
    spent: Counter[UUID] = Counter()
    with reading(service, "funds") as conn:
        for slug in FUNDS:
            known = Fund()
            for recorded in service.log.history(Fund.stream(slug)):
                known = known.after(recorded.event)
                assert known.available_rupiah >= 0, slug
                assert min([0, *known.reserved.values(), *known.spent.values()]) == 0, slug
            reserved.update(known.reserved)
            spent.update(known.spent)
            shown = read_funds.one(conn, service.schema, slug)
            assert shown is not None
            assert (
                shown.credited_rupiah,
                shown.reserved_rupiah,
                shown.spent_rupiah,
                shown.available_rupiah,
            ) == (
                known.credited_rupiah,
                sum(known.reserved.values()),
                sum(known.spent.values()),
                known.available_rupiah,
            ), slug
    for commitment in {*reserved, *spent}:
        numbers = service.ledger.look(Commitment, commitment)[1].numbers
        assert spent[commitment] == numbers.disbursed
        assert reserved[commitment] == numbers.allocated - numbers.disbursed


def _expect_promises_to_agree(service: Regency, made: set[UUID]) -> None:
    everything = FiveNumbers()
    with reading(service, "commitments") as conn:
        for each in made:
            known = Commitment()
            for recorded in service.log.history(Commitment.stream(each)):
                known = known.after(recorded.event)
                assert known.numbers.hold(), each
            shown = promises.one(conn, service.schema, each)
            assert shown is not None
            assert known.numbers == FiveNumbers(
                committed=shown.committed_rupiah,
                allocated=shown.allocated_rupiah,
                disbursed=shown.disbursed_rupiah,
                delivered=shown.delivered_rupiah,
                verified=shown.verified_rupiah,
            )
            everything = everything.plus(known.numbers)
    with reading(service, "contributions") as conn:
        told = contributions.totals(conn, service.schema)
    assert everything == FiveNumbers(
        committed=told.committed_rupiah,
        allocated=told.allocated_rupiah,
        disbursed=told.disbursed_rupiah,
        delivered=told.delivered_rupiah,
        verified=told.verified_rupiah,
    )
