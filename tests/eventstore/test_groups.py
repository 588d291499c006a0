"""Group commit: whoever waits goes along with the next write, and gets their own answer."""

from datetime import datetime
from functools import partial
from threading import Event
from uuid import uuid4

import pytest
from psycopg import DataError

from service.eventstore.groups import Groups
from service.eventstore.log import (
    Claim,
    CommandAlreadyRecorded,
    Draft,
    IntegrityError,
    NumberAlreadyClaimed,
    OperationalError,
)
from tests.support.events import population
from tests.support.threads import at_once, losers, winners
from tests.support.writing import counted, put


class Press:
    """Something to write to that holds its first group back until `go`, so that others queue."""

    def __init__(self, expected: int) -> None:
        self.groups: list[list[int]] = []
        self.expected = expected
        self.all_wait = Event()
        self.arrived = 0
        self.writer: Groups[int, int] = Groups(self.write, most=4)

    def submit(self, number: int) -> int:
        self.arrived += 1
        if self.arrived == self.expected:
            self.all_wait.set()
        return self.writer.submit(number)

    def write(self, group):
        if not self.groups:
            assert self.all_wait.wait(10)
        self.groups.append(list(group))
        if 13 in group:
            raise ConnectionError(13)
        return [number * 10 for number in group]


def test_everybody_gets_their_own_answer():
    press = Press(12)

    outcomes = at_once(*[partial(press.submit, number) for number in range(12)])

    assert outcomes == [number * 10 for number in range(12)]
    assert sorted(n for group in press.groups for n in group) == list(range(12))


def test_a_group_has_its_limit():
    press = Press(12)

    at_once(*[partial(press.submit, number) for number in range(12)])

    assert max(map(len, press.groups)) <= 4


def test_an_error_reaches_everybody_in_the_group_and_nobody_else():
    press = Press(12)

    outcomes = at_once(*[partial(press.submit, number) for number in range(13, 25)])

    [unlucky] = [group for group in press.groups if 13 in group]
    failed = [n for n, got in enumerate(outcomes, start=13) if isinstance(got, ConnectionError)]
    assert failed == sorted(unlucky)
    assert press.writer.submit(99) == 990


def test_one_alone_is_written_at_once():
    press = Press(1)

    assert press.submit(5) == 50
    assert press.groups == [[5]]


@pytest.fixture
def held(regency):
    """Give a way to hold the log back until every other command queues up behind the first."""

    def hold(*jobs, meanwhile=None):
        groups = regency.log._recorder._groups  # noqa: SLF001

        def let_go():
            while len(groups._queue) < len(jobs) - 1:  # noqa: SLF001
                pass
            if meanwhile:
                meanwhile(conn)
            conn.execute("ROLLBACK")

        with regency.pool.connection() as conn:
            conn.execute("BEGIN")
            conn.execute(f"UPDATE {regency.schema}.head SET position = position")
            return at_once(let_go, *jobs)[1:]

    return hold


def break_whoever_waits(conn, but=()):
    """Break the connection of the append that waits for the log, as soon as one does.

    Args:
        but: processes that were broken before and may not have gone yet.
    """
    waiting = (
        "SELECT pid, pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted "
        "AND pg_backend_pid() = ANY (pg_blocking_pids(pid)) AND pid <> ALL (%s)"
    )
    while not (broken := conn.execute(waiting, (list(but),)).fetchall()):
        pass
    return [pid for pid, _ in broken]


def test_one_that_can_not_be_appended_leaves_the_others_of_its_group_standing(regency, held):
    nik, used = b"nik".ljust(16), uuid4()
    put(regency.log, counted("village:taken"), command=used, claims=[Claim(nik, uuid4(), uuid4())])
    good = [partial(put, regency.log, counted(f"village:{n}")) for n in range(6)]
    bad = [
        partial(put, regency.log, counted("village:taken")),
        partial(put, regency.log, counted("village:x"), guards=[("village:taken", 0)]),
        partial(put, regency.log, counted("village:y"), command=used),
        partial(put, regency.log, counted("village:z"), claims=[Claim(nik, uuid4(), uuid4())]),
    ]

    outcomes = held(*good[:3], *bad, *good[3:])

    kinds = [type(each) for each in losers(outcomes)]
    assert kinds == [IntegrityError, IntegrityError, CommandAlreadyRecorded, NumberAlreadyClaimed]
    assert sorted(each.position for each in winners(outcomes)) == list(range(2, 8))
    for number in range(6):
        assert len(regency.log.load(f"village:{number}")) == 1


def test_one_that_no_database_can_store_leaves_the_others_of_its_group_standing(regency, held):
    unstorable = Draft("village:x", 1, population(source="\x00"))
    good = [partial(put, regency.log, counted(f"village:{n}")) for n in range(6)]

    outcomes = held(*good[:3], partial(put, regency.log, unstorable), *good[3:])

    assert [isinstance(each, DataError) for each in losers(outcomes)] == [True]
    assert sorted(each.position for each in winners(outcomes)) == list(range(1, 7))
    assert regency.log.head() == 6


def test_one_alone_that_no_database_can_store_is_refused(regency):
    with pytest.raises(DataError):
        put(regency.log, Draft("village:x", 1, population(source="\x00")))

    assert regency.log.head() == 0


def test_two_of_one_group_that_want_the_same_have_one_winner(regency, held):
    same = [partial(put, regency.log, counted("village:a", 1, n)) for n in range(6)]

    outcomes = held(*same)

    assert len(winners(outcomes)) == 1
    assert regency.log.head() == 1


def test_everybody_in_a_group_hears_that_the_connection_broke(regency, held):
    def break_twice(conn):
        first = break_whoever_waits(conn)  # alone
        break_whoever_waits(conn, but=first)  # the group of those who queued up behind it

    jobs = [partial(put, regency.log, counted(f"village:{n}")) for n in range(6)]

    outcomes = held(*jobs, meanwhile=break_twice)

    assert [type(each) for each in outcomes] == [OperationalError] * 6
    assert regency.log.head() == 0
    assert put(regency.log, counted("village:0")).position == 1


def test_a_moment_is_no_earlier_than_the_lock_it_was_waited_for(regency, held):
    """Else a question about what was known at a moment would be answered differently later."""
    asked: list[datetime] = []

    def ask_the_clock(conn):
        waiting = (
            "SELECT clock_timestamp() FROM pg_locks "
            "WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
        )
        while not asked:
            asked.extend(row[0] for row in conn.execute(waiting).fetchall())

    [appended] = held(partial(put, regency.log, counted("village:a")), meanwhile=ask_the_clock)

    assert winners([appended])[0].recorded_at >= asked[0]
