"""The regency and its kecamatan at a glance."""

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.application import NotKnown
from service.http.pages import reading
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.roles import Actor
from service.policies.access import OutOfScope
from service.projections import contributions
from service.projections.trail import Asked

LATEST = 12


class OverviewController(Controller):
    """Pages about the regency as a whole."""

    include_in_schema = False

    @page("/kabupaten", right="counts.read", asks=reading.CLOCKS)
    def regency(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show status by kecamatan, contributions by partner and the latest events."""
        regency, actor, clock = visit.regency, visit.actor, reading.clock(visit)
        bounds = reading.areas(visit)
        regency.engine.catch_up(*reading.CAUGHT_UP)
        asked = contributions.Asked(areas=bounds, known=visit.known)
        happened = Asked(areas=reading.event_areas(visit))
        counts = reading.counted(visit, within(actor.scope, None), clock.moment, "kecamatan")
        with visit.counting() as conn:
            totals = contributions.totals(conn, regency.schema, asked, clock.moment)
            given = reading.five(
                visit, conn, "partner", asked, label=visit.partner, moment=clock.moment
            )
        with visit.reading() as conn:
            latest = reading.events(visit, conn, happened, limit=LATEST, moment=clock.moment)
        visible = {e.code: e.name for e in visit.place.kecamatan if sees(actor, e.code)}
        rows = reading.status_rows([c for c in counts if c.area in visible], visible)
        return render(
            visit.request,
            "overview.html",
            clock=clock,
            place=visit.place,
            columns=[(code, label) for code, label, _ in reading.COLUMNS],
            rows=rows,
            households=sum(row.total for row in rows),
            totals=totals,
            partners=given,
            events=latest,
        )

    @page("/kecamatan/{code:str}", right="counts.read", asks=reading.CLOCKS)
    def kecamatan(self, visit: NamedDependency[Visit], code: FromPath[str]) -> Response[str]:
        """Show status by village, and the latest events there."""
        regency, clock = visit.regency, reading.clock(visit)
        name = next((each.name for each in visit.place.kecamatan if each.code == code), None)
        if name is None:
            raise NotKnown
        if not sees(visit.actor, code):
            raise OutOfScope(area=code)
        villages = {
            each.code: each.name
            for each in visit.place.villages
            if each.kecamatan == code and visit.actor.scope.covers(each.code)
        }
        regency.engine.catch_up(*reading.CAUGHT_UP)
        asked = contributions.Asked(areas=tuple(villages), known=visit.known)
        counts = reading.counted(visit, tuple(villages), clock.moment, "village")
        happened = Asked(areas=tuple(villages))
        with visit.counting() as conn:
            given = reading.five(
                visit, conn, "partner", asked, label=visit.partner, moment=clock.moment
            )
        with visit.reading() as conn:
            latest = reading.events(visit, conn, happened, limit=LATEST, moment=clock.moment)
        return render(
            visit.request,
            "kecamatan.html",
            clock=clock,
            place=visit.place,
            code=code,
            name=name,
            columns=[(key, label) for key, label, _ in reading.COLUMNS],
            rows=reading.status_rows([c for c in counts if c.area in villages], villages),
            partners=given,
            events=latest,
        )


def sees(actor: Actor, area: str) -> bool:
    """Say whether anything of an area is the actor's to know."""
    return actor.scope.covers(area) or any(own.startswith(area + ".") for own in actor.scope.areas)
