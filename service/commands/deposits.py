"""Commands about deposits: what a UPZ hands to its Baznas, booked at once or not at all."""

from typing import Annotated, Any, ClassVar
from uuid import UUID

from msgspec import Meta

from service.aggregates.deposit import CollectedBy, Deposit, DepositLine
from service.aggregates.fund import Fund
from service.aggregates.fund_rules import OtherOwner, UnknownFund
from service.aggregates.upz import Upz
from service.application import NotKnown, Work
from service.commands.requests import Line, Month, Part, Reason, Request, Slug
from service.kernel.ids import command_id
from service.kernel.money import SignedRupiah, SomeRupiah
from service.kernel.refusals import Refused
from service.policies import access

MOST_LINES = 10
MOST_PAYERS = 1_000_000


class NotCollected(Refused):
    """UPZ hanya menyetor zakat, infak, dan sedekah."""

    way_out: ClassVar[str] = "Pilih dana zakat, infak, atau sedekah milik Baznas induknya."


class Collected(Part, frozen=True, kw_only=True):
    """How much of one kind, for which fund of the Baznas.

    Args:
        payers: how many gave (muzakki, munfik); only their number is kept.
    """

    fund: Slug
    amount_rupiah: SomeRupiah
    payers: Annotated[int, Meta(ge=0, le=MOST_PAYERS)] = 0


class Book(Request, frozen=True, kw_only=True):
    """Book what a UPZ hands over: all kinds of it under one proof number.

    Args:
        document: the proof number (BSZ) that the Baznas gave out.
        month: for which it was collected: `2024-11`.
    """

    document: Line
    month: Month
    collected_by: CollectedBy
    kinds: Annotated[tuple[Collected, ...], Meta(min_length=1, max_length=MOST_LINES)]


class CorrectLine(Request, frozen=True, kw_only=True):
    """Put a line of a deposit right by a difference; the wrong entry stays beside it."""

    fund: Slug
    delta_rupiah: SignedRupiah
    reason: Reason


def book(work: Work, upz: str, ask: Book) -> UUID:
    """Book a deposit and credit its funds in one save; return the deposit's id.

    The Baznas books, for it gives out the proof numbers.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not theirs, or there is no such UPZ.
        UpzNotAppointed: it had no task on that day.
        ProofUsed, MonthAhead, FundTwice, NotHappenedYet: not like this.
        UnknownFund, OtherOwner, NotCollected, FundIsClosed: not into that fund.
    """
    access.require(work.actor, "deposits.book")
    known = work.load(Upz, upz)
    if not known.upz:
        raise NotKnown
    access.require(work.actor, "deposits.book", organisation=known.parent)
    days = ask.days(work)
    known.require_appointed(upz, days["on"])
    deposit = proof(known.parent, ask.document)
    lines = tuple(_line(work, known, line) for line in ask.kinds)
    events = work.load(Deposit, deposit).book(
        deposit,
        upz=upz,
        parent=known.parent,
        document=ask.document,
        month=ask.month,
        collected_by=ask.collected_by,
        lines=lines,
        **days,
    )
    work.append(Deposit, deposit, *events)
    for line in lines:
        credited = work.load(Fund, line.fund).credit(
            amount_rupiah=line.amount_rupiah,
            document=ask.document,
            source=upz,
            deposit=deposit,
            **days,
        )
        work.append(Fund, line.fund, *credited)
    return deposit


def correct(work: Work, deposit: UUID, ask: CorrectLine) -> UUID:
    """Put a line of a deposit right, and its fund with it.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, NothingToRecord: not now.
        NotInDeposit, MoreThanDeposited: not that line, not that far.
        FundOutOfBalance: the money was used meanwhile.
    """
    access.require(work.actor, "deposits.correct")
    known = work.load(Deposit, deposit)
    if known.deposit is None:
        raise NotKnown
    access.require(work.actor, "deposits.correct", organisation=known.parent)
    days = ask.days(work)
    told: dict[str, Any] = {"delta_rupiah": ask.delta_rupiah, "reason": ask.reason}
    work.append(Deposit, deposit, *known.correct(ask.fund, **told, **days))
    fund = work.load(Fund, ask.fund)
    work.append(Fund, ask.fund, *fund.correct("credited", **told, **days))
    return deposit


def proof(parent: str, document: str) -> UUID:
    """Return the id of a deposit: a Baznas gives out each number once, however it is spaced."""
    return command_id("deposit", parent, "".join(document.split()).casefold())


def _line(work: Work, upz: Upz, line: Collected) -> DepositLine:
    """Return a line as events keep it.

    Raises:
        UnknownFund, OtherOwner, NotCollected: it can't go there.
    """
    fund = work.load(Fund, line.fund)
    if not fund.fund:
        raise UnknownFund(fund=line.fund)
    if fund.partner != upz.parent:
        raise OtherOwner(owner=fund.partner, partner=upz.parent)
    if fund.fund_type not in ("zakat", "infak", "sedekah"):
        raise NotCollected(fund=line.fund, fund_type=fund.fund_type)
    return DepositLine(
        fund=line.fund,
        fund_type=fund.fund_type,
        amount_rupiah=line.amount_rupiah,
        payers=line.payers,
    )
