"""Where in the log money moved: in a fund, or in one of the five numbers of a promise."""

from typing import LiteralString

from psycopg import Connection

from service.database.sql import in_schema

_POSITIONS: LiteralString = """
SELECT position
FROM (
    (
        SELECT position
        FROM {s}_read.funds_lines
        WHERE position > %(after)s AND position <= %(upto)s
          AND (%(partner)s::text IS NULL OR partner = %(partner)s)
        ORDER BY position
        LIMIT %(limit)s
    )
    UNION
    (
        SELECT position
        FROM {s}_read.contributions_lines
        WHERE position > %(after)s AND position <= %(upto)s
          AND (%(partner)s::text IS NULL OR partner = %(partner)s)
        ORDER BY position
        LIMIT %(limit)s
    )
) AS moved
ORDER BY position
LIMIT %(limit)s
"""


def find(
    conn: Connection, schema: str, *, partner: str | None, after: int, upto: int, limit: int
) -> list[int]:
    """Return the next positions at which money moved.

    Args:
        partner: whose funds, and whose promises as their funder; None is everybody's.
        after, upto: after < position <= upto.
    """
    rows = conn.execute(
        in_schema(_POSITIONS, schema),
        {"partner": partner, "after": after, "upto": upto, "limit": limit},
        prepare=False,
    ).fetchall()
    return [position for (position,) in rows]
