"""What happens to a promise: the five numbers, who holds them and where they go.

Every event carries the parties and the target of its promise, so each stands alone, and every
event that moves money says in `change` by how much each of the five numbers moved. A read model
adds those up; it needs no rule of its own.

    committed ≥ allocated ≥ disbursed,  committed ≥ delivered ≥ verified,  none below nought

Delivery may come before disbursement (goods paid for later), so those two are not ordered.
"""

from datetime import date
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.kernel.events import Event
from service.kernel.money import Rupiah, SignedRupiah, SomeRupiah
from service.kernel.needs import NeedType, Strategy
from service.kernel.privacy import Private
from service.kernel.valuations import Valuation
from service.kernel.verdicts import Evidence, Note

Form: TypeAlias = Literal["cash", "in_kind"]
PaymentMethod: TypeAlias = Literal["cash", "transfer", "goods", "voucher"]
EntryStage: TypeAlias = Literal["allocated", "disbursed", "delivered", "verified"]
Asnaf: TypeAlias = Literal[
    "fakir", "miskin", "amil", "muallaf", "riqab", "gharimin", "fisabilillah", "ibnu_sabil"
]
DisputeReason: TypeAlias = Literal[
    "not_received", "short", "damaged", "wrong_recipient", "cut", "poor_quality"
]
DisputeOutcome: TypeAlias = Literal["upheld", "rejected", "settled"]
Voice: TypeAlias = Literal["village", "household"]
"""Who says whether it arrived; what the family's representative says, somebody writes down."""

FORM_LABELS: dict[Form, str] = {"cash": "Uang", "in_kind": "Barang atau jasa"}
PAYMENT_METHOD_LABELS: dict[PaymentMethod, str] = {
    "cash": "Tunai",
    "transfer": "Transfer",
    "goods": "Barang",
    "voucher": "Kupon",
}
ENTRY_STAGE_LABELS: dict[EntryStage, str] = {
    "allocated": "alokasi",
    "disbursed": "penyaluran",
    "delivered": "serah terima",
    "verified": "verifikasi",
}
DISPUTE_REASON_LABELS: dict[DisputeReason, str] = {
    "not_received": "tidak diterima",
    "short": "kurang",
    "damaged": "rusak",
    "wrong_recipient": "salah penerima",
    "cut": "dipotong",
    "poor_quality": "mutu tidak sesuai",
}
DISPUTE_OUTCOME_LABELS: dict[DisputeOutcome, str] = {
    "upheld": "sanggahan benar",
    "rejected": "sanggahan tidak terbukti",
    "settled": "kekurangan sudah dipenuhi",
}
VOICE_LABELS: dict[Voice, str] = {
    "village": "Pemerintah desa",
    "household": "Wakil keluarga penerima",
}


class FiveNumbers(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Promised, set aside, paid out, handed over, seen by a third party; whole rupiah."""

    committed: int = 0
    allocated: int = 0
    disbursed: int = 0
    delivered: int = 0
    verified: int = 0

    def plus(self, change: "FiveNumbers") -> "FiveNumbers":
        """Return these numbers after a change."""
        return FiveNumbers(
            committed=self.committed + change.committed,
            allocated=self.allocated + change.allocated,
            disbursed=self.disbursed + change.disbursed,
            delivered=self.delivered + change.delivered,
            verified=self.verified + change.verified,
        )

    def hold(self) -> bool:
        """Say whether the numbers keep the order that is written above."""
        return (
            self.committed >= self.allocated >= self.disbursed >= 0
            and self.committed >= self.delivered >= self.verified >= 0
        )


class Draw(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Rupiah taken from (or, below nought, given back to) one allocation and its fund."""

    allocation: UUID
    amount_rupiah: SignedRupiah
    fund: str | None = None


class Terms(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who promises whom, and for what.

    Args:
        partner: the funder; only the funder's rupiah are ever added up.
        broker: who brought funder and need together, if anyone.
        implementer: who hands it over, if not the funder.
        household: None for a promise to a village as a whole.
    """

    commitment: UUID
    partner: str
    village: str
    programme: str
    need: NeedType
    strategy: Strategy
    fiscal_year: int
    household: UUID | None = None
    broker: str | None = None
    implementer: str | None = None

    def deliverer(self) -> str:
        """Return the organisation that hands the aid over."""
        return self.implementer or self.partner

    def parties(self) -> frozenset[str]:
        """Return the organisations with a stake in the promise."""
        named = (self.partner, self.broker, self.implementer)
        return frozenset(party for party in named if party)


class CommitmentEvent(Event, frozen=True, kw_only=True):
    """The parties and the target of the promise; see `Terms`."""

    commitment: UUID
    partner: str
    village: str
    programme: str
    need: NeedType
    strategy: Strategy
    fiscal_year: int
    household: UUID | None = None
    broker: str | None = None
    implementer: str | None = None


class MoneyEvent(CommitmentEvent, frozen=True, kw_only=True):
    """An event that moves one of the five numbers, or several."""

    change: FiveNumbers


class CommitmentProposed(CommitmentEvent, frozen=True, kw_only=True):
    """Somebody suggested a promise; nothing is reserved yet."""

    tag: ClassVar[str] = "commitment.proposed"
    sentence: ClassVar[str] = (
        "mengusulkan agar {partner:partner} membantu kebutuhan {need:need} di {village:village} "
        "sebesar {amount_rupiah:rupiah} melalui {programme:programme}"
    )

    amount_rupiah: SomeRupiah
    form: Form
    quantity: int | None = None
    unit: str = ""
    due_on: date | None = None
    note: Private[Note] | None = None


class CommitmentMade(MoneyEvent, frozen=True, kw_only=True):
    """A partner promised aid.

    Args:
        transferred_from: the promise this one continues: taken over from another partner, or
            carried over from the last fiscal year.
    """

    tag: ClassVar[str] = "commitment.made"
    sentence: ClassVar[str] = (
        "menjanjikan {amount_rupiah:rupiah} dari {partner:partner} untuk kebutuhan {need:need} "
        "di {village:village} melalui {programme:programme} tahun anggaran {fiscal_year}"
    )

    amount_rupiah: SomeRupiah
    form: Form
    valuation: Valuation | None = None
    quantity: int | None = None
    unit: str = ""
    due_on: date | None = None
    package: str | None = None
    transferred_from: UUID | None = None


class AllocationMade(MoneyEvent, frozen=True, kw_only=True):
    """Money was set aside for the promise, from a fund or a budget line."""

    tag: ClassVar[str] = "allocation.made"
    sentence: ClassVar[str] = (
        "mengalokasikan {amount_rupiah:rupiah} dari {partner:partner} untuk komitmen "
        "{commitment:commitment}"
    )

    allocation: UUID
    amount_rupiah: SomeRupiah
    fund: str | None = None
    budget_line: str | None = None
    asnaf: Asnaf | None = None


class AidDisbursed(MoneyEvent, frozen=True, kw_only=True):
    """Money or goods left the partner; whether they arrived is another matter.

    Args:
        receipt: number of the payment document.
        override: paid although the recipient should not be, by leave of a second person.
        draws: which allocations it was paid from.
        batch, batch_row: the file of payments it came with, and its row there.
    """

    tag: ClassVar[str] = "aid.disbursed"
    sentence: ClassVar[str] = (
        "menyalurkan {amount_rupiah:rupiah} dari {partner:partner} untuk kebutuhan {need:need} "
        "di {village:village} dengan bukti {receipt}"
    )

    disbursement: UUID
    amount_rupiah: SomeRupiah
    method: PaymentMethod
    receipt: str
    draws: tuple[Draw, ...]
    override: bool = False
    batch: UUID | None = None
    batch_row: int | None = None


class AidDelivered(MoneyEvent, frozen=True, kw_only=True):
    """Aid was handed over, as the one who handed it over says."""

    tag: ClassVar[str] = "aid.delivered"
    sentence: ClassVar[str] = (
        "menyerahkan bantuan senilai {value_rupiah:rupiah} untuk kebutuhan {need:need} "
        "di {village:village} melalui {delivered_by:partner}"
    )

    delivery: UUID
    value_rupiah: SomeRupiah
    delivered_by: str
    quantity: int | None = None
    unit: str = ""
    evidence: tuple[Evidence, ...] = ()


class DeliveryAcknowledged(CommitmentEvent, frozen=True, kw_only=True):
    """The village, or the family's representative, says that it arrived.

    Args:
        voice: who says so.
        evidence: what shows it: a photo, a receipt.
    """

    tag: ClassVar[str] = "delivery.acknowledged"
    sentence: ClassVar[str] = (
        "membenarkan bahwa bantuan senilai {value_rupiah:rupiah} dari {partner:partner} "
        "sudah diterima di {village:village}"
    )

    delivery: UUID
    value_rupiah: Rupiah
    acknowledged_by: str
    voice: Voice = "village"
    evidence: tuple[Evidence, ...] = ()


class DeliveryDisputed(CommitmentEvent, frozen=True, kw_only=True):
    """The village, or the family's representative, says it did not arrive, or not whole.

    Args:
        amount_rupiah: how much is missing; None while nobody can tell.
        voice: who says so.
        evidence: what shows it.
    """

    tag: ClassVar[str] = "delivery.disputed"
    sentence: ClassVar[str] = (
        "menyanggah serah terima bantuan {partner:partner} di {village:village}: {reason:label}"
    )

    delivery: UUID
    reason: DisputeReason
    amount_rupiah: SomeRupiah | None = None
    note: Private[Note] | None = None
    voice: Voice = "village"
    evidence: tuple[Evidence, ...] = ()


class DisputeResolved(MoneyEvent, frozen=True, kw_only=True):
    """Somebody else than the deliverer decided a dispute; what did not arrive is taken off."""

    tag: ClassVar[str] = "dispute.resolved"
    sentence: ClassVar[str] = (
        "memutuskan sanggahan atas bantuan {partner:partner} di {village:village}: "
        "{outcome:label}; nilai serah terima berkurang {amount_rupiah:rupiah}"
    )

    delivery: UUID
    outcome: DisputeOutcome
    amount_rupiah: Rupiah
    resolved_by: str
    reason: str


class DeliveryVerified(MoneyEvent, frozen=True, kw_only=True):
    """A third party saw what was delivered."""

    tag: ClassVar[str] = "delivery.verified"
    sentence: ClassVar[str] = (
        "memverifikasi serah terima senilai {value_rupiah:rupiah} dari {partner:partner} "
        "di {village:village}"
    )

    delivery: UUID
    value_rupiah: SomeRupiah
    verified_by: str
    evidence: tuple[Evidence, ...] = ()


class CommitmentIncreased(MoneyEvent, frozen=True, kw_only=True):
    """The partner promised more."""

    tag: ClassVar[str] = "commitment.increased"
    sentence: ClassVar[str] = (
        'menambah komitmen {commitment:commitment} sebesar {amount_rupiah:rupiah} karena "{reason}"'
    )

    amount_rupiah: SomeRupiah
    reason: str


class CommitmentReduced(MoneyEvent, frozen=True, kw_only=True):
    """The partner took back a part. `returned` is what went back to the allocations."""

    tag: ClassVar[str] = "commitment.reduced"
    sentence: ClassVar[str] = (
        "mengurangi komitmen {commitment:commitment} sebesar {amount_rupiah:rupiah} "
        'karena "{reason}"'
    )

    amount_rupiah: SomeRupiah
    reason: str
    returned: tuple[Draw, ...] = ()


class CommitmentCancelled(MoneyEvent, frozen=True, kw_only=True):
    """The partner took back everything that was neither paid nor handed over."""

    tag: ClassVar[str] = "commitment.cancelled"
    sentence: ClassVar[str] = (
        "membatalkan komitmen {commitment:commitment} dengan sisa {amount_rupiah:rupiah} "
        'karena "{reason}"'
    )

    amount_rupiah: Rupiah
    reason: str
    returned: tuple[Draw, ...] = ()


class CommitmentLapsed(MoneyEvent, frozen=True, kw_only=True):
    """The fiscal year ended before the promise was kept."""

    tag: ClassVar[str] = "commitment.lapsed"
    sentence: ClassVar[str] = (
        "mencatat komitmen {commitment:commitment} gugur karena tahun anggaran {fiscal_year} "
        "berakhir dengan sisa {amount_rupiah:rupiah}"
    )

    amount_rupiah: Rupiah
    returned: tuple[Draw, ...] = ()


class CommitmentTransferred(MoneyEvent, frozen=True, kw_only=True):
    """Another partner took over what was left of the promise, as a promise of its own."""

    tag: ClassVar[str] = "commitment.transferred"
    sentence: ClassVar[str] = (
        "mengalihkan sisa komitmen {commitment:commitment} sebesar {amount_rupiah:rupiah} "
        "dari {partner:partner} kepada {to_partner:partner}"
    )

    to_partner: str
    to_commitment: UUID
    amount_rupiah: SomeRupiah
    reason: str
    returned: tuple[Draw, ...] = ()


class AidRefunded(MoneyEvent, frozen=True, kw_only=True):
    """Money that was paid came back; it left its allocation and is free in its fund again."""

    tag: ClassVar[str] = "aid.refunded"
    sentence: ClassVar[str] = (
        'mencatat pengembalian {amount_rupiah:rupiah} kepada {partner:partner} karena "{reason}"'
    )

    disbursement: UUID
    amount_rupiah: SomeRupiah
    reason: str
    returned: tuple[Draw, ...]


class EntryCorrected(MoneyEvent, frozen=True, kw_only=True):
    """An amount was written down wrong; the old entry stays and this one stands beside it.

    Args:
        entry: the allocation, the disbursement, or (delivered and verified) the delivery.
        draws: allocations touched; below nought is given back.
    """

    tag: ClassVar[str] = "entry.corrected"
    sentence: ClassVar[str] = (
        "mengoreksi catatan {stage:label} komitmen {commitment:commitment} "
        'sebesar {delta_rupiah:rupiah} karena "{reason}"'
    )

    entry: UUID
    stage: EntryStage
    delta_rupiah: SignedRupiah
    reason: str
    draws: tuple[Draw, ...] = ()


class PaymentOverrideGranted(CommitmentEvent, frozen=True, kw_only=True):
    """A second person allowed one payment to a recipient who should not be paid."""

    tag: ClassVar[str] = "payment.override_granted"
    sentence: ClassVar[str] = (
        "mengizinkan satu penyaluran atas komitmen {commitment:commitment} di luar ketentuan "
        'karena "{reason}"'
    )

    granted_by: str
    reason: str
