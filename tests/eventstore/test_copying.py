"""The import's way in: many events by COPY, among people who go on working."""

from functools import partial
from uuid import uuid4

import pytest

from service.eventstore.log import (
    Claim,
    CommandAlreadyRecorded,
    Draft,
    IntegrityError,
    NumberAlreadyClaimed,
)
from tests.support.events import population, registered
from tests.support.threads import at_once, losers
from tests.support.writing import commit, counted, put


def chunk(log, name: str, size: int = 50, about=None):
    drafts = [counted(f"village:{name}-{number}") for number in range(size)]
    return log.copy(log.encode(drafts), about or commit())


def test_a_chunk_goes_in_whole_with_positions_of_its_own(regency):
    put(regency.log, counted("village:before"))

    appended = chunk(regency.log, "a", 3)

    assert (appended.position, regency.log.head()) == (4, 4)
    assert [e.stream for e in regency.log.between(1, 4)] == [f"village:a-{n}" for n in range(3)]
    assert {e.recorded_at for e in regency.log.between(1, 4)} == {appended.recorded_at}


def test_chunks_among_people_at_work_leave_no_gap(regency, same_regency):
    def work(writer: int) -> None:
        for version in range(1, 16):
            put(regency.log, counted(f"village:{writer}", version))

    def receive() -> None:
        for number in range(6):
            chunk(same_regency.log, f"chunk{number}")

    assert not losers(at_once(receive, *[partial(work, writer) for writer in range(6)]))

    recorded = regency.log.between(0, regency.log.head())
    assert [event.position for event in recorded] == list(range(1, 6 * 15 + 6 * 50 + 1))
    moments = [event.recorded_at for event in recorded]
    assert moments == sorted(moments)


def test_a_chunk_with_one_event_that_does_not_fit_is_not_recorded_at_all(regency):
    put(regency.log, counted("village:a-49"))
    about = commit(claims=[Claim(b"nik".ljust(16), uuid4(), uuid4())])

    with pytest.raises(IntegrityError):
        chunk(regency.log, "a", 50, about)

    assert regency.log.head() == 1
    assert regency.log.settled(about.command) is None
    assert regency.log.claims([b"nik".ljust(16)]) == []
    assert put(regency.log, counted("village:b")).position == 2


def test_a_chunk_is_recorded_once(regency):
    about = commit(answer="50 keluarga")
    chunk(regency.log, "a", 50, about)

    with pytest.raises(CommandAlreadyRecorded):
        chunk(regency.log, "b", 50, about)

    assert regency.log.head() == 50
    settled = regency.log.settled(about.command)
    assert (settled.result, settled.position) == ("50 keluarga", 50)


def test_a_chunk_with_a_number_that_somebody_holds_is_not_recorded(regency):
    nik = b"nik".ljust(16)
    put(regency.log, counted("household:a"), claims=[Claim(nik, uuid4(), uuid4())])

    with pytest.raises(NumberAlreadyClaimed):
        chunk(regency.log, "b", 5, commit(claims=[Claim(nik, uuid4(), uuid4())]))

    assert regency.log.head() == 1


def test_a_chunk_and_a_single_command_are_answered_alike(regency):
    """The version kept is the last one of the stream that the command is about."""
    drafts = [counted("village:a"), counted("village:a", 2), counted("village:b")]
    by_copy, alone = commit(), commit()

    regency.log.copy(regency.log.encode(drafts), by_copy)
    regency.log.append([counted("village:c"), counted("village:c", 2)], alone)

    assert regency.log.settled(by_copy.command).version == 2
    assert regency.log.settled(alone.command).version == 2


@pytest.mark.parametrize(
    "text", ['"quoted"', "back\\slash", "\\N", "\\.", "baris\nbaru\ttab\r", "é — 🏠"]
)
def test_any_text_comes_back_as_it_went_in(regency, text):
    draft = Draft("village:a", 1, population(source=text))

    regency.log.copy(regency.log.encode([draft]), commit(answer=text))

    assert regency.log.load("village:a") == [draft]


def test_personal_values_of_a_chunk_open_where_they_stand(regency):
    event = registered()
    rows = regency.log.encode([Draft("household:a", 1, event)])

    regency.log.copy(rows, commit())

    [draft] = regency.log.load("household:a")
    assert regency.vault.open(draft.event.residence) == event.residence.plain
