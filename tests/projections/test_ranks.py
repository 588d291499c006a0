"""Deciles: every list's own, and of a kind of list the newest counts."""

from datetime import date
from typing import Any

from service.aggregates.household_welfare import Rank
from service.projections import ranks
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

NEWER = {"list": some.LIST, "period": "2026-Q4", "occurred_on": date(2024, 11, 4)}
OLDER = {"occurred_on": date(2024, 11, 3)}


def national(decile: int) -> tuple[Rank, ...]:
    return (Rank(level="national", decile=decile),)


def within(regency: Regency, moment: Moment = PRESENT, **asked: Any) -> list[int]:
    plain = {"areas": None, "origin": "dtsen", "level": "national", "at_most": 2, "limit": 9}
    with reading(regency, "ranks") as conn:
        found = ranks.within(conn, regency.schema, moment=moment, **(plain | asked))
    return [one.decile for one in found]


def test_levels_and_lists_stand_side_by_side(regency: Regency) -> None:
    tell(regency, some.ranked(), some.ranked(**NEWER, ranks=national(4)))
    with reading(regency, "ranks") as conn:
        found = ranks.of_households(conn, regency.schema, [some.HOUSEHOLD])

    assert [(one.period, one.level, one.decile) for one in found] == [
        ("2026-Q4", "national", 4),
        ("2026-Q3", "national", 2),
        ("2026-Q3", "regency", 1),
    ]


def test_of_one_kind_of_list_the_newest_counts(regency: Regency) -> None:
    tell(regency, some.ranked(**NEWER, ranks=national(4)), some.ranked(**OLDER))

    assert within(regency) == []
    assert within(regency, at_most=4) == [4]
    assert within(regency, origin="p3ke") == []
    assert within(regency, level="regency") == [1]


def test_what_a_withdrawn_list_says_is_told_as_such_and_counts_nowhere(regency: Regency) -> None:
    before = tell(regency, some.ranked(), some.ranked(**NEWER, ranks=national(4)))
    tell(regency, some.withdrawn(list=some.LIST))

    assert within(regency, at_most=4) == [2]
    assert within(regency, Moment(before), at_most=4) == [4]
    with reading(regency, "ranks") as conn:
        found = ranks.of_households(conn, regency.schema, [some.HOUSEHOLD])
        counting = ranks.rankings(conn, regency.schema, [some.HOUSEHOLD])
    assert [one.is_withdrawn for one in found] == [True, False, False]
    assert [one.period for one in counting] == ["2026-Q3"]


def test_only_where_the_reader_looks_and_as_known_then(regency: Regency) -> None:
    position = tell(regency, some.ranked())
    tell(regency, some.ranked(**NEWER, ranks=national(4)))

    assert within(regency, areas=("33.09.15",), at_most=9) == [4]
    assert within(regency, areas=("33.09.16",), at_most=9) == []
    assert within(regency, Moment(position)) == [2]


def test_it_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "ranks",
        some.ranked(),
        some.ranked(**NEWER, ranks=national(4)),
    )
