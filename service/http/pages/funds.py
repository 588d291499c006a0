"""Funds: whose money, how much came in, where it is, which way it went, and every line of it."""

from typing import Any, cast, get_args

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.fund_events import FUND_TYPE_LABELS
from service.application import NotKnown
from service.http import fund_views
from service.http.downloads import download, format_of
from service.http.pages import fund_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Action, Scene, offers
from service.http.pages.reading import Clock, page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.pages.worklists import files
from service.policies import access
from service.projections import commitments, funds
from service.projections.funds import Column

YEARS_SHOWN = 6


class FundsController(Controller):
    """Pages about funds; balances are for the owner and those who look after the regency."""

    include_in_schema = False

    @page(
        "/dana",
        right="funds.read",
        asks=("mitra", "jenis", "tahun", "terikat", *reading.CLOCKS, *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show the funds of the reader's organisation, or all of them, added up by kind."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up("funds")
        sees_all = access.may(visit.actor, "funds.read_all")
        asked = _asked(visit, sees_all=sees_all)
        with visit.reading() as conn:
            found = funds.find(
                conn,
                regency.schema,
                asked,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=str(paging.after[0]) if paging.after else None,
            )
            totals = funds.totals(conn, regency.schema, asked, moment=clock.moment)
        shown, more = reading.paged(visit, paging, found, lambda one: (one.fund,))
        year = regency.ledger.today.year
        return render(
            visit.request,
            "funds.html",
            clock=clock,
            funds=shown,
            totals=totals,
            income=sum(one.credited_rupiah for one in totals),
            called=visit.partner,
            more=more,
            partners=visit.partners() if sees_all else (),
            kinds=list(FUND_TYPE_LABELS.items()),
            years=[(str(each), str(each)) for each in range(year + 1, year - YEARS_SHOWN, -1)],
            asked={name: visit.asked(name) for name in ("mitra", "jenis", "tahun")},
            is_bound=bool(visit.asked("terikat")),
            offers=offers(visit, Scene(title="", back=""), [actions.OPEN, actions.OPEN_BOUND]),
        )

    @page(
        "/dana/{slug:str}",
        right="funds.read",
        asks=("kolom", "unduh", *reading.CLOCKS, *reading.PAGED),
    )
    def one(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[Any]:
        """Show one fund's balance, what it is bound to, and the lines behind it."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        scene = actions.fund_scene(visit)
        fund = _fund(visit, slug, clock)
        if kind := format_of(visit.asked("unduh")):
            table = fund_views.sheet(regency, visit.actor, slug, clock.moment)
            return download(table, kind)
        chosen = visit.asked("kolom")
        column = cast("Column", chosen) if chosen in get_args(Column) else None
        with visit.reading() as conn:
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
            called=visit.partner,
            place=visit.village,
            programme=visit.programme,
            column=column,
            lines=lines,
            more=more,
            files=files(visit),
            offers=offers(visit, scene, _fitting(visit, fund), slug=slug) if clock.is_now else [],
        )

    @page("/dana/{slug:str}/perjalanan", right="funds.read", asks=reading.CLOCKS)
    def journey(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[str]:
        """Show the way of a fund's money: where from, where to, and to which promises."""
        clock = reading.clock(visit)
        actions.fund_scene(visit)
        fund = _fund(visit, slug, clock)
        told = fund_views.journey(visit.regency, visit.actor, slug, clock.moment, 0)
        with visit.reading() as conn:
            headings = funds.headings(conn, visit.regency.schema)
            readable = commitments.readable(
                conn, visit.regency.schema, {use.commitment for use in told.promises}
            )
        uses: dict[str, list[Any]] = {}
        for use in told.promises:
            uses.setdefault(use.fund, []).append(use)
        return render(
            visit.request,
            "fund_journey.html",
            clock=clock,
            fund=fund,
            owner=visit.partner(fund.partner),
            called=visit.partner,
            headings=headings,
            journey=told,
            uses=uses,
            readable=readable,
            opens=_opened(visit, [slug, *headings]),
        )


def _asked(visit: Visit, *, sees_all: bool) -> funds.Asked:
    kind, year = visit.asked("jenis"), visit.asked("tahun")
    own = visit.actor.organisation
    return funds.Asked(
        partner=(visit.asked("mitra") or None) if sees_all else own,
        fund_type=kind if kind in FUND_TYPE_LABELS else None,
        fiscal_year=int(year) if year.isdecimal() and len(year) == len("2026") else None,
        is_bound=True if visit.asked("terikat") else None,
    )


def _fitting(visit: Visit, fund: funds.Fund) -> list[Action]:
    """Return what can be done with a fund; its books close when its year is over."""
    is_over = fund.fiscal_year < visit.regency.ledger.today.year
    return [one for one in actions.FUND_ACTIONS if is_over or one.right != "funds.close"]


def _fund(visit: Visit, slug: str, clock: Clock) -> funds.Fund:
    """Return a fund as it was then.

    Raises:
        NotKnown: it was not open then.
    """
    visit.regency.engine.catch_up(*fund_views.CAUGHT_UP)
    with visit.reading() as conn:
        fund = funds.one(conn, visit.regency.schema, slug, clock.moment)
    if fund is None:
        raise NotKnown
    return fund


def _opened(visit: Visit, slugs: list[str]) -> frozenset[str]:
    """Return the funds whose pages the reader may open."""
    if access.may(visit.actor, "funds.read_all"):
        return frozenset(slugs)
    own = visit.actor.organisation
    return frozenset(
        slug for slug in slugs if slug in visit.names.funds and visit.names.funds[slug][1] == own
    )
