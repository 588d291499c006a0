"""A money history told by chance: funds fill, promises are made, kept, broken and put right."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from service.aggregates.commitment import Commitment
from service.commands import (
    commitment_changes,
    commitments,
    deliveries,
    disbursements,
    funds,
)
from service.commands.commitment_changes import Change, Transfer
from service.commands.commitments import Commit
from service.commands.deliveries import Deliver, Dispute, Resolve, Verify
from service.commands.disbursements import Allocate, Correct, Disburse, Refund
from service.commands.requests import Explain, Request
from service.kernel.refusals import Refused
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, SECRETARIAT, do
from tests.support.promising import PARTNERS, PROGRAMMES, YEAR, fund_of, in_need, prepare

FIRST, DAYS = DAY, 600
"""Nothing happens before the funds are open."""
GIVERS = PARTNERS[:4]
WHY = "Menurut catatan"


class Fortune:
    """One history.

    Args:
        seed: the same one tells the same history.
    """

    def __init__(self, regency: Regency, seed: int) -> None:
        self.regency = regency
        self.chance = Random(seed)  # noqa: S311
        self.promises: list[UUID] = []
        self.households: list[UUID] = []
        self._receipts = count(1)

    def begin(self) -> None:
        """Make what can be promised from: a fund of zakat, infak and amil each beside CSR."""
        prepare(self.regency, fund_rupiah=20_000_000)
        self.households = [in_need(self.regency) for _ in range(4)]
        for partner in GIVERS:
            for kind in ("zakat", "infak", "amil"):
                opened = funds.Open(
                    fund=f"{kind}-{partner}",
                    partner=partner,
                    fund_type=kind,
                    fiscal_year=YEAR,
                    document="SK-2",
                    amount_rupiah=0 if kind == "amil" else 8_000_000,
                    occurred_on=FIRST,
                )
                do(self.regency, SECRETARIAT, funds.open_fund, opened)

    def live(self, steps: int) -> None:
        """Try some things; what a rule forbids does not happen."""
        ways = list(self._ways())
        for _ in range(steps):
            try:
                self.chance.choice(ways)()
            except Refused:
                continue

    def day(self) -> date:
        """Return a day of the history."""
        return FIRST + timedelta(days=self.chance.randrange(DAYS))

    def amount(self, most: int = 4_000_000) -> int:
        """Return some rupiah, at least one."""
        return self.chance.randrange(1, most)

    def _ways(self) -> Iterator[Callable[[], object]]:
        yield from (self._promise,) * 3
        yield from (self._allocate, self._disburse, self._deliver) * 4
        yield from (self._refund, self._correct, self._verify) * 2
        yield self._change
        yield from (self._fund,) * 2

    def _promise(self) -> None:
        chance = self.chance
        household = chance.choice([None, None, *self.households])
        form: Any = chance.choice(["cash", "in_kind"])
        ask = Commit(
            partner=chance.choice(GIVERS),
            programme=PROGRAMMES["sanitation"],
            amount_rupiah=self.amount(6_000_000),
            form=form,
            valuation="stated" if form == "in_kind" else None,
            household=household,
            village=None if household else KLEGO,
            broker=chance.choice([None, PARTNERS[5], PARTNERS[0]]),
            implementer=chance.choice([None, PARTNERS[6]]),
            package="bersama" if household else None,
            fiscal_year=YEAR,
            occurred_on=self.day(),
        )
        receipt = do(self.regency, SECRETARIAT, commitments.commit, ask)
        self.promises.append(UUID(receipt.id))

    def _one(self) -> tuple[UUID, Commitment]:
        if not self.promises:
            self._promise()
        commitment = self.chance.choice(self.promises)
        return commitment, self.regency.ledger.look(Commitment, commitment)[1]

    def _tell(self, command: Callable[..., object], *args: Any) -> Any:
        return do(self.regency, SECRETARIAT, command, *args)

    def _allocate(self) -> None:
        commitment, known = self._one()
        assert known.terms is not None
        owner = known.terms.partner
        fund = self.chance.choice([None, fund_of(owner), f"zakat-{owner}", f"infak-{owner}"])
        ask = Allocate(
            amount_rupiah=self.amount(),
            fund=fund,
            budget_line=None if fund else self.chance.choice(["02.01.03", "04.05.01"]),
            asnaf="miskin" if fund and fund.startswith("zakat") else None,
            occurred_on=self.day(),
        )
        self._tell(disbursements.allocate, commitment, ask)

    def _disburse(self) -> None:
        ask = Disburse(
            amount_rupiah=self.amount(2_000_000),
            method="transfer",
            receipt=f"BKK-{next(self._receipts)}",
            occurred_on=self.day(),
        )
        self._tell(disbursements.disburse, self._one()[0], ask)

    def _refund(self) -> None:
        commitment, known = self._one()
        for disbursement in known.disbursements:
            ask = Refund(
                disbursement=disbursement,
                amount_rupiah=self.amount(1_000_000),
                reason=WHY,
                occurred_on=self.day(),
            )
            self._tell(disbursements.refund, commitment, ask)

    def _correct(self) -> None:
        commitment, known = self._one()
        entries: list[tuple[Any, UUID]] = [
            *(("allocated", one) for one in known.allocations),
            *(("disbursed", one) for one in known.disbursements),
            *(("delivered", one) for one in known.deliveries),
            *(("verified", one) for one in known.deliveries),
        ]
        if entries:
            stage, entry = self.chance.choice(entries)
            ask = Correct(
                entry=entry,
                stage=stage,
                delta_rupiah=self.chance.choice([-1, 1]) * self.amount(400_000),
                reason=WHY,
                occurred_on=self.day(),
            )
            self._tell(disbursements.correct, commitment, ask)

    def _deliver(self) -> None:
        ask = Deliver(value_rupiah=self.amount(3_000_000), occurred_on=self.day())
        self._tell(deliveries.deliver, self._one()[0], ask)

    def _verify(self) -> None:
        commitment, known = self._one()
        for delivery, one in known.deliveries.items():
            if self.chance.random() < 0.3:
                self._tell(
                    deliveries.dispute,
                    commitment,
                    delivery,
                    Dispute(reason="short", occurred_on=self.day()),
                )
                decided = Resolve(
                    outcome="upheld",
                    amount_rupiah=self.amount(500_000),
                    reason=WHY,
                    occurred_on=self.day(),
                )
                self._tell(deliveries.resolve, commitment, delivery, decided)
            elif one.state == "handed_over":
                agreed = Request(occurred_on=self.day())
                self._tell(deliveries.acknowledge, commitment, delivery, agreed)
            else:
                seen = Verify(value_rupiah=self.amount(1_000_000), occurred_on=self.day())
                self._tell(deliveries.verify, commitment, delivery, seen)

    def _change(self) -> None:
        commitment, _ = self._one()
        on = self.day()
        change = Change(amount_rupiah=self.amount(1_000_000), reason=WHY, occurred_on=on)
        way = self.chance.randrange(5)
        if way == 0:
            self._tell(commitment_changes.increase, commitment, change)
        elif way == 1:
            self._tell(commitment_changes.reduce, commitment, change)
        elif way == 2:
            self._tell(commitment_changes.cancel, commitment, Explain(reason=WHY, occurred_on=on))
        elif way == 3:
            self._tell(commitment_changes.lapse, commitment, Request(occurred_on=on))
        else:
            over = Transfer(
                to_partner=self.chance.choice(GIVERS), reason=WHY, form="cash", occurred_on=on
            )
            self.promises.append(UUID(self._tell(commitment_changes.transfer, commitment, over).id))

    def _fund(self) -> None:
        owner, on = self.chance.choice(GIVERS), self.day()
        fund = f"{self.chance.choice(['zakat', 'infak'])}-{owner}"
        way = self.chance.randrange(5)
        if way == 0:
            credit = funds.Credit(amount_rupiah=self.amount(), document="BSZ-1", occurred_on=on)
            self._tell(funds.credit, fund, credit)
        elif way == 1:
            taken = funds.TakeAmil(
                amount_rupiah=self.amount(900_000),
                to_fund=f"amil-{owner}",
                document="BA-1",
                occurred_on=on,
            )
            self._tell(funds.take_amil, fund, taken)
        elif way == 2:
            to = fund.replace(owner, self.chance.choice(GIVERS))
            handed = funds.Transfer(
                amount_rupiah=self.amount(900_000), to_fund=to, document="BAST-1", occurred_on=on
            )
            receipt = self._tell(funds.transfer, fund, handed)
            if self.chance.random() < 0.5:
                back = funds.Return(
                    transfer=UUID(receipt.id),
                    amount_rupiah=self.amount(900_000),
                    reason=WHY,
                    occurred_on=self.day(),
                )
                self._tell(funds.give_back, to, back)
        else:
            delta = self.chance.choice([-1, 1]) * self.amount(500_000)
            put = funds.Correct(delta_rupiah=delta, reason=WHY, occurred_on=on)
            self._tell(funds.correct, fund, put)


def lived(regency: Regency, seed: int, steps: int) -> Fortune:
    """Tell a history of some steps; return it, with what it can tell of chance."""
    fortune = Fortune(regency, seed)
    fortune.begin()
    fortune.live(steps)
    return fortune
