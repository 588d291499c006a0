"""The needs board: what is confirmed and still unmet, where, and what a partner can answer."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency

from service.http.pages import commitment_actions, reading
from service.http.pages.actions import Offer
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.needs import NEED_LABELS, NEEDS, STRATEGIES, STRATEGY_LABELS, NeedType, Strategy
from service.kernel.places import kecamatan_of
from service.kernel.verdicts import STANDING_LABELS, NeedStanding
from service.policies import access
from service.projections import needs
from service.projections.needs import NeedCount, NeedLine

STANDINGS: tuple[NeedStanding, ...] = ("unmet", "claimed", "committed", "met")


class NeedsController(Controller):
    """The needs board, and the single needs behind it for whoever may know of households."""

    include_in_schema = False

    @page(
        "/kebutuhan",
        right="counts.read",
        asks=("kebutuhan", "strategi", "wilayah", *reading.CLOCKS),
    )
    def board(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show how many households lack what, and where."""
        regency, clock = visit.regency, reading.clock(visit)
        chosen, strategy = visit.asked("kebutuhan"), visit.asked("strategi")
        regency.engine.catch_up("needs")
        with regency.pool.connection() as conn:
            found = [
                count
                for area in within(visit.actor, visit.asked("wilayah") or None)
                for count in needs.counts(conn, regency.schema, area, clock.moment, by="village")
                if chosen in ("", count.need) and strategy in ("", count.strategy)
            ]
        return render(
            visit.request,
            "needs.html",
            clock=clock,
            place=visit.place,
            board=[(one, _by_need(visit, found, one)) for one in STRATEGIES],
            asked={name: visit.asked(name) for name in ("kebutuhan", "strategi", "wilayah")},
            needs=[(one, NEED_LABELS[one]) for one in NEEDS],
            strategies=list(STRATEGY_LABELS.items()),
            kecamatan=[(one.code, one.name) for one in visit.place.kecamatan],
            total=sum(count.needs for count in found),
            knows_some=bool(access.households_of(visit.actor).areas),
            live="/langsung?tentang=need",
        )

    @page(
        "/kebutuhan/keluarga",
        right="needs.read",
        asks=("kebutuhan", "strategi", "wilayah", "keadaan", *reading.CLOCKS, *reading.PAGED),
    )
    def households(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List households with what they lack, as far as the reader may know of single ones."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        standing: NeedStanding = next(
            (one for one in STANDINGS if one == visit.asked("keadaan")), "unmet"
        )
        regency.engine.catch_up("needs")
        found = _lines(visit, clock, standing, paging.after, paging.limit + 1)
        lines, more = reading.paged(
            visit, paging, found, lambda one: (str(one.household), one.need)
        )
        return render(
            visit.request,
            "needs_households.html",
            clock=clock,
            lines=lines,
            more=more,
            standing=standing,
            standings=[(one, STANDING_LABELS[one]) for one in STANDINGS],
            asked={name: visit.asked(name) for name in ("kebutuhan", "strategi", "wilayah")},
            needs=[(one, NEED_LABELS[one]) for one in NEEDS],
            strategies=list(STRATEGY_LABELS.items()),
            villages=visit.villages(),
            village=visit.village,
            called=visit.partner,
            promising=_promising(visit, lines) if standing == "unmet" else {},
        )


def _by_need(
    visit: Visit, found: Sequence[NeedCount], strategy: Strategy
) -> list[tuple[NeedType, int, list[tuple[str, str, int]]]]:
    """Return each need of a strategy with how many lack it, and in which kecamatan."""
    names = {each.code: each.name for each in visit.place.kecamatan}
    board = []
    for need in NEEDS:
        places: dict[str, int] = {}
        for count in found:
            if count.strategy == strategy and count.need == need:
                code = kecamatan_of(count.area)
                places[code] = places.get(code, 0) + count.needs
        if places:
            where = [(code, names.get(code, code), n) for code, n in sorted(places.items())]
            board.append((need, sum(places.values()), where))
    return board


def _lines(
    visit: Visit,
    clock: reading.Clock,
    standing: NeedStanding,
    after: Sequence[str | int] | None,
    limit: int,
) -> list[NeedLine]:
    """Return single needs where the reader may know of households, by household."""
    known = access.households_of(visit.actor)
    area = visit.asked("wilayah")
    areas = [one for one in known.areas if not area or one.startswith(area + ".") or one == area]
    if area and known.covers(area):
        areas = [area]
    need = next((one for one in NEEDS if one == visit.asked("kebutuhan")), None)
    strategy = next((one for one in STRATEGIES if one == visit.asked("strategi")), None)
    past = (UUID(str(after[0])), cast("NeedType", after[1])) if after else None
    found: list[NeedLine] = []
    with visit.regency.pool.connection() as conn:
        for one in areas:
            found += needs.needs(
                conn,
                visit.regency.schema,
                one,
                clock.moment,
                standings=(standing,),
                needs=(need,) if need else None,
                strategies=(strategy,) if strategy else None,
                after=past,
                limit=limit,
            )
    return sorted(found, key=lambda line: (line.household, line.need))[:limit]


def _promising(visit: Visit, lines: Sequence[NeedLine]) -> dict[str, Offer]:
    """Return, by village, how the reader can promise there; for the first of what they may do."""
    found = {}
    for village in {line.village for line in lines}:
        for one in commitment_actions.NEW:
            if village not in found and visit.may(one.right, village=village):
                found[village] = Offer(one.path, one.title, is_grave=False)
    return found
