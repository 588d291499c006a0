"""One household's timeline, without a name in it."""

from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.application import NotKnown
from service.http.api.household_reads import require_known
from service.http.pages import reading
from service.http.pages.rendering import AnyRequest, render
from service.http.pages.visiting import require_area
from service.kernel.roles import Actor
from service.projections import commitments, statuses
from service.projections.moment import Moment
from service.projections.trail import Asked
from service.reference.regions import territory
from service.regency import Regency

TIMELINE = 200


class HouseholdsController(Controller):
    """Pages about households."""

    include_in_schema = False

    @get("/keluarga/{household:uuid}", sync_to_thread=True, opt={"right": "households.read"})
    def household(
        self,
        request: AnyRequest,
        household: FromPath[UUID],
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
    ) -> Response[str]:
        """Show how a household stands, what was promised to it, and all that happened."""
        regency.engine.catch_up(*reading.CAUGHT_UP, "commitments")
        with regency.reading(actor) as conn:
            standing = statuses.status_of(conn, regency.schema, household, Moment())
            if standing is None:
                raise NotKnown
            require_area(actor, standing.village, is_known=True)
            require_known(regency, actor, household)
            known = reading.names(conn, regency)
            promised = commitments.find(
                conn, regency.schema, commitments.Asked(household=household), limit=50
            )
            asked = Asked(subject=f"household:{household}")
            events = reading.events(conn, regency, known, asked, limit=TIMELINE)
        return render(
            request,
            "household.html",
            standing=standing,
            village=territory(regency.code).village(standing.village),
            promised=[(reading.called(known, each.partner), each) for each in promised],
            events=events,
        )
