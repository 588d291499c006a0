"""The library's recorder interface over one PostgreSQL schema per regency.

The stock recorder locks the whole table, knows no metadata, no recording time, no command ids and
no COPY; docs/decisions/0002 says why this one exists.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, NoReturn, TypeAlias, cast
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    Notification,
    OperationalError,
    StoredEvent,
    Subscription,
)
from psycopg import Connection, DataError, Error, errors
from psycopg import IntegrityError as BrokenConstraint
from psycopg import OperationalError as ConnectionLost
from psycopg_pool import ConnectionPool, PoolTimeout

from service.database.sql import in_schema
from service.eventstore.commits import (
    Appended,
    Arguments,
    Commit,
    arguments,
    copy_text,
    together,
)
from service.eventstore.groups import Groups

LAST_VERSION = 2**31 - 1


class CommandAlreadyRecorded(IntegrityError):  # noqa: N818  (what happened, as callers ask)
    """A command with this id is in the log."""


class NumberAlreadyClaimed(IntegrityError):  # noqa: N818
    """Somebody else holds one of the NIKs or KK numbers."""


_INTEGRITY: dict[str, type[IntegrityError]] = {
    "commands_pkey": CommandAlreadyRecorded,
    "claims_pkey": NumberAlreadyClaimed,
}
_FAULTS: dict[str, type[IntegrityError]] = {
    "command": CommandAlreadyRecorded,
    "number": NumberAlreadyClaimed,
    "stream": IntegrityError,
}

_Outcome: TypeAlias = tuple[int, datetime, str] | Error
"""Last position, moment and what said no ("" for nothing); or why it can never be stored."""


class PostgresRecorder(ApplicationRecorder):
    """Rows of one regency's log.

    `head` is writer lock and gapless counter in one row: positions have no gaps, become visible
    in order, and `recorded_at` never runs backwards along them.
    """

    def __init__(self, pool: ConnectionPool[Connection], schema: str) -> None:
        super().__init__()
        self._pool = pool
        self._append = in_schema(
            "SELECT last, moment, fault FROM {s}.append("
            "%s::uuid[], %s::text[], %s::bytea[], %s::text[], %s::int[], %s::text[], %s::text[], "
            "%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], "
            "%s::text[], %s::text[], %s::text[])",
            schema,
        )
        self._groups: Groups[Arguments, _Outcome] = Groups(self._write)
        self._advance_head = in_schema(
            "UPDATE {s}.head SET position = position + %s, "
            "recorded_at = greatest(clock_timestamp(), recorded_at) "
            "RETURNING position, recorded_at",
            schema,
        )
        self._copy_events = in_schema(
            "COPY {s}.events (position, stream, version, type, data, meta, salt, recorded_at) "
            "FROM STDIN",
            schema,
        )
        self._copy_claims = in_schema(
            "COPY {s}.claims (blind, subject, household) FROM STDIN (FORMAT binary)", schema
        )
        self._note_command = in_schema(
            "INSERT INTO {s}.commands "
            "(id, position, stream, version, result, fingerprint, recorded_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s)",
            schema,
        )
        self._stream = in_schema(
            "SELECT stream, version, type, data::text FROM {s}.events "
            "WHERE stream = %s AND version > %s AND version <= %s ORDER BY version",
            schema,
        )
        self._notifications = in_schema(
            "SELECT stream, version, type, data::text, position FROM {s}.events "
            "WHERE position > %s AND position <= %s AND (type = ANY(%s) OR %s) "
            "ORDER BY position LIMIT %s",
            schema,
        )
        self._head = in_schema("SELECT position FROM {s}.head", schema)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Append the events of one command, all or none.

        Args:
            stored_events: one or more; the first one's stream is what the command was about.
            kwargs: `commit`, a `Commit`; `appended`, a list that receives an `Appended`.

        Raises:
            CommandAlreadyRecorded: the command is in the log already.
            NumberAlreadyClaimed: a NIK or KK number belongs to somebody else.
            IntegrityError: a stream has moved on since it was read.
            OperationalError: no answer; the events may or may not be in the log.
        """
        commit: Commit = kwargs["commit"]
        with self._errors():
            outcome = self._groups.submit(arguments(stored_events, commit))
            if isinstance(outcome, Error):
                raise outcome
        last, moment, fault = outcome
        if fault:
            raise _FAULTS[fault](fault)
        kwargs["appended"].append(Appended(last, moment))
        return range(last - len(stored_events) + 1, last + 1)

    def _write(self, group: Sequence[Arguments]) -> list[_Outcome]:
        """Append a group of commands in one transaction, each as if it came alone."""
        with self._pool.connection() as conn:
            try:
                rows = conn.execute(self._append, together(group), prepare=True).fetchall()
            except (DataError, BrokenConstraint) as err:
                if len(group) == 1:
                    return [err]
            else:
                return cast("list[_Outcome]", rows)
        # One of them can't be stored at all (a NUL in a text), and none was: each by itself now,
        # so that only its own thread hears of it.
        return [self._write([each])[0] for each in group]

    def copy_events(self, stored_events: Sequence[StoredEvent], commit: Commit) -> Appended:
        """Append many events by COPY, all or none, holding the writer lock meanwhile.

        Raises:
            CommandAlreadyRecorded, NumberAlreadyClaimed, IntegrityError, OperationalError: as for
            `insert_events`. Guards are not looked at, only that no version is taken: a stream may
            have been read to its end and is written at its next version.
        """
        assert not commit.guards, "a chunk guards no stream that it does not write"
        about = stored_events[0].originator_id
        version = max(e.originator_version for e in stored_events if e.originator_id == about)
        with self._errors(), self._pool.connection() as conn, conn.transaction():
            cursor = conn.cursor()
            row = cursor.execute(self._advance_head, (len(stored_events),)).fetchone()
            assert row is not None, "head has one row"
            last, moment = row
            cursor.execute(
                self._note_command,
                (
                    commit.command,
                    last,
                    about,
                    version,
                    commit.answer,
                    commit.fingerprint,
                    moment,
                ),
            )
            if commit.claims:
                with cursor.copy(self._copy_claims) as copy:
                    copy.set_types(["bytea", "uuid", "uuid"])
                    for claim in commit.claims:
                        copy.write_row(claim)
            with cursor.copy(self._copy_events) as copy:
                copy.write(copy_text(stored_events, commit.meta, last, moment))
        return Appended(last, moment)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return a stream's events, oldest first; `desc` and `limit` as in the interface."""
        with self._errors(), self._pool.connection() as conn:
            rows = conn.execute(
                self._stream,
                (originator_id, gt or 0, LAST_VERSION if lte is None else lte),
                prepare=True,
            ).fetchall()
        if desc:
            rows.reverse()
        return [
            StoredEvent(stream, version, tag, body.encode())
            for stream, version, tag, body in rows[:limit]
        ]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events by position, in order."""
        after = 0 if start is None else start - inclusive_of_start
        upto = 2**62 if stop is None else stop
        with self._errors(), self._pool.connection() as conn:
            rows = conn.execute(
                self._notifications, (after, upto, list(topics), not topics, limit)
            ).fetchall()
        return [
            Notification(stream, version, tag, body.encode(), position)
            for stream, version, tag, body, position in rows
        ]

    def max_notification_id(self) -> int | None:
        """Return the position of the newest event, None for an empty log."""
        with self._errors(), self._pool.connection() as conn:
            row = conn.execute(self._head).fetchone()
        return (row[0] or None) if row else None

    def subscribe(
        self, gt: int | None = None, topics: Sequence[str] = ()
    ) -> Subscription[ApplicationRecorder]:
        """Refuse: projections pull from a position (architecture §1)."""
        raise NotImplementedError("projections pull; see service/projections/engine.py")

    @contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (
            errors.UniqueViolation,
            errors.SerializationFailure,
            errors.DeadlockDetected,
        ) as err:
            _raise_integrity(err)
        except (ConnectionLost, PoolTimeout) as err:
            raise OperationalError(str(err)) from err


def _raise_integrity(err: errors.Error) -> NoReturn:
    raise _INTEGRITY.get(err.diag.constraint_name or "", IntegrityError)(str(err)) from err
