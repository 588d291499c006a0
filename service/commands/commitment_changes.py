"""Commands that change a promise or end it: more, less, shared, lapsed, handed to another.

    made → increase*, reduce*, open_package, plan* → (cancel | lapse → carry over | transfer)

Ending one lets go of the need and of what was set aside, in the same save (`commitment_ties`).
"""

from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, structs

from service.aggregates.commitment_events import Form, Terms
from service.aggregates.commitment_plan_events import Instalment
from service.aggregates.household import Household
from service.aggregates.household_needs import NotReserved
from service.application import Work
from service.commands import commitment_ties as ties
from service.commands.commitments import Promise, make, offered
from service.commands.partners import require_active
from service.commands.requests import (
    Explain,
    FiscalYear,
    MaybeLine,
    Part,
    Quantity,
    Reason,
    Request,
    Slug,
)
from service.kernel.money import SomeRupiah
from service.kernel.valuations import Valuation
from service.policies import access


class Change(Request, frozen=True, kw_only=True):
    """Promise more or less, and why."""

    amount_rupiah: SomeRupiah
    reason: Reason


class OpenPackage(Request, frozen=True, kw_only=True):
    """Let others add to a promise: the next one names the package.

    Args:
        package: its short name, as `rumah-07`.
    """

    package: Slug
    reason: Reason


class Transfer(Request, frozen=True, kw_only=True):
    """Hand what is left to another partner, who promises it anew.

    Args:
        programme: the other partner's, for the same need; None keeps the programme.
        fiscal_year: None keeps the year.
    """

    to_partner: Slug
    reason: Reason
    form: Form
    valuation: Valuation | None = None
    quantity: Quantity | None = None
    unit: MaybeLine = ""
    due_on: date | None = None
    broker: Slug | None = None
    implementer: Slug | None = None
    programme: Slug | None = None
    fiscal_year: FiscalYear | None = None


class PlannedPart(Part, frozen=True, kw_only=True):
    """A part of a promise, and the day by which it is to be paid."""

    due_on: date
    amount_rupiah: SomeRupiah


class Plan(Request, frozen=True, kw_only=True):
    """Say in which parts a promise is to be paid.

    Args:
        instalments: together no more than what is promised.
        reason: needed for every plan but the first.
    """

    instalments: Annotated[tuple[PlannedPart, ...], Meta(max_length=60)]
    reason: Reason | None = None


class CarryOver(Request, frozen=True, kw_only=True):
    """Promise for a later fiscal year what this one left unkept.

    Args:
        fiscal_year: None is the year after the promise's.
        programme: another one for the same need; None keeps the programme.
    """

    form: Form
    fiscal_year: FiscalYear | None = None
    programme: Slug | None = None
    valuation: Valuation | None = None
    quantity: Quantity | None = None
    unit: MaybeLine = ""
    due_on: date | None = None


def increase(work: Work, commitment: UUID, ask: Change) -> UUID:
    """Promise more.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, CommitmentEnded, NotHappenedYet: not now.
    """
    known, _ = ties.authorised(work, "commitments.increase", commitment)
    days = ask.days(work)
    events = known.increase(amount_rupiah=ask.amount_rupiah, reason=ask.reason, **days)
    ties.append(work, commitment, *events, days=days)
    return commitment


def reduce(work: Work, commitment: UUID, ask: Change) -> UUID:
    """Take back a part; all of it ends the promise, and what is left may be kept by it.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, CommitmentEnded, NotHappenedYet,
            MoreThanLeft: not now.
    """
    known, _ = ties.authorised(work, "commitments.reduce", commitment)
    days = ask.days(work)
    events = known.reduce(amount_rupiah=ask.amount_rupiah, reason=ask.reason, **days)
    ties.append(work, commitment, *events, days=days)
    return commitment


def cancel(work: Work, commitment: UUID, ask: Explain) -> UUID:
    """Take back all that is neither paid nor handed over, or withdraw a proposal.

    Raises:
        NotAllowed, OutOfScope, NotKnown, CommitmentEnded, NothingLeft, NotHappenedYet: not now.
    """
    known, _ = ties.authorised(work, "commitments.cancel", commitment)
    days = ask.days(work)
    ties.append(work, commitment, *known.cancel(reason=ask.reason, **days), days=days)
    return commitment


def lapse(work: Work, commitment: UUID, ask: Request) -> UUID:
    """Let go of what the fiscal year left unkept.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, CommitmentEnded, NothingLeft,
            NotHappenedYet, YearNotOver: not now.
    """
    known, _ = ties.authorised(work, "commitments.lapse", commitment)
    days = ask.days(work)
    ties.append(work, commitment, *known.lapse(**days), days=days)
    return commitment


def plan(work: Work, commitment: UUID, ask: Plan) -> UUID:
    """Say in which parts a promise is to be paid.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotPromised, CommitmentEnded, NotHappenedYet: not now.
        NoInstalments, InstalmentsOnOneDay, MoreThanPromised, ReasonMissing: it is no plan.
    """
    known, _ = ties.authorised(work, "commitments.plan", commitment)
    days = ask.days(work)
    parts = tuple(
        Instalment(due_on=one.due_on, amount_rupiah=one.amount_rupiah) for one in ask.instalments
    )
    events = known.plan_instalments(parts, reason=ask.reason or "", **days)
    ties.append(work, commitment, *events, days=days)
    return commitment


def carry_over(work: Work, commitment: UUID, ask: CarryOver) -> UUID:
    """Promise for a later year what this one left unkept; return the id of the new promise.

    The old one lapses in the same save, if it has not yet; both name the other.

    Raises:
        As `commit`; NotPromised, CommitmentEnded, NothingLeft, YearNotOver, CarriedOverAlready,
            NotALaterYear: not now.
    """
    known, terms = ties.authorised(work, "commitments.carry_over", commitment)
    heir, days = work.new_id(), ask.days(work)
    year = ask.fiscal_year or terms.fiscal_year + 1
    package = _package_of(work, terms)
    events = known.carry_over(to_commitment=heir, to_year=year, **days)
    amount_rupiah = known.lapsed_rupiah if known.ended else known.left_rupiah
    ties.append(work, commitment, *events, days=days)
    programme = ask.programme or terms.programme
    offer = offered(work, programme, fiscal_year=year, need=terms.need)
    new = structs.replace(
        terms, commitment=heir, programme=programme, strategy=offer.strategy, fiscal_year=year
    )
    require_active(work, new.partner, new.broker, new.implementer)
    promise = Promise(
        occurred_on=ask.occurred_on,
        amount_rupiah=amount_rupiah,
        form=ask.form,
        valuation=ask.valuation,
        quantity=ask.quantity,
        unit=ask.unit,
        due_on=ask.due_on,
        package=package,
    )
    make(work, new, promise, offer=offer, transferred_from=commitment)
    return heir


def open_package(work: Work, commitment: UUID, ask: OpenPackage) -> UUID:
    """Let other partners meet the same need together with this promise.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotHappenedYet: not now.
        NotReserved, PackagedAlready: it holds no need, or is of a package.
    """
    _, terms = ties.authorised(work, "needs.package", commitment)
    if terms.household is None:
        raise NotReserved(commitment=str(commitment))
    home = ties.home_of(work, terms.household)
    events = work.load(Household, home).package(
        commitment, package=ask.package, reason=ask.reason, **ask.days(work)
    )
    work.append(Household, home, *events)
    return commitment


def transfer(work: Work, commitment: UUID, ask: Transfer) -> UUID:
    """Hand what is left of a promise to another partner; return the id of the new promise.

    The actor must be allowed to give up the one and to make the other.

    Raises:
        As `commit`; NotPromised, CommitmentEnded, NothingLeft, SamePartner: not now.
    """
    known, terms = ties.authorised(work, "commitments.transfer", commitment)
    heir, days = work.new_id(), ask.days(work)
    package = _package_of(work, terms)
    events = known.transfer_out(
        to_partner=ask.to_partner, to_commitment=heir, reason=ask.reason, **days
    )
    ties.append(work, commitment, *events, days=days)
    programme, year = ask.programme or terms.programme, ask.fiscal_year or terms.fiscal_year
    offer = offered(work, programme, fiscal_year=year, need=terms.need)
    new = Terms(
        commitment=heir,
        partner=ask.to_partner,
        broker=ask.broker,
        implementer=ask.implementer,
        household=terms.household,
        village=terms.village,
        programme=programme,
        need=terms.need,
        strategy=offer.strategy,
        fiscal_year=year,
    )
    access.require(
        work.actor,
        "commitments.make",
        village=new.village,
        household=new.household,
        organisation=new.parties(),
    )
    require_active(work, new.partner, new.broker, new.implementer)
    promise = Promise(
        occurred_on=ask.occurred_on,
        amount_rupiah=known.left_rupiah,
        form=ask.form,
        valuation=ask.valuation,
        quantity=ask.quantity,
        unit=ask.unit,
        due_on=ask.due_on,
        package=package,
    )
    make(work, new, promise, offer=offer, transferred_from=commitment)
    return heir


def _package_of(work: Work, terms: Terms) -> str | None:
    """Return the package that a promise belongs to by now, None if to none."""
    if terms.household is None:
        return None
    home = ties.home_of(work, terms.household)
    held = work.load(Household, home).reserved_by(terms.commitment)
    return held[2].package if held else None
