"""The tables of read models: made, indexed, shown to readers and dropped; never changed.

    create → (filled by the engine) → index → show → drop

Each edition of a projection has tables of its own, `<name>_<table>_<edition>`. Readers use views
without the number, which move to the newest filled edition.
"""

from collections.abc import Iterable
from typing import LiteralString

from psycopg import Connection

from service.database.reader import READER_ROLE
from service.database.sql import in_schema
from service.projections.projection import Projection, Table

_BOOKMARKS: LiteralString = """
CREATE UNLOGGED TABLE IF NOT EXISTS {s}_read.bookmarks (
    name      text   NOT NULL,
    edition   int    NOT NULL,
    version   int    NOT NULL,
    tables    text[] NOT NULL,
    position  bigint NOT NULL DEFAULT 0,
    promoted  bool   NOT NULL DEFAULT false,
    failed_at bigint,
    error     text   NOT NULL DEFAULT '',
    PRIMARY KEY (name, edition)
) WITH (fillfactor = 50)
"""


_POLICY: LiteralString = "CREATE POLICY wall ON {s}_read.{t} FOR SELECT TO {reader} USING ({wall})"
_GRANT: LiteralString = "GRANT SELECT ON {s}_read.{t} TO {reader}"


class Editions:
    """What can be done to the tables of one regency's read models. Transactions are the caller's.

    Args:
        schema: the regency's schema; read models stand in `<schema>_read`.
    """

    def __init__(self, schema: str) -> None:
        self._schema = schema

    def prepare(self, conn: Connection) -> None:
        """Make the table of bookmarks, if it is missing."""
        conn.execute(self._sql(_BOOKMARKS))

    def known(self, conn: Connection) -> dict[str, list[tuple[int, int, bool]]]:
        """Return (edition, version, promoted) of every edition, by projection, the newest last."""
        rows = conn.execute(
            self._sql(
                "SELECT name, edition, version, promoted FROM {s}_read.bookmarks "
                "ORDER BY name, edition"
            )
        ).fetchall()
        found: dict[str, list[tuple[int, int, bool]]] = {}
        for name, *edition in rows:
            found.setdefault(name, []).append((edition[0], edition[1], edition[2]))
        return found

    def create(self, conn: Connection, projection: Projection, edition: int) -> None:
        """Make the empty tables of an edition, and its bookmark at the beginning."""
        tables = self.tables(projection, edition)
        conn.execute(
            self._sql(
                "INSERT INTO {s}_read.bookmarks (name, edition, version, tables) "
                "VALUES (%s, %s, %s, %s)"
            ),
            (projection.name, edition, projection.version, list(tables.values())),
        )
        for short, table in projection.tables.items():
            # Left by an edition whose bookmark a crash has emptied; so are its contents.
            conn.execute(self._sql("DROP TABLE IF EXISTS {s}_read.{t} CASCADE", t=tables[short]))
            create: LiteralString = "CREATE UNLOGGED TABLE {s}_read.{t} ("
            conn.execute(self._sql(create + table.columns + ")", t=tables[short]))
        # Once all are there: what one of them shows may depend on another.
        for short, table in projection.tables.items():
            self._let_read(conn, table, tables[short], tables)

    def index(self, conn: Connection, projection: Projection, edition: int) -> None:
        """Index the tables of a filled edition."""
        tables = self.tables(projection, edition)
        for short, table in projection.tables.items():
            for number, index in enumerate(table.indexes):
                names = {"t": tables[short], "i": f"{tables[short]}_{number}"}
                create: LiteralString = "CREATE INDEX IF NOT EXISTS {i} ON {s}_read.{t} "
                conn.execute(self._sql(create + index, **names))

    def vacuum(self, conn: Connection, projection: Projection, edition: int) -> None:
        """Gather statistics, and the visibility map without which index-only scans are not."""
        for table in self.tables(projection, edition).values():
            conn.execute(self._sql("VACUUM (ANALYZE) {s}_read.{t}", t=table))

    def show(self, conn: Connection, projection: Projection, edition: int) -> None:
        """Point the readers' views at an edition."""
        for short, table in self.tables(projection, edition).items():
            names = {"v": f"{projection.name}_{short}", "t": table}
            conn.execute(self._sql("DROP VIEW IF EXISTS {s}_read.{v}", **names))
            # The policies are those for whoever reads, not for the owner of the view.
            view: LiteralString = (
                "CREATE VIEW {s}_read.{v} WITH (security_invoker) AS SELECT * FROM {s}_read.{t}"
            )
            conn.execute(self._sql(view, **names))
            conn.execute(self._sql(_GRANT, t=names["v"], reader=READER_ROLE))
            if order := projection.tables[short].order:
                self._show_order(conn, order, f"{names['v']}_order", table)
        conn.execute(
            self._sql("UPDATE {s}_read.bookmarks SET promoted = (edition = %s) WHERE name = %s"),
            (edition, projection.name),
        )

    def _let_read(self, conn: Connection, table: Table, name: str, names: dict[str, str]) -> None:
        """Let readers see a table, behind its wall."""
        if table.wall is not None:
            wall: LiteralString = table.wall.replace("{this}", f"{{s}}_read.{name}")
            for short, other in names.items():
                wall = wall.replace("{" + short + "}", f"{{s}}_read.{other}")
            policy = _POLICY.replace("{wall}", wall)
            conn.execute(self._sql("ALTER TABLE {s}_read.{t} ENABLE ROW LEVEL SECURITY", t=name))
            conn.execute(self._sql(policy, t=name, reader=READER_ROLE))
        conn.execute(self._sql(_GRANT, t=name, reader=READER_ROLE))

    def _show_order(self, conn: Connection, columns: LiteralString, view: str, table: str) -> None:
        """Show of all rows, with the owner's rights, what tells which line counts."""
        conn.execute(self._sql("DROP VIEW IF EXISTS {s}_read.{v}", v=view))
        create: LiteralString = "CREATE VIEW {s}_read.{v} AS SELECT " + columns
        conn.execute(self._sql(create + " FROM {s}_read.{t}", v=view, t=table))
        conn.execute(self._sql(_GRANT, t=view, reader=READER_ROLE))

    def drop(self, conn: Connection, tables: Iterable[str]) -> None:
        """Drop tables that nobody reads any more."""
        for table in tables:
            conn.execute(self._sql("DROP TABLE IF EXISTS {s}_read.{t} CASCADE", t=table))

    def tables(self, projection: Projection, edition: int) -> dict[str, str]:
        """Return the names of an edition's tables by their short names."""
        return {short: f"{projection.name}_{short}_{edition}" for short in projection.tables}

    def _sql(self, template: LiteralString, **names: str) -> LiteralString:
        return in_schema(template, self._schema, **names)
