"""Read models that keep step with a test's log, and the three ways they must come out equal."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from psycopg import Connection

from service.database.sql import in_schema
from service.kernel.events import Event
from service.regency import Regency
from tests.support.told import tell

Tables = dict[str, list[str]]


@contextmanager
def reading(regency: Regency, *projections: str) -> Iterator[Connection]:
    """Give a connection to read with, once these projections (or all) know every event."""
    regency.engine.catch_up(*projections)
    with regency.pool.connection() as conn:
        yield conn


def assert_same_however_filled(regency: Regency, projection: str, *events: Event) -> None:
    """Expect equal tables from batches of one event, from one batch of all, and from a rebuild."""
    for event in events:
        tell(regency, event)
        regency.engine.catch_up(projection)
    shorts = regency.engine.projections[projection].tables
    views = {short: f"{regency.schema}_read.{projection}_{short}" for short in shorts}

    with regency.pool.connection() as conn:
        one_by_one = _contents(conn, views)
    with regency.engine.as_of(projection, regency.engine.head()) as (conn, names):
        at_once = _contents(conn, names)
    regency.engine.rebuild(projection)
    with regency.pool.connection() as conn:
        rebuilt = _contents(conn, views)

    assert any(one_by_one.values()), "nothing was written, so nothing was compared"
    assert one_by_one == at_once
    assert one_by_one == rebuilt


def _contents(conn: Connection, tables: Mapping[str, str]) -> Tables:
    found: Tables = {}
    for short, table in tables.items():
        schema, _, name = table.rpartition(".")
        place = in_schema("{s}.{t}", schema, t=name) if schema else name
        rows: list[Any] = conn.execute(f"SELECT t::text FROM {place} AS t").fetchall()
        found[short] = sorted(text for (text,) in rows)
    return found
