"""What a promise is tied to: the funds it draws on, and the need it holds.

Every event of a promise that moves a fund's money is told to that fund in the same save. A promise
that ends or is kept lets go of its household's need, and takes hold of it again when what arrived
turns out to have been less. So no command has to think of it.
"""

from typing import Any, ClassVar
from uuid import UUID

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_draws import by_fund
from service.aggregates.commitment_events import (
    AidDisbursed,
    AidRefunded,
    AllocationMade,
    CommitmentCancelled,
    CommitmentLapsed,
    CommitmentReduced,
    CommitmentTransferred,
    DisputeResolved,
    EntryCorrected,
    Terms,
)
from service.aggregates.fund import Fund
from service.aggregates.fund_rules import UnknownFund
from service.aggregates.household import Household
from service.application import NotKnown, Work
from service.commands.requests import Days
from service.kernel.events import Event
from service.kernel.refusals import Refused
from service.policies import access


class NotAParty(Refused):
    """Lembaga ini bukan pihak dalam komitmen ini."""

    way_out: ClassVar[str] = "Pilih pemberi, perantara, atau pelaksana komitmen ini."


def authorised(work: Work, command: str, commitment: UUID) -> tuple[Commitment, Terms]:
    """Return a promise that the actor may act on, with its terms.

    Raises:
        NotAllowed: the role may not.
        NotKnown, OutOfScope: there is none, or it is not the actor's to know.
    """
    access.require(work.actor, command)
    known = work.load(Commitment, commitment)
    if known.terms is None:
        raise NotKnown
    access.require(
        work.actor,
        command,
        village=known.terms.village,
        household=known.terms.household,
        organisation=known.terms.parties(),
    )
    return known, known.terms


def append(work: Work, commitment: UUID, *events: Event, days: Days) -> None:
    """Append events of a promise, and what follows from them for its funds and its need.

    Raises:
        UnknownFund, FundIsClosed, OtherOwner, OtherYear, OutsideRestriction, AsnafMissing,
            AmilIsNoRecipient, MoreThanAvailable, FundOutOfBalance: a fund says no.
    """
    work.append(Commitment, commitment, *events)
    for event in events:
        _tell_funds(work, commitment, event, days)
        _reopen(work, commitment, event, days)
    _let_go(work, commitment, days)


def home_of(work: Work, household: UUID) -> UUID:
    """Return the record that holds a household's promises: of a double, the one that stays."""
    known = work.load(Household, household)
    while known.is_closed and known.survivor is not None:
        other = work.load(Household, known.survivor)
        if household not in other.absorbed:
            break
        household, known = known.survivor, other
    return household


def _tell_funds(work: Work, commitment: UUID, event: Event, days: Days) -> None:
    match event:
        case AllocationMade(fund=str() as slug):
            _move(
                work,
                slug,
                "reserve",
                commitment,
                amount_rupiah=event.amount_rupiah,
                partner=event.partner,
                fiscal_year=event.fiscal_year,
                programme=event.programme,
                village=event.village,
                asnaf=event.asnaf,
                **days,
            )
        case AidDisbursed():
            paid: dict[str, Any] = {"disbursement": event.disbursement, **days}
            for slug, amount in by_fund(event.draws).items():
                _move(work, slug, "spend", commitment, amount_rupiah=amount, **paid)
        case AidRefunded():
            back: dict[str, Any] = {"disbursement": event.disbursement, **days}
            for slug, amount in by_fund(event.returned).items():
                _move(work, slug, "refund", commitment, amount_rupiah=amount, **back)
        case EntryCorrected(stage="allocated" | "disbursed" as stage):
            told: dict[str, Any] = {"commitment": commitment, "reason": event.reason, **days}
            for slug, delta in by_fund(event.draws).items():
                _move(work, slug, "correct", stage, delta_rupiah=delta, **told)
        case (
            CommitmentReduced()
            | CommitmentCancelled()
            | CommitmentLapsed()
            | CommitmentTransferred()
        ):
            for slug, amount in by_fund(event.returned).items():
                _move(work, slug, "release", commitment, amount_rupiah=amount, **days)


def _move(work: Work, slug: str, decision: str, *about: Any, **values: Any) -> None:
    """Let a fund decide, and append what it says."""
    fund = work.load(Fund, slug)
    if not fund.fund:
        raise UnknownFund(fund=slug)
    work.append(Fund, slug, *getattr(fund, decision)(*about, **values))


def _reopen(work: Work, commitment: UUID, event: Event, days: Days) -> None:
    """Take hold again of the need that was met, when less arrived than was said."""
    match event:
        case DisputeResolved(outcome="upheld"):
            pass
        case EntryCorrected(stage="delivered") if event.delta_rupiah < 0:
            pass
        case _:
            return
    known = work.load(Commitment, commitment)
    assert known.terms is not None
    home = known.terms.household
    if home is None or known.is_fulfilled:
        return
    if events := work.load(Household, home).reopen_need(commitment, **days):
        work.append(Household, home, *events)


def _let_go(work: Work, commitment: UUID, days: Days) -> None:
    """Release the need of a promise that ended, or note that it is met."""
    known = work.load(Commitment, commitment)
    assert known.terms is not None
    home = known.terms.household
    if home is None or not (known.ended or known.is_fulfilled):
        return
    home = home_of(work, home)
    household = work.load(Household, home)
    if household.reserved_by(commitment) is None:
        return
    if known.ended:
        events = household.release(commitment, reason=known.ended, **days)
    else:
        events = household.meet(commitment, **days)
    work.append(Household, home, *events)
