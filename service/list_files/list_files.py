"""Where the files of lists are: compressed, in parts, sealed with the list's own key.

    keep (part* → head) → read* → (somebody on the list is erased) → gone, its head stays

Each part is compressed and sealed by itself: memory stays flat however large the file is, and one
that broke off goes on with the parts that are missing.
"""

import hashlib
import zlib
from collections.abc import Collection, Iterable, Iterator
from typing import Literal, TypeAlias
from uuid import UUID

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool

from service.database.sql import in_schema
from service.vault.vault import Misplaced, Vault

State: TypeAlias = Literal["kept", "left_out", "erased", "never_kept"]

PART_BYTES = 1 << 20
_FAST = 1


class Head(Struct, frozen=True, kw_only=True):
    """What is kept of a file.

    Args:
        parts, bytes, hash: of the copy; the hash is SHA-256 in hex.
        left_out: titles of the columns whose cells the copy lacks, or for which there is no copy.
    """

    state: State
    parts: int = 0
    bytes: int = 0
    hash: str = ""
    left_out: tuple[str, ...] = ()


class ListFiles:
    """The files of one regency's lists.

    Args:
        pool: connections as the service's role.
        vault: seals and opens them.
    """

    def __init__(self, pool: ConnectionPool[Connection], schema: str, vault: Vault) -> None:
        self._pool = pool
        self._vault = vault
        self._head = in_schema(
            "SELECT parts, bytes, hash, left_out, EXISTS (SELECT FROM {s}.list_files AS f"
            " WHERE f.list = h.list) FROM {s}.list_file_heads AS h WHERE h.list = %s",
            schema,
        )
        self._settle = in_schema(
            "INSERT INTO {s}.list_file_heads (list, parts, bytes, hash, left_out)"
            " VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING",
            schema,
        )
        self._there = in_schema("SELECT part FROM {s}.list_files WHERE list = %s", schema)
        self._add = in_schema(
            "INSERT INTO {s}.list_files (list, part, sealed) VALUES (%s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            schema,
        )
        self._find = in_schema(
            "SELECT sealed FROM {s}.list_files WHERE list = %s AND part = %s", schema
        )
        self._remove = in_schema("DELETE FROM {s}.list_files WHERE list = ANY (%s::uuid[])", schema)

    def keep(self, listed: UUID, parts: Iterable[bytes], *, left_out: tuple[str, ...] = ()) -> None:
        """Keep a file; again, only the parts that are missing.

        Args:
            parts: of the copy, the same ones each time; none if there must be no copy.

        Raises:
            KeysUnavailable: the key database does not answer.
            KeyDestroyed: somebody on the list was erased.
        """
        if self.head(listed).state != "never_kept":
            return
        with self._pool.connection() as conn:
            there = {part for (part,) in conn.execute(self._there, (listed,)).fetchall()}
        digest, size, number = hashlib.sha256(), 0, 0
        for number, plain in enumerate(parts, start=1):
            digest.update(plain)
            size += len(plain)
            if number not in there:
                packed = zlib.compress(plain, _FAST)
                sealed = self._vault.seal_bytes(listed, packed, about=_about(number))
                with self._pool.connection() as conn:
                    conn.execute(self._add, (listed, number, sealed))
        with self._pool.connection() as conn:
            values = (listed, number, size, digest.hexdigest(), list(left_out))
            conn.execute(self._settle, values)

    def head(self, listed: UUID) -> Head:
        """Return what is kept of a list's file, without opening it."""
        with self._pool.connection() as conn:
            row = conn.execute(self._head, (listed,)).fetchone()
        if row is None:
            return Head(state="never_kept")
        parts, size, digest, left_out, is_there = row
        state: State = "left_out" if not parts else "kept" if is_there else "erased"
        return Head(state=state, parts=parts, bytes=size, hash=digest, left_out=tuple(left_out))

    def read(self, listed: UUID, head: Head) -> Iterator[bytes]:
        """Yield a file part by part; the last one only if all of it is what was kept.

        Raises:
            KeysUnavailable: the key database does not answer.
            Misplaced: a part is missing, or was moved or changed.
        """
        digest = hashlib.sha256()
        for number in range(1, head.parts + 1):
            with self._pool.connection() as conn:
                row = conn.execute(self._find, (listed, number)).fetchone()
            about = _about(number)
            sealed = bytes(row[0]) if row else b""
            packed = self._vault.open_bytes(listed, sealed, about=about)
            if packed is None:
                raise Misplaced(about)
            plain = zlib.decompress(packed)
            digest.update(plain)
            if number == head.parts and digest.hexdigest() != head.hash:
                raise Misplaced(about)
            yield plain

    def remove(self, lists: Collection[UUID]) -> int:
        """Delete files and destroy their keys; return how many parts there were.

        Raises:
            KeysUnavailable: the key database does not answer.
        """
        with self._pool.connection() as conn:
            removed = conn.execute(self._remove, (list(lists),)).rowcount
        self._vault.destroy(lists)
        return removed


def _about(part: int) -> str:
    return f"list_file|{part}"
