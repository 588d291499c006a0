"""Where photos are: sealed with their household's key, found by household and hash.

    keep → show* → (it is taken back | the household is erased) → gone

Kept before the event that tells of it: a photo without an event is harmless and is dropped when the
event is refused; an event without its photo would promise what is not there.
"""

from collections.abc import Collection
from uuid import UUID

from psycopg import Connection
from psycopg_pool import ConnectionPool

from service.database.sql import in_schema
from service.vault.vault import Vault


class Photos:
    """The photos of one regency.

    Args:
        pool: connections as the service's role.
        vault: seals and opens them.
    """

    def __init__(self, pool: ConnectionPool[Connection], schema: str, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault
        self._keep = in_schema(
            "INSERT INTO {s}.photos (household, hash, sealed) VALUES (%s, %s, %s) "
            "ON CONFLICT DO NOTHING",
            schema,
        )
        self._find = in_schema(
            "SELECT sealed FROM {s}.photos WHERE household = %s AND hash = %s", schema
        )
        self._drop = in_schema("DELETE FROM {s}.photos WHERE household = %s AND hash = %s", schema)
        self._remove = in_schema(
            "DELETE FROM {s}.photos WHERE household = ANY (%s::uuid[])", schema
        )

    def keep(self, household: UUID, digest: str, content: bytes) -> bool:
        """Keep a photo; the same one again is kept once.

        Returns:
            Whether it is kept now, and was not before.

        Raises:
            KeysUnavailable: the key database does not answer.
            KeyDestroyed: the household was erased.
        """
        sealed = self._vault.seal_bytes(household, content, about=f"photo|{digest}")
        with self._pool.connection() as conn:
            return conn.execute(self._keep, (household, digest, sealed)).rowcount == 1

    def show(self, household: UUID, digest: str) -> bytes | None:
        """Return a photo; None if it is gone, or its key is.

        Raises:
            KeysUnavailable: the key database does not answer.
        """
        with self._pool.connection() as conn:
            row = conn.execute(self._find, (household, digest)).fetchone()
        return (
            None
            if row is None
            else self._vault.open_bytes(household, bytes(row[0]), about=f"photo|{digest}")
        )

    def drop(self, household: UUID, digest: str) -> None:
        """Let a photo go that no event tells of, or that was taken back."""
        with self._pool.connection() as conn:
            conn.execute(self._drop, (household, digest))

    def remove(self, subjects: Collection[UUID]) -> int:
        """Delete every photo of households that were erased; return how many there were."""
        with self._pool.connection() as conn:
            return conn.execute(self._remove, (list(subjects),)).rowcount
