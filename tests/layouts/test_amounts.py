"""Amounts of rupiah in the spellings that are met."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.layouts.amounts import NoAmount, rupiah


@pytest.mark.parametrize(
    "told",
    ["", "abc", "1.50.000", "Rp", "1.5", "100,50", "-5", "-1.000", "1e9", "1.000.00", "12,34,5"],
)
def test_what_is_no_whole_amount_is_refused(told: str):
    with pytest.raises(NoAmount, match="jumlah"):
        rupiah(told)


@pytest.mark.parametrize(
    ("told", "amount"),
    [
        ("45000000", 45_000_000),
        ("45.000.000", 45_000_000),
        ("Rp 45.000.000,00", 45_000_000),
        ("45,000,000.00", 45_000_000),
        ("25.000", 25_000),
        ("25,000", 25_000),
        ("25,000.00", 25_000),
        ("1500.0", 1_500),
        ("-", 0),
        ("0", 0),
    ],
)
def test_amounts_are_read_in_every_spelling(told: str, amount: int):
    assert rupiah(told) == amount


@given(st.integers(0, 10**11))
def test_groups_and_cents_make_no_other_amount(amount: int):
    dotted = f"{amount:,}".replace(",", ".")
    for told in (str(amount), dotted, f"Rp{dotted},00", f"{amount:,}", f"{amount:,}.00"):
        assert rupiah(told) == amount
