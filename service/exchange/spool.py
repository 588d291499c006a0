"""Files that wait to be decided about: private, for an hour, and never more than so much of them.

    keep → opened* → dropped | expired

A list is looked at before it is received, and received without being sent again. Between the two it
lies in a folder that only the service may read, under a name nobody can guess, for whoever sent it.
Nothing here is part of the record: losing it costs an upload.
"""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO, ClassVar

import msgspec
from msgspec import Struct

from service.kernel.refusals import Refused

KEPT_FOR = timedelta(hours=1)
MOST_BYTES = 4 * 1024 * 1024 * 1024
MOST_OF_ONE = 5
_PART_BYTES = 1 << 20
_TOKEN_LENGTH = 43


class SpoolExpired(Refused):
    """Berkas yang diperiksa ini sudah tidak disimpan."""

    way_out: ClassVar[str] = (
        "Unggah lagi berkasnya; berkas yang menunggu disimpan satu jam, paling banyak lima."
    )


class SpoolFull(Refused):
    """Terlalu banyak berkas menunggu diterima."""

    way_out: ClassVar[str] = "Coba lagi nanti; berkas yang menunggu disimpan paling lama satu jam."


class FileChanged(Refused):
    """Berkas yang disimpan bukan yang tadi diperiksa."""

    way_out: ClassVar[str] = "Unggah dan periksa lagi berkasnya."


class Waiting(Struct, frozen=True, kw_only=True):
    """A file that waits.

    Args:
        told: what was found out about it, as JSON.
    """

    account: str
    file_name: str
    file_hash: str
    bytes: int
    expires_at: datetime
    told: msgspec.Raw = msgspec.Raw(b"null")


class Spool:
    """The waiting files of one regency.

    Args:
        name: tells the folders of several regencies apart.
        folder: where the folder stands; None for that of temporary files.
    """

    def __init__(self, name: str, folder: Path | None = None) -> None:
        self._folder = (folder or Path(tempfile.gettempdir())) / f"sanding-{os.getuid()}-{name}"

    def keep(
        self, file: BinaryIO, *, account: str, file_name: str, file_hash: str, now: datetime
    ) -> str:
        """Keep a file for an hour; return its token. The oldest of the account make room for it.

        Raises:
            SpoolFull: too much waits altogether.
        """
        self._sweep(now)
        held = {path.stem: self._told(path) for path in self._folder.glob("*.json")}
        own = sorted(
            (one.expires_at, token) for token, one in held.items() if one and one.account == account
        )
        for _, oldest in own[: max(len(own) + 1 - MOST_OF_ONE, 0)]:
            self.drop(oldest)
            del held[oldest]
        size = file.seek(0, os.SEEK_END)
        if sum(one.bytes for one in held.values() if one) + size > MOST_BYTES:
            raise SpoolFull(most_bytes=MOST_BYTES)
        token = secrets.token_urlsafe(32)
        file.seek(0)
        with self._created(self._folder / f"{token}.list") as out:
            while part := file.read(_PART_BYTES):
                out.write(part)
        about = Waiting(
            account=account,
            file_name=file_name,
            file_hash=file_hash,
            bytes=size,
            expires_at=now + KEPT_FOR,
        )
        self._write(token, about)
        return token

    def note(self, token: str, told: bytes, *, account: str, now: datetime) -> None:
        """Keep beside a file what was found out about it, as JSON.

        Raises:
            SpoolExpired: it is not there any more, or somebody else's.
        """
        about = self.about(token, account=account, now=now)
        self._write(token, msgspec.structs.replace(about, told=msgspec.Raw(told)))

    def about(self, token: str, *, account: str, now: datetime) -> Waiting:
        """Return what is known of a file that waits.

        Raises:
            SpoolExpired: it is not there any more, or somebody else's.
        """
        is_one = len(token) == _TOKEN_LENGTH and token.replace("-", "").replace("_", "").isalnum()
        known = self._told(self._folder / f"{token}.json") if is_one else None
        if known is None or known.account != account or known.expires_at <= now:
            raise SpoolExpired
        return known

    @contextmanager
    def opened(self, token: str, *, account: str, now: datetime) -> Iterator[BinaryIO]:
        """Open a file that waits.

        Raises:
            SpoolExpired: it is not there any more, or somebody else's.
        """
        self.about(token, account=account, now=now)
        try:
            file = (self._folder / f"{token}.list").open("rb")
        except FileNotFoundError as err:
            raise SpoolExpired from err
        with file:
            yield file

    def drop(self, token: str) -> None:
        """Forget a file whose token was checked."""
        for path in (self._folder / f"{token}.list", self._folder / f"{token}.json"):
            path.unlink(missing_ok=True)

    def _sweep(self, now: datetime) -> None:
        """Make the folder, private; drop what waited too long."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        found = self._folder.stat()
        assert found.st_uid == os.getuid(), f"{self._folder} is somebody else's"
        self._folder.chmod(0o700)
        for path in self._folder.glob("*.list"):
            known = self._told(path.with_suffix(".json"))
            if known is None or known.expires_at <= now:
                self.drop(path.stem)

    def _write(self, token: str, about: Waiting) -> None:
        path = self._folder / f"{token}.json"
        path.unlink(missing_ok=True)
        with self._created(path) as out:
            out.write(msgspec.json.encode(about))

    @contextmanager
    def _created(self, path: Path) -> Iterator[BinaryIO]:
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(number, "wb") as out:
            yield out

    def _told(self, path: Path) -> Waiting | None:
        try:
            return msgspec.json.decode(path.read_bytes(), type=Waiting)
        except (FileNotFoundError, msgspec.DecodeError):
            return None
