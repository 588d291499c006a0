"""The deciles that count: the newest of all records of a household, of no withdrawn list."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.aggregates.household import Household
from service.aggregates.household_welfare import Rank
from service.aggregates.target_list import TargetList
from service.commands import deciles
from tests.support import events as some

NEWER: dict[str, Any] = {"list": some.LIST, "occurred_on": some.TODAY + timedelta(days=1)}


def after(state: Any, *told: Any) -> Any:
    for one in told:
        state = state.after(one)
    return state


def national(*told: Any, double: Any = None, withdrawn: UUID | None = None) -> int | None:
    def look(kind: type[Any], key: object) -> Any:
        if kind is Household:
            return double
        gone = (some.received(), some.withdrawn()) if key == withdrawn else ()
        return after(TargetList(), *gone)

    first = some.registered(decile=None)
    return deciles.national(look, after(Household(), first, *told))


def ranked(decile: int, **other: Any) -> Any:
    ranks = (Rank(level="province", decile=9), Rank(level="national", decile=decile))
    return some.ranked(ranks=ranks, **other)


@pytest.mark.parametrize(
    ("told", "withdrawn", "decile"),
    [
        ((), None, None),
        ((ranked(3),), None, 3),
        ((ranked(3), ranked(2, **NEWER)), None, 2),
        ((ranked(2, **NEWER), ranked(9)), None, 2),
        ((ranked(3), ranked(2, **NEWER)), some.LIST, 3),
        ((ranked(3),), some.OTHER_LIST, None),
    ],
    ids=["none", "one", "newest", "an older one that came in late", "withdrawn", "all withdrawn"],
)
def test_the_newest_list_that_was_not_withdrawn_counts(
    told: tuple[Any, ...], withdrawn: UUID | None, decile: int | None
) -> None:
    assert national(*told, withdrawn=withdrawn) == decile


def test_a_household_is_judged_by_the_deciles_of_its_doubles_until_they_are_told_apart() -> None:
    double = after(Household(), some.registered(decile=None), ranked(9, **NEWER))
    merged = (ranked(2), some.absorbed(joined=(), same=()))

    assert national(*merged, double=double) == 9
    assert national(*merged, some.unmerged(leaving=()), double=double) == 2
