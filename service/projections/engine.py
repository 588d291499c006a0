"""How read models keep step with the log: pull from a position, with a bookmark.

    start → advance* → promote → advance* … → retire

A projection is SQL over a batch of events. `advance()` locks the bookmark row, applies the events
with lo < position <= hi, moves the bookmark and commits: each event counts exactly once, whoever
calls it and whoever is killed. There are no migrations: a changed projection, or a rebuilt one, is
a new edition that fills beside the old one and takes its place when it has reached the head.

All of it is UNLOGGED: what can be filled again needs no write-ahead log, so following the log is
cheap and nothing read ever enters a backup. A crash of the database empties these tables, the
bookmarks with them; whoever asks next finds no bookmark and fills everything again.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, LiteralString

from msgspec import Struct
from psycopg import Connection, errors
from psycopg_pool import ConnectionPool

from service.database.sql import in_schema
from service.projections.editions import Editions
from service.projections.projection import Projection

BATCH = 50_000
SMALL_BATCH = 2_000
A_FEW = 32

_FAULTS = (errors.DataError, errors.IntegrityError, errors.SyntaxErrorOrAccessRuleViolation)


class Standing(Struct, frozen=True):
    """Where one edition of a projection stands.

    Args:
        lag: events it has not seen yet.
        failed_at, error: the event it can't get past and why; None and "" if all is well.
    """

    name: str
    version: int
    edition: int
    position: int
    promoted: bool
    lag: int
    failed_at: int | None
    error: str


class Stopped(Exception):  # noqa: N818  (a state, shown in /readyz)
    """A projection can't get past an event; it stays there and never skips it."""


class Engine:
    """Keeps the read models of one regency.

    Args:
        pool: connections as the service's role, in autocommit.
        schema: the regency's schema; read models stand in `<schema>_read`.
        projections: all that the service keeps.
    """

    def __init__(
        self, pool: ConnectionPool[Connection], schema: str, projections: Sequence[Projection]
    ) -> None:
        self.pool = pool
        self.schema = schema
        self.projections = {p.name: p for p in projections}
        self._editions = Editions(schema)

    def start(self) -> None:
        """Make and fill whatever is missing, so that readers find every read model.

        Several processes may start at once; one fills while the others wait.
        """
        with self._alone("start") as conn:
            self._editions.prepare(conn)
            known = self._editions.known(conn)
            missing = []
            for projection in self.projections.values():
                editions = known.get(projection.name, [])
                if not any(v == projection.version and shown for _, v, shown in editions):
                    missing.append((projection, editions))
            if missing and not self.head():
                self._start_empty(conn, missing)
                return
            for projection, editions in missing:
                newest, version, shown = editions[-1] if editions else (0, 0, True)
                if version == projection.version and not shown:
                    self._fill(projection, newest)  # broken off: it goes on
                else:
                    self._fill(projection, self._make(projection))

    def _start_empty(
        self, conn: Connection, missing: list[tuple[Projection, list[tuple[int, int, bool]]]]
    ) -> None:
        """Make read models of an empty log, all at once: there is nothing to fill them with."""
        with conn.transaction(), conn.pipeline():
            for projection, editions in missing:
                edition = editions[-1][0] + 1 if editions else 1
                self._editions.create(conn, projection, edition)
                self._editions.index(conn, projection, edition)
                self._editions.show(conn, projection, edition)

    def advance(
        self, name: str, *, upto: int | None = None, most: int = BATCH, edition: int | None = None
    ) -> int:
        """Apply one batch and move the bookmark, in one transaction.

        Args:
            upto: do nothing once the bookmark is there; None means the head.
            most: positions in the batch, at most.
            edition: None for the one that readers use.

        Returns:
            The position the projection has reached.

        Raises:
            Stopped: an event can't be applied; those before it were.
        """
        projection = self.projections[name]
        try:
            return self._advance(projection, edition, upto, most)
        except _FAULTS as err:
            if most > 1:
                # Half the batch, and half again: the bookmark ends right before the fault.
                return self.advance(name, upto=upto, most=most // 2, edition=edition)
            self._note_failure(projection, edition, str(err))
            raise Stopped(f"{projection.label}: {err}") from err

    def catch_up(self, *names: str, upto: int | None = None) -> int:
        """Bring projections (all, if none is named) to a position or to the head.

        Returns:
            The position they are at or past.

        Raises:
            Stopped: one of them can't get past an event; the others are there.
        """
        wanted = list(names or self.projections)
        sql = self._sql(
            "SELECT b.name, b.position, h.position "
            "FROM {s}_read.bookmarks AS b, {s}.head AS h "
            "WHERE b.promoted AND b.name = ANY(%s)"
        )
        with self.pool.connection() as conn:
            rows = conn.execute(sql, (wanted,), prepare=True).fetchall()
        if len(rows) < len(wanted):
            self.start()
            return self.catch_up(*names, upto=upto)
        head = max(int(row[2]) for row in rows)
        goal = head if upto is None else min(upto, head)
        stopped: list[Stopped] = []
        for name, position, _ in rows:
            try:
                while position < goal:
                    position = self.advance(name, upto=goal)  # noqa: PLW2901
            except Stopped as err:
                stopped.append(err)  # said once the others are there
        if stopped:
            raise stopped[0]
        return goal

    def rebuild(self, name: str) -> None:
        """Fill a new edition from the first event on while readers use the old one, and promote.

        Of several that rebuild in one regency, or retire, one works while the others wait.
        """
        projection = self.projections[name]
        with self._alone("rebuild"):
            self._fill(projection, self._make(projection))

    def retire(self) -> list[str]:
        """Drop the tables of editions that were replaced; return the tables' names."""
        dropped: list[str] = []
        with self._alone("rebuild") as conn, conn.transaction():
            rows = conn.execute(
                self._sql(
                    "DELETE FROM {s}_read.bookmarks AS b WHERE NOT promoted AND EXISTS ("
                    "SELECT FROM {s}_read.bookmarks AS newer WHERE newer.name = b.name "
                    "AND newer.edition > b.edition AND newer.promoted) RETURNING tables"
                )
            ).fetchall()
            for (tables,) in rows:
                for table in tables:
                    conn.execute(self._sql("DROP TABLE IF EXISTS {s}_read.{t} CASCADE", t=table))
                    dropped.append(table)
        return dropped

    @contextmanager
    def as_of(self, name: str, position: int) -> Iterator[tuple[Connection, dict[str, str]]]:
        """Replay a projection up to a position into temporary tables.

        Yields:
            A connection, and the temporary tables by short name; they go when the block ends.
            Where lines carry their position, a WHERE on it is far cheaper than this.
        """
        projection = self.projections[name]
        with self.pool.connection() as conn, conn.transaction(force_rollback=True):
            names = {short: f"{name}_{short}_as_of" for short in projection.tables}
            for short, table in projection.tables.items():
                create: LiteralString = "CREATE TEMP TABLE {t} (" + table.columns + ")"
                conn.execute(self._sql(create, t=names[short]))
                for index in table.indexes:
                    conn.execute(self._sql("CREATE INDEX ON {t} " + index, t=names[short]))
            for statement in projection.apply:
                conn.execute(
                    self._statement(projection, statement, names, f"position <= {position}")
                )
            yield conn, names

    def standings(self) -> list[Standing]:
        """Return where every edition stands, for readiness and operations."""
        sql = self._sql(
            "SELECT b.name, b.version, b.edition, b.position, b.promoted, "
            "h.position - b.position, b.failed_at, b.error "
            "FROM {s}_read.bookmarks AS b, {s}.head AS h ORDER BY b.name, b.edition"
        )
        with self.pool.connection() as conn:
            return [Standing(*row) for row in conn.execute(sql).fetchall()]

    def position_at(self, moment: datetime) -> int:
        """Return the last position recorded at or before a moment, 0 if there is none."""
        sql = self._sql(
            "SELECT coalesce((SELECT position FROM {s}.commands WHERE recorded_at <= %s "
            "ORDER BY recorded_at DESC, position DESC LIMIT 1), 0)"
        )
        return int(self._one(sql, (moment,)))

    def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""
        return int(self._one(self._sql("SELECT position FROM {s}.head")))

    def _advance(
        self, projection: Projection, edition: int | None, upto: int | None, most: int
    ) -> int:
        with self.pool.connection() as conn, conn.transaction():
            edition, lo = self._hold(conn, projection, edition)
            if upto is not None and lo >= upto:
                return lo
            # Read only now, with the bookmark held: t0 A reads head 5, t1 B moves the bookmark
            # to 9, t2 A would move it back to 5 and count four events twice.
            head = _one(conn, self._sql("SELECT position FROM {s}.head"))
            hi: int = min(head, lo + most)
            if hi <= lo:
                return lo
            self._apply(conn, projection, edition, lo, hi)
        return hi

    def _apply(
        self, conn: Connection, projection: Projection, edition: int, lo: int, hi: int
    ) -> None:
        """Apply the events after lo up to hi to an edition whose bookmark is held, and move it."""
        names = self._tables(projection, edition)
        is_concerned = self._concerns(conn, projection, lo, hi)
        # A pipeline: nothing is read here, so nobody waits for an answer in between.
        with conn.pipeline():
            if is_concerned and hi - lo <= A_FEW:
                self._apply_few(conn, projection, names, list(range(lo + 1, hi + 1)))
            elif is_concerned:
                # Bounds are written in, not passed: the planner sees how large the batch is.
                which = f"position > {lo} AND position <= {hi}"
                for statement in projection.apply:
                    conn.execute(self._statement(projection, statement, names, which))
            move = self._sql(
                "UPDATE {s}_read.bookmarks SET position = %s, failed_at = NULL, error = '' "
                "WHERE (name, edition) = (%s, %s)"
            )
            conn.execute(move, (hi, projection.name, edition), prepare=True)

    def _apply_few(
        self, conn: Connection, projection: Projection, names: dict[str, str], at: list[int]
    ) -> None:
        """Apply a few events: by statements planned once, since planning costs more than they do.

        By position one by one, not by range: of a range the planner thinks that it is large.
        """
        conn.execute("SET LOCAL plan_cache_mode = force_generic_plan", prepare=True)
        which = "position = ANY (%(at)s::bigint[])"
        for statement in projection.apply:
            text = self._statement(projection, statement, names, which)
            conn.execute(text, {"at": at}, prepare=True)

    def _hold(
        self, conn: Connection, projection: Projection, edition: int | None
    ) -> tuple[int, int]:
        """Lock the bookmark of an edition (None: the promoted one); return edition, position."""
        sql = self._sql(
            "SELECT edition, position, version FROM {s}_read.bookmarks "
            "WHERE name = %s AND (edition = %s OR (%s::int IS NULL AND promoted)) FOR UPDATE"
        )
        asked = (projection.name, edition, edition)
        row = conn.execute(sql, asked, prepare=True).fetchone()
        if row is None and edition is None:
            # t0 we wait for the bookmark readers use, t1 a rebuild takes its place: what we
            # waited for is no longer promoted, and what is was not yet when we began to look.
            row = conn.execute(sql, asked, prepare=True).fetchone()
        if row is None or row[2] != projection.version:
            # Another process, of a newer release, has taken over: our SQL is not for its tables.
            raise Stopped(f"{projection.label} is no longer the one that readers use")
        return row[0], row[1]

    def _concerns(self, conn: Connection, projection: Projection, lo: int, hi: int) -> bool:
        """Say whether a small batch holds any event the projection cares about."""
        if hi - lo > SMALL_BATCH:
            return True
        sql = self._sql(
            "SELECT count(*) FROM {s}.events "
            "WHERE position > %s AND position <= %s AND type = ANY(%s)"
        )
        return bool(_one(conn, sql, (lo, hi, list(projection.types))))

    def _statement(
        self,
        projection: Projection,
        statement: LiteralString,
        names: dict[str, str],
        which: str,
    ) -> LiteralString:
        types = ", ".join(f"'{tag}'" for tag in projection.types)
        batch = f"(SELECT * FROM {self.schema}.events WHERE {which} AND type IN ({types}))"
        text: str = statement.replace("{batch}", batch).replace("{s}", self.schema)
        for short, table in names.items():
            text = text.replace("{" + short + "}", table)
        return text

    def _fill(self, projection: Projection, edition: int) -> None:
        """Bring an edition to the head, index it, and let readers see it."""
        goal = self.head()
        while self.advance(projection.name, upto=goal, edition=edition) < goal:
            pass
        with self.pool.connection() as conn:
            self._editions.index(conn, projection, edition)
            self._editions.vacuum(conn, projection, edition)
        self._promote(projection, edition)

    def _promote(self, projection: Projection, edition: int) -> None:
        goal = self.head()
        while self.advance(projection.name, upto=goal, edition=edition) < goal:
            pass
        with self.pool.connection() as conn, conn.transaction():
            self._overtake(conn, projection, edition)
            self._editions.show(conn, projection, edition)

    def _overtake(self, conn: Connection, projection: Projection, edition: int) -> None:
        """Hold all bookmarks, and bring an edition as far as the one that readers use now.

        t0 the edition is at the head, t1 somebody writes and catches up the old edition to read
        what they wrote, t2 the edition takes its place, and what they wrote would be gone.
        """
        sql = self._sql(
            "SELECT edition, position, promoted FROM {s}_read.bookmarks "
            "WHERE name = %s ORDER BY edition FOR UPDATE"
        )
        rows = conn.execute(sql, (projection.name,)).fetchall()
        lo = next(position for number, position, _ in rows if number == edition)
        hi = max((position for _, position, promoted in rows if promoted), default=lo)
        if hi > lo:
            self._apply(conn, projection, edition, lo, hi)

    def _make(self, projection: Projection) -> int:
        """Make the empty tables of a new edition; return its number."""
        with self.pool.connection() as conn, conn.transaction():
            edition: int = _one(
                conn,
                self._sql(
                    "SELECT coalesce(max(edition), 0) + 1 FROM {s}_read.bookmarks WHERE name = %s"
                ),
                (projection.name,),
            )
            self._editions.create(conn, projection, edition)
        return edition

    def _note_failure(self, projection: Projection, edition: int | None, error: str) -> None:
        sql = self._sql(
            "UPDATE {s}_read.bookmarks SET failed_at = position + 1, error = %s "
            "WHERE name = %s AND (edition = %s OR (%s::int IS NULL AND promoted))"
        )
        with self.pool.connection() as conn:
            conn.execute(sql, (error[:2000], projection.name, edition, edition))

    def _tables(self, projection: Projection, edition: int) -> dict[str, str]:
        tables = self._editions.tables(projection, edition)
        return {short: f"{self.schema}_read.{table}" for short, table in tables.items()}

    @contextmanager
    def _alone(self, doing: str) -> Iterator[Connection]:
        """Let one at a time do this to the regency's read models, in whatever process.

        The lock goes with the connection that holds it, so nobody's death leaves it behind.
        """
        key = f"{self.schema} read models {doing}"
        with self.pool.connection() as conn:
            conn.execute("SELECT pg_advisory_lock(hashtext(%s))", (key,))
            try:
                yield conn
            finally:
                conn.execute("SELECT pg_advisory_unlock(hashtext(%s))", (key,))

    def _one(self, sql: LiteralString, values: tuple[Any, ...] = ()) -> Any:
        with self.pool.connection() as conn:
            return _one(conn, sql, values)

    def _sql(self, template: LiteralString, **names: str) -> LiteralString:
        return in_schema(template, self.schema, **names)


def _one(conn: Connection, sql: LiteralString, values: tuple[Any, ...] = ()) -> Any:
    row = conn.execute(sql, values, prepare=True).fetchone()
    assert row is not None, sql
    return row[0]
