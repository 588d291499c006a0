"""The tables behind `memberships.py`: one line whenever a person comes to belong or ceases to.

An event of a household says how many belong to it afterwards. A testimony about a person that a
later one overtook, or that waits for a contradiction to be decided, changes nothing; that can be
seen from the count, which stays as it was. So `counts` keeps the latest count of each household.
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_COPY: LiteralString = """
WITH fresh AS MATERIALIZED (
    SELECT
        position,
        type,
        data,
        (data ->> 'household')::uuid   AS household,
        (data ->> 'occurred_on')::date AS occurred_on,
        data ->> 'village'             AS village,
        (data ->> 'persons')::int      AS persons,
        lag((data ->> 'persons')::int) OVER (
            PARTITION BY data ->> 'household' ORDER BY position
        )                              AS persons_before
    FROM {batch} AS batch
), counted AS (
    SELECT fresh.*, coalesce(fresh.persons_before, c.persons, 0) AS before
    FROM fresh
    LEFT JOIN {counts} AS c ON c.household = fresh.household
)
INSERT INTO {lines} (position, household, person, village, belongs, cause, occurred_on)
SELECT position, household, (one ->> 'person')::uuid, village, true,
    CASE WHEN data ? 'source' THEN 'listed' ELSE 'proposed' END, occurred_on
FROM counted, jsonb_array_elements(data -> 'members') AS one
WHERE type = 'household.registered'
UNION ALL
SELECT position, household, (data -> 'member' ->> 'person')::uuid, village, true,
    CASE WHEN data -> 'member' ? 'row_no' THEN 'listed' ELSE 'joined' END, occurred_on
FROM counted
WHERE type = 'member.joined'
UNION ALL
SELECT position, household, (data ->> 'person')::uuid, village, persons > before,
    data ->> 'verdict', occurred_on
FROM counted
WHERE type = 'presence.judged' AND persons <> before
UNION ALL
SELECT position, household, one::uuid, village, false,
    CASE WHEN type = 'household.closed' THEN data ->> 'status' ELSE data ->> 'verdict' END,
    occurred_on
FROM counted, jsonb_array_elements_text(data -> 'leaving') AS one
WHERE type IN ('household.judged', 'household.closed') AND persons <> before
UNION ALL
SELECT position, household, one::uuid, village, false,
    CASE
        WHEN type = 'household.unmerged' THEN 'unmerged'
        WHEN data ? 'person'             THEN coalesce(data ->> 'presence', 'disputed')
        ELSE data ->> 'status'
    END,
    occurred_on
FROM counted, jsonb_array_elements_text(data -> 'leaving') AS one
WHERE type IN ('contradiction.opened', 'contradiction.decided', 'household.unmerged')
UNION ALL
SELECT position, household, one::uuid, village, true, 'reopened', occurred_on
FROM counted, jsonb_array_elements_text(data -> 'members') AS one
WHERE type IN ('household.reopened', 'contradiction.opened', 'contradiction.decided')
"""

_COUNT: LiteralString = """
INSERT INTO {counts} AS c (household, village, persons)
SELECT DISTINCT ON (data ->> 'household')
    (data ->> 'household')::uuid, data ->> 'village', (data ->> 'persons')::int
FROM {batch} AS batch
ORDER BY data ->> 'household', position DESC
ON CONFLICT (household) DO UPDATE
SET village = excluded.village, persons = excluded.persons
"""

MEMBERSHIPS = Projection(
    name="memberships",
    version=2,
    tables={
        "lines": Table(
            columns="""
                position    bigint  NOT NULL,
                household   uuid    NOT NULL,
                person      uuid    NOT NULL,
                occurred_on date    NOT NULL,
                belongs     boolean NOT NULL,
                village     text    COLLATE "C" NOT NULL,
                cause       text    COLLATE "C" NOT NULL,
                PRIMARY KEY (household, person, position) INCLUDE (belongs, cause)
            """,
            indexes=("(person, household, position)",),
            wall=walls.OF_HOUSEHOLD,
            order="person, position, belongs",
        ),
        "counts": Table(
            columns="""
                household uuid PRIMARY KEY,
                persons   int  NOT NULL,
                village   text COLLATE "C" NOT NULL
            """,
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=(
        "household.registered",
        "household.judged",
        "household.closed",
        "household.reopened",
        "member.joined",
        "presence.judged",
        "contradiction.opened",
        "contradiction.decided",
        "household.unmerged",
    ),
    apply=(_COPY, _COUNT),
)
