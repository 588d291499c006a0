"""What a partner would like to help with: it says something, and it can be over."""

from typing import Any

from service.aggregates.interest import Interest, InterestOver, SameWish, Wish, WishEmpty
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    INTEREST,
    TODAY,
    TOMORROW,
    interest_changed,
    interest_ended,
    interest_reviewed,
    interest_saved,
)
from tests.support.scenario import given

WHEN: dict[str, Any] = {"on": TODAY, "today": TODAY}


def wish_of(event: Any) -> Wish:
    return Wish(**{name: getattr(event, name) for name in Wish.__struct_fields__})


FIRST, OTHER = wish_of(interest_saved()), wish_of(interest_changed())


def test_an_interest_is_saved_changed_looked_through_and_ended():
    known = (
        given(Interest())
        .when(lambda i: i.save(INTEREST, "pt-maju", FIRST, **WHEN))
        .then(interest_saved())
    )
    known = given(known).when(lambda i: i.change(OTHER, **WHEN)).then(interest_changed())
    assert known.wish == OTHER
    known = given(known).when(lambda i: i.review(**WHEN)).then(interest_reviewed())
    known = (
        given(known).when(lambda i: i.end(reason="Anggaran habis", **WHEN)).then(interest_ended())
    )
    assert known.is_over


def test_an_interest_says_something():
    only_money = Wish(yearly_rupiah=1_000_000)
    given(Interest()).when(lambda i: i.save(INTEREST, "pt-maju", only_money, **WHEN)).then_refused(
        WishEmpty
    )
    given(Interest(), interest_saved()).when(lambda i: i.change(FIRST, **WHEN)).then_refused(
        SameWish
    )
    given(Interest(), interest_saved()).when(lambda i: i.end(reason=" ", **WHEN)).then_refused(
        ReasonMissing
    )


def test_nothing_becomes_of_one_that_is_over_or_lies_ahead():
    over = (interest_saved(), interest_ended())
    given(Interest(), *over).when(lambda i: i.change(OTHER, **WHEN)).then_refused(InterestOver)
    given(Interest(), *over).when(lambda i: i.review(**WHEN)).then_refused(InterestOver)
    ahead = {"on": TOMORROW, "today": TODAY}
    scenario = given(Interest(), interest_saved()).when(lambda i: i.review(**ahead))
    assert isinstance(scenario.outcome, NotHappenedYet)
