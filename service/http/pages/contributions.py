"""The events behind each of the five numbers, wherever a page shows one."""

from typing import cast

from litestar import Controller, Response
from litestar.di import NamedDependency

from service.application import NotKnown
from service.http.areas import known_to
from service.http.pages import reading
from service.http.pages.labels import STAGES
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS, NeedType, Strategy
from service.projections import contributions
from service.projections.contributions import Credit, Stage

MOST_AREAS = 20
CREDITS: tuple[tuple[Credit, str], ...] = (
    ("funder", "Sebagai penyandang dana"),
    ("broker", "Sebagai perantara"),
    ("implementer", "Sebagai pelaksana"),
)


class ContributionsController(Controller):
    """The page that every rupiah leads to."""

    include_in_schema = False

    @page(
        "/rincian",
        right="contributions.read",
        asks=(
            "angka",
            "mitra",
            "sebagai",
            "kebutuhan",
            "strategi",
            "program",
            "wilayah",
            *reading.CLOCKS,
            *reading.PAGED,
        ),
    )
    def lines(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show the events behind one of the five numbers."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        stage = cast("Stage", visit.asked("angka"))
        if stage not in STAGES:
            raise NotKnown
        asked = _asked(visit)
        regency.engine.catch_up(*reading.CAUGHT_UP)
        with visit.reading() as conn:
            found = contributions.lines(
                conn,
                regency.schema,
                stage,
                asked,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
        with visit.counting() as conn:
            totals = contributions.totals(conn, regency.schema, asked, clock.moment)
        lines, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        return render(
            visit.request,
            "lines.html",
            clock=clock,
            stage=stage,
            total=getattr(totals, f"{stage}_rupiah"),
            about=_about(visit, asked),
            lines=lines,
            called=visit.partner,
            programme=visit.programme,
            village=visit.village,
            more=more,
        )


def _asked(visit: Visit) -> contributions.Asked:
    """Return which lines are asked for, within the reader's areas."""
    area = visit.asked("wilayah")
    bounds = within(visit.actor.scope, area) if area else reading.areas(visit)
    credit = next((one for one, _ in CREDITS if one == visit.asked("sebagai")), "funder")
    return contributions.Asked(
        partner=visit.asked("mitra") or None,
        credit=cast("Credit", credit),
        need=visit.asked("kebutuhan") or None,
        strategy=visit.asked("strategi") or None,
        programme=visit.asked("program") or None,
        areas=bounds,
        known=known_to(visit.regency, visit.actor),
    )


def _about(visit: Visit, asked: contributions.Asked) -> list[str]:
    """Return what the lines are bounded by, in people's words."""
    told = [
        visit.partner(asked.partner),
        NEED_LABELS.get(cast("NeedType", asked.need), ""),
        STRATEGY_LABELS.get(cast("Strategy", asked.strategy), ""),
        visit.programme(asked.programme) if asked.programme else "",
        ", ".join(visit.village(area) for area in (asked.areas or ())[:MOST_AREAS]),
    ]
    return [one for one in told if one]
