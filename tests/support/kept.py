"""One regency for many tests, emptied after each: making its tables anew takes half a second.

    open → (test) → empty → open → (test) → …

Whoever leaves other tables, rules or functions behind than there were leaves the regency to itself:
the next test gets a new one.
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
SELECT nspname, relname
FROM pg_class AS c
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE nspname = ANY(%(schemas)s)
  AND relkind = 'r'
  AND pg_get_userbyid(relowner) = current_user
  AND pg_relation_size(c.oid) > 0
"""

_GUARDED = """
SELECT nspname, relname, tgname
FROM pg_trigger AS t
JOIN pg_class AS c ON c.oid = t.tgrelid
JOIN pg_namespace AS n ON n.oid = c.relnamespace
WHERE nspname = ANY(%(schemas)s)
  AND pg_get_userbyid(relowner) = current_user
  AND tgenabled = 'A'
  AND tgtype & 32 > 0
"""
"""Triggers that forbid to empty a table."""


class _Database:
    """What one role owns in a regency's schemas, and how that was in the beginning."""

    def __init__(self, conn: Connection, schemas: Sequence[str]) -> None:
        self._conn = conn
        self._asked = {"schemas": list(schemas)}
        self._shape = self._one(_SHAPE)
        self._guards = [
            (sql.Identifier(schema, table), sql.Identifier(name))
            for schema, table, name in conn.execute(_GUARDED, self._asked)
        ]
        rows = "SELECT json_agg(t)::text FROM {} AS t"
        self._first = [(table, self._one(sql.SQL(rows).format(table))) for table in self._filled()]

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
        for table, name in self._guards:
            self._conn.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER {}").format(table, name))
        if filled := self._filled():
            truncate = sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE")
            self._conn.execute(truncate.format(sql.SQL(", ").join(filled)))
        for table, rows in self._first:
            insert = sql.SQL(
                "INSERT INTO {} OVERRIDING SYSTEM VALUE"
                " SELECT (json_populate_recordset(NULL::{}, %s)).*"
            )
            self._conn.execute(insert.format(table, table), (rows,))
        for table, name in self._guards:
            enable = sql.SQL("ALTER TABLE {} ENABLE ALWAYS TRIGGER {}")
            self._conn.execute(enable.format(table, name))

    def _filled(self) -> list[sql.Identifier]:
        return [sql.Identifier(*row) for row in self._conn.execute(_FILLED, self._asked)]

    def _one(self, query: str | sql.Composed) -> str | None:
        row = self._conn.execute(query, self._asked).fetchone()
        assert row is not None
        value: str | None = row[0]
        return value


class KeptRegency:
    """A regency that is opened again and again, empty each time."""

    def __init__(self, urls: Urls) -> None:
        self._urls = urls
        self._schema = ""
        self._databases: list[_Database] = []
        self._connections = ExitStack()

    @contextmanager
    def opened(self) -> Iterator[Regency]:
        """Open the regency, with keys of its own, and empty it afterwards."""
        schema = self._schema or f"t{uuid4().hex[:12]}"
        with Regency.open(
            "33.09",
            app_url=self._urls.app,
            owner_url=self._urls.owner,
            vault_url=self._urls.vault,
            ring=keyring.make(),
            schema=schema,
            connections=24,
        ) as regency:
            if not self._schema:
                self._remember(schema)
            yield regency
        if not all(each.empty() for each in self._databases):
            self.close()

    def close(self) -> None:
        """Leave the regency to itself; the next one is new."""
        self._connections.close()
        self._databases.clear()
        self._schema = ""

    def _remember(self, schema: str) -> None:
        """Note how everything is at the start."""
        self._schema = schema
        for url in self._urls:
            conn = self._connections.enter_context(psycopg.connect(url, autocommit=True))
            self._databases.append(_Database(conn, (schema, f"{schema}_read")))
