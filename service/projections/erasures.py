"""Who was erased: whose keys must be gone, from the events that say so.

An erasure is an event first and a destroyed key after that; if the service stops between the two,
this is where the worker finds what is left to destroy (see `service/erasing.py`).
"""

from datetime import date
from typing import LiteralString
from uuid import UUID

from msgspec import Struct
from psycopg import Connection

from service.database.sql import in_schema
from service.projections import walls
from service.projections.projection import Projection, Table
from service.projections.reading import fetch

_COPY: LiteralString = """
INSERT INTO {subjects} (position, occurred_on, household, subject_request, subject)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    (data ->> 'subject_request')::uuid,
    subject::uuid
FROM {batch} AS batch
CROSS JOIN LATERAL (
    SELECT data ->> 'household' AS subject WHERE type = 'household.erased'
    UNION ALL
    SELECT data ->> 'person' WHERE type = 'member.erased'
    UNION ALL
    SELECT jsonb_array_elements_text(coalesce(data -> 'persons', '[]'))
    UNION ALL
    SELECT jsonb_array_elements_text(coalesce(data -> 'rows', '[]'))
) AS each
"""

ERASURES = Projection(
    name="erasures",
    version=2,
    tables={
        "subjects": Table(
            columns="""
                position        bigint NOT NULL,
                occurred_on     date   NOT NULL,
                household       uuid   NOT NULL,
                subject_request uuid   NOT NULL,
                subject         uuid   NOT NULL
            """,
            indexes=("(position)", "(subject)", "(subject_request)"),
            wall=walls.OF_NOBODY,
        ),
    },
    types=("household.erased", "member.erased"),
    apply=(_COPY,),
)


class Erased(Struct, frozen=True, kw_only=True):
    """A subject that was erased: a person, a household, or a row of a list."""

    position: int
    occurred_on: date
    household: UUID
    subject_request: UUID
    subject: UUID


def subjects(conn: Connection, schema: str, *, after: int = 0) -> list[tuple[int, UUID]]:
    """Return the subjects erased past a position, with the position of the event."""
    sql = in_schema(
        "SELECT position, subject FROM {s}_read.erasures_subjects"
        " WHERE position > %s ORDER BY position",
        schema,
    )
    return [(position, subject) for position, subject in conn.execute(sql, (after,)).fetchall()]


def of_request(conn: Connection, schema: str, request: UUID) -> list[Erased]:
    """Return whom a request had erased."""
    sql: LiteralString = (
        "SELECT position, occurred_on, household, subject_request, subject"
        " FROM {s}_read.erasures_subjects WHERE subject_request = %(request)s ORDER BY subject"
    )
    return fetch(conn, schema, Erased, sql, {"request": request})
