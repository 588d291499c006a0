"""The tables behind `resurrections.py`: who left, who is named again, and what became of it.

sources    the lists
presences  every word on whether somebody is there; of a household as a whole without a person
alerts     whoever a list names who may have left
settled    that they stay gone, by somebody's word
freed      rows that waited and were settled
withdrawn  lists that nothing rests on any more
"""

from typing import LiteralString

from service.kernel.verdicts import CLOSED, LEAVING
from service.projections import walls
from service.projections.projection import Projection, Table

_LEAVING: LiteralString = (
    "'deceased', 'moved_within_district', 'moved_out', 'moved_abroad', 'duplicate'"
)
_CLOSED: LiteralString = (
    "'deceased', 'moved_out', 'moved_abroad', 'duplicate', 'merged', 'closed', 'untraceable', "
    "'withdrawn'"
)
assert {one.strip(" '") for one in _LEAVING.split(",")} == LEAVING
assert {one.strip(" '") for one in _CLOSED.split(",")} == CLOSED

_SOURCES: LiteralString = """
INSERT INTO {sources} (list, name, issuer, period)
SELECT (data ->> 'list')::uuid, data ->> 'name', data ->> 'issuer', data ->> 'period'
FROM {batch} AS batch
WHERE type = 'list.received'
"""

_JUDGED: LiteralString = f"""
INSERT INTO {{presences}} (
    position, occurred_on, household, person, said, has_left, account, office
)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'household')::uuid,
    (data ->> 'person')::uuid, data ->> 'verdict', data ->> 'verdict' IN ({_LEAVING}),
    meta ->> 'actor', meta ->> 'position'
FROM {{batch}} AS batch
WHERE type = 'presence.judged' AND NOT data ? 'disputed'
UNION ALL
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'household')::uuid,
    (data ->> 'person')::uuid, coalesce(data ->> 'presence', 'present'),
    coalesce(data ->> 'presence', 'present') IN ({_LEAVING}),
    meta ->> 'actor', meta ->> 'position'
FROM {{batch}} AS batch
WHERE type IN ('contradiction.opened', 'contradiction.decided') AND data ? 'person'
"""

_CLOSING: LiteralString = """
INSERT INTO {presences} (
    position, occurred_on, household, person, said, has_left, account, office
)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'household')::uuid, person::uuid,
    data ->> 'status', type = 'household.closed', meta ->> 'actor', meta ->> 'position'
FROM {batch} AS batch
CROSS JOIN LATERAL (
    SELECT jsonb_array_elements_text(
        coalesce(data -> 'leaving', data -> 'members', '[]')
    ) AS person
    UNION ALL
    SELECT NULL
) AS people
WHERE type IN ('household.closed', 'household.reopened')
"""

_PERSONS: LiteralString = """
INSERT INTO {alerts} (position, occurred_on, list, household, village, person, row_no)
SELECT
    position, (data ->> 'occurred_on')::date, (data -> 'source' ->> 'list')::uuid,
    (data ->> 'household')::uuid, data ->> 'village', person::uuid,
    (
        SELECT (member ->> 'row_no')::int
        FROM jsonb_array_elements(data -> 'members') AS member
        WHERE member ->> 'person' = person
        LIMIT 1
    )
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements_text(data -> 'departed') AS person
WHERE type = 'household.relisted' AND data ? 'departed'
"""

_HOUSEHOLDS: LiteralString = f"""
INSERT INTO {{alerts}} (position, occurred_on, list, household, village, person, row_no)
SELECT
    position, (data ->> 'occurred_on')::date, (data -> 'source' ->> 'list')::uuid,
    (data ->> 'household')::uuid, data ->> 'village', NULL::uuid,
    (data -> 'source' ->> 'row_no')::int
FROM {{batch}} AS batch
WHERE type = 'household.relisted' AND NOT data ? 'departed' AND data ->> 'status' IN ({_CLOSED})
"""

# By NIK alone, under a KK number that is not theirs: the row waits, and whether its person had left
# is asked when alerts are read.
_ELSEWHERE: LiteralString = """
INSERT INTO {alerts} (
    position, occurred_on, list, household, village, person, row_no, is_waiting
)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'list')::uuid, (data ->> 'household')::uuid,
    coalesce(data ->> 'village', ''), (data ->> 'person')::uuid, (data ->> 'row_no')::int, true
FROM {batch} AS batch
WHERE type = 'row.quarantined' AND data ? 'person'
"""

_SETTLED: LiteralString = """
INSERT INTO {settled} (
    position, occurred_on, list, household, village, person, reason, account, office
)
SELECT
    position, (data ->> 'occurred_on')::date, (data ->> 'list')::uuid,
    (data ->> 'household')::uuid, data ->> 'village', (data ->> 'person')::uuid,
    data ->> 'reason', meta ->> 'actor', meta ->> 'position'
FROM {batch} AS batch
WHERE type = 'resurrection.settled'
"""

_FREED: LiteralString = """
INSERT INTO {freed} (position, occurred_on, list, row_no)
SELECT position, (data ->> 'occurred_on')::date, (data ->> 'list')::uuid, (data ->> 'row_no')::int
FROM {batch} AS batch
WHERE type = 'row.resolved'
"""

_WITHDRAWN: LiteralString = """
INSERT INTO {withdrawn} (position, occurred_on, list)
SELECT position, (data ->> 'occurred_on')::date, (data ->> 'list')::uuid
FROM {batch} AS batch
WHERE type = 'list.withdrawn'
"""

RESURRECTIONS = Projection(
    name="resurrections",
    version=3,
    tables={
        "sources": Table(
            columns="""
                list   uuid PRIMARY KEY,
                name   text NOT NULL,
                issuer text NOT NULL,
                period text NOT NULL
            """
        ),
        "presences": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                household   uuid   NOT NULL,
                person      uuid,
                said        text   NOT NULL,
                has_left    bool   NOT NULL,
                account     text   NOT NULL,
                office      text   NOT NULL
            """,
            indexes=(
                "(person, position) WHERE person IS NOT NULL",
                "(household, position) WHERE person IS NULL",
            ),
            wall=walls.OF_NOBODY,
            order="position, occurred_on, household, person, said, has_left, account, office",
        ),
        "alerts": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL,
                household   uuid,
                village     text   COLLATE "C" NOT NULL,
                person      uuid,
                row_no      int,
                is_waiting  bool   NOT NULL DEFAULT false
            """,
            indexes=("(position)", "(list, position)"),
            wall=walls.OF_HOUSEHOLD,
        ),
        "settled": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL,
                household   uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                person      uuid,
                reason      text   NOT NULL,
                account     text   NOT NULL,
                office      text   NOT NULL
            """,
            indexes=("(list, household)",),
            wall=walls.OF_HOUSEHOLD,
        ),
        "freed": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL,
                row_no      int    NOT NULL
            """,
            indexes=("(list, row_no)",),
        ),
        "withdrawn": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                list        uuid   NOT NULL
            """,
        ),
    },
    types=(
        "list.received",
        "list.withdrawn",
        "presence.judged",
        "household.closed",
        "household.reopened",
        "household.relisted",
        "row.quarantined",
        "row.resolved",
        "contradiction.opened",
        "contradiction.decided",
        "resurrection.settled",
    ),
    apply=(
        *(_SOURCES, _JUDGED, _CLOSING, _PERSONS, _HOUSEHOLDS, _ELSEWHERE, _SETTLED, _FREED),
        _WITHDRAWN,
    ),
)
