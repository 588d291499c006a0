"""The handovers of a promise, and who says what about them.

    deliver → acknowledge → verify*
            → dispute → resolve (upheld: taken off | rejected: it arrived | settled: look again)

Whoever hands over does not confirm, decide or verify it.
Source: promise 4 of the product (the village says whether it arrived); BPK audits of social aid.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, assert_never
from uuid import UUID

from service.aggregates.commitment_events import (
    AidDelivered,
    DeliveryAcknowledged,
    DeliveryDisputed,
    DeliveryVerified,
    DisputeOutcome,
    DisputeReason,
    DisputeResolved,
    FiveNumbers,
    Voice,
)
from service.aggregates.commitment_guards import (
    MoreThanPromised,
    UnknownEntry,
    require_within,
)
from service.aggregates.commitment_money import CommitmentMoney
from service.aggregates.commitment_state import Delivery
from service.kernel.events import Event
from service.kernel.guards import require_amount, require_reason
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Evidence, EvidenceKind, Note

DUE_AT_PERCENT: Mapping[EvidenceKind, int] = {
    "photo_before": 0,
    "photo_half": 50,
    "photo_after": 100,
}
"""Photos of a work in progress, and from which share of the promise on they must be there."""


class ProofMissing(Refused):
    """Bukti serah terima yang diwajibkan program belum lengkap."""

    way_out: ClassVar[str] = "Lampirkan bukti yang disebut, lalu catat serah terimanya lagi."


class OwnDelivery(Refused):
    """Lembaga yang menyerahkan tidak boleh menilai serah terimanya sendiri."""

    way_out: ClassVar[str] = "Mintalah lembaga lain yang tidak terlibat dalam bantuan ini."


class AcknowledgedAlready(Refused):
    """Serah terima ini sudah dibenarkan."""

    way_out: ClassVar[str] = "Bila ternyata keliru, catat sanggahan dengan alasannya."


class DisputeOpen(Refused):
    """Serah terima ini sedang disanggah."""

    way_out: ClassVar[str] = "Putuskan sanggahannya lebih dahulu."


class NoDispute(Refused):
    """Serah terima ini tidak sedang disanggah."""

    way_out: ClassVar[str] = "Catat sanggahan lebih dahulu bila bantuan tidak diterima utuh."


class NotAcknowledged(Refused):
    """Desa belum membenarkan serah terima ini."""

    way_out: ClassVar[str] = "Mintalah desa membenarkan atau menyanggahnya lebih dahulu."


class MoreThanDelivered(Refused):
    """Jumlah ini melebihi nilai yang diserahkan."""

    way_out: ClassVar[str] = "Periksa nilai serah terima yang dimaksud."


class CommitmentDeliveries(CommitmentMoney, frozen=True):
    """The decisions about deliveries."""

    def deliver(
        self,
        delivery: UUID,
        *,
        value_rupiah: int,
        on: date,
        today: date,
        delivered_by: str | None = None,
        quantity: int | None = None,
        unit: str = "",
        evidence: tuple[Evidence, ...] = (),
        evidence_required: tuple[EvidenceKind, ...] = (),
    ) -> tuple[Event, ...]:
        """Note that aid was handed over; it may come before the money (goods paid for later).

        Args:
            delivered_by: None is the implementer, or else the funder.
            evidence_required: what the programme asks for. Every handover is shown with papers;
                the photos of a work in progress are due when half and when all of it is there.

        Raises:
            NotPromised, CommitmentEnded, NothingToRecord, NotHappenedYet: not now.
            MoreThanPromised: no more than was promised.
            ProofMissing: the programme asks for more.
        """
        carried = self._open(on=on, today=today)
        require_amount(value_rupiah)
        require_within(
            value_rupiah, self.numbers.committed - self.numbers.delivered, MoreThanPromised
        )
        reached = self.numbers.delivered + value_rupiah
        missing = self._missing(evidence, evidence_required, reached_rupiah=reached)
        if missing:
            raise ProofMissing(missing=missing)
        assert self.terms is not None
        return (
            AidDelivered(
                **carried,
                change=FiveNumbers(delivered=value_rupiah),
                delivery=delivery,
                value_rupiah=value_rupiah,
                delivered_by=delivered_by or self.terms.deliverer(),
                quantity=quantity,
                unit=unit,
                evidence=evidence,
            ),
        )

    def acknowledge(
        self,
        delivery: UUID,
        *,
        organisation: str,
        on: date,
        today: date,
        received_rupiah: int | None = None,
        voice: Voice = "village",
        evidence: tuple[Evidence, ...] = (),
    ) -> tuple[Event, ...]:
        """Say, for the village or for the family, that it arrived.

        Args:
            organisation: whom the one who says so acts for.
            received_rupiah: what arrived; None is all of it. Less is a dispute about the rest.

        Raises:
            NotPromised, UnknownEntry, NothingToRecord, NotHappenedYet: not now.
            OwnDelivery: the deliverer can't say so.
            AcknowledgedAlready, DisputeOpen: it has been said, or the contrary.
            MoreThanDelivered: no more arrived than was handed over.
        """
        carried = self._made(on=on, today=today)
        known = self._delivered(delivery, organisation)
        match known.state:
            case "handed_over":
                pass
            case "disputed":
                raise DisputeOpen
            case "acknowledged" | "struck":
                raise AcknowledgedAlready(state=known.state)
            case _:
                assert_never(known.state)
        told: dict[str, Any] = {"voice": voice, "evidence": evidence}
        if received_rupiah is not None:
            require_amount(received_rupiah)
            require_within(received_rupiah, known.value_rupiah, MoreThanDelivered)
            if missing := known.value_rupiah - received_rupiah:
                days: dict[str, Any] = {"on": on, "today": today}
                return self.dispute(delivery, reason="short", amount_rupiah=missing, **told, **days)
        return (
            DeliveryAcknowledged(
                **carried,
                delivery=delivery,
                value_rupiah=known.value_rupiah,
                acknowledged_by=organisation,
                **told,
            ),
        )

    def dispute(
        self,
        delivery: UUID,
        *,
        reason: DisputeReason,
        on: date,
        today: date,
        amount_rupiah: int | None = None,
        note: Private[Note] | None = None,
        voice: Voice = "village",
        evidence: tuple[Evidence, ...] = (),
    ) -> tuple[Event, ...]:
        """Say, for the village or the family, that it did not arrive or not whole; also later.

        Args:
            amount_rupiah: how much is missing; None while nobody can tell.

        Raises:
            NotPromised, UnknownEntry, NothingToRecord, NotHappenedYet: not now.
            DisputeOpen: it is disputed already.
            MoreThanDelivered: no more is missing than was handed over.
        """
        carried = self._made(on=on, today=today)
        known = self._delivered(delivery)
        if known.state == "disputed":
            raise DisputeOpen
        if amount_rupiah is not None:
            require_amount(amount_rupiah)
        require_within(amount_rupiah or 1, known.value_rupiah, MoreThanDelivered)
        return (
            DeliveryDisputed(
                **carried,
                delivery=delivery,
                reason=reason,
                amount_rupiah=amount_rupiah,
                note=note,
                voice=voice,
                evidence=evidence,
            ),
        )

    def resolve(
        self,
        delivery: UUID,
        *,
        outcome: DisputeOutcome,
        organisation: str,
        reason: str,
        on: date,
        today: date,
        amount_rupiah: int = 0,
    ) -> tuple[Event, ...]:
        """Decide a dispute.

        Args:
            outcome: `upheld` takes `amount_rupiah` off what was delivered (and verified),
                `rejected` says it arrived, `settled` says the deliverer made it good, so the
                village is asked again.
            organisation: whom the one who decides acts for; none of the parties.

        Raises:
            NotPromised, UnknownEntry, NotHappenedYet, ReasonMissing: not now.
            NoDispute: there is nothing to decide.
            OwnDelivery: a party is no judge.
            NothingToRecord, MoreThanDelivered: an upheld dispute takes off something.
        """
        carried = self._made(on=on, today=today)
        known = self._delivered(delivery, organisation)
        assert self.terms is not None
        if organisation in self.terms.parties():
            raise OwnDelivery(organisation=organisation)
        if known.state != "disputed":
            raise NoDispute(state=known.state)
        require_reason(reason)
        taken = 0
        if outcome == "upheld":
            require_amount(amount_rupiah)
            require_within(amount_rupiah, known.value_rupiah, MoreThanDelivered)
            taken = amount_rupiah
        unseen = max(0, known.verified_rupiah - (known.value_rupiah - taken))
        return (
            DisputeResolved(
                **carried,
                change=FiveNumbers(delivered=-taken, verified=-unseen),
                delivery=delivery,
                outcome=outcome,
                amount_rupiah=taken,
                resolved_by=organisation,
                reason=reason,
            ),
        )

    def verify(
        self,
        delivery: UUID,
        *,
        value_rupiah: int,
        organisation: str,
        on: date,
        today: date,
        evidence: tuple[Evidence, ...] = (),
    ) -> tuple[Event, ...]:
        """Say, as a third party, what of a delivery was seen; in parts, if need be.

        Args:
            organisation: whom the verifier acts for; neither deliverer nor the confirming village.

        Raises:
            NotPromised, UnknownEntry, NothingToRecord, NotHappenedYet: not now.
            OwnDelivery: a third party must look.
            NotAcknowledged, DisputeOpen: the village speaks first.
            MoreThanDelivered: no more is seen than was handed over.
        """
        carried = self._made(on=on, today=today)
        known = self._delivered(delivery, organisation)
        if organisation == known.acknowledged_by:
            raise OwnDelivery(organisation=organisation)
        require_amount(value_rupiah)
        if known.state == "disputed":
            raise DisputeOpen
        if known.state == "handed_over":
            raise NotAcknowledged
        require_within(value_rupiah, known.value_rupiah - known.verified_rupiah, MoreThanDelivered)
        return (
            DeliveryVerified(
                **carried,
                change=FiveNumbers(verified=value_rupiah),
                delivery=delivery,
                value_rupiah=value_rupiah,
                verified_by=organisation,
                evidence=evidence,
            ),
        )

    def _missing(
        self,
        evidence: tuple[Evidence, ...],
        evidence_required: tuple[EvidenceKind, ...],
        *,
        reached_rupiah: int,
    ) -> list[EvidenceKind]:
        """Return which evidence a handover lacks that brings the promise up to this amount."""
        now = {one.kind for one in evidence}
        ever = now.union(*(one.shown for one in self.deliveries.values()))
        reached_percent = 100 * reached_rupiah // self.numbers.committed
        return [
            kind
            for kind in evidence_required
            if (
                kind not in ever and reached_percent >= DUE_AT_PERCENT[kind]
                if kind in DUE_AT_PERCENT
                else kind not in now
            )
        ]

    def _delivered(self, delivery: UUID, organisation: str | None = None) -> Delivery:
        """Return a delivery, unless the one who asks about it made it."""
        known = self.deliveries.get(delivery)
        if known is None:
            raise UnknownEntry(entry=str(delivery))
        if organisation == known.delivered_by:
            raise OwnDelivery(organisation=organisation)
        return known
