"""The reasons of a movement add up to it: in persons, exactly in points, and as they are read."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel.figures import TERM_LABELS, Term, rounded
from service.policies.decomposition import Unbalanced, decompose, told_points

PERSONS = st.integers(min_value=0, max_value=400)
MOVED = st.dictionaries(
    st.sampled_from([term for term in TERM_LABELS if term != "population"]),
    st.tuples(PERSONS, PERSONS),
)

BOYOLALI: dict[Term, tuple[int, int]] = {
    "deceased": (0, 48),
    "moved": (0, 37),
    "duplicate": (0, 9),
    "better_off": (0, 22),
    "graduated": (0, 51),
    "newly_poor": (13, 0),
}


def test_seven_reasons_take_9_61_to_8_14():
    found = decompose((961, 10_000), (807, 9_915), BOYOLALI)
    assert [(part.term, part.persons) for part in found.parts] == [
        ("deceased", -48),
        ("moved", -37),
        ("duplicate", -9),
        ("better_off", -22),
        ("graduated", -51),
        ("newly_poor", 13),
        ("population", 0),
    ]
    assert sum(part.points for part in found.parts) == Fraction(80700, 9915) - Fraction(961, 100)
    assert sum(told_points(found)) == Decimal("-1.47") == rounded(found.points)


def test_reasons_that_do_not_add_up_are_refused():
    with pytest.raises(Unbalanced):
        decompose((961, 10_000), (808, 10_000), BOYOLALI)


@given(MOVED, st.integers(4_000, 9_000), st.integers(10_000, 90_000), st.integers(10_000, 90_000))
def test_any_reasons_add_up(moved: dict[Term, tuple[int, int]], before: int, old: int, new: int):
    after = before + sum(came - went for came, went in moved.values())
    found = decompose((before, old), (max(0, after), new), moved) if after >= 0 else None
    if found is None:
        return
    assert sum(part.persons for part in found.parts) == found.persons
    assert sum((part.points for part in found.parts), Fraction()) == found.points
    assert sum(told_points(found)) == (rounded(found.points) if found.parts else 0)
    for part, told in zip(found.parts, told_points(found), strict=True):
        assert abs(Fraction(told) - part.points) < Fraction(1, 50)
