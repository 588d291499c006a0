"""The tables behind `statuses.py`: one line for each event that says how a household stands.

`counts` is the present added up, so that a map of a regency opens at once; it moves with the lines
in the same statement. It has a row for whatever a line ever said, at nought if nobody stands so
now: so the rows are the same however the log is cut into batches.
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

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
    UNION ALL
    SELECT DISTINCT village, status, 0, 0 FROM fresh
) AS moved (village, status, households, persons)
GROUP BY village, status
ON CONFLICT (village, status) DO UPDATE
SET households = c.households + excluded.households, persons = c.persons + excluded.persons
"""

STATUSES = Projection(
    name="statuses",
    version=3,
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
            wall=walls.OF_HOUSEHOLD,
            order="household, epoch, occurred_on, position",
        ),
        "counts": Table(
            columns="""
                village    text   COLLATE "C" NOT NULL,
                status     text   COLLATE "C" NOT NULL,
                households bigint NOT NULL,
                persons    bigint NOT NULL,
                PRIMARY KEY (village, status)
            """,
            wall=walls.OF_AREA,
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
        "contradiction.opened",
        "contradiction.decided",
        "household.absorbed",
        "household.unmerged",
    ),
    apply=(_COPY,),
)
