"""How initiatives are told: their stages with progress, their documents, villages by stage.

What is counted, is counted in the villages of the initiative that lie within the reader's areas.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from service.aggregates.initiative_events import Horizon, Mark, Outcome
from service.application import NotKnown
from service.http import reads
from service.kernel.roles import Actor
from service.projections import area_groups, initiatives
from service.projections.initiatives import Initiative, Mandate
from service.projections.moment import Moment
from service.reference.regions import Village, territory
from service.regency import Regency

READ = ("initiatives", "area_groups")


class StageAnswer(Struct, frozen=True, kw_only=True):
    """One stage, and in how many villages it is behind them.

    Args:
        needs: stages that a village must have completed first.
        completed: villages; overridden, those of them where a stage that it needs was open.
        skipped: villages where it will not be carried out.
        still_open: villages where it is neither.
        latest: the day it was completed last.
        is_late: its last planned day is over, and it is open somewhere.
    """

    stage: str
    name: str
    planned_from: date | None
    planned_until: date | None
    needs: Sequence[str]
    completed: int
    overridden: int
    skipped: int
    still_open: int
    latest: date | None
    is_late: bool
    position: int


class InitiativeAnswer(Struct, frozen=True, kw_only=True):
    """An initiative as it stood.

    Args:
        areas: codes of regions; empty if only its group says where.
        area_group: the group it is for; empty if none.
        stage_count: how many stages it has, counted.
        village_count: its villages, as far as they lie within the reader's areas.
        outcome, reason, ended_on: how, why and when it ended.
    """

    initiative: str
    acronym: str
    name: str
    owner: str
    horizon: Horizon
    period_from: date
    period_until: date
    source_text: str
    areas: Sequence[str]
    area_group: str
    started_on: date
    outcome: Outcome | None
    reason: str
    ended_on: date | None
    stage_count: int
    village_count: int
    stages: Sequence[StageAnswer]
    mandates: Sequence[Mandate]
    position: int


class StageInVillage(Struct, frozen=True, kw_only=True):
    """Where a village stands with a stage; `mark` is None while it is open."""

    stage: str
    mark: Mark | None = None
    occurred_on: date | None = None
    is_overridden: bool = False
    reason: str = ""
    position: int | None = None


class VillageProgress(Struct, frozen=True, kw_only=True):
    """Where a village stands with every stage, in their order."""

    village: str
    name: str
    kecamatan: str
    kecamatan_name: str
    completed: int
    stages: Sequence[StageInVillage]


def known(regency: Regency, actor: Actor, initiative: str, moment: Moment) -> Initiative:
    """Return an initiative by its short name.

    Raises:
        NotKnown: there was none.
    """
    reads.caught_up(regency, moment, *READ)
    with regency.reading(actor) as conn:
        found = initiatives.one(conn, regency.schema, initiative, moment)
    if found is None:
        raise NotKnown
    return found


def villages_of(
    regency: Regency, actor: Actor, found: Initiative, moment: Moment
) -> tuple[Village, ...]:
    """Return an initiative's villages within the reader's areas, by whoever was in its group."""
    return _inside(regency, actor, [found], moment)[found.initiative]


def answer(regency: Regency, actor: Actor, found: Initiative, moment: Moment) -> InitiativeAnswer:
    """Return an initiative with its stages, their progress, and its documents."""
    return answers(regency, actor, [found], moment)[0]


def answers(
    regency: Regency, actor: Actor, found: Sequence[Initiative], moment: Moment
) -> list[InitiativeAnswer]:
    """Return initiatives with their stages, progress and documents, however many, in four reads."""
    inside = _inside(regency, actor, found, moment)
    with regency.reading(actor) as conn:
        stages = initiatives.stages(conn, regency.schema, inside, moment)
        done = initiatives.progress(
            conn,
            regency.schema,
            {slug: [one.code for one in villages] for slug, villages in inside.items()},
            moment,
        )
        mandates = initiatives.mandates(conn, regency.schema, inside, moment)
    day = moment.valid_on or regency.ledger.today
    told: defaultdict[str, list[StageAnswer]] = defaultdict(list)
    for one in stages:
        progress = done.get((one.initiative, one.stage))
        told[one.initiative].append(_stage(one, progress, len(inside[one.initiative]), day))
    papers: defaultdict[str, list[Mandate]] = defaultdict(list)
    for paper in mandates:
        papers[paper.initiative].append(paper)
    return [
        _answer(
            one,
            village_count=len(inside[one.initiative]),
            stages=told[one.initiative],
            mandates=papers[one.initiative],
        )
        for one in found
    ]


def _inside(
    regency: Regency, actor: Actor, found: Sequence[Initiative], moment: Moment
) -> dict[str, tuple[Village, ...]]:
    """Return the villages of initiatives within the reader's areas, by initiative."""
    members: dict[str, Sequence[str]] = {}
    if wanted := {one.area_group for one in found if one.area_group}:
        with regency.reading(actor) as conn:
            groups = area_groups.find(
                conn, regency.schema, among=wanted, moment=moment, limit=len(wanted)
            )
        members = {one.area_group: one.members for one in groups}
    place = territory(regency.code)
    return {
        one.initiative: tuple(
            village
            for village in place.within((*one.areas, *members.get(one.area_group, ())))
            if actor.scope.covers(village.code)
        )
        for one in found
    }


def _answer(
    found: Initiative,
    *,
    village_count: int,
    stages: Sequence[StageAnswer],
    mandates: Sequence[Mandate],
) -> InitiativeAnswer:
    return InitiativeAnswer(
        initiative=found.initiative,
        acronym=found.acronym,
        name=found.name,
        owner=found.owner,
        horizon=found.horizon,
        period_from=found.period_from,
        period_until=found.period_until,
        source_text=found.source_text,
        areas=found.areas,
        area_group=found.area_group,
        started_on=found.started_on,
        outcome=found.outcome,
        reason=found.reason,
        ended_on=found.ended_on,
        stage_count=len(stages),
        village_count=village_count,
        stages=stages,
        mandates=mandates,
        position=found.position,
    )


def matrix(
    regency: Regency,
    actor: Actor,
    found: Initiative,
    moment: Moment,
    *,
    kecamatan: str | None = None,
) -> tuple[list[initiatives.Stage], list[VillageProgress]]:
    """Return the stages of an initiative, and where each village stands with each of them.

    Args:
        kecamatan: only the villages of this one.
    """
    villages = [
        one
        for one in villages_of(regency, actor, found, moment)
        if kecamatan in {None, one.kecamatan}
    ]
    with regency.reading(actor) as conn:
        stages = initiatives.stages(conn, regency.schema, [found.initiative], moment)
        marks = initiatives.marks(
            conn, regency.schema, found.initiative, [one.code for one in villages], moment
        )
    by_place = {(one.village, one.stage): one for one in marks}
    return stages, [_village(one, stages, by_place) for one in villages]


def _village(
    village: Village,
    stages: Sequence[initiatives.Stage],
    marks: dict[tuple[str, str], initiatives.VillageMark],
) -> VillageProgress:
    cells = [_cell(one.stage, marks.get((village.code, one.stage))) for one in stages]
    return VillageProgress(
        village=village.code,
        name=village.name,
        kecamatan=village.kecamatan,
        kecamatan_name=village.kecamatan_name,
        completed=sum(one.mark == "completed" for one in cells),
        stages=cells,
    )


def _cell(stage: str, mark: initiatives.VillageMark | None) -> StageInVillage:
    if mark is None:
        return StageInVillage(stage=stage)
    return StageInVillage(
        stage=stage,
        mark=mark.mark,
        occurred_on=mark.occurred_on,
        is_overridden=mark.is_overridden,
        reason=mark.reason,
        position=mark.position,
    )


def _stage(
    stage: initiatives.Stage, done: initiatives.Progress | None, villages: int, day: date
) -> StageAnswer:
    completed, skipped = (done.completed, done.skipped) if done else (0, 0)
    left = villages - completed - skipped
    return StageAnswer(
        stage=stage.stage,
        name=stage.name,
        planned_from=stage.planned_from,
        planned_until=stage.planned_until,
        needs=stage.needs,
        completed=completed,
        overridden=done.overridden if done else 0,
        skipped=skipped,
        still_open=left,
        latest=done.latest if done else None,
        is_late=left > 0 and stage.planned_until is not None and stage.planned_until < day,
        position=stage.position,
    )
