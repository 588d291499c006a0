"""Moves on pages: whom the village of arrival has to look at, and who left where to."""

from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency

from service.exchange.sheets import Sheet
from service.http.areas import households_within
from service.http.downloads import download
from service.http.pages import reading
from service.http.pages.contradictions import FILES, MOST_IN_A_FILE
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.projections import moves
from service.projections.moves import DIRECTION_LABELS, Asked, Direction
from service.projections.sentences import short_id

_WAYS: dict[str, Direction] = {"masuk": "in", "keluar": "out"}
_TITLES = ("Tanggal", "Arah", "Keluarga", "Yang pindah", "Desa", "Dari atau ke", "Sudah dilihat")


class MovesController(Controller):
    """Both villages see a move."""

    include_in_schema = False

    @page(
        "/perpindahan",
        right="moves.read",
        asks=("wilayah", "arah", "semua", "format", *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """List moves: arrivals that wait to be looked at, unless others are asked for."""
        regency, paging = visit.regency, reading.paging(visit)
        regency.engine.catch_up("moves")
        way = _WAYS.get(visit.asked("arah"), "in")
        is_waiting = True if way == "in" and not visit.asked("semua") else None
        area = visit.asked("wilayah")
        kind = next((one for one in FILES if one == visit.asked("format")), None)
        after = paging.after if paging.after and not kind else None
        with visit.reading() as conn:
            found = moves.find(
                conn,
                regency.schema,
                Asked(
                    areas=households_within(visit.actor, area or None),
                    direction=way,
                    is_waiting=is_waiting,
                ),
                limit=MOST_IN_A_FILE if kind else paging.limit + 1,
                after=(int(after[0]), str(after[1])) if after else None,
            )
        if kind:
            return download(_sheet(visit, found), kind)
        rows, more = reading.paged(visit, paging, found, lambda one: (one.position, one.direction))
        return render(
            visit.request,
            "moves.html",
            rows=[
                (one, visit.village(one.village), visit.village(one.other_village)) for one in rows
            ],
            more=more,
            way=way,
            is_waiting=is_waiting,
            area=f"&wilayah={area}" if area else "",
            files=[(one, reading.address(visit, format=one)) for one in FILES],
        )


def _sheet(visit: Visit, found: list[moves.Move]) -> Sheet:
    return Sheet(
        name="perpindahan",
        titles=_TITLES,
        rows=[
            (
                one.occurred_on,
                DIRECTION_LABELS[one.direction],
                short_id(one.household),
                "satu orang" if one.person else "seluruh keluarga",
                visit.village(one.village),
                visit.village(one.other_village),
                "belum" if one.is_waiting else "sudah",
            )
            for one in found
        ],
    )
