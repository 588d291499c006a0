"""Initiatives: what an organisation set out to do, stage by stage and village by village."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, TypeAlias

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Struct

from service.aggregates.initiative import Initiative
from service.application import Receipt
from service.commands import initiatives as commands
from service.commands.area_groups import KECAMATAN
from service.http import reads
from service.http.api import initiative_answers as answers
from service.http.api.initiative_answers import InitiativeAnswer, VillageProgress
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import SlugAsked, SlugInPath, command, question, question_about_one
from service.kernel.roles import Actor
from service.projections import initiatives
from service.projections.moment import Moment
from service.reference.regions import territory
from service.regency import Regency

ONE = "/{initiative:str}"
STAGE = "/{initiative:str}/stages/{stage:str}"

StageInPath: TypeAlias = Annotated[
    str,
    PathParameter(pattern=commands.STAGE, max_length=6, description="Letter or number."),
]


class InitiativeProgress(Struct, frozen=True, kw_only=True):
    """Where each village stands with each stage."""

    initiative: str
    villages: Sequence[VillageProgress]


class InitiativesController(Controller):
    """What is planned is everybody's to know; progress is told of the own areas."""

    path = "/initiatives"
    tags = ("initiatives",)

    @command("/", right="initiatives.start")
    def start(
        self, call: NamedDependency[Call], data: JSONBody[commands.StartInitiative]
    ) -> Response[Receipt]:
        """Start an initiative, from a template or with stages of its own."""
        place = territory(call.regency.code)
        return _record(call, data.initiative, partial(commands.start, ask=data, place=place))

    @command(ONE + "/stages", right="initiatives.add_stage")
    def add_stage(
        self,
        call: NamedDependency[Call],
        initiative: SlugInPath,
        data: JSONBody[commands.AddStage],
    ) -> Response[Receipt]:
        """Add a stage after all others."""
        act = partial(commands.add_stage, initiative=initiative, ask=data)
        return _record(call, initiative, act)

    @command(STAGE + "/completions", right="initiatives.complete_stage")
    def complete_stage(
        self,
        call: NamedDependency[Call],
        initiative: SlugInPath,
        stage: StageInPath,
        data: JSONBody[commands.CompleteStage],
    ) -> Response[Receipt]:
        """Note that a stage was carried out in some villages, or in all.

        Refused where a stage that it needs is open, unless `override_reason` says why.
        """
        place = territory(call.regency.code)
        act = partial(
            commands.complete_stage, initiative=initiative, stage=stage, ask=data, place=place
        )
        return _record(call, initiative, act)

    @command(STAGE + "/skips", right="initiatives.skip_stage")
    def skip_stage(
        self,
        call: NamedDependency[Call],
        initiative: SlugInPath,
        stage: StageInPath,
        data: JSONBody[commands.SettleStage],
    ) -> Response[Receipt]:
        """Note that a stage will not be carried out in some villages, or wherever it is open."""
        place = territory(call.regency.code)
        act = partial(
            commands.skip_stage, initiative=initiative, stage=stage, ask=data, place=place
        )
        return _record(call, initiative, act)

    @command(STAGE + "/reopenings", right="initiatives.reopen_stage")
    def reopen_stage(
        self,
        call: NamedDependency[Call],
        initiative: SlugInPath,
        stage: StageInPath,
        data: JSONBody[commands.SettleStage],
    ) -> Response[Receipt]:
        """Take back that a stage was completed or skipped."""
        act = partial(commands.reopen_stage, initiative=initiative, stage=stage, ask=data)
        return _record(call, initiative, act)

    @command(ONE + "/mandates", right="initiatives.link_mandate")
    def link_mandate(
        self,
        call: NamedDependency[Call],
        initiative: SlugInPath,
        data: JSONBody[commands.LinkMandate],
    ) -> Response[Receipt]:
        """Link a letter, a decree or a guidance that ordered it."""
        act = partial(commands.link_mandate, initiative=initiative, ask=data)
        return _record(call, initiative, act)

    @command(ONE + "/endings", right="initiatives.end")
    def end(
        self,
        call: NamedDependency[Call],
        initiative: SlugInPath,
        data: JSONBody[commands.EndInitiative],
    ) -> Response[Receipt]:
        """Do nothing more in it: it is finished, or was stopped."""
        return _record(call, initiative, partial(commands.end, initiative=initiative, ask=data))

    @question("/", right="initiatives.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        owner: SlugAsked = None,
        area_group: SlugAsked = None,
    ) -> Page[InitiativeAnswer]:
        """Initiatives by short name, the ended ones too."""
        key = reads.after(paging, str)
        position = reads.caught_up(regency, moment, *answers.READ)
        with regency.reading(actor) as conn:
            found = initiatives.find(
                conn,
                regency.schema,
                owner=owner,
                area_group=area_group,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        rows = answers.answers(regency, actor, found, moment)
        return paging.page(rows, lambda row: (row.initiative,), position)

    @question_about_one(ONE, right="initiatives.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        initiative: SlugInPath,
    ) -> Response[InitiativeAnswer]:
        """One initiative as it stood, with its stages and their progress."""
        headers = reads.versioned(regency, moment, Initiative, initiative)
        found = answers.known(regency, actor, initiative, moment)
        return reads.answered(answers.answer(regency, actor, found, moment), headers)

    @question(ONE + "/progress", right="initiatives.read")
    def progress(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        initiative: SlugInPath,
        kecamatan: Annotated[
            str | None,
            QueryParameter(pattern=KECAMATAN, description="Only villages of this kecamatan."),
        ] = None,
    ) -> InitiativeProgress:
        """Where each village of the own areas stands with each stage."""
        found = answers.known(regency, actor, initiative, moment)
        _, villages = answers.matrix(regency, actor, found, moment, kecamatan=kecamatan)
        return InitiativeProgress(initiative=initiative, villages=villages)


def _record(call: Call, initiative: str, act: partial[str]) -> Response[Receipt]:
    return call.record(
        act,
        about=(Initiative, initiative),
        location=lambda _: f"/api/v1/initiatives/{initiative}",
    )
