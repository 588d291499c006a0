"""Commands about funds: open, credit, take the amil's share, put right.

What is set aside, paid and given back follows from promises; see `commitment_ties`.
Source: Kayong Utara x Baznas (A4); PSAK 109/409 (a fund for each kind).
"""

from typing import ClassVar

from service.aggregates.fund import Fund, OtherOwner, UnknownFund
from service.aggregates.fund_events import FundType
from service.application import NotKnown, Work
from service.commands.partners import require_active
from service.commands.requests import FiscalYear, Line, Reason, Request, Slug
from service.kernel.money import Rupiah, SignedRupiah, SomeRupiah
from service.kernel.refusals import Refused
from service.policies import access


class NotForAmil(Refused):
    """Dana tujuan ini bukan dana amil."""

    way_out: ClassVar[str] = "Pilih dana amil milik mitra yang sama, atau buka dahulu."


class Open(Request, frozen=True, kw_only=True):
    """Make money available.

    Args:
        fund: the short name it keeps for good, as `baznas-zakat-2024`.
        partner: whose money it is.
        amount_rupiah: what is in it from the start; nought for a fund that fills up.
        document: number of the decree, budget or deed.
    """

    fund: Slug
    partner: Slug
    fund_type: FundType
    fiscal_year: FiscalYear
    document: Line
    amount_rupiah: Rupiah = 0


class Credit(Request, frozen=True, kw_only=True):
    """Note that money came in.

    Args:
        document: number of the receipt.
        source: the partner it came from, as a UPZ, if it is one.
    """

    amount_rupiah: SomeRupiah
    document: Line
    source: Slug | None = None


class TakeAmil(Request, frozen=True, kw_only=True):
    """Take the amil's share.

    Args:
        to_fund: the partner's fund of the kind `amil`.
        document: number of the receipt in that fund.
    """

    amount_rupiah: SomeRupiah
    to_fund: Slug
    document: Line


class Correct(Request, frozen=True, kw_only=True):
    """Put right how much came in, by a difference; what was written down wrong stays beside it.

    What was set aside or paid for a promise is put right at the promise.
    """

    delta_rupiah: SignedRupiah
    reason: Reason


def open_fund(work: Work, ask: Open) -> str:
    """Make money available; its owner must take part.

    Raises:
        NotAllowed, OutOfScope, FundKnown, NotHappenedYet, UnknownPartner, PartnerInactive: no.
    """
    access.require(work.actor, "funds.open", organisation=ask.partner)
    events = work.load(Fund, ask.fund).open(
        ask.fund,
        partner=ask.partner,
        fund_type=ask.fund_type,
        fiscal_year=ask.fiscal_year,
        amount_rupiah=ask.amount_rupiah,
        document=ask.document,
        **ask.days(work),
    )
    work.append(Fund, ask.fund, *events)
    require_active(work, ask.partner)
    return ask.fund


def credit(work: Work, fund: str, ask: Credit) -> str:
    """Note that money came in.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, UnknownPartner, PartnerInactive: no.
    """
    known = _own(work, "funds.credit", fund)
    events = known.credit(
        amount_rupiah=ask.amount_rupiah,
        document=ask.document,
        source=ask.source,
        **ask.days(work),
    )
    work.append(Fund, fund, *events)
    require_active(work, ask.source)
    return fund


def take_amil(work: Work, fund: str, ask: TakeAmil) -> str:
    """Take the amil's share, and credit it to the fund of the amil.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet: not now.
        AmilNotDue, AmilTooMuch, MoreThanAvailable: not that much.
        UnknownFund, OtherOwner, NotForAmil: not into that fund.
    """
    known = _own(work, "funds.take_amil", fund)
    days = ask.days(work)
    events = known.take_amil(amount_rupiah=ask.amount_rupiah, to_fund=ask.to_fund, **days)
    work.append(Fund, fund, *events)
    purse = work.load(Fund, ask.to_fund)
    if not purse.fund:
        raise UnknownFund(fund=ask.to_fund)
    if purse.partner != known.partner:
        raise OtherOwner(owner=purse.partner, partner=known.partner)
    if purse.fund_type != "amil":
        raise NotForAmil(fund=ask.to_fund, fund_type=purse.fund_type)
    credited = purse.credit(amount_rupiah=ask.amount_rupiah, document=ask.document, **days)
    work.append(Fund, ask.to_fund, *credited)
    return fund


def correct(work: Work, fund: str, ask: Correct) -> str:
    """Put right how much came in.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, NothingToRecord, FundOutOfBalance: no.
    """
    events = _own(work, "funds.correct", fund).correct(
        "credited", delta_rupiah=ask.delta_rupiah, reason=ask.reason, **ask.days(work)
    )
    work.append(Fund, fund, *events)
    return fund


def _own(work: Work, command: str, fund: str) -> Fund:
    """Return a fund that the actor may act on."""
    access.require(work.actor, command)
    known = work.load(Fund, fund)
    if not known.fund:
        raise NotKnown
    access.require(work.actor, command, organisation=known.partner)
    return known
