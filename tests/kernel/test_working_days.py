"""Deadlines count the days on which offices are open, and no others."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel.working_days import (
    after_working_days,
    is_working_day,
    rule_on,
    working_days_left,
)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (date(2024, 11, 4), 14, date(2024, 11, 22)),
        (date(2024, 11, 1), 1, date(2024, 11, 4)),
        (date(2024, 11, 2), 1, date(2024, 11, 4)),
        (date(2024, 12, 24), 1, date(2024, 12, 26)),
        (date(2024, 4, 9), 1, date(2024, 4, 12)),
        (date(2026, 8, 14), 1, date(2026, 8, 18)),
        (date(2026, 3, 17), 1, date(2026, 3, 25)),
        (date(2026, 12, 23), 1, date(2026, 12, 28)),
        (date(2024, 11, 4), 0, date(2024, 11, 4)),
    ],
    ids=[
        *("two weeks", "friday", "saturday", "christmas", "lebaran", "independence"),
        *("joint leave around lebaran", "joint leave before christmas", "none"),
    ],
)
def test_weekends_and_holidays_do_not_count(start: date, days: int, due: date):
    assert after_working_days(start, days) == due


def test_a_year_without_a_decree_has_its_fixed_holidays():
    assert not is_working_day(date(2031, 1, 1))
    assert is_working_day(date(2031, 1, 2))


def test_an_answer_takes_fourteen_days_and_an_appeal_ten():
    rule = rule_on(date(2024, 11, 4))
    assert (rule.version, rule.answer_days, rule.appeal_days) == ("layanan-1", 14, 10)


@given(st.dates(date(2023, 1, 1), date(2027, 12, 31)), st.integers(0, 60))
def test_what_is_left_is_what_was_given(start: date, days: int):
    due = after_working_days(start, days)
    assert working_days_left(start, due) == days
    late = working_days_left(due + timedelta(days=30), due)
    assert -30 < late < -10  # seven days of leave may fall into one month
