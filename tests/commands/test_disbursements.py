"""Commands about the money of a promise: what the fund, the household and the rules say."""

from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from service.aggregates.commitment_events import EntryStage
from service.aggregates.commitment_guards import UnknownEntry
from service.aggregates.commitment_money import (
    MoreThanAllocated,
    OverrideBySamePerson,
    ReceiptUsed,
)
from service.aggregates.fund_rules import (
    AsnafMissing,
    FundOutOfBalance,
    MoreThanAvailable,
    OtherOwner,
    OtherYear,
    UnknownFund,
)
from service.aggregates.household_needs import RecipientNotPayable
from service.application import NotKnown
from service.commands import commitment_changes as changes
from service.commands import disbursements, funds
from service.commands.disbursements import Allocate, Correct, Refund
from service.commands.requests import Explain
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import AUDITOR, DAY, KLEGO, SECRETARIAT, do
from tests.commands.giving import (
    BAZNAS,
    COMPANY,
    DINSOS,
    ZAKAT,
    allocated,
    catalogue,
    commitment_of,
    family_in_need,
    fund_of,
    funded,
    judged,
    officer,
    paid,
    payment,
    promised,
    tags_at,
)
from tests.support.threads import at_once, losers, winners

MENTOR = officer(DINSOS, "mentor")
WHY = Explain(reason="Keluarga menunggu surat kematian", occurred_on=DAY)


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


@pytest.fixture
def household(regency: Regency) -> UUID:
    return family_in_need(regency)


@pytest.fixture
def commitment(regency: Regency, household: UUID) -> UUID:
    """Five million of Baznas, with ten million of zakat to take it from."""
    funded(regency)
    return promised(regency, household)


FROM_ZAKAT = Allocate(amount_rupiah=4_000_000, fund=ZAKAT, asnaf="miskin", occurred_on=DAY)


def test_an_allocation_reserves_its_fund_in_the_same_save(regency: Regency, commitment: UUID):
    receipt = do(regency, SECRETARIAT, disbursements.allocate, commitment, FROM_ZAKAT)

    assert tags_at(regency, receipt) == ["allocation.made", "fund.reserved"]
    assert fund_of(regency).reserved == {commitment: 4_000_000}


def test_a_budget_line_is_no_fund(regency: Regency, commitment: UUID):
    asked = Allocate(amount_rupiah=4_000_000, budget_line="1.03.05.2.01", occurred_on=DAY)

    receipt = do(regency, SECRETARIAT, disbursements.allocate, commitment, asked)

    assert tags_at(regency, receipt) == ["allocation.made"]


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"asnaf": None}, AsnafMissing),
        ({"fund": "tak-dikenal"}, UnknownFund),
        ({"fund": "csr-2024"}, OtherOwner),
        ({"fund": "zakat-2025"}, OtherYear),
    ],
)
def test_the_fund_has_its_say_about_an_allocation(
    regency: Regency, commitment: UUID, wrong: dict[str, str], rule: type[Exception]
):
    for fund, partner, year in (("csr-2024", COMPANY, 2024), ("zakat-2025", BAZNAS, 2025)):
        asked = funds.Open(
            fund=fund,
            partner=partner,
            fund_type="csr",
            fiscal_year=year,
            document="SK-1",
            amount_rupiah=9_000_000,
            occurred_on=DAY,
        )
        do(regency, SECRETARIAT, funds.open_fund, asked)

    with pytest.raises(rule):
        do(
            regency,
            SECRETARIAT,
            disbursements.allocate,
            commitment,
            replace(FROM_ZAKAT, **wrong),
        )

    assert commitment_of(regency, commitment).numbers.allocated == 0


def test_two_promises_do_not_get_the_same_rupiah(regency: Regency, commitment: UUID):
    allocated(regency, commitment)
    other = promised(regency, None, village=KLEGO, amount_rupiah=6_000_000)

    with pytest.raises(MoreThanAvailable) as refused:
        allocated(regency, other, 5_000_001)

    assert refused.value.why == {"asked_rupiah": 5_000_001, "available_rupiah": 5_000_000}


def test_a_fund_is_never_overdrawn_by_promises_in_the_same_second(regency: Regency):
    funded(regency, 10_000_000)
    promises = [promised(regency, None, village=KLEGO, amount_rupiah=3_000_000) for _ in range(6)]

    outcomes = at_once(*(partial(allocated, regency, one, 3_000_000) for one in promises))

    assert len(winners(outcomes)) == 3
    assert {type(lost) for lost in losers(outcomes)} == {MoreThanAvailable}
    assert fund_of(regency).available_rupiah == 1_000_000


def test_a_verdict_and_a_payment_in_the_same_second_never_pay_the_well_off(
    regency: Regency, household: UUID, commitment: UUID
):
    allocated(regency, commitment)

    verdict, payment_made = at_once(
        partial(judged, regency, household, "better_off", reason="assets"),
        partial(paid, regency, commitment, 1_000_000),
    )

    assert verdict is None
    order = [one.event.tag for one in regency.log.between(0, regency.engine.head())]
    if isinstance(payment_made, Exception):
        assert isinstance(payment_made, RecipientNotPayable)
    else:
        assert order.index("aid.disbursed") < len(order) - order[::-1].index("household.judged")


def test_a_fund_is_its_owners_to_touch_and_not_the_brokers(regency: Regency, household: UUID):
    funded(regency)
    commitment = promised(regency, household, broker=DINSOS)

    with pytest.raises(OutOfScope):
        do(regency, MENTOR, disbursements.allocate, commitment, FROM_ZAKAT)

    assert do(regency, officer(BAZNAS), disbursements.allocate, commitment, FROM_ZAKAT)


def test_a_payment_spends_from_each_fund_what_it_drew(regency: Regency, commitment: UUID):
    allocated(regency, commitment, 1_000_000)
    line = Allocate(amount_rupiah=4_000_000, budget_line="1.03", occurred_on=DAY)
    do(regency, SECRETARIAT, disbursements.allocate, commitment, line)

    receipt = do(regency, SECRETARIAT, disbursements.disburse, commitment, payment(3_000_000))

    assert tags_at(regency, receipt) == ["aid.disbursed", "fund.spent"]
    assert fund_of(regency).spent == {commitment: 1_000_000}


def test_no_more_is_paid_than_was_set_aside(regency: Regency, commitment: UUID):
    allocated(regency, commitment, 1_000_000)

    with pytest.raises(MoreThanAllocated):
        paid(regency, commitment, 1_000_001)


def test_a_receipt_number_is_the_same_with_blanks_around_it(regency: Regency, commitment: UUID):
    allocated(regency, commitment)
    paid(regency, commitment, 1_000_000, "SP2D-1")

    with pytest.raises(ReceiptUsed):
        paid(regency, commitment, 1_000_000, " SP2D-1 ")


def test_a_verdict_after_the_promise_stops_the_payment(
    regency: Regency, household: UUID, commitment: UUID
):
    allocated(regency, commitment)
    judged(regency, household, "better_off", reason="assets")

    with pytest.raises(RecipientNotPayable) as refused:
        paid(regency, commitment)

    assert refused.value.why == {"status": "better_off", "since": "2024-11-04"}


def test_an_override_takes_a_second_person_and_is_used_once(
    regency: Regency, household: UUID, commitment: UUID
):
    allocated(regency, commitment)
    judged(regency, household, "better_off", reason="assets")
    do(regency, SECRETARIAT, disbursements.grant_override, commitment, WHY)

    with pytest.raises(OverrideBySamePerson):
        paid(regency, commitment, 1_000_000)
    first = payment(1_000_000)
    do(regency, officer(BAZNAS), disbursements.disburse, commitment, first)
    with pytest.raises(RecipientNotPayable):
        do(
            regency,
            officer(BAZNAS),
            disbursements.disburse,
            commitment,
            payment(1_000_000, "SP2D-2"),
        )


def test_an_override_is_not_the_payers_to_grant(regency: Regency, commitment: UUID):
    with pytest.raises(NotAllowed):
        do(regency, officer(BAZNAS), disbursements.grant_override, commitment, WHY)


def test_a_refund_is_free_in_its_fund_again(regency: Regency, commitment: UUID):
    allocated(regency, commitment)
    payment_id = paid(regency, commitment, 3_000_000)
    asked = Refund(
        disbursement=payment_id, amount_rupiah=1_000_000, reason="Kelebihan", occurred_on=DAY
    )

    receipt = do(regency, SECRETARIAT, disbursements.refund, commitment, asked)

    assert tags_at(regency, receipt) == ["aid.refunded", "fund.refunded"]
    assert fund_of(regency).available_rupiah == 6_000_000


def put_right(entry: UUID, stage: EntryStage, delta_rupiah: int) -> Correct:
    return Correct(
        entry=entry,
        stage=stage,
        delta_rupiah=delta_rupiah,
        reason="Salah ketik nol",
        occurred_on=DAY,
    )


def test_a_correction_reaches_the_fund_it_concerns(regency: Regency, commitment: UUID):
    allocation = allocated(regency, commitment)
    payment_id = paid(regency, commitment, 3_000_000)

    less = do(
        regency,
        SECRETARIAT,
        disbursements.correct,
        commitment,
        put_right(payment_id, "disbursed", -1_000_000),
    )
    fewer = do(
        regency,
        SECRETARIAT,
        disbursements.correct,
        commitment,
        put_right(allocation, "allocated", -3_000_000),
    )

    assert (
        tags_at(regency, less)
        == tags_at(regency, fewer)
        == [
            "entry.corrected",
            "fund.corrected",
        ]
    )
    fund = fund_of(regency)
    assert (fund.reserved[commitment], fund.spent[commitment]) == (0, 2_000_000)
    assert fund.available_rupiah == 8_000_000


def test_a_correction_does_not_overdraw_the_fund(regency: Regency, commitment: UUID):
    allocation = allocated(regency, commitment, 1_000_000)
    other = promised(regency, None, village=KLEGO, amount_rupiah=9_000_000)
    allocated(regency, other, 9_000_000)

    with pytest.raises(FundOutOfBalance):
        do(
            regency,
            SECRETARIAT,
            disbursements.correct,
            commitment,
            put_right(allocation, "allocated", 1),
        )


def test_an_entry_of_another_promise_is_not_corrected(regency: Regency, commitment: UUID):
    with pytest.raises(UnknownEntry):
        do(
            regency,
            SECRETARIAT,
            disbursements.correct,
            commitment,
            put_right(uuid4(), "allocated", 1),
        )


def test_what_was_paid_before_the_end_stays_spent(regency: Regency, commitment: UUID):
    allocated(regency, commitment)
    paid(regency, commitment, 2_000_000)
    do(regency, SECRETARIAT, changes.cancel, commitment, WHY)

    fund = fund_of(regency)

    assert (fund.reserved[commitment], fund.spent[commitment]) == (0, 2_000_000)


def test_a_promise_nobody_made_is_not_known(regency: Regency):
    with pytest.raises(NotKnown):
        do(regency, SECRETARIAT, disbursements.disburse, uuid4(), payment())


def test_auditors_move_no_money(regency: Regency, commitment: UUID):
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, disbursements.allocate, commitment, FROM_ZAKAT)


def test_a_payment_of_another_day_is_of_that_day(regency: Regency, commitment: UUID):
    allocated(regency, commitment)
    asked = replace(payment(1_000_000), occurred_on=date(2024, 11, 20))

    receipt = do(regency, SECRETARIAT, disbursements.disburse, commitment, asked)

    days = {one.event.occurred_on for one in regency.log.at([receipt.position - 1])}
    assert days == {date(2024, 11, 20)}
