"""What other processes on this machine are; Linux only."""

from contextlib import suppress
from pathlib import Path


def children(parent: int) -> set[int]:
    """Return the processes that a process started itself."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            after_name = (process / "stat").read_text().rpartition(")")[2].split()
            if int(after_name[1]) == parent:
                found.add(int(process.name))
    return found


def shown(pid: int) -> str:
    """Return how a process shows itself; a PostgreSQL child says what it does."""
    return Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").decode()
