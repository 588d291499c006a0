"""One household folded at a moment: what counts, though some days are left out."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from service.kernel.events import Event, Meta, Recorded
from service.projections.households import Opened, fold
from service.projections.moment import PRESENT, Moment
from tests.support import events
from tests.support.events import CHILD, COMMITMENT, HEAD, SPOUSE, STRANGER, TODAY, YESTERDAY

META = Meta(
    actor="dini",
    position="Pendamping",
    role="mentor",
    organisation="dinsos",
    command=uuid4(),
    channel="api",
)


def _recorded(*told: Event) -> list[Recorded[Any]]:
    return [
        Recorded(
            position=10 + number,
            stream=f"household:{events.HOUSEHOLD}",
            version=number,
            recorded_at=datetime(2024, 11, 4, tzinfo=UTC),
            meta=META,
            event=event,
        )
        for number, event in enumerate(told, start=1)
    ]


def _folded(*told: Event, moment: Moment = PRESENT) -> Opened:
    found = fold(_recorded(*told), moment)
    assert found is not None
    return found


def test_a_household_is_not_known_before_it_was_registered():
    told = _recorded(events.registered())
    assert fold(told, Moment(position=10)) is None
    assert fold(told, Moment(valid_on=YESTERDAY)) is None
    assert fold([], PRESENT) is None


def test_the_event_of_the_highest_epoch_and_latest_day_counts():
    earlier = events.better_off(occurred_on=YESTERDAY)
    found = _folded(events.registered(occurred_on=date(2024, 1, 1)), events.judged(), earlier)
    assert (found.status, found.position, found.version) == ("eligible", 12, 3)
    then = _folded(
        events.registered(occurred_on=date(2024, 1, 1)),
        events.judged(),
        earlier,
        moment=Moment(valid_on=YESTERDAY),
    )
    assert (then.status, then.position) == ("better_off", 13)


def test_whoever_joined_later_is_not_there_yet_though_somebody_judged_them():
    told = (
        events.registered(occurred_on=YESTERDAY),
        events.joined(occurred_on=TODAY),
        events.presence(person=STRANGER, occurred_on=YESTERDAY),
    )
    assert STRANGER in _folded(*told).persons
    assert STRANGER not in _folded(*told, moment=Moment(valid_on=YESTERDAY)).persons


def test_an_older_testimony_does_not_undo_a_later_one():
    found = _folded(
        events.registered(occurred_on=YESTERDAY),
        events.presence(),
        events.presence(verdict="present", occurred_on=YESTERDAY),
    )
    assert not found.persons[CHILD].belongs
    assert found.persons[CHILD].verdict == "deceased"


def test_a_reopened_household_has_its_people_again():
    closed = (events.registered(), events.closed())
    assert not any(person.belongs for person in _folded(*closed).persons.values())
    found = _folded(*closed, events.reopened())
    assert all(person.belongs for person in found.persons.values())


def test_relations_are_told_to_whoever_is_the_head_now():
    found = _folded(events.registered(), events.head_changed())
    assert found.head == SPOUSE
    assert found.persons[SPOUSE].relation == "head"
    assert found.persons[HEAD].relation == "other"


def test_a_promise_holds_a_need_until_it_is_released():
    held = _folded(events.registered(), events.need_judged(), events.reserved())
    need = held.needs["sanitation"]
    assert need.standing == "committed"
    assert [one.commitment for one in need.reservations] == [COMMITMENT]
    free = _folded(events.registered(), events.need_judged(), events.reserved(), events.released())
    assert free.needs["sanitation"].reservations == ()


def test_a_later_list_tells_the_decile_and_is_one_more_source():
    found = _folded(events.registered(), events.relisted())
    assert (found.decile, found.decile_source) == (2, "P3KE 2023")
    assert [source.row_no for source in found.sources] == [7, 9]
