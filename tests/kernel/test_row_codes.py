"""Codes of rows survive paper, telephone and typing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel.row_codes import read_row_code, row_code


@given(st.integers(min_value=1, max_value=999_999))
def test_a_code_is_read_as_it_was_written(number: int):
    assert read_row_code(row_code(number)) == number


@pytest.mark.parametrize("typed", ["K-0123", "k-123", "K0123", "k 0123", " 123 ", "0123"])
def test_a_code_may_be_typed_carelessly(typed: str):
    assert read_row_code(typed) == 123


@pytest.mark.parametrize("typed", ["", "K-", "K-0", "L-12", "12a", "-5", "1234567", "\uff11\uff12"])
def test_what_is_no_code_is_none(typed: str):
    assert read_row_code(typed) is None
