"""What is known about a promise, folded from its events; the decisions are in `commitment`."""

from typing import ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.aggregates.commitment_draws import (
    Allocation,
    drawn,
    loosened,
    merged,
    negative,
)
from service.aggregates.commitment_events import (
    AidDelivered,
    AidDisbursed,
    AidRefunded,
    AllocationMade,
    CommitmentCancelled,
    CommitmentIncreased,
    CommitmentLapsed,
    CommitmentMade,
    CommitmentProposed,
    CommitmentReduced,
    CommitmentTransferred,
    DeliveryAcknowledged,
    DeliveryDisputed,
    DeliveryVerified,
    DisputeResolved,
    Draw,
    EntryCorrected,
    FiveNumbers,
    MoneyEvent,
    PaymentOverrideGranted,
    Terms,
)
from service.aggregates.commitment_plan_events import (
    CommitmentCarried,
    Instalment,
    InstalmentsPlanned,
    OutcomeChecked,
)
from service.kernel.events import Aggregate
from service.kernel.verdicts import EvidenceKind

AnyCommitmentEvent: TypeAlias = (
    CommitmentProposed
    | CommitmentMade
    | AllocationMade
    | AidDisbursed
    | AidDelivered
    | DeliveryAcknowledged
    | DeliveryDisputed
    | DisputeResolved
    | DeliveryVerified
    | CommitmentIncreased
    | CommitmentReduced
    | CommitmentCancelled
    | CommitmentLapsed
    | CommitmentTransferred
    | AidRefunded
    | EntryCorrected
    | PaymentOverrideGranted
    | InstalmentsPlanned
    | CommitmentCarried
    | OutcomeChecked
)

Ending: TypeAlias = Literal["cancelled", "lapsed", "reduced", "transferred"]
Stage: TypeAlias = Literal[
    "proposed",
    "made",
    "allocated",
    "disbursed",
    "delivered",
    "acknowledged",
    "verified",
    "cancelled",
    "lapsed",
    "reduced",
    "transferred",
]
DeliveryState: TypeAlias = Literal["handed_over", "acknowledged", "disputed", "struck"]

STAGE_LABELS: dict[Stage, str] = {
    "proposed": "Diusulkan",
    "made": "Dijanjikan",
    "allocated": "Dialokasikan",
    "disbursed": "Disalurkan",
    "delivered": "Diserahkan",
    "acknowledged": "Diterima",
    "verified": "Diverifikasi",
    "cancelled": "Dibatalkan",
    "lapsed": "Gugur",
    "reduced": "Dikurangi sampai habis",
    "transferred": "Dialihkan",
}
DELIVERY_LABELS: dict[DeliveryState, str] = {
    "handed_over": "Menunggu konfirmasi desa",
    "acknowledged": "Diterima",
    "disputed": "Disanggah",
    "struck": "Tidak diterima",
}


class Disbursement(Struct, frozen=True, kw_only=True):
    """A payment less what came back of it, its document, and what it was paid from."""

    amount_rupiah: int
    receipt: str
    draws: tuple[Draw, ...]


class Delivery(Struct, frozen=True, kw_only=True):
    """A handover: worth what, by whom, shown with what, and what others say of it."""

    value_rupiah: int
    delivered_by: str
    verified_rupiah: int = 0
    state: DeliveryState = "handed_over"
    acknowledged_by: str = ""
    shown: frozenset[EvidenceKind] = frozenset()


class CommitmentState(Aggregate[AnyCommitmentEvent], frozen=True):
    """The five numbers of a promise, and the entries they are made of.

    Args:
        override_by: the account that allowed one payment against the rules, until it is used.
        instalments: the latest plan of payments.
        lapsed_rupiah: what the fiscal year left unkept; carried over once, by `carried_to`.
    """

    category: ClassVar[str] = "commitment"

    terms: Terms | None = None
    is_made: bool = False
    ended: Ending | None = None
    numbers: FiveNumbers = FiveNumbers()
    package: str | None = None
    allocations: dict[UUID, Allocation] = field(default_factory=dict)
    disbursements: dict[UUID, Disbursement] = field(default_factory=dict)
    deliveries: dict[UUID, Delivery] = field(default_factory=dict)
    override_by: str = ""
    instalments: tuple[Instalment, ...] = ()
    lapsed_rupiah: int = 0
    carried_to: UUID | None = None

    @property
    def left_rupiah(self) -> int:
        """Return what is promised and neither paid nor handed over."""
        return self.numbers.committed - max(self.numbers.disbursed, self.numbers.delivered)

    @property
    def is_fulfilled(self) -> bool:
        """Everything promised was handed over, and the village said so of every handover."""
        return (
            self.is_made
            and self.ended is None
            and 0 < self.numbers.committed == self.numbers.delivered
            and not self._is_awaited()
        )

    @property
    def stage(self) -> Stage:
        """Return how far the promise has come, or how it ended."""
        if self.ended:
            return self.ended
        numbers = self.numbers
        reached: tuple[tuple[bool, Stage], ...] = (
            (numbers.verified > 0, "verified"),
            (numbers.delivered > 0 and not self._is_awaited(), "acknowledged"),
            (numbers.delivered > 0, "delivered"),
            (numbers.disbursed > 0, "disbursed"),
            (numbers.allocated > 0, "allocated"),
            (self.is_made, "made"),
        )
        return next((stage for is_reached, stage in reached if is_reached), "proposed")

    def _is_awaited(self) -> bool:
        return any(one.state in {"handed_over", "disputed"} for one in self.deliveries.values())

    def after(self, event: AnyCommitmentEvent) -> Self:  # noqa: PLR0911  (an answer a case)
        """Return what is known once `event` is known too."""
        known = self
        if isinstance(event, MoneyEvent):
            known = replace(self, numbers=self.numbers.plus(event.change))
        match event:
            case CommitmentProposed():
                return replace(known, terms=terms_of(event))
            case CommitmentMade():
                terms = terms_of(event)
                return replace(known, terms=terms, is_made=True, package=event.package)
            case CommitmentIncreased() | OutcomeChecked():
                return known
            case PaymentOverrideGranted() | InstalmentsPlanned() | CommitmentCarried():
                return known._after_note(event)  # noqa: SLF001  (the same state, one step on)
            case AllocationMade() | AidDisbursed() | AidRefunded() | EntryCorrected():
                return known._after_entry(event)  # noqa: SLF001  (the same state, one step on)
            case (
                CommitmentReduced()
                | CommitmentCancelled()
                | CommitmentLapsed()
                | CommitmentTransferred()
            ):
                return known._after_taking_back(event)  # noqa: SLF001
            case (
                AidDelivered()
                | DeliveryAcknowledged()
                | DeliveryDisputed()
                | DisputeResolved()
                | DeliveryVerified()
            ):
                return known._after_delivery(event)  # noqa: SLF001
        assert_never(event)

    def _after_note(
        self, event: PaymentOverrideGranted | InstalmentsPlanned | CommitmentCarried
    ) -> Self:
        match event:
            case PaymentOverrideGranted():
                return replace(self, override_by=event.granted_by)
            case InstalmentsPlanned():
                return replace(self, instalments=event.instalments)
            case CommitmentCarried():
                return replace(self, carried_to=event.to_commitment)
        assert_never(event)

    def _after_entry(
        self, event: AllocationMade | AidDisbursed | AidRefunded | EntryCorrected
    ) -> Self:
        match event:
            case AllocationMade():
                made = Allocation(amount_rupiah=event.amount_rupiah, fund=event.fund)
                return replace(self, allocations={**self.allocations, event.allocation: made})
            case AidDisbursed():
                paid = Disbursement(
                    amount_rupiah=event.amount_rupiah, receipt=event.receipt, draws=event.draws
                )
                return replace(
                    self,
                    disbursements={**self.disbursements, event.disbursement: paid},
                    allocations=drawn(self.allocations, event.draws),
                    override_by="" if event.override else self.override_by,
                )
            case AidRefunded():
                back = tuple(negative(event.returned))
                return replace(
                    self,
                    disbursements=self._paid(event.disbursement, back),
                    allocations=loosened(drawn(self.allocations, back), event.returned),
                )
            case EntryCorrected():
                return self._after_correction(event)
        assert_never(event)

    def _after_correction(self, event: EntryCorrected) -> Self:
        match event.stage:
            case "allocated":
                back = tuple(negative(event.draws))
                return replace(self, allocations=loosened(self.allocations, back))
            case "disbursed":
                return replace(
                    self,
                    disbursements=self._paid(event.entry, event.draws),
                    allocations=drawn(self.allocations, event.draws),
                )
            case "delivered":
                return self._delivery(event.entry, value_rupiah=event.delta_rupiah)
            case "verified":
                return self._delivery(event.entry, verified_rupiah=event.delta_rupiah)
        assert_never(event.stage)

    def _paid(self, disbursement: UUID, draws: tuple[Draw, ...]) -> dict[UUID, Disbursement]:
        """Return the payments once one of them drew more, or gave back."""
        paid = self.disbursements[disbursement]
        amount = paid.amount_rupiah + sum(one.amount_rupiah for one in draws)
        changed = replace(paid, amount_rupiah=amount, draws=merged((*paid.draws, *draws)))
        return {**self.disbursements, disbursement: changed}

    def _after_taking_back(
        self,
        event: CommitmentReduced | CommitmentCancelled | CommitmentLapsed | CommitmentTransferred,
    ) -> Self:
        known = replace(self, allocations=loosened(self.allocations, event.returned))
        match event:
            case CommitmentReduced():
                return known if known.numbers.committed else replace(known, ended="reduced")
            case CommitmentCancelled():
                return replace(known, ended="cancelled")
            case CommitmentLapsed():
                return replace(known, ended="lapsed", lapsed_rupiah=event.amount_rupiah)
            case CommitmentTransferred():
                return replace(known, ended="transferred")
        assert_never(event)

    def _after_delivery(
        self,
        event: AidDelivered
        | DeliveryAcknowledged
        | DeliveryDisputed
        | DisputeResolved
        | DeliveryVerified,
    ) -> Self:
        match event:
            case AidDelivered():
                made = Delivery(
                    value_rupiah=event.value_rupiah,
                    delivered_by=event.delivered_by,
                    shown=frozenset(one.kind for one in event.evidence),
                )
                return replace(self, deliveries={**self.deliveries, event.delivery: made})
            case DeliveryAcknowledged():
                known = self._delivery(event.delivery, state="acknowledged")
                return known._told(event.delivery, event.acknowledged_by)  # noqa: SLF001
            case DeliveryDisputed():
                return self._delivery(event.delivery, state="disputed")
            case DisputeResolved():
                value = self.deliveries[event.delivery].value_rupiah - event.amount_rupiah
                state: DeliveryState = "acknowledged" if value else "struck"
                return self._delivery(
                    event.delivery,
                    state="handed_over" if event.outcome == "settled" else state,
                    value_rupiah=-event.amount_rupiah,
                    verified_rupiah=event.change.verified,
                )
            case DeliveryVerified():
                return self._delivery(event.delivery, verified_rupiah=event.value_rupiah)
        assert_never(event)

    def _delivery(
        self,
        delivery: UUID,
        *,
        state: DeliveryState | None = None,
        value_rupiah: int = 0,
        verified_rupiah: int = 0,
    ) -> Self:
        """Return what is known once a delivery changed by these amounts."""
        known = self.deliveries[delivery]
        changed = replace(
            known,
            state=state or known.state,
            value_rupiah=known.value_rupiah + value_rupiah,
            verified_rupiah=known.verified_rupiah + verified_rupiah,
        )
        return replace(self, deliveries={**self.deliveries, delivery: changed})

    def _told(self, delivery: UUID, organisation: str) -> Self:
        known = replace(self.deliveries[delivery], acknowledged_by=organisation)
        return replace(self, deliveries={**self.deliveries, delivery: known})


def terms_of(event: CommitmentProposed | CommitmentMade) -> Terms:
    """Return the parties and the target that an event carries."""
    return Terms(**{name: getattr(event, name) for name in Terms.__struct_fields__})
