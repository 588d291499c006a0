"""Contradictions: which testimonies disagree, since when nobody has decided, and what came of them.

One line for each opening and each decision; which one is open is asked when it is read, so that it
can be asked of any moment.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

import msgspec
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import dict_row

from service.aggregates.household_dispute_events import Subject, Witness
from service.database.sql import in_schema
from service.kernel.needs import NeedType
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions

_COPY: LiteralString = """
INSERT INTO {lines} (
    position, occurred_on, recorded_at, household, contradiction, village, about, person, need,
    testimonies, holds, reason, decided_by
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    recorded_at,
    (data ->> 'household')::uuid,
    coalesce((data ->> 'contradiction')::int, version),
    data ->> 'village',
    data ->> 'about',
    (data ->> 'person')::uuid,
    data ->> 'need',
    data -> 'testimonies',
    (data ->> 'holds')::int,
    coalesce(data ->> 'reason', ''),
    coalesce(data ->> 'by', '')
FROM {batch} AS batch
WHERE data ? 'testimonies'
"""

# Whoever speaks while it is open joins it; which one that is, is asked when it is read.
_JOIN: LiteralString = """
INSERT INTO {words} (position, occurred_on, household, village, about, subject, testimony)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    data ->> 'village',
    CASE type WHEN 'presence.judged' THEN 'person' WHEN 'need.judged' THEN 'need'
        ELSE 'household' END,
    coalesce(data ->> 'person', data ->> 'need', ''),
    jsonb_build_object(
        'version', version, 'by', data ->> 'by', 'on', data ->> 'occurred_on',
        'verdict', data ->> 'verdict')
FROM {batch} AS batch
WHERE data ? 'disputed'
"""

CONTRADICTIONS = Projection(
    name="contradictions",
    version=2,
    tables={
        "lines": Table(
            columns="""
                position      bigint PRIMARY KEY,
                household     uuid   NOT NULL,
                contradiction int    NOT NULL,
                occurred_on   date   NOT NULL,
                recorded_at   timestamptz NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                about         text   COLLATE "C" NOT NULL,
                person        uuid,
                need          text   COLLATE "C",
                testimonies   jsonb  NOT NULL,
                holds         int,
                reason        text   NOT NULL,
                decided_by    text   NOT NULL
            """,
            indexes=("(household, contradiction)", "(village, position) WHERE holds IS NULL"),
            wall=walls.OF_HOUSEHOLD,
        ),
        "words": Table(
            columns="""
                position    bigint PRIMARY KEY,
                occurred_on date   NOT NULL,
                household   uuid   NOT NULL,
                village     text   COLLATE "C" NOT NULL,
                about       text   COLLATE "C" NOT NULL,
                subject     text   COLLATE "C" NOT NULL,
                testimony   jsonb  NOT NULL
            """,
            indexes=("(household, position)",),
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=(
        "contradiction.opened",
        "contradiction.decided",
        "household.judged",
        "presence.judged",
        "need.judged",
    ),
    apply=(_COPY, _JOIN),
)

_FOUND: LiteralString = """
SELECT
    opened.household, opened.contradiction, opened.village, opened.about, opened.person,
    opened.need, opened.testimonies || coalesce(later.testimonies, '[]') AS testimonies,
    opened.occurred_on AS opened_on, opened.recorded_at,
    opened.position, decided.holds, coalesce(decided.reason, '') AS reason,
    coalesce(decided.decided_by, '') AS decided_by, decided.occurred_on AS decided_on
FROM {s}_read.contradictions_lines AS opened
LEFT JOIN LATERAL (
    SELECT holds, reason, decided_by, occurred_on, position
    FROM {s}_read.contradictions_lines
    WHERE household = opened.household AND contradiction = opened.contradiction
      AND holds IS NOT NULL AND {seen}
    LIMIT 1
) AS decided ON true
CROSS JOIN LATERAL (
    SELECT jsonb_agg(testimony ORDER BY position) AS testimonies
    FROM {s}_read.contradictions_words
    WHERE household = opened.household AND about = opened.about
      AND subject = coalesce(opened.person::text, opened.need, '')
      AND position > opened.position
      AND (decided.position IS NULL OR position < decided.position)
      AND {seen}
) AS later
WHERE opened.holds IS NULL
"""


_TESTIMONIES = msgspec.json.Decoder(tuple[Witness, ...])


class Contradiction(Struct, frozen=True, kw_only=True):
    """A contradiction as it stands.

    Args:
        contradiction: version of its opening in the household's stream.
        person, need: what it is about; both None for the household as a whole.
        opened_on: the later day of the testimonies; `recorded_at` when the log learnt of it.
        holds: version of the testimony that holds; None while nobody has decided.
    """

    household: UUID
    contradiction: int
    village: str
    about: Subject
    person: UUID | None
    need: NeedType | None
    testimonies: Sequence[Witness]
    opened_on: date
    recorded_at: datetime
    position: int
    holds: int | None
    reason: str
    decided_by: str
    decided_on: date | None

    def age_days(self, today: date) -> int:
        """Return for how many days it has been waiting."""
        return ((self.decided_on or today) - self.opened_on).days


class Asked(Struct, frozen=True, kw_only=True):
    """Which contradictions; every field that is given must hold.

    Args:
        areas: region codes; None is everywhere.
        is_open: whether nobody has decided; None for all.
    """

    areas: tuple[str, ...] | None = None
    household: UUID | None = None
    is_open: bool | None = True


EVERYTHING = Asked()


def find(
    conn: Connection,
    schema: str,
    asked: Asked = EVERYTHING,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Contradiction]:
    """Return contradictions, the oldest first: it has waited longest.

    Args:
        after: `position` of the last one of the page before.
    """
    seen, wanted = Conditions(moment), Conditions(moment)
    wanted.within(asked.areas)
    wanted.equal(household=asked.household)
    if after is not None:
        wanted.add("position > %(after)s", after=after)
    if asked.is_open is not None:
        wanted.add("(holds IS NULL) = %(is_open)s", is_open=asked.is_open)
    found = _FOUND.replace("{seen}", seen.text)
    sql: LiteralString = (
        "SELECT household, contradiction, village, about, person, need, testimonies, opened_on,"
        " recorded_at, position, holds, reason, decided_by, decided_on"
        f" FROM (SELECT *, opened_on AS occurred_on FROM ({found}) AS every) AS found"
        f" WHERE {wanted.text} ORDER BY position LIMIT %(limit)s"
    )
    values = {**seen.values, **wanted.values, "limit": limit}
    with conn.cursor(row_factory=dict_row) as cursor:
        rows = cursor.execute(in_schema(sql, schema), values, prepare=False).fetchall()
    return [
        Contradiction(**{**row, "testimonies": _TESTIMONIES.decode(row["testimonies"])})
        for row in rows
    ]


def count_open(conn: Connection, schema: str, areas: tuple[str, ...] | None) -> int:
    """Count the contradictions of some areas that wait for a decision."""
    wanted = Conditions()
    wanted.within(areas)
    sql: LiteralString = (
        "SELECT count(*) FROM {s}_read.contradictions_lines AS opened"
        f" WHERE holds IS NULL AND {wanted.text} AND NOT EXISTS ("
        "SELECT FROM {s}_read.contradictions_lines AS d WHERE d.household = opened.household"
        " AND d.contradiction = opened.contradiction AND d.holds IS NOT NULL)"
    )
    row = conn.execute(in_schema(sql, schema), wanted.values, prepare=False).fetchone()
    return int(row[0]) if row else 0
