"""The log of one regency: events go in once, in one order, and never change.

Everything outside this room speaks to the log through this class and never to the library.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

import msgspec
from eventsourcing.persistence import (
    EventStore,
    IntegrityError,
    OperationalError,
    StoredEvent,
)
from psycopg import Connection
from psycopg import OperationalError as ConnectionLost
from psycopg_pool import ConnectionPool, PoolTimeout

from service.database.sql import in_schema
from service.eventstore.commits import Appended, Claim, Commit, octets
from service.eventstore.mapper import Draft, EventMapper
from service.eventstore.recorder import (
    CommandAlreadyRecorded,
    NumberAlreadyClaimed,
    PostgresRecorder,
)
from service.kernel.events import Event, Meta, Recorded
from service.vault.vault import Vault

__all__ = [
    "Appended",
    "Claim",
    "CommandAlreadyRecorded",
    "Commit",
    "Draft",
    "EventLog",
    "IntegrityError",
    "NumberAlreadyClaimed",
    "OperationalError",
    "Settled",
    "StoredEvent",
]

MOST_EVENTS_READ = 100_000


class Settled(NamedTuple):
    """What a command was answered when it was recorded."""

    position: int
    stream: str
    version: int
    result: str
    fingerprint: bytes
    recorded_at: datetime


class EventLog:
    """Append, load and read events.

    Args:
        pool: connections as the service's role.
        schema: the regency's schema.
        registry: event classes by tag, old shapes included.
        vault: seals personal values.
    """

    def __init__(
        self,
        pool: ConnectionPool[Connection],
        schema: str,
        registry: Mapping[str, type[Event]],
        vault: Vault,
    ) -> None:
        self.schema = schema
        self.vault = vault
        self.pool = pool
        self._recorder = PostgresRecorder(pool, schema)
        self._mapper = EventMapper(registry, vault)
        self._store = EventStore[str](self._mapper, self._recorder)
        self._meta = msgspec.json.Decoder(Meta)
        self._rows = in_schema(
            "SELECT position, stream, version, recorded_at, meta::text, type, data::text "
            "FROM {s}.events WHERE ",
            schema,
        )
        self._settled = in_schema(
            "SELECT position, stream, version, result, fingerprint, recorded_at "
            "FROM {s}.commands WHERE id = %s",
            schema,
        )
        self._known = in_schema(
            "SELECT blind, subject, household FROM {s}.claims WHERE blind = ANY(%s::bytea[])",
            schema,
        )
        self._moment = in_schema(
            "SELECT coalesce((SELECT position FROM {s}.commands WHERE recorded_at <= %s "
            "ORDER BY recorded_at DESC, position DESC LIMIT 1), 0)",
            schema,
        )

    def append(self, drafts: Sequence[Draft], commit: Commit) -> Appended:
        """Append the events of one command, all or none.

        Raises:
            CommandAlreadyRecorded: the command is in the log already.
            NumberAlreadyClaimed: a NIK or KK number belongs to somebody else.
            IntegrityError: a stream, written or only read, has moved on.
            OperationalError: no answer; whether it was written must be looked up (`settled`).
            KeysUnavailable: personal values can't be sealed; nothing was written.
        """
        appended: list[Appended] = []
        # The library's protocol asks for attributes that can be set; a draft is frozen.
        self._store.put(cast("Sequence[Any]", drafts), commit=commit, appended=appended)
        return appended[0]

    def encode(self, drafts: Iterable[Draft]) -> list[StoredEvent]:
        """Return the rows of drafts, sealed, for `copy`.

        Raises:
            KeysUnavailable: personal values can't be sealed.
        """
        encode = self._mapper.encode
        return [
            StoredEvent(d.originator_id, d.originator_version, d.event.tag, encode(*_where(d)))
            for d in drafts
        ]

    def copy(self, rows: Sequence[StoredEvent], commit: Commit) -> Appended:
        """Append many events by COPY, all or none: the import's way in.

        Raises:
            As `append`.
        """
        return self._recorder.copy_events(rows, commit)

    def load(self, stream: str, after: int = 0) -> list[Draft]:
        """Return the events of a stream past a version, oldest first, still sealed."""
        return cast("list[Draft]", list(self._store.get(stream, gt=after)))

    def load_many(self, streams: Sequence[str]) -> list[Draft]:
        """Return the events of many streams, each stream's oldest first, still sealed."""
        return [
            Draft(stream, version, self._mapper.decode(data, stream, version, tag))
            for _, stream, version, _, _, tag, data in self._fetch(
                cast("Any", self._rows + "stream = ANY(%s) ORDER BY stream, version"),
                (list(streams),),
            )
        ]

    def settled(self, command: UUID) -> Settled | None:
        """Return what a command was answered, None if it is not in the log."""
        rows = self._fetch(self._settled, (command,))
        return Settled(*rows[0]) if rows else None

    def claims(self, blinds: Sequence[bytes]) -> list[Claim]:
        """Return whose the numbers behind these keyed hashes are."""
        return [Claim(*row) for row in self._fetch(self._known, (octets(blinds),))]

    def head(self) -> int:
        """Return the position of the newest event, 0 for an empty log."""
        return self._recorder.max_notification_id() or 0

    def position_at(self, moment: datetime) -> int:
        """Return the last position recorded at or before a moment, 0 if there is none."""
        [(position,)] = self._fetch(self._moment, (moment,))
        return int(position)

    def history(self, stream: str, upto: int | None = None) -> list[Recorded[Any]]:
        """Return a stream's events with their envelopes, up to and including a position."""
        return self._recorded(
            "stream = %s AND position <= %s", stream, 2**62 if upto is None else upto
        )

    def of_streams(
        self, streams: Sequence[str], types: Sequence[str], upto: int
    ) -> list[Recorded[Any]]:
        """Return the events of these types in these streams, up to and including a position."""
        return self._recorded(
            "stream = ANY(%s) AND type = ANY(%s) AND position <= %s",
            list(streams),
            list(types),
            upto,
        )

    def of_things(self, streams: Sequence[str]) -> list[Recorded[Any]]:
        """Return all events of some streams with their envelopes, in order of position."""
        return self._recorded("stream = ANY(%s)", list(streams))

    def at(self, positions: Sequence[int]) -> list[Recorded[Any]]:
        """Return the events at these positions, in order of position."""
        return self._recorded("position = ANY(%s)", list(positions))

    def between(self, after: int, upto: int) -> list[Recorded[Any]]:
        """Return the events with after < position <= upto."""
        return self._recorded("position > %s AND position <= %s", after, upto)

    def _recorded(self, where: str, *values: Any) -> list[Recorded[Any]]:
        sql = cast("Any", self._rows + where + " ORDER BY position LIMIT %s")
        return [
            Recorded(
                position=position,
                stream=stream,
                version=version,
                recorded_at=recorded_at,
                meta=self._meta.decode(meta),
                event=self._mapper.decode(data, stream, version, tag),
            )
            for position, stream, version, recorded_at, meta, tag, data in self._fetch(
                sql, (*values, MOST_EVENTS_READ)
            )
        ]

    def _fetch(self, sql: Any, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        try:
            with self.pool.connection() as conn:
                return conn.execute(sql, values).fetchall()
        except (ConnectionLost, PoolTimeout) as err:
            raise OperationalError(str(err)) from err


def _where(draft: Draft) -> tuple[Event, str, int]:
    return draft.event, draft.originator_id, draft.originator_version
