"""Whoever comes second is told who came first, with what, and how far they are."""

import pytest

from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.policies.overlap import NeedTaken, Overlap, overlaps, require_free
from tests.support.events import (
    COMMITMENT,
    allocated,
    made,
    need_judged,
    packaged,
    registered,
    reserved,
)
from tests.support.scenario import after

HELD = after(Household(), registered(), need_judged(), reserved())
FIRST = {COMMITMENT: after(Commitment(), made(4_500_000), allocated())}


def seen(household=HELD, need="sanitation", commitments=FIRST, **other):
    asked = {"programme": "jamban", "exclusivity_group": "housing", "package": None, **other}
    return overlaps(household, need, commitments=commitments, **asked)


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
    ],
)
def test_an_overlap_is_as_bad_as_it_is(severity, asked):
    assert seen(**asked) == (other(severity),)


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


def test_the_second_partner_is_told_about_the_first():
    with pytest.raises(NeedTaken) as refusal:
        require_free(
            HELD,
            "sanitation",
            programme="sanitasi-pt",
            exclusivity_group=None,
            package=None,
            commitments=FIRST,
        )
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
    require_free(
        HELD,
        "food",
        programme="sembako",
        exclusivity_group=None,
        package=None,
        commitments=FIRST,
    )


@pytest.mark.parametrize("need", ["sanitation", "housing", "food"])
@pytest.mark.parametrize("group", [None, "housing", "income_support"])
@pytest.mark.parametrize("package", [None, "rumah-07"])
def test_the_policy_and_the_household_agree_on_what_is_in_the_way(need, group, package):
    household = after(HELD, packaged())
    found = seen(household, need, exclusivity_group=group, package=package)
    in_the_way = [one for one in found if one.severity != "complementary"]
    holders = household.holders(need, exclusivity_group=group, package=package)
    assert len(in_the_way) == len(holders)
