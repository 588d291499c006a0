"""The regency at a glance, its kecamatan and its trail."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.http.pages import reading
from service.http.pages.rendering import AnyRequest, render
from service.http.pages.visiting import require_area
from service.kernel.roles import Actor
from service.projections import contributions, statuses
from service.projections.moment import Moment
from service.projections.trail import Asked
from service.reference.regions import territory
from service.regency import Regency

LATEST = 12
TRAIL_ROWS = 100


class OverviewController(Controller):
    """Pages about the regency as a whole."""

    include_in_schema = False

    @get("/", sync_to_thread=True, opt={"right": "counts.read"})
    def regency(
        self, request: AnyRequest, actor: NamedDependency[Actor], regency: NamedDependency[Regency]
    ) -> Response[str]:
        """Show status by kecamatan, contributions by partner and the latest events."""
        place = territory(regency.code)
        bounds = reading.areas(actor, regency)
        regency.engine.catch_up(*reading.CAUGHT_UP)
        with regency.reading(actor) as conn:
            known = reading.names(conn, regency)
            counts = statuses.counts(conn, regency.schema, regency.code, Moment(), by="kecamatan")
            latest = reading.events(conn, regency, known, Asked(areas=bounds), limit=LATEST)
        with regency.reading(actor, counts=True) as conn:
            totals = contributions.totals(conn, regency.schema)
            given = reading.five(
                conn,
                regency,
                "partner",
                contributions.Asked(),
                lambda slug: reading.called(known, slug),
            )
        visible = {each.code: each.name for each in place.kecamatan if _sees(actor, each.code)}
        rows = reading.status_rows([c for c in counts if c.area in visible], visible)
        return render(
            request,
            "overview.html",
            place=place,
            columns=[(code, label) for code, label, _ in reading.COLUMNS],
            rows=rows,
            households=sum(row.total for row in rows),
            totals=totals,
            partners=given,
            events=latest,
        )

    @get("/kecamatan/{code:str}", sync_to_thread=True, opt={"right": "counts.read"})
    def kecamatan(
        self,
        request: AnyRequest,
        code: FromPath[str],
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
    ) -> Response[str]:
        """Show status by village, and the latest events there."""
        place = territory(regency.code)
        name = next((each.name for each in place.kecamatan if each.code == code), None)
        require_area(actor, code, is_known=name is not None)
        villages = {
            each.code: each.name
            for each in place.villages
            if each.kecamatan == code and actor.scope.covers(each.code)
        }
        regency.engine.catch_up(*reading.CAUGHT_UP)
        with regency.reading(actor) as conn:
            known = reading.names(conn, regency)
            counts = statuses.counts(conn, regency.schema, code, Moment(), by="village")
            latest = reading.events(
                conn, regency, known, Asked(areas=tuple(villages)), limit=LATEST
            )
        return render(
            request,
            "kecamatan.html",
            place=place,
            name=name,
            columns=[(key, label) for key, label, _ in reading.COLUMNS],
            rows=reading.status_rows([c for c in counts if c.area in villages], villages),
            events=latest,
        )

    @get("/jejak", sync_to_thread=True, opt={"right": "trail.read"})
    def trail(
        self, request: AnyRequest, actor: NamedDependency[Actor], regency: NamedDependency[Regency]
    ) -> Response[str]:
        """Show the latest events of all that the reader may see."""
        regency.engine.catch_up(*reading.CAUGHT_UP)
        with regency.reading(actor) as conn:
            known = reading.names(conn, regency)
            asked = Asked(areas=reading.areas(actor, regency))
            latest = reading.events(conn, regency, known, asked, limit=TRAIL_ROWS)
        return render(request, "trail.html", events=latest)


def _sees(actor: Actor, kecamatan: str) -> bool:
    return actor.scope.covers(kecamatan) or any(
        area.startswith(kecamatan + ".") for area in actor.scope.areas
    )
