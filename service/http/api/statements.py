"""Contribution statements: asked for, issued, taken along, and checked by anybody."""

from datetime import date, datetime, timedelta
from functools import partial as bound
from typing import Annotated, TypeAlias

from litestar import Controller, Response, get
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, JSONBody, PathParameter, QueryParameter
from msgspec import Struct

from service.aggregates.partner import Partner
from service.application import Receipt
from service.commands.statements import Issue
from service.exchange import statements
from service.exchange.figures import system
from service.exchange.statements import Statement
from service.http import reads
from service.http.calls import Call
from service.http.doors import Doors
from service.http.downloads import FormatAsked
from service.http.paging import Page, Paging
from service.http.problems import OPEN_PROBLEMS
from service.http.reads import SlugInPath, command, question
from service.http.stated import Period, own, printed, seen, table
from service.kernel.contributions import Five
from service.kernel.roles import Actor
from service.projections import contribution_parts
from service.projections import statements as register
from service.projections.contribution_parts import Asked, By, Line, Number, Span
from service.projections.contributions import Credit, Stage
from service.projections.moment import Moment
from service.projections.statements import Issued
from service.regency import Regency

Name: TypeAlias = Annotated[
    str, PathParameter(pattern=r"^[0-9a-f]{64}$", description="The statement's hash, in hex.")
]
KeyAsked: TypeAlias = Annotated[
    str, QueryParameter(max_length=300, description="Of the part; empty for all together.")
]


class StatementCheck(Struct, frozen=True, kw_only=True):
    """What anybody may learn of a statement by its hash: numbers, and no recipient.

    Args:
        is_same: the log says today what the statement said when it was issued.
        is_comparable: it is worked out today as it was then.
        issued, now: the five numbers up to the end of the period, and `issued_period`,
            `now_period` within it.
    """

    statement: str
    partner: str
    from_on: date
    until_on: date
    position: int
    issued_at: datetime
    is_same: bool
    is_comparable: bool
    issued: Five
    issued_period: Five
    now: Five
    now_period: Five


def provide_period(
    regency: NamedDependency[Regency],
    moment: NamedDependency[Moment],
    from_on: Annotated[
        date | None, QueryParameter(description="The first day; else the year's.")
    ] = None,
    until_on: Annotated[
        date | None, QueryParameter(description="The day after the last one; else tomorrow.")
    ] = None,
) -> Period:
    """Return which period is asked for; `valid_on` ends it as well."""
    today = regency.ledger.today
    until = until_on or today + timedelta(days=1)
    if moment.valid_on is not None:
        until = min(until, moment.valid_on + timedelta(days=1))
    return Period(from_on or date(until.year, 1, 1), until, moment.position)


PERIOD = {"period": Provide(provide_period, sync_to_thread=False)}


class PartnerStatementsController(Controller):
    """A partner's own; of every partner to whoever oversees them."""

    path = "/partners"
    tags = ("statements",)
    dependencies = PERIOD

    @question("/{partner:str}/statement", right="statements.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        partner: SlugInPath,
        period: NamedDependency[Period],
    ) -> Statement:
        """What a partner gave, brokered and carried out in a period; the whole regency's."""
        return seen(regency, own(actor, partner), period)

    @question("/{partner:str}/statement/lines", right="statements.read")
    def lines(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        partner: SlugInPath,
        period: NamedDependency[Period],
        paging: NamedDependency[Paging],
        stage: FromQuery[Stage] = "committed",
        credit: FromQuery[Credit] = "funder",
        by: FromQuery[By] = "all",
        key: KeyAsked = "",
        span: FromQuery[Span] = "period",
    ) -> Page[Line]:
        """The events behind one number of a statement, oldest first."""
        after = reads.after(paging, int)
        upto = min(period.position, regency.engine.catch_up(*statements.READ))
        asked = Asked(
            partner=own(actor, partner),
            from_on=period.from_on,
            until_on=period.until_on,
            credit=credit,
            position=upto,
        )
        with regency.reading(system(regency)) as conn:
            rows = contribution_parts.lines(
                conn,
                regency.schema,
                asked,
                Number(stage=stage, by=by, key=key, span=span),
                limit=paging.limit + 1,
                after=after[0] if after else None,
            )
        return paging.page(rows, lambda row: (row.position,), upto)

    @question("/{partner:str}/statement/file", right="statements.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        partner: SlugInPath,
        period: NamedDependency[Period],
        format: FormatAsked,  # noqa: A002  (as the address says it)
    ) -> Response[bytes]:
        """A statement's events as CSV, or all of it as a workbook."""
        return table(regency, seen(regency, own(actor, partner), period), format)

    @command("/{partner:str}/statements", right="statements.issue")
    def issue(
        self, call: NamedDependency[Call], partner: SlugInPath, data: JSONBody[Issue]
    ) -> Response[Receipt]:
        """Issue a statement to show; its id is the hash of what it says."""
        return call.record(
            bound(statements.issue, partner=partner, ask=data, regency=call.regency),
            about=(Partner, partner),
            location=_at,
        )

    @question("/{partner:str}/statements", right="statements.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        partner: SlugInPath,
    ) -> Page[Issued]:
        """The statements that were issued to a partner, the newest first."""
        after = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "statements")
        with regency.reading(actor) as conn:
            rows = register.find(
                conn,
                regency.schema,
                own(actor, partner),
                moment=moment,
                limit=paging.limit + 1,
                after=after[0] if after else None,
            )
        return paging.page(rows, lambda row: (row.position,), position)


class StatementsController(Controller):
    """One that was issued, by its hash."""

    path = "/statements"
    tags = ("statements",)

    @question("/{statement:str}", right="statements.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        statement: Name,
    ) -> Statement:
        """An issued statement, worked out again at its own position."""
        known = statements.issued(regency, statement)
        own(actor, known.partner)
        return statements.again(regency, known)

    @question("/{statement:str}/pdf", right="statements.read", media_type="application/pdf")
    def pdf(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        doors: NamedDependency[Doors],
        statement: Name,
    ) -> Response[bytes]:
        """An issued statement as PDF, with the address where anybody checks it."""
        found = statements.check(regency, statement)
        own(actor, found.issued.partner)
        return printed(regency, doors, found)

    @get(
        "/{statement:str}/check",
        sync_to_thread=True,
        responses=OPEN_PROBLEMS,
        opt={"public": True, "strangers": "counted"},
    )
    def check(self, regency: NamedDependency[Regency], statement: Name) -> StatementCheck:
        """Whether the log still says what a statement says; anybody may ask."""
        found = statements.check(regency, statement)
        known = found.issued
        return StatementCheck(
            statement=statement,
            partner=known.partner,
            from_on=known.from_on,
            until_on=known.until_on,
            position=known.upto,
            issued_at=found.issued_at,
            is_same=found.is_same,
            is_comparable=found.is_comparable,
            issued=known.closing,
            issued_period=known.period,
            now=found.now.closing,
            now_period=found.now.period,
        )


def _at(statement: str) -> str:
    return f"/api/v1/statements/{statement}"
