"""What is personal on pages, opened for those who may read it and masked for everybody else."""

from typing import Any
from uuid import UUID

from service.aggregates.household import Household
from service.application import NotKnown
from service.http.api.household_answers import HouseholdAnswer, shown
from service.http.fields import Choices
from service.http.pages.visits import Visit
from service.kernel.people import RELATIONS
from service.policies import access
from service.projections import households
from service.projections.moment import PRESENT, Moment


def require_household(visit: Visit, household: UUID) -> Household:
    """Return a household as it is now.

    Raises:
        NotKnown, OutOfScope: there is none, or it is not the actor's to know.
    """
    _, known = visit.regency.ledger.look(Household, household)
    if known.id is None:
        raise NotKnown
    access.require_household(visit.actor, known.village, is_restricted=known.is_restricted)
    return known


def household(visit: Visit, known: UUID, village: str, moment: Moment = PRESENT) -> HouseholdAnswer:
    """Return a household with its members and address, opened or masked; a look is on record.

    Args:
        village: where it lives now, which decides who may read names.

    Raises:
        NotKnown: there was none at that moment.
        LookUnrecorded: the look can't be recorded.
    """
    position = min(moment.position, visit.regency.log.head())
    history = visit.regency.log.history(Household.stream(known), position)
    found = households.fold(history, moment)
    if found is None:
        raise NotKnown
    answer = shown(
        found,
        visit.regency.vault,
        visit.sight.names_for(village),
        position,
        today=visit.regency.ledger.today,
    )
    if answer.names == "open":
        visit.sight.record(answer.subjects)
    return answer


def members(visit: Visit, known: UUID) -> Choices:
    """Return the members of a household to choose from."""
    home = household(visit, known, require_household(visit, known).village)
    return [(str(one.person), f"{one.name} ({RELATIONS[one.relation]})") for one in home.members]


def residence(visit: Visit, known: UUID, state: Household) -> dict[str, Any]:
    """Return a household's address as its form starts, for those who may read it."""
    home = household(visit, known, state.village)
    if home.names != "open":
        return {}
    return {
        f"residence.{name}": getattr(home.residence, name)
        for name in ("kk_number", "address", "dusun", "rt", "rw")
    }
