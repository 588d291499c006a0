"""Rates are rounded once, half up, and compared as published."""

from decimal import Decimal
from fractions import Fraction

import pytest

from service.kernel.figures import (
    FigureName,
    delta_pp,
    rate_percent,
    relative_change,
    rounded,
)


@pytest.mark.parametrize(
    ("numerator", "denominator", "published"),
    [
        (100_302, 1_043_720, "9.61"),
        (84_264, 1_043_720, "8.07"),
        (84_264, 936_267, "9.00"),
        (961, 10_000, "9.61"),
        (807, 10_000, "8.07"),
        (807, 9_915, "8.14"),
        (0, 7, "0.00"),
        (1, 800, "0.13"),
    ],
)
def test_a_rate_has_two_decimals_half_up(numerator: int, denominator: int, published: str):
    assert rate_percent(numerator, denominator) == Decimal(published)


def test_half_a_step_below_nought_goes_away_from_nought():
    assert rounded(Fraction(-1, 200)) == Decimal("-0.01")
    assert rounded(Fraction(-1, 201)) == Decimal("0.00")


def test_a_fall_is_told_in_points_and_as_a_share_of_itself():
    before, after = Decimal("9.61"), Decimal("8.07")
    assert delta_pp(before, after) == Decimal("-1.54")
    assert relative_change(before, after) == Decimal("-16.0")
    assert relative_change(Decimal("0.00"), after) is None


def test_a_figure_is_called_by_its_series_and_number():
    name = FigureName("poverty_rate", "33.09", "mcd", 3)
    assert FigureName.read(str(name)) == name
    with pytest.raises(ValueError, match="wealth"):
        FigureName.read("wealth/33.09/mcd/3")
