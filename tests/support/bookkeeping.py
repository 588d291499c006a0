"""The real `hledger`, and what it makes of a journal."""

import csv
import io
import shutil
import subprocess
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest

MISSING = "needs hledger to add the journal up: apt-get install hledger"


def program() -> str:
    """Return where hledger is; a test that needs it and has none fails, and says so."""
    found = shutil.which("hledger")
    if found is None:
        pytest.fail(MISSING)
    return found


def hledger(journal: Path, *arguments: str) -> str:
    """Return what hledger says; a journal that it does not take fails the test."""
    done = subprocess.run(  # noqa: S603  (the program that PATH names, on our own file)
        [program(), "--file", str(journal), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={"LC_ALL": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def written(folder: Path, parts: Iterable[str]) -> Path:
    """Keep a journal in a file."""
    journal = folder / "sanding.journal"
    journal.write_text("".join(parts))
    return journal


def balances(journal: Path, before: date | None = None) -> dict[str, int]:
    """Return the balance of every account that is not nought, of what was true before a day."""
    until = ("--end", before.isoformat()) if before else ()
    told = hledger(journal, "balance", "--flat", "--no-total", "--output-format", "csv", *until)
    return {
        row["account"]: int(row["balance"].removeprefix("Rp "))
        for row in csv.DictReader(io.StringIO(told))
    }
