"""Corrections that went back to the owners of lists, and which households a list names where."""

from collections.abc import Sequence
from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.aggregates.correction import CorrectionOutcome
from service.database.sql import in_schema
from service.projections import walls
from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_SOURCES: LiteralString = """
INSERT INTO {sources} (position, list, village, household)
SELECT
    position,
    (data -> 'source' ->> 'list')::uuid,
    data ->> 'village',
    (data ->> 'household')::uuid
FROM {batch} AS batch
WHERE type IN ('household.registered', 'household.relisted') AND data ? 'source'
"""

_RETURNED: LiteralString = """
INSERT INTO {returned} (
    position, occurred_on, correction, list, village, addressee, letter_number, rows, corrections,
    deceased, moved, ratified, upto, content_hash
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'correction')::uuid,
    (data ->> 'list')::uuid,
    data ->> 'village',
    data ->> 'to',
    data ->> 'letter_number',
    (data ->> 'rows')::int,
    (data ->> 'corrections')::int,
    (data ->> 'deceased')::int,
    (data ->> 'moved')::int,
    (data ->> 'ratified')::int,
    (data ->> 'upto')::bigint,
    data ->> 'content_hash'
FROM {batch} AS batch
WHERE type = 'correction.returned'
"""

_ANSWERED: LiteralString = """
INSERT INTO {answered} (
    position, occurred_on, correction, village, outcome, taken, letter_number, reason
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'correction')::uuid,
    data ->> 'village',
    data ->> 'outcome',
    (data ->> 'taken')::int,
    data ->> 'letter_number',
    coalesce(data ->> 'reason', '')
FROM {batch} AS batch
WHERE type = 'correction.answered'
"""

CORRECTIONS = Projection(
    name="corrections",
    version=1,
    tables={
        "sources": Table(
            columns="""
                position  bigint NOT NULL,
                list      uuid   NOT NULL,
                village   text   COLLATE "C" NOT NULL,
                household uuid   NOT NULL
            """,
            indexes=("(list, village, household, position)",),
            wall=walls.OF_HOUSEHOLD,
        ),
        "returned": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                correction    uuid   NOT NULL UNIQUE,
                list          uuid   NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                addressee     text   NOT NULL,
                letter_number text   NOT NULL,
                rows          int    NOT NULL,
                corrections   int    NOT NULL,
                deceased      int    NOT NULL,
                moved         int    NOT NULL,
                ratified      int    NOT NULL,
                upto          bigint NOT NULL,
                content_hash  text   COLLATE "C" NOT NULL
            """,
            indexes=("(list, village, position)",),
            wall=walls.OF_AREA,
        ),
        "answered": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                correction    uuid   NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                outcome       text   COLLATE "C" NOT NULL,
                taken         int    NOT NULL,
                letter_number text   NOT NULL,
                reason        text   NOT NULL
            """,
            indexes=("(correction, position)",),
            wall=walls.OF_AREA,
        ),
    },
    types=(
        "household.registered",
        "household.relisted",
        "correction.returned",
        "correction.answered",
    ),
    apply=(_SOURCES, _RETURNED, _ANSWERED),
)


class Sending(Struct, frozen=True, kw_only=True):
    """Corrections that were sent, and the latest answer to them.

    Args:
        rows: of the list in this village; `corrections` those in the file.
        upto: the last event that the file takes into account.
        outcome, taken, answered_on: None until the owner has answered.
    """

    correction: UUID
    list: UUID
    village: str
    addressee: str
    letter_number: str
    sent_on: date
    rows: int
    corrections: int
    deceased: int
    moved: int
    ratified: int
    upto: int
    content_hash: str
    outcome: CorrectionOutcome | None
    taken: int | None
    answered_on: date | None
    answer_letter: str
    reason: str
    position: int


_SENDINGS: LiteralString = """
SELECT
    sent.correction, sent.list, sent.village, sent.addressee, sent.letter_number,
    sent.occurred_on AS sent_on, sent.rows, sent.corrections, sent.deceased, sent.moved,
    sent.ratified, sent.upto, sent.content_hash, answer.outcome, answer.taken,
    answer.occurred_on AS answered_on, coalesce(answer.letter_number, '') AS answer_letter,
    coalesce(answer.reason, '') AS reason, sent.position
FROM {s}_read.corrections_returned AS sent
LEFT JOIN LATERAL (
    SELECT outcome, taken, occurred_on, letter_number, reason
    FROM {s}_read.corrections_answered
    WHERE correction = sent.correction AND {seen}
    ORDER BY position DESC
    LIMIT 1
) AS answer ON true
WHERE {wanted}
ORDER BY sent.position DESC
LIMIT %(limit)s
"""


def find(
    conn: Connection,
    schema: str,
    *,
    batch: UUID | None = None,
    areas: Sequence[str] | None = None,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Sending]:
    """Return what was sent, the newest first.

    Args:
        batch: only of this list.
        after: `position` of the last one of the page before.
    """
    wanted = Conditions(moment)
    wanted.equal(list=batch)
    wanted.within(areas)
    if after is not None:
        wanted.add("position < %(after)s", after=after)
    return _sendings(conn, schema, wanted, moment, limit)


def one(
    conn: Connection, schema: str, correction: UUID, moment: Moment = PRESENT
) -> Sending | None:
    """Return what was sent once, None if it was not sent then."""
    wanted = Conditions(moment)
    wanted.equal(correction=correction)
    found = _sendings(conn, schema, wanted, moment, 1)
    return found[0] if found else None


def named_by(conn: Connection, schema: str, batch: UUID, village: str, position: int) -> list[UUID]:
    """Return the households that a list names in a village, known up to a position."""
    sql = in_schema(
        "SELECT DISTINCT household FROM {s}_read.corrections_sources "
        "WHERE list = %s AND village = %s AND position <= %s ORDER BY household",
        schema,
    )
    return [one for (one,) in conn.execute(sql, (batch, village, position)).fetchall()]


def _sendings(
    conn: Connection, schema: str, wanted: Conditions, moment: Moment, limit: int
) -> list[Sending]:
    seen = Conditions(moment)
    inner: LiteralString = (
        "SELECT correction FROM {s}_read.corrections_returned WHERE " + wanted.text
    )
    sql = _SENDINGS.replace("{seen}", seen.text).replace(
        "{wanted}", f"sent.correction IN ({inner})"
    )
    values = {**seen.values, **wanted.values, "limit": limit}
    return fetch(conn, schema, Sending, sql, values)
