"""Rows of a sheet: each is a command of its own."""

from service.commands.validations import JudgeHousehold
from service.exchange.field_rows import NothingNew, Outcome, Row, carry_out
from service.regency import Regency
from tests.commands.acting import DAY, OPERATOR, VISIT, registered

ELIGIBLE = JudgeHousehold(verdict="eligible", method="visit", evidence=(VISIT,), occurred_on=DAY)


def carried(regency: Regency, *rows: Row) -> list[Outcome]:
    return list(carry_out(regency, OPERATOR, rows, channel="page"))


def test_a_household_that_stands_so_already_by_that_day_has_nothing_new(regency: Regency):
    home = registered(regency)
    [first] = carried(regency, Row(household=home, key="satu", findings=(ELIGIBLE,)))
    head = regency.log.head()

    [again] = carried(regency, Row(household=home, key="dua", findings=(ELIGIBLE,)))

    assert (first.result, again.result) == ("saved", "unchanged")
    assert isinstance(again.refusal, NothingNew)
    assert regency.log.head() == head


def test_rows_before_an_outage_are_saved_and_told_so_when_sent_again(regency: Regency):
    one = Row(household=registered(regency), key="satu", findings=(ELIGIBLE,))
    two = Row(household=registered(regency), key="dua", findings=(ELIGIBLE,))
    cut_off = carry_out(regency, OPERATOR, (one, two), channel="page")
    assert next(cut_off).result == "saved"
    del cut_off

    assert [each.result for each in carried(regency, one, two)] == ["unchanged", "saved"]
