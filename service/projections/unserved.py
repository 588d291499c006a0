"""Whom help has passed by: eligible households with a confirmed need that nobody has promised.

The other half of overlap: while two help one house, a third waits. A need is unserved since it
was confirmed, or since the promise for it ended, whichever came last. The tables are those of
`status_tables.py` and `need_tables.py`.
"""

from collections.abc import Collection
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.needs import NeedType, Strategy
from service.projections.moment import PRESENT, Moment
from service.projections.reading import Conditions, fetch

SOURCES = ("statuses", "needs")
"""The read models that a question about them looks at."""

USUAL_DAYS = 90

# "+ 0" keeps the clocks out of the index condition, as in `statuses.py`. Of the lines of a need
# that counts, the unmet ones in a row up to now are the time nobody promised it.
_UNSERVED: LiteralString = """
WITH lacking AS MATERIALIZED (
    SELECT household, need, village, strategy
    FROM {s}_read.needs_lines AS l
    WHERE {which} AND l.standing = 'unmet'
      AND l.position + 0 <= %(position)s
      AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
      AND NOT EXISTS (
          SELECT FROM {s}_read.needs_lines_order AS b
          WHERE b.household = l.household AND b.need = l.need
            AND b.position + 0 <= %(position)s
            AND b.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
            AND (b.epoch, b.occurred_on, b.position) > (l.epoch, l.occurred_on, l.position)
      )
), unserved AS (
    SELECT lacking.*, since.occurred_on AS since, since.position
    FROM lacking
    CROSS JOIN LATERAL (
        SELECT o.epoch, o.occurred_on, o.position
        FROM {s}_read.statuses_lines_order AS o
        WHERE o.household = lacking.household
          AND o.position + 0 <= %(position)s
          AND o.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
        ORDER BY o.epoch DESC, o.occurred_on DESC, o.position DESC
        LIMIT 1
    ) AS latest
    JOIN {s}_read.statuses_lines AS told
        ON told.household = lacking.household AND told.epoch = latest.epoch
        AND told.occurred_on = latest.occurred_on AND told.position = latest.position
        AND told.status = 'eligible'
    CROSS JOIN LATERAL (
        SELECT n.occurred_on, n.position
        FROM {s}_read.needs_lines AS n
        WHERE n.household = lacking.household AND n.need = lacking.need AND n.standing = 'unmet'
          AND n.position + 0 <= %(position)s
          AND n.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
          AND NOT EXISTS (
              SELECT FROM {s}_read.needs_lines AS m
              WHERE m.household = n.household AND m.need = n.need AND m.standing <> 'unmet'
                AND m.position + 0 <= %(position)s
                AND m.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
                AND (m.epoch, m.occurred_on, m.position) > (n.epoch, n.occurred_on, n.position)
          )
        ORDER BY n.epoch, n.occurred_on, n.position
        LIMIT 1
    ) AS since
    WHERE since.occurred_on <= %(before)s
)
"""

_LIST: LiteralString = (
    _UNSERVED
    + """
SELECT household, need, village, strategy, since, position
FROM unserved
WHERE {after}
ORDER BY since, household, need
LIMIT %(limit)s
"""
)

_COUNTS: LiteralString = (
    _UNSERVED
    + """
SELECT village, need, count(*) AS households, min(since) AS oldest
FROM unserved
GROUP BY village, need
ORDER BY village, need
"""
)


class Unserved(Struct, frozen=True, kw_only=True):
    """A confirmed need of an eligible household that nobody has promised.

    Args:
        since: the day it was confirmed or its last promise ended, `position` the event.
    """

    household: UUID
    need: NeedType
    village: str
    strategy: Strategy
    since: date
    position: int


class UnservedCount(Struct, frozen=True, kw_only=True):
    """How many households of a village wait for one kind of help, and since when the longest."""

    village: str
    need: NeedType
    households: int
    oldest: date


class Asked(Struct, frozen=True, kw_only=True):
    """Which of them.

    Args:
        before: unserved since this day at the latest.
        areas: region codes; None is everywhere.
        hidden: not these households.
    """

    before: date
    areas: Collection[str] | None = None
    need: NeedType | None = None
    hidden: tuple[UUID, ...] = ()


def find(
    conn: Connection,
    schema: str,
    asked: Asked,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[date, UUID, str] | None = None,
) -> list[Unserved]:
    """Return unserved needs, the longest first.

    Args:
        after: `since`, household and need of the last one of the page before.
    """
    past = Conditions()
    if after is not None:
        past.add(
            "(since, household, need) > (%(since)s, %(household)s, %(kind)s)",
            since=after[0],
            household=after[1],
            kind=after[2],
        )
    sql, values = _question(_LIST.replace("{after}", past.text), asked, moment)
    return fetch(conn, schema, Unserved, sql, {**values, **past.values, "limit": limit})


def counts(
    conn: Connection, schema: str, asked: Asked, *, moment: Moment = PRESENT
) -> list[UnservedCount]:
    """Count unserved households by village and need."""
    sql, values = _question(_COUNTS, asked, moment)
    return fetch(conn, schema, UnservedCount, sql, values)


def _question(
    sql: LiteralString, asked: Asked, moment: Moment
) -> tuple[LiteralString, dict[str, object]]:
    which = Conditions()
    which.within(asked.areas)
    which.equal(need=asked.need)
    if asked.hidden:
        which.add("household <> ALL (%(hidden)s)", hidden=list(asked.hidden))
    values = {
        "position": moment.position,
        "valid_on": moment.valid_on,
        "before": asked.before,
    }
    return sql.replace("{which}", which.text), {**values, **which.values}
