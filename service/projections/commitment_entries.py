"""The entries of one promise: what was set aside, paid out and handed over, each with its fate.

Read from the events of the promise's own stream; there are few of them, and they say it all.
An entry keeps the amount it was recorded with, and beside it what corrections, refunds and
disputes left of it. Events that speak of an entry nobody knows yet (true then, but about
something that became true later) are passed over.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.commitment_events import (
    AidDelivered,
    AidDisbursed,
    AidRefunded,
    AllocationMade,
    Asnaf,
    CommitmentCancelled,
    CommitmentLapsed,
    CommitmentReduced,
    CommitmentTransferred,
    DeliveryAcknowledged,
    DeliveryDisputed,
    DeliveryVerified,
    DisputeReason,
    DisputeResolved,
    Draw,
    EntryCorrected,
    PaymentMethod,
    Voice,
)
from service.aggregates.commitment_plan_events import (
    CommitmentCarried,
    Condition,
    Instalment,
    InstalmentsPlanned,
    OutcomeChecked,
)
from service.aggregates.commitment_state import AnyCommitmentEvent, DeliveryState
from service.kernel.events import Recorded
from service.kernel.verdicts import Evidence
from service.projections.moment import PRESENT, Moment


class Entry(Struct, frozen=True, kw_only=True):
    """What every entry has.

    Args:
        position: its event, which the trail opens.
        recorded_rupiah: the amount as it was written down at first.
        amount_rupiah: what is left of it after corrections, refunds and disputes.
    """

    id: UUID
    position: int
    occurred_on: date
    recorded_rupiah: int
    amount_rupiah: int


class Allocation(Entry, frozen=True, kw_only=True):
    """Money set aside, from a fund or a budget line."""

    fund: str | None = None
    budget_line: str | None = None
    asnaf: Asnaf | None = None
    drawn_rupiah: int = 0


class Disbursement(Entry, frozen=True, kw_only=True):
    """A payment.

    Args:
        is_override: it was made against the rules, by leave of a second person.
        batch: the file it came with.
    """

    method: PaymentMethod
    receipt: str
    is_override: bool
    batch: UUID | None = None


class Delivery(Entry, frozen=True, kw_only=True):
    """A handover, and what the village and a third party say of it.

    Args:
        answered_on: the day the village last confirmed or disputed it.
        voice: for whom that was said; `answer_evidence` shows it.
        dispute: why it is, or was, disputed.
        missing_rupiah: how much is missing, as the dispute says; None if it does not.
    """

    delivered_by: str
    quantity: int | None
    unit: str
    evidence: tuple[Evidence, ...]
    state: DeliveryState = "handed_over"
    answered_by: str = ""
    answered_on: date | None = None
    voice: Voice | None = None
    answer_evidence: tuple[Evidence, ...] = ()
    dispute: DisputeReason | None = None
    missing_rupiah: int | None = None
    verified_rupiah: int = 0
    verified_by: tuple[str, ...] = ()


class Outcome(Struct, frozen=True, kw_only=True):
    """What a third party found of the aid, months later; `position` is its event."""

    position: int
    occurred_on: date
    condition: Condition
    is_used: bool
    is_need_met: bool
    checked_by: str
    evidence: tuple[Evidence, ...]


class Entries(Struct, frozen=True, kw_only=True):
    """All entries of one promise, each kind in the order of recording.

    Args:
        instalments: the latest plan, by its days.
        successor: the promise that continues this one: of another partner, or of the next year.
    """

    allocations: tuple[Allocation, ...]
    disbursements: tuple[Disbursement, ...]
    deliveries: tuple[Delivery, ...]
    instalments: tuple[Instalment, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    successor: UUID | None = None


def entries(history: Sequence[Recorded[AnyCommitmentEvent]], moment: Moment = PRESENT) -> Entries:
    """Return the entries of a promise.

    Args:
        history: the events of its stream, from `log.history`.
        moment: the last position and the last day to take into account.
    """
    found = _Found()
    for recorded in history:
        day = recorded.event.occurred_on
        if recorded.position > moment.position or (moment.valid_on and day > moment.valid_on):
            continue
        found.learn(recorded.event, recorded.position)
    return Entries(
        allocations=tuple(found.allocations.values()),
        disbursements=tuple(found.disbursements.values()),
        deliveries=tuple(found.deliveries.values()),
        instalments=found.instalments,
        outcomes=tuple(found.outcomes),
        successor=found.successor,
    )


class _Found:
    """Entries by their id, while the events go by."""

    def __init__(self) -> None:
        self.allocations: dict[UUID, Allocation] = {}
        self.disbursements: dict[UUID, Disbursement] = {}
        self.deliveries: dict[UUID, Delivery] = {}
        self.instalments: tuple[Instalment, ...] = ()
        self.outcomes: list[Outcome] = []
        self.successor: UUID | None = None

    def learn(self, event: AnyCommitmentEvent, position: int) -> None:
        match event:
            case AllocationMade() | AidDisbursed() | AidDelivered():
                self._add(event, position)
            case AidRefunded():
                _grow(self.disbursements, event.disbursement, -event.amount_rupiah)
                self._draw(event.returned, -1)
                self._loosen(event.returned, -1)
            case EntryCorrected():
                self._correct(event)
            case (
                CommitmentReduced()
                | CommitmentCancelled()
                | CommitmentLapsed()
                | CommitmentTransferred()
            ):
                self._loosen(event.returned, -1)
                if isinstance(event, CommitmentTransferred):
                    self.successor = event.to_commitment
            case InstalmentsPlanned() | CommitmentCarried() | OutcomeChecked():
                self._note(event, position)
            case DeliveryAcknowledged() | DeliveryDisputed() | DisputeResolved():
                self._answer(event)
            case DeliveryVerified() if known := self.deliveries.get(event.delivery):
                self.deliveries[event.delivery] = replace(
                    known,
                    verified_rupiah=known.verified_rupiah + event.value_rupiah,
                    verified_by=(*known.verified_by, event.verified_by),
                )

    def _note(
        self, event: InstalmentsPlanned | CommitmentCarried | OutcomeChecked, position: int
    ) -> None:
        match event:
            case InstalmentsPlanned():
                self.instalments = event.instalments
            case CommitmentCarried():
                self.successor = event.to_commitment
            case OutcomeChecked():
                self.outcomes.append(
                    Outcome(
                        position=position,
                        occurred_on=event.occurred_on,
                        condition=event.condition,
                        is_used=event.is_used,
                        is_need_met=event.is_need_met,
                        checked_by=event.checked_by,
                        evidence=event.evidence,
                    )
                )

    def _add(self, event: AllocationMade | AidDisbursed | AidDelivered, position: int) -> None:
        common: dict[str, Any] = {"position": position, "occurred_on": event.occurred_on}
        match event:
            case AllocationMade():
                self.allocations[event.allocation] = Allocation(
                    **common,
                    id=event.allocation,
                    recorded_rupiah=event.amount_rupiah,
                    amount_rupiah=event.amount_rupiah,
                    fund=event.fund,
                    budget_line=event.budget_line,
                    asnaf=event.asnaf,
                )
            case AidDisbursed():
                self.disbursements[event.disbursement] = Disbursement(
                    **common,
                    id=event.disbursement,
                    recorded_rupiah=event.amount_rupiah,
                    amount_rupiah=event.amount_rupiah,
                    method=event.method,
                    receipt=event.receipt,
                    is_override=event.override,
                    batch=event.batch,
                )
                self._draw(event.draws, 1)
            case AidDelivered():
                self.deliveries[event.delivery] = Delivery(
                    **common,
                    id=event.delivery,
                    recorded_rupiah=event.value_rupiah,
                    amount_rupiah=event.value_rupiah,
                    delivered_by=event.delivered_by,
                    quantity=event.quantity,
                    unit=event.unit,
                    evidence=event.evidence,
                )

    def _correct(self, event: EntryCorrected) -> None:
        match event.stage:
            case "allocated":
                self._loosen(event.draws, 1)
            case "disbursed":
                _grow(self.disbursements, event.entry, event.delta_rupiah)
                self._draw(event.draws, 1)
            case "delivered":
                _grow(self.deliveries, event.entry, event.delta_rupiah)
            case "verified":
                if known := self.deliveries.get(event.entry):
                    verified = known.verified_rupiah + event.delta_rupiah
                    self.deliveries[event.entry] = replace(known, verified_rupiah=verified)

    def _answer(self, event: DeliveryAcknowledged | DeliveryDisputed | DisputeResolved) -> None:
        known = self.deliveries.get(event.delivery)
        if known is None:
            return
        match event:
            case DeliveryAcknowledged():
                known = replace(
                    known,
                    state="acknowledged",
                    answered_by=event.acknowledged_by,
                    answered_on=event.occurred_on,
                    voice=event.voice,
                    answer_evidence=event.evidence,
                )
            case DeliveryDisputed():
                known = replace(
                    known,
                    state="disputed",
                    dispute=event.reason,
                    missing_rupiah=event.amount_rupiah,
                    answered_on=event.occurred_on,
                    voice=event.voice,
                    answer_evidence=event.evidence,
                )
            case DisputeResolved():
                left = known.amount_rupiah - event.amount_rupiah
                decided: DeliveryState = "acknowledged" if left else "struck"
                known = replace(
                    known,
                    state="handed_over" if event.outcome == "settled" else decided,
                    amount_rupiah=left,
                    verified_rupiah=known.verified_rupiah + event.change.verified,
                )
        self.deliveries[event.delivery] = known

    def _draw(self, draws: Sequence[Draw], sign: int) -> None:
        """Note what was paid from allocations, or (sign below nought) came back to them."""
        for draw in draws:
            if known := self.allocations.get(draw.allocation):
                drawn = known.drawn_rupiah + sign * draw.amount_rupiah
                self.allocations[draw.allocation] = replace(known, drawn_rupiah=drawn)

    def _loosen(self, draws: Sequence[Draw], sign: int) -> None:
        for draw in draws:
            _grow(self.allocations, draw.allocation, sign * draw.amount_rupiah)


def _grow(known: dict[UUID, Any], entry: UUID, delta_rupiah: int) -> None:
    if one := known.get(entry):
        known[entry] = replace(one, amount_rupiah=one.amount_rupiah + delta_rupiah)
