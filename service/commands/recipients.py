"""Whether a promise may be paid to its household now, asked of every stream that can say no.

Source: Kayong Utara x Baznas (nobody mis-targeted); BPK on aid paid to the dead.
"""

from uuid import UUID

from service.aggregates.area_group import AreaGroup
from service.aggregates.commitment import Commitment
from service.aggregates.commitment_events import Terms
from service.aggregates.household import Household
from service.aggregates.programme import Offer, Programme
from service.application import Work
from service.commands import commitment_ties as ties
from service.commands import deciles
from service.policies import targeting


def override_needed(work: Work, commitment: UUID, known: Commitment, terms: Terms) -> bool:
    """Say whether paying takes the leave of a second person; never for a village as a whole.

    The household is looked at in the same save: whoever is recorded as dead a moment earlier is
    not paid.

    Raises:
        RecipientNotPayable, RecipientMoved, NeedNotOpen, PaymentOverlaps, OutsideCriteria: it
            does, and nobody has granted one.
    """
    if terms.household is None:
        return False
    offer = work.load(Programme, terms.programme).offer
    household = work.load(Household, ties.home_of(work, terms.household))
    return targeting.override_needed(
        household,
        known,
        offer,
        of=commitment,
        decile=deciles.national(work.load, household),
        members=members_of(work, offer),
    )


def members_of(work: Work, offer: Offer | None) -> tuple[str, ...]:
    """Return the regions that a programme is for, as far as a group of villages says so."""
    if offer is None or offer.area_group is None:
        return ()
    return work.load(AreaGroup, offer.area_group).members
