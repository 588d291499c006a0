"""How households stand: at any moment on two clocks, one by one and added up."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from service.kernel.verdicts import HouseholdStatus
from service.projections import statuses
from service.projections.moment import PRESENT, Moment
from service.projections.statuses import StatusLine
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell, tell_together

KLEGO, MANGGIS, SELO = some.KLEGO, some.MANGGIS, "33.09.01.2001"
REGENCY, KECAMATAN = "33.09", "33.09.15"
MARCH, APRIL = some.TODAY - timedelta(days=240), some.TODAY - timedelta(days=210)
LONG_AGO = some.TODAY - timedelta(days=400)


def status(regency: Regency, moment: Moment = PRESENT) -> HouseholdStatus | None:
    with reading(regency, "statuses") as conn:
        line = statuses.status_of(conn, regency.schema, some.HOUSEHOLD, moment)
    return line.status if line else None


def counted(
    regency: Regency, area: str = REGENCY, moment: Moment = PRESENT, by: Any = "village"
) -> dict[tuple[str, str], tuple[int, int]]:
    with reading(regency, "statuses") as conn:
        lines = statuses.counts(conn, regency.schema, area, moment, by=by)
    return {(one.area, one.status): (one.households, one.persons) for one in lines}


def found(regency: Regency, area: str, moment: Moment = PRESENT, **asked: Any) -> list[UUID]:
    with reading(regency, "statuses") as conn:
        lines = statuses.households(conn, regency.schema, area, moment, **asked)
    return [line.household for line in lines]


def test_a_household_stands_as_the_last_event_left_it(regency: Regency):
    tell(regency, some.registered())
    assert status(regency) == "listed"

    tell(regency, some.judged())
    assert status(regency) == "eligible"


def test_what_was_true_earlier_but_told_later_does_not_replace_what_is_true_now(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO))
    tell(regency, some.better_off(occurred_on=APRIL), some.judged(occurred_on=MARCH))

    assert status(regency) == "better_off"
    assert status(regency, Moment(valid_on=MARCH)) == "eligible"


def test_a_newer_epoch_counts_whatever_the_day(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO), some.judged(occurred_on=APRIL))
    tell(regency, some.closed(status="deceased", occurred_on=MARCH, epoch=1))

    assert status(regency) == "deceased"
    assert status(regency, Moment(valid_on=MARCH)) == "deceased"


def test_of_two_events_of_one_day_the_later_told_counts(regency: Regency):
    tell(regency, some.registered(), some.judged(), some.better_off(), some.judged())

    assert status(regency) == "eligible"


def test_an_event_that_keeps_the_status_still_says_how_many_belong(regency: Regency):
    tell(regency, some.registered(), some.judged(), some.joined(status="eligible", persons=4))

    with reading(regency, "statuses") as conn:
        line = statuses.status_of(conn, regency.schema, some.HOUSEHOLD, PRESENT)

    assert line == StatusLine(some.HOUSEHOLD, KLEGO, "eligible", 4, 0, some.TODAY, 3)


def test_an_earlier_position_gives_the_answer_of_then(regency: Regency):
    known = tell(regency, some.registered(occurred_on=LONG_AGO))
    tell(regency, some.judged(occurred_on=APRIL))

    assert status(regency, Moment(known)) == "listed"
    assert status(regency, Moment(known - 1)) is None
    assert status(regency, Moment(valid_on=LONG_AGO - timedelta(days=1))) is None
    assert counted(regency, moment=Moment(known)) == {(KLEGO, "listed"): (1, 3)}
    assert counted(regency, moment=Moment(known - 1)) == {}


def test_a_history_ends_with_the_line_that_counts(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO))
    tell(regency, some.better_off(occurred_on=APRIL), some.judged(occurred_on=MARCH))

    with reading(regency, "statuses") as conn:
        lines = statuses.history(conn, regency.schema, some.HOUSEHOLD, PRESENT)

    assert [line.position for line in lines] == [1, 3, 2]
    assert lines[-1].status == "better_off"


@pytest.mark.parametrize("moment", [PRESENT, Moment(valid_on=some.TODAY)])
def test_households_and_persons_are_counted_by_village_kecamatan_and_regency(
    regency: Regency, moment: Moment
):
    tell(regency, some.registered())
    tell(regency, some.registered(household=some.uid(11), village=MANGGIS, persons=2))
    tell(regency, some.registered(household=some.uid(12), village=SELO, persons=5))

    assert counted(regency, moment=moment) == {
        (SELO, "listed"): (1, 5),
        (KLEGO, "listed"): (1, 3),
        (MANGGIS, "listed"): (1, 2),
    }
    assert counted(regency, KECAMATAN, moment, by="kecamatan") == {(KECAMATAN, "listed"): (2, 5)}
    assert counted(regency, moment=moment, by="regency") == {(REGENCY, "listed"): (3, 10)}
    assert counted(regency, KLEGO, moment) == {(KLEGO, "listed"): (1, 3)}


@pytest.mark.parametrize("recorded", ["at once", "one by one"])
def test_a_household_is_counted_once_however_often_it_is_judged(regency: Regency, recorded: str):
    events = [
        some.registered(occurred_on=LONG_AGO),
        some.better_off(occurred_on=APRIL),
        some.judged(occurred_on=MARCH),
        some.moved(),
        some.judged(village=MANGGIS, epoch=1, persons=4),
    ]
    for commit in [events] if recorded == "at once" else [[event] for event in events]:
        tell_together(regency, commit)
        regency.engine.catch_up("statuses")

    assert counted(regency) == {(MANGGIS, "eligible"): (1, 4)}
    assert counted(regency, moment=Moment(valid_on=APRIL)) == {(KLEGO, "better_off"): (1, 3)}
    assert counted(regency, KLEGO, Moment(valid_on=MARCH)) == {(KLEGO, "eligible"): (1, 3)}


def test_a_household_that_moved_is_listed_where_it_was_then(regency: Regency):
    known = tell(regency, some.registered())
    tell(regency, some.moved())

    assert found(regency, KLEGO) == []
    assert found(regency, MANGGIS) == [some.HOUSEHOLD]
    assert found(regency, KLEGO, Moment(known)) == [some.HOUSEHOLD]
    assert found(regency, MANGGIS, Moment(known)) == []


def test_households_are_listed_by_the_status_they_have_and_not_the_one_they_had(regency: Regency):
    known = tell(regency, some.registered())
    tell(regency, some.judged())

    assert found(regency, REGENCY, statuses=["listed"]) == []
    assert found(regency, REGENCY, statuses=["eligible", "graduated"]) == [some.HOUSEHOLD]
    assert found(regency, REGENCY, Moment(known), statuses=["listed"]) == [some.HOUSEHOLD]
    assert found(regency, REGENCY, statuses=[]) == []


def test_a_page_begins_after_the_last_household_of_the_page_before(regency: Regency):
    ids = [some.uid(number) for number in range(1, 6)]
    tell(regency, *(some.registered(household=one) for one in reversed(ids)))
    tell(regency, *(some.judged(household=one) for one in ids))

    first = found(regency, KECAMATAN, limit=2)
    second = found(regency, KECAMATAN, limit=2, after=first[-1])

    assert first + second == ids[:4]
    assert found(regency, KECAMATAN, limit=2, after=second[-1]) == ids[4:]


def test_the_code_of_an_area_is_not_a_mere_beginning(regency: Regency):
    tell(regency, some.registered(village="33.09.15.2010"))

    assert found(regency, "33.09.15.201") == []
    assert found(regency, "33.09.1") == []
    assert counted(regency, "33.0") == {}


def test_statuses_of_many_households_leave_out_the_unknown(regency: Regency):
    tell(regency, some.registered())

    with reading(regency, "statuses") as conn:
        asked = [some.HOUSEHOLD, some.OTHER_HOUSEHOLD]
        lines = statuses.statuses_of(conn, regency.schema, asked, PRESENT)

    assert list(lines) == [some.HOUSEHOLD]


def test_statuses_are_the_same_however_they_are_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "statuses",
        some.registered(occurred_on=LONG_AGO),
        some.registered(household=some.OTHER_HOUSEHOLD),
        some.better_off(occurred_on=APRIL),
        some.need_judged(),
        some.judged(occurred_on=MARCH),
        some.relisted(status="better_off"),
        some.joined(status="better_off"),
        some.presence(status="better_off"),
        some.head_changed(status="better_off"),
        some.address_changed(status="better_off"),
        some.moved(),
        some.judged(village=MANGGIS, epoch=1),
        some.closed(village=MANGGIS, epoch=2),
        some.reopened(village=MANGGIS, status="eligible", epoch=3),
    )
