"""Read models while many write, keep and rebuild them, and are killed at any moment."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import ForkServerProcess
from random import Random
from typing import TypeVar

import pytest
from psycopg import Connection

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import FiveNumbers
from service.aggregates.household import Household
from service.database.sql import in_schema
from service.kernel.events import AnyAggregate
from service.projections import contributions, statuses
from service.projections.contributions import STAGES
from service.projections.moment import PRESENT
from service.regency import Regency
from tests.support import players
from tests.support.database import Urls
from tests.support.events import population
from tests.support.opened import new_regency, opened, processes
from tests.support.promising import PARTNERS, prepare
from tests.support.read_models import reading
from tests.support.rebuilding import assert_equal_to_rebuilds
from tests.support.threads import at_once, losers
from tests.support.told import tell
from tests.support.waiting import until

A = TypeVar("A", bound=AnyAggregate)

WRITERS, KEEPERS, REBUILDERS = 3, 3, 2
CHAPTERS = 20
EVENTS_BETWEEN_KILLS = 60
REGENCY = "33.09"


@pytest.fixture(scope="module")
def survivor(urls: Urls) -> Iterator[Regency]:
    """Give a regency that was written by some while others kept its read models, and died."""
    opening = new_regency(urls)
    chance = Random(11)  # noqa: S311
    start = processes().Process
    with opening.open() as regency:
        prepare(regency, fund_rupiah=10**9)
        writers = [
            start(target=players.write_chapters, args=(opening, number, CHAPTERS), daemon=True)
            for number in range(WRITERS)
        ]
        roles: list[tuple[Callable[..., None], tuple[object, ...]]] = [
            *[(players.keep_read_models, (opening,))] * KEEPERS,
            *[(players.rebuild_read_models, (opening, number)) for number in range(REBUILDERS)],
        ]
        make = [partial(start, target=act, args=given, daemon=True) for act, given in roles]
        with _running(writers), _running([each() for each in make]) as mortals:
            kills = 0
            while any(writer.is_alive() for writer in writers):
                _wait_for_events(regency, chance.randint(1, 2 * EVENTS_BETWEEN_KILLS), writers)
                assert all(each.is_alive() for each in mortals), "somebody died of an error"
                at = chance.randrange(len(mortals))
                mortals[at].kill()
                mortals[at] = make[at]()
                mortals[at].start()
                kills += 1
            assert [writer.exitcode for writer in writers] == [0] * WRITERS
        assert kills > 10, "hardly anybody was killed while anything happened"
        yield regency


def test_every_read_model_is_what_a_rebuild_makes_of_the_log(survivor: Regency):
    tables = assert_equal_to_rebuilds(survivor)

    assert len(tables["statuses_lines"]) > WRITERS * CHAPTERS
    assert len(tables["contributions_lines"]) > WRITERS * CHAPTERS


def test_households_are_counted_as_their_own_histories_say(survivor: Regency):
    expected: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for household in _all(survivor, Household):
        where = (household.village, household.status)
        expected[where] += Counter(households=1, persons=len(household.belonging()))

    with reading(survivor, "statuses") as conn:
        counted = statuses.counts(conn, survivor.schema, REGENCY, PRESENT)

    assert len(expected) > 3
    assert expected == {
        (one.area, one.status): +Counter(households=one.households, persons=one.persons)
        for one in counted
    }


def test_contributions_add_up_to_what_the_promises_themselves_say(survivor: Regency):
    expected: dict[str, Counter[str]] = defaultdict(Counter)
    for commitment in _all(survivor, Commitment):
        assert commitment.terms is not None
        expected[commitment.terms.partner].update(_five(commitment.numbers))

    with reading(survivor, "contributions") as conn:
        groups = contributions.groups(conn, survivor.schema, "partner", limit=100)
        totals = contributions.totals(conn, survivor.schema)

    shown = {
        group.key: {stage: getattr(group, f"{stage}_rupiah") for stage in STAGES}
        for group in groups
    }
    assert set(shown) == set(PARTNERS[:WRITERS])
    assert shown == expected
    for stage in STAGES:
        assert getattr(totals, f"{stage}_rupiah") == sum(one[stage] for one in shown.values()) > 0


def test_no_edition_that_readers_do_not_use_is_left_after_retiring(survivor: Regency):
    for name in survivor.engine.projections:  # a killed rebuilder left editions half filled
        survivor.engine.rebuild(name)

    survivor.engine.retire()

    names = [standing.name for standing in survivor.engine.standings() if standing.promoted]
    assert sorted(names) == sorted(survivor.engine.projections)
    assert all(standing.promoted for standing in survivor.engine.standings())


def test_whoever_caught_up_reads_what_they_wrote_while_a_rebuild_takes_over(urls: Urls):
    with opened(new_regency(urls), 3) as (rebuilder, *writers):
        tell(rebuilder, population())
        rounds = 40

        def rebuild() -> None:
            for _ in range(rounds):
                rebuilder.engine.rebuild("trail")
                rebuilder.engine.retire()

        def write(writer: Regency, village: str) -> None:
            for number in range(1, rounds * 5):
                position = tell(writer, population(village=village, persons=number))
                writer.engine.catch_up("trail", upto=position)
                with writer.pool.connection() as conn:
                    assert _in_trail(conn, writer.schema, position)

        outcomes = at_once(
            rebuild,
            *[
                partial(write, writer, f"33.09.15.{2001 + number}")
                for number, writer in enumerate(writers)
            ],
        )

        assert losers(outcomes) == []


@contextmanager
def _running(mortals: list[ForkServerProcess]) -> Iterator[list[ForkServerProcess]]:
    """Start processes; whatever is in the list in the end is killed."""
    for each in mortals:
        each.start()
    try:
        yield mortals
    finally:
        for each in mortals:
            each.kill()
            each.join()


def _wait_for_events(regency: Regency, count: int, writers: Sequence[ForkServerProcess]) -> None:
    """Wait for so many more events, or for the end of the writers."""
    goal = regency.log.head() + count
    until(
        lambda: regency.log.head() >= goal or not any(one.is_alive() for one in writers),
        f"{count} more events",
        seconds=120,
    )


def _all(regency: Regency, kind: type[A]) -> list[A]:
    """Fold every stream of a kind, from the log alone."""
    known: dict[str, A] = defaultdict(kind)
    for one in regency.log.between(0, regency.log.head()):
        if one.stream.startswith(f"{kind.category}:"):
            known[one.stream] = known[one.stream].after(one.event)
    return list(known.values())


def _five(numbers: FiveNumbers) -> dict[str, int]:
    return {stage: getattr(numbers, stage) for stage in STAGES}


def _in_trail(conn: Connection, schema: str, position: int) -> bool:
    sql = in_schema("SELECT FROM {s}_read.trail_lines WHERE position = %s", schema)
    return conn.execute(sql, (position,)).fetchone() is not None
