"""The draw can be followed by anybody and steered by nobody."""

import hashlib
from datetime import date
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from service.policies.sampling import drawn, period_of

PERIOD = period_of(date(2026, 7, 1), date(2026, 12, 31))
LIST = UUID(int=7)


def test_the_rule_is_what_it_says_in_the_reference():
    households = [UUID(int=n) for n in range(100, 200)]

    by_hand = sorted(
        households,
        key=lambda one: hashlib.sha256(f"{LIST}|2026-07-01/2026-12-31|{one}".encode()).hexdigest(),
    )[:5]

    assert drawn(LIST, PERIOD, households) == by_hand
    assert drawn(None, PERIOD, households) != by_hand


@given(st.sets(st.uuids(), max_size=120), st.randoms())
def test_five_in_a_hundred_are_drawn_rounded_up_whatever_the_order(households, chance):
    shuffled = list(households)
    chance.shuffle(shuffled)

    found = drawn(None, PERIOD, shuffled)

    assert found == drawn(None, PERIOD, households)
    assert set(found) <= households
    assert len(found) == -(-len(households) // 20)
