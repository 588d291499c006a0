"""Who moved between villages of the regency, told to both."""

from typing import Annotated

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from service.http import reads
from service.http.areas import households_within
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, question
from service.kernel.roles import Actor
from service.projections import moves
from service.projections.moment import Moment
from service.projections.moves import Asked, Direction
from service.regency import Regency


class MovesController(Controller):
    """The village of origin sees who left and where to, the other one whom to look at."""

    path = "/moves"
    tags = ("households",)

    @question("/", right="moves.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        direction: Annotated[Direction | None, QueryParameter(description="Only these.")] = None,
        is_waiting: Annotated[
            bool | None,
            QueryParameter(description="Only households that wait, or do not, to be looked at."),
        ] = None,
    ) -> Page[moves.Move]:
        """Moves as the villages of an area see them, the latest first."""
        key = reads.after(paging, int, str)
        position = reads.caught_up(regency, moment, "moves")
        asked = Asked(
            areas=households_within(actor, area), direction=direction, is_waiting=is_waiting
        )
        with regency.reading(actor) as conn:
            rows = moves.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=(key[0], key[1]) if key else None,
            )
        return paging.page(rows, lambda row: (row.position, row.direction), position)
