"""Whoever comes second is told who came first, with what, and how far they are."""

from datetime import date

import pytest
from msgspec.structs import replace

from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.aggregates.household_reservations import Claim, Reservation
from service.policies.overlap import (
    NeedTaken,
    Overlap,
    ServedRecently,
    claim_of,
    held_twice,
    in_the_way,
    overlaps,
    require_free,
)
from tests.support.events import (
    COMMITMENT,
    OFFER,
    OTHER_COMMITMENT,
    TODAY,
    allocated,
    made,
    met,
    moved,
    need_judged,
    packaged,
    registered,
    reserved,
)
from tests.support.scenario import after

HELD = after(Household(), registered(), need_judged(), reserved())
FIRST = {COMMITMENT: after(Commitment(), made(4_500_000), allocated())}
BUILT = after(HELD, met())


def asks(**other):
    return Claim(**{"programme": "jamban", "exclusivity_group": "housing", **other})


def seen(household=HELD, need="sanitation", commitments=FIRST, on=TODAY, doubles=(), **other):
    return overlaps(household, need, asks(**other), on=on, doubles=doubles, commitments=commitments)


def other(severity, **more):
    told = {"amount_rupiah": 4_500_000, "status": "allocated", **more}
    return Overlap(
        severity=severity,
        need="sanitation",
        commitment=COMMITMENT,
        partner="baznas-boyolali",
        programme="jamban",
        **told,
    )


def test_nothing_overlaps_where_nothing_is_promised():
    assert seen(after(Household(), registered(), need_judged())) == ()


@pytest.mark.parametrize(
    ("severity", "asked"),
    [
        ("duplicate", {}),
        ("same_need", {"programme": "sanitasi-pt"}),
        ("same_group", {"need": "housing", "programme": "rtlh"}),
        ("complementary", {"need": "food", "exclusivity_group": None}),
        ("complementary", {"need": "food", "exclusivity_group": "income_support"}),
        ("complementary", {"programme": "sanitasi-pt", "allowed_with": ("jamban",)}),
        ("complementary", {"beside": (COMMITMENT,)}),
    ],
)
def test_an_overlap_is_as_bad_as_it_is(severity, asked):
    assert seen(**asked) == (other(severity),)


def supported(programme, **other):
    """Return a family that somebody has promised income support for the year."""
    held = reserved(
        need="low_expenditure",
        programme=programme,
        exclusivity_group="income_support",
        **{"period": 2024, **other},
    )
    return after(Household(), registered(), need_judged(need="low_expenditure"), held)


@pytest.mark.parametrize(
    ("severity", "asked"),
    [
        ("same_period_income_support", {"programme": "pkh", "period": 2024}),
        ("complementary", {"programme": "pkh", "period": 2025}),
        ("same_period_income_support", {"programme": "pkh", "period": None}),
        ("complementary", {"programme": "sembako", "period": 2024}),
    ],
)
def test_one_income_support_a_year_save_for_pairs_that_are_allowed(severity, asked):
    home = supported("blt-dd", allowed_with=("sembako",))
    [found] = seen(home, "food", exclusivity_group="income_support", commitments={}, **asked)
    assert found.severity == severity


def test_aid_that_is_given_once_holds_its_need_whatever_the_year():
    assert claim_of(OFFER, programme="jamban", fiscal_year=2025).period is None
    monthly = replace(OFFER, recurrence="monthly")
    assert claim_of(monthly, programme="jamban", fiscal_year=2025).period == 2025


def test_what_is_of_one_package_completes_each_other():
    assert seen(after(HELD, packaged()), package="rumah-07") == (other("complementary"),)


def test_two_promises_without_a_package_are_not_of_one():
    assert seen(package=None)[0].severity == "duplicate"


def test_a_promise_that_was_not_looked_up_tells_what_the_household_knows():
    assert seen(commitments={}) == (other("duplicate", amount_rupiah=5_000_000, status=None),)


def test_the_worst_comes_first():
    food = reserved(need="food", exclusivity_group=None, programme="sembako")
    both = after(after(Household(), registered(), need_judged(need="food"), food), reserved())
    assert [one.severity for one in seen(both)] == ["duplicate", "complementary"]


class TestAHouse:
    """A house is put right once in ten years."""

    def test_that_was_put_right_is_in_the_way_for_ten_years(self):
        [found] = seen(BUILT, "housing", commitments={})
        assert (found.severity, found.met_on) == ("served_recently", TODAY)
        assert found.free_again_on == TODAY.replace(year=TODAY.year + 10)
        again = {"on": found.free_again_on, "commitments": {}}
        assert seen(BUILT, "housing", **again) == ()

    def test_refuses_the_next_with_the_day_from_which_it_is_free(self):
        with pytest.raises(ServedRecently) as refusal:
            require_free(seen(BUILT, "housing", commitments={}))
        assert refusal.value.why["free_again_on"] == f"{TODAY.year + 10}-11-04"
        assert refusal.value.why["partner"] == "baznas-boyolali"

    def test_of_a_double_counts_as_well(self):
        fresh = after(Household(), registered(), need_judged(need="housing"))
        [found] = seen(fresh, "housing", doubles=[BUILT], commitments={})
        assert found.severity == "served_recently"

    def test_that_was_left_is_another_house(self):
        gone = after(BUILT, moved(occurred_on=date(2024, 11, 5), epoch=9))
        assert seen(gone, "housing", commitments={}) == ()

    def test_may_be_put_right_again_by_leave_of_a_second_person(self):
        assert seen(BUILT, "housing", commitments={}, beside=(COMMITMENT,)) == ()

    def test_on_a_leap_day_is_free_on_the_first_of_march(self):
        leap = after(HELD, met(occurred_on=date(2024, 2, 29)))
        [found] = seen(leap, "housing", commitments={}, on=date(2034, 2, 28))
        assert found.free_again_on == date(2034, 3, 1)


def test_the_second_partner_is_told_about_the_first():
    with pytest.raises(NeedTaken) as refusal:
        require_free(seen(programme="sanitasi-pt", exclusivity_group=None))
    assert refusal.value.why == {
        "need": "sanitation",
        "commitment": str(COMMITMENT),
        "partner": "baznas-boyolali",
        "programme": "jamban",
        "amount_rupiah": 4_500_000,
        "status": "allocated",
        "severity": "same_need",
    }


def test_a_complementary_promise_is_free():
    require_free(seen(need="food", programme="sembako", exclusivity_group=None))


def second(**other):
    return reserved(commitment=OTHER_COMMITMENT, partner="pt-contoh", **other)


def test_two_promises_that_a_merger_brought_together_are_found_from_both():
    both = after(HELD, second(programme="sanitasi-pt"))
    found = [held_twice(both, one) for one in (COMMITMENT, OTHER_COMMITMENT)]
    assert [one and one.commitment for one in found] == [OTHER_COMMITMENT, COMMITMENT]
    assert held_twice(HELD, COMMITMENT) is None


def test_a_promise_that_was_let_stand_beside_another_is_found_from_neither():
    both = after(HELD, second(beside=(COMMITMENT,)))
    assert held_twice(both, COMMITMENT) is None
    assert held_twice(both, OTHER_COMMITMENT) is None


@pytest.mark.parametrize("need", ["sanitation", "housing", "food"])
@pytest.mark.parametrize("group", [None, "housing", "income_support"])
@pytest.mark.parametrize("package", [None, "rumah-07"])
def test_the_policy_and_the_household_agree_on_what_is_in_the_way(need, group, package):
    household = after(HELD, packaged())
    found = seen(household, need, exclusivity_group=group, package=package)
    asked = asks(exclusivity_group=group, package=package)
    assert len(in_the_way(found)) == len(household.holders(need, asked))
    assert not isinstance(asked, Reservation)
