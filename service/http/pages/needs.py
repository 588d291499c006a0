"""What is confirmed and still unmet, by strategy and kecamatan: what a partner can answer."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from service.http.pages import reading
from service.http.pages.rendering import AnyRequest, render
from service.kernel.needs import STRATEGIES
from service.kernel.roles import Actor
from service.projections import needs
from service.projections.moment import PRESENT
from service.reference.regions import territory
from service.regency import Regency


class NeedsController(Controller):
    """The needs board, without a name or a village in it."""

    include_in_schema = False

    @get("/kebutuhan", sync_to_thread=True, opt={"right": "counts.read"})
    def board(
        self, request: AnyRequest, actor: NamedDependency[Actor], regency: NamedDependency[Regency]
    ) -> Response[str]:
        """Show how many households lack what, and where."""
        place = territory(regency.code)
        bounds = reading.areas(actor, regency) or (regency.code,)
        regency.engine.catch_up("needs")
        with regency.reading(actor) as conn:
            found = [
                count
                for area in bounds
                for count in needs.counts(conn, regency.schema, area, PRESENT, by="kecamatan")
            ]
        kecamatan = {each.code: each.name for each in place.kecamatan}
        board = []
        for strategy in STRATEGIES:
            by_need: dict[str, list[tuple[str, int]]] = {}
            for count in found:
                if count.strategy == strategy:
                    where = kecamatan.get(count.area, count.area)
                    by_need.setdefault(count.need, []).append((where, count.needs))
            board.append((strategy, by_need))
        return render(request, "needs.html", place=place, board=board)
