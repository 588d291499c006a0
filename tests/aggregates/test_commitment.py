"""A promise is kept in parts, never beyond itself, and what is left of it can be taken back."""

from datetime import date

import pytest
from msgspec.structs import replace

from service.aggregates.commitment import (
    Commitment,
    DueBeforePromise,
    MoreThanLeft,
    NotAsProposed,
    NothingLeft,
    PromisedAlready,
    SamePartner,
    ValuationMissing,
    YearNotOver,
)
from service.aggregates.commitment_events import CommitmentMade, FiveNumbers
from service.aggregates.commitment_guards import CommitmentEnded, NotPromised
from service.kernel.guards import NotHappenedYet, NothingToRecord, ReasonMissing
from tests.support.events import (
    ALLOCATION,
    COMMITMENT,
    HOUSEHOLD,
    KLEGO,
    OTHER_COMMITMENT,
    SECOND_ALLOCATION,
    TERMS,
    TODAY,
    TOMORROW,
    YESTERDAY,
    allocated,
    cancelled,
    delivered,
    disbursed,
    drawn,
    increased,
    lapsed,
    made,
    note,
    proposed,
    reduced,
    refunded,
    transferred,
)
from tests.support.scenario import each, given

BLANK = Commitment()
WHEN = {"on": TODAY, "today": TODAY}
NEXT_YEAR = date(2025, 1, 2)
DUE = date(2024, 12, 15)


def propose(**other):
    terms = {"amount_rupiah": 5_000_000, "form": "cash", "due_on": DUE, **WHEN, **other}
    return lambda promise: promise.propose(TERMS, **terms)


def make(terms=TERMS, **other):
    how = {
        "amount_rupiah": 5_000_000,
        "form": "in_kind",
        "valuation": "invoice",
        "quantity": 1,
        "unit": "unit",
        "due_on": DUE,
        **WHEN,
        **other,
    }
    return lambda promise: promise.make(terms, **how)


def increase(amount_rupiah=1_000_000, reason="Harga bahan naik", **other):
    return lambda promise: promise.increase(
        amount_rupiah=amount_rupiah, reason=reason, **{**WHEN, **other}
    )


def reduce(amount_rupiah=1_000_000, reason="Ada swadaya warga"):
    return lambda promise: promise.reduce(amount_rupiah=amount_rupiah, reason=reason, **WHEN)


def cancel(reason="Program dihentikan"):
    return lambda promise: promise.cancel(reason=reason, **WHEN)


def lapse(on=NEXT_YEAR):
    return lambda promise: promise.lapse(on=on, today=on)


def transfer(to_partner="pt-contoh", reason="Anggaran dialihkan"):
    return lambda promise: promise.transfer_out(
        to_partner=to_partner, to_commitment=OTHER_COMMITMENT, reason=reason, **WHEN
    )


class TestPromising:
    def test_a_proposal_promises_nothing(self):
        known = (
            given(BLANK).when(propose(note=note("Usulan dari rapat koordinasi"))).then(proposed())
        )
        assert known.numbers == FiveNumbers()
        assert known.stage == "proposed"

    def test_a_promise_needs_no_proposal(self):
        known = given(BLANK).when(make()).then(made())
        assert known.stage == "made"

    def test_a_proposal_becomes_a_promise_of_another_amount(self):
        given(BLANK, proposed()).when(make(amount_rupiah=4_000_000)).then(made(4_000_000))

    @pytest.mark.parametrize(
        "other",
        [{"partner": "pt-contoh"}, {"need": "food"}, {"village": "33.09.01.2001"},
         {"household": None}],
        ids=["partner", "need", "village", "household"],
    )  # fmt: skip
    def test_a_proposal_becomes_a_promise_of_the_same_partner_for_the_same_need(self, other):
        given(BLANK, proposed()).when(make(replace(TERMS, **other))).then_refused(
            NotAsProposed,
            partner="baznas-boyolali",
            household=str(HOUSEHOLD),
            village=KLEGO,
            need="sanitation",
        )

    @each(propose=propose(), make=make())
    def test_a_commitment_carries_one_promise(self, decide):
        given(BLANK, made()).when(decide).then_refused(PromisedAlready, partner="baznas-boyolali")

    def test_a_commitment_is_proposed_once(self):
        given(BLANK, proposed()).when(propose()).then_refused(
            PromisedAlready, partner="baznas-boyolali"
        )

    @each(propose=propose(amount_rupiah=0), make=make(amount_rupiah=0))
    def test_nothing_is_no_promise(self, decide):
        given(BLANK).when(decide).then_refused(NothingToRecord, asked_rupiah=0)

    @each(propose=propose(due_on=YESTERDAY), make=make(due_on=YESTERDAY))
    def test_a_promise_is_not_due_before_it_is_made(self, decide):
        given(BLANK).when(decide).then_refused(
            DueBeforePromise, due_on="2024-11-03", on="2024-11-04"
        )

    def test_goods_are_valued_by_a_method(self):
        given(BLANK).when(make(valuation=None)).then_refused(ValuationMissing)

    def test_cash_needs_no_valuation(self):
        known = given(BLANK).when(make(form="cash", valuation=None)).then_known()
        assert known.numbers.committed == 5_000_000

    @each(propose=propose(on=TOMORROW), make=make(on=TOMORROW))
    def test_a_promise_is_not_made_tomorrow(self, decide):
        given(BLANK).when(decide).then_refused(NotHappenedYet, on="2024-11-05", today="2024-11-04")

    def test_a_withdrawn_proposal_is_no_promise_any_more(self):
        known = given(BLANK, proposed()).when(cancel()).then_known()
        assert known.stage == "cancelled"
        given(known).when(make()).then_refused(CommitmentEnded, how="cancelled")


class TestChangingThePromise:
    def test_a_partner_promises_more(self):
        known = given(BLANK, made()).when(increase()).then(increased())
        assert known.numbers.committed == 6_000_000

    def test_a_partner_takes_back_a_part(self):
        known = given(BLANK, made()).when(reduce()).then(reduced())
        assert known.numbers.committed == 4_000_000

    def test_what_was_set_aside_for_the_part_taken_back_goes_back(self):
        known = (
            given(BLANK, made(), allocated(4_500_000))
            .when(reduce())
            .then(
                reduced(
                    change=FiveNumbers(committed=-1_000_000, allocated=-500_000),
                    returned=(drawn(500_000),),
                )
            )
        )
        assert known.allocations[ALLOCATION].amount_rupiah == 4_000_000

    def test_the_newest_allocation_gives_way_first(self):
        second = allocated(2_000_000, allocation=SECOND_ALLOCATION)
        (
            given(BLANK, made(), allocated(3_000_000), second)
            .when(reduce(3_000_000))
            .then(
                reduced(
                    3_000_000,
                    change=FiveNumbers(committed=-3_000_000, allocated=-3_000_000),
                    returned=(drawn(2_000_000, SECOND_ALLOCATION), drawn(1_000_000)),
                )
            )
        )

    def test_what_is_paid_is_not_taken_back(self):
        given(BLANK, made(), allocated(), disbursed()).when(reduce(2_000_001)).then_refused(
            MoreThanLeft, asked_rupiah=2_000_001, left_rupiah=2_000_000
        )

    def test_what_is_handed_over_is_not_taken_back(self):
        given(BLANK, made(), delivered(4_000_000)).when(reduce(1_000_001)).then_refused(
            MoreThanLeft, asked_rupiah=1_000_001, left_rupiah=1_000_000
        )

    def test_taking_back_everything_ends_the_promise(self):
        known = given(BLANK, made()).when(reduce(5_000_000)).then(reduced(5_000_000))
        assert known.ended == "reduced"

    @each(increase=increase(0), reduce=reduce(0))
    def test_nothing_is_no_change(self, decide):
        given(BLANK, made()).when(decide).then_refused(NothingToRecord, asked_rupiah=0)


class TestEnding:
    def test_a_cancelled_promise_gives_everything_back(self):
        known = (
            given(BLANK, made(), allocated())
            .when(cancel())
            .then(
                cancelled(
                    change=FiveNumbers(committed=-5_000_000, allocated=-4_000_000),
                    returned=(drawn(4_000_000),),
                )
            )
        )
        assert known.numbers == FiveNumbers()

    def test_a_cancelled_promise_keeps_what_was_paid(self):
        known = (
            given(BLANK, made(), allocated(), disbursed())
            .when(cancel())
            .then(
                cancelled(
                    2_000_000,
                    change=FiveNumbers(committed=-2_000_000, allocated=-1_000_000),
                    returned=(drawn(1_000_000),),
                )
            )
        )
        assert known.numbers == FiveNumbers(
            committed=3_000_000, allocated=3_000_000, disbursed=3_000_000
        )

    def test_goods_handed_over_can_still_be_paid_for_after_a_cancellation(self):
        known = given(BLANK, made(), allocated(), delivered(2_000_000)).when(cancel()).then_known()
        assert known.numbers == FiveNumbers(
            committed=2_000_000, allocated=2_000_000, delivered=2_000_000
        )

    @each(cancel=cancel(), transfer=transfer(), lapse=lapse())
    def test_a_promise_that_is_kept_has_nothing_to_give_back(self, decide):
        given(BLANK, made(), delivered()).when(decide).then_refused(
            NothingLeft, committed_rupiah=5_000_000
        )

    def test_what_a_refund_left_of_an_ended_promise_is_cancelled_once_more(self):
        part = cancelled(
            2_000_000,
            change=FiveNumbers(committed=-2_000_000, allocated=-1_000_000),
            returned=(drawn(1_000_000),),
        )
        known = (
            given(BLANK, made(), allocated(), disbursed(), part, refunded())
            .when(cancel())
            .then_known()
        )
        assert known.numbers.committed == known.numbers.disbursed == 2_000_000

    def test_a_promise_lapses_when_its_year_is_over(self):
        known = given(BLANK, made()).when(lapse()).then(lapsed(occurred_on=NEXT_YEAR))
        assert known.stage == "lapsed"

    def test_a_promise_does_not_lapse_before(self):
        given(BLANK, made()).when(lapse(date(2024, 12, 31))).then_refused(
            YearNotOver, fiscal_year=2024
        )

    def test_another_partner_takes_over_what_is_left(self):
        known = given(BLANK, made()).when(transfer()).then(transferred())
        assert known.stage == "transferred"
        terms = replace(TERMS, commitment=OTHER_COMMITMENT, partner="pt-contoh")
        outcome = given(BLANK).when(make(terms, transferred_from=COMMITMENT)).outcome
        assert isinstance(outcome, tuple)
        assert isinstance(outcome[0], CommitmentMade)
        assert outcome[0].transferred_from == COMMITMENT

    def test_a_partner_takes_over_nothing_from_itself(self):
        given(BLANK, made()).when(transfer("baznas-boyolali")).then_refused(
            SamePartner, partner="baznas-boyolali"
        )


@each(
    increase=increase(),
    reduce=reduce(),
    cancel=cancel(),
    transfer=transfer(),
    lapse=lapse(),
)
def test_an_ended_promise_does_not_change(decide):
    given(BLANK, made(), cancelled()).when(decide).then_refused(CommitmentEnded, how="cancelled")


@each(increase=increase(), reduce=reduce(), cancel=cancel(), transfer=transfer(), lapse=lapse())
def test_what_was_not_promised_does_not_change(decide):
    given(BLANK).when(decide).then_refused(NotPromised)


@each(
    increase=increase(reason=" "),
    reduce=reduce(reason=""),
    cancel=cancel(""),
    transfer=transfer(reason=""),
)
def test_a_promise_changes_for_a_reason(decide):
    given(BLANK, made()).when(decide).then_refused(ReasonMissing)


def test_a_change_is_not_recorded_before_it_happened():
    given(BLANK, made()).when(increase(on=TOMORROW)).then_refused(
        NotHappenedYet, on="2024-11-05", today="2024-11-04"
    )
