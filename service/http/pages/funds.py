"""Funds: whose money, how much came in, where it is, and every line behind the balance."""

from typing import cast, get_args

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.application import NotKnown
from service.http.pages import partner_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Scene, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.policies import access
from service.projections import commitments, funds
from service.projections.funds import Column


class FundsController(Controller):
    """Pages about funds; balances are for the owner and those who look after the regency."""

    include_in_schema = False

    @page("/dana", right="funds.read", asks=(*reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show the funds of the reader's organisation, or all of them."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up("funds")
        sees_all = access.may(visit.actor, "funds.read_all")
        with visit.reading() as conn:
            found = funds.find(
                conn,
                regency.schema,
                funds.Asked(partner=None if sees_all else visit.actor.organisation),
                moment=clock.moment,
                limit=paging.limit + 1,
                after=str(paging.after[0]) if paging.after else None,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one.fund,))
        return render(
            visit.request,
            "funds.html",
            clock=clock,
            funds=shown,
            called=visit.partner,
            more=more,
            offers=offers(visit, Scene(title="", back=""), [actions.OPEN_FUND]),
        )

    @page("/dana/{slug:str}", right="funds.read", asks=("kolom", *reading.CLOCKS, *reading.PAGED))
    def one(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[str]:
        """Show one fund's balance, and the lines behind it."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        scene = actions.fund_scene(visit)
        regency.engine.catch_up("funds", "commitments")
        chosen = visit.asked("kolom")
        column = cast("Column", chosen) if chosen in get_args(Column) else None
        with visit.reading() as conn:
            fund = funds.one(conn, regency.schema, slug, clock.moment)
            if fund is None:
                raise NotKnown
            found = funds.lines(
                conn,
                regency.schema,
                slug,
                column=column,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
            told = {one.commitment for one in found if one.commitment}
            readable = commitments.readable(conn, regency.schema, told)
        lines, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        return render(
            visit.request,
            "fund.html",
            readable=readable,
            clock=clock,
            fund=fund,
            owner=visit.partner(fund.partner),
            column=column,
            lines=lines,
            more=more,
            offers=offers(visit, scene, actions.FUND_ACTIONS, slug=slug),
        )
