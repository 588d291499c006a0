"""Programmes: what is on offer, on which terms, and what was promised by it."""

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
from service.projections import contributions, programmes
from service.projections.trail import Asked

LATEST = 20


class ProgrammesController(Controller):
    """Pages about programmes."""

    include_in_schema = False

    @page("/program", right="programmes.read", asks=("nama", *reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show the catalogue."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up("programmes")
        with visit.reading() as conn:
            found = programmes.find(
                conn,
                regency.schema,
                programmes.Asked(text=visit.asked("nama") or None),
                moment=clock.moment,
                limit=paging.limit + 1,
                after=(str(paging.after[0]), str(paging.after[1])) if paging.after else None,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one.name, one.programme))
        return render(
            visit.request,
            "programmes.html",
            clock=clock,
            programmes=shown,
            called=visit.partner,
            asked=visit.asked("nama"),
            more=more,
            offers=offers(visit, Scene(title="", back=""), [actions.ENLIST]),
        )

    @page("/program/{slug:str}", right="programmes.read", asks=reading.CLOCKS)
    def one(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[str]:
        """Show the terms of one programme, and what was promised by it."""
        regency, clock = visit.regency, reading.clock(visit)
        regency.engine.catch_up(*reading.CAUGHT_UP)
        bounds = reading.areas(visit)
        with visit.reading() as conn:
            programme = programmes.one(conn, regency.schema, slug, clock.moment)
            if programme is None:
                raise NotKnown
            events = reading.events(
                visit,
                conn,
                Asked(subject=f"programme:{slug}", areas=reading.event_areas(visit)),
                limit=LATEST,
                moment=clock.moment,
            )
        asked = contributions.Asked(programme=slug, areas=bounds, known=visit.known)
        with visit.counting() as conn:
            totals = contributions.totals(conn, regency.schema, asked, clock.moment)
        scene = actions.programme_scene(visit)
        return render(
            visit.request,
            "programme.html",
            clock=clock,
            programme=programme,
            called=visit.partner,
            totals=totals,
            events=events,
            offers=offers(visit, scene, actions.PROGRAMME_ACTIONS, slug=slug),
        )
