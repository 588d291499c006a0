"""The tables behind `worklists.py`, `coverage.py` and `anomalies.py`: who was looked at, when.

    homes      where a household lives, and whether anybody lives there still
    codes      what a household is called on paper in its village: a number that never changes
    looks      every testimony: of a household, of a person, of a need, and by whom it was given
    listed     which list named which persons of a household, those it made known later too
    presences  the latest word on whether a person is there
    doubles    which record turned out to be of a household, or not to be of it after all

A testimony that is disputed is a look like any other, and says nothing of whether somebody is
there: that, the contradiction says. A household keeps the number of the day it came to be known in
a village, whatever happens to it later, so a sheet that was printed last year still leads to the
right rows.
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_HOMES: LiteralString = """
INSERT INTO {homes} (position, household, epoch, occurred_on, village, is_open, kind)
SELECT
    position,
    (data ->> 'household')::uuid,
    coalesce((data ->> 'epoch')::int, 0),
    (data ->> 'occurred_on')::date,
    data ->> 'village',
    data ->> 'status' NOT IN (
        'deceased', 'moved_out', 'moved_abroad', 'duplicate', 'merged', 'closed', 'untraceable',
        'withdrawn'),
    split_part(type, '.', 2)
FROM {batch} AS batch
WHERE type IN (
    'household.registered', 'household.moved', 'household.closed', 'household.reopened',
    'contradiction.opened', 'contradiction.decided'
)
"""

# Numbers go up with positions, so they are the same however the log is cut into batches.
_CODES: LiteralString = """
INSERT INTO {codes} (village, household, number, position)
SELECT fresh.village, fresh.household,
    coalesce(last.number, 0)
        + row_number() OVER (PARTITION BY fresh.village ORDER BY fresh.position),
    fresh.position
FROM (
    SELECT data ->> 'village' AS village, (data ->> 'household')::uuid AS household,
        min(position) AS position
    FROM {batch} AS batch
    WHERE type IN ('household.registered', 'household.moved')
    GROUP BY 1, 2
) AS fresh
LEFT JOIN LATERAL (
    SELECT number FROM {codes} AS c WHERE c.village = fresh.village ORDER BY number DESC LIMIT 1
) AS last ON true
WHERE NOT EXISTS (
    SELECT FROM {codes} AS known
    WHERE known.village = fresh.village AND known.household = fresh.household
)
"""

_LOOKS: LiteralString = """
INSERT INTO {looks} (
    position, household, occurred_on, recorded_at, village, level, subject, verdict, method,
    account, is_removal, photos, papers
)
SELECT
    position,
    (data ->> 'household')::uuid,
    (data ->> 'occurred_on')::date,
    recorded_at,
    data ->> 'village',
    CASE split_part(type, '.', 1) WHEN 'presence' THEN 'person' WHEN 'need' THEN 'need'
        ELSE 'household' END,
    coalesce(data ->> 'person', data ->> 'need', ''),
    CASE type WHEN 'need.claimed' THEN 'claimed' WHEN 'need.retracted' THEN 'retracted'
        WHEN 'household.closed' THEN data ->> 'status' ELSE data ->> 'verdict' END,
    coalesce(data ->> 'method', ''),
    coalesce(nullif(data ->> 'by', ''), meta ->> 'actor'),
    CASE WHEN data ? 'disputed' THEN false ELSE CASE split_part(type, '.', 1)
        WHEN 'presence' THEN data ->> 'verdict' IN (
            'deceased', 'moved_within_district', 'moved_out', 'moved_abroad', 'duplicate')
        WHEN 'household' THEN coalesce(data ->> 'verdict', data ->> 'status') IN (
            'better_off', 'graduated', 'self_withdrew', 'merged', 'closed_no_members',
            'moved_out', 'moved_abroad', 'duplicate', 'closed', 'untraceable')
        ELSE false END END,
    ARRAY(SELECT one ->> 'reference'
          FROM jsonb_array_elements(coalesce(data -> 'evidence', '[]')) AS one
          WHERE starts_with(one ->> 'kind', 'photo')),
    ARRAY(SELECT one ->> 'reference'
          FROM jsonb_array_elements(coalesce(data -> 'evidence', '[]')) AS one
          WHERE one ->> 'kind' IN ('document', 'statement', 'receipt'))
FROM {batch} AS batch
WHERE type IN (
    'household.judged', 'presence.judged', 'need.judged', 'need.claimed', 'need.retracted')
   OR (type = 'household.closed' AND data ? 'method')
"""

_LISTED: LiteralString = """
INSERT INTO {listed} (position, occurred_on, list, household, village, persons)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data -> 'source' ->> 'list')::uuid,
    (data ->> 'household')::uuid,
    data ->> 'village',
    ARRAY(SELECT (one ->> 'person')::uuid
          FROM jsonb_array_elements(coalesce(data -> 'members', '[]')) AS one
          WHERE one ? 'row_no')
FROM {batch} AS batch
WHERE type IN ('household.registered', 'household.relisted') AND data ? 'source'
UNION ALL
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data -> 'member' ->> 'list')::uuid,
    (data ->> 'household')::uuid,
    data ->> 'village',
    ARRAY[(data -> 'member' ->> 'person')::uuid]
FROM {batch} AS batch
WHERE type = 'member.joined' AND data -> 'member' ? 'list' AND data -> 'member' ? 'row_no'
"""

_PRESENCES: LiteralString = """
INSERT INTO {presences} (position, occurred_on, household, village, person, verdict)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    data ->> 'village',
    (data ->> 'person')::uuid,
    data ->> 'verdict'
FROM {batch} AS batch
WHERE type = 'presence.judged' AND NOT data ? 'disputed'
UNION ALL
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    data ->> 'village',
    (data ->> 'person')::uuid,
    coalesce(data ->> 'presence', 'present')
FROM {batch} AS batch
WHERE type IN ('contradiction.opened', 'contradiction.decided') AND data ? 'person'
UNION ALL
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    data ->> 'village',
    one::uuid,
    'present'
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements_text(data -> 'members') AS one
WHERE type = 'household.reopened'
   OR (type IN ('contradiction.opened', 'contradiction.decided') AND NOT data ? 'person')
UNION ALL
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    data ->> 'village',
    one::uuid,
    data ->> 'status'
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements_text(data -> 'leaving') AS one
WHERE data ->> 'status' IN ('moved_out', 'moved_abroad')
  AND (type = 'household.closed'
       OR (type IN ('contradiction.opened', 'contradiction.decided') AND NOT data ? 'person'))
"""

_DOUBLES: LiteralString = """
INSERT INTO {doubles} (position, occurred_on, household, village, absorbed, is_one)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    data ->> 'village',
    (data ->> 'absorbed')::uuid,
    type = 'household.absorbed'
FROM {batch} AS batch
WHERE type IN ('household.absorbed', 'household.unmerged')
"""

VERIFICATIONS = Projection(
    name="verifications",
    version=4,
    tables={
        "homes": Table(
            columns="""
                position    bigint NOT NULL,
                household   uuid   NOT NULL,
                epoch       int    NOT NULL,
                occurred_on date   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                is_open     bool   NOT NULL,
                kind        text   COLLATE "C" NOT NULL,
                PRIMARY KEY (household, epoch, occurred_on, position)
                    INCLUDE (village, is_open, kind)
            """,
            indexes=("(village, household)",),
            wall=walls.OF_HOUSEHOLD,
            order="household, epoch, occurred_on, position",
        ),
        "codes": Table(
            columns="""
                village   text   COLLATE "C" NOT NULL,
                household uuid   NOT NULL,
                number    int    NOT NULL,
                position  bigint NOT NULL,
                PRIMARY KEY (village, household),
                UNIQUE (village, number)
            """,
            wall=walls.OF_HOUSEHOLD,
        ),
        "looks": Table(
            columns="""
                position    bigint      PRIMARY KEY,
                household   uuid        NOT NULL,
                occurred_on date        NOT NULL,
                recorded_at timestamptz NOT NULL,
                village     text        COLLATE "C" NOT NULL,
                level       text        COLLATE "C" NOT NULL,
                subject     text        COLLATE "C" NOT NULL,
                verdict     text        COLLATE "C" NOT NULL,
                method      text        COLLATE "C" NOT NULL,
                account     text        COLLATE "C" NOT NULL,
                is_removal  bool        NOT NULL,
                photos      text[]      NOT NULL,
                papers      text[]      NOT NULL
            """,
            indexes=("(household, village, occurred_on, position)", "(village, household)"),
            wall=walls.OF_HOUSEHOLD,
        ),
        "listed": Table(
            columns="""
                position    bigint   PRIMARY KEY,
                occurred_on date     NOT NULL,
                list        uuid     NOT NULL,
                household   uuid     NOT NULL,
                village     text     COLLATE "C" NOT NULL,
                persons     uuid[]   NOT NULL
            """,
            indexes=("(household)", "(village, household)"),
            wall=walls.OF_HOUSEHOLD,
        ),
        "presences": Table(
            columns="""
                position    bigint NOT NULL,
                occurred_on date   NOT NULL,
                household   uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                person      uuid   NOT NULL,
                verdict     text   COLLATE "C" NOT NULL,
                PRIMARY KEY (person, occurred_on, position)
            """,
            indexes=("(village, person)",),
            wall=walls.OF_HOUSEHOLD,
        ),
        "doubles": Table(
            columns="""
                position    bigint  PRIMARY KEY,
                occurred_on date    NOT NULL,
                household   uuid    NOT NULL,
                village     text    COLLATE "C" NOT NULL,
                absorbed    uuid    NOT NULL,
                is_one      boolean NOT NULL
            """,
            indexes=("(household, absorbed, position)",),
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=(
        "household.registered",
        "household.relisted",
        "household.moved",
        "household.judged",
        "household.closed",
        "household.reopened",
        "member.joined",
        "presence.judged",
        "need.claimed",
        "need.retracted",
        "need.judged",
        "contradiction.opened",
        "contradiction.decided",
        "household.absorbed",
        "household.unmerged",
    ),
    apply=(_HOMES, _CODES, _LOOKS, _LISTED, _PRESENCES, _DOUBLES),
)
