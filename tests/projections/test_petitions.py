"""Petitions: which wait, until when, and what came of them."""

from datetime import date

from service.projections import petitions
from service.projections.moment import PRESENT, Moment
from service.projections.petitions import Asked
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

LATE = date(2024, 12, 2)


def found(regency: Regency, moment: Moment = PRESENT, **asked):
    with reading(regency, "petitions") as conn:
        return petitions.find(conn, regency.schema, Asked(**asked), moment=moment, limit=9)


def test_each_step_says_what_it_waits_for(regency: Regency) -> None:
    states = []
    for step in (
        some.petition_received(),
        some.petition_examined(),
        some.petition_decided(),
        some.petition_appealed(),
        some.petition_decided(appeal_until=None, by="sekretaris"),
    ):
        tell(regency, step)
        [one] = found(regency)
        states.append((one.state, one.is_open, one.is_appeal))
    assert states == [
        ("received", True, False),
        ("examined", True, False),
        ("decided", False, False),
        ("appealed", True, True),
        ("closed", False, True),
    ]
    assert (one.ruling, one.decided_by) == ("accepted", "sekretaris")


def test_what_is_late_is_told_in_working_days(regency: Regency) -> None:
    tell(regency, some.petition_received())
    [one] = found(regency, late_on=LATE)
    assert one.days_left(LATE) == -6
    assert one.days_left(some.TODAY) == 14
    assert found(regency, late_on=one.due_on) == []
    with reading(regency, "petitions") as conn:
        assert petitions.count_open(conn, regency.schema, None) == 1
        assert petitions.count_open(conn, regency.schema, None, late_on=LATE) == 1
        assert petitions.count_open(conn, regency.schema, (some.MANGGIS,)) == 0


def test_an_answered_one_has_no_days_left(regency: Regency) -> None:
    before = tell(regency, some.petition_received())
    tell(regency, some.petition_examined(), some.petition_decided())
    [one] = found(regency, is_open=False)
    assert one.days_left(LATE) is None
    [then] = found(regency, Moment(before), is_open=True)
    assert then.state == "received"


def test_a_receipt_finds_its_petition_and_pages_follow(regency: Regency) -> None:
    other = some.petition_received(petition=some.uid(862), number="USL-2024-BBBBBBBB")
    tell(regency, some.petition_received(), other)
    [one] = found(regency, number="USL-2024-BBBBBBBB")
    assert one.petition == some.uid(862)
    first, second = found(regency)
    with reading(regency, "petitions") as conn:
        after = petitions.find(
            conn, regency.schema, limit=9, after=(first.due_on.isoformat(), first.position)
        )
    assert after == [second]


def test_petitions_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "petitions",
        some.petition_received(),
        some.petition_examined(),
        some.petition_decided(),
        some.petition_appealed(),
    )
