"""Who may stand on the register twice: pairs that wait for somebody to decide, the likeliest first.

No name stands here. Both sides are shown side by side by opening them, for a purpose. A pair is
told to whoever may know of both households; it stands behind the walls of both villages.
"""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import dict_row

from service.aggregates.duplicate import Band, PairState, Point
from service.database.sql import in_schema
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions

_SUSPECTED: LiteralString = """
INSERT INTO {suspected} (
    position, occurred_on, duplicate, person, household, village, other_person, other_household,
    other_village, points, band, reasons
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'duplicate')::uuid,
    (data ->> 'person')::uuid,
    (data ->> 'household')::uuid,
    data ->> 'village',
    (data ->> 'other_person')::uuid,
    (data ->> 'other_household')::uuid,
    data ->> 'other_village',
    (data ->> 'points')::int,
    data ->> 'band',
    data -> 'reasons'
FROM {batch} AS batch
WHERE type = 'duplicate.suspected'
"""

_STEPS: LiteralString = """
INSERT INTO {steps} (position, occurred_on, duplicate, state, survivor, reason, by)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'duplicate')::uuid,
    CASE type
        WHEN 'duplicate.dismissed' THEN 'dismissed'
        WHEN 'duplicate.merged' THEN 'merged'
        ELSE 'suspected'
    END,
    (data ->> 'survivor')::uuid,
    coalesce(data ->> 'reason', ''),
    coalesce(data ->> 'by', '')
FROM {batch} AS batch
"""

_BOTH: LiteralString = (
    "(" + walls.OF_HOUSEHOLD + " AND " + walls.within("known", "other_village") + ")"
)

DUPLICATES = Projection(
    name="duplicates",
    version=1,
    tables={
        "suspected": Table(
            columns="""
                position        bigint PRIMARY KEY,
                occurred_on     date   NOT NULL,
                duplicate       uuid   NOT NULL,
                person          uuid   NOT NULL,
                household       uuid   NOT NULL,
                village         text   COLLATE "C" NOT NULL,
                other_person    uuid   NOT NULL,
                other_household uuid   NOT NULL,
                other_village   text   COLLATE "C" NOT NULL,
                points          int    NOT NULL,
                band            text   COLLATE "C" NOT NULL,
                reasons         jsonb  NOT NULL
            """,
            indexes=("(duplicate, position)", "(village, points DESC)"),
            wall=_BOTH,
        ),
        "steps": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                duplicate   uuid   NOT NULL,
                state       text   COLLATE "C" NOT NULL,
                survivor    uuid,
                reason      text   NOT NULL,
                by          text   NOT NULL
            """,
            indexes=("(duplicate, position DESC)",),
            wall=walls.beside("suspected", "duplicate"),
        ),
    },
    types=(
        "duplicate.suspected",
        "duplicate.dismissed",
        "duplicate.merged",
        "duplicate.unmerged",
    ),
    apply=(_SUSPECTED, _STEPS),
)

# The newest suspicion of a pair counts: whoever was put right since may be less alike.
_FOUND: LiteralString = """
SELECT
    pair.duplicate, pair.person, pair.household, pair.village, pair.other_person,
    pair.other_household, pair.other_village, pair.points, pair.band, pair.reasons,
    pair.occurred_on, pair.position, latest.state, latest.survivor, latest.reason, latest.by
FROM (
    SELECT DISTINCT ON (duplicate)
        duplicate, person, household, village, other_person, other_household, other_village,
        points, band, reasons, occurred_on, position
    FROM {s}_read.duplicates_suspected
    WHERE {seen}
    ORDER BY duplicate, position DESC
) AS pair
CROSS JOIN LATERAL (
    SELECT state, survivor, reason, by
    FROM {s}_read.duplicates_steps
    WHERE duplicate = pair.duplicate AND {seen}
    ORDER BY position DESC LIMIT 1
) AS latest
"""

_REASONS = msgspec.json.Decoder(tuple[Point, ...])


class Pair(Struct, frozen=True, kw_only=True):
    """Two records that may be of one person.

    Args:
        reasons: why, with what each weighs; their sum is `points`.
        state: whether somebody has decided.
        survivor: the person whose record stays, of a pair that was merged.
        position: the suspicion's event.
    """

    duplicate: UUID
    person: UUID
    household: UUID
    village: str
    other_person: UUID
    other_household: UUID
    other_village: str
    points: int
    band: Band
    reasons: Sequence[Point]
    occurred_on: date
    position: int
    state: PairState
    survivor: UUID | None
    reason: str
    by: str


class Asked(Struct, frozen=True, kw_only=True):
    """Which pairs; every field that is given must hold.

    Args:
        areas: region codes of the first record's village; None is everywhere.
        household: of either record.
    """

    household: UUID | None = None
    areas: tuple[str, ...] | None = None
    duplicate: UUID | None = None
    state: PairState | None = "suspected"
    band: Band | None = None


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[int, int] | None = None,
) -> list[Pair]:
    """Return pairs, the likeliest first.

    Args:
        after: points and `position` of the last one of the page before.
    """
    seen, wanted = Conditions(moment), Conditions()
    wanted.within(asked.areas)
    wanted.equal(duplicate=asked.duplicate, state=asked.state, band=asked.band)
    if asked.household is not None:
        wanted.add("%(household)s IN (household, other_household)", household=asked.household)
    if after is not None:
        wanted.add(
            "(-points, position) > (-%(points)s, %(after)s)", points=after[0], after=after[1]
        )
    found = _FOUND.replace("{seen}", seen.text)
    sql: LiteralString = (
        "SELECT duplicate, person, household, village, other_person, other_household,"
        " other_village, points, band, reasons, occurred_on, position, state, survivor, reason, by"
        f" FROM ({found}) AS found WHERE {wanted.text}"
        " ORDER BY points DESC, position LIMIT %(limit)s"
    )
    values = {**seen.values, **wanted.values, "limit": limit}
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(in_schema(sql, schema), values, prepare=False).fetchall()
    return [Pair(**{**row, "reasons": _REASONS.decode(row["reasons"])}) for row in rows]


def count_open(conn: Connection, schema: str, areas: tuple[str, ...] | None) -> int:
    """Count the pairs of some areas that wait for a decision."""
    wanted = Conditions()
    wanted.within(areas)
    found = _FOUND.replace("{seen}", "true")
    sql: LiteralString = (
        f"SELECT count(*) FROM ({found}) AS found WHERE state = 'suspected' AND {wanted.text}"
    )
    row = conn.execute(in_schema(sql, schema), wanted.values, prepare=False).fetchone()
    return int(row[0]) if row else 0
