"""Connections: one pool for all regencies of a service, one for the keys."""

from psycopg import Connection
from psycopg.types.json import set_json_loads
from psycopg_pool import ConnectionPool

WAIT_SECONDS = 10.0


def open_pool(url: str, *, size: int, name: str) -> ConnectionPool[Connection]:
    """Return an open pool of connections in autocommit, with times in UTC.

    Args:
        size: connections at most; they are made when needed.
        name: what `pg_stat_activity` calls them.
    """
    return ConnectionPool(
        url,
        min_size=1,
        max_size=size,
        timeout=WAIT_SECONDS,
        configure=_configure,
        kwargs={"autocommit": True, "application_name": name, "options": "-c timezone=UTC"},
        open=True,
        name=name,
    )


def _configure(conn: Connection) -> None:
    # JSON stays text: msgspec decodes it once, into the type it is.
    set_json_loads(lambda text: text, conn)
    conn.prepared_max = 500
