"""Many hands on the same purses, through several services: no rupiah is lost or held twice."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle
from random import Random
from uuid import UUID

from service.aggregates.fund import Fund
from service.aggregates.fund_rules import MoreThanAvailable, MoreThanReceived
from service.application import Receipt
from service.commands import disbursements, funds
from service.commands.disbursements import Allocate
from service.commands.funds import Return, Transfer
from service.projections import funds as told
from service.regency import Regency
from tests.commands.acting import DAY, do
from tests.support.promising import PARTNERS, fund_of, officer, prepare, promised
from tests.support.read_models import reading
from tests.support.threads import at_once, losers, winners

Services = Sequence[Regency]

FUND_RUPIAH = 1_000_000
PURSES = 10
STEPS = 40


def test_of_many_who_want_the_last_rupiah_one_gets_it_and_the_others_hear_why(services: Services):
    prepare(services[0], fund_rupiah=0)
    giver = PARTNERS[0]
    asked = funds.Credit(amount_rupiah=FUND_RUPIAH, document="BKM-1", occurred_on=DAY)
    do(services[0], officer(giver), funds.credit, fund_of(giver), asked)
    promises = [promised(services[0], giver, FUND_RUPIAH) for _ in range(8)]
    jobs: list[Callable[[], Receipt]] = [
        partial(_reserve, service, giver, promise)
        for service, promise in zip(cycle(services), promises, strict=False)
    ]
    jobs += [
        partial(_transfer, service, giver, to, FUND_RUPIAH)
        for service, to in zip(cycle(services), PARTNERS[1:9], strict=False)
    ]

    outcomes = at_once(*jobs)

    assert len(winners(outcomes)) == 1
    assert {type(each) for each in losers(outcomes)} == {MoreThanAvailable}
    known = [services[0].ledger.look(Fund, fund_of(each))[1] for each in PARTNERS]
    assert known[0].available_rupiah == 0
    held = sum(one.available_rupiah + sum(one.reserved.values()) for one in known)
    assert held == FUND_RUPIAH


def test_in_a_storm_of_transfers_and_returns_every_rupiah_stays_where_one_looks_for_it(
    services: Services,
):
    prepare(services[0], fund_rupiah=FUND_RUPIAH)

    outcomes = at_once(
        *[
            partial(_trade, service, Random(number))  # noqa: S311
            for number, service in zip(range(8), cycle(services), strict=False)
        ]
    )

    assert losers(outcomes) == []
    known: dict[str, Fund] = {}
    for purse in map(fund_of, PARTNERS):
        left = Fund()
        for recorded in services[0].log.history(Fund.stream(purse)):
            left = left.after(recorded.event)
            assert left.available_rupiah >= 0
        known[purse] = left
    moved = sum(one.received_rupiah for one in known.values())
    assert moved == sum(one.sent_rupiah for one in known.values()) > 0
    assert sum(one.available_rupiah for one in known.values()) == FUND_RUPIAH * len(PARTNERS)
    with reading(services[1], "funds") as conn:
        shown = told.find(conn, services[1].schema, limit=99)
        [total] = told.totals(conn, services[1].schema)
    assert {one.fund: one.available_rupiah for one in shown} == {
        purse: one.available_rupiah for purse, one in known.items()
    }
    assert total.credited_rupiah == FUND_RUPIAH * len(PARTNERS)
    assert total.received_rupiah == total.sent_rupiah == moved


def _reserve(regency: Regency, giver: str, commitment: UUID) -> Receipt:
    asked = Allocate(amount_rupiah=FUND_RUPIAH, fund=fund_of(giver), occurred_on=DAY)
    return do(regency, officer(giver), disbursements.allocate, commitment, asked)


def _transfer(regency: Regency, giver: str, to: str, amount_rupiah: int) -> Receipt:
    asked = Transfer(
        amount_rupiah=amount_rupiah, to_fund=fund_of(to), document="BAST-1", occurred_on=DAY
    )
    return do(regency, officer(giver), funds.transfer, fund_of(giver), asked)


def _trade(regency: Regency, chance: Random) -> None:
    """Hand money around at random, and give some of it back."""
    for _ in range(STEPS):
        giver, to = chance.sample(PARTNERS[:PURSES], 2)
        try:
            if chance.random() < 0.6:
                _transfer(regency, giver, to, chance.randint(1, FUND_RUPIAH))
            else:
                _give_back(regency, giver, chance)
        except (MoreThanAvailable, MoreThanReceived):
            continue


def _give_back(regency: Regency, holder: str, chance: Random) -> None:
    held = regency.ledger.look(Fund, fund_of(holder))[1].received
    open_ones = [each for each, one in held.items() if one.amount_rupiah]
    if not open_ones:
        return
    transfer = chance.choice(open_ones)
    asked = Return(
        transfer=transfer,
        amount_rupiah=chance.randint(1, held[transfer].amount_rupiah),
        reason="Tidak jadi dipakai",
        occurred_on=DAY,
    )
    do(regency, officer(holder), funds.give_back, fund_of(holder), asked)
