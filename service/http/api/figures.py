"""Official figures: reported, computed, determined, compared, and why they moved."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter
from msgspec import Struct

from service.aggregates.figure import Figure, Target
from service.application import NotKnown, Receipt
from service.commands import figures as commands
from service.commands.requests import REGION, SLUG
from service.exchange import figures as register
from service.http import reads
from service.http.api import figure_answers as answers
from service.http.api.figure_answers import (
    AreaCount,
    By,
    Comparison,
    FigureAnswer,
    PersonReason,
    Reasons,
    Step,
)
from service.http.areas import areas_of
from service.http.calls import Call, provide_moment
from service.http.paging import Page, Paging
from service.http.problems import BadRequest, FieldError
from service.http.reads import AreaAsked, command, question, question_about_one
from service.kernel.figures import FigureKind, FigureName, Term
from service.kernel.roles import Actor
from service.policies import access
from service.projections import figures
from service.projections.moment import PRESENT, Moment
from service.regency import Regency

SERIES = "/{kind:str}/{area:str}/{source:str}/{number:int}"
NAME = r"^(poverty_rate|extreme_poverty_rate)/[0-9.]{2,13}/[a-z0-9._-]{2,60}/[0-9]{1,6}$(?!\n)"

KindInPath: TypeAlias = Annotated[FigureKind, PathParameter(description="Which kind.")]
AreaInPath: TypeAlias = Annotated[str, PathParameter(pattern=REGION, description="A region.")]
SourceInPath: TypeAlias = Annotated[
    str, PathParameter(pattern=SLUG, max_length=60, description="Whose series.")
]
NumberInPath: TypeAlias = Annotated[
    int, PathParameter(ge=1, le=999_999, description="Which of the series.")
]
NameAsked: TypeAlias = Annotated[
    str, QueryParameter(pattern=NAME, description="A figure's id: kind, area, source and number.")
]
TermAsked: TypeAlias = Annotated[Term | None, QueryParameter(description="Only this reason.")]


class TargetAnswer(Struct, frozen=True, kw_only=True):
    """What a figure shall be by a day."""

    kind: FigureKind
    area: str
    target_percent: str
    due_on: date
    decree_number: str
    position: int


class FigureList(Struct, frozen=True, kw_only=True):
    """Figures by kind, area and reference date, and what they shall become."""

    items: Sequence[FigureAnswer]
    targets: Sequence[TargetAnswer]
    position: int


class RegisterCounts(Struct, frozen=True, kw_only=True):
    """What the register itself counts, as sums of its villages."""

    source: str
    by: By
    counts: Sequence[AreaCount]
    position: int


def provide_name(
    kind: KindInPath, area: AreaInPath, source: SourceInPath, number: NumberInPath
) -> FigureName:
    """Return the figure that the address names."""
    return FigureName(kind, area, source, number)


NAME_IN_PATH = {"name": Provide(provide_name, sync_to_thread=False)}


class FiguresController(Controller):
    """Official figures are everybody's; the persons behind a reason are not."""

    path = "/figures"
    tags = ("figures",)
    dependencies = NAME_IN_PATH

    @command("/", right="figures.report")
    def report(
        self, call: NamedDependency[Call], data: JSONBody[commands.Report]
    ) -> Response[Receipt]:
        """Take over a figure that somebody else states, with its source."""
        return call.record(
            partial(commands.report, ask=data),
            about=(Figure, f"{data.kind}/{data.area}/{data.source}"),
            location=_at,
        )

    @command("/computations", right="figures.compute")
    def compute(
        self, call: NamedDependency[Call], data: JSONBody[commands.Compute]
    ) -> Response[Receipt]:
        """Count the register as it stands now; the figure is provisional."""
        return call.record(
            partial(register.compute, ask=data, regency=call.regency),
            about=(Figure, commands.own_series(data.area)),
            location=_at,
        )

    @command("/targets", right="figures.set_target")
    def set_target(
        self, call: NamedDependency[Call], data: JSONBody[commands.SetTarget]
    ) -> Response[Receipt]:
        """Say what a figure shall be by a day."""
        return call.record(
            partial(commands.set_target, ask=data),
            about=(Target, f"{data.kind}/{data.area}"),
            location=lambda _: "/api/v1/figures",
        )

    @command(SERIES + "/determinations", right="figures.determine")
    def determine(
        self,
        *,
        call: NamedDependency[Call],
        name: NamedDependency[FigureName],
        data: JSONBody[commands.Determine],
    ) -> Response[Receipt]:
        """Make a figure official by decree."""
        return call.record(
            partial(commands.determine, name=name, ask=data),
            about=(Figure, name.series),
            location=_at,
        )

    @command(SERIES + "/supersessions", right="figures.report")
    def supersede(
        self,
        *,
        call: NamedDependency[Call],
        name: NamedDependency[FigureName],
        data: JSONBody[commands.Supersede],
    ) -> Response[Receipt]:
        """Let another figure of the series take this one's place."""
        return call.record(
            partial(commands.supersede, name=name, ask=data),
            about=(Figure, name.series),
            location=_at,
        )

    @question("/", right="figures.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        kind: FromQuery[FigureKind | None] = None,
        area: AreaAsked = None,
        source: reads.SlugAsked = None,
    ) -> FigureList:
        """Figures of an area, each with its source and standing, and the targets."""
        position = reads.caught_up(regency, moment, "figures")
        areas = None if area is None else [area]
        with regency.reading(actor) as conn:
            found = figures.find(
                conn, regency.schema, kind=kind, areas=areas, source=source, moment=moment
            )
            aims = figures.targets(conn, regency.schema, kind=kind, areas=areas, moment=moment)
        return FigureList(
            items=[answers.answer(one) for one in found],
            targets=[
                TargetAnswer(
                    kind=one.kind,
                    area=one.area,
                    target_percent=str(one.target_percent),
                    due_on=one.due_on,
                    decree_number=one.decree_number,
                    position=one.position,
                )
                for one in aims
            ],
            position=position,
        )

    @question_about_one(SERIES, right="figures.read")
    def one(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        name: NamedDependency[FigureName],
    ) -> Response[FigureAnswer]:
        """One figure as it stood."""
        headers = reads.versioned(regency, moment, Figure, name.series)
        found = known(regency, actor, name, moment)
        return reads.answered(answers.answer(found), headers)

    @question("/comparison", right="figures.read")
    def compare(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        before: NameAsked,
        after: NameAsked,
    ) -> Comparison:
        """Two figures, how far they lie apart, and why.

        Of two counts of this register the reasons are exact to the person; in steps of five for
        whoever may not know of single households there.
        """
        first = known(regency, actor, FigureName.read(before), moment)
        second = known(regency, actor, FigureName.read(after), moment)
        return answers.compared(regency, actor, first, second)

    @question("/register", right="figures.read")
    def counts(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        by: Annotated[By, QueryParameter(description="What to count by.")] = "village",
        area: AreaAsked = None,
    ) -> RegisterCounts:
        """What this register counts, village by village or added up. It is no official figure."""
        position = reads.caught_up(regency, moment, *register.READ)
        return RegisterCounts(
            source=register.SOURCE_NAME,
            by=by,
            counts=[
                line
                for one in areas_of(actor, area)
                for line in answers.area_counts(regency, actor, one, by, moment)
            ],
            position=position,
        )

    @question("/funnel", right="figures.read")
    def funnel(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: Annotated[str, QueryParameter(pattern=REGION, description="A region.")],
    ) -> Sequence[Step]:
        """How many of all who were ever registered are left at each step towards being helped."""
        access.require_village(actor, area)
        return answers.steps(regency, actor, area, moment)

    @question("/reasons", right="figures.read")
    def reasons(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: Annotated[str, QueryParameter(pattern=REGION, description="A region.")],
        before_as_of: Annotated[
            str | None, QueryParameter(description="Known then, of the first moment.")
        ] = None,
        before_valid_on: FromQuery[date | None] = None,
    ) -> Reasons:
        """Why the register's rate of an area moved, from one moment to `as_of` and `valid_on`."""
        access.require_village(actor, area)
        first = provide_moment(regency, before_as_of, before_valid_on)
        return answers.moved(regency, actor, area, first, moment)

    @question("/reasons/persons", right="households.read")
    def persons(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        paging: NamedDependency[Paging],
        before: NameAsked,
        after: NameAsked,
        term: TermAsked = None,
    ) -> Page[PersonReason]:
        """Who stands behind a reason, and the event that decided it; no names."""
        first, second = (
            known(regency, actor, FigureName.read(one), PRESENT) for one in (before, after)
        )
        access.require_household(actor, first.area)
        key = reads.after(paging, str, str, int)
        found = answers.behind(
            regency,
            first,
            second,
            term=term,
            after_key=_ids(key) if key else None,
            limit=paging.limit + 1,
        )
        return paging.page(
            found, lambda one: (str(one.household), str(one.person), one.sign), regency.log.head()
        )


def _at(name: str) -> str:
    return f"/api/v1/figures/{name}"


def _ids(key: list[Any]) -> tuple[UUID, UUID, int]:
    try:
        return UUID(key[0]), UUID(key[1]), key[2]
    except ValueError as err:
        raise BadRequest([FieldError("?cursor", "bukan penanda halaman dari jawaban ini")]) from err


def known(regency: Regency, actor: Actor, name: FigureName, moment: Moment) -> figures.Figure:
    """Return a figure by its name.

    Raises:
        NotKnown: there was none.
    """
    regency.engine.catch_up("figures")
    with regency.reading(actor) as conn:
        found = figures.find(
            conn,
            regency.schema,
            kind=name.kind,
            areas=[name.area],
            source=name.source,
            number=name.number,
            moment=moment,
        )
    if not found:
        raise NotKnown
    return found[0]
