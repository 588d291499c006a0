"""What is due, and when a verdict is too old."""

from datetime import date
from typing import Any

import pytest

from service.policies.freshness import due, stale_before

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        (date(2026, 11, 22), 12, date(2025, 11, 22)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 7, 31), 1, date(2026, 6, 30)),
    ],
)
def test_a_verdict_is_stale_after_so_many_months(day: date, months: int, first: date):
    assert stale_before(day, months) == first


@pytest.mark.parametrize(
    ("reason", "asked"),
    [
        ("never", {}),
        ("moved_in", {"has_moved_in": True}),
        ("stale", {"looked_on": date(2025, 11, 21)}),
        ("fresh", {"looked_on": date(2025, 11, 22)}),
        ("unfound", {"looked_on": TODAY, "is_unfound": True}),
        ("relisted", {"looked_on": date(2026, 9, 1), "listed_on": date(2026, 10, 1)}),
        ("fresh", {"looked_on": date(2026, 10, 1), "listed_on": date(2026, 10, 1)}),
        ("needs", {"looked_on": TODAY, "claims": 2}),
    ],
)
def test_the_most_pressing_reason_is_told(reason: str, asked: dict[str, Any]):
    blank: dict[str, Any] = {
        "looked_on": None,
        "listed_on": None,
        "has_moved_in": False,
        "is_unfound": False,
        "claims": 0,
        "before": stale_before(TODAY),
    }

    assert due(**(blank | asked)) == reason
