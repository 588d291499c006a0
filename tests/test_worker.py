"""The worker brings read models to the head, and one that is stopped holds up nobody."""

import logging
from threading import Event

import pytest

from service.projections.engine import Engine
from service.projections.projection import Projection, Table
from service.worker import Worker
from tests.support.writing import counted, put


def tally(name: str, persons: str = "data->>'persons'") -> Projection:
    """Return a read model that notes how many persons were counted."""
    return Projection(
        name=name,
        version=1,
        tables={"lines": Table(columns="position bigint PRIMARY KEY, persons int NOT NULL")},
        types=("population.recorded",),
        apply=("INSERT INTO {lines} SELECT position, (" + persons + ")::int FROM {batch} AS b",),
    )


BROKEN = "CASE WHEN position = 2 THEN 'two' ELSE data->>'persons' END"


@pytest.fixture
def engine(regency):
    made = Engine(regency.pool, regency.schema, [tally("broken", BROKEN), tally("sound")])
    made.start()
    return made


def position(engine: Engine, name: str) -> int:
    return {standing.name: standing.position for standing in engine.standings()}[name]


def test_a_sweep_brings_every_read_model_to_the_head(regency, engine):
    put(regency.log, counted("village:a"))

    Worker(engine).sweep()

    assert (position(engine, "broken"), position(engine, "sound")) == (1, 1)


def test_a_read_model_that_is_stopped_holds_up_no_other(regency, engine):
    for version in range(1, 4):
        put(regency.log, counted("village:a", version))

    Worker(engine).sweep()

    assert (position(engine, "broken"), position(engine, "sound")) == (1, 3)


def test_a_read_model_that_is_stopped_is_told_of_once(regency, engine, caplog):
    for version in range(1, 4):
        put(regency.log, counted("village:a", version))
    worker = Worker(engine)

    with caplog.at_level(logging.ERROR, "service.worker"):
        worker.sweep()
        worker.sweep()

    [told] = [record for record in caplog.records if record.name == "service.worker"]
    assert "broken v1" in told.getMessage()


def test_a_sweep_waits_for_a_database_that_does_not_answer(regency, engine, caplog):
    regency.pool.close()

    with caplog.at_level(logging.WARNING, "service.worker"):
        Worker(engine).sweep()

    [told] = [record for record in caplog.records if record.name == "service.worker"]
    assert "wait for the database" in told.getMessage()


class Watched(Engine):
    """An engine that says when a read model was brought to a position."""

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.reached = Event()
        self.wanted = 1

    def catch_up(self, *names: str, upto: int | None = None) -> int:
        position = super().catch_up(*names, upto=upto)
        if position >= self.wanted:
            self.reached.set()
        return position


def test_a_started_worker_follows_the_log_until_it_is_stopped(regency):
    engine = Watched(regency.pool, regency.schema, [tally("sound")])
    engine.start()
    worker = Worker(engine, sweep_seconds=0.001)
    worker.start()

    put(regency.log, counted("village:a"))
    assert engine.reached.wait(10)
    worker.stop()

    put(regency.log, counted("village:a", 2))
    worker.sweep()
    assert position(engine, "sound") == 1
