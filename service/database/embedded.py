"""A PostgreSQL server of our own beside the service: for the demo, tests and small regencies.

    (nothing) → created → running → stopped → running …;  killed → recovered → running

Unmodified programs (`binaries.py`) on a folder of ours (`cluster.py`), with a Unix socket and no
network port. The server has a session of its own: Ctrl-C in our terminal and our own death leave
it running. The next start takes it over, and the stop of its last user stops it.
"""

# ruff: noqa: S603  (we run PostgreSQL and /bin programs; nobody else words these commands)

import fcntl
import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

import psycopg

from service.database.accounts import server_account
from service.database.binaries import NoPostgres, OtherMajor, find_binaries, runnable
from service.database.cluster import APP_ROLE, DATABASE, OWNER_ROLE, VAULT, VAULT_ROLE, Cluster

__all__ = ["Embedded", "NoPostgres", "NotStarted", "NotStopped", "OtherMajor"]

_LONGEST_LOG_BYTES = 8_000_000
_LONGEST_SAID_BYTES = 2_000
_BETWEEN_LOOKS_SECONDS = 0.02
_STATUS = 7  # the line of postmaster.pid that says whether the server is ready
# What a server says that cannot start yet because the one before it was killed a moment ago. The
# last: t0 a transaction makes an unlogged table, t1 it is broken off and its file of how to begin
# empty is removed, t2 the server is killed before the log says so, t3 recovery makes that file anew
# and finds the table's own in its way. The next attempt knows both and clears them away.
_PASSING = re.compile(
    r'already exists|is still in use|could not create file "base/[^"]+": File exists'
)
_ORPHANS_MAY_TAKE_SECONDS = 10

# Every server this process started, so that each is reaped when it ends: an unreaped one still
# looks alive, and PostgreSQL would not start a second time.
_CHILDREN: dict[int, "subprocess.Popen[bytes]"] = {}


class NotStarted(NoPostgres):
    """The server did not start; the message ends with the last lines of its log."""


class NotStopped(NoPostgres):
    """The server is still there after being told to stop twice."""


class Embedded:
    """One local server with the databases `sanding` and `sanding_vault`.

    Args:
        root: the folder that holds everything; made when missing.
        postgres_bin: the folder of the programs to use; None looks for them.
        durable: False gives up surviving a power cut for speed. Only for tests.
    """

    def __init__(
        self, root: Path, *, postgres_bin: Path | None = None, durable: bool = True
    ) -> None:
        self.root = root.absolute()
        self._postgres_bin = postgres_bin
        self._account = server_account()
        self._cluster = Cluster(self.root, self._account, durable=durable)
        self._use: IO[str] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self, *, wait_seconds: float = 300) -> None:
        """Have it running: take over a running one, recover a killed one, or make the first one.

        Args:
            wait_seconds: how long recovery from a crash may take.

        Raises:
            NoPostgres: there is no usable PostgreSQL here, or no usable folder.
            OtherMajor: the data folder needs another major version.
            NotStarted: the server ended at once, or did not answer in time.
        """
        self._make_root()
        self._join()
        try:
            with self._alone():
                if not self._answers():
                    self._make_and_run(time.monotonic() + wait_seconds)
        except BaseException:  # Ctrl-C too: nobody else would stop what was just started
            self.stop()
            raise

    def stop(self, *, wait_seconds: float = 60) -> bool:
        """Stop it, unless another process still uses it. Does nothing to a stopped one.

        Args:
            wait_seconds: for the server to roll back what is open and write out everything. After
                that it is cut off, and will recover at its next start.

        Returns:
            Whether the server is stopped now.

        Raises:
            NotStopped: it is still there after being cut off.
        """
        if not self.root.is_dir():
            return True
        with self._alone():
            if not self._leave():
                return False
            pid = self.pid()
            if pid is None:
                return True
            for request in (signal.SIGINT, signal.SIGQUIT):  # "fast", then "immediate" shutdown
                with suppress(ProcessLookupError):
                    os.kill(pid, request)
                if self._ended(pid, time.monotonic() + wait_seconds):
                    return True
        raise NotStopped(f"PostgreSQL tidak mau berhenti. Hentikan dengan: kill -QUIT {pid}")

    def pid(self) -> int | None:
        """Return the process id of the running server, or None."""
        noted = self._noted()
        if not noted or not noted[0].isdigit():
            return None
        pid = int(noted[0])
        return pid if _is_server(pid, self._cluster.pgdata) else None

    @property
    def folders(self) -> tuple[Path, ...]:
        """Every folder that holds files of it. Remove them all, once stopped, to be rid of it."""
        return (self._cluster.socket_folder, self._cluster.home, self.root)

    def url(self, database: str = DATABASE, user: str = APP_ROLE) -> str:
        """Return the address to connect to. It holds the password: never log it."""
        return self._cluster.url(database, user)

    @property
    def app_url(self) -> str:
        """Address for the service: may do in `sanding` what its tables grant."""
        return self.url(DATABASE, APP_ROLE)

    @property
    def owner_url(self) -> str:
        """Address for making tenants and read models: owns the database `sanding`."""
        return self.url(DATABASE, OWNER_ROLE)

    @property
    def vault_url(self) -> str:
        """Address for the keys: owns the database `sanding_vault` and enters no other."""
        return self.url(VAULT, VAULT_ROLE)

    def _make_root(self) -> None:
        # When we are root, the server's account must be able to pass through; it cannot list.
        mode = 0o711 if self._account.switch else 0o700
        try:
            for folder in (*reversed(self.root.parents), self.root):
                if not folder.exists():
                    folder.mkdir(mode=mode, exist_ok=True)
                    folder.chmod(mode)
        except OSError as err:
            raise NoPostgres(
                f"Folder {self.root} tidak dapat dibuat. Isi SANDING_DATA dengan folder lain."
            ) from err
        for name in ("lock", "users", "server.log"):
            with suppress(PermissionError):
                (self.root / name).touch(mode=0o600)
        if not os.access(self.root / "lock", os.W_OK):
            raise NoPostgres(
                f"Folder {self.root} milik pengguna lain. Jalankan sebagai pengguna itu, atau isi "
                "SANDING_DATA dengan folder lain."
            )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Only one process at a time makes, starts or stops; the kernel frees a dead one's lock."""
        with (self.root / "lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _join(self) -> None:
        if self._use is None:
            self._use = (self.root / "users").open("a")
            fcntl.flock(self._use, fcntl.LOCK_SH)

    def _leave(self) -> bool:
        """Give up our use of the server; say whether nobody else uses it."""
        use = self._use or (self.root / "users").open("a")
        self._use = None
        with use:
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

    def _make_and_run(self, deadline: float) -> None:
        major = self._cluster.major
        found = find_binaries(self._postgres_bin, major=major)
        self._cluster.prepare()
        binaries = runnable(found, self._account, self._cluster.home)
        if major is None:
            self._cluster.create(binaries)
        command = self._cluster.command(binaries)
        log = self.root / "server.log"
        if log.stat().st_size > _LONGEST_LOG_BYTES:
            log.rename(log.with_suffix(".log.1"))
            log.touch(mode=0o600)
        patience = time.monotonic() + _ORPHANS_MAY_TAKE_SECONDS
        while True:
            self._forget_stale_pid()
            if time.monotonic() > patience and self.pid() is None:
                self._end_orphans()
            before = log.stat().st_size
            server = self._cluster.spawn(command, log)
            _CHILDREN[server.pid] = server
            while server.poll() is None:
                if self._answers():
                    return
                self._wait(deadline, log, before)
            if not _PASSING.search(_said(log, before)):
                raise NotStarted(f"PostgreSQL tidak mau berjalan:\n{_said(log, before)}")
            self._wait(deadline, log, before)

    def _wait(self, deadline: float, log: Path, before: int) -> None:
        if time.monotonic() > deadline:
            raise NotStarted(f"PostgreSQL belum juga menjawab:\n{_said(log, before)}")
        time.sleep(_BETWEEN_LOOKS_SECONDS)

    def _answers(self) -> bool:
        """Say whether the server is ready and takes our password, which no other server would."""
        if self._noted()[_STATUS:] != ["ready"]:
            return False
        try:
            psycopg.connect(self.app_url, connect_timeout=10).close()
        except (psycopg.OperationalError, FileNotFoundError):
            return False
        return True

    def _noted(self) -> list[str]:
        """Return the lines a running or killed server noted about itself, the pid first."""
        try:
            noted = (self._cluster.pgdata / "postmaster.pid").read_text()
        except FileNotFoundError:
            return []
        return [line.strip() for line in noted.splitlines()]

    def _forget_stale_pid(self) -> None:
        """Remove the pid a killed server noted, when another program has got that number since.

        t0 the machine or container goes down with the server, t1 it comes up and some process of
        ours gets the noted number, t2 PostgreSQL sees it alive and refuses to start, for ever.
        """
        if self._noted() and self.pid() is None:
            (self._cluster.pgdata / "postmaster.pid").unlink(missing_ok=True)

    def _end_orphans(self) -> None:
        """End what a killed server left running; it keeps the next server from starting.

        t0 the server is killed, t1 all its processes notice and end, but one waits for another
        that ended before it, t2 PostgreSQL sees it hold the shared memory and refuses to start,
        for ever. There is no server now, so nothing that process does can still be committed.
        """
        for process in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                # A child names itself; the server itself shows the command it was started with.
                if not process.joinpath("cmdline").read_bytes().startswith(b"postgres: "):
                    continue
                if process.joinpath("cwd").samefile(self._cluster.pgdata):
                    os.kill(int(process.name), signal.SIGKILL)

    def _ended(self, pid: int, deadline: float) -> bool:
        while _is_server(pid, self._cluster.pgdata):
            if time.monotonic() > deadline:
                return False
            time.sleep(_BETWEEN_LOOKS_SECONDS)
        return True


def _is_server(pid: int, pgdata: Path) -> bool:
    """Say whether a process is alive and PostgreSQL on this data folder."""
    child = _CHILDREN.get(pid)
    if child is not None:
        return child.poll() is None
    process = Path("/proc") / str(pid)
    if process.parent.joinpath("self").exists():
        try:
            name, _, rest = process.joinpath("stat").read_text().partition("(")[2].rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            return False
    else:
        shown = subprocess.run(  # macOS
            ["/bin/ps", "-o", "comm=,stat=", "-p", str(pid)],
            capture_output=True,
            text=True,
            check=False,
        ).stdout
        name, _, rest = shown.strip().rpartition(" ")
    if not name.strip().endswith("postgres") or rest.strip().startswith("Z"):
        return False
    with suppress(OSError):  # not ours to see, or no /proc: then the name has to do
        return process.joinpath("cwd").samefile(pgdata)
    return True


def _said(log: Path, since: int) -> str:
    """Return the end of what a server wrote to its log since it was `since` bytes long."""
    with log.open("rb") as reading:
        reading.seek(max(since, log.stat().st_size - _LONGEST_SAID_BYTES))
        return reading.read().decode(errors="replace")
