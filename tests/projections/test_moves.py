"""A move is seen by both villages, and an arrival waits until somebody there has looked."""

from service.kernel.roles import Actor, Scope
from service.projections import moves
from service.projections.moment import PRESENT, Moment
from service.projections.moves import Asked
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def found(regency: Regency, moment: Moment = PRESENT, **asked):
    with reading(regency, "moves") as conn:
        return moves.find(conn, regency.schema, Asked(**asked), moment=moment, limit=9)


def seen_by(regency: Regency, village: str):
    regency.engine.catch_up("moves")
    reader = Actor(
        account="a",
        position="A",
        role="village_operator",
        organisation="o",
        scope=Scope((village,)),
    )
    with regency.reading(reader) as conn:
        rows = moves.find(conn, regency.schema, limit=9)
    return [(one.direction, one.other_village, one.is_waiting) for one in rows]


def alone(**other):
    told = {"verdict": "moved_within_district", "destination": some.MANGGIS}
    return some.presence(**{**told, **other})


def test_both_villages_see_a_move_and_each_its_own_side(regency: Regency) -> None:
    tell(regency, some.registered(), some.moved())
    assert seen_by(regency, some.KLEGO) == [("out", some.MANGGIS, False)]
    assert seen_by(regency, some.MANGGIS) == [("in", some.KLEGO, True)]


def test_an_arrival_waits_until_the_new_village_has_looked(regency: Regency) -> None:
    tell(regency, some.registered(), some.judged())
    arrived = tell(regency, some.moved())
    assert len(found(regency, is_waiting=True)) == 1
    with reading(regency, "moves") as conn:
        assert moves.count_waiting(conn, regency.schema, (some.MANGGIS,)) == 1
        assert moves.count_waiting(conn, regency.schema, (some.KLEGO,)) == 0
    tell(regency, some.judged(village=some.MANGGIS, epoch=1))
    assert found(regency, is_waiting=True) == []
    assert len(found(regency, Moment(arrived), is_waiting=True)) == 1


def test_whoever_leaves_alone_is_told_to_both_and_waits_for_nobody(regency: Regency) -> None:
    tell(regency, some.registered(), alone())
    [inward, outward] = sorted(found(regency), key=lambda one: one.direction)
    assert (inward.village, inward.person, inward.is_waiting) == (some.MANGGIS, some.CHILD, False)
    assert (outward.village, outward.other_village) == (some.KLEGO, some.MANGGIS)


def test_a_disputed_departure_is_none_yet(regency: Regency) -> None:
    tell(regency, some.registered(), alone(disputed=True), alone(destination="33.09"))
    assert found(regency) == []


def test_pages_follow_one_another(regency: Regency) -> None:
    tell(regency, some.registered(), some.moved())
    first, second = found(regency)
    with reading(regency, "moves") as conn:
        after = moves.find(conn, regency.schema, limit=9, after=(first.position, first.direction))
    assert after == [second]


def test_moves_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "moves",
        some.registered(),
        some.judged(),
        some.moved(),
        some.judged(village=some.MANGGIS, epoch=1),
        alone(village=some.MANGGIS, destination=some.KLEGO),
    )
