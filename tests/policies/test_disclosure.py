"""Counts of households, told to whoever must not know of single ones."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from service.kernel.roles import Scope
from service.policies.disclosure import STEP, is_exact, published, published_sum, told


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


def test_the_public_is_told_of_nothing_below_five_not_even_that_there_is_something():
    assert [published(count) for count in range(9)] == [None] * 5 + [5, 5, 5, 10]


@given(st.lists(st.integers(min_value=0, max_value=13), min_size=1, max_size=4))
def test_no_published_sum_narrows_down_what_is_hidden(counts: list[int]):
    """Of all that could stand behind what is published, a hidden one may be nought, or four."""
    shown, whole = [published(count) for count in counts], published_sum(counts)
    if whole is None:
        return
    worlds = [
        world
        for world in product(*[_behind(each) for each in shown])
        if told(sum(world), exactly=False) == whole
    ]
    for at, each in enumerate(shown):
        if each is None:
            assert {world[at] for world in worlds} >= {0, STEP - 1}


def _behind(shown: int | None) -> range:
    return range(STEP) if shown is None else range(max(STEP, shown - 2), shown + 3)


def test_a_sum_that_would_give_a_hidden_count_away_is_not_told():
    assert published_sum([4, 4]) is None
    assert published_sum([10, 4]) is None
    assert published_sum([10, 1, 1, 1]) == 15
    assert published_sum([10, 20]) == 30
    assert published_sum([]) == 0
