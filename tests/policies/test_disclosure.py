"""Counts of households, told to whoever must not know of single ones."""

from hypothesis import given
from hypothesis import strategies as st

from service.kernel.roles import Scope
from service.policies.disclosure import STEP, is_exact, told


def test_whoever_may_know_of_households_reads_how_many_there_are():
    assert [told(count, exactly=True) for count in range(4)] == [0, 1, 2, 3]


@given(st.integers(min_value=0, max_value=1_000_000))
def test_whoever_may_not_reads_the_nearest_multiple_of_five(count: int):
    found = told(count, exactly=False)

    assert found % STEP == 0
    assert abs(found - count) <= STEP // 2


def test_that_there_is_one_household_is_not_told():
    assert [told(count, exactly=False) for count in range(8)] == [0, 0, 0, 5, 5, 5, 5, 5]


def test_counts_are_exact_where_single_households_may_be_known():
    known = Scope(("33.09.15",))
    assert is_exact(known, ["33.09.15.2009", "33.09.15"])
    assert not is_exact(known, ["33.09.15.2009", "33.09.05.1001"])
    assert not is_exact(Scope(), ["33.09"])
