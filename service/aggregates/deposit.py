"""A deposit: what a UPZ hands to its Baznas under one proof number (BSZ), of several kinds at once.

    book → correct*

The id is made from the Baznas and the number, so the same number can't be booked twice. Who gave
is counted, never named.
Source: Kayong Utara x Baznas (A4, step 6); Perbaznas 2/2016.
"""

from collections import Counter
from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import NothingToRecord, require_amount, require_happened, require_reason
from service.kernel.money import SignedRupiah, SomeRupiah
from service.kernel.refusals import Refused

CollectedKind: TypeAlias = Literal["zakat", "infak", "sedekah"]
CollectedBy: TypeAlias = Literal["payroll", "transfer", "cash"]

COLLECTED_BY_LABELS: dict[CollectedBy, str] = {
    "payroll": "Potong gaji",
    "transfer": "Transfer",
    "cash": "Tunai",
}


class DepositLine(Struct, frozen=True, kw_only=True):
    """How much of one kind, for which fund.

    Args:
        payers: how many gave; only their number is kept.
    """

    fund: str
    fund_type: CollectedKind
    amount_rupiah: SomeRupiah
    payers: int = 0


class DepositEvent(Event, frozen=True, kw_only=True):
    """Which deposit, of which UPZ, to which Baznas (`parent`)."""

    deposit: UUID
    upz: str
    parent: str


class DepositBooked(DepositEvent, frozen=True, kw_only=True):
    """A UPZ handed over what it had collected.

    Args:
        document: the proof number (BSZ).
        month: for which it was collected: `2024-11`.
        amount_rupiah: of all lines together.
    """

    tag: ClassVar[str] = "deposit.booked"
    sentence: ClassVar[str] = (
        "membukukan setoran {upz:partner} sebesar {amount_rupiah:rupiah} untuk bulan {month} "
        "dengan bukti {document}"
    )

    document: str
    month: str
    collected_by: CollectedBy
    lines: tuple[DepositLine, ...]
    amount_rupiah: SomeRupiah


class DepositCorrected(DepositEvent, frozen=True, kw_only=True):
    """A line was written down wrong; the fund is put right in the same save."""

    tag: ClassVar[str] = "deposit.corrected"
    sentence: ClassVar[str] = (
        "mengoreksi setoran {upz:partner} sebesar {delta_rupiah:rupiah} pada dana {fund:fund} "
        'karena "{reason}"'
    )

    fund: str
    fund_type: CollectedKind
    delta_rupiah: SignedRupiah
    reason: str


AnyDepositEvent: TypeAlias = DepositBooked | DepositCorrected


class ProofUsed(Refused):
    """Nomor bukti setor ini sudah dibukukan."""

    way_out: ClassVar[str] = "Periksa nomor bukti setornya, atau koreksi setoran yang sudah ada."


class FundTwice(Refused):
    """Satu dana hanya boleh sekali dalam satu setoran."""

    way_out: ClassVar[str] = "Jumlahkan barisnya menjadi satu untuk setiap dana."


class MonthAhead(Refused):
    """Bulan setoran belum tiba."""

    way_out: ClassVar[str] = "Isi bulan penghimpunan, paling lambat bulan setoran."


class NotInDeposit(Refused):
    """Dana ini tidak ada dalam setoran ini."""

    way_out: ClassVar[str] = "Pilih dana yang disebut dalam setoran."


class MoreThanDeposited(Refused):
    """Koreksi ini membuat baris setoran kurang dari nol."""

    way_out: ClassVar[str] = "Kurangi koreksinya sampai sebesar baris setorannya."


class Deposit(Aggregate[AnyDepositEvent], frozen=True):
    """What stands in a deposit now, by fund."""

    category: ClassVar[str] = "deposit"

    deposit: UUID | None = None
    upz: str = ""
    parent: str = ""
    document: str = ""
    kinds: dict[str, CollectedKind] = field(default_factory=dict)
    amounts: dict[str, int] = field(default_factory=dict)

    def after(self, event: AnyDepositEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case DepositBooked():
                return replace(
                    self,
                    deposit=event.deposit,
                    upz=event.upz,
                    parent=event.parent,
                    document=event.document,
                    kinds={line.fund: line.fund_type for line in event.lines},
                    amounts={line.fund: line.amount_rupiah for line in event.lines},
                )
            case DepositCorrected():
                after = self.amounts[event.fund] + event.delta_rupiah
                return replace(self, amounts={**self.amounts, event.fund: after})
        assert_never(event)

    def book(
        self,
        deposit: UUID,
        *,
        upz: str,
        parent: str,
        document: str,
        month: str,
        collected_by: CollectedBy,
        lines: tuple[DepositLine, ...],
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Book what was handed over, all lines of it or none.

        Raises:
            NotHappenedYet, ReasonMissing, NothingToRecord: not like this.
            ProofUsed: the number is another deposit's.
            MonthAhead, FundTwice: the lines don't fit.
        """
        if self.deposit:
            raise ProofUsed(document=self.document, upz=self.upz)
        require_happened(on, today=today)
        require_reason(document)
        if month > f"{on:%Y-%m}":
            raise MonthAhead(month=month, on=on.isoformat())
        fund, times = Counter(line.fund for line in lines).most_common(1)[0]
        if times > 1:
            raise FundTwice(fund=fund)
        for line in lines:
            require_amount(line.amount_rupiah)
        return (
            DepositBooked(
                occurred_on=on,
                deposit=deposit,
                upz=upz,
                parent=parent,
                document=document,
                month=month,
                collected_by=collected_by,
                lines=lines,
                amount_rupiah=sum(line.amount_rupiah for line in lines),
            ),
        )

    def correct(
        self, fund: str, *, delta_rupiah: int, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Put a line right by a signed difference.

        Raises:
            NotHappenedYet, ReasonMissing, NothingToRecord: not like this.
            NotInDeposit, MoreThanDeposited: not that line, not that far.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if not delta_rupiah:
            raise NothingToRecord(asked_rupiah=0)
        if fund not in self.amounts:
            raise NotInDeposit(fund=fund)
        if self.amounts[fund] + delta_rupiah < 0:
            raise MoreThanDeposited(asked_rupiah=delta_rupiah, deposited_rupiah=self.amounts[fund])
        assert self.deposit is not None
        return (
            DepositCorrected(
                occurred_on=on,
                deposit=self.deposit,
                upz=self.upz,
                parent=self.parent,
                fund=fund,
                fund_type=self.kinds[fund],
                delta_rupiah=delta_rupiah,
                reason=reason,
            ),
        )
