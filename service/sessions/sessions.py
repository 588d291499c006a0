"""The sessions of one regency, where they are kept.

A session is known by the SHA-256 of a token of 32 random bytes that only the browser has. It ends
after thirty minutes without a request and after twelve hours in any case, and gets a new token
whenever whoever holds it proves more than before: a token that was planted or overheard earlier
is worth nothing then.
"""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, LiteralString, NamedTuple
from uuid import UUID, uuid4

from msgspec import Struct
from psycopg import Connection
from psycopg.rows import class_row
from psycopg_pool import ConnectionPool

from service.database.sql import in_schema
from service.sessions.session import Session

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TOUCH = timedelta(minutes=1)
ATTEMPT_WINDOW = timedelta(minutes=15)
MOST_BY_ACCOUNT = 10
MOST_BY_ADDRESS = 100
TOKEN_BYTES = 32
LONGEST_AGENT = 200

_COLUMNS: LiteralString = (
    "id, account, acting_for, csrf_key, is_complete, started_at, proved_at, purpose, purpose_until"
)


class Place(NamedTuple):
    """Where a browser is: its network address, and what it says it is."""

    address: str
    agent: str


class Listed(Struct, frozen=True, kw_only=True):
    """A session as its holder sees it in a list."""

    id: UUID
    started_at: datetime
    seen_at: datetime
    address: str
    agent: str


class Sessions:
    """Starts, finds and ends sessions, and counts attempts.

    Args:
        pool: connections as the service's role.
        schema: the regency's schema.
    """

    def __init__(self, pool: ConnectionPool[Connection], schema: str) -> None:
        self._pool = pool
        self._schema = schema

    def start(
        self, account: str, *, is_complete: bool, place: Place, now: datetime
    ) -> tuple[str, Session]:
        """Start a session of an account; return its token, which is told this once."""
        self.sweep(now=now)  # often enough: whatever is over opens nothing anyway
        token = secrets.token_urlsafe(TOKEN_BYTES)
        session = Session(
            id=uuid4(),
            account=account,
            csrf_key=secrets.token_bytes(TOKEN_BYTES),
            started_at=now,
            proved_at=now,
            is_complete=is_complete,
        )
        self._run(
            "INSERT INTO {s}.sessions (id, token_hash, account, csrf_key, is_complete, started_at, "
            "seen_at, proved_at, address, agent) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            session.id,
            _hash(token),
            account,
            session.csrf_key,
            is_complete,
            now,
            now,
            now,
            place.address,
            place.agent[:LONGEST_AGENT],
        )
        return token, session

    def find(self, token: str, *, now: datetime) -> Session | None:
        """Return the session of a token, None if it is over; note that it was seen."""
        sql = self._sql(
            "SELECT " + _COLUMNS + ", seen_at < %(now)s - %(touch)s AS is_stale "
            "FROM {s}.sessions WHERE token_hash = %(hash)s "
            "AND seen_at > %(now)s - %(idle)s AND started_at > %(now)s - %(longest)s"
        )
        values = {
            "hash": _hash(token), "now": now, "touch": TOUCH, "idle": IDLE, "longest": LONGEST,
        }  # fmt: skip
        with self._pool.connection() as conn:
            row = conn.execute(sql, values, prepare=True).fetchone()
            if row is None:
                return None
            *columns, is_stale = row
            session = Session(**dict(zip(_COLUMNS.split(", "), columns, strict=True)))
            if is_stale:
                touch = self._sql("UPDATE {s}.sessions SET seen_at = %s WHERE id = %s")
                conn.execute(touch, (now, session.id))
        return session

    def prove(self, session: Session, *, now: datetime) -> str:
        """Note that whoever it is gave all proof there is; return the session's new token."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._run(
            "UPDATE {s}.sessions SET token_hash = %s, is_complete = true, proved_at = %s "
            "WHERE id = %s",
            _hash(token),
            now,
            session.id,
        )
        return token

    def choose_purpose(self, session: UUID, purpose: str, until: datetime | None) -> None:
        """Open names for a purpose until a moment; "" closes them."""
        self._run(
            "UPDATE {s}.sessions SET purpose = %s, purpose_until = %s WHERE id = %s",
            purpose,
            until,
            session,
        )

    def act_for(self, session: UUID, account: str) -> None:
        """Go on in an office that is held by delegation; "" goes back to the own one."""
        self._run(
            "UPDATE {s}.sessions SET acting_for = %s, purpose = '', purpose_until = NULL "
            "WHERE id = %s",
            account,
            session,
        )

    def of_account(self, account: str, *, now: datetime) -> list[Listed]:
        """Return the sessions of an account that are not over, the one seen last first."""
        sql = self._sql(
            "SELECT id, started_at, seen_at, address, agent FROM {s}.sessions "
            "WHERE account = %s AND seen_at > %s AND started_at > %s ORDER BY seen_at DESC"
        )
        with self._pool.connection() as conn, conn.cursor(row_factory=class_row(Listed)) as cursor:
            return cursor.execute(sql, (account, now - IDLE, now - LONGEST)).fetchall()

    def end(self, session: UUID, *, account: str) -> None:
        """End a session, if it is the account's."""
        self._run("DELETE FROM {s}.sessions WHERE id = %s AND account = %s", session, account)

    def end_all(self, account: str, *, but: UUID | None = None) -> None:
        """End every session of an account; those who act for it as well.

        Args:
            but: one that goes on: of whoever has just chosen a new password.
        """
        self._run(
            "DELETE FROM {s}.sessions WHERE (account = %s OR acting_for = %s) "
            "AND id IS DISTINCT FROM %s",
            account,
            account,
            but,
        )

    def sweep(self, *, now: datetime) -> None:
        """Drop what is over: sessions, attempts, used codes."""
        self._run(
            "DELETE FROM {s}.sessions WHERE seen_at < %s OR started_at < %s",
            now - IDLE,
            now - LONGEST,
        )
        self._run("DELETE FROM {s}.attempts WHERE at < %s", now - ATTEMPT_WINDOW)
        minute = int((now - ATTEMPT_WINDOW).timestamp()) // 30
        self._run("DELETE FROM {s}.used_codes WHERE step < %s", minute)

    def may_try(self, account: str, address: str, *, now: datetime) -> bool:
        """Count an attempt before it is judged; say whether there were not too many.

        Counted first: t0 a hundred attempts come in at once, t1 each finds none before it, t2 all
        are judged.
        """
        keys = [_hash(f"account|{account}"), _hash(f"address|{address}")]
        with self._pool.connection() as conn:
            conn.execute(
                self._sql("INSERT INTO {s}.attempts (key, at) SELECT unnest(%s::bytea[]), %s"),
                (keys, now),
            )
            counts: dict[bytes, int] = dict(
                conn.execute(
                    self._sql(
                        "SELECT key, count(*) FROM {s}.attempts WHERE key = ANY(%s) AND at > %s "
                        "GROUP BY key"
                    ),
                    (keys, now - ATTEMPT_WINDOW),
                ).fetchall()
            )
        most = (MOST_BY_ACCOUNT, MOST_BY_ADDRESS)
        return all(counts[key] <= limit for key, limit in zip(keys, most, strict=True))

    def forgive(self, account: str) -> None:
        """Forget an account's attempts: the last one was right."""
        self._run("DELETE FROM {s}.attempts WHERE key = %s", _hash(f"account|{account}"))

    def use_code(self, account: str, step: int) -> bool:
        """Note that the code of a time step was used; False if it was used before."""
        sql = "INSERT INTO {s}.used_codes (account, step) VALUES (%s, %s) ON CONFLICT DO NOTHING"
        with self._pool.connection() as conn:
            return conn.execute(self._sql(sql), (account, step)).rowcount == 1

    def _run(self, sql: LiteralString, *values: Any) -> None:
        with self._pool.connection() as conn:
            conn.execute(self._sql(sql), values)

    def _sql(self, template: LiteralString) -> LiteralString:
        return in_schema(template, self._schema)


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
