"""Boundaries of villages: every set that was published, and which one maps of a moment are drawn
with."""

from collections.abc import Collection
from datetime import date
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.aggregates.boundary import Outline
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, source, source_date, licence, file_hash, number, account
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    data ->> 'source',
    (data ->> 'source_date')::date,
    data ->> 'licence',
    data ->> 'file_hash',
    (data ->> 'number')::int,
    meta ->> 'actor'
FROM {batch} AS batch
"""

_OUTLINES: LiteralString = """
INSERT INTO {outlines} (position, village, rings)
SELECT
    position,
    outline ->> 'village',
    ARRAY(SELECT jsonb_array_elements_text(outline -> 'rings'))
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements(data -> 'outlines') AS outline
"""

BOUNDARIES = Projection(
    name="boundaries",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                source      text   NOT NULL,
                source_date date   NOT NULL,
                licence     text   NOT NULL,
                file_hash   text   COLLATE "C" NOT NULL,
                number      int    NOT NULL,
                account     text   COLLATE "C" NOT NULL
            """,
        ),
        "outlines": Table(
            columns="""
                position bigint NOT NULL,
                village  text   COLLATE "C" NOT NULL,
                rings    text[] NOT NULL,
                PRIMARY KEY (position, village)
            """,
            wall=walls.OF_AREA,
        ),
    },
    types=("boundaries.published",),
    apply=(_COPY, _OUTLINES),
)

_FIND: LiteralString = """
SELECT position, occurred_on, source, source_date, licence, file_hash, number, account
FROM {s}_read.boundaries_lines
WHERE {seen}
ORDER BY position DESC
LIMIT %(limit)s
"""

_DRAWN: LiteralString = """
SELECT village, rings
FROM {s}_read.boundaries_outlines
WHERE {asked}
ORDER BY village
"""


class Published(Struct, frozen=True, kw_only=True):
    """A set of boundaries, by the event at `position`; what its fields mean stands there."""

    position: int
    occurred_on: date
    source: str
    source_date: date
    licence: str
    file_hash: str
    number: int
    account: str


def published(
    conn: Connection, schema: str, moment: Moment = PRESENT, *, limit: int = 1
) -> list[Published]:
    """Return sets of boundaries, the newest first: the first one is what maps are drawn with."""
    seen = Conditions(moment)
    sql: LiteralString = _FIND.replace("{seen}", seen.text)
    return fetch(conn, schema, Published, sql, {**seen.values, "limit": limit})


def outlines(
    conn: Connection, schema: str, position: int, *, areas: Collection[str] | None = None
) -> list[Outline]:
    """Return the outlines of a set by village, as far as they lie in some areas.

    Args:
        position: of the set.
        areas: region codes, each covering what lies below it; None is everywhere.
    """
    asked = Conditions()
    asked.equal(position=position)
    asked.within(areas)
    sql: LiteralString = _DRAWN.replace("{asked}", asked.text)
    return fetch(conn, schema, Outline, sql, asked.values)
