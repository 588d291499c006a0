"""Pairs that may be one: the likeliest first, until somebody decides, and seen from both sides."""

import pytest

from service.kernel.roles import Actor, Scope
from service.projections import duplicates
from service.projections.duplicates import Asked
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def found(regency: Regency, state="suspected", moment: Moment = PRESENT, **other):
    with reading(regency, "duplicates") as conn:
        return duplicates.find(
            conn, regency.schema, Asked(state=state, **other), moment=moment, limit=9
        )


def weaker(**other):
    return some.suspected(duplicate=some.uid(852), points=55, band="weak", **other)


def test_the_likeliest_comes_first_with_its_reasons(regency: Regency) -> None:
    tell(regency, weaker(), some.suspected())
    pairs = found(regency)
    assert [one.points for one in pairs] == [80, 55]
    assert pairs[0].reasons == some.suspected().reasons
    assert [one.points for one in found(regency, band="weak")] == [55]


def test_what_was_decided_waits_no_more(regency: Regency) -> None:
    before = tell(regency, some.suspected())
    tell(regency, some.dismissed())
    assert found(regency) == []
    assert [one.reason for one in found(regency, state="dismissed")] == ["Kakak beradik"]
    assert len(found(regency, moment=Moment(before))) == 1


def test_what_was_told_apart_waits_again(regency: Regency) -> None:
    tell(regency, some.suspected(), some.pair_merged())
    assert [one.survivor for one in found(regency, state="merged")] == [some.HEAD]
    tell(regency, some.pair_unmerged())
    assert len(found(regency)) == 1


def test_pages_follow_one_another(regency: Regency) -> None:
    tell(regency, some.suspected(), weaker())
    [first, second] = found(regency)
    with reading(regency, "duplicates") as conn:
        after = duplicates.find(conn, regency.schema, limit=9, after=(first.points, first.position))
        assert duplicates.count_open(conn, regency.schema, None) == 2
    assert after == [second]


@pytest.mark.parametrize(
    ("areas", "count"), [((some.KLEGO, some.MANGGIS), 1), ((some.KLEGO,), 0), ((some.MANGGIS,), 0)]
)
def test_a_pair_is_told_to_whoever_may_know_of_both(
    regency: Regency, areas: tuple[str, ...], count: int
) -> None:
    tell(regency, some.suspected(), some.dismissed())
    regency.engine.catch_up("duplicates")
    reader = Actor(account="a", position="A", role="mentor", organisation="o", scope=Scope(areas))
    with regency.reading(reader) as conn:
        rows = duplicates.find(conn, regency.schema, Asked(state=None), limit=9)
    assert len(rows) == count


def test_duplicates_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "duplicates",
        some.suspected(),
        some.pair_merged(),
        some.pair_unmerged(),
        some.dismissed(),
    )
