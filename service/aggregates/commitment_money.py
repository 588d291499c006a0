"""The money of a promise: set aside, paid out, given back, put right.

    allocate* → disburse* → refund*,  correct* at any stage

Source: Kayong Utara x Baznas (A4); Perpres 104/2021 (one receipt for one payment).
"""

from collections.abc import Iterable
from datetime import date
from typing import ClassVar
from uuid import UUID

from msgspec.structs import asdict

from service.aggregates.commitment_draws import give_back, negative, take
from service.aggregates.commitment_events import (
    AidDisbursed,
    AidRefunded,
    AllocationMade,
    Asnaf,
    Draw,
    EntryCorrected,
    EntryStage,
    FiveNumbers,
    PaymentMethod,
    PaymentOverrideGranted,
)
from service.aggregates.commitment_guards import (
    CommitmentEnded,
    GuardedCommitment,
    MoreThanPromised,
    UnknownEntry,
    require_within,
)
from service.kernel.events import Event
from service.kernel.guards import (
    NothingToRecord,
    require_amount,
    require_reason,
)
from service.kernel.refusals import Refused


class MoreThanAllocated(Refused):
    """Jumlah ini melebihi sisa alokasi."""

    way_out: ClassVar[str] = "Kurangi jumlahnya, atau tambah dulu alokasinya."


class MoreThanDisbursed(Refused):
    """Pengembalian ini melebihi yang disalurkan."""

    way_out: ClassVar[str] = "Periksa penyaluran yang dimaksud dan sisa yang belum dikembalikan."


class AllocationSourceMissing(Refused):
    """Sumber alokasi belum disebut."""

    way_out: ClassVar[str] = "Pilih dana, atau isi kode kegiatan pada anggaran."


class ReceiptMissing(Refused):
    """Nomor bukti penyaluran belum diisi."""

    way_out: ClassVar[str] = "Isi nomor kuitansi, bukti transfer, atau SP2D."


class ReceiptUsed(Refused):
    """Nomor bukti ini sudah dipakai untuk penyaluran lain dalam komitmen ini."""

    way_out: ClassVar[str] = (
        "Periksa apakah penyaluran ini sudah dicatat; bila belum, isi nomornya."
    )


class OverrideMissing(Refused):
    """Penyaluran di luar ketentuan belum diizinkan orang kedua."""

    way_out: ClassVar[str] = "Mintalah izin satu kali penyaluran dari orang lain yang berwenang."


class OverrideBySamePerson(Refused):
    """Pemberi izin tidak boleh menyalurkan sendiri."""

    way_out: ClassVar[str] = "Mintalah akun lain mencatat penyaluran ini."


class OverrideUnused(Refused):
    """Masih ada izin penyaluran yang belum dipakai."""

    way_out: ClassVar[str] = "Pakai izin yang sudah ada lebih dahulu."


class CorrectionBreaksNumbers(Refused):
    """Koreksi ini membuat angka-angkanya tidak cocok satu sama lain."""

    way_out: ClassVar[str] = (
        "Koreksi lebih dahulu catatan yang bergantung padanya, lalu ulangi koreksi ini."
    )


class CommitmentMoney(GuardedCommitment, frozen=True):
    """The decisions about money."""

    def allocate(
        self,
        allocation: UUID,
        *,
        amount_rupiah: int,
        on: date,
        today: date,
        fund: str | None = None,
        budget_line: str | None = None,
        asnaf: Asnaf | None = None,
    ) -> tuple[Event, ...]:
        """Set money aside. From a fund, the same save reserves it there.

        Raises:
            NotPromised, CommitmentEnded, NothingToRecord, NotHappenedYet: not now.
            AllocationSourceMissing: it must come from somewhere.
            MoreThanPromised: no more than was promised.
        """
        carried = self._open(on=on, today=today)
        require_amount(amount_rupiah)
        if not (fund or budget_line):
            raise AllocationSourceMissing
        require_within(
            amount_rupiah, self.numbers.committed - self.numbers.allocated, MoreThanPromised
        )
        return (
            AllocationMade(
                **carried,
                change=FiveNumbers(allocated=amount_rupiah),
                allocation=allocation,
                amount_rupiah=amount_rupiah,
                fund=fund,
                budget_line=budget_line,
                asnaf=asnaf,
            ),
        )

    def disburse(
        self,
        disbursement: UUID,
        *,
        amount_rupiah: int,
        method: PaymentMethod,
        receipt: str,
        account: str,
        on: date,
        today: date,
        override: bool = False,
        batch: tuple[UUID, int] | None = None,
    ) -> tuple[Event, ...]:
        """Pay out, from the oldest allocation first; `draws` says from which, for the funds.

        Whether the recipient may be paid is judged by `policies.targeting`, which says whether
        an override must be used. One override is one payment.

        Args:
            account: who records the payment.
            override: the recipient should not be paid, and a second person allowed it.
            batch: the file of payments it came with, and its row there.

        Raises:
            NotPromised, CommitmentEnded, NothingToRecord, NotHappenedYet: not now.
            ReceiptMissing, ReceiptUsed: one document, one payment.
            MoreThanAllocated: no more than was set aside.
            OverrideMissing, OverrideBySamePerson: it takes two.
        """
        carried = self._made(on=on, today=today)
        left = self.numbers.allocated - self.numbers.disbursed
        if self.ended and not left:
            raise CommitmentEnded(how=self.ended)
        require_amount(amount_rupiah)
        self._require_new_receipt(receipt)
        require_within(amount_rupiah, left, MoreThanAllocated)
        if override and not self.override_by:
            raise OverrideMissing
        if override and self.override_by == account:
            raise OverrideBySamePerson
        return (
            AidDisbursed(
                **carried,
                change=FiveNumbers(disbursed=amount_rupiah),
                disbursement=disbursement,
                amount_rupiah=amount_rupiah,
                method=method,
                receipt=receipt,
                draws=take(self.allocations, amount_rupiah),
                override=override,
                batch=batch[0] if batch else None,
                batch_row=batch[1] if batch else None,
            ),
        )

    def grant_override(
        self, *, account: str, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Allow one payment to a recipient who should not be paid.

        Raises:
            NotPromised, NotHappenedYet: not now.
            ReasonMissing: an auditor will ask.
            OverrideUnused: one at a time.
        """
        carried = self._made(on=on, today=today)
        require_reason(reason)
        if self.override_by:
            raise OverrideUnused(granted_by=self.override_by)
        return (PaymentOverrideGranted(**carried, granted_by=account, reason=reason),)

    def refund(
        self, disbursement: UUID, *, amount_rupiah: int, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Note that paid money came back. It leaves its allocation; the promise stays.

        Raises:
            NotPromised, UnknownEntry, NothingToRecord, NotHappenedYet, ReasonMissing: not now.
            MoreThanDisbursed: no more comes back than was paid.
        """
        carried = self._made(on=on, today=today)
        require_reason(reason)
        require_amount(amount_rupiah)
        paid = self.disbursements.get(disbursement)
        if paid is None:
            raise UnknownEntry(entry=str(disbursement))
        require_within(amount_rupiah, paid.amount_rupiah, MoreThanDisbursed)
        return (
            AidRefunded(
                **carried,
                change=FiveNumbers(disbursed=-amount_rupiah, allocated=-amount_rupiah),
                disbursement=disbursement,
                amount_rupiah=amount_rupiah,
                reason=reason,
                returned=give_back(paid.draws, amount_rupiah),
            ),
        )

    def correct(
        self,
        entry: UUID,
        *,
        stage: EntryStage,
        delta_rupiah: int,
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Put an amount right by a signed difference; the wrong entry stays beside it.

        Args:
            entry: the allocation, the disbursement, or (delivered, verified) the delivery.

        Raises:
            NotPromised, UnknownEntry, NothingToRecord, NotHappenedYet, ReasonMissing: not now.
            MoreThanAllocated: a payment can't become more than what was set aside.
            CorrectionBreaksNumbers: an entry or one of the five numbers would contradict another.
        """
        carried = self._made(on=on, today=today)
        require_reason(reason)
        if not delta_rupiah:
            raise NothingToRecord(asked_rupiah=0)
        draws = self._corrected(entry, stage, delta_rupiah)
        change = FiveNumbers(**{stage: delta_rupiah})
        after = self.numbers.plus(change)
        if not after.hold():
            raise CorrectionBreaksNumbers(stage=stage, **asdict(after))
        return (
            EntryCorrected(
                **carried,
                change=change,
                entry=entry,
                stage=stage,
                delta_rupiah=delta_rupiah,
                reason=reason,
                draws=draws,
            ),
        )

    def _corrected(self, entry: UUID, stage: EntryStage, delta: int) -> tuple[Draw, ...]:
        """Return the allocations that a correction touches, once the entry itself allows it."""
        entries: dict[EntryStage, Iterable[UUID]] = {
            "allocated": self.allocations,
            "disbursed": self.disbursements,
            "delivered": self.deliveries,
            "verified": self.deliveries,
        }
        if entry not in entries[stage]:
            raise UnknownEntry(entry=str(entry))
        match stage:
            case "allocated":
                allocation = self.allocations[entry]
                _require_entry(allocation.left_rupiah + delta >= 0, stage)
                return (Draw(allocation=entry, amount_rupiah=delta, fund=allocation.fund),)
            case "disbursed":
                return self._payment_corrected(entry, delta)
            case "delivered":
                one = self.deliveries[entry]
                _require_entry(one.value_rupiah + delta >= one.verified_rupiah, stage)
            case "verified":
                one = self.deliveries[entry]
                _require_entry(0 <= one.verified_rupiah + delta <= one.value_rupiah, stage)
        return ()

    def _payment_corrected(self, entry: UUID, delta: int) -> tuple[Draw, ...]:
        paid = self.disbursements[entry]
        if delta > 0:
            left = self.numbers.allocated - self.numbers.disbursed
            require_within(delta, left, MoreThanAllocated)
            return take(self.allocations, delta)
        _require_entry(paid.amount_rupiah + delta >= 0, "disbursed")
        return tuple(negative(give_back(paid.draws, -delta)))

    def _require_new_receipt(self, receipt: str) -> None:
        if not receipt.strip():
            raise ReceiptMissing
        if any(one.receipt == receipt for one in self.disbursements.values()):
            raise ReceiptUsed(receipt=receipt)


def _require_entry(holds: bool, stage: EntryStage) -> None:  # noqa: FBT001  (a private guard)
    if not holds:
        raise CorrectionBreaksNumbers(stage=stage)
