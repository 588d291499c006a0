"""Commands about payments that came as one file: receive it, pay its rows, complete it.

    receive → row* → complete*

A row is a save of its own. It may bring the money with it: named with its fund or its budget line,
what the promise lacks is set aside in the same save.
"""

from datetime import date
from uuid import UUID

from msgspec import Struct

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import Asnaf, PaymentMethod
from service.aggregates.payment_batch import PaymentBatch, RowLeftOut
from service.application import Work
from service.commands import disbursements
from service.commands.disbursements import Allocate, Disburse
from service.policies import access


class BatchRow(Struct, frozen=True, kw_only=True):
    """A payment as a row of a file tells it.

    Args:
        row_no: its line in the file.
        fund, budget_line: where the money comes from that is not set aside yet; None for a promise
            that has its money.
    """

    row_no: int
    commitment: UUID
    amount_rupiah: int
    on: date
    method: PaymentMethod
    receipt: str
    fund: str | None = None
    budget_line: str | None = None
    asnaf: Asnaf | None = None


def receive(work: Work, batch: UUID, *, file_name: str, file_hash: str, rows: int) -> UUID:
    """Note that a file of payments came in.

    Raises:
        NotAllowed: the role may not pay.
    """
    access.require(work.actor, "commitments.disburse")
    events = work.load(PaymentBatch, batch).receive(
        batch,
        file_name=file_name,
        file_hash=file_hash,
        organisation=work.actor.organisation,
        rows=rows,
        today=work.today,
    )
    work.append(PaymentBatch, batch, *events)
    return batch


def pay(work: Work, batch: UUID, row: BatchRow) -> UUID:
    """Pay a row, all of it or nothing; return the disbursement's id.

    Raises:
        As `disbursements.allocate` and `disbursements.disburse`.
    """
    known = work.load(Commitment, row.commitment)
    lacking = row.amount_rupiah - (known.numbers.allocated - known.numbers.disbursed)
    if lacking > 0 and (row.fund or row.budget_line):
        ask = Allocate(
            occurred_on=row.on,
            amount_rupiah=lacking,
            fund=row.fund,
            budget_line=row.budget_line,
            asnaf=row.asnaf,
        )
        disbursements.allocate(work, row.commitment, ask)
    paid = Disburse(
        occurred_on=row.on,
        amount_rupiah=row.amount_rupiah,
        method=row.method,
        receipt=row.receipt,
    )
    return disbursements.disburse(work, row.commitment, paid, batch=(batch, row.row_no))


def complete(
    work: Work,
    batch: UUID,
    *,
    recorded: int,
    known: int,
    paid_rupiah: int,
    left_out: tuple[RowLeftOut, ...],
) -> UUID:
    """Note what became of every row.

    Raises:
        NotAllowed, BatchNotReceived: no.
    """
    access.require(work.actor, "commitments.disburse")
    events = work.load(PaymentBatch, batch).complete(
        recorded=recorded,
        known=known,
        paid_rupiah=paid_rupiah,
        left_out=left_out,
        today=work.today,
    )
    work.append(PaymentBatch, batch, *events)
    return batch
