"""How far the field has come, and how much of a list was wrong."""

from datetime import timedelta

from service.projections import coverage
from service.projections.coverage import Coverage, Invalid
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import reading
from tests.support.told import tell

KLEGO, MANGGIS = some.KLEGO, some.MANGGIS
LONG_AGO = some.TODAY - timedelta(days=700)
BEFORE = some.TODAY - timedelta(days=365)
MARCH = some.TODAY - timedelta(days=240)
THIRD = some.uid(500)
FAMILY = tuple(
    some.enrolled(person, relation, row_no=no)
    for no, (person, relation) in enumerate(
        [(some.HEAD, "head"), (some.SPOUSE, "spouse"), (some.CHILD, "child")], start=7
    )
)


def covered(
    regency: Regency, area: str = KLEGO, moment: Moment = PRESENT, by: coverage.By = "village"
) -> list[Coverage]:
    with reading(regency, "verifications") as conn:
        return coverage.coverage(conn, regency.schema, area, moment, by=by, before=BEFORE)


def wrong(
    regency: Regency, area: str = KLEGO, moment: Moment = PRESENT, by: coverage.By = "village"
) -> list[Invalid]:
    with reading(regency, "verifications") as conn:
        return coverage.invalid(conn, regency.schema, area, moment, by=by)


def of(area: str, **counts: int) -> Coverage:
    blank = {"listed": 0, "open": 0, "looked": 0, "stale": 0, "moved_in": 0}
    return Coverage(area=area, **(blank | counts))


def test_who_was_looked_at_is_counted_of_all_who_are_listed(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO))
    tell(regency, some.registered(household=some.OTHER_HOUSEHOLD, occurred_on=LONG_AGO))
    tell(regency, some.registered(household=THIRD, occurred_on=LONG_AGO))
    assert covered(regency) == [of(KLEGO, listed=3, open=3)]

    tell(regency, some.judged(occurred_on=some.TODAY))
    tell(regency, some.judged(household=some.OTHER_HOUSEHOLD, occurred_on=LONG_AGO))
    assert covered(regency) == [of(KLEGO, listed=3, open=3, looked=2, stale=1)]

    tell(regency, some.closed(household=THIRD, epoch=1, method="visit"))
    assert covered(regency) == [of(KLEGO, listed=3, open=2, looked=3, stale=1)]


def test_who_was_closed_unseen_counts_nowhere(regency: Regency):
    """A withdrawn list, a record too many: nobody looked, and nobody has to."""
    tell(regency, some.registered(occurred_on=LONG_AGO))
    tell(regency, some.closed(epoch=1, status="withdrawn", method=None))

    assert covered(regency) == []
    assert covered(regency, "33.09") == []


def test_villages_add_up_to_kecamatan_and_regency(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO), some.judged())
    tell(regency, some.registered(household=some.OTHER_HOUSEHOLD, village=MANGGIS))

    assert covered(regency, "33.09.15") == [
        of(KLEGO, listed=1, open=1, looked=1),
        of(MANGGIS, listed=1, open=1),
    ]
    for area in ("33.09.15", "33.09"):
        assert covered(regency, area, by="kecamatan") == [
            of("33.09.15", listed=2, open=2, looked=1)
        ]
    assert covered(regency, "33.09", by="regency") == [of("33.09", listed=2, open=2, looked=1)]


def test_who_moved_in_waits_to_be_looked_at_there(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO), some.judged(occurred_on=MARCH))
    tell(regency, some.moved(epoch=1))

    for area in (MANGGIS, "33.09"):
        assert covered(regency, area) == [of(MANGGIS, listed=1, open=1, moved_in=1)]
    assert covered(regency, KLEGO) == []


def test_both_clocks_tell_how_far_it_was_then(regency: Regency):
    first = tell(regency, some.registered(occurred_on=LONG_AGO))
    tell(regency, some.judged(occurred_on=MARCH))

    for area in (KLEGO, "33.09"):
        assert covered(regency, area, Moment(position=first)) == [of(KLEGO, listed=1, open=1)]
        before = Moment(valid_on=MARCH - timedelta(days=1))
        assert covered(regency, area, before) == [of(KLEGO, listed=1, open=1)]


def test_the_dead_and_the_moved_make_rows_of_their_list_invalid(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO, members=FAMILY))
    tell(regency, some.presence(person=some.SPOUSE, verdict="deceased", since=MARCH))
    then = tell(regency, some.presence(person=some.CHILD, verdict="moved_out", since=MARCH))
    expected = [Invalid(list=some.LIST, area=KLEGO, rows=3, deceased=1, moved=1)]

    for area in (KLEGO, "33.09"):
        assert wrong(regency, area) == expected
    back = some.TODAY + timedelta(days=1)
    tell(regency, some.presence(person=some.CHILD, verdict="present", occurred_on=back))
    assert [one.moved for one in wrong(regency)] == [0]
    assert [one.moved for one in wrong(regency, moment=Moment(position=then))] == [1]


def test_a_household_that_left_as_a_whole_takes_its_rows_along(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO, members=FAMILY))
    tell(regency, some.presence(person=some.SPOUSE, verdict="deceased", since=MARCH))
    tell(regency, some.moved(epoch=1, village=MANGGIS))

    expected = [Invalid(list=some.LIST, area=KLEGO, rows=3, deceased=1, moved=2)]
    assert wrong(regency, KLEGO) == expected
    assert wrong(regency, "33.09") == expected


def test_a_household_that_was_closed_as_moved_takes_its_rows_along(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO, members=FAMILY))
    everybody = (some.HEAD, some.SPOUSE, some.CHILD)
    tell(regency, some.closed(epoch=1, status="moved_out", method="visit", leaving=everybody))
    assert [one.moved for one in wrong(regency)] == [3]

    tell(regency, some.reopened(epoch=2, members=everybody))
    assert [one.moved for one in wrong(regency)] == [0]


def test_a_disputed_death_is_none_until_it_is_decided(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO, members=FAMILY))
    gone = {"person": some.SPOUSE, "verdict": "deceased", "since": MARCH}
    tell(regency, some.presence(**gone, disputed=True))
    assert [one.deceased for one in wrong(regency)] == [0]

    about = {"about": "person", "person": some.SPOUSE}
    tell(regency, some.contradicted(**about, presence="present", epoch=1))
    assert [one.deceased for one in wrong(regency)] == [0]
    tell(regency, some.contradiction_decided(**about, presence="deceased", epoch=2))
    assert [one.deceased for one in wrong(regency)] == [1]


def test_a_contradiction_may_open_what_was_closed(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO), some.closed(epoch=1, method="visit"))
    assert [one.open for one in covered(regency)] == [0]

    tell(regency, some.contradicted(epoch=2, status="eligible", about="household"))
    assert [one.open for one in covered(regency)] == [1]
