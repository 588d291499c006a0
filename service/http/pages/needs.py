"""The needs board: what is confirmed and still unmet, where, and what a partner can answer."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency

from service.http.api import needs as need_answers
from service.http.api.needs import CountedNeed
from service.http.areas import hidden_from, households_within
from service.http.pages import commitment_actions, reading
from service.http.pages.actions import Offer
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.needs import NEED_LABELS, NEEDS, STRATEGIES, STRATEGY_LABELS, NeedType, Strategy
from service.kernel.verdicts import STANDING_LABELS, NeedStanding
from service.policies import access
from service.projections import needs
from service.projections.needs import NeedLine

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
        areas = within(visit.actor.scope, visit.asked("wilayah") or None)
        counts = need_answers.counted(
            regency, visit.actor, areas, moment=clock.moment, by="kecamatan"
        )
        found = [
            count
            for count in counts
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
            total=sum(count.households for count in found),
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
    visit: Visit, found: Sequence[CountedNeed], strategy: Strategy
) -> list[tuple[NeedType, int, list[tuple[str, str, int]]]]:
    """Return each need of a strategy with how many lack it, and in which kecamatan."""
    names = {each.code: each.name for each in visit.place.kecamatan}
    board = []
    for need in NEEDS:
        places: dict[str, int] = {}
        for count in found:
            if count.strategy == strategy and count.need == need:
                places[count.area] = places.get(count.area, 0) + count.households
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
    areas = households_within(visit.actor, visit.asked("wilayah") or None)
    hidden = hidden_from(visit.regency, visit.actor)
    need = next((one for one in NEEDS if one == visit.asked("kebutuhan")), None)
    strategy = next((one for one in STRATEGIES if one == visit.asked("strategi")), None)
    past = (UUID(str(after[0])), cast("NeedType", after[1])) if after else None
    found: list[NeedLine] = []
    with visit.reading() as conn:
        for one in areas:
            found += needs.needs(
                conn,
                visit.regency.schema,
                one,
                clock.moment,
                standings=(standing,),
                needs=(need,) if need else None,
                strategies=(strategy,) if strategy else None,
                hidden=hidden,
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
