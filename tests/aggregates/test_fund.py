"""A fund never gives what it has not got, and zakat goes to an asnaf."""

import pytest

from service.aggregates.fund import Fund
from service.aggregates.fund_rules import (
    AmilIsNoRecipient,
    AmilNotDue,
    AmilTooMuch,
    AsnafMissing,
    FundKnown,
    FundOutOfBalance,
    MoreThanAvailable,
    MoreThanReserved,
    MoreThanSpent,
    OtherOwner,
    OtherYear,
    UnknownFund,
)
from service.kernel.guards import NotHappenedYet, NothingToRecord, ReasonMissing
from tests.support.events import (
    COMMITMENT,
    DISBURSEMENT,
    OTHER_COMMITMENT,
    TODAY,
    TOMORROW,
    amil_taken,
    credited,
    fund_corrected,
    fund_refunded,
    fund_released,
    fund_reserved,
    fund_spent,
    opened_fund,
)
from tests.support.scenario import each, given

BLANK = Fund()
WHEN = {"on": TODAY, "today": TODAY}


def open_fund(amount_rupiah=10_000_000, **other):
    terms = {
        "partner": "baznas-boyolali",
        "fund_type": "zakat",
        "fiscal_year": 2024,
        "document": "BSZ-2024-001",
        **WHEN,
        **other,
    }
    return lambda fund: fund.open("baznas-zakat-2024", amount_rupiah=amount_rupiah, **terms)


def credit(amount_rupiah=2_000_000, document="BSZ-2024-002"):
    return lambda fund: fund.credit(
        amount_rupiah=amount_rupiah, document=document, source="upz-dinkes", **WHEN
    )


def take_amil(amount_rupiah=1_250_000):
    return lambda fund: fund.take_amil(
        amount_rupiah=amount_rupiah, to_fund="baznas-amil-2024", **WHEN
    )


def reserve(amount_rupiah=5_000_000, **other):
    terms = {
        "partner": "baznas-boyolali",
        "fiscal_year": 2024,
        "asnaf": "fakir",
        **WHEN,
        **other,
    }
    return lambda fund: fund.reserve(COMMITMENT, amount_rupiah=amount_rupiah, **terms)


def release(amount_rupiah=1_000_000, commitment=COMMITMENT):
    return lambda fund: fund.release(commitment, amount_rupiah=amount_rupiah, **WHEN)


def spend(amount_rupiah=2_000_000, commitment=COMMITMENT):
    return lambda fund: fund.spend(
        commitment, disbursement=DISBURSEMENT, amount_rupiah=amount_rupiah, **WHEN
    )


def refund(amount_rupiah=500_000):
    return lambda fund: fund.refund(
        COMMITMENT, disbursement=DISBURSEMENT, amount_rupiah=amount_rupiah, **WHEN
    )


def correct(delta_rupiah=-1_000_000, stage="credited", **other):
    terms = {"reason": "Salah ketik nol", **WHEN, **other}
    return lambda fund: fund.correct(stage, delta_rupiah=delta_rupiah, **terms)


class TestMoneyIn:
    def test_a_fund_is_opened_with_what_is_in_it(self):
        known = given(BLANK).when(open_fund()).then(opened_fund())
        assert known.available_rupiah == 10_000_000

    def test_a_fund_may_start_empty(self):
        given(BLANK).when(open_fund(0)).then(opened_fund(0))

    def test_a_fund_does_not_start_in_debt(self):
        given(BLANK).when(open_fund(-1)).then_refused(NothingToRecord, asked_rupiah=-1)

    def test_a_fund_is_opened_once(self):
        given(BLANK, opened_fund()).when(open_fund()).then_refused(
            FundKnown, fund="baznas-zakat-2024"
        )

    def test_a_fund_is_not_opened_tomorrow(self):
        given(BLANK).when(open_fund(on=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )

    def test_more_comes_in(self):
        known = given(BLANK, opened_fund()).when(credit()).then(credited())
        assert known.available_rupiah == 12_000_000

    def test_a_fund_is_opened_by_a_document(self):
        given(BLANK).when(open_fund(document="")).then_refused(ReasonMissing)

    def test_money_comes_in_with_a_document(self):
        given(BLANK, opened_fund()).when(credit(document=" ")).then_refused(ReasonMissing)


class TestAmil:
    def test_the_amil_takes_an_eighth_of_zakat(self):
        known = given(BLANK, opened_fund()).when(take_amil()).then(amil_taken())
        assert known.available_rupiah == 8_750_000

    def test_the_amil_takes_no_more_than_an_eighth(self):
        given(BLANK, opened_fund(), amil_taken(1_000_000)).when(take_amil(250_001)).then_refused(
            AmilTooMuch, asked_rupiah=250_001, most_rupiah=250_000
        )

    def test_a_part_of_a_rupiah_stays_with_the_poor(self):
        given(BLANK, opened_fund(15)).when(take_amil(2)).then_refused(
            AmilTooMuch, asked_rupiah=2, most_rupiah=1
        )

    @pytest.mark.parametrize("fund_type", ["infak", "sedekah"])
    def test_the_amil_takes_a_fifth_of_infak_and_sedekah(self, fund_type):
        story = opened_fund(fund_type=fund_type)
        known = given(BLANK, story).when(take_amil(2_000_000)).then_known()
        assert known.available_rupiah == 8_000_000

    @pytest.mark.parametrize("fund_type", ["csr", "apbdes", "amil"])
    def test_the_amil_takes_nothing_of_other_money(self, fund_type):
        given(BLANK, opened_fund(fund_type=fund_type)).when(take_amil(1)).then_refused(
            AmilNotDue, fund_type=fund_type
        )

    def test_what_is_set_aside_is_not_the_amil_s(self):
        given(BLANK, opened_fund(), fund_reserved(10_000_000)).when(take_amil(1)).then_refused(
            MoreThanAvailable, asked_rupiah=1, available_rupiah=0
        )


class TestPromises:
    def test_money_is_set_aside_for_a_promise(self):
        known = given(BLANK, opened_fund()).when(reserve()).then(fund_reserved())
        assert known.available_rupiah == 5_000_000

    def test_no_more_is_set_aside_than_there_is(self):
        """A4.6: of 10.000.000 zakat the amil took an eighth; 9.000.000 are not there."""
        given(BLANK, opened_fund(), amil_taken()).when(reserve(9_000_000)).then_refused(
            MoreThanAvailable, asked_rupiah=9_000_000, available_rupiah=8_750_000
        )

    def test_zakat_goes_to_an_asnaf(self):
        given(BLANK, opened_fund()).when(reserve(asnaf=None)).then_refused(AsnafMissing)

    def test_infak_goes_anywhere(self):
        known = given(BLANK, opened_fund(fund_type="infak")).when(reserve(asnaf=None)).then_known()
        assert known.available_rupiah == 5_000_000

    def test_the_amil_s_share_is_not_taken_by_a_promise(self):
        given(BLANK, opened_fund()).when(reserve(asnaf="amil")).then_refused(AmilIsNoRecipient)

    def test_nobody_promises_another_s_money(self):
        given(BLANK, opened_fund()).when(reserve(partner="pt-contoh")).then_refused(
            OtherOwner, owner="baznas-boyolali", partner="pt-contoh"
        )

    def test_nobody_promises_another_year_s_money(self):
        given(BLANK, opened_fund()).when(reserve(fiscal_year=2025)).then_refused(
            OtherYear, fund_year=2024, fiscal_year=2025
        )

    def test_what_is_not_needed_is_free_again(self):
        known = given(BLANK, opened_fund(), fund_reserved()).when(release()).then(fund_released())
        assert known.available_rupiah == 6_000_000

    def test_what_is_paid_is_gone(self):
        known = given(BLANK, opened_fund(), fund_reserved()).when(spend()).then(fund_spent())
        assert known.available_rupiah == 5_000_000

    def test_what_comes_back_is_free_again(self):
        story = (opened_fund(), fund_reserved(), fund_spent())
        known = given(BLANK, *story).when(refund()).then(fund_refunded())
        assert known.available_rupiah == 5_500_000

    @each(release=release(5_000_001), spend=spend(5_000_001))
    def test_no_more_moves_than_was_set_aside(self, decide):
        given(BLANK, opened_fund(), fund_reserved()).when(decide).then_refused(
            MoreThanReserved, asked_rupiah=5_000_001, reserved_rupiah=5_000_000
        )

    @each(release=release(1, OTHER_COMMITMENT), spend=spend(1, OTHER_COMMITMENT))
    def test_what_is_set_aside_for_one_promise_is_not_another_s(self, decide):
        given(BLANK, opened_fund(), fund_reserved()).when(decide).then_refused(
            MoreThanReserved, asked_rupiah=1, reserved_rupiah=0
        )

    def test_no_more_comes_back_than_was_paid(self):
        story = (opened_fund(), fund_reserved(), fund_spent())
        given(BLANK, *story).when(refund(2_000_001)).then_refused(
            MoreThanSpent, asked_rupiah=2_000_001, spent_rupiah=2_000_000
        )


class TestCorrecting:
    def test_money_in_is_put_right(self):
        known = given(BLANK, opened_fund()).when(correct()).then(fund_corrected())
        assert known.available_rupiah == 9_000_000

    @pytest.mark.parametrize(
        ("stage", "available_rupiah"), [("allocated", 4_000_000), ("disbursed", 5_000_000)]
    )
    def test_what_a_promise_took_is_put_right(self, stage, available_rupiah):
        known = (
            given(BLANK, opened_fund(), fund_reserved())
            .when(correct(1_000_000, stage, commitment=COMMITMENT))
            .then_known()
        )
        assert known.available_rupiah == available_rupiah

    @pytest.mark.parametrize(
        ("stage", "delta_rupiah", "commitment", "available_rupiah"),
        [
            ("credited", -5_000_001, None, -1),
            ("allocated", 5_000_001, COMMITMENT, -1),
            ("allocated", -3_000_001, COMMITMENT, 8_000_001),
            ("disbursed", 3_000_001, COMMITMENT, 5_000_000),
            ("disbursed", -2_000_001, COMMITMENT, 5_000_000),
        ],
    )
    def test_a_correction_leaves_nothing_below_nought(
        self, stage, delta_rupiah, commitment, available_rupiah
    ):
        story = (opened_fund(), fund_reserved(), fund_spent())
        given(BLANK, *story).when(correct(delta_rupiah, stage, commitment=commitment)).then_refused(
            FundOutOfBalance, stage=stage, available_rupiah=available_rupiah
        )

    def test_a_correction_changes_something(self):
        given(BLANK, opened_fund()).when(correct(0)).then_refused(NothingToRecord, asked_rupiah=0)

    def test_a_correction_has_a_reason(self):
        given(BLANK, opened_fund()).when(correct(reason="")).then_refused(ReasonMissing)


@each(
    credit=credit(),
    take_amil=take_amil(),
    reserve=reserve(),
    release=release(),
    spend=spend(),
    refund=refund(),
    correct=correct(),
)
def test_there_is_no_money_in_an_unknown_fund(decide):
    given(BLANK).when(decide).then_refused(UnknownFund)


@each(
    credit=credit(0),
    take_amil=take_amil(0),
    reserve=reserve(0),
    release=release(0),
    spend=spend(0),
    refund=refund(0),
)
def test_nothing_is_no_entry(decide):
    given(BLANK, opened_fund()).when(decide).then_refused(NothingToRecord, asked_rupiah=0)
