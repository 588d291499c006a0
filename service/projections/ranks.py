"""In which decile each list puts a household, per level and vintage, side by side.

What a list said that was withdrawn later stays to be read, and counts nowhere any more.
"""

from collections.abc import Collection
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.deciles import Placing
from service.kernel.lists import Layout, RankLevel
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch, fetch_ids

_RANKED: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, household, village, list, row_no, origin, period, level, decile
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    data ->> 'village',
    (data ->> 'list')::uuid,
    (data ->> 'row_no')::int,
    data ->> 'origin',
    data ->> 'period',
    rank ->> 'level',
    (rank ->> 'decile')::int
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements(data -> 'ranks') AS rank
WHERE type = 'welfare.ranked'
"""

_WITHDRAWN: LiteralString = """
INSERT INTO {withdrawn} (position, occurred_on, list)
SELECT position, (data ->> 'occurred_on')::date, (data ->> 'list')::uuid
FROM {batch} AS batch
WHERE type = 'list.withdrawn'
"""

RANKS = Projection(
    name="ranks",
    version=4,
    tables={
        "lines": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                household   uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                list        uuid   NOT NULL,
                row_no      int    NOT NULL,
                origin      text   COLLATE "C" NOT NULL,
                period      text   NOT NULL,
                level       text   COLLATE "C" NOT NULL,
                decile      int    NOT NULL,
                PRIMARY KEY (household, position, level)
            """,
            indexes=(
                "(origin, level, decile, village)",
                "(list, level, household)",
                "(village, household)",
                "USING brin (list, row_no)",
            ),
            wall=walls.OF_HOUSEHOLD,
        ),
        "withdrawn": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL
            """,
        ),
    },
    types=("welfare.ranked", "list.withdrawn"),
    apply=(_RANKED, _WITHDRAWN),
)

_GONE: LiteralString = """
SELECT FROM {s}_read.ranks_withdrawn AS w WHERE w.list = ranks_lines.list AND {seen}
"""

_OF_HOUSEHOLD: LiteralString = """
SELECT household, village, list, row_no, origin, period, level, decile, occurred_on, position,
    EXISTS ({gone}) AS is_withdrawn
FROM {s}_read.ranks_lines
WHERE household = ANY (%(households)s) AND {seen}
ORDER BY household, position DESC, level
"""

# The newest line of a kind of list counts: an older vintage is history, not another opinion.
_WITHIN: LiteralString = """
SELECT household, village, list, row_no, origin, period, level, decile, occurred_on, position
FROM (
    SELECT DISTINCT ON (household)
        household, village, list, row_no, origin, period, level, decile, occurred_on, position
    FROM {s}_read.ranks_lines
    WHERE origin = %(origin)s AND level = %(level)s AND {where} AND NOT EXISTS ({gone})
    ORDER BY household, occurred_on DESC, position DESC
) AS newest
WHERE decile <= %(at_most)s AND {page}
ORDER BY household
LIMIT %(limit)s
"""


_LISTS: LiteralString = """
SELECT list, origin, period, count(DISTINCT household) AS households
FROM {s}_read.ranks_lines
WHERE household = ANY (%(households)s) AND level = 'national' AND {seen}
  AND NOT EXISTS ({gone})
GROUP BY list, origin, period
ORDER BY max(occurred_on) DESC, max(position) DESC
"""


_RANKED_IN: LiteralString = (
    "SELECT DISTINCT household FROM {s}_read.ranks_lines "
    "WHERE village >= %(area)s AND village < %(area)s || '/' "
    "AND household <> ALL (%(hidden)s::uuid[]) AND {seen} AND NOT EXISTS ({gone}) "
    "ORDER BY household LIMIT %(limit)s"
)


class RankLine(Struct, frozen=True, kw_only=True):
    """One list's decile of a household at one level.

    Args:
        list, row_no: the row that says so; origin: the kind of list.
        occurred_on: the day the list speaks of; position: the event, to open it.
        is_withdrawn: nothing rests on that list any more; told of one household only.
    """

    household: UUID
    village: str
    list: UUID
    row_no: int
    origin: Layout
    period: str
    level: RankLevel
    decile: int
    occurred_on: date
    position: int
    is_withdrawn: bool = False


class Ranking(Struct, frozen=True, kw_only=True):
    """A list that ranks so many of some households among those of the country."""

    list: UUID
    origin: Layout
    period: str
    households: int


def rankings(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment = PRESENT
) -> list[Ranking]:
    """Return the lists that rank any of some households, the newest first."""
    seen = Conditions(moment)
    sql = _LISTS.replace("{gone}", _GONE).replace("{seen}", seen.text)
    return fetch(conn, schema, Ranking, sql, {**seen.values, "households": list(households)})


def of_households(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment = PRESENT
) -> list[RankLine]:
    """Return what every list says of some households, the newest list of each first."""
    seen = Conditions(moment)
    sql = _OF_HOUSEHOLD.replace("{gone}", _GONE).replace("{seen}", seen.text)
    return fetch(conn, schema, RankLine, sql, {**seen.values, "households": list(households)})


def placings_of(
    conn: Connection, schema: str, households: Collection[UUID], moment: Moment = PRESENT
) -> dict[UUID, list[Placing]]:
    """Return in which decile each list that counts puts some households, as rules ask for it."""
    found: dict[UUID, list[Placing]] = {one: [] for one in households}
    for line in reversed(of_households(conn, schema, households, moment)):
        if not line.is_withdrawn:
            found[line.household].append(
                Placing(
                    list=line.list,
                    row_no=line.row_no,
                    origin=line.origin,
                    period=line.period,
                    level=line.level,
                    decile=line.decile,
                    on=line.occurred_on,
                )
            )
    return found


def households_ranked(
    conn: Connection,
    schema: str,
    area: str,
    moment: Moment = PRESENT,
    *,
    hidden: Collection[UUID] = (),
    limit: int,
) -> list[UUID]:
    """Return the households of an area that any list that counts has ranked, by id."""
    seen = Conditions(moment)
    sql = _RANKED_IN.replace("{gone}", _GONE).replace("{seen}", seen.text)
    asked = {**seen.values, "area": area, "hidden": list(hidden), "limit": limit}
    return fetch_ids(conn, schema, sql, asked)


def within(
    conn: Connection,
    schema: str,
    *,
    areas: Collection[str] | None,
    origin: Layout,
    level: RankLevel,
    at_most: int,
    moment: Moment = PRESENT,
    limit: int,
    after: UUID | None = None,
) -> list[RankLine]:
    """Return the households that the newest list of a kind puts in a decile or below, by id.

    Args:
        areas: region codes, None for everywhere.
        at_most: the highest decile.
        after: the last household of the page before.
    """
    seen, where, page = Conditions(moment), Conditions(moment), Conditions()
    where.within(areas)
    if after is not None:
        page.add("household > %(after)s", after=after)
    sql = (
        _WITHIN.replace("{where}", where.text)
        .replace("{page}", page.text)
        .replace("{gone}", _GONE)
        .replace("{seen}", seen.text)
    )
    values = {"origin": origin, "level": level, "at_most": at_most, "limit": limit}
    return fetch(conn, schema, RankLine, sql, {**where.values, **page.values, **values})
