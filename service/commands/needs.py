"""Commands about needs: somebody says one exists, somebody looks whether it does."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.application import Work
from service.commands import households
from service.commands.requests import Proofs, Request, Words, evidence
from service.kernel.needs import NeedType, Strategy
from service.kernel.privacy import Private
from service.kernel.verdicts import NeedVerdict, Note, WitnessMethod

AnyStrategy = Annotated[Strategy | None, Meta(description="Left out, the usual one for this need.")]


class Claim(Request, frozen=True, kw_only=True):
    """Something that a resident or a list says is lacking, to be looked at."""

    need: NeedType
    strategy: AnyStrategy = None


class JudgeNeed(Request, frozen=True, kw_only=True, tag_field="level", tag="need"):
    """Whether a need is real.

    Args:
        evidence: needed for every verdict that takes the need away.
        note: free words; kept sealed with the household.
    """

    need: NeedType
    verdict: NeedVerdict
    method: WitnessMethod
    evidence: Proofs = ()
    strategy: AnyStrategy = None
    note: Words | None = None


def claim(work: Work, household: UUID, ask: Claim) -> UUID:
    """Note that something is said to be lacking.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, NeedKnown, NotHappenedYet: not now.
    """
    known = households.load(work, household, "needs.claim")
    events = known.claim_need(ask.need, strategy=ask.strategy, **ask.days(work))
    work.append(Household, household, *events)
    return household


def judge(work: Work, household: UUID, ask: JudgeNeed) -> UUID:
    """Say whether a need is real.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, EvidenceMissing, NotHappenedYet: no.
    """
    known = households.load(work, household, "needs.judge")
    events = known.judge_need(
        ask.need,
        ask.verdict,
        method=ask.method,
        evidence=evidence(ask.evidence, work),
        strategy=ask.strategy,
        note=Private(household, Note(text=ask.note)) if ask.note else None,
        by=work.actor.account,
        **ask.days(work),
    )
    work.append(Household, household, *events)
    return household
