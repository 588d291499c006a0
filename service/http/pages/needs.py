"""The needs board: what is confirmed and still unmet, where, and what a partner can answer."""

from collections.abc import Mapping, Sequence
from typing import cast
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency

from service.http.api import needs_board
from service.http.api.needs_board import BoardAsked, Order
from service.http.areas import hidden_from, households_within
from service.http.pages import commitment_actions, reading
from service.http.pages.actions import Offer
from service.http.pages.adoption_actions import ADOPT_HOUSEHOLDS, ADOPT_VILLAGE
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.needs import NEED_LABELS, NEEDS, STRATEGIES, STRATEGY_LABELS, NeedType
from service.kernel.verdicts import STANDING_LABELS, NeedStanding
from service.policies import access
from service.projections import needs
from service.projections.needs import NeedLine

FILTERS = ("kebutuhan", "strategi", "wilayah", "program", "menurut", "urut", "cocok")
_ORDERS: Mapping[str, Order] = {"kurang": "gap", "tempat": "area"}
VILLAGE_DIGITS = 13

STANDINGS: tuple[NeedStanding, ...] = ("unmet", "claimed", "committed", "met")


class NeedsController(Controller):
    """The needs board, and the single needs behind it for whoever may know of households."""

    include_in_schema = False

    @page("/kebutuhan", right="counts.read", asks=(*FILTERS, *reading.CLOCKS, *reading.PAGED))
    def board(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show what waits where, at which price, what is taken and what is left."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up(*needs_board.NEEDED)
        asked = _asked(visit)
        areas = within(visit.actor.scope, visit.asked("wilayah") or None)
        found = needs_board.rows(regency, visit.actor, asked, areas=areas, moment=clock.moment)
        rest = needs_board.beyond(found, asked, paging.after)[: paging.limit + 1]
        rows, more = reading.paged(visit, paging, rest, lambda row: needs_board.key_of(row, asked))
        places = {one.code: one.name for one in visit.place.kecamatan}
        return render(
            visit.request,
            "needs.html",
            clock=clock,
            place=visit.place,
            rows=[(row, places.get(row.area) or visit.village(row.area)) for row in rows],
            more=more,
            taking={row.area: _taking(visit, row.area) for row in rows},
            asked={name: visit.asked(name) for name in FILTERS},
            needs=[(one, NEED_LABELS[one]) for one in NEEDS],
            strategies=list(STRATEGY_LABELS.items()),
            kecamatan=[(one.code, one.name) for one in visit.place.kecamatan],
            programmes=visit.programmes(),
            called=visit.programme,
            total=sum(row.households for row in found),
            gap=sum(row.gap_rupiah or 0 for row in found),
            knows_some=bool(access.households_of(visit.actor).areas),
            exact=access.households_of(visit.actor).covers,
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


def _asked(visit: Visit) -> BoardAsked:
    return BoardAsked(
        need=next((one for one in NEEDS if one == visit.asked("kebutuhan")), None),
        strategy=next((one for one in STRATEGIES if one == visit.asked("strategi")), None),
        programme=visit.asked("program") or None,
        by="kecamatan" if visit.asked("menurut") == "kecamatan" else "village",
        order=_ORDERS.get(visit.asked("urut"), "left"),
        is_matching=bool(visit.asked("cocok")),
    )


def _taking(visit: Visit, area: str) -> str:
    """Return where needs of a place are taken; empty where the reader can't, or it is no village.

    Under an agreement by household; without one for the village as a whole.
    """
    if len(area) < VILLAGE_DIGITS or not visit.may("commitments.make", village=area):
        return ""
    knows = access.households_of(visit.actor).covers(area)
    return (ADOPT_HOUSEHOLDS if knows else ADOPT_VILLAGE).path


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
