"""Data keys, one per subject: made before its first event, wrapped at rest, destroyed on erasure.

    require (make or load) → seal* / open* → destroy

AES-256-GCM. A sealed value is bound to its stream, version, event type and subject, so a
ciphertext copied to another place does not open. Keys stand in a database and under a role of
their own; dumps of the events hold ciphertext only.

Source: UU 27/2022 (PDP) articles 35-39 and 42-44; architecture §5.
"""

import base64
import hashlib
import os
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from importlib import resources
from itertools import count
from threading import Lock
from typing import Any, Literal, TypeAlias, TypeVar, cast
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from psycopg import Connection, OperationalError
from psycopg_pool import ConnectionPool, PoolTimeout

from service.database.sql import in_schema
from service.kernel.privacy import Place, Private
from service.vault.keyring import KEY_BYTES, KeyRing, KeysUnavailable

NONCE_BYTES = 12
CACHE_SECONDS = 60
CACHE_SUBJECTS = 50_000

T = TypeVar("T")
Number: TypeAlias = Literal["nik", "kk"]


class KeyDestroyed(Exception):  # noqa: N818  (a state of the subject, not a fault of ours)
    """The subject was erased; nothing personal about it can be recorded any more."""


class Misplaced(Exception):  # noqa: N818
    """A sealed value does not open where it stands: it was moved or changed."""


class Vault:
    """The keys of one regency.

    Args:
        pool: connections to the key database, as the vault's own role.
        schema: where the key table stands.
        ring: the key-encryption keys.
        reload: reads them anew, when a rotation has added a version since we started; None keeps
            those we have.
    """

    def __init__(
        self,
        pool: ConnectionPool[Connection],
        schema: str,
        ring: KeyRing,
        *,
        reload: Callable[[], KeyRing] | None = None,
    ) -> None:
        self._pool = pool
        self._ring = ring
        self._reload = reload
        self._schema = schema
        self._wrapping = _ciphers(ring)
        self._index_key = ring.index_key()
        self._cache: dict[UUID, tuple[AESGCM, float]] = {}
        self._lock = Lock()
        self._find = in_schema(
            "SELECT subject, kek, wrapped FROM {s}.data_keys WHERE subject = ANY(%s)", schema
        )
        self._make = in_schema(
            "WITH version AS MATERIALIZED (SELECT current FROM {s}.wrapping_version FOR SHARE) "
            "INSERT INTO {s}.data_keys (subject, kek, wrapped) "
            "SELECT k.subject, %(kek)s, k.wrapped "
            "FROM unnest(%(subjects)s::uuid[], %(wrapped)s::bytea[]) AS k (subject, wrapped) "
            "CROSS JOIN version WHERE version.current <= %(kek)s "
            "ON CONFLICT (subject) DO NOTHING",
            schema,
        )

        self._destroy = in_schema(
            "WITH there AS ("
            " UPDATE {s}.data_keys SET wrapped = NULL, destroyed_at = clock_timestamp()"
            " WHERE subject = ANY (%s::uuid[]) AND wrapped IS NOT NULL RETURNING subject"
            ") SELECT subject FROM there",
            schema,
        )

    def install(self) -> None:
        """Make the key table, if it is missing.

        Raises:
            KeysUnavailable: the key database does not answer, or its keys were wrapped under
                others than ours: with a key file made anew after a loss, everything recorded
                from now on would be lost in turn as soon as the old file is found.
        """
        ddl = resources.files("service.vault").joinpath("schema.sql").read_text()
        one = in_schema(
            "SELECT subject, kek, wrapped FROM {s}.data_keys WHERE wrapped IS NOT NULL LIMIT 1",
            self._schema,
        )
        with self._connection() as conn, conn.transaction():
            # Held to the end of the transaction: of two that start at once, the other one waits.
            conn.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", (self._schema,))
            conn.execute(in_schema(ddl, self._schema))
            for subject, kek, wrapped in conn.execute(one).fetchall():
                self._unwrap(subject, kek, wrapped)

    def blind(self, kind: Number, number: str) -> bytes:
        """Return the keyed index of a number: equal for equal ones, useless without the key."""
        text = f"{kind}|v1|{number}".encode()
        return hashlib.blake2b(text, key=self._index_key, digest_size=16).digest()

    def fingerprint(self, asked: bytes) -> bytes:
        """Return the keyed hash of a request, to tell whether it is the same again.

        Keyed, for it stays in the log: whoever knows all of a request but a NIK could find that
        out by trying them.
        """
        return hashlib.blake2b(asked, key=self._index_key, digest_size=16).digest()

    def require(self, subjects: Collection[UUID]) -> dict[UUID, AESGCM]:
        """Return a key for each subject, making those that are missing.

        Raises:
            KeysUnavailable: the key database does not answer.
            KeyDestroyed: a subject was erased.
        """
        keys = self._cached(subjects)
        missing = [subject for subject in set(subjects) if subject not in keys]
        if not missing:
            return keys
        found = self._load(missing)
        new = [subject for subject in missing if subject not in found]
        if new:
            found |= self._made(new)
        loaded: dict[UUID, AESGCM] = {}
        for subject in missing:
            if (key := found[subject]) is None:
                raise KeyDestroyed(str(subject))
            loaded[subject] = key
        # Not those from the cache: remembered anew again and again, they would never expire.
        self._remember(loaded)
        return keys | loaded

    def _made(self, subjects: list[UUID]) -> dict[UUID, AESGCM | None]:
        """Make keys and return them, or those that somebody else made meanwhile."""
        self._make_keys(subjects)
        found = self._load(subjects)
        if len(found) < len(subjects):
            # Nothing was made: our version was dropped from use since we read it.
            self._learn()
            self._make_keys([subject for subject in subjects if subject not in found])
            found = self._load(subjects)
        if len(found) < len(subjects):
            raise KeysUnavailable("keys must be wrapped under a version that is not in our file")
        return found

    def _make_keys(self, subjects: list[UUID]) -> None:
        kek = self._ring.current
        wrapping = self._wrapping[kek]
        wrapped = [
            _wrap(wrapping, subject, os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES))
            for subject in subjects
        ]
        # Somebody else may make the same keys now; ON CONFLICT keeps theirs, so they are read.
        with self._connection() as conn:
            conn.execute(self._make, {"kek": kek, "subjects": subjects, "wrapped": wrapped})

    def mint(self, subjects: Iterable[UUID]) -> bytes:
        """Make the keys of new subjects, for use here and now; return them for `keep`.

        The import's way: what is made for a chunk is kept while the next one is being read. An
        event may be appended only after its keys were kept.
        """
        wrapping, kek = self._wrapping[self._ring.current], self._ring.current
        fresh: dict[UUID, AESGCM] = {}
        rows: list[str] = []
        named = list(subjects)
        chance = os.urandom(len(named) * (KEY_BYTES + NONCE_BYTES))  # one call for all of them
        for at, subject in zip(count(0, KEY_BYTES + NONCE_BYTES), named, strict=False):
            key = chance[at : at + KEY_BYTES]
            nonce = chance[at + KEY_BYTES : at + KEY_BYTES + NONCE_BYTES]
            fresh[subject] = AESGCM(key)
            wrapped = _wrap(wrapping, subject, key, nonce).hex()
            rows.append(f"{subject.hex}\t{kek}\t\\\\x{wrapped}\n")
        self._remember(fresh)
        return "".join(rows).encode()

    def keep(self, minted: bytes) -> None:
        """Store keys that `mint` made, all or none.

        Raises:
            KeysUnavailable: the key database does not answer.
        """
        sql = in_schema("COPY {s}.data_keys (subject, kek, wrapped) FROM STDIN", self._schema)
        version = in_schema("SELECT current FROM {s}.wrapping_version FOR SHARE", self._schema)
        with self._connection() as conn, conn.transaction():
            row = conn.execute(version).fetchone()
            with conn.cursor().copy(sql) as copy:
                copy.write(self._fit(minted, row[0] if row else 1))

    def _fit(self, minted: bytes, version: int) -> bytes:
        """Return keys wrapped under a version or a later one: a rotation may have begun since."""
        if not minted or int(minted.split(b"\t", 2)[1]) >= version:
            return minted
        self._learn()
        kek, rows = self._ring.current, []
        for line in minted.decode().splitlines():
            subject, old, text = line.split("\t")
            one, wrapped = UUID(subject), bytes.fromhex(text.removeprefix("\\\\x"))
            rows.append(f"{subject}\t{kek}\t\\\\x{self.rewrap(one, int(old), wrapped).hex()}\n")
        return "".join(rows).encode()

    def rewrap(self, subject: UUID, kek: int, wrapped: bytes) -> bytes:
        """Return a wrapped key, wrapped under the current version.

        Raises:
            KeysUnavailable: it was not wrapped under one that we have.
        """
        key = self._plain(subject, kek, wrapped)
        return _wrap(self._wrapping[self._ring.current], subject, key, os.urandom(NONCE_BYTES))

    def fetch(self, subjects: Collection[UUID]) -> dict[UUID, AESGCM]:
        """Return the keys that exist; an erased or unknown subject is missing from the answer.

        Raises:
            KeysUnavailable: the key database does not answer.
        """
        keys = self._cached(subjects)
        missing = [subject for subject in set(subjects) if subject not in keys]
        if missing:
            found = {s: k for s, k in self._load(missing).items() if k is not None}
            self._remember(found)
            keys |= found
        return keys

    def open_all(self, values: Collection[Private[Any]]) -> list[Any]:
        """Return the plain values, in order; None where the subject was erased.

        Raises:
            KeysUnavailable: the key database does not answer.
            Misplaced: a value was moved or changed in the log.
        """
        keys = self.fetch([v.subject for v in values if v.plain is None])
        return [v.plain if v.plain is not None else _open(v, keys.get(v.subject)) for v in values]

    def open(self, value: Private[T]) -> T | None:
        """Return one plain value, or None where the subject was erased."""
        return cast("T | None", self.open_all([value])[0])

    def seal_bytes(self, subject: UUID, content: bytes, *, about: str) -> bytes:
        """Return content sealed with a subject's key, for a place beside the log.

        Args:
            about: what it is; content that is opened as something else does not open.

        Raises:
            KeysUnavailable: the key database does not answer.
            KeyDestroyed: the subject was erased.
        """
        nonce = os.urandom(NONCE_BYTES)
        key = self.require([subject])[subject]
        return nonce + key.encrypt(nonce, content, _about(about, subject))

    def open_bytes(self, subject: UUID, sealed: bytes, *, about: str) -> bytes | None:
        """Return content in plain, None where the subject was erased.

        Raises:
            KeysUnavailable: the key database does not answer.
            Misplaced: it was moved or changed.
        """
        key = self.fetch([subject]).get(subject)
        if key is None:
            return None
        nonce, cipher = sealed[:NONCE_BYTES], sealed[NONCE_BYTES:]
        try:
            return key.decrypt(nonce, cipher, _about(about, subject))
        except (InvalidTag, ValueError) as err:
            raise Misplaced(about) from err

    def destroy(self, subjects: Collection[UUID]) -> list[UUID]:
        """Destroy the keys of subjects, for good; one that is gone already stays gone.

        Afterwards the table is vacuumed: the dead rows still hold the wrapped keys.

        Returns:
            Those whose key was there.

        Raises:
            KeysUnavailable: the key database does not answer.
        """
        for subject in subjects:
            self.forget(subject)
        with self._connection() as conn:
            gone = [one for (one,) in conn.execute(self._destroy, (list(subjects),)).fetchall()]
            if gone:
                conn.execute(in_schema("VACUUM {s}.data_keys", self._schema))
        # Somebody may have remembered one while its row was being emptied.
        for subject in gone:
            self.forget(subject)
        return gone

    def fits(self, subject: UUID, kek: int, wrapped: bytes) -> bool:
        """Say whether a wrapped key opens under this key file."""
        try:
            self._plain(subject, kek, wrapped)
        except KeysUnavailable:
            return False
        return True

    def forget(self, subject: UUID) -> None:
        """Drop a subject's key from this process's memory; what is at rest stays."""
        with self._lock:
            self._cache.pop(subject, None)

    def at_hand(self, subject: UUID) -> AESGCM | None:
        """Return a subject's key if it is in memory, without asking the database."""
        hit = self._cache.get(subject)
        return hit[0] if hit is not None and hit[1] > time.monotonic() else None

    def _cached(self, subjects: Collection[UUID]) -> dict[UUID, AESGCM]:
        now = time.monotonic()
        hits = {}
        for subject in subjects:
            hit = self._cache.get(subject)
            if hit is not None and hit[1] > now:
                hits[subject] = hit[0]
        return hits

    def _remember(self, keys: dict[UUID, AESGCM]) -> None:
        # An erased subject's key leaves every process at the latest after CACHE_SECONDS.
        until = time.monotonic() + CACHE_SECONDS
        with self._lock:
            if len(self._cache) + len(keys) > CACHE_SUBJECTS:
                self._cache.clear()
            self._cache.update({subject: (key, until) for subject, key in keys.items()})

    def _load(self, subjects: list[UUID]) -> dict[UUID, AESGCM | None]:
        with self._connection() as conn:
            rows = conn.execute(self._find, (subjects,)).fetchall()
        return {subject: self._unwrap(subject, kek, wrapped) for subject, kek, wrapped in rows}

    def _unwrap(self, subject: UUID, kek: int, wrapped: bytes | None) -> AESGCM | None:
        return None if wrapped is None else AESGCM(self._plain(subject, kek, wrapped))

    def _plain(self, subject: UUID, kek: int, wrapped: bytes) -> bytes:
        if kek not in self._wrapping:
            self._learn()
        if (wrapping := self._wrapping.get(kek)) is None:
            raise KeysUnavailable(f"key-encryption key version {kek} is missing")
        nonce, cipher = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return wrapping.decrypt(nonce, cipher, b"dek/v1|" + subject.bytes)
        except (InvalidTag, ValueError) as err:
            raise KeysUnavailable(
                f"a data key was not wrapped under version {kek} of this key file"
            ) from err

    def _learn(self) -> None:
        """Read the key file again; versions that we know already stay known."""
        if self._reload is None:
            return
        ring = self._reload()
        if ring.nik_index != self._ring.nik_index:
            raise KeysUnavailable("the key file is another one than when we started")
        with self._lock:
            self._wrapping = {**self._wrapping, **_ciphers(ring)}
            self._ring = ring

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        try:
            with self._pool.connection() as conn:
                yield conn
        except (PoolTimeout, OperationalError) as err:
            raise KeysUnavailable("the key database does not answer") from err


def seal(value: Private[Any], key: AESGCM, place: Place) -> str:
    """Return the text that stands in the event instead of the value: `<subject>:<base64>`."""
    assert value.plain is not None, "a value that is still sealed is opened before it is moved"
    nonce = os.urandom(NONCE_BYTES)
    cipher = key.encrypt(nonce, msgspec.json.encode(value.plain), _binding(place, value.subject))
    return f"{value.subject.hex}:{base64.b64encode(nonce + cipher).decode()}"


def _ciphers(ring: KeyRing) -> dict[int, AESGCM]:
    return {int(version): AESGCM(ring.wrapping_key(int(version))) for version in ring.wrapping}


def _wrap(wrapping: AESGCM, subject: UUID, key: bytes, nonce: bytes) -> bytes:
    return nonce + wrapping.encrypt(nonce, key, b"dek/v1|" + subject.bytes)


def _open(value: Private[Any], key: AESGCM | None) -> Any:
    if key is None:
        return None
    assert value.place is not None, "a sealed value knows where it stands"
    try:
        raw = base64.b64decode(value.sealed, validate=True)
        plain = key.decrypt(
            raw[:NONCE_BYTES], raw[NONCE_BYTES:], _binding(value.place, value.subject)
        )
    except (InvalidTag, ValueError) as err:
        raise Misplaced(f"{value.place.stream} version {value.place.version}") from err
    return msgspec.json.decode(plain, type=value.kind)


def _binding(place: Place, subject: UUID) -> bytes:
    return f"pii/v1|{place.stream}|{place.version}|{place.type}|".encode() + subject.bytes


def _about(what: str, subject: UUID) -> bytes:
    return f"blob/v1|{what}|".encode() + subject.bytes
