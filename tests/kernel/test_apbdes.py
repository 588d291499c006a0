"""Activity codes of village budgets: many spellings, one code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel import apbdes
from service.kernel.apbdes import NoActivityCode

SEGMENTS = st.tuples(st.integers(1, 5), st.integers(0, 99), st.integers(0, 99))


@pytest.mark.parametrize(
    "text",
    ["", "jamban", "6.1.1", "02.04.13.01", "0", "02..04", "*", "2.4.x", "002.04.01", "02.*.01"],
)
def test_what_is_no_code_is_refused(text):
    with pytest.raises(NoActivityCode):
        apbdes.normalised(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("02.04.01.", "02.04.01"),
        ("2.4.1", "02.04.01"),
        (" 02.04.90 ", "02.04.90"),
        ("2.4", "02.04"),
        ("2.7.*", "02.07.*"),
        ("02. 04. 13", "02.04.13"),
    ],
)
def test_codes_are_read_in_every_spelling_that_is_met(text, code):
    assert apbdes.normalised(text) == code


@given(SEGMENTS, st.booleans(), st.booleans())
def test_padding_and_dots_do_not_make_another_code(segments, padded, dotted):
    text = ".".join(f"{one:02}" if padded else str(one) for one in segments) + "." * dotted
    code = apbdes.normalised(text)
    assert code == "{:02}.{:02}.{:02}".format(*segments)
    assert apbdes.normalised(code) == code


def test_a_pattern_covers_what_lies_below_it_and_nothing_beside():
    assert apbdes.covers("02.04.*", "02.04.13")
    assert apbdes.covers("02.*", "02.07.01")
    assert not apbdes.covers("02.04.*", "02.05.13")
    assert not apbdes.covers("02.04.01", "02.04.13")


def test_emergency_spending_is_compared_by_field_and_sub_field():
    """BLT-DD is 05.03.01 in one print-out, 5.3.00 in the next."""
    assert apbdes.answers(("05.03.01",), apbdes.normalised("5.3.00"))
    assert not apbdes.answers(("05.03.01",), apbdes.normalised("5.2.00"))
    assert not apbdes.answers(("02.04.13",), apbdes.normalised("2.4.14"))


def test_a_district_adds_activities_from_ninety():
    assert apbdes.is_local("02.04.90")
    assert not apbdes.is_local("02.04.13")
    assert not apbdes.is_local("02.99")
