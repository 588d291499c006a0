"""Commands about UPZ: who collects for a Baznas, and from when to when."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta

from service.aggregates.partner import Partner
from service.aggregates.upz import OtherBaznas, Upz
from service.application import NotKnown, Work
from service.commands.partners import require_active
from service.commands.requests import Explain, Line, Percent, Request, Slug
from service.kernel.refusals import Refused
from service.policies import access

MOST_OFFICERS = 100


class NoUpz(Refused):
    """Mitra ini tidak terdaftar sebagai UPZ."""

    way_out: ClassVar[str] = "Daftarkan mitra ini dengan jenis UPZ lebih dahulu."


class NoBaznas(Refused):
    """Hanya Baznas yang mengangkat UPZ."""

    way_out: ClassVar[str] = "Pilih Baznas sebagai lembaga induknya."


class Appoint(Request, frozen=True, kw_only=True):
    """Let a UPZ collect for a Baznas, for the first time or again.

    Args:
        upz: the partner that collects.
        parent: the Baznas; it makes the decree.
        host: the agency or place in which it collects, if it is a partner.
        decree: number of the Baznas' decree.
        officers: how many there are; three at least.
        offices: what they are called; never their names.
        since: the first day of the term.
        until: the first day after it; left out, five years later.
        share_percent: what it keeps for its own work, of what it collects.
    """

    upz: Slug
    parent: Slug
    decree: Line
    officers: Annotated[int, Meta(ge=1, le=MOST_OFFICERS)]
    since: date
    until: date | None = None
    host: Slug | None = None
    offices: Annotated[tuple[Line, ...], Meta(max_length=MOST_OFFICERS)] = ()
    share_percent: Percent | None = None


def appoint(work: Work, ask: Appoint) -> str:
    """Appoint a UPZ, or appoint it again.

    Raises:
        NotAllowed, OutOfScope, UnknownPartner, PartnerInactive, NoUpz, NoBaznas: not theirs.
        OtherBaznas: it belongs to another.
        NotHappenedYet, TooFewOfficers, TermTooLong, TermOverlaps, UpzShareTooMuch: not like this.
    """
    access.require(work.actor, "upzs.appoint", organisation=ask.parent)
    share = Decimal(ask.share_percent) if ask.share_percent else None
    events = work.load(Upz, ask.upz).appoint(
        ask.upz,
        parent=ask.parent,
        host=ask.host,
        decree=ask.decree,
        officers=ask.officers,
        offices=ask.offices,
        since=ask.since,
        until=ask.until,
        share_percent=share,
        **ask.days(work),
    )
    work.append(Upz, ask.upz, *events)
    require_active(work, ask.upz, ask.parent, ask.host)
    partner = work.load(Partner, ask.upz)
    if partner.org_type != "upz":
        raise NoUpz(partner=ask.upz)
    if work.load(Partner, ask.parent).org_type != "baznas":
        raise NoBaznas(partner=ask.parent)
    if partner.parent not in (None, ask.parent):
        raise OtherBaznas(upz=ask.upz, parent=partner.parent)
    return ask.upz


def end(work: Work, upz: str, ask: Explain) -> str:
    """End a UPZ's task before its term does.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet, ReasonMissing, UpzNotAppointed: no.
    """
    access.require(work.actor, "upzs.end")
    known = work.load(Upz, upz)
    if not known.upz:
        raise NotKnown
    access.require(work.actor, "upzs.end", organisation=known.parent)
    work.append(Upz, upz, *known.end(reason=ask.reason, **ask.days(work)))
    return upz
