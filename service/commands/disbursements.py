"""Commands about the money of a promise: set aside, pay, take back, put right.

    allocate* → disburse* → refund*,  correct* at any stage

Each fund learns what becomes of its own rupiah in the same save (`commitment_ties`).
Source: Kayong Utara x Baznas (A4); BPK on aid paid to the dead.
"""

from uuid import UUID

from service.aggregates.commitment_events import Asnaf, EntryStage, PaymentMethod
from service.application import Work
from service.commands import commitment_ties as ties
from service.commands import recipients
from service.commands.accountabilities import require_reported
from service.commands.requests import Explain, Line, Reason, Request, Slug
from service.kernel.money import SignedRupiah, SomeRupiah
from service.policies import access


class Allocate(Request, frozen=True, kw_only=True):
    """Set money aside, from a fund or a budget line.

    Args:
        fund: of the promising partner and the promise's fiscal year.
        budget_line: code of the activity in the budget.
        asnaf: whom zakat goes to; needed for a zakat fund.
    """

    amount_rupiah: SomeRupiah
    fund: Slug | None = None
    budget_line: Line | None = None
    asnaf: Asnaf | None = None


class Disburse(Request, frozen=True, kw_only=True):
    """Pay out of what was set aside.

    Args:
        receipt: number of the payment document; one document, one payment.
    """

    amount_rupiah: SomeRupiah
    method: PaymentMethod
    receipt: Line


class Refund(Request, frozen=True, kw_only=True):
    """Note that paid money came back."""

    disbursement: UUID
    amount_rupiah: SomeRupiah
    reason: Reason


class Correct(Request, frozen=True, kw_only=True):
    """Put an amount right by a difference; the wrong entry stays beside it.

    Args:
        entry: the allocation, the disbursement, or (delivered, verified) the delivery.
        delta_rupiah: what is added to it; below nought is taken off.
    """

    entry: UUID
    stage: EntryStage
    delta_rupiah: SignedRupiah
    reason: Reason


def allocate(work: Work, commitment: UUID, ask: Allocate) -> UUID:
    """Set money aside for a promise; return the allocation's id. A fund is its owner's to touch.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, CommitmentEnded, NotHappenedYet: not now.
        AllocationSourceMissing, MoreThanPromised: not like this.
        UnknownFund, OtherOwner, OtherYear, AsnafMissing, AmilIsNoRecipient, MoreThanAvailable:
            the fund says no.
    """
    known, terms = ties.authorised(work, "commitments.allocate", commitment)
    if ask.fund is not None:
        access.require(work.actor, "commitments.allocate", organisation=terms.partner)
    allocation, days = work.new_id(), ask.days(work)
    events = known.allocate(
        allocation,
        amount_rupiah=ask.amount_rupiah,
        fund=ask.fund,
        budget_line=ask.budget_line,
        asnaf=ask.asnaf,
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    return allocation


def disburse(
    work: Work, commitment: UUID, ask: Disburse, *, batch: tuple[UUID, int] | None = None
) -> UUID:
    """Pay out; return the disbursement's id.

    The household is looked at in the same save: whoever is recorded as dead a moment earlier is
    not paid, save by leave of a second person, once.

    Args:
        batch: the file it came with, and its row there.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, CommitmentEnded, NotHappenedYet: not now.
        ReceiptUsed, MoreThanAllocated: not like this.
        RecipientNotPayable, RecipientMoved, NeedNotOpen, PaymentOverlaps, OutsideCriteria,
            OverrideBySamePerson: the household should get none, or none of this.
        PreviousYearUnreported: whoever hands it out has not accounted for last year.
    """
    known, terms = ties.authorised(work, "commitments.disburse", commitment)
    require_reported(work, terms)
    override = recipients.override_needed(work, commitment, known, terms)
    disbursement, days = work.new_id(), ask.days(work)
    events = known.disburse(
        disbursement,
        amount_rupiah=ask.amount_rupiah,
        method=ask.method,
        receipt=ask.receipt.strip(),
        account=work.actor.account,
        override=override,
        batch=batch,
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    return disbursement


def grant_override(work: Work, commitment: UUID, ask: Explain) -> UUID:
    """Allow one payment to a recipient who should not be paid; somebody else makes it.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, OverrideUnused, NotHappenedYet: not now.
    """
    known, _ = ties.authorised(work, "commitments.grant_override", commitment)
    days = ask.days(work)
    events = known.grant_override(account=work.actor.account, reason=ask.reason, **days)
    ties.append(work, commitment, *events, days=days)
    return commitment


def refund(work: Work, commitment: UUID, ask: Refund) -> UUID:
    """Note that paid money came back; return the disbursement's id.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, UnknownEntry, NotHappenedYet,
            MoreThanDisbursed: not like this.
    """
    known, _ = ties.authorised(work, "commitments.refund", commitment)
    days = ask.days(work)
    events = known.refund(
        ask.disbursement, amount_rupiah=ask.amount_rupiah, reason=ask.reason, **days
    )
    ties.append(work, commitment, *events, days=days)
    return ask.disbursement


def correct(work: Work, commitment: UUID, ask: Correct) -> UUID:
    """Put an amount right; return the id of the entry.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, UnknownEntry, NothingToRecord,
            NotHappenedYet, MoreThanAllocated, CorrectionBreaksNumbers: not like this.
        FundOutOfBalance: the fund has not got it.
    """
    known, _ = ties.authorised(work, "commitments.correct", commitment)
    days = ask.days(work)
    events = known.correct(
        ask.entry,
        stage=ask.stage,
        delta_rupiah=ask.delta_rupiah,
        reason=ask.reason,
        **days,
    )
    ties.append(work, commitment, *events, days=days)
    return ask.entry
