"""Commands about initiatives: started, carried out in stages, given mandates, ended."""

from datetime import date
from typing import Annotated, TypeAlias

from msgspec import Meta

from service.aggregates.area_group import AreaGroup, RegionsUnknown
from service.aggregates.initiative import Initiative
from service.aggregates.initiative_events import Horizon, InitiativeStage, MandateKind, Outcome
from service.aggregates.initiative_templates import TEMPLATES, Template
from service.application import NotKnown, Work
from service.commands.area_groups import ManyKecamatan, ManyVillages
from service.commands.partners import require_active
from service.commands.requests import (
    Line,
    Lines,
    MaybeLine,
    Part,
    Proof,
    Reason,
    Request,
    Slug,
    evidence,
)
from service.policies import access
from service.reference.regions import Territory

MOST_STAGES = 50
STAGE = r"^[a-z0-9]{1,6}$(?!\n)"

StageCode: TypeAlias = Annotated[
    str,
    Meta(
        min_length=1,
        max_length=6,
        pattern=STAGE,
        description="Its letter or number, kept for good: `d`.",
    ),
]
ManyStages: TypeAlias = Annotated[tuple[StageCode, ...], Meta(max_length=MOST_STAGES)]
SomeProofs: TypeAlias = Annotated[tuple[Proof, ...], Meta(min_length=1, max_length=20)]


class GivenStage(Part, frozen=True, kw_only=True):
    """One stage; `needs` are stages before it that a village must have completed first."""

    stage: StageCode
    name: Line
    planned_from: date | None = None
    planned_until: date | None = None
    needs: ManyStages = ()


class StartInitiative(Request, frozen=True, kw_only=True):
    """What an organisation sets out to do in stages.

    Args:
        initiative: the short name it keeps for good.
        owner: the partner that answers for it.
        source_text: what it goes back to, verbatim.
        kecamatan, villages: where; none is the whole regency, unless a group says it.
        area_group: the group of regions it is for, with whoever is in it later.
        template: stages that are known beforehand; `stages` come after them.
    """

    initiative: Slug
    acronym: Line
    name: Line
    owner: Slug
    horizon: Horizon
    period_from: date
    period_until: date
    source_text: Lines
    area_group: Slug | None = None
    kecamatan: ManyKecamatan = ()
    villages: ManyVillages = ()
    template: Template | None = None
    stages: Annotated[tuple[GivenStage, ...], Meta(max_length=MOST_STAGES)] = ()


class AddStage(Request, frozen=True, kw_only=True):
    """One more stage, after all others."""

    stage: StageCode
    name: Line
    planned_from: date | None = None
    planned_until: date | None = None
    needs: ManyStages = ()


class CompleteStage(Request, frozen=True, kw_only=True):
    """A stage was carried out.

    Args:
        villages: in which; none is in all of the initiative's.
        override_reason: why, where a stage that it needs is still open.
    """

    villages: ManyVillages = ()
    evidence: SomeProofs
    override_reason: MaybeLine = ""


class SettleStage(Request, frozen=True, kw_only=True):
    """A stage is skipped, or open again, in some villages; none is all it can be."""

    villages: ManyVillages = ()
    reason: Reason


class LinkMandate(Request, frozen=True, kw_only=True):
    """What ordered an initiative, or was ordered about it.

    Args:
        issuer: office and name of whoever signed, as they were then.
    """

    kind: MandateKind
    number: Line
    issued_on: date
    title: Line
    issuer: MaybeLine = ""


class EndInitiative(Request, frozen=True, kw_only=True):
    """Nothing more is done in it."""

    outcome: Outcome
    reason: Reason


def start(work: Work, ask: StartInitiative, *, place: Territory) -> str:
    """Start an initiative; return its short name.

    Raises:
        NotAllowed, OutOfScope, UnknownPartner, PartnerInactive: not for this organisation.
        InitiativeKnown, NotHappenedYet, DaysReversed: not now.
        RegionsUnknown, AreaGroupUnknown, AreaGroupIsOver: not there.
        StagesMissing, StageNamedTwice, StageUnknown: not with these stages.
    """
    access.require(work.actor, "initiatives.start", organisation=ask.owner)
    areas = tuple(sorted({*ask.kecamatan, *ask.villages}))
    if unknown := [one for one in areas if one not in place.codes]:
        raise RegionsUnknown(regions=unknown)
    if ask.area_group:
        work.load(AreaGroup, ask.area_group).require_used()
    elif not areas:
        areas = (place.code,)
    own = tuple(_stage(one) for one in ask.stages)
    events = work.load(Initiative, ask.initiative).start(
        ask.initiative,
        acronym=ask.acronym,
        name=ask.name,
        owner=ask.owner,
        horizon=ask.horizon,
        period_from=ask.period_from,
        period_until=ask.period_until,
        source_text=ask.source_text,
        stages=(*(TEMPLATES[ask.template] if ask.template else ()), *own),
        areas=areas,
        area_group=ask.area_group or "",
        template=ask.template or "",
        **ask.days(work),
    )
    require_active(work, ask.owner)
    work.append(Initiative, ask.initiative, *events)
    return ask.initiative


def add_stage(work: Work, initiative: str, ask: AddStage) -> str:
    """Add a stage after all others.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not this actor's.
        InitiativeIsOver, NotHappenedYet, StageNamedTwice, StageUnknown, DaysReversed: no.
    """
    known = _owned(work, initiative, "initiatives.add_stage")
    events = known.add_stage(_stage(ask), **ask.days(work))
    work.append(Initiative, initiative, *events)
    return initiative


def complete_stage(
    work: Work, initiative: str, stage: str, ask: CompleteStage, *, place: Territory
) -> str:
    """Note that a stage was carried out in some villages, or in all.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not this actor's, or not in all of these villages.
        InitiativeIsOver, NotHappenedYet, StageUnknown, NotTakingPart, StageSettled,
            StageNeedsAnother: not now.
    """
    known = _known(work, initiative, "initiatives.complete_stage")
    everywhere = villages_of(work, known, place)
    partner = known.owner if work.actor.role == "partner_officer" else None
    for village in ask.villages or everywhere or (place.code,):
        access.require(
            work.actor, "initiatives.complete_stage", village=village, organisation=partner
        )
    events = known.complete(
        stage,
        villages=ask.villages,
        everywhere=everywhere,
        evidence=evidence(ask.evidence, work),
        override_reason=ask.override_reason,
        **ask.days(work),
    )
    work.append(Initiative, initiative, *events)
    return initiative


def skip_stage(
    work: Work, initiative: str, stage: str, ask: SettleStage, *, place: Territory
) -> str:
    """Note that a stage will not be carried out in some villages, or in any that is left.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not this actor's.
        InitiativeIsOver, NotHappenedYet, StageUnknown, NotTakingPart, StageSettled: not now.
    """
    known = _owned(work, initiative, "initiatives.skip_stage")
    events = known.skip(
        stage,
        villages=ask.villages,
        everywhere=villages_of(work, known, place),
        reason=ask.reason,
        **ask.days(work),
    )
    work.append(Initiative, initiative, *events)
    return initiative


def reopen_stage(work: Work, initiative: str, stage: str, ask: SettleStage) -> str:
    """Take back that a stage was completed or skipped.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not this actor's.
        InitiativeIsOver, NotHappenedYet, StageUnknown, StageStillOpen: not now.
    """
    known = _owned(work, initiative, "initiatives.reopen_stage")
    events = known.reopen(stage, villages=ask.villages, reason=ask.reason, **ask.days(work))
    work.append(Initiative, initiative, *events)
    return initiative


def link_mandate(work: Work, initiative: str, ask: LinkMandate) -> str:
    """Link a document that ordered it.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not this actor's.
        InitiativeIsOver, NotHappenedYet, MandateKnown: not like this.
    """
    known = _owned(work, initiative, "initiatives.link_mandate")
    events = known.link_mandate(
        kind=ask.kind,
        number=ask.number,
        issued_on=ask.issued_on,
        title=ask.title,
        issuer=ask.issuer,
        **ask.days(work),
    )
    work.append(Initiative, initiative, *events)
    return initiative


def end(work: Work, initiative: str, ask: EndInitiative) -> str:
    """Do nothing more in an initiative.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not this actor's.
        InitiativeIsOver, NotHappenedYet, ReasonMissing: not now.
    """
    known = _owned(work, initiative, "initiatives.end")
    events = known.end(outcome=ask.outcome, reason=ask.reason, **ask.days(work))
    work.append(Initiative, initiative, *events)
    return initiative


def villages_of(work: Work, known: Initiative, place: Territory) -> tuple[str, ...]:
    """Return the villages of an initiative, with whoever is in its group now."""
    members = work.load(AreaGroup, known.area_group).members if known.area_group else ()
    return tuple(one.code for one in place.within((*known.areas, *members)))


def _stage(given: GivenStage | AddStage) -> InitiativeStage:
    return InitiativeStage(
        stage=given.stage,
        name=given.name,
        planned_from=given.planned_from,
        planned_until=given.planned_until,
        needs=given.needs,
    )


def _owned(work: Work, initiative: str, command: str) -> Initiative:
    """Return an initiative of the actor's own organisation."""
    known = _known(work, initiative, command)
    access.require(work.actor, command, organisation=known.owner)
    return known


def _known(work: Work, initiative: str, command: str) -> Initiative:
    access.require(work.actor, command)
    known = work.load(Initiative, initiative)
    if not known.initiative:
        raise NotKnown
    return known
