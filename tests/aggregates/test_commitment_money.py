"""Money is set aside, paid out, given back and put right, and the five numbers always agree."""

import pytest

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import FiveNumbers
from service.aggregates.commitment_guards import (
    CommitmentEnded,
    MoreThanPromised,
    NotPromised,
    UnknownEntry,
)
from service.aggregates.commitment_money import (
    AllocationSourceMissing,
    CorrectionBreaksNumbers,
    MoreThanAllocated,
    MoreThanDisbursed,
    OverrideBySamePerson,
    OverrideMissing,
    OverrideUnused,
    ReceiptMissing,
    ReceiptUsed,
)
from service.kernel.guards import NotHappenedYet, NothingToRecord, ReasonMissing
from tests.support.events import (
    ALLOCATION,
    DELIVERY,
    DISBURSEMENT,
    SECOND_ALLOCATION,
    TODAY,
    TOMORROW,
    allocated,
    cancelled,
    corrected,
    delivered,
    disbursed,
    drawn,
    made,
    override_granted,
    refunded,
    uid,
    verified,
)
from tests.support.scenario import each, given

BLANK = Commitment()
WHEN = {"on": TODAY, "today": TODAY}
PAID = (made(), allocated(), disbursed())
NEXT = uid(602)


def allocate(amount_rupiah=4_000_000, **other):
    terms = {"fund": "baznas-zakat-2024", "asnaf": "fakir", **WHEN, **other}
    return lambda promise: promise.allocate(ALLOCATION, amount_rupiah=amount_rupiah, **terms)


def disburse(amount_rupiah=3_000_000, disbursement=DISBURSEMENT, **other):
    terms = {"method": "transfer", "receipt": "BKK-01", "account": "bendahara", **WHEN, **other}
    return lambda promise: promise.disburse(disbursement, amount_rupiah=amount_rupiah, **terms)


def grant(account="sekretaris-tkpkd", reason="Ahli waris melanjutkan pembangunan"):
    return lambda promise: promise.grant_override(account=account, reason=reason, **WHEN)


def refund(amount_rupiah=1_000_000, disbursement=DISBURSEMENT, reason="Kelebihan bayar"):
    return lambda promise: promise.refund(
        disbursement, amount_rupiah=amount_rupiah, reason=reason, **WHEN
    )


def correct(delta_rupiah=-1_000_000, entry=ALLOCATION, stage="allocated", **other):
    terms = {"reason": "Salah ketik nol", **WHEN, **other}
    return lambda promise: promise.correct(entry, stage=stage, delta_rupiah=delta_rupiah, **terms)


class TestAllocating:
    def test_money_is_set_aside_for_a_promise(self):
        known = given(BLANK, made()).when(allocate()).then(allocated())
        assert known.stage == "allocated"

    def test_no_more_is_set_aside_than_was_promised(self):
        given(BLANK, made(), allocated()).when(allocate(1_000_001)).then_refused(
            MoreThanPromised, asked_rupiah=1_000_001, left_rupiah=1_000_000
        )

    def test_money_is_set_aside_from_somewhere(self):
        given(BLANK, made()).when(allocate(fund=None)).then_refused(AllocationSourceMissing)

    def test_money_is_set_aside_from_a_budget_line(self):
        known = given(BLANK, made()).when(allocate(fund=None, budget_line="1.06")).then_known()
        assert known.numbers.allocated == 4_000_000


class TestDisbursing:
    def test_aid_is_paid_in_parts(self):
        known = (
            given(BLANK, *PAID)
            .when(disburse(1_000_000, NEXT, receipt="BKK-02"))
            .then(disbursed(1_000_000, disbursement=NEXT, receipt="BKK-02"))
        )
        assert known.numbers.disbursed == 4_000_000

    def test_no_more_is_paid_than_was_set_aside(self):
        given(BLANK, *PAID).when(disburse(1_000_001, NEXT, receipt="BKK-02")).then_refused(
            MoreThanAllocated, asked_rupiah=1_000_001, left_rupiah=1_000_000
        )

    def test_a_payment_says_which_money_it_was_the_oldest_first(self):
        second = allocated(1_000_000, allocation=SECOND_ALLOCATION)
        (
            given(BLANK, made(), allocated(), second)
            .when(disburse(4_500_000))
            .then(disbursed(4_500_000, draws=(drawn(4_000_000), drawn(500_000, SECOND_ALLOCATION))))
        )

    def test_a_payment_has_a_receipt(self):
        given(BLANK, *PAID).when(disburse(1, NEXT, receipt=" ")).then_refused(ReceiptMissing)

    def test_a_receipt_is_for_one_payment(self):
        given(BLANK, *PAID).when(disburse(1, NEXT)).then_refused(ReceiptUsed, receipt="BKK-01")

    def test_an_ended_promise_pays_nothing(self):
        given(BLANK, made(), cancelled()).when(disburse()).then_refused(
            CommitmentEnded, how="cancelled"
        )

    def test_an_ended_promise_pays_for_goods_that_were_handed_over(self):
        rest = cancelled(
            3_000_000,
            change=FiveNumbers(committed=-3_000_000, allocated=-2_000_000),
            returned=(drawn(2_000_000),),
        )
        known = (
            given(BLANK, made(), allocated(), delivered(2_000_000), rest)
            .when(disburse(2_000_000))
            .then_known()
        )
        assert known.numbers.disbursed == 2_000_000


class TestOverrides:
    def test_a_second_person_allows_one_payment(self):
        known = given(BLANK, made(), allocated()).when(grant()).then(override_granted())
        known = given(known).when(disburse(override=True)).then(disbursed(override=True))
        assert not known.override_by

    def test_an_override_is_used_once(self):
        story = (made(), allocated(), override_granted(), disbursed(override=True))
        given(BLANK, *story).when(disburse(1, NEXT, receipt="BKK-02", override=True)).then_refused(
            OverrideMissing
        )

    def test_nobody_allows_a_payment_to_themselves(self):
        given(BLANK, made(), allocated(), override_granted()).when(
            disburse(override=True, account="sekretaris-tkpkd")
        ).then_refused(OverrideBySamePerson)

    def test_a_payment_by_the_rules_uses_no_override(self):
        known = given(BLANK, made(), allocated(), override_granted()).when(disburse()).then_known()
        assert known.override_by == "sekretaris-tkpkd"

    def test_overrides_are_not_kept_in_store(self):
        given(BLANK, made(), override_granted()).when(grant("wakil-bupati")).then_refused(
            OverrideUnused, granted_by="sekretaris-tkpkd"
        )


class TestRefunding:
    def test_money_comes_back_and_leaves_its_allocation(self):
        known = given(BLANK, *PAID).when(refund()).then(refunded())
        assert known.numbers == FiveNumbers(
            committed=5_000_000, allocated=3_000_000, disbursed=2_000_000
        )
        assert known.allocations[ALLOCATION].left_rupiah == 1_000_000

    def test_no_more_comes_back_than_was_paid(self):
        given(BLANK, *PAID, refunded()).when(refund(2_000_001)).then_refused(
            MoreThanDisbursed, asked_rupiah=2_000_001, left_rupiah=2_000_000
        )

    def test_only_what_was_paid_comes_back(self):
        given(BLANK, *PAID).when(refund(disbursement=NEXT)).then_refused(
            UnknownEntry, entry=str(NEXT)
        )

    def test_the_last_money_drawn_comes_back_first(self):
        second = allocated(1_000_000, allocation=SECOND_ALLOCATION)
        draws = (drawn(4_000_000), drawn(500_000, SECOND_ALLOCATION))
        (
            given(BLANK, made(), allocated(), second, disbursed(4_500_000, draws=draws))
            .when(refund(600_000))
            .then(refunded(600_000, returned=(drawn(500_000, SECOND_ALLOCATION), drawn(100_000))))
        )


class TestCorrecting:
    def test_an_allocation_is_put_right(self):
        known = given(BLANK, made(), allocated()).when(correct()).then(corrected())
        assert known.allocations[ALLOCATION].amount_rupiah == 3_000_000

    def test_a_payment_is_put_right_upwards(self):
        known = given(BLANK, *PAID).when(correct(500_000, DISBURSEMENT, "disbursed")).then_known()
        assert known.numbers.disbursed == known.disbursements[DISBURSEMENT].amount_rupiah
        assert known.allocations[ALLOCATION].left_rupiah == 500_000

    def test_a_payment_is_put_right_downwards(self):
        (
            given(BLANK, *PAID)
            .when(correct(-500_000, DISBURSEMENT, "disbursed"))
            .then(
                corrected(
                    -500_000,
                    entry=DISBURSEMENT,
                    stage="disbursed",
                    change=FiveNumbers(disbursed=-500_000),
                )
            )
        )

    def test_a_delivery_and_what_was_seen_of_it_are_put_right(self):
        known = given(BLANK, made(), delivered(), verified(1_000_000)).known
        known = given(known).when(correct(-4_000_000, DELIVERY, "delivered")).then_known()
        known = given(known).when(correct(-1_000_000, DELIVERY, "verified")).then_known()
        assert known.numbers == FiveNumbers(committed=5_000_000, delivered=1_000_000)
        assert known.deliveries[DELIVERY].value_rupiah == 1_000_000

    def test_a_payment_is_not_corrected_beyond_what_was_set_aside(self):
        given(BLANK, *PAID).when(correct(1_000_001, DISBURSEMENT, "disbursed")).then_refused(
            MoreThanAllocated, asked_rupiah=1_000_001, left_rupiah=1_000_000
        )

    @pytest.mark.parametrize(
        ("delta_rupiah", "entry", "stage"),
        [
            (-1_000_001, ALLOCATION, "allocated"),
            (-3_000_001, DISBURSEMENT, "disbursed"),
            (-2_000_001, DELIVERY, "delivered"),
            (-1_000_001, DELIVERY, "verified"),
            (2_000_001, DELIVERY, "verified"),
        ],
    )
    def test_an_entry_is_not_corrected_below_what_rests_on_it(self, delta_rupiah, entry, stage):
        given(BLANK, *PAID, delivered(3_000_000), verified(1_000_000)).when(
            correct(delta_rupiah, entry, stage)
        ).then_refused(CorrectionBreaksNumbers, stage=stage)

    @pytest.mark.parametrize(
        ("entry", "stage"), [(ALLOCATION, "allocated"), (DELIVERY, "delivered")]
    )
    def test_no_correction_goes_beyond_the_promise(self, entry, stage):
        known = given(BLANK, made(), allocated(), delivered(4_000_000)).known
        numbers = {
            "committed": 5_000_000,
            "allocated": 4_000_000,
            "disbursed": 0,
            "delivered": 4_000_000,
            "verified": 0,
        }
        given(known).when(correct(1_000_001, entry, stage)).then_refused(
            CorrectionBreaksNumbers, **{**numbers, "stage": stage, stage: 5_000_001}
        )

    @pytest.mark.parametrize("stage", ["allocated", "disbursed", "delivered", "verified"])
    def test_only_what_was_recorded_is_corrected(self, stage):
        given(BLANK, made()).when(correct(entry=NEXT, stage=stage)).then_refused(
            UnknownEntry, entry=str(NEXT)
        )

    def test_a_correction_changes_something(self):
        given(BLANK, made(), allocated()).when(correct(0)).then_refused(
            NothingToRecord, asked_rupiah=0
        )


@each(
    allocate=allocate(),
    disburse=disburse(),
    grant=grant(),
    refund=refund(),
    correct=correct(),
)
def test_there_is_no_money_without_a_promise(decide):
    given(BLANK).when(decide).then_refused(NotPromised)


@each(allocate=allocate(0), disburse=disburse(0), refund=refund(0))
def test_nothing_is_no_entry(decide):
    given(BLANK, *PAID).when(decide).then_refused(NothingToRecord, asked_rupiah=0)


@each(grant=grant(reason=""), refund=refund(reason=""), correct=correct(reason=""))
def test_what_is_out_of_the_ordinary_has_a_reason(decide):
    given(BLANK, *PAID).when(decide).then_refused(ReasonMissing)


def test_nothing_is_set_aside_for_an_ended_promise():
    given(BLANK, made(), cancelled()).when(allocate()).then_refused(
        CommitmentEnded, how="cancelled"
    )


@each(allocate=allocate(on=TOMORROW), disburse=disburse(on=TOMORROW))
def test_no_money_moves_tomorrow(decide):
    given(BLANK, made()).when(decide).then_refused(
        NotHappenedYet, on="2024-11-05", today="2024-11-04"
    )
