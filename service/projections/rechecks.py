"""Looking a second time: what was drawn, what was found, and how often both agree.

Who can be drawn is asked of the tables in `verification_tables.py`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.verdicts import HouseholdStatus
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import AFTER_DOT, Conditions, fetch

_DRAWN: LiteralString = """
INSERT INTO {drawn} (
    position, occurred_on, recheck, area, since, until, list, rule, out_of, upto, place, household,
    village, status, account, looked_at
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'recheck')::uuid,
    data ->> 'area',
    (data ->> 'since')::date,
    (data ->> 'until')::date,
    (data ->> 'list')::uuid,
    data ->> 'rule',
    (data ->> 'out_of')::int,
    (data ->> 'upto')::bigint,
    one.place,
    (one.value ->> 'household')::uuid,
    one.value ->> 'village',
    one.value ->> 'status',
    one.value ->> 'account',
    (one.value ->> 'looked_at')::bigint
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements(data -> 'sampled') WITH ORDINALITY AS one (value, place)
WHERE type = 'recheck.drawn'
"""

_RECORDED: LiteralString = """
INSERT INTO {recorded} (
    position, occurred_on, recheck, household, village, found, agrees, method, account
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'recheck')::uuid,
    (data ->> 'household')::uuid,
    data ->> 'village',
    data ->> 'found',
    (data ->> 'agrees')::bool,
    data ->> 'method',
    data ->> 'by'
FROM {batch} AS batch
WHERE type = 'recheck.recorded'
"""

RECHECKS = Projection(
    name="rechecks",
    version=1,
    tables={
        "drawn": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                recheck     uuid   NOT NULL,
                area        text   COLLATE "C" NOT NULL,
                since       date   NOT NULL,
                until       date   NOT NULL,
                list        uuid,
                rule        text   NOT NULL,
                out_of      int    NOT NULL,
                upto        bigint NOT NULL,
                place       int    NOT NULL,
                household   uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                status      text   COLLATE "C" NOT NULL,
                account     text   COLLATE "C" NOT NULL,
                looked_at   bigint NOT NULL,
                PRIMARY KEY (recheck, place)
            """,
            indexes=("(village, recheck)",),
            wall=walls.OF_HOUSEHOLD,
        ),
        "recorded": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                recheck     uuid   NOT NULL,
                household   uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                found       text   COLLATE "C" NOT NULL,
                agrees      bool   NOT NULL,
                method      text   COLLATE "C" NOT NULL,
                account     text   COLLATE "C" NOT NULL
            """,
            indexes=("(recheck, household)", "(village, position)"),
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=("recheck.drawn", "recheck.recorded"),
    apply=(_DRAWN, _RECORDED),
)

_FIND: LiteralString = """
SELECT drawn.recheck, drawn.area, drawn.since, drawn.until, drawn.list, drawn.rule, drawn.out_of,
    drawn.upto, drawn.occurred_on, drawn.position, count(*) AS sampled,
    count(recorded.recheck) AS done, count(*) FILTER (WHERE recorded.agrees) AS agreed
FROM (SELECT recheck, area, since, until, list, rule, out_of, upto, occurred_on, position, household
      FROM {s}_read.rechecks_drawn WHERE {wanted} AND {seen}) AS drawn
LEFT JOIN (SELECT recheck, household, agrees FROM {s}_read.rechecks_recorded WHERE {seen})
    AS recorded USING (recheck, household)
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
ORDER BY drawn.position DESC
LIMIT %(limit)s
"""

_ROWS: LiteralString = """
SELECT drawn.place, drawn.household, drawn.village, drawn.status, drawn.account, drawn.looked_at,
    recorded.found, recorded.agrees, recorded.account AS checked_by,
    recorded.occurred_on AS checked_on, recorded.position AS checked_at, codes.number
FROM {s}_read.rechecks_drawn AS drawn
LEFT JOIN (SELECT recheck, household, found, agrees, account, occurred_on, position
           FROM {s}_read.rechecks_recorded WHERE {seen}) AS recorded USING (recheck, household)
LEFT JOIN {s}_read.verifications_codes AS codes
  ON codes.village = drawn.village AND codes.household = drawn.household
WHERE drawn.recheck = %(recheck)s
ORDER BY drawn.place
"""

_LOOKED: LiteralString = """
SELECT DISTINCT ON (l.household)
    l.household, l.village, l.account, l.position AS looked_at
FROM {s}_read.verifications_looks AS l
WHERE l.level IN ('household', 'person')
  AND l.village >= %(area)s AND l.village < %(area_end)s
  AND l.occurred_on BETWEEN %(since)s AND %(until)s
  AND l.position <= %(position)s
  AND (%(list)s::uuid IS NULL OR EXISTS (
      SELECT FROM {s}_read.verifications_listed AS n
      WHERE n.household = l.household AND n.list = %(list)s AND n.position <= %(position)s
  ))
ORDER BY l.household, l.occurred_on DESC, l.position DESC
"""

_AGREEMENT: LiteralString = """
SELECT left(village, %(digits)s) AS area, count(*) AS done,
    count(*) FILTER (WHERE agrees) AS agreed
FROM {s}_read.rechecks_recorded
WHERE village >= %(area)s AND village < %(area_end)s AND {seen}
GROUP BY 1
ORDER BY 1
"""


class Recheck(Struct, frozen=True, kw_only=True):
    """A draw, and how far it has been looked at.

    Args:
        out_of: how many were in the draw; sampled, how many were drawn.
        done: looked at again; agreed: found as the first look had said.
    """

    recheck: UUID
    area: str
    since: date
    until: date
    list: UUID | None
    rule: str
    out_of: int
    upto: int
    occurred_on: date
    sampled: int
    done: int
    agreed: int
    position: int


class RecheckRow(Struct, frozen=True, kw_only=True):
    """A household that was drawn.

    Args:
        number: of its row on paper.
        status, account, looked_at: what the first look said, whose it was, and its event.
        found, agrees, checked_by, checked_on, checked_at: None until somebody looked again.
    """

    place: int
    household: UUID
    village: str
    number: int | None
    status: HouseholdStatus
    account: str
    looked_at: int
    found: HouseholdStatus | None
    agrees: bool | None
    checked_by: str | None
    checked_on: date | None
    checked_at: int | None


class Looked(Struct, frozen=True, kw_only=True):
    """A household that can be drawn: where it was looked at, by whom, and the last testimony."""

    household: UUID
    village: str
    account: str
    looked_at: int


class Agreement(Struct, frozen=True, kw_only=True):
    """How often a second look agrees with the first, in an area."""

    area: str
    done: int
    agreed: int


def find(
    conn: Connection,
    schema: str,
    *,
    recheck: UUID | None = None,
    areas: Sequence[str] | None = None,
    moment: Moment = PRESENT,
    limit: int = 50,
) -> list[Recheck]:
    """Return draws, the newest first, as far as the reader sees their households.

    Args:
        areas: only households of these; None for every one.
    """
    seen, wanted = Conditions(moment), Conditions()
    wanted.equal(recheck=recheck)
    wanted.within(areas)
    sql = _FIND.replace("{seen}", seen.text).replace("{wanted}", wanted.text)
    values: dict[str, Any] = {**seen.values, **wanted.values, "limit": limit}
    return fetch(conn, schema, Recheck, sql, values)


def rows(
    conn: Connection, schema: str, recheck: UUID, moment: Moment = PRESENT
) -> list[RecheckRow]:
    """Return the households of a draw, in the order they were drawn."""
    seen = Conditions(moment)
    sql = _ROWS.replace("{seen}", seen.text)
    return fetch(conn, schema, RecheckRow, sql, {**seen.values, "recheck": recheck})


def looked(
    conn: Connection,
    schema: str,
    area: str,
    *,
    since: date,
    until: date,
    list_id: UUID | None,
    position: int,
) -> list[Looked]:
    """Return the households of an area that were looked at in a period, known at a position."""
    asked = {
        "area": area,
        "area_end": area + AFTER_DOT,
        "since": since,
        "until": until,
        "list": list_id,
        "position": position,
    }
    return fetch(conn, schema, Looked, _LOOKED, asked)


def agreement(
    conn: Connection, schema: str, area: str, moment: Moment, *, digits: int
) -> list[Agreement]:
    """Return how often second looks agreed, by the first `digits` letters of the village's code."""
    seen = Conditions(moment)
    sql = _AGREEMENT.replace("{seen}", seen.text)
    asked = {**seen.values, "area": area, "area_end": area + AFTER_DOT, "digits": digits}
    return fetch(conn, schema, Agreement, sql, asked)
