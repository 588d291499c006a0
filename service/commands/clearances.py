"""Commands about promising beside others: asked for, granted or refused by another, used or not.

    request → grant | refuse → (a promise uses it: `commitments.make`) | resolve

Whether a promise stands in another's way is asked here as well, by `standing_in_the_way`: of the
household's own stream and of the records that turned out to be of it.
"""

from datetime import date
from uuid import UUID

from service.aggregates.clearance import (
    Against,
    Clearance,
    Otherwise,
    RedirectedNowhere,
)
from service.aggregates.commitment import Commitment
from service.aggregates.household import Household
from service.aggregates.household_reservations import Claim
from service.aggregates.programme import Programme, UnknownProgramme
from service.application import NotKnown, Work
from service.commands import commitment_ties as ties
from service.commands.partners import require_active
from service.commands.requests import Days, Explain, FiscalYear, Reason, Request, Slug
from service.kernel.ids import command_id
from service.kernel.money import SomeRupiah
from service.kernel.needs import NeedType
from service.policies import access, overlap
from service.policies.overlap import Overlap


class RequestClearance(Request, frozen=True, kw_only=True):
    """Leave to promise beside others.

    Args:
        partner: the funder who wants to promise.
        programme: says which need it meets.
        amount_rupiah: what would be added.
        fiscal_year: None is the year of the day it is about.
        reason: why one more is needed: a part that the others leave open.
    """

    household: UUID
    partner: Slug
    programme: Slug
    amount_rupiah: SomeRupiah
    reason: Reason
    fiscal_year: FiscalYear | None = None


class GrantClearance(Request, frozen=True, kw_only=True):
    """Let a partner promise beside others, once.

    Args:
        amount_rupiah: at most so much; None is what was asked for.
    """

    reason: Reason
    amount_rupiah: SomeRupiah | None = None


class ResolveClearance(Request, frozen=True, kw_only=True):
    """What came of it instead.

    Args:
        commitment: the partner's promise elsewhere; needed for `redirected`.
    """

    outcome: Otherwise
    reason: Reason
    commitment: UUID | None = None


def request(work: Work, ask: RequestClearance) -> UUID:
    """Ask to promise beside others; return the id of the request.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not the actor's to ask, or to know.
        UnknownPartner, PartnerInactive, UnknownProgramme, ProgrammeIsRetired,
            ProgrammeNotOffered: by which programme.
        RecipientNotPayable: no leave helps there.
        ClearanceOpen, NothingInTheWay, NotHappenedYet: not now.
    """
    access.require(work.actor, "clearances.request")
    days = ask.days(work)
    home = ties.home_of(work, ask.household)
    household = work.load(Household, home)
    if household.id is None:
        raise NotKnown
    access.require_household(work.actor, household.village, is_restricted=household.is_restricted)
    access.require(
        work.actor,
        "clearances.request",
        village=household.village,
        household=home,
        organisation=ask.partner,
    )
    require_active(work, ask.partner)
    known = work.load(Programme, ask.programme)
    if known.offer is None:
        raise UnknownProgramme(programme=ask.programme)
    year = ask.fiscal_year or days["on"].year
    offer = known.require_offered(fiscal_year=year, need=known.offer.need)
    household.require_payable()
    claim = overlap.claim_of(offer, programme=ask.programme, fiscal_year=year)
    found = standing_in_the_way(work, household, offer.need, claim, on=days["on"])
    clearance = clearance_of(home, offer.need, ask.partner)
    events = work.load(Clearance, clearance).request(
        clearance,
        household=home,
        village=household.village,
        need=offer.need,
        partner=ask.partner,
        programme=ask.programme,
        amount_rupiah=ask.amount_rupiah,
        reason=ask.reason,
        against=tuple(_against(one) for one in overlap.in_the_way(found)),
        by=work.actor.account,
        **days,
    )
    work.append(Clearance, clearance, *events)
    return clearance


def grant(work: Work, clearance: UUID, ask: GrantClearance) -> UUID:
    """Let a partner promise beside others, once; whoever grants it neither asked nor uses it.

    Raises:
        NotAllowed, OutOfScope, NotKnown, ClearanceNotAsked, NotHappenedYet: not now.
        ClearedBySamePerson, ClearedByOwnPartner, MoreThanCleared: not like this.
    """
    known = _known(work, "clearances.decide", clearance)
    events = known.grant(
        amount_rupiah=ask.amount_rupiah,
        reason=ask.reason,
        by=work.actor.account,
        organisation=work.actor.organisation,
        **ask.days(work),
    )
    work.append(Clearance, clearance, *events)
    return clearance


def refuse(work: Work, clearance: UUID, ask: Explain) -> UUID:
    """Tell a partner to choose another need.

    Raises:
        NotAllowed, OutOfScope, NotKnown, ClearanceNotAsked, NotHappenedYet: not now.
        ClearedBySamePerson, ClearedByOwnPartner: not by them.
    """
    known = _known(work, "clearances.decide", clearance)
    events = known.refuse(
        reason=ask.reason,
        by=work.actor.account,
        organisation=work.actor.organisation,
        **ask.days(work),
    )
    work.append(Clearance, clearance, *events)
    return clearance


def resolve(work: Work, clearance: UUID, ask: ResolveClearance) -> UUID:
    """Say what came of a request instead of a promise beside the others.

    Raises:
        NotAllowed, OutOfScope, NotKnown, ClearanceNotAsked, NotHappenedYet: not now.
        RedirectedNowhere: the promise that is named is not the partner's, or is for this need.
    """
    known = _known(work, "clearances.request", clearance)
    if ask.commitment is not None:
        elsewhere = work.load(Commitment, ask.commitment).terms
        if (
            elsewhere is None
            or elsewhere.partner != known.partner
            or (elsewhere.household, elsewhere.need) == (known.household, known.need)
        ):
            raise RedirectedNowhere(commitment=str(ask.commitment))
    events = known.resolve(
        ask.outcome,
        commitment=ask.commitment,
        reason=ask.reason,
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Clearance, clearance, *events)
    return clearance


def clearance_of(household: UUID, need: NeedType, partner: str) -> UUID:
    """Return the id under which a partner asks for one need of one household."""
    return command_id("clearance", household, need, partner)


def standing_in_the_way(
    work: Work, household: Household, need: NeedType, asked: Claim, *, on: date
) -> tuple[Overlap, ...]:
    """Return the other promises to a household, the worst first.

    Promises that stand in nobody's way are not loaded: they would only be guarded.
    """
    holders = household.holders(need, asked)
    return overlap.overlaps(
        household,
        need,
        asked,
        on=on,
        doubles=[work.load(Household, one) for one in household.absorbed],
        commitments={
            held.commitment: work.load(Commitment, held.commitment) for _, held in holders
        },
    )


def use(work: Work, clearance: UUID, commitment: UUID, *, amount_rupiah: int, days: Days) -> None:
    """Use up a leave for a promise that is made in the same save.

    Raises:
        ClearedBySamePerson, MoreThanCleared: not like this.
    """
    events = work.load(Clearance, clearance).proceed(
        commitment, amount_rupiah=amount_rupiah, by=work.actor.account, **days
    )
    work.append(Clearance, clearance, *events)


def _against(one: Overlap) -> Against:
    return Against(
        commitment=one.commitment,
        partner=one.partner,
        programme=one.programme,
        amount_rupiah=one.amount_rupiah,
        severity=one.severity,
    )


def _known(work: Work, command: str, clearance: UUID) -> Clearance:
    """Return a request that is the actor's to decide or to end.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not.
    """
    access.require(work.actor, command)
    known = work.load(Clearance, clearance)
    if known.clearance is None:
        raise NotKnown
    access.require(
        work.actor,
        command,
        village=known.village,
        household=known.household,
        organisation=known.partner,
    )
    return known
