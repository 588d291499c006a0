"""One regency for many tests, emptied after each: making its tables anew takes a second.

    make → (test) → empty → (test) → empty → …

Its connections stay open too, and nothing is done that makes PostgreSQL forget its plans, as
`TRUNCATE` and `ALTER TABLE` would: planning what keeps the read models took most of a test's time.
Whoever leaves other tables, rules or functions behind than there were, or keeps a connection,
leaves the regency to itself: the next test gets a new one.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from uuid import uuid4

import psycopg
from psycopg import Connection, sql

from service.regency import Regency
from service.vault import keyring
from tests.support.database import Urls

WAIT_MS = 2_000
"""How long to wait for a test that still holds a table after its end, before giving up on it."""
LARGE_BYTES = 256 * 1024
"""How much room a table may take before what was deleted from it is cleared away."""

_SHAPE = """
WITH here AS (SELECT oid FROM pg_namespace WHERE nspname = ANY(%(schemas)s)),
relations AS (
    SELECT oid, concat_ws(' ', relname, relacl, relrowsecurity) AS line
    FROM pg_class
    WHERE relnamespace IN (SELECT oid FROM here)
)
SELECT md5(string_agg(concat_ws(' ', oid, line), ', ' ORDER BY oid, line))
FROM (
    SELECT oid, line FROM relations
    UNION ALL
    SELECT oid, concat_ws(' ', tgname, tgenabled) FROM pg_trigger
    WHERE tgrelid IN (SELECT oid FROM relations)
    UNION ALL
    SELECT oid, concat_ws(' ', polname, polqual) FROM pg_policy
    WHERE polrelid IN (SELECT oid FROM relations)
    UNION ALL
    SELECT oid, concat_ws(' ', proname, proacl, prosrc) FROM pg_proc
    WHERE pronamespace IN (SELECT oid FROM here)
) AS all_there_is
"""

_FILLED = """
SELECT nspname, relname, pg_relation_size(c.oid)
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE nspname = ANY(%(schemas)s)
  AND relkind = 'r'
  AND pg_get_userbyid(relowner) = current_user
  AND pg_relation_size(c.oid) > 0
"""

_GUARDS = """
SELECT nspname, pg_get_functiondef(p.oid)
FROM pg_proc AS p
JOIN pg_namespace AS n ON n.oid = p.pronamespace
WHERE nspname = ANY(%(schemas)s)
  AND pg_get_userbyid(proowner) = current_user
  AND proname = 'refuse_change'
"""
"""The function that forbids to empty a table, as it is."""

_NO_GUARD = """
CREATE OR REPLACE FUNCTION {}.refuse_change() RETURNS trigger LANGUAGE plpgsql
AS 'BEGIN RETURN NULL; END'
"""


class _Database:
    """What one role owns in a regency's schemas, and how that was in the beginning."""

    def __init__(self, conn: Connection, schemas: Sequence[str]) -> None:
        self._conn = conn
        self._asked = {"schemas": list(schemas)}
        self._shape = self._one(_SHAPE)
        self._guards = conn.execute(_GUARDS, self._asked).fetchall()
        rows = "SELECT json_agg(t)::text FROM {} AS t"
        self._first = [
            (table, self._one(sql.SQL(rows).format(table))) for table, _ in self._filled()
        ]

    def empty(self) -> bool:
        """Make everything as it was in the beginning; return whether that could be done."""
        if self._one(_SHAPE) != self._shape:
            return False
        try:
            with self._conn.transaction():
                self._empty()
        except psycopg.errors.LockNotAvailable:
            return False
        return True

    def _empty(self) -> None:
        self._conn.execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
        for schema, _ in self._guards:
            self._conn.execute(sql.SQL(_NO_GUARD).format(sql.Identifier(schema)))
        for table, size in self._filled():
            # Deleted rows still take their room, until there is too much of that.
            way = "DELETE FROM {}" if size <= LARGE_BYTES else "TRUNCATE {}"
            self._conn.execute(sql.SQL(way).format(table))
        for table, rows in self._first:
            insert = sql.SQL("INSERT INTO {} SELECT (json_populate_recordset(NULL::{}, %s)).*")
            self._conn.execute(insert.format(table, table), (rows,))
        for _, guard in self._guards:
            self._conn.execute(guard)

    def _filled(self) -> list[tuple[sql.Identifier, int]]:
        rows = self._conn.execute(_FILLED, self._asked)
        return [(sql.Identifier(schema, table), size) for schema, table, size in rows]

    def _one(self, query: str | sql.Composed) -> str | None:
        row = self._conn.execute(query, self._asked).fetchone()
        assert row is not None
        value: str | None = row[0]
        return value


class KeptRegency:
    """A regency that one test after the other is given, empty each time."""

    def __init__(self, urls: Urls) -> None:
        self._urls = urls
        self._made: Regency | None = None
        self._databases: list[_Database] = []
        self._connections = ExitStack()

    @contextmanager
    def opened(self) -> Iterator[Regency]:
        """Give the regency, with keys and memories of its own, and empty it afterwards."""
        made = self._made or self._make()
        yield Regency(
            made.code,
            schema=made.schema,
            pool=made.pool,
            key_pool=made._key_pool,  # noqa: SLF001
            ring=keyring.make(),
        )
        if not (self._is_at_rest() and all(each.empty() for each in self._databases)):
            self.close()

    def close(self) -> None:
        """Leave the regency to itself; the next one is new."""
        self._connections.close()
        self._databases.clear()
        self._made = None

    def _is_at_rest(self) -> bool:
        """Say whether every connection was given back, and whole."""
        assert self._made
        for pool in (self._made.pool, self._made._key_pool):  # noqa: SLF001
            if pool.closed:
                return False
            pool.check()
            stats = pool.get_stats()
            if stats["pool_available"] != stats["pool_size"]:
                return False
        return True

    def _make(self) -> Regency:
        """Make a regency, and note how everything is at the start."""
        schema = f"t{uuid4().hex[:12]}"
        self._made = made = self._connections.enter_context(
            Regency.open(
                "33.09",
                app_url=self._urls.app,
                owner_url=self._urls.owner,
                vault_url=self._urls.vault,
                ring=keyring.make(),
                schema=schema,
                connections=24,
            )
        )
        for url in self._urls:
            conn = self._connections.enter_context(psycopg.connect(url, autocommit=True))
            self._databases.append(_Database(conn, (schema, f"{schema}_read")))
        return made
