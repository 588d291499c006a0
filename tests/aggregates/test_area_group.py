"""Groups of regions: only what the regency has, nothing twice, and every change with a reason."""

import pytest

from service.aggregates.area_group import (
    AreaGroup,
    AreaGroupIsOver,
    AreaGroupKnown,
    AreaGroupUnknown,
    GroupUnchanged,
    MembersMissing,
    MemberTwice,
    RegionsUnknown,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from service.reference.regions import territory
from tests.support import events as some
from tests.support.events import FIVE_KECAMATAN, KLEGO, TODAY, TOMORROW, YESTERDAY
from tests.support.scenario import each, given

KNOWN = territory("33.09").codes


def create(known, *, members=FIVE_KECAMATAN, on=YESTERDAY, **other):
    asked = {
        "kind": "eks_kawedanan",
        "name": "5 eks kawedanan",
        "decree_number": "410/7/2024",
        "decree_date": YESTERDAY,
    }
    return known.create(
        "eks-kawedanan", members=members, known=KNOWN, on=on, today=TODAY, **(asked | other)
    )


def change(known, *, members=("33.09.15", "33.09.05"), reason="Dua kecamatan lebih dahulu"):
    return known.change(
        name="5 eks kawedanan",
        members=members,
        known=KNOWN,
        reason=reason,
        decree_number="410/9/2024",
        decree_date=TODAY,
        on=TODAY,
        today=TODAY,
    )


def dissolve(known, reason="Program selesai"):
    return known.dissolve(reason=reason, on=TODAY, today=TODAY)


def test_five_kecamatan_become_a_group():
    given(AreaGroup()).when(create).then(some.group_created())


def test_members_are_kept_in_order_and_once():
    shuffled = [*reversed(FIVE_KECAMATAN), "33.09.15"]
    given(AreaGroup()).when(lambda one: create(one, members=shuffled)).then(some.group_created())


def test_a_group_is_created_once():
    given(AreaGroup(), some.group_created()).when(create).then_refused(
        AreaGroupKnown, area_group="eks-kawedanan"
    )


@pytest.mark.parametrize("code", ["33.09.99", "33.06.01", "33.09.15.2999", "33.09"])
def test_a_region_that_the_regency_does_not_have_is_refused_by_name(code):
    given(AreaGroup()).when(lambda one: create(one, members=(code, "33.09.15"))).then_refused(
        RegionsUnknown, regions=[code]
    )


def test_a_village_is_not_counted_a_second_time_through_its_kecamatan():
    given(AreaGroup()).when(lambda one: create(one, members=("33.09.15", KLEGO))).then_refused(
        MemberTwice, regions=[KLEGO]
    )


def test_a_group_has_members():
    given(AreaGroup()).when(lambda one: create(one, members=())).then_refused(MembersMissing)


def test_a_group_is_not_created_ahead():
    given(AreaGroup()).when(lambda one: create(one, on=TOMORROW)).then_refused(
        NotHappenedYet, on=TOMORROW.isoformat(), today=TODAY.isoformat()
    )


def test_members_are_replaced_with_a_reason():
    given(AreaGroup(), some.group_created()).when(change).then(some.group_changed())
    given(AreaGroup(), some.group_created()).when(lambda one: change(one, reason=" ")).then_refused(
        ReasonMissing
    )


def test_a_change_changes_something():
    given(AreaGroup(), some.group_created()).when(
        lambda one: change(one, members=FIVE_KECAMATAN)
    ).then_refused(GroupUnchanged)


def test_a_group_is_dissolved_once():
    given(AreaGroup(), some.group_created()).when(dissolve).then(some.group_dissolved())


@each(changed=change, dissolved=dissolve)
def test_a_dissolved_group_stays_as_it_was(decide):
    history = (some.group_created(), some.group_dissolved())
    given(AreaGroup(), *history).when(decide).then_refused(
        AreaGroupIsOver, area_group="eks-kawedanan"
    )


@each(changed=change, dissolved=dissolve)
def test_an_unknown_group_is_neither_changed_nor_dissolved(decide):
    given(AreaGroup()).when(decide).then_refused(AreaGroupUnknown)
