"""Whatever is decided, in whatever order, the five numbers agree and no fund goes below nought."""

from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_draws import by_fund
from service.aggregates.commitment_events import (
    AidDisbursed,
    AidRefunded,
    AllocationMade,
    CommitmentCancelled,
    CommitmentLapsed,
    CommitmentReduced,
    CommitmentTransferred,
    EntryCorrected,
    FiveNumbers,
    MoneyEvent,
)
from service.aggregates.commitment_plan_events import CommitmentCarried, Instalment
from service.aggregates.fund import Fund
from service.kernel.events import Event
from service.kernel.refusals import Refused
from tests.support.events import (
    COMMITMENT,
    OTHER_COMMITMENT,
    TERMS,
    TODAY,
    made,
    opened_fund,
    uid,
)
from tests.support.scenario import after

WHEN: dict[str, Any] = {"on": TODAY, "today": TODAY}
LATER = date(2025, 1, 2)
FUNDS = ("zakat", "infak")
AMOUNTS = st.integers(min_value=1, max_value=6)
DELTAS = st.integers(min_value=-4, max_value=4)
ENTRIES = st.integers(min_value=0, max_value=3)
DECISIONS = st.one_of(
    st.tuples(st.just("allocate"), AMOUNTS, ENTRIES),
    st.tuples(st.just("disburse"), AMOUNTS, ENTRIES),
    st.tuples(st.just("deliver"), AMOUNTS, ENTRIES),
    st.tuples(st.just("acknowledge"), AMOUNTS, ENTRIES),
    st.tuples(st.just("dispute"), AMOUNTS, ENTRIES),
    st.tuples(st.just("resolve"), AMOUNTS, ENTRIES),
    st.tuples(st.just("verify"), AMOUNTS, ENTRIES),
    st.tuples(st.just("refund"), AMOUNTS, ENTRIES),
    st.tuples(st.just("increase"), AMOUNTS, ENTRIES),
    st.tuples(st.just("reduce"), AMOUNTS, ENTRIES),
    st.tuples(st.sampled_from(["cancel", "lapse", "transfer"]), AMOUNTS, ENTRIES),
    st.tuples(st.sampled_from(["plan", "receive", "outcome", "carry"]), AMOUNTS, ENTRIES),
    st.tuples(
        st.sampled_from(["allocated", "disbursed", "delivered", "verified"]), DELTAS, ENTRIES
    ),
)


def choose(promise: Commitment, what: str, amount: int, entry: int) -> tuple[Event, ...]:
    """Make one decision; of entries, the one of this number."""
    reason = {"reason": "Uji", **WHEN}
    delivery = nth(promise.deliveries, entry)
    if what in {"allocated", "disbursed", "delivered", "verified"}:
        kinds: dict[str, Any] = {
            "allocated": promise.allocations,
            "disbursed": promise.disbursements,
        }
        known = nth(kinds.get(what, promise.deliveries), entry)
        return promise.correct(known, stage=what, delta_rupiah=amount, **reason)  # type: ignore[arg-type]
    decisions: dict[str, Callable[[], tuple[Event, ...]]] = {
        "allocate": lambda: promise.allocate(
            uid(len(promise.allocations)),
            amount_rupiah=amount,
            fund=FUNDS[entry % 2] if entry else None,
            budget_line="1.06",
            **WHEN,
        ),
        "disburse": lambda: promise.disburse(
            uid(len(promise.disbursements)),
            amount_rupiah=amount,
            method="cash",
            receipt=str(len(promise.disbursements)),
            account="bendahara",
            **WHEN,
        ),
        "deliver": lambda: promise.deliver(
            uid(len(promise.deliveries)), value_rupiah=amount, **WHEN
        ),
        "acknowledge": lambda: promise.acknowledge(delivery, organisation="desa", **WHEN),
        "dispute": lambda: promise.dispute(delivery, reason="short", **WHEN),
        "resolve": lambda: promise.resolve(
            delivery, outcome="upheld", amount_rupiah=amount, organisation="tkpkd", **reason
        ),
        "verify": lambda: promise.verify(
            delivery, value_rupiah=amount, organisation="inspektorat", **WHEN
        ),
        "refund": lambda: promise.refund(
            nth(promise.disbursements, entry), amount_rupiah=amount, **reason
        ),
        "increase": lambda: promise.increase(amount_rupiah=amount, **reason),
        "reduce": lambda: promise.reduce(amount_rupiah=amount, **reason),
        "cancel": lambda: promise.cancel(**reason),
        "lapse": lambda: promise.lapse(on=LATER, today=LATER),
        "plan": lambda: promise.plan_instalments(
            (Instalment(due_on=LATER, amount_rupiah=amount),), **reason
        ),
        "receive": lambda: promise.acknowledge(
            delivery, organisation="desa", received_rupiah=amount, **WHEN
        ),
        "outcome": lambda: promise.check_outcome(
            condition="gone",
            is_used=False,
            is_need_met=False,
            organisation="inspektorat",
            **WHEN,
        ),
        "carry": lambda: promise.carry_over(
            to_commitment=OTHER_COMMITMENT, to_year=LATER.year, on=LATER, today=LATER
        ),
        "transfer": lambda: promise.transfer_out(
            to_partner="pt-contoh", to_commitment=OTHER_COMMITMENT, **reason
        ),
    }
    return decisions[what]()


def nth(entries: dict[Any, Any], number: int) -> Any:
    return list(entries)[number % len(entries)] if entries else uid(999)


def follow(funds: dict[str, Fund], event: Event) -> dict[str, Fund]:
    """Let the funds learn what a promise did with their money, as the commands do."""
    match event:
        case AllocationMade(fund=str(fund)):
            terms: dict[str, Any] = {
                "partner": TERMS.partner,
                "fiscal_year": TERMS.fiscal_year,
                "asnaf": "fakir",
            }
            made_of = funds[fund].reserve(
                COMMITMENT,
                amount_rupiah=event.amount_rupiah,
                **terms,
                **WHEN,
            )
            return funds | {fund: after(funds[fund], *made_of)}
        case AidDisbursed():
            return each(
                funds,
                event.draws,
                lambda fund, amount: fund.spend(
                    COMMITMENT, disbursement=event.disbursement, amount_rupiah=amount, **WHEN
                ),
            )
        case AidRefunded():
            return each(
                funds,
                event.returned,
                lambda fund, amount: fund.refund(
                    COMMITMENT, disbursement=event.disbursement, amount_rupiah=amount, **WHEN
                ),
            )
        case EntryCorrected():
            return each(
                funds,
                event.draws,
                lambda fund, amount: fund.correct(
                    event.stage, delta_rupiah=amount, reason="Uji", commitment=COMMITMENT, **WHEN
                ),
            )
        case (
            CommitmentReduced()
            | CommitmentCancelled()
            | CommitmentLapsed()
            | CommitmentTransferred()
        ):
            return each(
                funds,
                event.returned,
                lambda fund, amount: fund.release(COMMITMENT, amount_rupiah=amount, **WHEN),
            )
    return funds


def each(funds: dict[str, Fund], draws: Any, decide: Any) -> dict[str, Fund]:
    for name, amount in by_fund(draws).items():
        funds = funds | {name: after(funds[name], *decide(funds[name], amount))}
    return funds


@settings(max_examples=300)
@given(st.lists(DECISIONS, max_size=30))
def test_the_five_numbers_agree_and_no_fund_goes_below_nought(decisions):
    promise = after(Commitment(), made(10))
    funds = {name: after(Fund(), opened_fund(12, fund=name)) for name in FUNDS}
    carried: list[int] = []
    lapsed: list[int] = []
    for what, amount, entry in decisions:
        try:
            events = choose(promise, what, amount, entry)
            moved = funds
            for event in events:
                moved = follow(moved, event)
        except Refused:
            continue
        told = promise.numbers
        for event in events:
            if isinstance(event, MoneyEvent):
                told = told.plus(event.change)
        promise, funds = after(promise, *events), moved
        assert promise.numbers == told
        check(promise, funds)
        carried += [one.amount_rupiah for one in events if isinstance(one, CommitmentCarried)]
        lapsed += [one.amount_rupiah for one in events if isinstance(one, CommitmentLapsed)]
    # What is promised anew is what the old promise let go of, and no rupiah is promised twice.
    assert carried in ([], lapsed)


def check(promise: Commitment, funds: dict[str, Fund]) -> None:
    """The numbers keep their order, are the sums of their entries, and are known to the funds."""
    allocations = promise.allocations.values()
    deliveries = promise.deliveries.values()
    assert promise.numbers.hold()
    assert promise.numbers == FiveNumbers(
        committed=promise.numbers.committed,
        allocated=sum(one.amount_rupiah for one in allocations),
        disbursed=sum(one.amount_rupiah for one in promise.disbursements.values()),
        delivered=sum(one.value_rupiah for one in deliveries),
        verified=sum(one.verified_rupiah for one in deliveries),
    )
    assert promise.numbers.disbursed == sum(one.drawn_rupiah for one in allocations)
    assert all(one.left_rupiah >= 0 <= one.drawn_rupiah for one in allocations)
    for name, fund in funds.items():
        own = [one for one in allocations if one.fund == name]
        assert fund.available_rupiah >= 0
        assert fund.reserved.get(COMMITMENT, 0) == sum(one.left_rupiah for one in own)
        assert fund.spent.get(COMMITMENT, 0) == sum(one.drawn_rupiah for one in own)
