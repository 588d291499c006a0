"""Partners and what each of them gave: five numbers, never one, each opening into its events."""

from collections.abc import Callable
from typing import TypeAlias, cast

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec.structs import replace

from service.application import NotKnown
from service.http.pages import partner_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Scene, offers
from service.http.pages.contributions import CREDITS
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS, NeedType, Strategy
from service.policies import access
from service.projections import contributions, partners
from service.projections.trail import Asked

Label: TypeAlias = Callable[[str], str]
LATEST = 20


class PartnersController(Controller):
    """Pages about partners."""

    include_in_schema = False

    @page("/mitra", right="partners.read", asks=("nama", *reading.CLOCKS, *reading.PAGED))
    def partners(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show every partner with its five numbers as a funder."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up(*reading.CAUGHT_UP)
        with visit.reading() as conn:
            found = partners.find(
                conn,
                regency.schema,
                partners.Asked(text=visit.asked("nama") or None),
                moment=clock.moment,
                limit=paging.limit + 1,
                after=(str(paging.after[0]), str(paging.after[1])) if paging.after else None,
            )
        with visit.counting() as conn:
            given = reading.five(
                visit,
                conn,
                "partner",
                contributions.Asked(areas=reading.areas(visit), known=visit.known),
                label=visit.partner,
                moment=clock.moment,
            )
        enrolled, more = reading.paged(visit, paging, found, lambda one: (one.name, one.partner))
        return render(
            visit.request,
            "partners.html",
            clock=clock,
            enrolled=enrolled,
            asked=visit.asked("nama"),
            partners=given,
            more=more,
            offers=offers(visit, Scene(title="", back=""), [actions.ENROL]),
        )

    @page("/mitra/{slug:str}", right="partners.read", asks=reading.CLOCKS)
    def partner(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[str]:
        """Show what one partner gave, brokered and carried out, and where."""
        regency, clock = visit.regency, reading.clock(visit)
        regency.engine.catch_up(*reading.CAUGHT_UP)
        asked = contributions.Asked(partner=slug, areas=reading.areas(visit), known=visit.known)
        with visit.reading() as conn:
            partner = partners.one(conn, regency.schema, slug, clock.moment)
            if partner is None:
                raise NotKnown
            happened = Asked(
                subject=f"partner:{slug}", areas=reading.event_areas(visit, None, slug)
            )
            events = reading.events(visit, conn, happened, limit=LATEST, moment=clock.moment)
        with visit.counting() as conn:
            credits_ = [
                (
                    credit,
                    label,
                    contributions.totals(
                        conn, regency.schema, replace(asked, credit=credit), clock.moment
                    ),
                )
                for credit, label in CREDITS
            ]
            parts = [
                (
                    heading,
                    by,
                    reading.five(visit, conn, by, asked, label=label, moment=clock.moment),
                )
                for by, heading, label in _parts(visit)
            ]
        return render(
            visit.request,
            "partner.html",
            clock=clock,
            partner=partner,
            parent=visit.partner(partner.parent),
            credits=credits_,
            parts_=parts,
            events=events,
            states=access.may(visit.actor, "statements.read_all")
            or slug == visit.actor.organisation,
            offers=offers(visit, actions.partner_scene(visit), actions.PARTNER_ACTIONS, slug=slug),
        )


def _parts(visit: Visit) -> tuple[tuple[contributions.Grouping, str, Label], ...]:
    return (
        ("strategy", "Strategi", lambda key: STRATEGY_LABELS[cast("Strategy", key)]),
        ("need", "Kebutuhan", lambda key: NEED_LABELS[cast("NeedType", key)]),
        ("village", "Desa", visit.village),
    )
