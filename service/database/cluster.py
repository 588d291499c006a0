"""The files of a local PostgreSQL cluster: where they are, how they are made, with which settings.

Nobody can log in as superuser: roles and databases are made by PostgreSQL's single-user mode
before the server first listens, and all of it appears under its final name in one rename.

On disk (`root` is ours; when we are root ourselves, the server runs as another account, to which
only `cluster` belongs):

    root/<role>.password        readable by us alone
    root/server.log
    root/pg_hba.conf            who may log in where
    root/cluster/pgdata, run    the data folder, and the folder of the socket
    root/location, root/socket  where `cluster` or the socket is, when root is no place for it
"""

# ruff: noqa: S603  (we run PostgreSQL and /bin programs; nobody else words these commands)

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from service.database.accounts import Account
from service.database.binaries import Binaries, NoPostgres
from service.database.reader import READER_ROLE

DATABASE = "sanding"
VAULT = "sanding_vault"
OWNER_ROLE = "sanding_owner"
APP_ROLE = "sanding_app"
VAULT_ROLE = "sanding_vault"

_PORT = 5432  # names the socket; nothing listens on the network
_LONGEST_SOCKET_BYTES = 100  # the kernel's limit is 104 on macOS, 108 on Linux
_ELSEWHERE = Path("/var/lib/sanding-postgres")
_WITH_BUILTIN_LOCALE = 17
# Nothing of the caller's environment (PGPORT, LANG …) changes how a server is made or runs.
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}

_SETTINGS = {
    "listen_addresses": "",
    "port": str(_PORT),
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "4GB",
    "wal_compression": "on",
    "synchronous_commit": "on",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The key that was taken or the value that did not fit is personal text: not into the log.
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
}
# What is shared stands in the folder too: a server that is killed for good and then removed with
# its folder leaves nothing in /dev/shm.
_FORGETFUL = {"fsync": "off", "full_page_writes": "off", "dynamic_shared_memory_type": "mmap"}

_ACCESS = f"""\
local {DATABASE} {OWNER_ROLE},{APP_ROLE} scram-sha-256
local {VAULT} {VAULT_ROLE} scram-sha-256
"""


class Cluster:
    """The folder of one server.

    Args:
        root: holds everything; made when missing.
        account: who the server runs as.
        durable: False gives up surviving a power cut for speed. Only for tests.
    """

    def __init__(self, root: Path, account: Account, *, durable: bool) -> None:
        self.root = root.absolute()
        self._account = account
        self._durable = durable

    @property
    def home(self) -> Path:
        """The folder `cluster` is in: the root, unless the server's account cannot enter that."""
        return _read_path(self.root / "location") or self.root

    @property
    def pgdata(self) -> Path:
        """PostgreSQL's data folder."""
        return self.home / "cluster" / "pgdata"

    @property
    def socket_folder(self) -> Path:
        """The folder the server's socket is in."""
        return _read_path(self.root / "socket") or self.home / "cluster" / "run"

    @property
    def major(self) -> int | None:
        """The PostgreSQL version the data folder belongs to; None when there is none yet."""
        try:
            return int((self.pgdata / "PG_VERSION").read_text())
        except FileNotFoundError:
            return None

    def url(self, database: str, user: str) -> str:
        """Return the address to connect to. It holds the password: never log it."""
        password = (self.root / f"{user}.password").read_text()
        host = quote(str(self.socket_folder), safe="")
        return f"postgresql://{user}:{password}@/{database}?host={host}&port={_PORT}"

    def prepare(self) -> None:
        """Make the folders, wherever the server can use them, and say who may log in.

        Raises:
            NoPostgres: no place can be found for them.
        """
        try:
            if not self._account.can_enter(self.home):
                self._go_elsewhere()
            self._make_own(self.home / "cluster")
            self._make_socket_folder()
            (self.home / "pg_hba.conf").write_text(_ACCESS)
            (self.home / "pg_hba.conf").chmod(0o644)
        except OSError as err:
            raise NoPostgres(
                f"Folder basis data tidak dapat dibuat ({err}). "
                "Isi SANDING_DATA dengan folder lain."
            ) from err

    def create(self, binaries: Binaries) -> None:
        """Make the data folder with its roles and databases: all of it, or none.

        Raises:
            NoPostgres: PostgreSQL could not make it.
        """
        for left in self.pgdata.parent.glob("pgdata.*.new"):
            shutil.rmtree(left, ignore_errors=True)  # its process was killed in here
        # A name of its own: the killed process may have left an initdb that is still writing.
        new = self.pgdata.with_name(f"pgdata.{secrets.token_hex(4)}.new")
        options = ["--auth=reject", "--data-checksums"]
        if binaries.major >= _WITH_BUILTIN_LOCALE:
            options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        else:
            options += ["--locale=C.UTF-8"]
        if not self._durable:
            options.append("--no-sync")
        self._run([binaries.folder / "initdb", "-D", new, "-U", "postgres", "-E", "UTF8", *options])
        passwords = {role: self._password(role) for role in (OWNER_ROLE, APP_ROLE, VAULT_ROLE)}
        strict = ["-c", "exit_on_error=true", "-c", "log_min_error_statement=panic"]
        self._run(
            [binaries.folder / "postgres", "--single", "-D", new, *strict, "postgres"],
            told=_roles_and_databases(passwords),
        )
        new.rename(self.pgdata)

    def command(self, binaries: Binaries) -> list[str]:
        """Return the command that runs the server in the foreground."""
        settings = _SETTINGS | ({} if self._durable else _FORGETFUL)
        settings |= {
            "hba_file": str(self.home / "pg_hba.conf"),
            "unix_socket_directories": f'"{self.socket_folder}"',
        }
        command = [str(binaries.folder / "postgres"), "-D", str(self.pgdata)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def spawn(self, command: list[str], log: Path) -> subprocess.Popen[bytes]:
        """Run a command as the server's account, out of reach of this terminal's Ctrl-C."""
        with log.open("ab") as said:
            return subprocess.Popen(
                command,
                cwd="/",
                env=_ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
                umask=0o077,
                **self._account.switch,
            )

    def _run(self, command: Sequence[str | Path], *, told: str = "") -> None:
        try:
            subprocess.run(
                command,
                cwd="/",
                env=_ENVIRONMENT,
                input=told,
                capture_output=True,
                text=True,
                check=True,
                umask=0o077,
                **self._account.switch,
            )
        except (OSError, subprocess.CalledProcessError) as err:
            said = getattr(err, "stderr", None) or str(err)
            raise NoPostgres(f"PostgreSQL tidak dapat membuat basis data:\n{said}") from err

    def _password(self, role: str) -> str:
        """Return a role's password, the same one when an earlier attempt was killed half-way."""
        file = self.root / f"{role}.password"
        if not file.exists():
            new = file.with_suffix(".new")
            new.unlink(missing_ok=True)
            with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(24))
                out.flush()
                os.fsync(out.fileno())
            new.rename(file)
        return file.read_text()

    def _go_elsewhere(self) -> None:
        """We are root and the root folder is closed to the account: we open nobody's folders."""
        if self.major is not None:  # a second, empty database would look like a lost one
            raise PermissionError(f"the account of PostgreSQL can no longer enter {self.home}")
        _ELSEWHERE.mkdir(mode=0o711, parents=True, exist_ok=True)
        home = Path(tempfile.mkdtemp(dir=_ELSEWHERE))
        home.chmod(0o711)
        (self.root / "location").write_text(str(home))

    def _make_socket_folder(self) -> None:
        usual = self.home / "cluster" / "run"
        if _fits(usual):
            self._make_own(usual)
            return
        recorded = _read_path(self.root / "socket")
        if recorded is not None and self._account.owns(recorded):
            return
        for place in (Path(tempfile.gettempdir()), Path("/tmp")):  # noqa: S108  (0700, random name)
            if self._account.can_enter(place) and _fits(place / "sanding-xxxxxxxx"):
                short = Path(tempfile.mkdtemp(prefix="sanding-", dir=place))
                os.chown(short, self._account.uid, self._account.gid)
                (self.root / "socket").write_text(str(short))
                return
        raise FileNotFoundError("no folder with a short path for the socket")

    def _make_own(self, folder: Path) -> None:
        """Make a folder that is the account's alone."""
        if not folder.exists():
            folder.mkdir(mode=0o700)
            os.chown(folder, self._account.uid, self._account.gid)


def _fits(folder: Path) -> bool:
    """Say whether a socket in this folder has a path the kernel and libpq take."""
    path = str(folder / f".s.PGSQL.{_PORT}")
    # libpq reads a comma as several hosts, and PostgreSQL a quote as the end of the folder.
    return len(os.fsencode(path)) <= _LONGEST_SOCKET_BYTES and not set(path) & set(',"')


def _read_path(file: Path) -> Path | None:
    try:
        return Path(file.read_text())
    except FileNotFoundError:
        return None


def _roles_and_databases(passwords: dict[str, str]) -> str:
    """Return what single-user mode is told: one statement a line, URL-safe words only."""
    roles = [f"CREATE ROLE {role} LOGIN PASSWORD '{word}'" for role, word in passwords.items()]
    return "\n".join(
        [
            *roles,
            f"CREATE ROLE {READER_ROLE} NOLOGIN",
            f"GRANT {READER_ROLE} TO {APP_ROLE}",
            f"CREATE DATABASE {DATABASE} OWNER {OWNER_ROLE}",
            f"CREATE DATABASE {VAULT} OWNER {VAULT_ROLE}",
            f"REVOKE ALL ON DATABASE {DATABASE}, {VAULT} FROM PUBLIC",
            f"GRANT CONNECT, TEMPORARY ON DATABASE {DATABASE} TO {APP_ROLE}",
            "",
        ]
    )
