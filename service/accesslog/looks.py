"""The record of who looked at whom, when and for what; it only grows.

    names are opened → the look is recorded → they are shown

A look that can't be recorded is not granted: whoever opens names records first and answers then.
Beside events and read models, since it is about reading: nothing is decided from it, and a busy
morning writes more of it than a year of decisions. A failed look-up by NIK stands here too, with
no subject: many of them by one account are somebody trying numbers.

Source: UU 27/2022 (PDP) articles 31 (record of all processing) and 32 (the subject's trail).
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Literal, LiteralString, TypeAlias
from uuid import UUID, uuid4

from msgspec import Struct
from psycopg import Connection, Error
from psycopg.rows import class_row
from psycopg_pool import ConnectionPool, PoolTimeout

from service.database.sql import in_schema
from service.kernel.roles import Actor, Role

Kind: TypeAlias = Literal["read", "search", "export", "report"]

KIND_LABELS: dict[Kind, str] = {
    "read": "Membuka data",
    "search": "Mencari nomor",
    "export": "Mengunduh daftar",
    "report": "Menyusun laporan subjek",
}

MOST_IN_A_ROW = 1_000
"""Subjects of one row; a row of more would be slow to index."""


class LookUnrecorded(Exception):  # noqa: N818  (a state of the service, answered as 503)
    """A look can't be recorded now, so nothing may be shown."""


class Look(Struct, frozen=True, kw_only=True):
    """One look, as its subject may read it.

    Args:
        id: grows with time; of an export, its number.
        position: the office of whoever looked.
        subjects: those that were asked about; whom else the look was about is left out.
        count: how many subjects the look was about altogether.
    """

    id: int
    batch: UUID
    at: datetime
    account: str
    name: str
    position: str
    role: Role
    organisation: str
    kind: Kind
    purpose: str
    reference: str
    channel: str
    subjects: Sequence[UUID]
    count: int


class AccessLog:
    """The looks of one regency.

    Args:
        pool: connections as the service's role, which may add and read.
    """

    def __init__(self, pool: ConnectionPool[Connection], schema: str) -> None:
        self._pool = pool
        self._add = in_schema(
            "INSERT INTO {s}.access_log (batch, account, name, position, role, organisation, kind,"
            " purpose, reference, channel, subjects, count)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            schema,
        )
        columns: LiteralString = (
            "id, batch, at, account, name, position, role, organisation, kind, purpose,"
            " reference, channel, "
        )
        # Found first and sorted then: walking back along the ids until one subject comes by
        # would read the whole record of a subject whom nobody looked at.
        self._of_subjects = in_schema(
            "WITH found AS MATERIALIZED (SELECT " + columns + "subjects, count"
            " FROM {s}.access_log WHERE subjects && %(subjects)s::uuid[]) "
            "SELECT " + columns + "ARRAY(SELECT one FROM unnest(subjects) AS one"
            " WHERE one = ANY (%(subjects)s::uuid[])) AS subjects, count "
            "FROM found WHERE id < %(before)s ORDER BY id DESC LIMIT %(limit)s",
            schema,
        )
        self._of_account = in_schema(
            "SELECT " + columns + "subjects, count FROM {s}.access_log"
            " WHERE account = %(account)s AND id < %(before)s ORDER BY id DESC LIMIT %(limit)s",
            schema,
        )
        self._between = in_schema(
            "SELECT " + columns + "subjects, count FROM {s}.access_log"
            " WHERE at >= %(since)s AND at < %(until)s AND id > %(after)s"
            " AND (%(account)s::text IS NULL OR account = %(account)s)"
            " ORDER BY id LIMIT %(limit)s",
            schema,
        )

    def record(
        self,
        actor: Actor,
        *,
        kind: Kind,
        subjects: Iterable[UUID] = (),
        purpose: str,
        reference: str = "",
        channel: str,
    ) -> int:
        """Record a look, before what was opened is shown.

        Args:
            subjects: exactly those whose names are shown; none for a search that found nobody.
            reference: the number of the letter or case it is for.

        Returns:
            The number of the look.

        Raises:
            LookUnrecorded: it is not on record, so nothing may be shown.
        """
        batch = uuid4()
        seen = sorted(set(subjects))
        parts = [seen[at : at + MOST_IN_A_ROW] for at in range(0, len(seen), MOST_IN_A_ROW)] or [[]]
        who = (actor.account, actor.name, actor.position, actor.role, actor.organisation)
        try:
            with self._pool.connection() as conn, conn.transaction():
                first = 0
                for part in parts:
                    row = conn.execute(
                        self._add,
                        (batch, *who, kind, purpose, reference, channel, part, len(part)),
                    ).fetchone()
                    assert row is not None, "an INSERT that returns its id"
                    first = first or int(row[0])
        except (Error, PoolTimeout) as err:
            raise LookUnrecorded("a look can't be recorded") from err
        return first

    def of_subjects(
        self, subjects: Collection[UUID], *, limit: int, before: int | None = None
    ) -> list[Look]:
        """Return who looked at any of some subjects, the newest first.

        Args:
            before: the id of the last one of the page before.
        """
        return self._fetch(
            self._of_subjects,
            subjects=list(subjects),
            limit=limit,
            before=2**62 if before is None else before,
        )

    def of_account(self, account: str, *, limit: int, before: int | None = None) -> list[Look]:
        """Return what one account looked at, the newest first."""
        return self._fetch(
            self._of_account,
            account=account,
            limit=limit,
            before=2**62 if before is None else before,
        )

    def between(
        self,
        since: datetime,
        until: datetime,
        *,
        account: str | None = None,
        limit: int,
        after: int = 0,
    ) -> list[Look]:
        """Return all looks with since <= at < until, the oldest first: what an incident asks.

        Args:
            account: of this account only; None for everybody's.
            after: the id of the last one of the page before.
        """
        return self._fetch(
            self._between, since=since, until=until, account=account, limit=limit, after=after
        )

    def _fetch(self, sql: LiteralString, **values: Any) -> list[Look]:
        # Planned for these very values: what fits one subject does not fit a thousand.
        with self._pool.connection() as conn, conn.cursor(row_factory=class_row(Look)) as cursor:
            return cursor.execute(sql, values, prepare=False).fetchall()
