"""A package on a page: partners' promises that meet one need together, and how far they are."""

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.application import NotKnown
from service.http.pages import reading
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.policies import access
from service.projections import commitments
from service.projections.commitments import Asked

MOST = 100
_STAGES = ("committed", "allocated", "disbursed", "delivered", "verified")


class PackagesController(Controller):
    """What partners give by intent, together."""

    include_in_schema = False

    @page("/paket/{package:str}", right="commitments.read", asks=reading.CLOCKS)
    def one(self, visit: NamedDependency[Visit], package: FromPath[str]) -> Response[str]:
        """Show the promises of a package, beside one another and added up."""
        clock = reading.clock(visit)
        visit.regency.engine.catch_up("commitments")
        asked = Asked(package=package, areas=visit.actor.scope.areas, **reading.told_of(visit))
        with visit.reading() as conn:
            found = commitments.find(
                conn, visit.regency.schema, asked, moment=clock.moment, limit=MOST
            )
        if not found:
            raise NotKnown
        counted = [one for one in found if one.state != "proposed"]
        return render(
            visit.request,
            "package.html",
            clock=clock,
            package=package,
            commitments=found,
            sums=[
                (stage, sum(getattr(one, f"{stage}_rupiah") for one in counted))
                for stage in _STAGES
            ],
            called=visit.partner,
            programme=visit.programme,
            village=visit.village,
            knows=access.households_of(visit.actor).covers,
        )
