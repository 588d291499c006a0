"""A number that contradicts the day of signing is told, and any other number is left in peace."""

from datetime import date

import pytest

from service.aggregates.agreement_events import PartyNumber
from service.policies.agreement_numbers import doubts

SIGNED_ON = date(2024, 10, 31)


def said(number: str, signed_on: date = SIGNED_ON) -> list[tuple[str, int | None]]:
    found = doubts([PartyNumber(party="baznas", number=number)], signed_on=signed_on)
    return [(one.says, one.month) for one in found]


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("451.5/54/BAZNAS-KU/XI/2024", [("XI", 11)]),
        ("451.5/54/BAZNAS-KU/X/2023", [("2023", None)]),
        ("451.5/54/BAZNAS-KU/ IX / 2023", [("IX", 9), ("2023", None)]),
    ],
)
def test_another_month_or_year_is_told(number: str, expected: list[tuple[str, int | None]]):
    assert said(number) == expected


@pytest.mark.parametrize(
    "number",
    ["451.5/54/BAZNAS-KU/X/2024", "119/2/PKS", "100.3.7.1/050", "XI-2023", "", "12/2024/٢٠٢٣"],
)
def test_what_says_nothing_of_another_day_is_left_in_peace(number: str):
    assert said(number) == []
