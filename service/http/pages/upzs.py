"""UPZ: who collects, until when, what came of it, and who has been silent."""

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.deposit import Deposit
from service.application import NotKnown
from service.http import upz_board
from service.http.pages import reading
from service.http.pages import upz_actions as actions
from service.http.pages.actions import Scene, offers
from service.http.pages.reading import Clock, page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit, uuid_in
from service.http.upz_board import UpzRow
from service.projections import deposits, partners, upzs
from service.projections.trail import Asked

LATEST = 20


class UpzsController(Controller):
    """Pages about UPZ, for their Baznas, where they collect, and those who look after it all."""

    include_in_schema = False

    @page("/upz", right="upzs.read", asks=("tahun", *reading.CLOCKS))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show every UPZ with its term, its deposits by kind, and its months of silence."""
        clock = reading.clock(visit)
        visit.regency.engine.catch_up(*upz_board.CAUGHT_UP)
        today = visit.regency.ledger.today
        year = _year(visit, today.year)
        rows = upz_board.in_order(
            upz_board.board(visit.regency, visit.actor, year=year, moment=clock.moment)
        )
        return render(
            visit.request,
            "upzs.html",
            clock=clock,
            rows=rows,
            year=year,
            years=[(str(each), str(each)) for each in range(today.year, today.year - 5, -1)],
            silent=sum(row.is_silent for row in rows),
            ending=sum(row.is_ending for row in rows),
            over=sum(row.standing == "over" for row in rows),
            called=visit.partner,
            offers=offers(
                visit, Scene(title="", back="", parties=_amils(visit)), [actions.APPOINT]
            ),
        )

    @page("/upz/{slug:str}", right="upzs.read", asks=(*reading.CLOCKS, *reading.PAGED))
    def one(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[str]:
        """Show one UPZ: its terms, and every deposit as it stands."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        row = _row(visit, slug, clock)
        with visit.reading() as conn:
            terms = upzs.terms(conn, regency.schema, slug, clock.moment)
            found = deposits.find(
                conn,
                regency.schema,
                upz=slug,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        scene = actions.upz_scene(visit)
        can = [actions.BOOK, actions.END] if row.standing == "appointed" else []
        return render(
            visit.request,
            "upz.html",
            clock=clock,
            row=row,
            terms=terms,
            deposits=shown,
            called=visit.partner,
            more=more,
            may_appoint=visit.may("upzs.appoint", parties=scene.parties),
            offers=offers(visit, scene, can, slug=slug) if clock.is_now else [],
        )

    @page("/setoran/{deposit:str}", right="upzs.read", asks=reading.CLOCKS)
    def deposit(self, visit: NamedDependency[Visit], deposit: FromPath[str]) -> Response[str]:
        """Show one deposit: its lines, what was put right, and the events behind it."""
        regency, clock, key = visit.regency, reading.clock(visit), uuid_in(deposit)
        _, known = regency.ledger.look(Deposit, key)
        if known.deposit is None:
            raise NotKnown
        _row(visit, known.upz, clock)
        with visit.reading() as conn:
            found = deposits.one(conn, regency.schema, key, clock.moment)
            if found is None:
                raise NotKnown
            entries = deposits.entries(conn, regency.schema, key, clock.moment)
        regency.engine.catch_up("trail")
        with visit.reading() as conn:
            asked = Asked(
                subject=f"deposit:{key}",
                areas=reading.event_areas(visit, None, found.parent),
            )
            events = reading.events(visit, conn, asked, limit=LATEST, moment=clock.moment)
        scene = actions.correction_scene(visit)
        return render(
            visit.request,
            "deposit.html",
            clock=clock,
            deposit=found,
            entries=entries,
            events=events,
            called=visit.partner,
            offers=offers(visit, scene, [actions.CORRECT], deposit=deposit) if clock.is_now else [],
        )


def _row(visit: Visit, slug: str, clock: Clock) -> UpzRow:
    """Return a UPZ as it stood then.

    Raises:
        NotKnown: it was not appointed then, or it is not the reader's to know.
    """
    visit.regency.engine.catch_up(*upz_board.CAUGHT_UP)
    found = upz_board.board(visit.regency, visit.actor, upz=slug, moment=clock.moment)
    if not found:
        raise NotKnown
    return found[0]


def _year(visit: Visit, this: int) -> int | None:
    """Return the year whose deposits are added up: this one unless asked; None for all."""
    asked = visit.asked("tahun")
    if asked == "semua":
        return None
    return int(asked) if asked.isdecimal() and len(asked) == len("2026") else this


def _amils(visit: Visit) -> frozenset[str]:
    """Return the Baznas, which appoint."""
    visit.regency.engine.catch_up("partners")
    with visit.reading() as conn:
        found = partners.find(
            conn, visit.regency.schema, partners.Asked(org_type="baznas"), limit=10
        )
    return frozenset(one.partner for one in found)
