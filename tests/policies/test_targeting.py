"""Nobody is paid for the dead, save by leave of a second person, once."""

import pytest
from msgspec.structs import replace

from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.policies.targeting import (
    OutsideCriteria,
    RecipientNotPayable,
    Warned,
    override_needed,
    warnings,
)
from tests.support.events import (
    KLEGO,
    OFFER,
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


class TestWhomAProgrammeIsFor:
    def test_a_decile_above_the_limit_is_told_of_and_stops_the_payment(self):
        few = replace(OFFER, max_decile=2)
        told = Warned(code="decile_too_high", decile=3, max_decile=2)
        assert warnings(WELL, "sanitation", few, decile=3) == (told,)
        with pytest.raises(OutsideCriteria) as refusal:
            override_needed(WELL, PROMISE, few, decile=3)
        assert refusal.value.why == {
            "criterion": "decile_too_high",
            "decile": 3,
            "max_decile": 2,
        }
        assert override_needed(WELL, after(PROMISE, override_granted()), few, decile=3)
        assert warnings(WELL, "sanitation", replace(OFFER, max_decile=3), decile=3) == ()

    def test_whom_no_list_ranks_is_not_above_any_limit(self):
        assert warnings(WELL, "sanitation", replace(OFFER, max_decile=1), decile=None) == ()

    def test_a_household_that_its_village_proposed_is_on_no_list(self):
        proposed = after(Household(), registered(source=None), judged(), need_judged())
        listed_only = replace(OFFER, listed_only=True)
        assert warnings(WELL, "sanitation", listed_only) == ()
        assert warnings(proposed, "sanitation", listed_only) == (Warned(code="not_listed"),)

    @pytest.mark.parametrize(
        ("members", "is_inside"),
        [((KLEGO,), True), (("33.09.15",), True), (("33.09.15.2010",), False), ((), False)],
        ids=str,
    )
    def test_a_village_outside_the_priority_ones_is_told_of(self, members, is_inside):
        few = replace(OFFER, area_group="prioritas")
        told = () if is_inside else (Warned(code="outside_area", area_group="prioritas"),)
        assert warnings(WELL, "sanitation", few, members=members) == told
