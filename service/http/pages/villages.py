"""One village: how its households stand, who helps, and what happened there."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.http.pages import reading
from service.http.pages.rendering import AnyRequest, render
from service.http.pages.visiting import require_area
from service.kernel.roles import Actor
from service.kernel.verdicts import STATUS_LABELS
from service.projections import contributions, statuses
from service.projections.moment import Moment
from service.projections.trail import Asked
from service.reference.regions import territory
from service.regency import Regency

HOUSEHOLDS = 100
LATEST = 20


class VillagesController(Controller):
    """Pages about villages."""

    include_in_schema = False

    @get("/desa/{code:str}", sync_to_thread=True, opt={"right": "villages.read"})
    def village(
        self,
        request: AnyRequest,
        code: FromPath[str],
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
    ) -> Response[str]:
        """Show one village."""
        village = territory(regency.code).village(code)
        require_area(actor, code, is_known=village is not None)
        regency.engine.catch_up(*reading.CAUGHT_UP)
        with regency.reading(actor) as conn:
            known = reading.names(conn, regency)
            counts = statuses.counts(conn, regency.schema, code, Moment(), by="village")
            households = statuses.households(conn, regency.schema, code, Moment(), limit=HOUSEHOLDS)
            latest = reading.events(conn, regency, known, Asked(areas=(code,)), limit=LATEST)
        with regency.reading(actor, counts=True) as conn:
            given = reading.five(
                conn,
                regency,
                "partner",
                contributions.Asked(areas=(code,)),
                lambda slug: reading.called(known, slug),
            )
        return render(
            request,
            "village.html",
            village=village,
            counts=[(STATUS_LABELS[count.status], count) for count in counts],
            total=sum(count.households for count in counts),
            persons=sum(count.persons for count in counts),
            households=households,
            partners=given,
            events=latest,
        )
