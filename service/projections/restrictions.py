"""Which households are kept from partners, by a right of the people who live there.

Asked of the present only, whatever moment a question is about: whoever asked to be kept from
partners today is kept from them in yesterday's list, too.
"""

from typing import LiteralString
from uuid import UUID

from psycopg import Connection

from service.database.sql import in_schema
from service.projections import walls
from service.projections.projection import Projection, Table

_COPY: LiteralString = """
INSERT INTO {lines} (position, occurred_on, household, village, is_restricted)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    (data ->> 'household')::uuid,
    data ->> 'village',
    type = 'household.restricted'
FROM {batch} AS batch
"""

RESTRICTIONS = Projection(
    name="restrictions",
    version=2,
    tables={
        "lines": Table(
            columns="""
                position      bigint PRIMARY KEY,
                occurred_on   date   NOT NULL,
                household     uuid   NOT NULL,
                village       text   COLLATE "C" NOT NULL,
                is_restricted bool   NOT NULL
            """,
            indexes=("(household, position)",),
            wall=walls.OF_HOUSEHOLD,
        ),
    },
    types=("household.restricted", "household.restriction_lifted"),
    apply=(_COPY,),
)


def hidden(conn: Connection, schema: str) -> list[UUID]:
    """Return the households that no partner may know of now, in order."""
    sql = in_schema(
        "SELECT household FROM ("
        " SELECT DISTINCT ON (household) household, is_restricted"
        " FROM {s}_read.restrictions_lines ORDER BY household, position DESC"
        ") AS latest WHERE is_restricted ORDER BY household",
        schema,
    )
    return [household for (household,) in conn.execute(sql, prepare=True).fetchall()]
