"""What readers wait for: the regency now and then, one village then, all of it, one's own write."""

from functools import partial
from typing import Any
from uuid import uuid4

from bench.dataset import SEEN, TODAY, Known
from bench.result import Result, at_most, median, milliseconds
from service.aggregates.household import Household
from service.application import Work
from service.database.sql import in_schema
from service.kernel.roles import Actor
from service.projections import coverage, funnel, statuses, unserved
from service.projections.moment import Moment
from service.regency import Regency

TIMES = 30
WRITES = 200


def measure(
    regency: Regency, actor: Actor, known: list[Known], plans: dict[str, str]
) -> list[Result]:
    """Measure reads in milliseconds; put the plans of the main ones into `plans`."""
    then = Moment(regency.engine.head() * 2 // 3)
    dated = Moment(then.position, TODAY)
    village = known[len(known) // 2].village
    with regency.pool.connection() as conn:
        ask = partial(statuses.counts, conn, regency.schema, regency.code)
        now = milliseconds(TIMES, lambda _: ask(Moment()))
        earlier = milliseconds(TIMES // 3, lambda _: ask(then))
        both = milliseconds(TIMES // 3, lambda _: ask(dated))
        one = milliseconds(
            TIMES,
            lambda _: statuses.households(conn, regency.schema, village, then, limit=100),
        )
        whole = _whole(conn, regency, dated)
        plans |= _plans(conn, regency, village)
    own = []
    for number in range(WRITES):
        position = _write(regency, actor, known, number)
        read = partial(_read_back, regency, known[number], position)
        own += milliseconds(1, lambda _, read=read: read())  # type: ignore[misc]
    return [
        at_most("status by village, whole regency, now", "ms", median(now), 50),
        at_most("status by village, whole regency, as of a position", "ms", median(earlier), 500),
        at_most("the same, on both clocks", "ms", median(both), 500),
        at_most("households of one village, as of a position", "ms", median(one), 100),
        *whole,
        at_most("own write read back, after the write (p50)", "ms", median(own), 5),
    ]


def _whole(conn: Any, regency: Regency, moment: Moment) -> list[Result]:
    """Measure what goes through every household of the regency, on both clocks."""
    ask = (conn, regency.schema)
    lacking = unserved.Asked(before=TODAY)
    questions = {
        "unserved needs by village": lambda _: unserved.counts(*ask, lacking, moment=moment),
        "funnel of the regency": lambda _: funnel.count(*ask, regency.code, moment),
        "coverage by kecamatan": lambda _: coverage.coverage(
            *ask, regency.code, moment, by="kecamatan", before=TODAY
        ),
    }
    return [
        at_most(f"{name}, on both clocks", "ms", median(milliseconds(TIMES // 6, question)), 1_500)
        for name, question in questions.items()
    ]


def _read_back(regency: Regency, known: Known, position: int) -> None:
    """Bring the read model to a write, and read what it did."""
    regency.engine.catch_up("statuses", upto=position)
    with regency.pool.connection() as conn:
        statuses.status_of(conn, regency.schema, known.household, Moment())


def _write(regency: Regency, actor: Actor, known: list[Known], number: int) -> int:
    household = known[number].household

    def verdict(work: Work) -> object:
        state = work.load(Household, household)
        events = state.judge("eligible", on=TODAY, today=work.today, method="visit", evidence=SEEN)
        work.append(Household, household, *events)
        return household

    return regency.ledger.record(actor, verdict, command_id=uuid4()).position


def _plans(conn: Any, regency: Regency, village: str) -> dict[str, str]:
    """Return how PostgreSQL answers the main reads."""
    asked = {
        "events of one stream": (
            "SELECT type, data FROM {s}.events WHERE stream = %s AND version > 0 ORDER BY version",
            ("household:x",),
        ),
        "position at a moment": (
            (
                "SELECT position FROM {s}.commands WHERE recorded_at <= now() "
                "ORDER BY recorded_at DESC, position DESC LIMIT 1"
            ),
            (),
        ),
        "counts now": ("SELECT village, status, households FROM {s}_read.statuses_counts", ()),
        "trail of a village": (
            (
                "SELECT position FROM {s}_read.trail_lines WHERE village = %s "
                "ORDER BY position DESC LIMIT 50"
            ),
            (village,),
        ),
    }
    plans = {}
    for name, (sql, values) in asked.items():
        rows = conn.execute(in_schema("EXPLAIN (ANALYZE, BUFFERS) " + sql, regency.schema), values)
        plans[name] = "\n".join(row[0] for row in rows.fetchall())
    return plans
