"""What waits for a meeting is counted until one has decided, on both clocks."""

from datetime import timedelta
from uuid import UUID

import pytest

from service.kernel.events import Event
from service.kernel.verdicts import LEAVING, PRESENCE_LABELS, PresenceVerdict
from service.projections import musdes, musdes_sessions
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell

DAY = timedelta(days=1)
MET = (some.convened(), some.attended(), some.presented(), some.rows_decided())
HOME, OTHER = some.HOUSEHOLD, some.OTHER_HOUSEHOLD
FOUND = (
    some.registered(),
    some.judged(),
    some.registered(household=OTHER),
    some.judged("unreachable", household=OTHER, status="not_found"),
)
CLOSED = some.closed(household=OTHER, status="untraceable", persons=0)
SEALED = some.ratified(
    rows=(
        some.RATIFIED_ROWS[0],
        some.ratified_row(
            OTHER,
            version=3,
            result="untraceable",
            status="not_found",
            decision="remove",
            persons=0,
            reason="not_found",
        ),
    ),
)


def waiting(regency: Regency, area: str = "33.09", moment: Moment = PRESENT) -> dict[str, int]:
    with reading(regency, "musdes") as conn:
        return musdes.unratified(conn, regency.schema, area, moment)


def session(regency: Regency, moment: Moment = PRESENT) -> musdes_sessions.Session:
    with reading(regency, "musdes") as conn:
        found = musdes_sessions.one(conn, regency.schema, some.MUSDES, moment)
    assert found is not None
    return found


def test_a_finding_waits_until_a_meeting_has_decided(regency: Regency) -> None:
    tell(regency, some.registered(household=some.uid(7)))  # only listed: nothing to ratify
    tell(regency, *FOUND)
    assert waiting(regency) == {some.KLEGO: 2}
    tell(regency, *MET, SEALED, CLOSED)
    assert waiting(regency) == {}


@pytest.mark.parametrize("area", ["33.09", some.KLEGO])
@pytest.mark.parametrize("verdict", PRESENCE_LABELS)
def test_whoever_left_or_came_waits_also_where_the_household_is_listed_only(
    regency: Regency, verdict: PresenceVerdict, area: str
) -> None:
    seen = some.presence(status="listed", verdict=verdict)
    tell(regency, some.registered(), seen)
    assert waiting(regency, area) == ({some.KLEGO: 1} if verdict in LEAVING | {"joined"} else {})
    kept = some.ratified_row(version=2, status="listed", decision="keep", result="eligible")
    tell(regency, *MET, some.ratified(rows=(kept,)))
    assert waiting(regency, area) == {}


@pytest.mark.parametrize("area", ["33.09", some.KLEGO])
def test_what_a_village_proposed_waits(regency: Regency, area: str) -> None:
    tell(regency, some.registered(status="newly_proposed", source=None))
    assert waiting(regency, area) == {some.KLEGO: 1}
    added = some.ratified_row(version=1, status="newly_proposed", decision="add")
    tell(regency, *MET, some.ratified(rows=(added,)), some.judged())
    assert waiting(regency, area) == {}


@pytest.mark.parametrize("area", ["33.09", "33.09.15", some.KLEGO])
def test_areas_of_every_level_count_the_same(regency: Regency, area: str) -> None:
    tell(regency, *FOUND)
    assert waiting(regency, area) == {some.KLEGO: 2}
    assert waiting(regency, "33.10") == {}


def test_a_finding_that_says_otherwise_waits_again_but_a_visit_that_agrees_does_not(
    regency: Regency,
) -> None:
    tell(regency, *FOUND, *MET, SEALED, CLOSED)
    tell(regency, some.judged())
    assert waiting(regency) == {}
    tell(regency, some.better_off())
    assert waiting(regency) == {some.KLEGO: 1}
    with reading(regency, "musdes") as conn:
        [one] = musdes.waiting(conn, regency.schema, some.KLEGO)
        assert (one.household, one.status) == (HOME, "better_off")
        assert musdes.is_waiting(conn, regency.schema, HOME, some.KLEGO)
        assert not musdes.is_waiting(conn, regency.schema, OTHER, some.KLEGO)


def test_what_was_sent_back_still_waits(regency: Regency) -> None:
    back = some.ratified_row(decision="send_back")
    tell(regency, *FOUND[:2], *MET, some.ratified(rows=(back,)))
    assert waiting(regency) == {some.KLEGO: 1}


def test_both_clocks_tell_what_waited_then(regency: Regency) -> None:
    known = tell(regency, *FOUND)
    tell(regency, *MET, SEALED, CLOSED)
    assert waiting(regency, moment=Moment(known)) == {some.KLEGO: 2}
    assert waiting(regency, moment=Moment(valid_on=some.YESTERDAY)) == {}
    assert waiting(regency, moment=Moment(valid_on=some.TODAY)) == {}


def test_what_has_waited_too_long_is_told_apart(regency: Regency) -> None:
    tell(regency, *FOUND)
    with reading(regency, "musdes") as conn:
        for before, late in ((some.TODAY, 0), (some.TOMORROW, 2)):
            found = musdes.unratified_since(conn, regency.schema, "33.09", before=before)
            assert found == {some.KLEGO: (2, late)}


def test_a_household_that_moved_waits_nowhere_until_it_is_found_anew(regency: Regency) -> None:
    tell(regency, *FOUND[:2], some.moved())
    assert waiting(regency) == {}
    tell(regency, some.judged(village=some.MANGGIS, epoch=1))
    assert waiting(regency) == {some.MANGGIS: 1}


STEPS: tuple[tuple[Event, str], ...] = (
    (some.convened(), "convened"),
    (some.postponed(meets_on=None), "postponed"),
    (some.rescheduled(), "convened"),
    (some.postponed(), "convened"),
    (some.attended(is_quorate=False), "convened"),
    (some.attended(), "open"),
    (some.presented(), "open"),
    (some.dissented(), "open"),
    (some.ratified(), "ratified"),
    (some.signed_minutes(), "ratified"),
    (some.signed_minutes(signer="head", position="Kepala Desa"), "signed"),
    (some.forwarded(), "forwarded"),
    (some.answered_minutes(), "forwarded"),
    (some.minutes_corrected(), "forwarded"),
)


def test_a_meeting_is_told_as_far_as_it_has_come(regency: Regency) -> None:
    stages = []
    for event, _ in STEPS:
        tell(regency, event)
        stages.append(session(regency).stage)
    assert stages == [stage for _, stage in STEPS]
    found = session(regency)
    assert (found.present, found.men, found.women, found.dissents) == (20, 19, 1, 1)
    assert (found.number, found.kept, found.removed) == ("140/07/BA/XI/2024", 1, 1)
    assert [one.signer for one in found.signatures] == ["chair", "head"]
    assert [(one.to, one.answer) for one in found.sent] == [("camat", "returned")]
    assert found.corrected_by == [some.OTHER_MUSDES]
    assert session(regency, Moment(6)).stage == "open"


def test_meetings_are_listed_the_newest_first_and_where_one_may_look(regency: Regency) -> None:
    tell(regency, some.convened(), some.convened(musdes=some.OTHER_MUSDES, village=some.MANGGIS))
    with reading(regency, "musdes") as conn:
        found = musdes_sessions.find(conn, regency.schema, limit=9)
        near = musdes_sessions.find(conn, regency.schema, areas=(some.KLEGO,), limit=9)
        older = musdes_sessions.find(conn, regency.schema, limit=9, after=found[0].position)
    assert [one.musdes for one in found] == [some.OTHER_MUSDES, some.MUSDES]
    assert [one.musdes for one in near] == [some.MUSDES]
    assert [one.musdes for one in older] == [some.MUSDES]


def test_rows_of_minutes_open_into_households(regency: Regency) -> None:
    tell(regency, *MET, SEALED)
    with reading(regency, "musdes") as conn:
        first, second = musdes.rows(conn, regency.schema, some.MUSDES, limit=9)
        [rest] = musdes.rows(conn, regency.schema, some.MUSDES, limit=9, after=1)
        decided = musdes.decisions_on(conn, regency.schema, [HOME, OTHER])
    assert (first.household, first.decision, second.reason) == (HOME, "keep", "not_found")
    assert rest == second
    assert decided == {HOME: [first], OTHER: [second]}


def test_a_seal_is_found_by_its_hash_alone(regency: Regency) -> None:
    tell(regency, *MET, SEALED)
    with reading(regency, "musdes") as conn:
        found = musdes.sealed(conn, regency.schema, some.CONTENT_HASH)
        assert musdes.sealed(conn, regency.schema, "00" * 32) is None
    assert found is not None
    assert (found.village, found.number, found.removed) == (some.KLEGO, "140/07/BA/XI/2024", 1)


def test_no_name_stands_in_any_table(regency: Regency) -> None:
    tell(regency, *FOUND, *MET, some.dissented(), SEALED, some.signed_minutes())
    with reading(regency, "musdes") as conn:
        for table in ("steps", "rows", "seals", "verdicts"):
            sql = f"SELECT t::text FROM {regency.schema}_read.musdes_{table} AS t"
            text = str(conn.execute(sql).fetchall())
            assert text != "[]"
            assert "attendees" not in text
            assert "words" not in text
            assert "Sarjono" not in text


def test_it_is_the_same_however_it_is_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency, "musdes", *FOUND, *(event for event, _ in STEPS), some.presence(), some.reopened()
    )


def test_an_unknown_meeting_is_none(regency: Regency) -> None:
    with reading(regency, "musdes") as conn:
        assert musdes_sessions.one(conn, regency.schema, UUID(int=1)) is None
