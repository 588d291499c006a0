"""The few keys that open all others: versioned key-encryption keys and the NIK index key.

They live in a file that only the service may read (mode 0600), never in a database. Losing it is
losing every personal value; so `sanding doctor` says where it is, and backups of it are the
operator's first duty.
"""

import base64
import os
import secrets
import tempfile
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

import msgspec
from msgspec import Struct

KEY_BYTES = 32


class KeysUnavailable(Exception):  # noqa: N818  (named after the state, as in the answer to callers)
    """Personal values can't be sealed or opened now: the keys are missing or unreadable."""


class KeyRing(Struct, frozen=True, kw_only=True):
    """Key-encryption keys by version, and the key of the NIK index.

    Args:
        current: the version new data keys are wrapped under.
        wrapping: version → 32 bytes, base64. Old versions stay until every key is re-wrapped.
        nik_index: 32 bytes, base64. It can't be changed without re-indexing every claim.
    """

    current: int
    wrapping: dict[str, str]
    nik_index: str

    def wrapping_key(self, version: int) -> bytes:
        """Return one key-encryption key.

        Raises:
            KeysUnavailable: that version is not in the file, or it is damaged.
        """
        try:
            return _key(self.wrapping[str(version)])
        except KeyError as err:
            raise KeysUnavailable(f"key-encryption key version {version} is missing") from err

    def index_key(self) -> bytes:
        """Return the key of the NIK index.

        Raises:
            KeysUnavailable: it is damaged.
        """
        return _key(self.nik_index)


def make() -> KeyRing:
    """Return a new key ring with fresh random keys."""
    return KeyRing(current=1, wrapping={"1": _fresh()}, nik_index=_fresh())


def load_or_make(path: Path) -> KeyRing:
    """Return the key ring in `path`; make the file, readable by its owner only, if it is missing.

    Raises:
        KeysUnavailable: the file is there but can't be read or is damaged.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        # Written beside and linked into place: of two processes that start at once, one makes
        # the file and both read that one. os.link refuses to overwrite.
        file, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600
        try:
            with os.fdopen(file, "wb") as out:
                out.write(msgspec.json.format(msgspec.json.encode(make())))
                out.flush()
                os.fsync(file)
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            Path(draft).unlink()
        _keep_name(path.parent)
    return load(path)


def add_version(path: Path) -> KeyRing:
    """Put a new version beside the others, and make it the current one.

    Raises:
        KeysUnavailable: the file is missing, can't be read or is damaged.
    """
    ring = load(path)
    version = max(map(int, ring.wrapping)) + 1
    return _replace(
        path,
        KeyRing(
            current=version,
            wrapping={**ring.wrapping, str(version): _fresh()},
            nik_index=ring.nik_index,
        ),
    )


def drop_versions(path: Path, versions: Collection[int]) -> KeyRing:
    """Take versions out for good; what is wrapped under them can't be opened any more.

    Raises:
        KeysUnavailable: the file is missing, can't be read or is damaged.
    """
    ring = load(path)
    assert ring.current not in versions, "the current version is in use"
    left = {version: key for version, key in ring.wrapping.items() if int(version) not in versions}
    return _replace(path, KeyRing(current=ring.current, wrapping=left, nik_index=ring.nik_index))


def _replace(path: Path, ring: KeyRing) -> KeyRing:
    """Write the file anew, whole or not at all, and survive a power cut."""
    file, draft = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # mode 0600
    state = path.stat()
    try:
        with os.fdopen(file, "wb") as out:
            out.write(msgspec.json.format(msgspec.json.encode(ring)))
            out.flush()
            os.fchown(file, state.st_uid, state.st_gid)
            os.fsync(file)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
    _keep_name(path.parent)
    return load(path)


def load(path: Path) -> KeyRing:
    """Return the key ring in `path`.

    Raises:
        KeysUnavailable: the file is missing, can't be read or is damaged.
    """
    try:
        ring = msgspec.json.decode(path.read_bytes(), type=KeyRing)
    except (OSError, msgspec.MsgspecError) as err:
        raise KeysUnavailable(f"can't read the keys in {path}") from err
    if not all(version.isdecimal() for version in ring.wrapping):
        raise KeysUnavailable(f"a version of a key in {path} is not a number")
    ring.index_key()
    for version in (ring.current, *map(int, ring.wrapping)):
        ring.wrapping_key(version)
    return ring


def _key(text: str) -> bytes:
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError as err:
        raise KeysUnavailable("a key in the key file is damaged") from err
    if len(key) != KEY_BYTES:
        raise KeysUnavailable(f"a key in the key file is not {KEY_BYTES} bytes long")
    return key


def _keep_name(folder: Path) -> None:
    """Have a new name in a folder survive a power cut: keys wrapped under it would be lost."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _fresh() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
