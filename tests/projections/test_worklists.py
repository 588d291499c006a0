"""What is still to be looked at in a village."""

from datetime import timedelta
from uuid import UUID

from service.aggregates.household_welfare import Rank
from service.kernel.row_codes import row_code
from service.projections import worklists
from service.projections.moment import PRESENT, Moment
from service.projections.worklists import WorkLine
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import reading
from tests.support.told import tell

KLEGO, MANGGIS = some.KLEGO, some.MANGGIS
LONG_AGO = some.TODAY - timedelta(days=700)
MARCH = some.TODAY - timedelta(days=240)


def rows(
    regency: Regency,
    village: str = KLEGO,
    moment: Moment = PRESENT,
    *,
    ranking: UUID | None = None,
) -> list[WorkLine]:
    with reading(regency, "verifications", "ranks") as conn:
        return worklists.of_village(conn, regency.schema, village, moment, ranking=ranking)


def row(regency: Regency, village: str = KLEGO, moment: Moment = PRESENT) -> WorkLine:
    [found] = rows(regency, village, moment)
    return found


def test_a_household_nobody_looked_at_has_no_day(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO))

    assert row(regency).looked_on is None
    assert row(regency).is_open


def test_a_testimony_on_the_household_or_on_a_person_is_a_look(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO))
    tell(regency, some.presence(occurred_on=MARCH))
    assert row(regency).looked_on == MARCH

    tell(regency, some.judged(occurred_on=some.TODAY))
    assert (row(regency).looked_on, row(regency).verdict) == (some.TODAY, "eligible")


def test_a_testimony_on_a_need_is_none_on_the_household(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO), some.claimed(), some.need_judged())

    assert row(regency).looked_on is None


def test_a_claimed_need_waits_until_somebody_looks(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO), some.claimed())
    assert row(regency).claims == 1

    tell(regency, some.need_judged())
    assert row(regency).claims == 0


def test_what_was_seen_elsewhere_does_not_count_after_a_move(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO), some.judged(occurred_on=MARCH))
    tell(regency, some.moved(village=MANGGIS, from_village=KLEGO, epoch=1))

    assert rows(regency, KLEGO) == []
    assert row(regency, MANGGIS).has_moved_in
    assert row(regency, MANGGIS).looked_on is None

    tell(regency, some.judged(village=MANGGIS, epoch=1))
    assert row(regency, MANGGIS).looked_on == some.TODAY


def test_both_clocks_tell_what_was_due_then(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO))
    before = tell(regency, some.claimed(occurred_on=LONG_AGO))
    tell(regency, some.judged(occurred_on=MARCH))

    assert row(regency, moment=Moment(position=before)).looked_on is None
    assert row(regency, moment=Moment(valid_on=MARCH - timedelta(days=1))).looked_on is None
    assert row(regency, moment=Moment(valid_on=MARCH)).looked_on == MARCH


def test_lists_that_name_it_and_its_decile_are_told(regency: Regency):
    tell(regency, some.registered(occurred_on=LONG_AGO))
    tell(regency, some.relisted(occurred_on=MARCH))

    assert (row(regency).decile, row(regency).listed_on) == (None, MARCH)
    assert len(row(regency).lists) >= 1


def test_the_decile_is_that_of_the_newest_list_or_of_the_one_that_is_asked_for(regency: Regency):
    ranks = (Rank(level="national", decile=1),)
    before = tell(
        regency,
        some.registered(occurred_on=LONG_AGO),
        some.ranked(list=some.LIST, origin="dtsen", period="2026-Q1", occurred_on=MARCH),
    )
    sheet = {"list": some.OTHER_LIST, "origin": "siks_decile", "period": "2026-Q3"}
    tell(regency, some.ranked(**sheet, ranks=ranks, occurred_on=some.TODAY))

    [newest] = rows(regency)
    told = (newest.decile, newest.decile_list, newest.decile_origin, newest.decile_period)
    assert told == (1, some.OTHER_LIST, "siks_decile", "2026-Q3")
    [asked] = rows(regency, ranking=some.LIST)
    assert (asked.decile, asked.decile_origin) == (2, "dtsen")
    assert row(regency, moment=Moment(position=before)).decile == 2
    assert row(regency, moment=Moment(valid_on=MARCH)).decile == 2

    tell(regency, some.withdrawn(list=some.OTHER_LIST))
    assert (row(regency).decile, row(regency).decile_list) == (2, some.LIST)
    tell(regency, some.withdrawn(list=some.LIST))
    assert (row(regency).decile, row(regency).lists) == (None, [])


def test_numbers_are_given_in_the_order_of_arrival_and_kept(regency: Regency):
    tell(regency, some.registered(household=some.OTHER_HOUSEHOLD))
    tell(regency, some.registered())
    assert [one.number for one in rows(regency)] == [1, 2]

    tell(regency, some.closed(household=some.OTHER_HOUSEHOLD, epoch=1))
    found = {one.household: (row_code(one.number), one.is_open) for one in rows(regency)}
    assert found == {some.OTHER_HOUSEHOLD: ("K-0001", False), some.HOUSEHOLD: ("K-0002", True)}


def test_a_code_leads_to_its_household(regency: Regency):
    tell(regency, some.registered())

    with reading(regency, "verifications") as conn:
        assert worklists.called(conn, regency.schema, KLEGO, 1) == some.HOUSEHOLD
        assert worklists.called(conn, regency.schema, KLEGO, 2) is None
        assert worklists.called(conn, regency.schema, MANGGIS, 1) is None
