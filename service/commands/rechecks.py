"""Commands about re-checks: drawn by the published rule, recorded by somebody else."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from service.aggregates.recheck import Recheck, Sampled
from service.application import NotKnown, Work, command_id
from service.commands.requests import Proof, RegionCode, Request, evidence
from service.kernel.verdicts import HouseholdStatus, WitnessMethod
from service.policies import access, sampling


class Draw(Request, frozen=True, kw_only=True):
    """Households to be looked at again.

    Args:
        area: a kecamatan or a village.
        since, until: days of the looks that are in the draw, both inclusive.
        list: only households that this list names.
    """

    area: RegionCode
    since: date
    until: date
    list: UUID | None = None


class Record(Request, frozen=True, kw_only=True):
    """What was found by looking again."""

    household: UUID
    found: HouseholdStatus
    method: WitnessMethod
    evidence: Annotated[tuple[Proof, ...], Meta(min_length=1, max_length=20)]


class Population(Struct, frozen=True, kw_only=True):
    """The households that are in a draw, as they were known at a position of the log."""

    upto: int
    households: Sequence[Sampled]


def recheck_id(ask: Draw) -> UUID:
    """Return the id of a draw: the same area and days have one draw, and no second try."""
    return command_id("recheck", ask.area, ask.since, ask.until, ask.list or "-")


def draw(work: Work, ask: Draw, population: Callable[[Draw], Population]) -> UUID:
    """Draw households by the published rule.

    Args:
        population: gives those that are in the draw.

    Raises:
        NotAllowed, OutOfScope: the area is not the actor's.
        RecheckKnown, NotHappenedYet, PeriodReversed, NothingToRecheck: not like this.
    """
    access.require(work.actor, "rechecks.draw", village=ask.area)
    there = population(ask)
    known = {one.household: one for one in there.households}
    period = sampling.period_of(ask.since, ask.until)
    recheck = recheck_id(ask)
    events = work.load(Recheck, recheck).draw(
        recheck,
        area=ask.area,
        since=ask.since,
        until=ask.until,
        list_id=ask.list,
        rule=sampling.RULE,
        out_of=len(known),
        upto=there.upto,
        sampled=tuple(known[one] for one in sampling.drawn(ask.list, period, known)),
        **ask.days(work),
    )
    work.append(Recheck, recheck, *events)
    return recheck


def record(work: Work, recheck: UUID, ask: Record) -> UUID:
    """Note what somebody else found; the household itself stays as it is.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's.
        NotSampled, RecheckedAlready, OwnVerdict, NotHappenedYet: not like this.
    """
    access.require(work.actor, "rechecks.record")
    known = work.load(Recheck, recheck)
    if known.id is None:
        raise NotKnown
    sampled = known.sampled.get(ask.household)
    access.require(
        work.actor, "rechecks.record", village=sampled.village if sampled else known.area
    )
    events = known.record(
        ask.household,
        ask.found,
        by=work.actor.account,
        method=ask.method,
        evidence=evidence(ask.evidence, work),
        **ask.days(work),
    )
    work.append(Recheck, recheck, *events)
    return recheck
