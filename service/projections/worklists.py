"""Which households of a village are still to be looked at, at any moment on two clocks.

The tables are in `verification_tables.py`; deciles are those of `ranks.py`, for DTKS carries none
and a sheet of deciles names nobody. What a withdrawn list says counts no more. Lists, deciles and
looks of a record that turned out to be of a household are the household's. One village at a time:
it has some hundred households, and whoever works there works through all of them. A testimony
counts where the household lives: of one that moved here, what was seen in its former village is
history.
"""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.kernel.lists import Layout
from service.projections.moment import Moment
from service.projections.reading import fetch

_ROWS: LiteralString = """
WITH here AS MATERIALIZED (
    SELECT h.household, h.kind, h.occurred_on AS arrived_on, h.position AS arrived_at, h.is_open
    FROM {s}_read.verifications_homes AS h
    WHERE h.village = %(village)s
      AND h.position + 0 <= %(position)s
      AND h.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
      AND NOT EXISTS (
          SELECT FROM {s}_read.verifications_homes_order AS b
          WHERE b.household = h.household
            AND b.position + 0 <= %(position)s
            AND b.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
            AND (b.epoch, b.occurred_on, b.position) > (h.epoch, h.occurred_on, h.position)
      )
), gone AS MATERIALIZED (
    SELECT coalesce(array_agg(list), '{}') AS lists
    FROM {s}_read.ranks_withdrawn
    WHERE position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
)
SELECT
    here.household, c.number, here.is_open,
    here.kind = 'moved'                       AS has_moved_in,
    last.occurred_on                          AS looked_on,
    coalesce(last.level, '')                  AS level,
    coalesce(last.verdict, '')                AS verdict,
    coalesce(last.method, '')                 AS method,
    coalesce(last.account, '')                AS account,
    last.position                             AS looked_at,
    coalesce(lists.lists, '{}')               AS lists,
    lists.listed_on,
    ranked.decile, ranked.list AS decile_list, ranked.origin AS decile_origin,
    ranked.period AS decile_period,
    claims.claims
FROM here
CROSS JOIN LATERAL (
    WITH RECURSIVE one (household) AS (
        SELECT here.household
        UNION
        SELECT d.absorbed
        FROM one
        JOIN {s}_read.verifications_doubles AS d ON d.household = one.household
        WHERE d.is_one
          AND d.position + 0 <= %(position)s
          AND d.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
          AND NOT EXISTS (
              SELECT FROM {s}_read.verifications_doubles AS parted
              WHERE parted.household = d.household
                AND parted.absorbed = d.absorbed
                AND parted.position > d.position
                AND NOT parted.is_one
                AND parted.position + 0 <= %(position)s
                AND parted.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
          )
    )
    SELECT array_agg(household) AS households FROM one
) AS records
JOIN {s}_read.verifications_codes AS c
  ON c.village = %(village)s AND c.household = here.household
LEFT JOIN LATERAL (
    SELECT occurred_on, level, verdict, method, account, position
    FROM {s}_read.verifications_looks AS l
    WHERE l.household = ANY (records.households)
      AND l.village = %(village)s
      AND l.level IN ('household', 'person')
      AND (l.household = here.household OR l.verdict NOT IN ('duplicate', 'merged'))
      AND (here.kind NOT IN ('moved', 'reopened') OR l.occurred_on >= here.arrived_on)
      AND l.position + 0 <= %(position)s
      AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY l.occurred_on DESC, l.position DESC
    LIMIT 1
) AS last ON true
CROSS JOIN LATERAL (
    SELECT array_agg(DISTINCT list) AS lists, max(occurred_on) AS listed_on
    FROM {s}_read.verifications_listed AS n
    WHERE n.household = ANY (records.households)
      AND n.list <> ALL ((SELECT lists FROM gone)::uuid[])
      AND n.position + 0 <= %(position)s
      AND n.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
) AS lists
LEFT JOIN LATERAL (
    SELECT decile, list, origin, period
    FROM {s}_read.ranks_lines AS r
    WHERE r.household = ANY (records.households)
      AND r.level = 'national'
      AND r.list <> ALL ((SELECT lists FROM gone)::uuid[])
      AND (%(ranking)s::uuid IS NULL OR r.list = %(ranking)s)
      AND r.position + 0 <= %(position)s
      AND r.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY r.occurred_on DESC, r.position DESC
    LIMIT 1
) AS ranked ON true
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE verdict = 'claimed') AS claims
    FROM (
        SELECT DISTINCT ON (subject) verdict
        FROM {s}_read.verifications_looks AS l
        WHERE l.household = here.household
          AND l.level = 'need'
          AND l.position + 0 <= %(position)s
          AND l.occurred_on + 0 <= coalesce(%(valid_on)s::date, 'infinity')
        ORDER BY subject, position DESC
    ) AS newest
) AS claims
ORDER BY c.number
"""


class WorkLine(Struct, frozen=True, kw_only=True):
    """A household of a village, and when it was last looked at there.

    Args:
        number: what its row is called on paper, within the village.
        is_open: somebody lives there still.
        looked_on: the day of the latest testimony on it or on one of its people; None if there is
            none. `level`, `verdict`, `method`, `account` and `looked_at` (the event) are of it.
        lists: those that name it; listed_on, the day the newest of them spoke of.
        decile: among the households of the country, as the list that was asked for puts it, or
            the newest one that ranks it at all. `decile_list` is that list, None if none does.
        claims: needs that were claimed and not looked at.
    """

    household: UUID
    number: int
    is_open: bool
    has_moved_in: bool
    looked_on: date | None
    level: str
    verdict: str
    method: str
    account: str
    looked_at: int | None
    lists: Sequence[UUID]
    listed_on: date | None
    decile: int | None
    decile_list: UUID | None
    decile_origin: Layout | None
    decile_period: str | None
    claims: int


def of_village(
    conn: Connection,
    schema: str,
    village: str,
    moment: Moment,
    *,
    ranking: UUID | None = None,
) -> list[WorkLine]:
    """Return every household of a village by its number, closed ones too.

    Args:
        ranking: the list whose deciles are told; None for the newest of each household.
    """
    asked = {
        "village": village,
        "position": moment.position,
        "valid_on": moment.valid_on,
        "ranking": ranking,
    }
    return fetch(conn, schema, WorkLine, _ROWS, asked)


_NUMBER: LiteralString = """
SELECT household
FROM {s}_read.verifications_codes
WHERE village = %(village)s AND number = %(number)s
"""


class _Numbered(Struct, frozen=True):
    household: UUID


def called(conn: Connection, schema: str, village: str, number: int) -> UUID | None:
    """Return the household that has a number in a village, wherever it lives now."""
    asked = {"village": village, "number": number}
    found = fetch(conn, schema, _Numbered, _NUMBER, asked)
    return found[0].household if found else None
