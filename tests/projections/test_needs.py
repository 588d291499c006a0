"""What households lack: at any moment on two clocks, and who promised to meet it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.projections import needs
from service.projections.moment import PRESENT, Moment
from service.projections.needs import NeedLine
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

KLEGO, MANGGIS = some.KLEGO, some.MANGGIS
REGENCY = "33.09"
MARCH, APRIL = some.TODAY - timedelta(days=240), some.TODAY - timedelta(days=210)
BURDEN, INCOME = "reduce_expenditure_burden", "raise_capability_and_income"


def need(regency: Regency, moment: Moment = PRESENT) -> NeedLine | None:
    with reading(regency, "needs") as conn:
        lines = needs.needs_of(conn, regency.schema, [some.HOUSEHOLD], moment)
    assert len(lines) <= 1
    return lines[0] if lines else None


def standing(regency: Regency, moment: Moment = PRESENT) -> str | None:
    line = need(regency, moment)
    return line.standing if line else None


def promised(regency: Regency, moment: Moment = PRESENT) -> list[tuple[UUID, str | None]]:
    line = need(regency, moment)
    assert line is not None
    return [(promise.commitment, promise.package) for promise in line.promises]


def counted(
    regency: Regency, area: str = REGENCY, moment: Moment = PRESENT, **asked: Any
) -> dict[tuple[str, str, str, str], int]:
    with reading(regency, "needs") as conn:
        lines = needs.counts(conn, regency.schema, area, moment, **asked)
    return {(one.area, one.strategy, one.need, one.standing): one.needs for one in lines}


def found(
    regency: Regency, area: str = REGENCY, moment: Moment = PRESENT, **asked: Any
) -> list[tuple[UUID, str]]:
    with reading(regency, "needs") as conn:
        lines = needs.needs(conn, regency.schema, area, moment, **asked)
    return [(line.household, line.need) for line in lines]


def test_a_need_stands_as_the_last_event_left_it(regency: Regency):
    tell(regency, some.claimed())
    assert standing(regency) == "claimed"

    tell(regency, some.need_judged())
    assert standing(regency) == "unmet"


def test_what_was_found_earlier_but_told_later_does_not_replace_what_is_found_now(
    regency: Regency,
):
    tell(regency, some.need_judged("already_met", standing="met", occurred_on=APRIL))
    tell(regency, some.need_judged(occurred_on=MARCH))

    assert standing(regency) == "met"
    assert standing(regency, Moment(valid_on=MARCH)) == "unmet"


def test_a_newer_epoch_counts_whatever_the_day(regency: Regency):
    tell(regency, some.need_judged(), some.carried(occurred_on=MARCH))

    assert standing(regency) == "claimed"
    assert found(regency, MANGGIS, standings=["claimed"]) == [(some.HOUSEHOLD, "sanitation")]
    assert found(regency, KLEGO) == []


def test_the_promise_that_holds_a_need_is_shown_until_it_is_kept_or_released(regency: Regency):
    tell(regency, some.need_judged(), some.reserved())
    assert promised(regency) == [(some.COMMITMENT, None)]

    tell(regency, some.released())
    assert promised(regency) == []

    tell(regency, some.reserved(commitment=some.OTHER_COMMITMENT))
    tell(regency, some.met(commitment=some.OTHER_COMMITMENT))
    assert promised(regency) == []


def test_a_need_that_is_confirmed_once_more_stays_promised(regency: Regency):
    tell(regency, some.need_judged(), some.reserved(), some.need_judged(standing="committed"))

    line = need(regency)

    assert line is not None
    [promise] = line.promises
    assert (promise.partner, promise.programme) == ("baznas-boyolali", "jamban")
    assert (promise.amount_rupiah, promise.position) == (5_000_000, 2)


def test_a_package_shows_both_promises_under_its_name(regency: Regency):
    tell(regency, some.need_judged(), some.reserved(), some.packaged())
    tell(regency, some.reserved(commitment=some.OTHER_COMMITMENT, package="rumah-07"))

    assert promised(regency) == [
        (some.COMMITMENT, "rumah-07"),
        (some.OTHER_COMMITMENT, "rumah-07"),
    ]


def test_a_promise_holds_only_the_household_it_was_made_to(regency: Regency):
    other = some.OTHER_HOUSEHOLD
    tell(regency, some.need_judged(), some.reserved())
    tell(regency, some.need_judged(household=other), some.reserved(household=other))
    tell(regency, some.released(household=other))

    assert promised(regency) == [(some.COMMITMENT, None)]


def test_an_earlier_moment_gives_the_answer_of_then(regency: Regency):
    judged = tell(regency, some.need_judged(occurred_on=MARCH))
    reserved = tell(regency, some.reserved(occurred_on=APRIL))
    tell(regency, some.met())

    assert standing(regency, Moment(judged)) == "unmet"
    assert standing(regency, Moment(judged - 1)) is None
    assert promised(regency, Moment(reserved)) == [(some.COMMITMENT, None)]
    assert promised(regency, Moment(valid_on=APRIL)) == [(some.COMMITMENT, None)]
    assert promised(regency, Moment(valid_on=MARCH)) == []
    assert found(regency, moment=Moment(judged)) == [(some.HOUSEHOLD, "sanitation")]
    assert found(regency) == []


@pytest.mark.parametrize("moment", [PRESENT, Moment(valid_on=some.TODAY)])
def test_unmet_needs_are_counted_by_area_strategy_and_kind(regency: Regency, moment: Moment):
    tell(regency, some.need_judged(), some.need_judged(need="housing"))
    tell(regency, some.need_judged(household=some.OTHER_HOUSEHOLD, village=MANGGIS))
    tell(regency, some.need_judged(need="skills", strategy=INCOME, standing="not_needed"))

    assert counted(regency, moment=moment) == {
        (KLEGO, BURDEN, "housing", "unmet"): 1,
        (KLEGO, BURDEN, "sanitation", "unmet"): 1,
        (MANGGIS, BURDEN, "sanitation", "unmet"): 1,
    }
    assert counted(regency, "33.09.15", moment, by="kecamatan") == {
        ("33.09.15", BURDEN, "housing", "unmet"): 1,
        ("33.09.15", BURDEN, "sanitation", "unmet"): 2,
    }
    assert counted(regency, KLEGO, moment, by="regency", standings=["not_needed"]) == {
        ("33.09", INCOME, "skills", "not_needed"): 1
    }


def test_a_need_of_a_closed_household_is_not_unmet(regency: Regency):
    tell(regency, some.registered(), some.need_judged())
    closing = some.need_judged("not_applicable", standing="not_needed", epoch=1)
    tell(regency, some.closed(), closing)

    assert counted(regency) == {}
    assert found(regency) == []


def test_needs_are_listed_by_standing_kind_and_strategy(regency: Regency):
    tell(regency, some.need_judged(), some.need_judged(need="housing"), some.reserved())
    tell(regency, some.need_judged(need="skills", strategy=INCOME))

    home = some.HOUSEHOLD
    assert found(regency) == [(home, "housing"), (home, "skills")]
    assert found(regency, standings=["committed"]) == [(home, "sanitation")]
    assert found(regency, needs=["housing", "food"]) == [(home, "housing")]
    assert found(regency, strategies=[INCOME]) == [(home, "skills")]
    assert found(regency, MANGGIS) == []


def test_a_page_begins_after_the_last_need_of_the_page_before(regency: Regency):
    for household in (some.uid(2), some.uid(1)):
        tell(regency, *(some.need_judged(household=household, need=n) for n in ("housing", "food")))

    first = found(regency, limit=3)
    rest = found(regency, limit=3, after=first[-1])

    assert first == [(some.uid(1), "food"), (some.uid(1), "housing"), (some.uid(2), "food")]
    assert rest == [(some.uid(2), "housing")]


def test_needs_are_the_same_however_they_are_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "needs",
        some.claimed(occurred_on=MARCH),
        some.need_judged("already_met", standing="met", occurred_on=APRIL),
        some.need_judged(occurred_on=MARCH),
        some.need_judged(),
        some.registered(),
        some.reserved(),
        some.packaged(),
        some.reserved(commitment=some.OTHER_COMMITMENT, package="rumah-07"),
        some.released(standing="committed"),
        some.met(commitment=some.OTHER_COMMITMENT),
        some.need_judged(need="housing"),
        some.carried(),
    )


def test_a_promise_that_was_not_kept_after_all_holds_the_need_again(regency: Regency):
    tell(regency, some.need_judged(), some.reserved(), some.met())
    assert (standing(regency), promised(regency)) == ("met", [])
    before = tell(regency, some.reopened_need())
    assert standing(regency) == "committed"
    assert promised(regency) == [(some.COMMITMENT, None)]
    assert standing(regency, Moment(before - 1)) == "met"
    tell(regency, some.met())
    assert (standing(regency), promised(regency)) == ("met", [])
