"""A new key-encryption key: every data key is wrapped anew, and the old version is dropped.

    add a version to the file → nobody wraps under an older one any more → re-wrap in batches
        → nothing uses the old ones → drop them from the file

It can stop anywhere and be started again: while an older version is in the file, a new run goes on
with the last rotation instead of beginning one. The service runs on meanwhile; whoever finds a key
wrapped under a version it does not know reads the file again. Once the old version is dropped,
wrapped keys that linger in free pages, in WAL or in backups of the key table open nothing: rotation
is also what finishes an erasure.
"""

from collections.abc import Callable
from pathlib import Path

from msgspec import Struct
from psycopg import Connection
from psycopg_pool import ConnectionPool

from service.database.sql import in_schema
from service.vault import keyring
from service.vault.vault import Vault

BATCH = 5_000


class Rotated(Struct, frozen=True, kw_only=True):
    """What a rotation did.

    Args:
        version: that every key is wrapped under now.
        keys: how many were wrapped anew by this run.
        dropped: versions that were taken out of the file.
    """

    version: int
    keys: int
    dropped: tuple[int, ...]


def rotate(
    pool: ConnectionPool[Connection],
    schema: str,
    keys_file: Path,
    *,
    progress: Callable[[int], None] = lambda _: None,
) -> Rotated:
    """Wrap every data key of a regency under a new version, and drop those nobody uses.

    Args:
        pool: connections to the key database, as the vault's own role, in autocommit.
        progress: told how many keys are done, after each batch.

    Raises:
        KeysUnavailable: the file or a key in it is damaged; nothing is lost, run it again.
    """
    ring = keyring.load(keys_file)
    if len(ring.wrapping) == 1:
        ring = keyring.add_version(keys_file)
    with pool.connection() as conn:
        # Waits for whoever is making keys just now; whoever comes later wraps under ours.
        conn.execute(
            in_schema("UPDATE {s}.wrapping_version SET current = %s", schema), (ring.current,)
        )
    vault = Vault(pool, schema, ring)
    keys = _rewrap(pool, schema, vault, ring.current, progress)
    with pool.connection() as conn:
        used = {version for one in _schemas(conn) for version in _used(conn, one, vault)}
        conn.execute(in_schema("VACUUM {s}.data_keys", schema))
    idle = tuple(sorted(set(map(int, ring.wrapping)) - used - {ring.current}))
    if idle:
        keyring.drop_versions(keys_file, idle)
    return Rotated(version=ring.current, keys=keys, dropped=idle)


def _rewrap(
    pool: ConnectionPool[Connection],
    schema: str,
    vault: Vault,
    version: int,
    progress: Callable[[int], None],
) -> int:
    find = in_schema(
        "SELECT subject, kek, wrapped FROM {s}.data_keys"
        " WHERE kek <> %s AND wrapped IS NOT NULL AND (%s::uuid IS NULL OR subject > %s)"
        " ORDER BY subject LIMIT %s",
        schema,
    )
    # A key that was destroyed since it was read stays destroyed.
    store = in_schema(
        "UPDATE {s}.data_keys AS held SET kek = %s, wrapped = fresh.wrapped"
        " FROM unnest(%s::uuid[], %s::bytea[]) AS fresh (subject, wrapped)"
        " WHERE held.subject = fresh.subject AND held.wrapped IS NOT NULL",
        schema,
    )
    done, last = 0, None
    while True:
        with pool.connection() as conn:
            found = conn.execute(find, (version, last, last, BATCH)).fetchall()
            if not found:
                return done
            subjects = [subject for subject, _, _ in found]
            fresh = [vault.rewrap(subject, kek, wrapped) for subject, kek, wrapped in found]
            conn.execute(store, (version, subjects, fresh))
        done, last = done + len(found), subjects[-1]
        progress(done)


def _schemas(conn: Connection) -> list[str]:
    """Return every regency whose keys stand here: one file may serve several."""
    rows = conn.execute("SELECT schemaname FROM pg_tables WHERE tablename = 'data_keys'")
    return [schema for (schema,) in rows.fetchall()]


def _used(conn: Connection, schema: str, vault: Vault) -> set[int]:
    """Return the versions of our file that a regency's keys are wrapped under."""
    sql = in_schema(
        "SELECT DISTINCT ON (kek) kek, subject, wrapped FROM {s}.data_keys"
        " WHERE wrapped IS NOT NULL ORDER BY kek",
        schema,
    )
    found = conn.execute(sql).fetchall()
    return {kek for kek, subject, wrapped in found if vault.fits(subject, kek, wrapped)}
