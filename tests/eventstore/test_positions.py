"""Positions and recording times: gapless, in the order of commits, never backwards."""

from functools import partial

from psycopg import connect

from service.database.sql import in_schema
from tests.support.threads import at_once, losers, winners
from tests.support.writing import counted, persons, put

WRITERS = 8


def everything(regency):
    return regency.log.between(0, regency.log.head())


def test_positions_have_no_gaps_and_follow_the_order_of_commits(regency):
    def write(writer: int) -> list[int]:
        stream = f"village:{writer}"
        return [put(regency.log, counted(stream, v)).position for v in range(1, 26)]

    outcomes = at_once(*[partial(write, writer) for writer in range(WRITERS)])

    assert not losers(outcomes)
    told = [position for mine in winners(outcomes) for position in mine]
    assert sorted(told) == list(range(1, WRITERS * 25 + 1))
    assert all(mine == sorted(mine) for mine in winners(outcomes))
    assert [event.position for event in everything(regency)] == sorted(told)


def test_a_refused_append_leaves_no_gap(regency):
    put(regency.log, counted("village:a"))

    outcomes = at_once(
        *[partial(put, regency.log, counted("village:a", 2, persons)) for persons in range(WRITERS)]
    )

    assert len(losers(outcomes)) == WRITERS - 1
    assert put(regency.log, counted("village:b")).position == 3
    assert regency.log.head() == 3


def test_a_reader_never_sees_a_position_before_those_in_front_of_it(regency):
    done = []

    def write(writer: int) -> None:
        for version in range(1, 21):
            put(regency.log, counted(f"village:{writer}", version))
        done.append(writer)

    def read() -> list[int]:
        seen: list[int] = []
        while len(done) < WRITERS:
            seen = [event.position for event in everything(regency)]
            assert seen == list(range(1, len(seen) + 1))
        return seen

    assert not losers(at_once(read, *[partial(write, writer) for writer in range(WRITERS)]))


def test_all_events_of_a_command_share_one_moment(regency):
    put(regency.log, counted("village:a", 1), counted("village:b", 1), counted("village:a", 2))

    assert len({event.recorded_at for event in everything(regency)}) == 1


def test_moments_never_run_backwards_even_when_the_clock_does(regency, urls):
    put(regency.log, counted("village:a"))
    with connect(urls.owner) as conn:  # as if the clock had been an hour fast until now
        ahead = in_schema(
            "UPDATE {s}.head SET recorded_at = recorded_at + interval '1 hour' "
            "RETURNING recorded_at",
            regency.schema,
        )
        [[moment]] = conn.execute(ahead).fetchall()

    later = put(regency.log, counted("village:a", 2))

    assert later.recorded_at == moment
    recorded = [event.recorded_at for event in everything(regency)]
    assert recorded == sorted(recorded)


def test_moments_and_positions_never_disagree_among_concurrent_writers(regency):
    at_once(*[partial(put, regency.log, counted(f"village:{writer}")) for writer in range(WRITERS)])

    recorded = [event.recorded_at for event in everything(regency)]
    assert recorded == sorted(recorded)


def test_a_moment_leads_to_the_last_position_that_was_known_then(regency):
    first = put(regency.log, counted("village:a"), counted("village:b"))
    second = put(regency.log, counted("village:a", 2))

    assert regency.log.position_at(first.recorded_at) == 2
    assert regency.log.position_at(second.recorded_at) == 3
    assert regency.log.position_at(first.recorded_at.replace(year=2000)) == 0


def test_what_was_known_at_a_position_is_read_by_position(regency):
    for version in range(1, 5):
        put(regency.log, counted("village:a", version, version * 10))

    assert persons([e.event for e in regency.log.history("village:a", upto=2)]) == [10, 20]
    assert persons([e.event for e in regency.log.at([4, 2])]) == [20, 40]
    assert persons([e.event for e in regency.log.between(1, 3)]) == [20, 30]
    assert persons([d.event for d in regency.log.load("village:a", after=3)]) == [40]


def test_an_event_tells_who_recorded_it_and_through_which_door(regency):
    put(regency.log, counted("village:a"))

    [event] = everything(regency)

    assert (event.meta.actor, event.meta.role, event.meta.channel) == ("dini", "mentor", "api")
    assert (event.stream, event.version) == ("village:a", 1)
