"""How read models keep step: each event once, from any batch, and never past one that fails."""

from typing import LiteralString

import pytest
from msgspec.structs import replace

from service.aggregates.partner import PartnerRenamed
from service.database.sql import in_schema
from service.projections.engine import Engine, Standing, Stopped
from service.projections.projection import Projection, Table
from service.regency import Regency
from tests.support import events as some
from tests.support.threads import at_once
from tests.support.told import tell, tell_together

# A line for each name that a partner took, and how many there are: counted twice, it shows.
NAMED = Projection(
    name="named",
    version=1,
    tables={
        "lines": Table(columns="position bigint NOT NULL, name text NOT NULL"),
        "total": Table(columns="one bool PRIMARY KEY, names int NOT NULL"),
    },
    types=("partner.renamed",),
    apply=(
        "INSERT INTO {lines} (position, name) SELECT position, data ->> 'name' FROM {batch} AS b",
        """
        INSERT INTO {total} AS t (one, names)
        SELECT true, count(*) FROM {batch} AS b HAVING count(*) > 0
        ON CONFLICT (one) DO UPDATE SET names = t.names + excluded.names
        """,
    ),
)
SHORTER = replace(NAMED, version=2, tables={"lines": NAMED.tables["lines"]}, apply=NAMED.apply[:1])
# It takes every name for a number, and gets stuck at the first one that is none.
NUMBERED = Projection(
    name="numbered",
    version=1,
    tables={"lines": Table(columns="position bigint NOT NULL, name int NOT NULL")},
    types=("partner.renamed",),
    apply=(
        """
        INSERT INTO {lines} (position, name)
        SELECT position, (data ->> 'name')::int FROM {batch} AS b
        """,
    ),
)
STUCK = replace(NUMBERED, name="named", version=2)

COUNT: LiteralString = "SELECT names FROM {s}_read.named_total"


@pytest.fixture
def engine(regency: Regency) -> Engine:
    return started(regency, NAMED)


def started(regency: Regency, *projections: Projection) -> Engine:
    engine = Engine(regency.pool, regency.schema, projections)
    engine.start()
    return engine


def name(text: str) -> PartnerRenamed:
    return some.renamed(name=text)


def names(regency: Regency, projection: str = "named") -> list[str]:
    """Return what readers see."""
    sql: LiteralString = "SELECT name::text FROM {s}_read.{p}_lines ORDER BY position"
    with regency.pool.connection() as conn:
        return [text for (text,) in conn.execute(in_schema(sql, regency.schema, p=projection))]


def one(regency: Regency, sql: LiteralString) -> object:
    with regency.pool.connection() as conn:
        row = conn.execute(in_schema(sql, regency.schema)).fetchone()
    return row[0] if row else None


def standing(engine: Engine, edition: int = 1, name: str = "named") -> Standing:
    [found] = [s for s in engine.standings() if (s.name, s.edition) == (name, edition)]
    return found


def test_a_read_model_learns_what_it_is_told_and_nothing_else(regency: Regency, engine: Engine):
    tell(regency, name("1"), some.enrolled_partner(), name("2"))

    assert names(regency) == []
    assert engine.catch_up() == 3
    assert names(regency) == ["1", "2"]


def test_a_read_model_that_is_at_the_head_is_left_alone(regency: Regency, engine: Engine):
    tell(regency, name("1"))
    engine.catch_up()

    assert engine.catch_up() == engine.advance("named") == 1
    assert names(regency) == ["1"]


def test_a_batch_moves_the_bookmark_by_as_many_events_as_it_may(regency: Regency, engine: Engine):
    tell(regency, name("1"), name("2"), name("3"))

    assert engine.advance("named", most=2) == 2
    assert (standing(engine).position, standing(engine).lag) == (2, 1)
    assert names(regency) == ["1", "2"]
    assert engine.catch_up(upto=2) == 2
    assert names(regency) == ["1", "2"]


def test_many_who_catch_up_at_once_count_each_event_once(regency: Regency, engine: Engine):
    def write() -> None:
        tell_together(regency, [name(str(number)) for number in range(30)])

    def read() -> None:
        for _ in range(40):
            engine.advance("named", most=1)

    outcomes = at_once(write, read, read, read, engine.catch_up)
    engine.catch_up()

    assert [each for each in outcomes if isinstance(each, Exception)] == []
    assert names(regency) == [str(number) for number in range(30)]
    assert one(regency, COUNT) == 30


def test_a_batch_that_fails_half_way_leaves_nothing_behind(regency: Regency):
    trip: LiteralString = "SELECT 1 / (3 - (data ->> 'name')::int) FROM {batch} AS b"
    tripping = replace(NAMED, apply=(*NAMED.apply, trip))
    engine = started(regency, tripping)
    tell(regency, name("1"), name("2"), name("3"), name("4"))

    with pytest.raises(Stopped, match="named v1: division by zero"):
        engine.catch_up()

    assert names(regency) == ["1", "2"]
    assert one(regency, COUNT) == 2


def test_an_event_that_cannot_be_applied_is_named_and_never_skipped(regency: Regency):
    engine = started(regency, NUMBERED)
    tell(regency, name("1"), name("2"), name("tiga"), name("4"))

    for _ in range(2):
        with pytest.raises(Stopped, match="numbered v1"):
            engine.catch_up()

    stuck = standing(engine, name="numbered")
    assert (stuck.position, stuck.failed_at, stuck.lag) == (2, 3, 2)
    assert 'invalid input syntax for type integer: "tiga"' in stuck.error
    assert names(regency, "numbered") == ["1", "2"]


def test_an_event_that_stops_one_read_model_stops_no_other(regency: Regency):
    engine = started(regency, NUMBERED, NAMED)
    tell(regency, name("satu"))

    with pytest.raises(Stopped):
        engine.catch_up("numbered")
    engine.catch_up("named")

    assert names(regency) == ["satu"]
    assert standing(engine).failed_at is None


def test_catching_up_with_all_brings_on_the_others_when_one_is_stuck(regency: Regency):
    for order in ((NUMBERED, NAMED), (NAMED, NUMBERED)):
        engine = started(regency, *order)
        tell(regency, name("satu"))

        with pytest.raises(Stopped, match="numbered v1"):
            engine.catch_up()

        assert standing(engine).lag == 0


def test_a_rebuild_gives_what_was_learnt_step_by_step(regency: Regency, engine: Engine):
    for number in range(5):
        tell(regency, name(str(number)))
        engine.catch_up()
    before = names(regency), one(regency, COUNT)

    engine.rebuild("named")

    assert (names(regency), one(regency, COUNT)) == before == (list("01234"), 5)
    assert [s.promoted for s in engine.standings() if s.name == "named"] == [False, True]


def test_after_a_rebuild_new_events_go_to_the_new_edition(regency: Regency, engine: Engine):
    tell(regency, name("1"))
    engine.catch_up()
    engine.rebuild("named")
    tell(regency, name("2"))
    engine.catch_up()

    assert names(regency) == ["1", "2"]
    assert (standing(engine, 1).position, standing(engine, 2).position) == (1, 2)


def test_readers_keep_the_old_edition_when_a_new_one_gets_stuck(regency: Regency, engine: Engine):
    tell(regency, name("satu"))
    engine.catch_up()
    newer = Engine(regency.pool, regency.schema, [STUCK])

    for _ in range(2):  # a second start takes up the unfinished edition
        with pytest.raises(Stopped, match="named v2"):
            newer.start()

    tell(regency, name("dua"))
    engine.catch_up()
    assert names(regency) == ["satu", "dua"]
    assert [(s.version, s.promoted) for s in engine.standings() if s.name == "named"] == [
        (1, True),
        (2, False),
    ]
    assert standing(newer, 2).failed_at == 1


def test_an_older_release_never_writes_into_the_tables_of_a_newer_one(
    regency: Regency, engine: Engine
):
    tell(regency, name("1"))
    engine.catch_up()
    newer = started(regency, SHORTER)
    tell(regency, name("2"))

    with pytest.raises(Stopped, match="no longer the one that readers use"):
        engine.advance("named")
    newer.catch_up()

    assert names(regency) == ["1", "2"]


def test_what_was_replaced_is_dropped_with_the_views_that_the_new_one_lacks(
    regency: Regency, engine: Engine
):
    tell(regency, name("1"))
    engine.catch_up()
    newer = started(regency, SHORTER)

    assert sorted(newer.retire()) == ["named_lines_1", "named_total_1"]

    assert newer.retire() == []
    assert names(regency) == ["1"]
    assert one(regency, "SELECT to_regclass('{s}_read.named_total')::text") is None


def test_a_read_model_can_be_replayed_as_of_any_position(regency: Regency, engine: Engine):
    tell(regency, name("1"), name("2"), name("3"))
    engine.catch_up()

    with engine.as_of("named", 2) as (conn, tables):
        then = conn.execute(in_schema("SELECT name FROM {s}", tables["lines"])).fetchall()
        total = conn.execute(in_schema("SELECT names FROM {s}", tables["total"])).fetchall()

    assert (then, total) == ([("1",), ("2",)], [(2,)])
    assert names(regency) == ["1", "2", "3"]
    assert one(regency, "SELECT to_regclass('named_lines_as_of')::text") is None
