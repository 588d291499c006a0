"""Where something happened lately: asked once a second, for pages that draw themselves again."""

from typing import LiteralString

from psycopg import Connection
from psycopg_pool import ConnectionPool

from service.database.sql import in_schema

EVERYTHING = "*"
"""More happened than is worth telling apart."""

MOST_EVENTS = 2_000

_PLACES: LiteralString = (
    "SELECT DISTINCT coalesce(data ->> 'village', '') FROM {s}.events "
    "WHERE position > %s AND position <= %s"
)


def changed_between(
    pool: ConnectionPool[Connection], schema: str, after: int, upto: int
) -> frozenset[str]:
    """Return the villages in which something happened, "" for nowhere in particular.

    Args:
        after: the last position that was told.
        upto: the newest one, included.
    """
    if upto - after > MOST_EVENTS:
        return frozenset({EVERYTHING})
    with pool.connection() as conn:
        rows = conn.execute(in_schema(_PLACES, schema), (after, upto)).fetchall()
    return frozenset(place for (place,) in rows)
