"""What waits for somebody to decide or to look, in one place: for whoever works there."""

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct

from service.http.areas import households_within
from service.http.pages import matches
from service.http.pages.actions import offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.policies import access
from service.projections import contradictions, duplicates, moves, petitions


class Duty(Struct, frozen=True):
    """Something that waits, how much of it, and where it is done."""

    label: str
    count: int
    href: str
    is_late: bool = False


class DutiesController(Controller):
    """Everything about who is who that a human has to settle."""

    include_in_schema = False

    @page("/perlu-diputuskan", right="contradictions.read")
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Count what waits, wherever the reader may know of households."""
        return render(
            visit.request,
            "duties.html",
            duties=waiting(visit),
            offers=offers(visit, matches.scene(visit), [matches.TAKE_OVER]),
        )


def waiting(visit: Visit, area: str = "") -> list[Duty]:
    """Return what waits in an area, as far as the reader may see it; nothing is left out at nought.

    Args:
        area: a village's code; empty is wherever the reader may know of households.

    Raises:
        OutOfScope: the area is not the reader's.
    """
    areas = households_within(visit.actor, area or None)
    query = f"?wilayah={area}" if area else ""
    regency, today = visit.regency, visit.regency.ledger.today
    regency.engine.catch_up("contradictions", "duplicates", "moves", "petitions")
    found = []
    with visit.reading() as conn:
        schema = regency.schema
        if access.may(visit.actor, "contradictions.read"):
            open_ones = contradictions.count_open(conn, schema, areas)
            label = "Pertentangan yang belum diputuskan"
            found.append(Duty(label, open_ones, "/pertentangan" + query))
        if access.may(visit.actor, "duplicates.read"):
            pairs = duplicates.count_open(conn, schema, areas)
            found.append(Duty("Dugaan data ganda", pairs, "/ganda" + query))
        if access.may(visit.actor, "moves.read"):
            arrived = moves.count_waiting(conn, schema, areas)
            found.append(Duty("Pindah masuk yang perlu dilihat", arrived, "/perpindahan" + query))
        if access.may(visit.actor, "petitions.read"):
            due = petitions.count_open(conn, schema, areas)
            late = petitions.count_open(conn, schema, areas, late_on=today)
            found.append(Duty("Usulan dan sanggahan yang menunggu", due, "/permohonan" + query))
            found.append(
                Duty(
                    "Usulan dan sanggahan yang terlambat",
                    late,
                    f"/permohonan{query}{'&' if query else '?'}terlambat=1",
                    is_late=late > 0,
                )
            )
    return found
