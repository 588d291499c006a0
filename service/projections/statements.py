"""The statements that were issued, so that a partner finds its own again."""

from datetime import date, datetime
from typing import LiteralString

from msgspec import Struct
from psycopg import Connection

from service.projections.moment import PRESENT, Moment
from service.projections.projection import Projection, Table
from service.projections.reading import Conditions, fetch

_COPY: LiteralString = """
INSERT INTO {issued} (
    position, occurred_on, recorded_at, statement, partner, from_on, until_on, upto, committed,
    allocated, disbursed, delivered, verified
)
SELECT
    position,
    (data ->> 'occurred_on')::date,
    recorded_at,
    data ->> 'statement',
    data ->> 'partner',
    (data ->> 'from_on')::date,
    (data ->> 'until_on')::date,
    (data ->> 'upto')::bigint,
    (data -> 'period' ->> 'committed_rupiah')::bigint,
    (data -> 'period' ->> 'allocated_rupiah')::bigint,
    (data -> 'period' ->> 'disbursed_rupiah')::bigint,
    (data -> 'period' ->> 'delivered_rupiah')::bigint,
    (data -> 'period' ->> 'verified_rupiah')::bigint
FROM {batch} AS batch
"""

STATEMENTS = Projection(
    name="statements",
    version=1,
    tables={
        "issued": Table(
            columns="""
                position    bigint      PRIMARY KEY,
                occurred_on date        NOT NULL,
                recorded_at timestamptz NOT NULL,
                statement   text        COLLATE "C" NOT NULL,
                partner     text        COLLATE "C" NOT NULL,
                from_on     date        NOT NULL,
                until_on    date        NOT NULL,
                upto        bigint      NOT NULL,
                committed   bigint      NOT NULL,
                allocated   bigint      NOT NULL,
                disbursed   bigint      NOT NULL,
                delivered   bigint      NOT NULL,
                verified    bigint      NOT NULL
            """,
            indexes=("(partner, position)",),
        ),
    },
    types=("statement.issued",),
    apply=(_COPY,),
)


class Issued(Struct, frozen=True, kw_only=True):
    """A statement that was issued, with the five numbers of its period.

    Args:
        statement: its name: the hash of what it says.
        until_on: the day after the period's last day.
        upto: the position it looks from.
    """

    position: int
    occurred_on: date
    recorded_at: datetime
    statement: str
    partner: str
    from_on: date
    until_on: date
    upto: int
    committed_rupiah: int
    allocated_rupiah: int
    disbursed_rupiah: int
    delivered_rupiah: int
    verified_rupiah: int


def find(
    conn: Connection,
    schema: str,
    partner: str,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: int | None = None,
) -> list[Issued]:
    """Return a partner's statements, the newest first.

    Args:
        after: `position` of the last one of the page before.
    """
    conditions = Conditions(moment)
    conditions.equal(partner=partner)
    if after is not None:
        conditions.add("position < %(after)s", after=after)
    sql: LiteralString = (
        "SELECT position, occurred_on, recorded_at, statement, partner, from_on, until_on, upto, "
        "committed AS committed_rupiah, allocated AS allocated_rupiah, "
        "disbursed AS disbursed_rupiah, delivered AS delivered_rupiah, "
        "verified AS verified_rupiah "
        f"FROM {{s}}_read.statements_issued WHERE {conditions.text} "
        "ORDER BY position DESC LIMIT %(limit)s"
    )
    return fetch(conn, schema, Issued, sql, {**conditions.values, "limit": limit})
