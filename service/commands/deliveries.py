"""Commands about handovers: hand over, and what village and third parties say of it.

    deliver → acknowledge → verify*
            → dispute → resolve

Whoever says something says it for the organisation of their account. What is handed over in full
and confirmed meets the household's need in the same save (`commitment_ties`).
Source: promise 4 of the product (the village says whether it arrived); BPK audits of social aid.
"""

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import DisputeOutcome, DisputeReason, Terms, Voice
from service.aggregates.commitment_plan_events import Condition
from service.aggregates.household import Household
from service.aggregates.photo import Photo
from service.aggregates.programme import Programme
from service.application import NotKnown, Work
from service.commands import commitment_ties as ties
from service.commands.photos import photo_id
from service.commands.requests import (
    MaybeLine,
    Proofs,
    Quantity,
    Reason,
    Request,
    Slug,
    Words,
    evidence,
)
from service.kernel.money import MOST_RUPIAH, SomeRupiah
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import PHOTOS, Note


class PhotoNotPlaced(Refused):
    """Program ini meminta foto yang dilampirkan pada keluarganya, beserta titik lokasinya."""

    way_out: ClassVar[str] = (
        "Lampirkan fotonya pada halaman foto keluarga dengan persetujuan menyimpan lokasi, lalu "
        "isi sidik fotonya sebagai nomor bukti."
    )


class Deliver(Request, frozen=True, kw_only=True):
    """Hand aid over.

    Args:
        delivered_by: which party of the promise did; None is the implementer, or else the funder.
        evidence: at least what the programme asks for.
    """

    value_rupiah: SomeRupiah
    delivered_by: Slug | None = None
    quantity: Quantity | None = None
    unit: MaybeLine = ""
    evidence: Proofs = ()


class Acknowledge(Request, frozen=True, kw_only=True):
    """Say, for the village or for the family, that it arrived.

    Args:
        received_rupiah: what arrived; None is all of it. Less is a dispute about the rest.
        voice: who says so; what the family's representative says, somebody writes down.
        evidence: a photo by the hash it is attached under, a receipt.
    """

    received_rupiah: SomeRupiah | None = None
    voice: Voice = "village"
    evidence: Proofs = ()


class Dispute(Request, frozen=True, kw_only=True):
    """Say, for the village or for the family, that it did not arrive, or not whole.

    Args:
        amount_rupiah: how much is missing; None while nobody can tell.
        voice: who says so; what the family's representative says, somebody writes down.
        evidence: a photo by the hash it is attached under, a receipt.
    """

    reason: DisputeReason
    amount_rupiah: SomeRupiah | None = None
    voice: Voice = "village"
    evidence: Proofs = ()
    note: Words | None = None


class Resolve(Request, frozen=True, kw_only=True):
    """Decide a dispute.

    Args:
        outcome: `upheld` takes `amount_rupiah` off what was delivered, `rejected` says it
            arrived, `settled` says it was made good, so the village is asked again.
    """

    outcome: DisputeOutcome
    reason: Reason
    amount_rupiah: Annotated[int, Meta(ge=0, le=MOST_RUPIAH)] = 0


class Verify(Request, frozen=True, kw_only=True):
    """Say, as a third party, what of a delivery was seen; in parts, if need be."""

    value_rupiah: SomeRupiah
    evidence: Proofs = ()


class CheckOutcome(Request, frozen=True, kw_only=True):
    """Say, months later and as a third party, what became of the aid.

    Args:
        condition: of what was given.
        is_used: whether those it was for use it.
        is_need_met: whether the need is still met; if not, it is open again.
    """

    condition: Condition
    is_used: bool
    is_need_met: bool
    evidence: Proofs = ()
    note: Words | None = None


def deliver(work: Work, commitment: UUID, ask: Deliver) -> UUID:
    """Note that aid was handed over; return the delivery's id.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, CommitmentEnded, NotHappenedYet: not now.
        NotAParty, MoreThanPromised, ProofMissing, PhotoNotPlaced: not like this.
    """
    known, terms = ties.authorised(work, "commitments.deliver", commitment)
    if ask.delivered_by is not None and ask.delivered_by not in terms.parties():
        # Any name would do otherwise, and whoever handed over could verify it as somebody else.
        raise ties.NotAParty(organisation=ask.delivered_by, parties=sorted(terms.parties()))
    offer = work.load(Programme, terms.programme).offer
    if offer is not None and offer.is_geotag_required:
        _require_placed(work, terms, ask.evidence)
    delivery, days = work.new_id(), ask.days(work)
    events = known.deliver(
        delivery,
        value_rupiah=ask.value_rupiah,
        delivered_by=ask.delivered_by,
        quantity=ask.quantity,
        unit=ask.unit,
        evidence=evidence(ask.evidence, work),
        evidence_required=offer.evidence_required if offer else (),
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    return delivery


def acknowledge(work: Work, commitment: UUID, delivery: UUID, ask: Acknowledge) -> UUID:
    """Say, for the village or for the family, that it arrived; less than all is a dispute.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, NotHappenedYet, OwnDelivery,
            AcknowledgedAlready, DisputeOpen, MoreThanDelivered: not now.
    """
    known, _ = _delivered(work, "deliveries.acknowledge", commitment, delivery)
    days = ask.days(work)
    events = known.acknowledge(
        delivery,
        organisation=work.actor.organisation,
        received_rupiah=ask.received_rupiah,
        voice=ask.voice,
        evidence=evidence(ask.evidence, work),
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    return delivery


def dispute(work: Work, commitment: UUID, delivery: UUID, ask: Dispute) -> UUID:
    """Say, for the village, that it did not arrive, or not whole.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, NotHappenedYet, DisputeOpen,
            MoreThanDelivered: not now.
    """
    known, terms = _delivered(work, "deliveries.dispute", commitment, delivery)
    days = ask.days(work)
    subject = terms.household or commitment
    events = known.dispute(
        delivery,
        reason=ask.reason,
        amount_rupiah=ask.amount_rupiah,
        note=Private(subject, Note(text=ask.note)) if ask.note else None,
        voice=ask.voice,
        evidence=evidence(ask.evidence, work),
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    return delivery


def resolve(work: Work, commitment: UUID, delivery: UUID, ask: Resolve) -> UUID:
    """Decide a dispute, as nobody's party.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, NotHappenedYet, OwnDelivery, NoDispute,
            NothingToRecord, MoreThanDelivered: not like this.
    """
    known, _ = _delivered(work, "deliveries.resolve", commitment, delivery)
    days = ask.days(work)
    events = known.resolve(
        delivery,
        outcome=ask.outcome,
        organisation=work.actor.organisation,
        reason=ask.reason,
        amount_rupiah=ask.amount_rupiah,
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    return delivery


def verify(work: Work, commitment: UUID, delivery: UUID, ask: Verify) -> UUID:
    """Say, as a third party, what of a delivery was seen.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, NotHappenedYet, OwnDelivery,
            NotAcknowledged, DisputeOpen, MoreThanDelivered: not like this.
    """
    known, _ = _delivered(work, "deliveries.verify", commitment, delivery)
    days = ask.days(work)
    events = known.verify(
        delivery,
        value_rupiah=ask.value_rupiah,
        organisation=work.actor.organisation,
        evidence=evidence(ask.evidence, work),
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    return delivery


def check_outcome(work: Work, commitment: UUID, ask: CheckOutcome) -> UUID:
    """Say what became of the aid; a need that is not met any more is open again in the same save.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, NotHappenedYet, OwnDelivery,
            NotAcknowledged: not now.
    """
    known, terms = ties.authorised(work, "deliveries.check_outcome", commitment)
    days, shown = ask.days(work), evidence(ask.evidence, work)
    subject = terms.household or commitment
    events = known.check_outcome(
        condition=ask.condition,
        is_used=ask.is_used,
        is_need_met=ask.is_need_met,
        organisation=work.actor.organisation,
        evidence=shown,
        note=Private(subject, Note(text=ask.note)) if ask.note else None,
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    if terms.household is None or ask.is_need_met:
        return commitment
    home = ties.home_of(work, terms.household)
    household = work.load(Household, home)
    need = household.needs.get(terms.need)
    if need is not None and need.standing == "met" and not household.is_closed:
        found = household.judge_need(
            terms.need,
            "confirmed",
            method="visit",
            evidence=shown,
            by=work.actor.account,
            **days,
        )
        work.append(Household, home, *found)
    return commitment


def _require_placed(work: Work, terms: Terms, proofs: Proofs) -> None:
    """Refuse photos that are not attached to the household, or without their place.

    Raises:
        PhotoNotPlaced: naming their kinds.
    """
    loose = [
        one.kind
        for one in proofs
        if one.kind in PHOTOS
        and not (terms.household and _is_placed(work, terms.household, one.reference))
    ]
    if loose:
        raise PhotoNotPlaced(missing=loose)


def _is_placed(work: Work, household: UUID, digest: str) -> bool:
    photo = work.load(Photo, photo_id(household, digest))
    return photo.household == household and photo.has_location and not photo.is_retracted


def _delivered(
    work: Work, command: str, commitment: UUID, delivery: UUID
) -> tuple[Commitment, Terms]:
    """Return a promise that has this delivery, and its terms."""
    known, terms = ties.authorised(work, command, commitment)
    if delivery not in known.deliveries:
        raise NotKnown
    return known, terms
