"""Commands about one-off reports of help: asked for by link, filed, answered by the village.

A confirmed report becomes a promise to the village that is made, handed over and confirmed in the
same save, so that the help counts once, wherever contributions are added up.
"""

import base64
from datetime import date
from typing import Annotated, Any
from uuid import UUID

from msgspec import Meta

from service.aggregates.aid_report import AidForm, AidReport, Contact, ReportValuation
from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import Terms
from service.aggregates.programme import Offer
from service.aggregates.village import UnknownVillage, Village
from service.application import NotKnown, Work
from service.commands import commitment_ties as ties
from service.commands.commitments import Promise, make, offered
from service.commands.partners import require_active
from service.commands.requests import (
    Explain,
    Line,
    MaybeLine,
    Quantity,
    Request,
    Slug,
    VillageCode,
)
from service.kernel.money import SomeRupiah
from service.kernel.privacy import Private
from service.kernel.roles import Actor
from service.kernel.verdicts import Evidence
from service.policies import access
from service.policies.access import OutOfScope

HOUSEHOLDS = "keluarga"
FACILITY = "fasilitas"


class InviteReport(Request, frozen=True, kw_only=True):
    """Ask a company for a report of help, by a link that works once.

    Args:
        company: as it is called; an organisation's name, never a person's.
        partner: its short name, if it is a partner already.
        valid_until: the last day of the link, at most 60 days from today.
    """

    company: Line
    valid_until: date
    partner: Slug | None = None


class FileReport(Request, frozen=True, kw_only=True):
    """What a company gave: to households, or to one public facility.

    Args:
        programme: of the catalogue; says which need it answers.
        given_on: the day of the help.
        contact: e-mail address or telephone number of the office; kept sealed.
    """

    village: VillageCode
    programme: Slug
    sector: Line
    form: AidForm
    value_rupiah: SomeRupiah
    given_on: date
    valuation: ReportValuation | None = None
    households: Quantity | None = None
    facility: MaybeLine = ""
    contact: Annotated[str, Meta(max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$(?!\n)")] = ""


class MatchReport(Request, frozen=True, kw_only=True):
    """Which partner the company is."""

    partner: Slug


class ConfirmReport(Request, frozen=True, kw_only=True):
    """That it arrived: how much of it, and when.

    Args:
        received_on: None is the day of the report.
    """

    value_rupiah: SomeRupiah
    received_on: date | None = None


def invite(work: Work, ask: InviteReport, *, aid_report: UUID, token_hash: str) -> UUID:
    """Ask a company for a report.

    Args:
        aid_report: its id, which is a part of the link.
        token_hash: SHA-256 of what stands in the link, in hex.

    Raises:
        NotAllowed, UnknownPartner, PartnerInactive, NotHappenedYet, LinkTooLong: no.
    """
    access.require(work.actor, "aid_reports.invite")
    require_active(work, ask.partner)
    events = work.load(AidReport, aid_report).invite(
        aid_report,
        number=_number(aid_report, work.today.year),
        company=ask.company.strip(),
        partner=ask.partner,
        token_hash=token_hash,
        valid_until=ask.valid_until,
        by=work.actor.account,
        organisation=work.actor.organisation,
        **ask.days(work),
    )
    work.append(AidReport, aid_report, *events)
    return aid_report


def file(work: Work, aid_report: UUID, ask: FileReport) -> UUID:
    """Say what was given; whoever holds the link does, without an account.

    Raises:
        NotAllowed, NotKnown, LinkOver, ReportedAlready, NotHappenedYet: not now.
        UnknownVillage, UnknownProgramme, ProgrammeIsRetired, ProgrammeNotOffered, GoodsUnvalued,
            ReceiverUnclear: not like this.
    """
    access.require(work.actor, "aid_reports.file")
    known = _known(work, aid_report)
    if not work.load(Village, ask.village).village:
        raise UnknownVillage(village=ask.village)
    offered(work, ask.programme, fiscal_year=ask.given_on.year)
    contact = ask.contact.strip()
    events = known.file(
        village=ask.village,
        sector=ask.sector.strip(),
        programme=ask.programme,
        form=ask.form,
        value_rupiah=ask.value_rupiah,
        valuation=ask.valuation,
        given_on=ask.given_on,
        households=ask.households,
        facility=ask.facility.strip(),
        contact=Private(aid_report, Contact(address=contact)) if contact else None,
        today=work.today,
    )
    work.append(AidReport, aid_report, *events)
    return aid_report


def match(work: Work, aid_report: UUID, ask: MatchReport) -> UUID:
    """Say which partner the company is; it was enrolled before, or is now.

    Raises:
        NotAllowed, NotKnown, UnknownPartner, PartnerInactive, NotFiled, NotHappenedYet: no.
    """
    known = load(work, aid_report, "aid_reports.match")
    require_active(work, ask.partner)
    work.append(AidReport, aid_report, *known.match(ask.partner, **ask.days(work)))
    return aid_report


def confirm(work: Work, aid_report: UUID, ask: ConfirmReport) -> UUID:
    """Say, for the village, that it arrived; it counts from now on, once.

    What the programme asks for as proof of a handover is not asked of a company without an
    account: the village's word stands in its place, under the number of the report.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotFiled, ReporterNotMatched, NotHappenedYet: not now.
        ConfirmedByAsker, OwnDelivery: not by them.
        MoreThanReported, UnknownPartner, PartnerInactive, ProgrammeIsRetired: not like this.
    """
    known = load(work, aid_report, "aid_reports.confirm")
    days = ask.days(work)
    commitment = work.new_id()
    filed = known.filed
    received_on = ask.received_on or (filed.given_on if filed else days["on"])
    events = known.confirm(
        value_rupiah=ask.value_rupiah,
        received_on=received_on,
        commitment=commitment,
        by=work.actor.account,
        organisation=work.actor.organisation,
        **days,
    )
    work.append(AidReport, aid_report, *events)
    assert filed is not None, "only what was filed is confirmed"
    assert known.partner is not None, "only a partner's report is confirmed"
    require_active(work, known.partner)
    offer = offered(work, filed.programme, fiscal_year=filed.given_on.year)
    terms = Terms(
        commitment=commitment,
        partner=known.partner,
        village=filed.village,
        programme=filed.programme,
        need=offer.need,
        strategy=offer.strategy,
        fiscal_year=filed.given_on.year,
    )
    _keep(work, known, terms, ask, offer=offer, received_on=received_on)
    return aid_report


def reject(work: Work, aid_report: UUID, ask: Explain) -> UUID:
    """Say, for the village, that it is not so.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotFiled, NotHappenedYet, ReasonMissing,
            ConfirmedByAsker: no.
    """
    known = load(work, aid_report, "aid_reports.confirm")
    events = known.reject(reason=ask.reason, by=work.actor.account, **ask.days(work))
    work.append(AidReport, aid_report, *events)
    return aid_report


def withdraw(work: Work, aid_report: UUID, ask: Explain) -> UUID:
    """Take a link or a report back; a partner only what it asked for itself.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotFiled, NotHappenedYet, ReasonMissing: no.
    """
    known = load(work, aid_report, "aid_reports.withdraw")
    work.append(AidReport, aid_report, *known.withdraw(reason=ask.reason, **ask.days(work)))
    return aid_report


def load(work: Work, aid_report: UUID, command: str) -> AidReport:
    """Return a report that the actor may give this command about.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not theirs.
    """
    access.require(work.actor, command)
    known = _known(work, aid_report)
    require_told(work, known)
    access.require(work.actor, command, village=known.village)
    return known


def require_told(work: Work, known: AidReport) -> None:
    """Refuse a report that is not the actor's to know.

    Raises:
        OutOfScope: a village's before it was filed, or another partner's.
    """
    if not is_told(work.actor, known):
        raise OutOfScope(aid_report=str(known.aid_report))


def is_told(actor: Actor, known: AidReport) -> bool:
    """Say whether somebody may know of a report: where it went, or whose it is."""
    if actor.role == "partner_officer":
        return actor.organisation in {known.organisation, known.partner}
    if known.village is None:
        return actor.role in {"secretariat", "auditor", "data_protection_officer", "system"}
    return bool(actor.scope.covers(known.village))


def _keep(
    work: Work,
    known: AidReport,
    terms: Terms,
    ask: ConfirmReport,
    *,
    offer: Offer,
    received_on: date,
) -> None:
    """Make, hand over and confirm the promise that the report is counted as."""
    filed = known.filed
    assert filed is not None, "only what was filed is confirmed"
    given: Any = {"on": min(filed.given_on, received_on), "today": work.today}
    heard: Any = {"on": received_on, "today": work.today}
    unit = HOUSEHOLDS if filed.households else FACILITY
    quantity = filed.households or 1
    promise = Promise(
        amount_rupiah=ask.value_rupiah,
        form="cash" if filed.form == "cash" else "in_kind",
        valuation=filed.valuation,
        quantity=quantity,
        unit=unit,
        occurred_on=given["on"],
    )
    make(work, terms, promise, offer=offer)
    delivery = work.new_id()
    proof = Evidence(kind="handover", reference=known.number, on=received_on)
    handed = work.load(Commitment, terms.commitment).deliver(
        delivery,
        value_rupiah=ask.value_rupiah,
        quantity=quantity,
        unit=unit,
        evidence=(proof,),
        **given,
    )
    ties.append(work, terms.commitment, *handed, days=given)
    said = work.load(Commitment, terms.commitment).acknowledge(
        delivery, organisation=work.actor.organisation, **heard
    )
    ties.append(work, terms.commitment, *said, days=heard)


def _known(work: Work, aid_report: UUID) -> AidReport:
    known = work.load(AidReport, aid_report)
    if known.aid_report is None:
        raise NotKnown
    return known


def _number(aid_report: UUID, year: int) -> str:
    """Return a receipt's number: short enough to read out, and nobody's to guess."""
    return f"LPB-{year}-{base64.b32encode(aid_report.bytes[-5:]).decode()}"
