"""Funds: whose money, how much came in, and where it is."""

from functools import partial

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody

from service.aggregates.fund import Fund
from service.aggregates.fund_events import FundType
from service.application import NotKnown, Receipt
from service.commands import funds as commands
from service.http import reads
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import (
    SlugAsked,
    SlugInPath,
    YearAsked,
    command,
    question,
    question_about_one,
)
from service.kernel.roles import Actor
from service.policies import access
from service.projections import funds
from service.projections.funds import Column
from service.projections.moment import Moment
from service.regency import Regency


def _at(fund: str) -> str:
    return f"/api/v1/funds/{fund}"


class FundsController(Controller):
    """Balances are for the owner, the secretariat and auditors."""

    path = "/funds"
    tags = ("funds",)

    @command("/", right="funds.open")
    def open(self, call: NamedDependency[Call], data: JSONBody[commands.Open]) -> Response[Receipt]:
        """Make money available: of one owner, one kind, one fiscal year."""
        return call.record(
            partial(commands.open_fund, ask=data), about=(Fund, data.fund), location=_at
        )

    @command("/{fund:str}/credits", right="funds.credit")
    def credit(
        self, call: NamedDependency[Call], fund: SlugInPath, data: JSONBody[commands.Credit]
    ) -> Response[Receipt]:
        """Note that money came in."""
        return call.record(
            partial(commands.credit, fund=fund, ask=data), about=(Fund, fund), location=_at
        )

    @command("/{fund:str}/amil", right="funds.take_amil")
    def take_amil(
        self, call: NamedDependency[Call], fund: SlugInPath, data: JSONBody[commands.TakeAmil]
    ) -> Response[Receipt]:
        """Take the amil's share, into the fund of the amil: an eighth of zakat at most."""
        return call.record(
            partial(commands.take_amil, fund=fund, ask=data), about=(Fund, fund), location=_at
        )

    @command("/{fund:str}/corrections", right="funds.correct")
    def correct(
        self, call: NamedDependency[Call], fund: SlugInPath, data: JSONBody[commands.Correct]
    ) -> Response[Receipt]:
        """Put right how much came in; the wrong entry stays beside it."""
        return call.record(
            partial(commands.correct, fund=fund, ask=data), about=(Fund, fund), location=_at
        )

    @question("/", right="funds.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        partner: SlugAsked = None,
        fund_type: FromQuery[FundType | None] = None,
        fiscal_year: YearAsked = None,
    ) -> Page[funds.Fund]:
        """Funds with their balances, by short name."""
        key = reads.after(paging, str)
        position = reads.caught_up(regency, moment, "funds")
        if not access.may(actor, "funds.read_all"):
            if partner not in (None, actor.organisation):
                return paging.page([], lambda _: (), position)
            partner = actor.organisation
        asked = funds.Asked(partner=partner, fund_type=fund_type, fiscal_year=fiscal_year)
        with regency.reading(actor) as conn:
            rows = funds.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(rows, lambda row: (row.fund,), position)

    @question_about_one("/{fund:str}", right="funds.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        fund: SlugInPath,
    ) -> Response[funds.Fund]:
        """One fund and its balance: available is what came in less amil, set aside and spent."""
        headers = reads.versioned(regency, moment, Fund, fund)
        reads.caught_up(regency, moment, "funds")
        return reads.answered(_seen(regency, actor, fund, moment), headers)

    @question("/{fund:str}/lines", right="funds.read")
    def lines(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        fund: SlugInPath,
        column: FromQuery[Column | None] = None,
    ) -> Page[funds.Line]:
        """The events behind a fund's balance, oldest first."""
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "funds")
        _seen(regency, actor, fund, moment)
        with regency.reading(actor) as conn:
            rows = funds.lines(
                conn,
                regency.schema,
                fund,
                column=column,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(rows, lambda row: (row.position,), position)


def _seen(regency: Regency, actor: Actor, fund: str, moment: Moment) -> funds.Fund:
    with regency.reading(actor) as conn:
        found = funds.one(conn, regency.schema, fund, moment)
    if found is None:
        raise NotKnown
    if not access.may(actor, "funds.read_all") and found.partner != actor.organisation:
        raise NotKnown
    return found
