"""Nobody is paid for the dead, save by leave of a second person, once."""

import pytest

from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.policies.targeting import RecipientNotPayable, Warned, override_needed, warnings
from tests.support.events import (
    TODAY,
    better_off,
    claimed,
    closed,
    judged,
    made,
    need_judged,
    override_granted,
    registered,
)
from tests.support.scenario import after

WELL = after(Household(), registered(), judged(), need_judged())
GONE = after(WELL, closed(status="deceased"))
PROMISE = after(Commitment(), made())


class TestPaying:
    def test_a_household_in_need_is_paid_without_ado(self):
        assert not override_needed(WELL, after(PROMISE, override_granted()))

    def test_the_dead_are_not_paid(self):
        with pytest.raises(RecipientNotPayable) as refusal:
            override_needed(GONE, PROMISE)
        assert refusal.value.why == {"status": "deceased", "since": "2024-11-04"}

    def test_a_second_person_lets_it_pass(self):
        assert override_needed(GONE, after(PROMISE, override_granted()))


class TestWarnings:
    def test_nothing_speaks_against_a_confirmed_need(self):
        assert warnings(WELL, "sanitation") == ()

    def test_an_unknown_household_is_unknown(self):
        assert warnings(Household(), "food") == (Warned(code="unknown_household"),)

    def test_the_well_off_are_told_of(self):
        rich = after(WELL, better_off())
        assert warnings(rich, "sanitation") == (
            Warned(code="not_payable", status="better_off", since=TODAY),
        )

    def test_a_household_nobody_looked_at_is_told_of(self):
        listed = after(Household(), registered(), need_judged())
        assert warnings(listed, "sanitation") == (
            Warned(code="not_verified", status="listed", since=TODAY),
        )

    def test_a_need_nobody_looked_at_is_told_of(self):
        assert warnings(WELL, "food") == (Warned(code="need_not_confirmed", need="food"),)
        asked = after(WELL, claimed(need="food"))
        assert warnings(asked, "food") == (
            Warned(code="need_not_confirmed", need="food", standing="claimed"),
        )

    def test_a_need_that_is_met_is_told_of(self):
        fine = after(WELL, need_judged("already_met", standing="met"))
        assert warnings(fine, "sanitation") == (
            Warned(code="need_not_open", need="sanitation", standing="met"),
        )
