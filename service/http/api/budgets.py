"""Village budgets (APBDes): adopted, imported, compared, and laid beside what households lack."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any, TypeAlias

from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency, Provide
from litestar.params import JSONBody, PathParameter, QueryParameter
from msgspec import Struct

from service.aggregates.budget import Budget
from service.application import Receipt
from service.commands import budgets as commands
from service.commands.requests import VILLAGE
from service.exchange import budgets as exchange
from service.exchange.budgets import Asked, BudgetFile
from service.exchange.table_cells import MOST_FILE_BYTES
from service.http import reads
from service.http.api import budget_answers as answers
from service.http.api import budget_differences as changed
from service.http.api.budget_answers import AlignmentReport, BudgetRead
from service.http.api.budget_differences import Differences
from service.http.api.budget_sheets import alignment_sheet, difference_sheet, line_sheet
from service.http.api.list_answers import FileBody
from service.http.api.lists import said
from service.http.api.villages import CodeInPath
from service.http.areas import areas_of
from service.http.calls import Call
from service.http.downloads import FormatAsked, download
from service.http.file_bodies import spooled
from service.http.problems import PROBLEMS
from service.http.reads import AreaAsked, YearAsked, command, question, question_about_one
from service.http.threads import in_thread
from service.kernel.budgets import BudgetKind
from service.kernel.needs import NeedType
from service.kernel.roles import Actor
from service.policies import access
from service.projections import budgets
from service.projections.budgets import Version
from service.projections.moment import Moment
from service.regency import Regency

ONE = "/{code:str}/{year:int}"

YearInPath: TypeAlias = Annotated[int, PathParameter(ge=2000, le=2100, description="Budget year.")]
LineInPath: TypeAlias = Annotated[
    str, PathParameter(pattern=commands.LINE_KEY, description="A line: 02.04.13-DD.")
]
NeedInPath: TypeAlias = Annotated[NeedType, PathParameter(description="What is lacked.")]
NumberAsked: TypeAlias = Annotated[
    int | None, QueryParameter(ge=1, le=10_000, description="Number of a version in its year.")
]
YearSaid: TypeAlias = Annotated[int, QueryParameter(ge=2000, le=2100, description="Budget year.")]
KindSaid: TypeAlias = Annotated[
    BudgetKind, QueryParameter(description="Murni or perubahan; of the latter Pagu_PAK counts.")
]
VillageSaid: TypeAlias = Annotated[
    str | None, QueryParameter(pattern=VILLAGE, description="Of all rows, if no column says it.")
]
PerdesSaid: TypeAlias = Annotated[
    str | None, said("Number of the perdes, where the file does not say it.")
]
PerdesDaySaid: TypeAlias = Annotated[
    date | None, QueryParameter(description="Its day, where the file does not say it.")
]
ReasonSaid: TypeAlias = Annotated[
    str | None, said("Why an original budget that is known is recorded once more.")
]


class BudgetList(Struct, frozen=True, kw_only=True):
    """The version that holds of each budget, the latest year first."""

    items: Sequence[Version]
    position: int


class Alignments(Struct, frozen=True, kw_only=True):
    """The alignment of every village of an area that has a budget of the year."""

    items: Sequence[AlignmentReport]
    position: int


def provide_asked(
    *,
    kind: KindSaid,
    fiscal_year: YearSaid,
    village: VillageSaid = None,
    perdes_number: PerdesSaid = None,
    perdes_date: PerdesDaySaid = None,
    reason: ReasonSaid = None,
) -> Asked:
    """Return what a file is read for, as its address says it."""
    return Asked(
        kind=kind,
        fiscal_year=fiscal_year,
        village=village,
        perdes_number=perdes_number or "",
        perdes_date=perdes_date,
        reason=reason or "",
    )


SAID_OF_A_FILE = {"asked": Provide(provide_asked, sync_to_thread=False)}


class BudgetsController(Controller):
    """Budgets are public; how many households lack what, is told as everywhere."""

    path = "/budgets"
    tags = ("budgets",)
    dependencies = SAID_OF_A_FILE

    @command("/", right="budgets.adopt")
    def adopt(
        self, call: NamedDependency[Call], data: JSONBody[commands.Adopt]
    ) -> Response[Receipt]:
        """Record a version of a village's budget as it was adopted."""
        key = commands.key_of(data.village, data.fiscal_year)
        return call.record(partial(commands.adopt, ask=data), about=(Budget, key), location=_at)

    @post(
        "/previews",
        opt={"raw_body": True} | reads.rights("budgets.adopt"),
        status_code=200,
        request_max_body_size=MOST_FILE_BYTES,
        operation_class=FileBody,
        responses=PROBLEMS,
    )
    async def look(
        self,
        request: Request[Any, Any, Any],
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        asked: NamedDependency[Asked],
    ) -> BudgetFile:
        """Say what a Siskeudes file would do, village by village, faults by their cells."""
        access.require(actor, "budgets.adopt")
        async with spooled(request) as file:
            return await in_thread(exchange.look, regency, actor, file, asked)

    @post(
        "/imports",
        opt={"raw_body": True} | reads.rights("budgets.adopt"),
        request_max_body_size=MOST_FILE_BYTES,
        operation_class=FileBody,
        responses=PROBLEMS,
    )
    async def take_in(
        self,
        request: Request[Any, Any, Any],
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        asked: NamedDependency[Asked],
    ) -> BudgetFile:
        """Take a Siskeudes file in: all or nothing of each village; again, it changes nothing."""
        access.require(actor, "budgets.adopt")
        async with spooled(request) as file:
            return await in_thread(exchange.take_in, regency, actor, file, asked, channel="api")

    @question("/", right="budgets.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: AreaAsked = None,
        fiscal_year: YearAsked = None,
    ) -> BudgetList:
        """The version that holds of each budget in an area."""
        areas = areas_of(actor, area)
        position = reads.caught_up(regency, moment, "budgets")
        with regency.reading(actor) as conn:
            found = budgets.held(
                conn, regency.schema, areas=areas, fiscal_year=fiscal_year, moment=moment
            )
        return BudgetList(items=found, position=position)

    @question("/alignments", right="budgets.read")
    def alignments(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        fiscal_year: YearSaid,
        area: AreaAsked = None,
    ) -> Alignments:
        """Which needs the budgets of an area fund, which not, and what they fund without need."""
        found = answers.reports(regency, actor, area, fiscal_year, moment)
        position = reads.caught_up(regency, moment, "budgets", "needs")
        return Alignments(items=found, position=position)

    @question("/alignments/files", right="budgets.read", media_type="text/csv")
    def alignments_file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        fiscal_year: YearSaid,
        format: FormatAsked,  # noqa: A002  (as the address says it)
        area: AreaAsked = None,
    ) -> Response[bytes]:
        """The same as a table to take along."""
        found = answers.reports(regency, actor, area, fiscal_year, moment)
        return download(alignment_sheet(found, fiscal_year), format)

    @question_about_one(ONE, right="budgets.read")
    def one(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        code: CodeInPath,
        year: YearInPath,
        number: NumberAsked = None,
    ) -> Response[BudgetRead]:
        """One version of a budget with its lines; the one that holds unless a number is said."""
        headers = reads.versioned(regency, moment, Budget, commands.key_of(code, year))
        found = answers.read(regency, actor, code, year, moment, number=number)
        return reads.answered(found, headers)

    @question(ONE + "/files", right="budgets.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        code: CodeInPath,
        year: YearInPath,
        format: FormatAsked,  # noqa: A002  (as the address says it)
        number: NumberAsked = None,
    ) -> Response[bytes]:
        """The same as a table to take along."""
        found = answers.read(regency, actor, code, year, moment, number=number)
        return download(line_sheet(found), format)

    @question(ONE + "/differences", right="budgets.read")
    def differences(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        code: CodeInPath,
        year: YearInPath,
        before: NumberAsked = None,
        after: NumberAsked = None,
    ) -> Differences:
        """What an amendment changed, line by line: from murni to perubahan unless said."""
        return changed.differences(regency, actor, code, year, moment, before=before, after=after)

    @question(ONE + "/differences/files", right="budgets.read", media_type="text/csv")
    def differences_file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        code: CodeInPath,
        year: YearInPath,
        format: FormatAsked,  # noqa: A002  (as the address says it)
        before: NumberAsked = None,
        after: NumberAsked = None,
    ) -> Response[bytes]:
        """The same as a table to take along."""
        found = changed.differences(regency, actor, code, year, moment, before=before, after=after)
        return download(difference_sheet(found), format)

    @question(ONE + "/alignment", right="budgets.read")
    def alignment(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        code: CodeInPath,
        year: YearInPath,
    ) -> AlignmentReport:
        """Which needs of a village its budget funds, which not, and what it funds without need."""
        return answers.report(regency, actor, code, year, moment)

    @question(ONE + "/alignment/files", right="budgets.read", media_type="text/csv")
    def alignment_file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        code: CodeInPath,
        year: YearInPath,
        format: FormatAsked,  # noqa: A002  (as the address says it)
    ) -> Response[bytes]:
        """The same as a table to take along."""
        found = answers.report(regency, actor, code, year, moment)
        return download(alignment_sheet([found], year), format)

    @command(ONE + "/lines/{line:str}/mappings", right="budgets.map_line")
    def map_line(
        self,
        *,
        call: NamedDependency[Call],
        code: CodeInPath,
        year: YearInPath,
        line: LineInPath,
        data: JSONBody[commands.MapLine],
    ) -> Response[Receipt]:
        """Say by hand which needs a line answers, whatever the rules say of its code."""
        return call.record(
            partial(commands.map_line, village=code, fiscal_year=year, line=line, ask=data),
            about=(Budget, commands.key_of(code, year)),
            location=_at,
        )

    @command(ONE + "/needs/{need:str}/answers", right="budgets.answer_need")
    def answer_need(
        self,
        *,
        call: NamedDependency[Call],
        code: CodeInPath,
        year: YearInPath,
        need: NeedInPath,
        data: JSONBody[commands.AnswerNeed],
    ) -> Response[Receipt]:
        """Say what the village does about a need: it pays, it declines, or a partner shall."""
        return call.record(
            partial(commands.answer_need, village=code, fiscal_year=year, need=need, ask=data),
            about=(Budget, commands.key_of(code, year)),
            location=_at,
        )


def _at(name: str) -> str:
    return f"/api/v1/budgets/{name}"
