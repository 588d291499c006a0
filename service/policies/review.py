"""Why an open promise should be looked at again: what became of its household since.

Told by the streams themselves, as `projections.flags` tells it of all promises at once.
"""

from uuid import UUID

from service.aggregates.commitment import Commitment
from service.aggregates.flag import Cause
from service.aggregates.household import Household
from service.kernel.verdicts import OPEN_STANDINGS
from service.policies import overlap


def causes(household: Household, commitment: UUID, known: Commitment) -> tuple[Cause, ...]:
    """Return why a promise to a household is flagged; nothing if it is not, or not open.

    Args:
        household: the record that holds its need now.
    """
    held = household.reserved_by(commitment)
    if known.terms is None or not known.is_made or known.ended or held is None:
        return ()
    found: list[Cause] = []
    if not household.is_payable:
        found.append("not_payable")
    if household.village != known.terms.village:
        found.append("moved")
    # Of whoever died nobody asks what they lack.
    if household.is_payable and held[1].standing not in OPEN_STANDINGS:
        found.append("need_gone")
    if overlap.held_twice(household, commitment):
        found.append("overlap")
    return tuple(found)
