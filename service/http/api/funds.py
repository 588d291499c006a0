"""Funds: whose money, how much came in, and where it is."""

from functools import partial
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody
from msgspec import Struct

from service.aggregates.fund import Fund
from service.aggregates.fund_events import FundType
from service.application import NotKnown, Receipt
from service.commands import funds as commands
from service.http import fund_views, reads
from service.http.calls import Call
from service.http.downloads import FormatAsked, download
from service.http.fund_views import Journey
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


NOBODY = "-"
"""The short name of no partner."""


class Totals(Struct, frozen=True, kw_only=True):
    """Funds added up by kind.

    Args:
        position: the last event this answer takes into account.
    """

    items: list[funds.Total]
    position: int


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

    @command("/{fund:str}/transfers", right="funds.transfer")
    def transfer(
        self, call: NamedDependency[Call], fund: SlugInPath, data: JSONBody[commands.Transfer]
    ) -> Response[Receipt]:
        """Hand money to another fund; it leaves this one and enters that one in one save.

        Zakat goes to a zakat fund, infak to one of infak; what is bound stays bound.
        """
        return call.record(
            partial(commands.transfer, fund=fund, ask=data),
            about=(Fund, fund),
            location=lambda _: f"{_at(fund)}/journey",
        )

    @command("/{fund:str}/returns", right="funds.return")
    def give_back(
        self, call: NamedDependency[Call], fund: SlugInPath, data: JSONBody[commands.Return]
    ) -> Response[Receipt]:
        """Give back what another fund handed on, as far as it is still available."""
        return call.record(
            partial(commands.give_back, fund=fund, ask=data),
            about=(Fund, fund),
            location=lambda _: f"{_at(fund)}/journey",
        )

    @command("/{fund:str}/closings", right="funds.close")
    def close(
        self, call: NamedDependency[Call], fund: SlugInPath, data: JSONBody[commands.Close]
    ) -> Response[Receipt]:
        """Close the books of a year that is over; what is left goes to a later year's fund.

        What is set aside stays with its promise. What is released or refunded later goes on when
        the fund is closed once more.
        """
        return call.record(
            partial(commands.close, fund=fund, ask=data), about=(Fund, fund), location=_at
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
        is_bound: FromQuery[bool | None] = None,
    ) -> Page[funds.Fund]:
        """Funds with their balances, by short name."""
        key = reads.after(paging, str)
        position = reads.caught_up(regency, moment, "funds")
        asked = funds.Asked(
            partner=_whose(actor, partner),
            fund_type=fund_type,
            fiscal_year=fiscal_year,
            is_bound=is_bound,
        )
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

    @question("/totals", right="funds.read")
    def totals(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        partner: SlugAsked = None,
        fund_type: FromQuery[FundType | None] = None,
        fiscal_year: YearAsked = None,
    ) -> Totals:
        """Funds added up by kind; `credited_rupiah` came in from outside and counts once."""
        position = reads.caught_up(regency, moment, "funds")
        asked = funds.Asked(
            partner=_whose(actor, partner), fund_type=fund_type, fiscal_year=fiscal_year
        )
        with regency.reading(actor) as conn:
            rows = funds.totals(conn, regency.schema, asked, moment=moment)
        return Totals(items=rows, position=position)

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

    @question("/{fund:str}/journey", right="funds.read")
    def journey(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        fund: SlugInPath,
    ) -> Journey:
        """The way of this fund's money: where it came from, where it went, and to which promises.

        Whoever does not look after all funds is told the giver next to it and every fund after it,
        and of those only the promises that are theirs to read.
        """
        position = reads.caught_up(regency, moment, *fund_views.CAUGHT_UP)
        _seen(regency, actor, fund, moment)
        return fund_views.journey(regency, actor, fund, moment, position)

    @question("/{fund:str}/file", right="funds.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        fund: SlugInPath,
        format: FormatAsked = "csv",  # noqa: A002  (the address says format=)
    ) -> Response[Any]:
        """The lines of a fund as CSV or a workbook."""
        reads.caught_up(regency, moment, "funds")
        _seen(regency, actor, fund, moment)
        return download(fund_views.sheet(regency, actor, fund, moment), format)


def _whose(actor: Actor, partner: str | None) -> str | None:
    """Return whose funds are told: anybody's, or of the actor's own organisation only."""
    if access.may(actor, "funds.read_all"):
        return partner
    return actor.organisation if partner in {None, actor.organisation} else NOBODY


def _seen(regency: Regency, actor: Actor, fund: str, moment: Moment) -> funds.Fund:
    with regency.reading(actor) as conn:
        found = funds.one(conn, regency.schema, fund, moment)
    if found is None:
        raise NotKnown
    if not access.may(actor, "funds.read_all") and found.partner != actor.organisation:
        raise NotKnown
    return found
