"""Whoever left and is named again: told with who said they left, and which list names them."""

from service.projections import resurrections
from service.projections.moment import PRESENT, Moment
from service.projections.resurrections import Alert
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def alerts(regency: Regency, moment: Moment = PRESENT) -> list[Alert]:
    with reading(regency, "resurrections") as conn:
        return resurrections.find(conn, regency.schema, moment=moment, limit=9)


def told(regency: Regency) -> int:
    return tell(
        regency,
        some.received(list=some.OTHER_LIST, issuer="Kementerian"),
        some.presence(person=some.HEAD, verdict="deceased"),
    )


def test_the_dead_who_are_listed_again_are_told_with_who_said_so(regency: Regency) -> None:
    before = told(regency)
    tell(regency, some.relisted(departed=(some.HEAD,)))

    [alert] = alerts(regency)

    assert (alert.person, alert.said, alert.row_no) == (some.HEAD, "deceased", 9)
    assert (alert.left_account, alert.left_position) == ("dini", before)
    assert (alert.list, alert.issuer) == (some.OTHER_LIST, "Kementerian")
    assert alerts(regency, Moment(before)) == []


def test_a_closed_household_is_told_as_a_whole(regency: Regency) -> None:
    tell(
        regency,
        some.received(list=some.OTHER_LIST),
        some.closed(status="moved_out"),
        some.relisted(status="moved_out", members=(), departed=()),
    )
    [alert] = alerts(regency)
    assert (alert.person, alert.said, alert.household) == (None, "moved_out", some.HOUSEHOLD)


def test_a_row_that_waits_is_an_alert_only_if_its_person_had_left(regency: Regency) -> None:
    told(regency)
    waiting = {"list": some.OTHER_LIST, "village": some.KLEGO}
    tell(
        regency,
        some.quarantined(**waiting, row_no=1, person=some.HEAD),
        some.quarantined(**waiting, row_no=2, person=some.STRANGER),
    )
    assert [one.row_no for one in alerts(regency)] == [1]


def test_whoever_came_back_is_none(regency: Regency) -> None:
    told(regency)
    tell(
        regency,
        some.presence(person=some.HEAD, verdict="present"),
        some.relisted(departed=(some.HEAD,)),
    )
    assert alerts(regency) == []


def test_it_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "resurrections",
        some.received(list=some.OTHER_LIST),
        some.presence(person=some.HEAD, verdict="deceased"),
        some.relisted(departed=(some.HEAD,)),
        some.closed(),
        some.reopened(),
    )
