"""What goes in together goes in together; what was read may not have moved."""

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
from tests.support.events import HOUSEHOLD, OTHER_HOUSEHOLD, population
from tests.support.threads import at_once, winners
from tests.support.writing import commit, counted, put

NIK, OTHER_NIK = b"nik".ljust(16), b"other nik".ljust(16)


def test_events_of_several_streams_go_in_together_or_not_at_all(regency):
    put(regency.log, counted("village:taken"))

    with pytest.raises(IntegrityError):
        put(regency.log, counted("village:a"), counted("village:taken"), counted("village:b"))

    assert regency.log.head() == 1
    assert regency.log.load("village:a") == []
    assert regency.log.load("village:b") == []


def test_a_version_that_is_taken_is_refused(regency):
    put(regency.log, counted("village:a"))

    with pytest.raises(IntegrityError) as refused:
        put(regency.log, counted("village:a"))

    assert type(refused.value) is IntegrityError


def test_of_racers_for_one_version_exactly_one_wins(regency):
    for version in range(1, 21):
        outcomes = at_once(
            *[partial(put, regency.log, counted("village:a", version, n)) for n in range(8)]
        )
        assert len(winners(outcomes)) == 1

    assert regency.log.head() == 20


def test_a_stream_that_was_only_read_may_not_have_moved(regency):
    put(regency.log, counted("village:read"))
    put(regency.log, counted("village:read", 2))

    with pytest.raises(IntegrityError):
        put(regency.log, counted("village:written"), guards=[("village:read", 1)])

    assert regency.log.load("village:written") == []


def test_a_stream_that_was_found_empty_may_not_have_begun(regency):
    put(regency.log, counted("village:read"))

    with pytest.raises(IntegrityError):
        put(regency.log, counted("village:written"), guards=[("village:read", 0)])


def test_a_guard_that_holds_lets_the_append_through(regency):
    put(regency.log, counted("village:read"))

    put(regency.log, counted("village:a"), guards=[("village:read", 1), ("village:never", 0)])

    assert regency.log.head() == 2


def test_two_that_each_read_what_the_other_writes_never_both_get_through(regency):
    """Guards are read under the lock: before it, both would see them hold (write skew)."""
    for round_number in range(200):
        one, other = f"village:{round_number}a", f"village:{round_number}b"
        outcomes = at_once(
            partial(put, regency.log, counted(one), guards=[(other, 0)]),
            partial(put, regency.log, counted(other), guards=[(one, 0)]),
        )
        assert len(winners(outcomes)) == 1, round_number


def test_two_ledgers_that_each_read_what_the_other_writes_never_both_get_through(
    regency, same_regency
):
    """The same between processes: no group commit in between, each with a lock of its own."""
    for round_number in range(100):
        one, other = f"village:{round_number}a", f"village:{round_number}b"
        outcomes = at_once(
            partial(put, regency.log, counted(one), guards=[(other, 0)]),
            partial(put, same_regency.log, counted(other), guards=[(one, 0)]),
        )
        assert len(winners(outcomes)) == 1, round_number


def test_a_command_is_recorded_once(regency):
    command = uuid4()
    put(regency.log, counted("village:a"), command=command)

    with pytest.raises(CommandAlreadyRecorded):
        put(regency.log, counted("village:b"), command=command)

    assert regency.log.head() == 1


def test_what_a_command_was_answered_is_kept_with_the_version_of_its_first_stream(regency):
    drafts = [counted("village:a"), counted("village:b"), counted("village:a", 2)]
    about = commit(answer="desa", fingerprint=b"asked")

    appended = regency.log.append(drafts, about)

    settled = regency.log.settled(about.command)
    assert settled == (3, "village:a", 2, "desa", b"asked", appended.recorded_at)
    assert regency.log.settled(uuid4()) is None


def test_a_number_that_somebody_else_holds_is_refused_with_everything_that_came_along(regency):
    put(regency.log, counted("household:a"), claims=[Claim(NIK, uuid4(), HOUSEHOLD)])

    with pytest.raises(NumberAlreadyClaimed):
        put(regency.log, counted("household:b"), claims=[Claim(NIK, uuid4(), OTHER_HOUSEHOLD)])

    assert regency.log.load("household:b") == []
    assert [held.household for held in regency.log.claims([NIK, OTHER_NIK])] == [HOUSEHOLD]


def test_whoever_holds_a_number_may_claim_it_again(regency):
    claim = Claim(NIK, uuid4(), HOUSEHOLD)
    put(regency.log, counted("household:a"), claims=[claim])

    put(regency.log, counted("household:a", 2), claims=[claim])

    assert regency.log.claims([NIK]) == [claim]


def test_a_number_that_was_given_back_is_free_within_the_same_command(regency):
    first, second = uuid4(), uuid4()
    put(regency.log, counted("household:a"), claims=[Claim(NIK, first, HOUSEHOLD)])

    put(
        regency.log,
        counted("household:b"),
        released=[first],
        claims=[Claim(NIK, second, OTHER_HOUSEHOLD)],
    )

    assert regency.log.claims([NIK]) == [Claim(NIK, second, OTHER_HOUSEHOLD)]


def test_a_number_stays_taken_when_the_command_that_gave_it_back_is_refused(regency):
    holder = uuid4()
    put(regency.log, counted("household:a"), claims=[Claim(NIK, holder, HOUSEHOLD)])

    with pytest.raises(IntegrityError):
        put(regency.log, counted("household:a"), released=[holder])

    assert regency.log.claims([NIK]) != []


@pytest.mark.parametrize(
    "text", ['"quoted"', "back\\slash", "{braces},and commas", "baris\nbaru\ttab", "é — 🏠", "NULL"]
)
def test_any_text_comes_back_as_it_went_in(regency, text):
    regency.log.append([Draft("village:a", 1, population(source=text))], commit(answer=text))

    [draft] = regency.log.load("village:a")
    assert draft.event == population(source=text)


def test_an_event_is_stored_under_its_tag_as_readable_json(regency):
    regency.log.append([Draft("village:a", 1, population(persons=7))], commit())

    with regency.pool.connection() as conn:
        [row] = conn.execute(
            f"SELECT type, data->>'persons', data ? 'type' FROM {regency.schema}.events"
        ).fetchall()
    assert row == ("population.recorded", "7", False)
