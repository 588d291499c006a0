"""How many of all who were ever registered are left at each step towards being helped.

Each step is counted among those of the one before, so a step never has more than the last. The
tables are those of `status_tables.py`, `need_tables.py` and `verification_tables.py`; of several
lines of a household or of a need, the one that counts is chosen as they say. What was done for a
record that turned out to be of another household was done for that one, until they are told apart.
"""

from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.kernel.verdicts import CLOSED
from service.projections.moment import Moment
from service.projections.reading import fetch


class Funnel(Struct, frozen=True):
    """Households, and the persons in them, at each step.

    Args:
        registered: ever on the register; their persons are those who belong still.
        present: not dead, gone, doubled or withdrawn.
        seen: somebody has judged how they stand.
        eligible: poor, as was judged.
        needing: with a need that somebody confirmed.
        promised: with a need that a partner holds, or met.
        helped: with a need that was met.
    """

    registered: int
    registered_persons: int
    present: int
    present_persons: int
    seen: int
    seen_persons: int
    eligible: int
    eligible_persons: int
    needing: int
    needing_persons: int
    promised: int
    promised_persons: int
    helped: int
    helped_persons: int


# The area is cut out last: filtered earlier, the planner expects few rows and sorts all of them.
_COUNT: LiteralString = """
WITH households AS MATERIALIZED (
    SELECT DISTINCT ON (household) household, village, status, persons
    FROM {s}_read.statuses_lines
    WHERE position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY household DESC, epoch DESC, occurred_on DESC, position DESC
), winners AS MATERIALIZED (
    SELECT DISTINCT ON (household, need) household, standing
    FROM {s}_read.needs_lines
    WHERE position <= %(position)s
      AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
    ORDER BY household DESC, need DESC, epoch DESC, occurred_on DESC, position DESC
), doubles AS MATERIALIZED (
    SELECT household, absorbed
    FROM (
        SELECT DISTINCT ON (household, absorbed) household, absorbed, is_one
        FROM {s}_read.verifications_doubles
        WHERE position <= %(position)s
          AND occurred_on <= coalesce(%(valid_on)s::date, 'infinity')
        ORDER BY household, absorbed, position DESC
    ) AS latest
    WHERE is_one
), survivors AS MATERIALIZED (
    WITH RECURSIVE of (record, household) AS (
        SELECT absorbed, household FROM doubles
        UNION
        SELECT of.record, doubles.household
        FROM of
        JOIN doubles ON doubles.absorbed = of.household
    )
    SELECT record, household FROM of
), needs AS MATERIALIZED (
    SELECT household,
        bool_or(standing IN ('unmet', 'committed', 'met')) AS confirmed,
        bool_or(standing IN ('committed', 'met'))          AS promised,
        bool_or(standing = 'met')                          AS met
    FROM (
        SELECT household, standing FROM winners
        UNION ALL
        SELECT s.household, w.standing
        FROM survivors AS s
        JOIN winners AS w ON w.household = s.record
    ) AS told
    GROUP BY household
), steps AS (
    SELECT persons,
        status <> ALL (%(closed)s)                                AS present,
        status <> ALL (%(closed)s)
            AND status NOT IN ('listed', 'newly_proposed')        AS seen,
        status = 'eligible'                                       AS eligible,
        status = 'eligible' AND coalesce(needs.confirmed, false)  AS needing,
        status = 'eligible' AND coalesce(needs.promised, false)   AS promised,
        status = 'eligible' AND coalesce(needs.met, false)        AS helped
    FROM households
    LEFT JOIN needs USING (household)
    WHERE village >= %(area)s AND village < %(area)s || '/'
)
SELECT
    count(*)                                                          AS registered,
    coalesce(sum(persons), 0)::bigint                                 AS registered_persons,
    count(*) FILTER (WHERE present)                                   AS present,
    coalesce(sum(persons) FILTER (WHERE present), 0)::bigint          AS present_persons,
    count(*) FILTER (WHERE seen)                                      AS seen,
    coalesce(sum(persons) FILTER (WHERE seen), 0)::bigint             AS seen_persons,
    count(*) FILTER (WHERE eligible)                                  AS eligible,
    coalesce(sum(persons) FILTER (WHERE eligible), 0)::bigint         AS eligible_persons,
    count(*) FILTER (WHERE needing)                                   AS needing,
    coalesce(sum(persons) FILTER (WHERE needing), 0)::bigint          AS needing_persons,
    count(*) FILTER (WHERE promised)                                  AS promised,
    coalesce(sum(persons) FILTER (WHERE promised), 0)::bigint         AS promised_persons,
    count(*) FILTER (WHERE helped)                                    AS helped,
    coalesce(sum(persons) FILTER (WHERE helped), 0)::bigint           AS helped_persons
FROM steps
"""


def count(conn: Connection, schema: str, area: str, moment: Moment) -> Funnel:
    """Count the steps in an area: a village, a kecamatan or the regency."""
    asked = {
        "area": area,
        "position": moment.position,
        "valid_on": moment.valid_on,
        "closed": sorted(CLOSED),
    }
    [found] = fetch(conn, schema, Funnel, _COUNT, asked)
    return found
