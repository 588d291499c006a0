"""Whatever several funds decide, in whatever order, no rupiah is lost, doubled or overdrawn."""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from service.aggregates.fund import Fund
from service.aggregates.fund_events import FundClosed, FundReturned, FundTransferred
from service.kernel.refusals import Refused
from tests.support.events import COMMITMENT, DISBURSEMENT, OTHER_COMMITMENT, opened_fund, uid
from tests.support.scenario import after

Funds = Mapping[str, Fund]
Step = tuple[str, str, str, int]

DAY: dict[str, Any] = {"on": date(2025, 1, 10), "today": date(2025, 1, 10)}
OPENED: dict[str, tuple[str, str, int]] = {
    "zakat": ("baznas", "zakat", 2024),
    "zakat-upz": ("upz", "zakat", 2024),
    "zakat-dinsos": ("dinsos", "zakat", 2024),
    "zakat-next": ("baznas", "zakat", 2025),
    "infak": ("baznas", "infak", 2024),
    "amil": ("baznas", "amil", 2024),
}
NAMES = tuple(OPENED)
AT_FIRST = 24
"""What is in each of the purses."""
ZAKAT = ("zakat", "zakat-upz", "zakat-dinsos")
AMOUNTS = st.integers(min_value=0, max_value=26)


def steps_of(what: str, *names: str, to: tuple[str, ...] = NAMES) -> st.SearchStrategy[Step]:
    return st.tuples(st.just(what), st.sampled_from(names), st.sampled_from(to), AMOUNTS)


STEPS = st.one_of(
    *(steps_of(what, *NAMES) for what in ("credit", "reserve", "release", "spend", "refund")),
    steps_of("amil", *ZAKAT, "infak"),
    steps_of("transfer", *ZAKAT, "infak", to=ZAKAT),
    steps_of("transfer", *ZAKAT, to=ZAKAT),
    steps_of("return", *ZAKAT, "zakat-next", "amil"),
    steps_of("correct", *NAMES),
    steps_of("uncorrect", *NAMES),
    steps_of("close", *ZAKAT, to=("zakat-next",)),
)
"""Most of them are allowed at some time; those that are not leave the funds as they are."""


def opened() -> dict[str, Fund]:
    return {
        name: after(
            Fund(),
            opened_fund(
                AT_FIRST,
                fund=name,
                partner=owner,
                fund_type=kind,
                fiscal_year=year,
            ),
        )
        for name, (owner, kind, year) in OPENED.items()
    }


def step(funds: Funds, number: int, said: Step) -> Funds:
    """Return the funds after one save: both ends of a transfer, or neither."""
    what, name, other, amount = said
    fund = funds[name]
    promise = (COMMITMENT, OTHER_COMMITMENT)[amount % 2]
    whose: dict[str, Any] = {
        "partner": fund.partner,
        "fiscal_year": fund.fiscal_year,
        "asnaf": "fakir",
    }
    paper: dict[str, Any] = {"document": "BAST", **DAY}
    match what:
        case "credit":
            told = {name: fund.credit(amount_rupiah=amount, **paper)}
        case "reserve":
            told = {name: fund.reserve(promise, amount_rupiah=amount, **whose, **DAY)}
        case "release":
            told = {name: fund.release(promise, amount_rupiah=amount, **DAY)}
        case "spend":
            told = {name: fund.spend(promise, **paid(amount))}
        case "refund":
            told = {name: fund.refund(promise, **paid(amount))}
        case "correct" | "uncorrect":
            delta = amount if what == "correct" else -amount
            told = {name: fund.correct("credited", delta_rupiah=delta, reason="Uji", **DAY)}
        case "return":
            told = returned(funds, fund, amount)
        case _:
            to = funds["amil" if what == "amil" else other]
            told = dict(handed_on(fund, to, what, amount=amount, transfer=uid(number)))
    return {**funds, **{name: after(funds[name], *events) for name, events in told.items()}}


def paid(amount: int) -> dict[str, Any]:
    return {"disbursement": DISBURSEMENT, "amount_rupiah": amount, **DAY}


def handed_on(
    fund: Fund, to: Fund, what: str, *, amount: int, transfer: UUID
) -> Iterator[tuple[str, Any]]:
    base = 0
    if what == "amil":
        leaving = fund.take_amil(amount_rupiah=amount, to_fund=to.fund, transfer=transfer, **DAY)
    elif what == "close":
        leaving = fund.close(transfer, to, document="BA", **DAY)
        [closed] = leaving
        assert isinstance(closed, FundClosed)
        amount, base = closed.amount_rupiah, closed.amil_base_rupiah
    else:
        leaving = fund.transfer(transfer, to, amount_rupiah=amount, document="BAST", **DAY)
        [handed] = leaving
        assert isinstance(handed, FundTransferred)
        base = handed.amil_base_rupiah
    yield fund.fund, leaving
    if amount:
        cause: Any = {"amil": "amil", "close": "carry_over"}.get(what, "transfer")
        yield (
            to.fund,
            to.receive(
                transfer,
                from_fund=fund.fund,
                from_partner=fund.partner,
                amount_rupiah=amount,
                document="BAST",
                cause=cause,
                amil_base_rupiah=base,
                **DAY,
            ),
        )


def returned(funds: Funds, fund: Fund, amount: int) -> dict[str, Any]:
    # The latest one: whoever gives back too much of it takes what an earlier one brought.
    transfer = next(reversed(fund.received), uid(0))
    [back] = fund.give_back(transfer, amount_rupiah=amount, to_partner="", reason="Uji", **DAY)
    assert isinstance(back, FundReturned)
    came = funds[back.to_fund].retrieve(
        transfer,
        from_fund=fund.fund,
        from_partner=fund.partner,
        amount_rupiah=amount,
        amil_base_rupiah=back.amil_base_rupiah,
        reason="Uji",
        **DAY,
    )
    return {fund.fund: (back,), back.to_fund: came}


@settings(max_examples=400, deadline=None)
@given(st.lists(STEPS, min_size=4, max_size=25))
def test_no_rupiah_is_lost_doubled_or_overdrawn_along_a_chain(steps):
    funds: Funds = opened()
    collected, corrected = AT_FIRST * len(funds), False
    for number, said in enumerate(steps, start=1):
        what, *_, amount = said
        try:
            moved = step(funds, number, said)
        except Refused:
            continue
        funds = moved
        collected += {"credit": amount, "correct": amount, "uncorrect": -amount}.get(what, 0)
        corrected = corrected or what == "uncorrect"
        check(funds, collected)
        if not corrected:
            check_amil(funds)


def check(funds: Funds, collected: int) -> None:
    for fund in funds.values():
        held = (fund.available_rupiah, *fund.reserved.values(), *fund.spent.values())
        passed = [*fund.received.values(), *fund.sent.values()]
        assert min(*held, 0, *(one.amount_rupiah for one in passed)) == 0, fund
    whole = sum(
        fund.available_rupiah + sum(fund.reserved.values()) + sum(fund.spent.values())
        for fund in funds.values()
    )
    assert whole == collected == sum(fund.credited_rupiah for fund in funds.values())
    left = sum(fund.sent_rupiah + fund.amil_rupiah for fund in funds.values())
    assert sum(fund.received_rupiah for fund in funds.values()) == left


def check_amil(funds: Funds) -> None:
    """Along the whole chain of a kind the amil has no more than its share of what came in."""
    for kind, share in (("zakat", Fraction(1, 8)), ("infak", Fraction(1, 5))):
        own = [fund for fund in funds.values() if fund.fund_type == kind]
        came_in = sum(fund.credited_rupiah for fund in own)
        assert sum(fund.amil_rupiah for fund in own) <= came_in * share
