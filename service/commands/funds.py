"""Commands about funds: open, credit, take the amil's share, hand on, put right, close.

What is set aside, paid and given back follows from promises; see `commitment_ties`. What a UPZ
hands over is a deposit; see `deposits`.
Source: Kayong Utara x Baznas (A4); PSAK 109/409 (a fund for each kind).
"""

from typing import Annotated, ClassVar
from uuid import UUID

from msgspec import Meta

from service.aggregates import fund_events
from service.aggregates.fund import Fund
from service.aggregates.fund_events import (
    FundClosed,
    FundReturned,
    FundTransferred,
    FundType,
)
from service.aggregates.fund_rules import OtherOwner, UnknownFund
from service.aggregates.partner import Partner
from service.aggregates.programme import Programme, UnknownProgramme
from service.application import NotKnown, Work
from service.commands.partners import require_active
from service.commands.requests import (
    FiscalYear,
    Line,
    MaybeLine,
    Part,
    Reason,
    RegionCode,
    Request,
    Slug,
)
from service.kernel.money import Rupiah, SignedRupiah, SomeRupiah
from service.kernel.refusals import Refused
from service.kernel.valuations import Valuation
from service.policies import access

MOST_PROGRAMMES = 20
MOST_AREAS = 50


class NotForAmil(Refused):
    """Dana tujuan ini bukan dana amil."""

    way_out: ClassVar[str] = "Pilih dana amil milik mitra yang sama, atau buka dahulu."


class DepositInstead(Refused):
    """Penerimaan dari UPZ dicatat sebagai setoran UPZ."""

    way_out: ClassVar[str] = "Buka halaman UPZ ini, lalu catat setorannya dengan nomor bukti setor."


class Restriction(Part, frozen=True, kw_only=True):
    """What a bound fund may go to, as the giver said.

    Args:
        areas: villages or what lies above them; none is anywhere.
    """

    purpose: Line
    programmes: Annotated[tuple[Slug, ...], Meta(min_length=1, max_length=MOST_PROGRAMMES)]
    areas: Annotated[tuple[RegionCode, ...], Meta(max_length=MOST_AREAS)] = ()

    def told(self) -> fund_events.Restriction:
        """Return it as events keep it."""
        return fund_events.Restriction(
            purpose=self.purpose,
            programmes=tuple(sorted(set(self.programmes))),
            areas=tuple(sorted(set(self.areas))),
        )


class Open(Request, frozen=True, kw_only=True):
    """Make money available.

    Args:
        fund: the short name it keeps for good, as `baznas-zakat-2024`.
        partner: whose money it is.
        amount_rupiah: what is in it from the start; nought for a fund that fills up.
        document: number of the decree, budget or deed.
        restriction: what it is bound to ("terikat"); left out, to nothing.
        valuation, goods: how what is in it was valued, and what it is, if it is no money.
    """

    fund: Slug
    partner: Slug
    fund_type: FundType
    fiscal_year: FiscalYear
    document: Line
    amount_rupiah: Rupiah = 0
    restriction: Restriction | None = None
    valuation: Valuation | None = None
    goods: MaybeLine = ""


class OpenBound(Open, frozen=True, kw_only=True):
    """Make money available that is bound to something."""

    restriction: Restriction


class Credit(Request, frozen=True, kw_only=True):
    """Note that money came in.

    Args:
        document: number of the receipt.
        source: the partner it came from, if it is one; a UPZ makes a deposit instead.
        valuation, goods: how it was valued, and what it is, if it is no money.
    """

    amount_rupiah: SomeRupiah
    document: Line
    source: Slug | None = None
    valuation: Valuation | None = None
    goods: MaybeLine = ""


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


class Transfer(Request, frozen=True, kw_only=True):
    """Hand money to a fund of another partner, or to another one of one's own.

    Args:
        document: number of the hand-over.
    """

    amount_rupiah: SomeRupiah
    to_fund: Slug
    document: Line


class Return(Request, frozen=True, kw_only=True):
    """Give back what another fund handed on, in whole or in part.

    Args:
        transfer: by which it came.
    """

    transfer: UUID
    amount_rupiah: SomeRupiah
    reason: Reason


class Close(Request, frozen=True, kw_only=True):
    """Close the books of a year that is over.

    Args:
        document: number of the closing's minutes.
        to_fund: the owner's fund of a later year; left out if nothing is available.
    """

    document: Line
    to_fund: Slug | None = None


def open_fund(work: Work, ask: Open) -> str:
    """Make money available; its owner must take part.

    Raises:
        NotAllowed, OutOfScope, FundKnown, NotHappenedYet, UnknownPartner, PartnerInactive,
            UnknownProgramme, GoodsNotValued: no.
    """
    access.require(work.actor, "funds.open", organisation=ask.partner)
    restriction = ask.restriction.told() if ask.restriction else None
    events = work.load(Fund, ask.fund).open(
        ask.fund,
        partner=ask.partner,
        fund_type=ask.fund_type,
        fiscal_year=ask.fiscal_year,
        amount_rupiah=ask.amount_rupiah,
        document=ask.document,
        restriction=restriction,
        valuation=ask.valuation,
        goods=ask.goods,
        **ask.days(work),
    )
    work.append(Fund, ask.fund, *events)
    require_active(work, ask.partner)
    for programme in restriction.programmes if restriction else ():
        if work.load(Programme, programme).offer is None:
            raise UnknownProgramme(programme=programme)
    return ask.fund


def credit(work: Work, fund: str, ask: Credit) -> str:
    """Note that money came in.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, UnknownPartner, PartnerInactive,
            FundIsClosed, GoodsNotValued: no.
        DepositInstead: it comes from a UPZ.
    """
    known = _own(work, "funds.credit", fund)
    events = known.credit(
        amount_rupiah=ask.amount_rupiah,
        document=ask.document,
        source=ask.source,
        valuation=ask.valuation,
        goods=ask.goods,
        **ask.days(work),
    )
    work.append(Fund, fund, *events)
    require_active(work, ask.source)
    if ask.source and work.load(Partner, ask.source).org_type == "upz":
        raise DepositInstead(upz=ask.source)
    return fund


def take_amil(work: Work, fund: str, ask: TakeAmil) -> str:
    """Take the amil's share; the fund of the amil receives it.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet: not now.
        AmilNotDue, AmilTooMuch, MoreThanAvailable: not that much.
        UnknownFund, OtherOwner, NotForAmil: not into that fund.
    """
    known = _own(work, "funds.take_amil", fund)
    days, transfer = ask.days(work), work.new_id()
    events = known.take_amil(
        amount_rupiah=ask.amount_rupiah, to_fund=ask.to_fund, transfer=transfer, **days
    )
    work.append(Fund, fund, *events)
    purse = work.load(Fund, ask.to_fund)
    if not purse.fund:
        raise UnknownFund(fund=ask.to_fund)
    if purse.partner != known.partner:
        raise OtherOwner(owner=purse.partner, partner=known.partner)
    if purse.fund_type != "amil":
        raise NotForAmil(fund=ask.to_fund, fund_type=purse.fund_type)
    received = purse.receive(
        transfer,
        from_fund=fund,
        from_partner=known.partner,
        amount_rupiah=ask.amount_rupiah,
        document=ask.document,
        cause="amil",
        **days,
    )
    work.append(Fund, ask.to_fund, *received)
    return fund


def transfer(work: Work, fund: str, ask: Transfer) -> UUID:
    """Hand money to another fund, which receives it in the same save; return the transfer's id.

    The giver decides; whoever receives can give it back.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, FundIsClosed: not now.
        UnknownFund, SameFund, KindsDontFit, YearsDiffer, RestrictionLost, PartnerInactive: not
            into that fund.
        MoreThanAvailable: not that much.
    """
    known = _own(work, "funds.transfer", fund)
    to = work.load(Fund, ask.to_fund)
    if not to.fund:
        raise UnknownFund(fund=ask.to_fund)
    moved, days = work.new_id(), ask.days(work)
    events = known.transfer(
        moved, to, amount_rupiah=ask.amount_rupiah, document=ask.document, **days
    )
    require_active(work, to.partner)
    work.append(Fund, fund, *events)
    for event in events:
        assert isinstance(event, FundTransferred)
        received = to.receive(
            moved,
            from_fund=fund,
            from_partner=known.partner,
            amount_rupiah=event.amount_rupiah,
            document=event.document,
            cause="transfer",
            amil_base_rupiah=event.amil_base_rupiah,
            **days,
        )
        work.append(Fund, ask.to_fund, *received)
    return moved


def give_back(work: Work, fund: str, ask: Return) -> UUID:
    """Give back what another fund handed on; return the transfer's id.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet: not now.
        UnknownTransfer, MoreThanReceived, MoreThanAvailable: not that, or not that much.
    """
    known = _own(work, "funds.return", fund)
    days = ask.days(work)
    origin = known.received.get(ask.transfer)
    giver = work.load(Fund, origin.fund) if origin else Fund()
    events = known.give_back(
        ask.transfer,
        amount_rupiah=ask.amount_rupiah,
        to_partner=giver.partner,
        reason=ask.reason,
        **days,
    )
    work.append(Fund, fund, *events)
    for event in events:
        assert isinstance(event, FundReturned)
        came_back = giver.retrieve(
            ask.transfer,
            from_fund=fund,
            from_partner=known.partner,
            amount_rupiah=event.amount_rupiah,
            amil_base_rupiah=event.amil_base_rupiah,
            reason=ask.reason,
            **days,
        )
        work.append(Fund, event.to_fund, *came_back)
    return ask.transfer


def close(work: Work, fund: str, ask: Close) -> str:
    """Close a fund of a year that is over; what is available goes to a later year's.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, FundYearRunning, FundIsClosed: not now.
        OtherOwner, CarryOverUnclear: not into that fund.
    """
    known = _own(work, "funds.close", fund)
    days = ask.days(work)
    later = work.load(Fund, ask.to_fund) if ask.to_fund else Fund()
    if ask.to_fund and not later.fund:
        raise UnknownFund(fund=ask.to_fund)
    events = known.close(
        work.new_id(), later if later.fund else None, document=ask.document, **days
    )
    work.append(Fund, fund, *events)
    for event in events:
        assert isinstance(event, FundClosed)
        if event.to_fund is None or event.transfer is None:
            continue
        received = later.receive(
            event.transfer,
            from_fund=fund,
            from_partner=known.partner,
            amount_rupiah=event.amount_rupiah,
            document=event.document,
            cause="carry_over",
            amil_base_rupiah=event.amil_base_rupiah,
            **days,
        )
        work.append(Fund, event.to_fund, *received)
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
