"""The tables behind `musdes.py`: the steps of each meeting, its rows, its seals, what still waits.

`steps` holds what each event says in the open; sealed names and the long rows are left out.
`verdicts` has a line for each event that says how a household stands after somebody looked, so that
those no meeting has decided about can be counted; which line counts is told as in `statuses.py`.
A household a village proposed has one from the start. Lines by which somebody left or joined wait
for a meeting also where the household itself is listed only: nobody goes off a list, or comes onto
it, on one person's word.
"""

from typing import LiteralString

from service.projections import walls
from service.projections.projection import Projection, Table

_STEPS: LiteralString = """
INSERT INTO {steps} (position, occurred_on, recorded_at, musdes, village, step, body)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    recorded_at,
    (data ->> 'musdes')::uuid,
    data ->> 'village',
    split_part(type, '.', 2),
    data - ARRAY['attendees', 'rows', 'decisions', 'words', 'signatory']
FROM {batch} AS batch
WHERE data ? 'musdes'
"""

_ROWS: LiteralString = """
INSERT INTO {rows} (
    position, row_no, occurred_on, musdes, village, number, household, version, status, decision,
    result, persons, reason
)
SELECT
    position,
    row_no,
    (data ->> 'occurred_on')::date,
    (data ->> 'musdes')::uuid,
    data ->> 'village',
    data ->> 'number',
    (row ->> 'household')::uuid,
    (row ->> 'version')::int,
    row ->> 'status',
    row ->> 'decision',
    row ->> 'result',
    (row ->> 'persons')::int,
    row ->> 'reason'
FROM {batch} AS batch
CROSS JOIN LATERAL jsonb_array_elements(data -> 'rows') WITH ORDINALITY AS each (row, row_no)
WHERE type = 'musdes.ratified'
"""

_SEALS: LiteralString = """
INSERT INTO {seals} (
    position, content_hash, musdes, village, number, held_on, recorded_at, kept, removed, added,
    returned
)
SELECT
    position,
    data ->> 'content_hash',
    (data ->> 'musdes')::uuid,
    data ->> 'village',
    data ->> 'number',
    (data ->> 'held_on')::date,
    recorded_at,
    (data ->> 'kept')::int,
    (data ->> 'removed')::int,
    (data ->> 'added')::int,
    (data ->> 'returned')::int
FROM {batch} AS batch
WHERE type = 'musdes.ratified'
"""

_VERDICTS: LiteralString = """
INSERT INTO {verdicts} (
    position, household, epoch, occurred_on, village, status, persons, version, moves_people
)
SELECT
    position,
    (data ->> 'household')::uuid,
    coalesce((data ->> 'epoch')::int, 0),
    (data ->> 'occurred_on')::date,
    data ->> 'village',
    data ->> 'status',
    (data ->> 'persons')::int,
    version,
    type = 'presence.judged' AND data ->> 'verdict' IN (
        'deceased', 'moved_within_district', 'moved_out', 'moved_abroad', 'duplicate', 'joined'
    )
FROM {batch} AS batch
WHERE NOT data ? 'musdes'
  AND (type <> 'household.registered' OR data ->> 'status' = 'newly_proposed')
"""

MUSDES = Projection(
    name="musdes",
    version=3,
    tables={
        "steps": Table(
            columns="""
                position    bigint      PRIMARY KEY,
                occurred_on date        NOT NULL,
                recorded_at timestamptz NOT NULL,
                musdes      uuid        NOT NULL,
                village     text        COLLATE "C" NOT NULL,
                step        text        COLLATE "C" NOT NULL,
                body        jsonb       NOT NULL
            """,
            indexes=("(musdes, position)", "(step, position)"),
            wall=walls.OF_AREA,
        ),
        "rows": Table(
            columns="""
                position    bigint NOT NULL,
                row_no      int    NOT NULL,
                occurred_on date   NOT NULL,
                musdes      uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                number      text   NOT NULL,
                household   uuid   NOT NULL,
                version     int    NOT NULL,
                status      text   COLLATE "C" NOT NULL,
                decision    text   COLLATE "C" NOT NULL,
                result      text   COLLATE "C" NOT NULL,
                persons     int    NOT NULL,
                reason      text,
                PRIMARY KEY (position, row_no)
            """,
            indexes=("(household, position)", "(musdes, row_no)"),
            wall=walls.OF_HOUSEHOLD,
        ),
        "seals": Table(
            columns="""
                position     bigint      PRIMARY KEY,
                content_hash text        COLLATE "C" NOT NULL,
                musdes       uuid        NOT NULL,
                village      text        COLLATE "C" NOT NULL,
                number       text        NOT NULL,
                held_on      date        NOT NULL,
                recorded_at  timestamptz NOT NULL,
                kept         int         NOT NULL,
                removed      int         NOT NULL,
                added        int         NOT NULL,
                returned     int         NOT NULL
            """,
            indexes=("(content_hash)",),
        ),
        "verdicts": Table(
            columns="""
                position    bigint NOT NULL,
                household   uuid   NOT NULL,
                epoch       int    NOT NULL,
                occurred_on date   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                status      text   COLLATE "C" NOT NULL,
                persons     int    NOT NULL,
                version     int    NOT NULL,
                moves_people boolean NOT NULL,
                PRIMARY KEY (household, epoch, occurred_on, position)
                    INCLUDE (village, status, persons, version)
            """,
            indexes=("(village, household)", "(household) INCLUDE (version) WHERE moves_people"),
            wall=walls.OF_HOUSEHOLD,
            order="household, epoch, occurred_on, position",
        ),
    },
    types=(
        "musdes.convened",
        "musdes.postponed",
        "musdes.rescheduled",
        "musdes.attendance_recorded",
        "musdes.list_presented",
        "musdes.rows_decided",
        "musdes.dissent_recorded",
        "musdes.ratified",
        "musdes.signed",
        "musdes.forwarded",
        "musdes.answered",
        "musdes.corrected",
        "household.registered",
        "household.judged",
        "household.closed",
        "household.reopened",
        "household.moved",
        "presence.judged",
        "contradiction.opened",
        "contradiction.decided",
        "household.absorbed",
        "household.unmerged",
    ),
    apply=(_STEPS, _ROWS, _SEALS, _VERDICTS),
)
