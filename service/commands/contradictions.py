"""Commands about contradictions: somebody who saw neither decides which testimony holds.

Testimonies come in by `validations`; one that disagrees with somebody else's opens the
contradiction in the same save. A musdes may decide by calling `decide_contradiction`, or by
recording its own finding with the method `musdes`, which decides by itself.
"""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.application import Work
from service.commands import households, people
from service.commands.requests import Reason, Request

StreamVersion = Annotated[int, Meta(ge=1, le=1_000_000_000)]


class Decide(Request, frozen=True, kw_only=True):
    """Which of the testimonies holds, and why.

    Args:
        holds: version of the testimony in the household's stream.
    """

    holds: StreamVersion
    reason: Reason


def decide_contradiction(work: Work, household: UUID, contradiction: int, ask: Decide) -> UUID:
    """Say which testimony holds; the status follows in the same save.

    Args:
        contradiction: version of its opening in the household's stream.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsErased, NotHappenedYet: not now.
        NoContradiction, NotATestimony, DecidedByWitness, WholeHouseholdMoves: not like this.
        BelongsElsewhere: somebody who would come back belongs to another household by now.
    """
    known = households.load(work, household, "contradictions.decide")
    before = set(known.belonging())
    events = known.decide_contradiction(
        contradiction,
        holds=ask.holds,
        reason=ask.reason,
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Household, household, *events)
    back = set(work.load(Household, household).belonging()) - before
    people.require_here(work, household, tuple(back))
    return household
