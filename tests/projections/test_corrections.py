"""What was sent to the owners of lists, the answers, and whom a list names where."""

from service.projections import corrections
from service.projections.moment import Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def test_a_sending_is_told_with_its_latest_answer(regency: Regency) -> None:
    sent = tell(regency, some.returned_rows())
    tell(regency, some.answered_rows(outcome="declined", taken=0), some.answered_rows())
    with reading(regency, "corrections") as conn:
        found = corrections.one(conn, regency.schema, some.CORRECTION)
        then = corrections.one(conn, regency.schema, some.CORRECTION, Moment(sent))
        assert corrections.one(conn, regency.schema, some.uid(1)) is None
    assert found is not None
    assert (found.corrections, found.outcome, found.taken) == (9, "partly_adopted", 7)
    assert then is not None
    assert then.outcome is None


def test_sendings_are_found_by_list_and_area_the_newest_first(regency: Regency) -> None:
    tell(
        regency,
        some.returned_rows(),
        some.returned_rows(correction=some.uid(9), village=some.MANGGIS, list=some.OTHER_LIST),
    )
    with reading(regency, "corrections") as conn:
        both = corrections.find(conn, regency.schema, limit=9)
        older = corrections.find(conn, regency.schema, limit=9, after=both[0].position)
        near = corrections.find(conn, regency.schema, areas=(some.KLEGO,), limit=9)
        other = corrections.find(conn, regency.schema, batch=some.OTHER_LIST, limit=9)
    assert [one.correction for one in both] == [some.uid(9), some.CORRECTION]
    assert older == near == both[1:]
    assert other == both[:1]


def test_a_list_names_a_household_where_it_was_then(regency: Regency) -> None:
    first = tell(regency, some.registered())
    tell(regency, some.relisted(village=some.MANGGIS))
    with reading(regency, "corrections") as conn:

        def named(*asked):
            return corrections.named_by(conn, regency.schema, *asked)

        assert named(some.LIST, some.KLEGO, 9) == [some.HOUSEHOLD]
        assert named(some.LIST, some.MANGGIS, 9) == []
        assert named(some.OTHER_LIST, some.MANGGIS, 9) == [some.HOUSEHOLD]
        assert named(some.OTHER_LIST, some.MANGGIS, first) == []


def test_it_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "corrections",
        some.registered(),
        some.registered(household=some.OTHER_HOUSEHOLD, source=None),
        some.relisted(),
        some.returned_rows(),
        some.answered_rows(),
    )
