"""How each household stands, at any moment on two clocks, and how many stand so where.

Each status-bearing event is one line. Of the lines known then (`position`) and true then
(`occurred_on`), the one with the highest epoch counts; within an epoch the later day, then the
later position. The write side decides that order (see `aggregates/household_events.py`); here it
is only copied, so no moment ever needs a replay.
"""

from collections.abc import Collection
from datetime import date
from typing import Any, Literal, LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.database.sql import in_schema
from service.kernel.verdicts import HouseholdStatus
from service.projections.moment import Moment
from service.projections.projection import Projection, Table

MOST_HOUSEHOLDS = 1_000

# One statement, so that the winners of before are read from the lines of before.
_COPY: LiteralString = """
WITH fresh AS MATERIALIZED (
    SELECT
        position                              AS position,
        (data ->> 'household')::uuid          AS household,
        (data ->> 'persons')::int             AS persons,
        coalesce((data ->> 'epoch')::int, 0)  AS epoch,
        (data ->> 'occurred_on')::date        AS occurred_on,
        data ->> 'village'                    AS village,
        data ->> 'status'                     AS status
    FROM {batch} AS batch
), kept AS (
    INSERT INTO {lines} (position, household, persons, epoch, occurred_on, village, status)
    SELECT position, household, persons, epoch, occurred_on, village, status
    FROM fresh
    ORDER BY household, epoch, occurred_on, position
), best AS (
    SELECT DISTINCT ON (household)
        household, persons, epoch, occurred_on, village, status
    FROM fresh
    ORDER BY household DESC, epoch DESC, occurred_on DESC, position DESC
), won AS MATERIALIZED (
    SELECT best.village, best.status, best.persons, old.village AS old_village,
        old.status AS old_status, old.persons AS old_persons
    FROM best
    LEFT JOIN LATERAL (
        SELECT village, status, persons, epoch, occurred_on
        FROM {lines} AS l
        WHERE l.household = best.household
        ORDER BY l.epoch DESC, l.occurred_on DESC, l.position DESC
        LIMIT 1
    ) AS old ON true
    WHERE old.village IS NULL
       OR (best.epoch, best.occurred_on) >= (old.epoch, old.occurred_on)
)
INSERT INTO {counts} AS c (village, status, households, persons)
SELECT village, status, sum(households), sum(persons)
FROM (
    SELECT village, status, 1, persons FROM won
    UNION ALL
    SELECT old_village, old_status, -1, -old_persons FROM won WHERE old_village IS NOT NULL
) AS moved (village, status, households, persons)
GROUP BY village, status
ON CONFLICT (village, status) DO UPDATE
SET households = c.households + excluded.households, persons = c.persons + excluded.persons
"""

STATUSES = Projection(
    name="statuses",
    version=1,
    tables={
        "lines": Table(
            columns="""
                position    bigint NOT NULL,
                household   uuid   NOT NULL,
                persons     int    NOT NULL,
                epoch       int    NOT NULL,
                occurred_on date   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                status      text   COLLATE "C" NOT NULL,
                PRIMARY KEY (household, epoch, occurred_on, position)
                    INCLUDE (village, status, persons)
            """,
            indexes=("(village, status, household)",),
        ),
        "counts": Table(
            columns="""
                village    text   COLLATE "C" NOT NULL,
                status     text   COLLATE "C" NOT NULL,
                households bigint NOT NULL,
                persons    bigint NOT NULL,
                PRIMARY KEY (village, status)
            """
        ),
    },
    types=(
        "household.registered",
        "household.relisted",
        "household.address_changed",
        "household.moved",
        "household.judged",
        "household.closed",
        "household.reopened",
        "member.joined",
        "presence.judged",
        "head.changed",
    ),
    apply=(_COPY,),
)

class StatusCount(Struct, frozen=True):
    """How many households of an area have a status.

    Args:
        area: region code of the village, kecamatan or regency that was asked for.
        persons: members who still belong to these households.
    """

    area: str
    status: HouseholdStatus
    households: int
    persons: int


class StatusLine(Struct, frozen=True):
    """What one event says of a household: where it lives, how it stands, how many belong to it.

    Args:
        occurred_on: the day the event became true.
        position: the event, to open it.
    """

    household: UUID
    village: str
    status: HouseholdStatus
    persons: int
    epoch: int
    occurred_on: date
    position: int


_DIGITS: dict[str, int] = {"village": 13, "kecamatan": 8, "regency": 5}

_COUNTS_NOW: LiteralString = """
SELECT left(village, %(digits)s), status, sum(households)::bigint, sum(persons)::bigint
FROM {s}_read.statuses_counts
WHERE village >= %(area)s AND village < %(area)s || '/'
GROUP BY 1, 2
HAVING sum(households) > 0
ORDER BY 1, 2
"""

# "+ 0" keeps the two clocks out of the index condition: with them in it, the planner of
# PostgreSQL 18 takes a look at one household for a skip scan over all days, and reads the wrong
# index from end to end.
_WINNER: LiteralString = """
    SELECT household, village, status, persons, epoch, occurred_on, position
    FROM {s}_read.statuses_lines AS l
    WHERE l.household = h.household
      AND l.position + 0 <= %(position)s
      AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY l.epoch DESC, l.occurred_on DESC, l.position DESC
    LIMIT 1
"""

# Every household that was ever in the area: those that have left it since were in it then.
_WINNERS_OF_AREA: LiteralString = (
    """
FROM (
    SELECT DISTINCT household
    FROM {s}_read.statuses_lines
    WHERE village >= %(area)s AND village < %(area)s || '/'
      AND (%(statuses)s::text[] IS NULL OR status = ANY (%(statuses)s))
      AND (%(after)s::uuid IS NULL OR household > %(after)s)
    ORDER BY household
) AS h
CROSS JOIN LATERAL ("""
    + _WINNER
    + """) AS w
WHERE w.village >= %(area)s AND w.village < %(area)s || '/'
  AND (%(statuses)s::text[] IS NULL OR w.status = ANY (%(statuses)s))
"""
)

_COUNTS_OF_AREA: LiteralString = (
    "SELECT left(w.village, %(digits)s), w.status, count(*), sum(w.persons)"
    + _WINNERS_OF_AREA
    + "GROUP BY 1, 2 ORDER BY 1, 2"
)

# The area is cut out last: filtered earlier, the planner expects few rows and sorts all of them.
_COUNTS_OF_REGENCY: LiteralString = """
WITH counted AS MATERIALIZED (
    SELECT village, status, count(*) AS households, sum(persons) AS persons
    FROM (
        SELECT DISTINCT ON (household) village, status, persons
        FROM {s}_read.statuses_lines
        WHERE position <= %(position)s
          AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
        ORDER BY household DESC, epoch DESC, occurred_on DESC, position DESC
    ) AS winners
    GROUP BY village, status
)
SELECT left(village, %(digits)s), status, sum(households)::bigint, sum(persons)::bigint
FROM counted
WHERE village >= %(area)s AND village < %(area)s || '/'
GROUP BY 1, 2
ORDER BY 1, 2
"""

_HOUSEHOLDS: LiteralString = (
    "SELECT w.household, w.village, w.status, w.persons, w.epoch, w.occurred_on, w.position"
    + _WINNERS_OF_AREA
    + "ORDER BY h.household LIMIT %(limit)s"
)

_STATUSES_OF: LiteralString = (
    "SELECT w.household, w.village, w.status, w.persons, w.epoch, w.occurred_on, w.position "
    "FROM unnest(%(households)s::uuid[]) AS h (household) CROSS JOIN LATERAL (" + _WINNER + ") AS w"
)

_HISTORY: LiteralString = """
SELECT household, village, status, persons, epoch, occurred_on, position
FROM {s}_read.statuses_lines
WHERE household = %(household)s
  AND position + 0 <= %(position)s
  AND occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
ORDER BY epoch, occurred_on, position
"""


def counts(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    by: Literal["village", "kecamatan", "regency"] = "village",
) -> list[StatusCount]:
    """Count the households of an area by status, for each village, kecamatan or the regency.

    Args:
        area: code of a village, a kecamatan or the regency.

    Returns:
        One line per area and status that has a household, in order of area and status.
    """
    asked = {"area": area, "digits": _DIGITS[by], "statuses": None, "after": None}
    if moment.is_now:
        sql = _COUNTS_NOW
    elif len(area) < _DIGITS["kecamatan"]:
        sql = _COUNTS_OF_REGENCY
    else:
        sql = _COUNTS_OF_AREA
    return [StatusCount(*row) for row in _rows(conn, schema, sql, moment, asked)]


def households(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment,
    *,
    statuses: Collection[HouseholdStatus] | None = None,
    after: UUID | None = None,
    limit: int = 100,
) -> list[StatusLine]:
    """List the households of an area, in order of their ids.

    Args:
        statuses: only these; None for all.
        after: the last household of the page before.
        limit: lines at most, up to `MOST_HOUSEHOLDS`.
    """
    asked = {
        "area": area,
        "statuses": None if statuses is None else list(statuses),
        "after": after,
        "limit": min(limit, MOST_HOUSEHOLDS),
    }
    return [StatusLine(*row) for row in _rows(conn, schema, _HOUSEHOLDS, moment, asked)]


def statuses_of(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment
) -> dict[UUID, StatusLine]:
    """Return what counts for each of some households; one not known at that moment is missing."""
    rows = _rows(conn, schema, _STATUSES_OF, moment, {"households": list(households)})
    return {row[0]: StatusLine(*row) for row in rows}


def status_of(
    conn: Connection, schema: str, household: UUID, moment: Moment
) -> StatusLine | None:
    """Return what counts for a household; None if it was not known at that moment."""
    return statuses_of(conn, schema, [household], moment).get(household)


def history(conn: Connection, schema: str, household: UUID, moment: Moment) -> list[StatusLine]:
    """Return all that was said of a household, the one that counts last."""
    rows = _rows(conn, schema, _HISTORY, moment, {"household": household})
    return [StatusLine(*row) for row in rows]


def _rows(
    conn: Connection, schema: str, sql: LiteralString, moment: Moment, asked: dict[str, Any]
) -> list[tuple[Any, ...]]:
    values = {**asked, "position": moment.position, "valid_on": moment.valid_on}
    # Never as a prepared statement: one plan for a village and for a regency fits neither.
    return conn.execute(in_schema(sql, schema), values, prepare=False).fetchall()
