"""What partners would like to help with, and which unmet needs match that, and are new."""

from typing import Any

from service.projections import interests
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

ONLY_NEED: dict[str, Any] = {"strategy": None, "programme": None, "area": None}


def found(regency: Regency, moment: Moment = PRESENT):
    with reading(regency, "interests", "programmes") as conn:
        return interests.find(conn, regency.schema, "pt-maju", moment=moment)


def matching(regency: Regency, **asked: Any) -> list[tuple[int, int]]:
    with reading(regency, "interests", "programmes", "needs") as conn:
        lines = interests.matching(conn, regency.schema, "pt-maju", **asked)
    return [(one.unmet, one.fresh) for one in lines]


def test_the_latest_word_counts_until_the_interest_ends(regency: Regency):
    first = tell(regency, some.interest_saved())
    tell(regency, some.interest_changed())
    [one] = found(regency)
    assert (one.need, one.area, one.yearly_rupiah) == ("housing", "33.09", 300_000_000)
    [then] = found(regency, Moment(first))
    assert (then.need, then.area) == ("sanitation", "33.09.15")
    tell(regency, some.interest_ended())
    assert found(regency) == []


def test_a_wish_for_a_programme_is_one_for_its_need(regency: Regency):
    tell(regency, some.listed())
    tell(regency, some.interest_saved(need=None, strategy=None, area=None))
    [one] = found(regency)
    assert one.need == "sanitation"
    assert one.matches(some.KLEGO, "sanitation", "reduce_expenditure_burden")
    assert not one.matches(some.KLEGO, "housing", "reduce_expenditure_burden")


def test_matching_needs_are_counted_and_new_ones_since_the_last_look(regency: Regency):
    tell(regency, some.need_judged())
    saved = tell(regency, some.interest_saved(**ONLY_NEED))
    assert matching(regency) == [(1, 0)]
    tell(regency, some.need_judged(household=some.OTHER_HOUSEHOLD))
    tell(regency, some.need_judged(household=some.OTHER_HOUSEHOLD, need="housing"))
    tell(regency, some.need_judged())  # confirmed once more: not new
    assert matching(regency) == [(2, 1)]
    assert matching(regency, since=0) == [(2, 2)]
    assert matching(regency, hidden=[some.OTHER_HOUSEHOLD]) == [(1, 0)]
    tell(regency, some.interest_reviewed())
    assert matching(regency) == [(2, 0)]
    assert matching(regency, since=saved) == [(2, 1)]
    tell(regency, some.reserved(household=some.OTHER_HOUSEHOLD))
    assert matching(regency, since=saved) == [(1, 0)]


def test_an_interest_is_bounded_by_its_area(regency: Regency):
    tell(regency, some.need_judged(village=some.KLEGO))
    tell(regency, some.interest_saved(**{**ONLY_NEED, "area": "33.09.1"}))
    assert matching(regency) == [(0, 0)]
    tell(regency, some.interest_changed(need=None, strategy=None, programme=None, area="33.09.15"))
    assert matching(regency, since=0) == [(1, 1)]


def test_interests_are_the_same_however_they_are_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "interests",
        some.interest_saved(),
        some.interest_changed(),
        some.interest_reviewed(),
        some.interest_ended(),
    )
