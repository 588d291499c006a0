"""Partners and what each of them gave: five numbers, never one."""

from collections.abc import Callable, Mapping
from typing import TypeAlias, cast

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.application import NotKnown
from service.http.pages import reading
from service.http.pages.rendering import AnyRequest, render
from service.kernel.needs import NEED_LABELS, STRATEGY_LABELS, NeedType, Strategy
from service.kernel.roles import Actor
from service.projections import contributions, partners
from service.projections.sentences import village_names
from service.projections.trail import Asked
from service.regency import Regency

MOST_PARTNERS = 200

Label: TypeAlias = Callable[[str], str]
LATEST = 20


class PartnersController(Controller):
    """Pages about partners."""

    include_in_schema = False

    @get("/mitra", sync_to_thread=True, opt={"right": "partners.read"})
    def partners(
        self, request: AnyRequest, actor: NamedDependency[Actor], regency: NamedDependency[Regency]
    ) -> Response[str]:
        """Show every partner with its five numbers as a funder."""
        regency.engine.catch_up(*reading.CAUGHT_UP)
        with regency.reading(actor, counts=True) as conn:
            known = reading.names(conn, regency)
            enrolled = partners.find(conn, regency.schema, limit=MOST_PARTNERS)
            asked = contributions.Asked(areas=reading.areas(actor, regency))
            given = reading.five(
                conn, regency, "partner", asked, lambda slug: reading.called(known, slug)
            )
        return render(request, "partners.html", enrolled=enrolled, partners=given)

    @get("/mitra/{slug:str}", sync_to_thread=True, opt={"right": "partners.read"})
    def partner(
        self,
        request: AnyRequest,
        slug: FromPath[str],
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
    ) -> Response[str]:
        """Show what one partner gave, brokered and carried out, and where."""
        regency.engine.catch_up(*reading.CAUGHT_UP)
        bounds = reading.areas(actor, regency)
        asked = contributions.Asked(partner=slug, areas=bounds)
        places = village_names(regency.code)
        with regency.reading(actor) as conn:
            partner = partners.one(conn, regency.schema, slug)
            if partner is None:
                raise NotKnown
            known = reading.names(conn, regency)
            events = reading.events(
                conn, regency, known, Asked(subject=f"partner:{slug}", areas=bounds), limit=LATEST
            )
        with regency.reading(actor, counts=True) as conn:
            credits_ = [
                (label, contributions.totals(conn, regency.schema, _as(asked, credit)))
                for credit, label in CREDITS
            ]
            parts = [
                (heading, reading.five(conn, regency, by, asked, label))
                for by, heading, label in _parts(places)
            ]
        return render(
            request,
            "partner.html",
            partner=partner,
            credits=credits_,
            parts_=parts,
            events=events,
        )


CREDITS: tuple[tuple[contributions.Credit, str], ...] = (
    ("funder", "Sebagai penyandang dana"),
    ("broker", "Sebagai penghubung"),
    ("implementer", "Sebagai pelaksana"),
)


def _parts(places: Mapping[str, str]) -> tuple[tuple[contributions.Grouping, str, Label], ...]:
    return (
        ("strategy", "Strategi", lambda key: STRATEGY_LABELS[cast("Strategy", key)]),
        ("need", "Kebutuhan", lambda key: NEED_LABELS[cast("NeedType", key)]),
        ("village", "Desa", lambda key: places.get(key, key)),
    )


def _as(asked: contributions.Asked, credit: contributions.Credit) -> contributions.Asked:
    return contributions.Asked(partner=asked.partner, credit=credit, areas=asked.areas)
