"""Commands about promises that should be looked at again: kept for a reason, or led elsewhere.

Cancelling and handing over are in `commitment_changes`, as of any promise.
"""

from uuid import UUID

from service.aggregates.commitment_events import Terms
from service.aggregates.flag import Flag, NothingToReview
from service.aggregates.household import Household
from service.application import NotKnown, Work
from service.commands import commitment_ties as ties
from service.commands.commitments import Promise, make, offered
from service.commands.partners import require_active
from service.commands.requests import Explain, Reason, Slug
from service.policies import access, review


class Redirect(Promise, frozen=True, kw_only=True):
    """Lead what is left of a promise to another household or another need.

    Args:
        household: whom it is for from now on; the same one for another need.
        programme: None keeps it.
        reason: why it does not stay.
    """

    household: UUID
    reason: Reason
    programme: Slug | None = None


def explain(work: Work, commitment: UUID, ask: Explain) -> UUID:
    """Say why a flagged promise stays; return the promise.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NothingToReview, NotHappenedYet: not now.
    """
    known, terms = ties.authorised(work, "flags.explain", commitment)
    if terms.household is None:
        raise NothingToReview
    home = ties.home_of(work, terms.household)
    household = work.load(Household, home)
    events = work.load(Flag, commitment).explain(
        commitment,
        household=home,
        village=terms.village,
        need=terms.need,
        partner=terms.partner,
        causes=review.causes(household, commitment, known),
        reason=ask.reason,
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Flag, commitment, *events)
    return commitment


def redirect(work: Work, commitment: UUID, ask: Redirect) -> UUID:
    """Cancel what is left of a promise and make it elsewhere, in one save; return the new one.

    Raises:
        NotAllowed, OutOfScope, NotKnown: it is not the actor's, or the other household is not.
        CommitmentEnded, NothingLeft, NotHappenedYet: not now.
        As `commitments.commit`: the other household, or its need, is no better.
    """
    known, terms = ties.authorised(work, "commitments.cancel", commitment)
    days, heir = ask.days(work), work.new_id()
    home = ties.home_of(work, ask.household)
    village = work.load(Household, home).village
    if not village:
        raise NotKnown
    programme = ask.programme or terms.programme
    offer = offered(work, programme, fiscal_year=terms.fiscal_year)
    new = Terms(
        commitment=heir,
        partner=terms.partner,
        broker=terms.broker,
        implementer=terms.implementer,
        household=home,
        village=village,
        programme=programme,
        need=offer.need,
        strategy=offer.strategy,
        fiscal_year=terms.fiscal_year,
    )
    access.require(
        work.actor,
        "commitments.make",
        village=village,
        household=home,
        organisation=new.parties(),
    )
    require_active(work, new.partner, new.broker, new.implementer)
    ties.append(work, commitment, *known.cancel(reason=ask.reason, **days), days=days)
    make(work, new, ask, offer=offer, transferred_from=commitment)
    return heir
