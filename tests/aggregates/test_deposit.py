"""A deposit is booked whole, once for each proof number, and put right line by line."""

import pytest

from service.aggregates.deposit import (
    Deposit,
    DepositLine,
    FundTwice,
    MonthAhead,
    MoreThanDeposited,
    NotInDeposit,
    ProofUsed,
)
from service.kernel.guards import NotHappenedYet, NothingToRecord, ReasonMissing
from tests.support.events import DEPOSIT, TODAY, TOMORROW, booked, deposit_corrected
from tests.support.scenario import given

BLANK = Deposit()
LINES = booked().lines


def book(**other):
    terms = {
        "upz": "upz-dinkes",
        "parent": "baznas-boyolali",
        "document": "BSZ-2024-117",
        "month": "2024-10",
        "collected_by": "payroll",
        "lines": LINES,
        "on": TODAY,
        "today": TODAY,
        **other,
    }
    return lambda deposit: deposit.book(DEPOSIT, **terms)


def correct(delta_rupiah=-1_000_000, fund="baznas-zakat-2024", **other):
    terms = {"reason": "Salah baca slip setoran", "on": TODAY, "today": TODAY, **other}
    return lambda deposit: deposit.correct(fund, delta_rupiah=delta_rupiah, **terms)


def test_a_deposit_is_booked_with_all_its_lines():
    given(BLANK).when(book()).then(booked())


def test_a_proof_number_is_used_once():
    given(BLANK, booked()).when(book()).then_refused(
        ProofUsed, document="BSZ-2024-117", upz="upz-dinkes"
    )


@pytest.mark.parametrize(
    ("other", "rule", "why"),
    [
        ({"month": "2024-12"}, MonthAhead, {"month": "2024-12", "on": "2024-11-04"}),
        ({"lines": (LINES[0], LINES[0])}, FundTwice, {"fund": "baznas-zakat-2024"}),
        (
            {"lines": (DepositLine(fund="f", fund_type="zakat", amount_rupiah=0),)},
            NothingToRecord,
            {"asked_rupiah": 0},
        ),
        ({"document": " "}, ReasonMissing, {}),
        ({"on": TOMORROW}, NotHappenedYet, {"on": "2024-11-05", "today": "2024-11-04"}),
    ],
)
def test_a_deposit_says_what_it_is(other, rule, why):
    given(BLANK).when(book(**other)).then_refused(rule, **why)


def test_a_line_is_put_right():
    known = given(BLANK, booked()).when(correct()).then(deposit_corrected())
    assert known.amounts["baznas-zakat-2024"] == 9_000_000


@pytest.mark.parametrize(
    ("delta_rupiah", "fund", "rule", "why"),
    [
        (0, "baznas-zakat-2024", NothingToRecord, {"asked_rupiah": 0}),
        (-1, "csr", NotInDeposit, {"fund": "csr"}),
        (
            -2_000_001,
            "baznas-infak-2024",
            MoreThanDeposited,
            {"asked_rupiah": -2_000_001, "deposited_rupiah": 2_000_000},
        ),
    ],
)
def test_a_line_is_put_right_as_far_as_there_is_one(delta_rupiah, fund, rule, why):
    given(BLANK, booked()).when(correct(delta_rupiah, fund)).then_refused(rule, **why)
