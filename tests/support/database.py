"""One throw-away PostgreSQL for a whole test run."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from service.database.embedded import Embedded

_PREFIX = "sanding-test-"
_OLD_SECONDS = 3600


class Urls(NamedTuple):
    """Addresses of the run's databases, as the three roles."""

    owner: str
    app: str
    vault: str


@contextmanager
def roots() -> Iterator[Path]:
    """Give a short-named folder for one server, and take it and its server away in the end."""
    root = Path(tempfile.mkdtemp(prefix=_PREFIX))
    if os.geteuid() == 0:
        root.chmod(0o711)  # the account PostgreSQL runs as must be able to pass through
    try:
        yield root
    finally:
        discard(root)


@contextmanager
def throwaway_server() -> Iterator[Embedded]:
    """Run a server that forgets everything, and leave neither process nor file behind."""
    with roots() as root:
        discard_leftovers(newer=root)
        with Embedded(root, durable=False) as server:
            yield server


def discard(root: Path) -> None:
    """Stop the server on a folder, whoever left it running, and remove its files."""
    server = Embedded(root)
    if server.stop():
        for folder in server.folders:
            shutil.rmtree(folder, ignore_errors=True)


def discard_leftovers(*, newer: Path) -> None:
    """Discard servers of runs that were killed before they could; one still in use is kept."""
    now = newer.stat().st_mtime
    for root in newer.parent.glob(_PREFIX + "*"):
        with suppress(FileNotFoundError):  # another process of this run was faster
            state = root.stat()
            if state.st_uid == os.geteuid() and now - state.st_mtime > _OLD_SECONDS:
                discard(root)
