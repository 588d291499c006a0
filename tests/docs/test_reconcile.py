"""Whoever reconciles with hledger sees what the page says, and the sums are right."""

import subprocess
from datetime import date
from pathlib import Path

from msgspec.structs import replace

from service.commands import deliveries, disbursements
from service.commands.deliveries import Deliver
from service.exchange import journal
from service.projections.moment import NOW
from service.regency import Regency
from tests.commands.acting import KLEGO, SECRETARIAT, do
from tests.commands.giving import (
    BAZNAS,
    allocated,
    catalogue,
    funded,
    handover,
    payment,
    promised,
)
from tests.support.bookkeeping import program
from tests.support.documents import DOCS, matches, steps

PAGE = DOCS / "how-to" / "reconcile-with-your-own-ledger.md"
PAID = date(2025, 2, 3)


def test_the_commands_of_the_page_print_what_it_says(regency: Regency, tmp_path: Path) -> None:
    catalogue(regency)
    funded(regency)
    commitment = promised(regency, None, village=KLEGO)
    allocated(regency, commitment)
    paid = replace(payment(), occurred_on=PAID)
    do(regency, SECRETARIAT, disbursements.disburse, commitment, paid)
    handed = Deliver(value_rupiah=3_000_000, evidence=(handover(),), occurred_on=PAID)
    do(regency, SECRETARIAT, deliveries.deliver, commitment, handed)
    book = tmp_path / "dana.journal"
    book.write_text("".join(journal.written(regency, partner=BAZNAS, position=NOW)))

    walked = list(steps(PAGE))
    assert len(walked) == 5
    for step in walked:
        said = subprocess.run(  # noqa: S602  (what the page says)
            step.commands.replace("hledger", program()),
            shell=True,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
            env={"LC_ALL": "C.UTF-8"},
        )
        assert said.returncode == 0, (step.line, said.stderr)
        if step.output is not None:
            assert matches(_bare(step.output), _bare(said.stdout)), (step.line, said.stdout)


def _bare(text: str) -> str:
    """Return lines without the spaces around them: a page indents its blocks."""
    return "\n".join(line.strip() for line in text.strip().splitlines())
