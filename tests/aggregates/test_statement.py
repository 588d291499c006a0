"""A statement: issued once under what it says, for a period that has days."""

from datetime import date, timedelta
from typing import Any

from service.aggregates.statement import (
    PeriodEmpty,
    Statement,
    StatementIssued,
    StatementIssuedAlready,
)
from service.kernel.contributions import Five
from service.kernel.guards import NotHappenedYet
from tests.support import events as some
from tests.support.scenario import given

NAME = "5a" * 32
ASKED: dict[str, Any] = {
    "partner": "baznas-boyolali",
    "from_on": date(2024, 1, 1),
    "until_on": date(2025, 1, 1),
    "upto": 7,
    "method": 1,
    "opening": Five(committed_rupiah=1_000_000),
    "period": Five(committed_rupiah=5_000_000),
    "on": some.TODAY,
    "today": some.TODAY,
}


def issue(**other: Any) -> Any:
    return lambda known: known.issue(NAME, **(ASKED | other))


def test_a_statement_says_what_stood_what_came_and_what_stands() -> None:
    event = given(Statement()).when(issue()).then_known().issued

    assert isinstance(event, StatementIssued)
    assert (event.statement, event.upto) == (NAME, 7)
    assert event.closing == Five(committed_rupiah=6_000_000)


def test_the_same_content_is_issued_once() -> None:
    told = given(Statement(), some.statement_issued()).when(issue())

    told.then_refused(StatementIssuedAlready, statement=NAME)


def test_a_period_has_at_least_one_day() -> None:
    day = date(2024, 1, 1)

    told = given(Statement()).when(issue(until_on=day))

    told.then_refused(PeriodEmpty, from_on="2024-01-01", until_on="2024-01-01")
    given(Statement()).when(issue(until_on=day + timedelta(days=1))).then_known()


def test_nothing_is_issued_ahead() -> None:
    told = given(Statement()).when(issue(on=some.TOMORROW))

    told.then_refused(NotHappenedYet, on=some.TOMORROW.isoformat(), today=some.TODAY.isoformat())
