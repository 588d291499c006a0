"""Commands about promises: suggest one, or make it.

    propose → make

Making one reserves the household's need in the same save. What changes or ends it is in
`commitment_changes`, its money in `disbursements`, its handovers in `deliveries`.
Source: Kayong Utara x Baznas (A4); Sanding Erat Desa Kita (promise versus proof).
"""

from datetime import date
from typing import Any, ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec.structs import asdict

from service.aggregates.clearance import Clearance
from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import Form, Terms
from service.aggregates.household import Household
from service.aggregates.household_reservations import Reservation
from service.aggregates.programme import Offer, Programme, UnknownProgramme
from service.aggregates.village import UnknownVillage, Village
from service.application import NotKnown, Work
from service.commands import clearances
from service.commands import commitment_ties as ties
from service.commands.partners import require_active
from service.commands.requests import (
    FiscalYear,
    MaybeLine,
    Quantity,
    Request,
    Slug,
    VillageCode,
    Words,
)
from service.kernel.money import SomeRupiah
from service.kernel.needs import NeedType
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.valuations import Valuation
from service.kernel.verdicts import Note
from service.policies import access, overlap

CommitStage: TypeAlias = Literal["made", "proposed"]


class TargetUnclear(Refused):
    """Komitmen harus ditujukan kepada satu keluarga atau satu desa."""

    way_out: ClassVar[str] = "Isi household atau village, salah satu saja."


class Promise(Request, frozen=True, kw_only=True):
    """What is promised.

    Args:
        valuation: how goods or services were valued; needed for `in_kind`.
        package: name of the package it belongs to, if several partners meet one need together.
    """

    amount_rupiah: SomeRupiah
    form: Form
    valuation: Valuation | None = None
    quantity: Quantity | None = None
    unit: MaybeLine = ""
    due_on: date | None = None
    package: Slug | None = None

    def extent(self) -> dict[str, Any]:
        """Return what a proposal and a promise both say of the aid."""
        return {
            "amount_rupiah": self.amount_rupiah,
            "form": self.form,
            "quantity": self.quantity,
            "unit": self.unit,
            "due_on": self.due_on,
        }


class Commit(Promise, frozen=True, kw_only=True):
    """Promise aid to a household or to a village as a whole, or suggest to.

    Args:
        stage: `made` promises, `proposed` only suggests: nothing is reserved yet.
        partner: the funder; only the funder's rupiah are ever added up.
        broker: who brought funder and need together, if anyone.
        implementer: who hands it over, if not the funder.
        household, village: one of them; a household's village is known.
        programme: says which need it meets, and by which strategy.
        fiscal_year: None is the year of the day it is about.
        note: on a proposal only.
    """

    partner: Slug
    programme: Slug
    stage: CommitStage = "made"
    broker: Slug | None = None
    implementer: Slug | None = None
    household: UUID | None = None
    village: VillageCode | None = None
    fiscal_year: FiscalYear | None = None
    note: Words | None = None


def commit(work: Work, ask: Commit) -> UUID:
    """Promise aid, or suggest to; return the id of the promise.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not the actor's to promise, or to know.
        TargetUnclear, UnknownVillage, UnknownPartner, PartnerInactive, UnknownProgramme,
            ProgrammeIsRetired, ProgrammeNotOffered: who to whom, by which programme.
        NotHappenedYet, ValuationMissing, DueBeforePromise: it is not plain.
        NeedTaken, ServedRecently: somebody else's promise is in the way; says whose, how much and
            how far.
        ClearedBySamePerson, MoreThanCleared: leave was given for less, or to somebody else.
        RecipientNotPayable, NeedNotConfirmed, NeedNotOpen: the household should get none.
    """
    command = "commitments.make" if ask.stage == "made" else "commitments.propose"
    access.require(work.actor, command)
    terms, offer = _terms_asked(work, ask)
    access.require(
        work.actor,
        command,
        village=terms.village,
        household=terms.household,
        organisation=terms.parties(),
    )
    require_active(work, ask.partner, ask.broker, ask.implementer)
    if ask.stage == "made":
        make(work, terms, ask, offer=offer)
        return terms.commitment
    note = ask.note and Private(terms.household or terms.commitment, Note(text=ask.note))
    events = work.load(Commitment, terms.commitment).propose(
        terms, **ask.extent(), note=note or None, **ask.days(work)
    )
    ties.append(work, terms.commitment, *events, days=ask.days(work))
    return terms.commitment


def keep(work: Work, commitment: UUID, ask: Promise) -> UUID:
    """Make a proposal a promise, with the amount that is promised in the end.

    Raises:
        As `commit`; PromisedAlready, CommitmentEnded: it is no proposal any more.
    """
    _, terms = ties.authorised(work, "commitments.make", commitment)
    require_active(work, terms.partner, terms.broker, terms.implementer)
    offer = offered(work, terms.programme, fiscal_year=terms.fiscal_year, need=terms.need)
    make(work, terms, ask, offer=offer)
    return commitment


def make(
    work: Work,
    terms: Terms,
    ask: Promise,
    *,
    offer: Offer,
    transferred_from: UUID | None = None,
) -> None:
    """Promise, and hold the need of the household, if it is for one.

    Beside another's promise only by leave of a second person, which is used up in the same save.
    """
    days = ask.days(work)
    events = work.load(Commitment, terms.commitment).make(
        terms,
        **ask.extent(),
        valuation=ask.valuation,
        package=ask.package,
        transferred_from=transferred_from,
        **days,
    )
    ties.append(work, terms.commitment, *events, days=days)
    if terms.household is None:
        return
    home = ties.home_of(work, terms.household)
    household = work.load(Household, home)
    access.require_household(work.actor, household.village, is_restricted=household.is_restricted)
    # First what no other partner can solve: nobody waits for a promise to the dead to be free.
    household.require_payable()
    beside = _cleared_beside(work, household, home, terms, ask, offer=offer)
    claim = overlap.claim_of(
        offer,
        programme=terms.programme,
        fiscal_year=terms.fiscal_year,
        package=ask.package,
        beside=beside,
    )
    held = Reservation(
        **asdict(claim),
        commitment=terms.commitment,
        partner=terms.partner,
        amount_rupiah=ask.amount_rupiah,
    )
    work.append(Household, home, *household.reserve(terms.need, held, **days))


def _cleared_beside(
    work: Work, household: Household, home: UUID, terms: Terms, ask: Promise, *, offer: Offer
) -> tuple[UUID, ...]:
    """Return the promises that this one may stand beside; none where none is in the way.

    Raises:
        NeedTaken, ServedRecently: one is, and nobody has allowed it.
        ClearedBySamePerson, MoreThanCleared: somebody has, but not this.
    """
    days = ask.days(work)
    claim = overlap.claim_of(
        offer, programme=terms.programme, fiscal_year=terms.fiscal_year, package=ask.package
    )
    found = clearances.standing_in_the_way(work, household, terms.need, claim, on=days["on"])
    if not overlap.in_the_way(found):
        return ()
    clearance = clearances.clearance_of(home, terms.need, terms.partner)
    beside = work.load(Clearance, clearance).beside
    overlap.require_free(one for one in found if one.commitment not in beside)
    clearances.use(work, clearance, terms.commitment, amount_rupiah=ask.amount_rupiah, days=days)
    return beside


def _terms_asked(work: Work, ask: Commit) -> tuple[Terms, Offer]:
    """Return who promises whom, and the terms of the programme.

    Raises:
        TargetUnclear, UnknownVillage, NotKnown, UnknownProgramme, ProgrammeIsRetired,
            ProgrammeNotOffered: as their names say.
    """
    year = ask.fiscal_year or ask.days(work)["on"].year
    village = _village(work, ask)
    offer = offered(work, ask.programme, fiscal_year=year)
    terms = Terms(
        commitment=work.new_id(),
        partner=ask.partner,
        broker=ask.broker,
        implementer=ask.implementer,
        household=ask.household,
        village=village,
        programme=ask.programme,
        need=offer.need,
        strategy=offer.strategy,
        fiscal_year=year,
    )
    return terms, offer


def _village(work: Work, ask: Commit) -> str:
    """Return the village that a promise goes to; that of the household, if it is for one."""
    if ask.household is not None and ask.village is None:
        household = work.load(Household, ask.household)
        if household.id is None:
            raise NotKnown
        # Before anything else is looked at: no other answer may tell that there is one.
        access.require_village(work.actor, household.village)
        access.require_household(
            work.actor, household.village, is_restricted=household.is_restricted
        )
        return household.village
    if ask.village is None or ask.household is not None:
        raise TargetUnclear
    access.require_village(work.actor, ask.village)
    if not work.load(Village, ask.village).village:
        raise UnknownVillage(village=ask.village)
    return ask.village


def offered(work: Work, programme: str, *, fiscal_year: int, need: NeedType | None = None) -> Offer:
    """Return the terms of a programme, which must answer `need` if one is given."""
    known = work.load(Programme, programme)
    if known.offer is None:
        raise UnknownProgramme(programme=programme)
    return known.require_offered(fiscal_year=fiscal_year, need=need or known.offer.need)
