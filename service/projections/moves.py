"""Who moved from which village to which, told to both: who left, and who is to be looked at.

    household.moved → waiting in the village of arrival → looked at there

A move has two lines, one behind the wall of each village. An arrival waits until somebody of the
new village has said anything about the household there; a person who left alone for a village is
told there as well, for whoever keeps its register, but has no record there to be looked at.
"""

from datetime import date
from typing import Literal, LiteralString, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.database.sql import in_schema
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

Direction: TypeAlias = Literal["in", "out"]

DIRECTION_LABELS: dict[Direction, str] = {"in": "pindah masuk", "out": "pindah keluar"}

_LINES: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, household, person, village, other_village, direction
)
SELECT moved.position, moved.occurred_on, moved.household, moved.person, side.village,
    side.other_village, side.direction
FROM (
    SELECT
        position,
        (data ->> 'occurred_on')::date AS occurred_on,
        (data ->> 'household')::uuid   AS household,
        (data ->> 'person')::uuid      AS person,
        coalesce(data ->> 'from_village', data ->> 'village') AS came_from,
        CASE type WHEN 'household.moved' THEN data ->> 'village'
                  ELSE data ->> 'destination' END AS went_to
    FROM {batch} AS batch
    WHERE type = 'household.moved'
       OR (type = 'presence.judged' AND data ->> 'verdict' = 'moved_within_district'
           AND length(data ->> 'destination') = 13 AND NOT data ? 'disputed')
) AS moved
CROSS JOIN LATERAL (
    VALUES (moved.went_to, moved.came_from, 'in'), (moved.came_from, moved.went_to, 'out')
) AS side (village, other_village, direction)
"""

# Only of those who arrived: of all others nobody asks.
_LOOKS: LiteralString = """
INSERT INTO {looks} (position, occurred_on, household, village)
SELECT batch.position, (batch.data ->> 'occurred_on')::date,
    (batch.data ->> 'household')::uuid, batch.data ->> 'village'
FROM {batch} AS batch
WHERE batch.type IN ('household.judged', 'presence.judged', 'household.closed')
  AND EXISTS (
      SELECT FROM {lines} AS l
      WHERE l.household = (batch.data ->> 'household')::uuid
        AND l.village = batch.data ->> 'village'
        AND l.direction = 'in' AND l.person IS NULL AND l.position < batch.position
  )
"""

MOVES = Projection(
    name="moves",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position      bigint NOT NULL,
                household     uuid   NOT NULL,
                person        uuid,
                occurred_on   date   NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                other_village text   COLLATE "C" NOT NULL,
                direction     text   COLLATE "C" NOT NULL,
                PRIMARY KEY (position, direction)
            """,
            indexes=("(household, direction)", "(village, direction, position)"),
            wall=walls.OF_HOUSEHOLD,
        ),
        "looks": Table(
            columns="""
                position    bigint PRIMARY KEY,
                household   uuid   NOT NULL,
                occurred_on date   NOT NULL,
                village     text   COLLATE "C" NOT NULL
            """,
            indexes=("(household, position)",),
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=("household.moved", "presence.judged", "household.judged", "household.closed"),
    apply=(_LINES, _LOOKS),
)

_FOUND: LiteralString = """
SELECT l.position, l.occurred_on, l.household, l.person, l.village, l.other_village, l.direction,
    l.direction = 'in' AND l.person IS NULL AND NOT EXISTS (
        SELECT FROM {s}_read.moves_looks
        WHERE household = l.household AND village = l.village AND position > l.position AND {seen}
    ) AS is_waiting
FROM {s}_read.moves_lines AS l
"""


class Move(Struct, frozen=True, kw_only=True):
    """A move as one of its two villages sees it.

    Args:
        person: whoever left alone; None for a whole household.
        village: the one that sees it; `other_village` the other one.
        is_waiting: a household arrived and nobody of the village has looked at it yet.
    """

    position: int
    occurred_on: date
    household: UUID
    person: UUID | None
    village: str
    other_village: str
    direction: Direction
    is_waiting: bool


class Asked(Struct, frozen=True, kw_only=True):
    """Which moves; every field that is given must hold.

    Args:
        areas: region codes of the village that sees it; None is everywhere.
    """

    areas: tuple[str, ...] | None = None
    direction: Direction | None = None
    is_waiting: bool | None = None


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[int, str] | None = None,
) -> list[Move]:
    """Return moves, those that were recorded last first.

    Args:
        after: `position` and `direction` of the last one of the page before.
    """
    seen, wanted = Conditions(moment), Conditions(moment)
    wanted.within(asked.areas)
    wanted.equal(direction=asked.direction, is_waiting=asked.is_waiting)
    if after is not None:
        position, direction = after
        wanted.add("(position, direction) < (%(at)s, %(way)s)", at=position, way=direction)
    sql: LiteralString = (
        "SELECT position, occurred_on, household, person, village, other_village, direction,"
        f" is_waiting FROM ({_FOUND.replace('{seen}', seen.text)}) AS found"
        f" WHERE {wanted.text} ORDER BY position DESC, direction DESC LIMIT %(limit)s"
    )
    return fetch(conn, schema, Move, sql, {**seen.values, **wanted.values, "limit": limit})


def count_waiting(conn: Connection, schema: str, areas: tuple[str, ...] | None) -> int:
    """Count the households that arrived in some areas and wait to be looked at."""
    wanted = Conditions()
    wanted.within(areas)
    sql: LiteralString = (
        f"SELECT count(*) FROM ({_FOUND.replace('{seen}', 'true')}) AS found"
        f" WHERE is_waiting AND {wanted.text}"
    )
    row = conn.execute(in_schema(sql, schema), wanted.values, prepare=False).fetchone()
    return int(row[0]) if row else 0
