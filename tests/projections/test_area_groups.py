"""Groups of regions as they stood at a moment, on both clocks."""

from service.projections import area_groups
from service.projections.area_groups import AreaGroup
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def one(regency: Regency, moment: Moment = PRESENT) -> AreaGroup | None:
    with reading(regency, "area_groups") as conn:
        return area_groups.one(conn, regency.schema, "eks-kawedanan", moment)


def test_a_group_is_shown_as_the_decree_states_it(regency: Regency) -> None:
    tell(regency, some.group_created())
    assert one(regency) == AreaGroup(
        area_group="eks-kawedanan",
        kind="eks_kawedanan",
        name="5 eks kawedanan",
        members=list(some.FIVE_KECAMATAN),
        decree_number="410/7/2024",
        decree_date=some.YESTERDAY,
        since=some.YESTERDAY,
        ended_on=None,
        reason="",
        position=1,
    )


def test_who_was_in_it_on_a_day_can_always_be_asked(regency: Regency) -> None:
    first = tell(regency, some.group_created())
    tell(regency, some.group_changed())
    now, then = one(regency), one(regency, Moment(first))
    true_then = one(regency, Moment(valid_on=some.YESTERDAY))
    assert now is not None
    assert then == true_then
    assert then is not None
    assert list(now.members) == ["33.09.05", "33.09.15"]
    assert list(then.members) == list(some.FIVE_KECAMATAN)
    assert one(regency, Moment(0)) is None


def test_a_dissolved_group_keeps_its_last_members(regency: Regency) -> None:
    tell(regency, some.group_created(), some.group_changed(), some.group_dissolved())
    found = one(regency)
    assert found is not None
    assert (found.ended_on, found.reason) == (some.TODAY, "Program selesai")
    assert list(found.members) == ["33.09.05", "33.09.15"]


def test_groups_are_found_page_by_page(regency: Regency) -> None:
    tell(regency, *(some.group_created(area_group=slug) for slug in ("b", "a", "c")))
    with reading(regency, "area_groups") as conn:
        first = area_groups.find(conn, regency.schema, limit=2)
        rest = area_groups.find(conn, regency.schema, limit=2, after="b")
    assert [each.area_group for each in (*first, *rest)] == ["a", "b", "c"]


def test_groups_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "area_groups",
        some.group_created(),
        some.group_changed(),
        some.group_dissolved(),
    )
