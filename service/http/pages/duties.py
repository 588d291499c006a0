"""What waits for somebody to decide or to look, in one place: for whoever works there."""

from collections.abc import Mapping

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct

from service.http import flagged
from service.http.areas import households_within
from service.http.pages import matches
from service.http.pages.actions import offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.policies import access
from service.projections import (
    clearances,
    contradictions,
    duplicates,
    moves,
    petitions,
    resurrections,
)

DUTIES: Mapping[str, tuple[str, str]] = {
    "contradictions": ("Pertentangan yang belum diputuskan", "/pertentangan?semua="),
    "duplicates": ("Dugaan data ganda", "/ganda?keadaan="),
    "resurrections": ("Sudah keluar, tercantum lagi", "/daftar/tercantum-lagi?keadaan="),
    "moves": ("Pindah masuk yang perlu dilihat", "/perpindahan?arah=masuk"),
    "flags": ("Komitmen yang perlu ditinjau", "/komitmen/perlu-ditinjau?keadaan="),
    "clearances": ("Izin menambah bantuan yang menunggu", "/izin-menambah?keadaan="),
    "petitions": ("Usulan dan sanggahan yang menunggu", "/permohonan?semua="),
    "late": ("Usulan dan sanggahan yang terlambat", "/permohonan?terlambat=1"),
}
"""What can wait: what it is called, and where it is done."""


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
    query = f"&wilayah={area}" if area else ""
    regency, today = visit.regency, visit.regency.ledger.today
    regency.engine.catch_up("contradictions", "duplicates", "resurrections", "moves", "petitions")
    schema = regency.schema
    counts: dict[str, int] = {}
    if access.may(visit.actor, "clearances.read"):
        counts["flags"] = flagged.count_open(regency, visit.actor, area or None)
        regency.engine.catch_up("clearances")
    with visit.reading() as conn:
        if access.may(visit.actor, "contradictions.read"):
            counts["contradictions"] = contradictions.count_open(conn, schema, areas)
        if access.may(visit.actor, "duplicates.read"):
            counts["duplicates"] = duplicates.count_open(conn, schema, areas)
        if access.may(visit.actor, "lists.read"):
            counts["resurrections"] = resurrections.count_open(conn, schema, areas)
        if access.may(visit.actor, "moves.read"):
            counts["moves"] = moves.count_waiting(conn, schema, areas)
        if access.may(visit.actor, "clearances.read"):
            asked = clearances.Asked(areas=areas, state="requested")
            counts["clearances"] = clearances.count(conn, schema, asked)
        if access.may(visit.actor, "petitions.read"):
            counts["petitions"] = petitions.count_open(conn, schema, areas)
            counts["late"] = petitions.count_open(conn, schema, areas, late_on=today)
    return [
        Duty(label, counts[name], path + query, is_late=name == "late" and counts[name] > 0)
        for name, (label, path) in DUTIES.items()
        if name in counts
    ]
