"""The operating-system account that a database server runs as: PostgreSQL refuses to be root."""

# ruff: noqa: S603  (we run PostgreSQL and /bin programs; nobody else words these commands)

import os
import pwd
import subprocess
from pathlib import Path
from typing import NamedTuple, TypedDict

_UNPRIVILEGED = ("postgres", "nobody")


class Switch(TypedDict, total=False):
    """What `subprocess` must be told to become the account; empty when we are it already."""

    user: int
    group: int
    extra_groups: list[int]


class Account(NamedTuple):
    """Who the server runs as, and thus who owns its files."""

    uid: int
    gid: int
    switch: Switch

    def owns(self, path: Path) -> bool:
        """Say whether a path is this account's and closed to everyone else."""
        try:
            state = path.lstat()
        except FileNotFoundError:
            return False
        return state.st_uid == self.uid and state.st_mode & 0o077 == 0

    def can_enter(self, folder: Path) -> bool:
        """Say whether the account may go into a folder, whatever lies above it."""
        ran = subprocess.run(
            ["/bin/sh", "-c", 'cd "$0"', folder], capture_output=True, check=False, **self.switch
        )
        return ran.returncode == 0


def server_account() -> Account:
    """Return ourselves, or when we are root the account that database servers run as.

    Raises:
        LookupError: we are root and this machine has no unprivileged account.
    """
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), {})
    for name in _UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        switch = Switch(user=entry.pw_uid, group=entry.pw_gid, extra_groups=[])
        return Account(entry.pw_uid, entry.pw_gid, switch)
    raise LookupError("no account to run PostgreSQL as")
