"""Payments that came as one file: what was in it, and what became of each row.

    receive → complete*

Each row is a payment of its own promise, in a save of its own; its event names the file and the
row. Here is that the file came, and at its end which rows were left out and by which rule. The same
file sent again pays nothing twice; if more of it could be paid then, it is completed once more.
Source: batches of five thousand recipients, as treasurers pay them out.
"""

from datetime import date
from typing import ClassVar, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.money import Rupiah
from service.kernel.refusals import Refused


class RowLeftOut(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A row that was not paid.

    Args:
        row_no: its line in the file; the header counts.
        rule: the name of the refusal.
        receipt, amount_rupiah: what the row says, where it could be read.
    """

    row_no: int
    rule: str
    receipt: str = ""
    amount_rupiah: int | None = None


class PaymentBatchReceived(Event, frozen=True, kw_only=True):
    """A file of payments came in.

    Args:
        organisation: whom the one who sent it acts for.
        rows: how many rows it has.
    """

    tag: ClassVar[str] = "payment_batch.received"
    sentence: ClassVar[str] = (
        "menerima berkas pembayaran {file_name} dari {organisation:partner} dengan {rows} baris"
    )

    batch: UUID
    file_name: str
    file_hash: str
    organisation: str
    rows: int


class PaymentBatchCompleted(Event, frozen=True, kw_only=True):
    """Every row of a file was tried.

    Args:
        recorded: rows that are paid by now, of this file; together `paid_rupiah`.
        known: rows whose payment was recorded before, by its receipt, in another way.
        left_out: the others.
    """

    tag: ClassVar[str] = "payment_batch.completed"
    sentence: ClassVar[str] = (
        "menyelesaikan berkas pembayaran {file_name} dengan {recorded} baris tercatat sebesar "
        "{paid_rupiah:rupiah}"
    )

    batch: UUID
    file_name: str
    recorded: int
    known: int
    paid_rupiah: Rupiah
    left_out: tuple[RowLeftOut, ...] = ()


AnyPaymentBatchEvent: TypeAlias = PaymentBatchReceived | PaymentBatchCompleted


class BatchNotReceived(Refused):
    """Berkas pembayaran ini belum diterima."""

    way_out: ClassVar[str] = "Unggah berkasnya lebih dahulu."


class PaymentBatch(Aggregate[AnyPaymentBatchEvent], frozen=True):
    """Which file it is."""

    category: ClassVar[str] = "payment_batch"

    batch: UUID | None = None
    file_name: str = ""
    organisation: str = ""
    rows: int = 0

    def after(self, event: AnyPaymentBatchEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case PaymentBatchReceived():
                return replace(
                    self,
                    batch=event.batch,
                    file_name=event.file_name,
                    organisation=event.organisation,
                    rows=event.rows,
                )
            case PaymentBatchCompleted():
                return self
        assert_never(event)

    def receive(
        self,
        batch: UUID,
        *,
        file_name: str,
        file_hash: str,
        organisation: str,
        rows: int,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that a file came in."""
        return (
            PaymentBatchReceived(
                occurred_on=today,
                batch=batch,
                file_name=file_name,
                file_hash=file_hash,
                organisation=organisation,
                rows=rows,
            ),
        )

    def complete(
        self,
        *,
        recorded: int,
        known: int,
        paid_rupiah: int,
        left_out: tuple[RowLeftOut, ...],
        today: date,
    ) -> tuple[Event, ...]:
        """Note what became of every row.

        Raises:
            BatchNotReceived: there is no such file.
        """
        if self.batch is None:
            raise BatchNotReceived
        assert recorded + known + len(left_out) == self.rows, "every row is told of once"
        return (
            PaymentBatchCompleted(
                occurred_on=today,
                batch=self.batch,
                file_name=self.file_name,
                recorded=recorded,
                known=known,
                paid_rupiah=paid_rupiah,
                left_out=left_out,
            ),
        )
