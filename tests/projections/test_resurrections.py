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


def test_a_withdrawn_list_raises_no_alarm_any_more(regency: Regency) -> None:
    told(regency)
    before = tell(regency, some.relisted(departed=(some.HEAD,)))
    [alert] = alerts(regency)
    tell(regency, some.withdrawn(list=alert.list))

    assert [one.standing for one in alerts(regency)] == ["list_withdrawn"]
    assert [one.standing for one in alerts(regency, moment=Moment(before))] == ["open"]


def test_whoever_came_back_is_none(regency: Regency) -> None:
    told(regency)
    tell(
        regency,
        some.presence(person=some.HEAD, verdict="present"),
        some.relisted(departed=(some.HEAD,)),
    )
    assert alerts(regency) == []


def test_an_alert_is_open_until_somebody_settles_it(regency: Regency) -> None:
    told(regency)
    before = tell(regency, some.relisted(departed=(some.HEAD,)))
    assert [one.standing for one in alerts(regency)] == ["open"]

    at = tell(regency, some.resurrection_settled())

    [alert] = alerts(regency)
    assert (alert.standing, alert.settled_at) == ("stays_gone", at)
    assert (alert.settled_on, alert.reason) == (some.TODAY, "Akta kematian tetap berlaku")
    assert [one.standing for one in alerts(regency, Moment(before))] == ["open"]
    with reading(regency, "resurrections") as conn:
        assert resurrections.count_open(conn, regency.schema) == 0
        [count] = resurrections.counts(conn, regency.schema)
    assert (count.alerts, count.open) == (1, 0)


def test_a_testimony_ends_an_alert_and_a_disputed_one_does_not(regency: Regency) -> None:
    told(regency)
    tell(regency, some.relisted(departed=(some.HEAD,)))
    tell(regency, some.presence(person=some.HEAD, verdict="present", disputed=True))
    assert [one.standing for one in alerts(regency)] == ["open"]

    tell(regency, some.presence(person=some.HEAD, verdict="present"))

    assert [one.standing for one in alerts(regency)] == ["came_back"]


def test_a_row_that_waits_ends_its_alert_with_itself(regency: Regency) -> None:
    told(regency)
    tell(regency, some.quarantined(list=some.OTHER_LIST, row_no=1, person=some.HEAD))
    assert [(one.is_waiting, one.standing) for one in alerts(regency)] == [(True, "open")]

    dismissal = {"how": "dismissed", "household": None, "reason": "Bukan orangnya"}
    tell(regency, some.row_resolved(list=some.OTHER_LIST, row_no=1, **dismissal))

    assert [one.standing for one in alerts(regency)] == ["row_settled"]


def test_it_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "resurrections",
        some.received(list=some.OTHER_LIST),
        some.presence(person=some.HEAD, verdict="deceased"),
        some.relisted(departed=(some.HEAD,)),
        some.closed(),
        some.reopened(),
        some.resurrection_settled(),
        some.row_resolved(),
    )
