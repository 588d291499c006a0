"""A partner's contribution statement: what it gave in a period, every number opening."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import msgspec
from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.application import NotKnown
from service.exchange import statements
from service.exchange.figures import system
from service.exchange.statement_words import BREAKDOWNS, SPANS, Words
from service.http.doors import Doors
from service.http.downloads import format_of
from service.http.pages import reading
from service.http.pages import statement_actions as actions
from service.http.pages.actions import Scene, offers
from service.http.pages.contributions import CREDITS
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.stated import Period, booked, own, printed, seen, table
from service.policies import access
from service.projections import contribution_parts, partners
from service.projections import statements as register
from service.projections.contribution_parts import Asked, Number
from service.projections.contributions import Credit

LATEST = 20


class StatementsController(Controller):
    """Pages about what a partner may show of what it gave."""

    include_in_schema = False

    @page(
        actions.STATEMENT,
        right="statements.read",
        asks=(*actions.ASKS, "unduh"),
    )
    def statement(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[Any]:
        """Show a partner's statement, or give it as a file."""
        regency, clock = visit.regency, reading.clock(visit)
        period = _period(visit, slug)
        if visit.asked("unduh") == "jurnal":
            return booked(regency, visit.actor, slug, period.position)
        made = seen(regency, slug, period)
        if kind := format_of(visit.asked("unduh")):
            return table(regency, made, kind)
        regency.engine.catch_up("statements")
        with visit.reading() as conn:
            issued = register.find(conn, regency.schema, slug, moment=clock.moment, limit=LATEST)
        words = Words(regency)
        return render(
            visit.request,
            "statement.html",
            clock=clock,
            partner=slug,
            name=visit.partner(slug),
            made=made,
            last=made.until_on - timedelta(days=1),
            spans=SPANS.items(),
            credits=[(credit, label, getattr(made.credits, credit)) for credit, label in CREDITS],
            parts_=[("funder", one.by, BREAKDOWNS[one.by], one.parts) for one in made.breakdowns]
            + [
                ("broker", "partner", BREAKDOWNS["broker"], made.brokered),
                ("implementer", "partner", BREAKDOWNS["implementer"], made.implemented),
            ],
            called=words.of,
            asked=_address(visit, slug),
            issued=issued,
            offers=offers(visit, _scene(slug), [actions.ISSUE], slug=slug),
            period=f"?{_query(visit)}" if _query(visit) else "",
            sees_all=access.may(visit.actor, "statements.read_all"),
        )

    @page(
        actions.STATEMENT + "/rincian",
        right="statements.read",
        asks=(
            *actions.ASKS,
            "angka",
            "menurut",
            "bagian",
            "waktu",
            "sebagai",
            *reading.PAGED,
        ),
    )
    def lines(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[str]:
        """Show the events behind one number of a statement."""
        regency, paging = visit.regency, reading.paging(visit)
        which, credit = _which(visit)
        period = _period(visit, slug)
        asked = Asked(
            partner=slug,
            credit=credit,
            from_on=period.from_on,
            until_on=period.until_on,
            position=min(period.position, regency.engine.catch_up(*statements.READ)),
        )
        with regency.reading(system(regency)) as conn:
            found = contribution_parts.lines(
                conn,
                regency.schema,
                asked,
                which,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
            total = contribution_parts.amount(conn, regency.schema, asked, which)
        lines, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        return render(
            visit.request,
            "lines.html",
            clock=reading.clock(visit),
            stage=which.stage,
            total=total,
            about=_about(visit, slug, which, credit),
            lines=lines,
            called=visit.partner,
            programme=visit.programme,
            village=visit.village,
            more=more,
        )

    @page("/jurnal", right="statements.read", asks=("unduh", *reading.CLOCKS))
    def journal(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Give the regency's money as a journal, or the reader's own organisation's."""
        position = reading.clock(visit).moment.position
        return booked(visit.regency, visit.actor, None, position)

    @page("/pernyataan/{statement:str}", right="statements.read", asks=("unduh",))
    def pdf(
        self,
        visit: NamedDependency[Visit],
        doors: NamedDependency[Doors],
        statement: FromPath[str],
    ) -> Response[Any]:
        """Give an issued statement as PDF."""
        found = statements.check(visit.regency, statement)
        own(visit.actor, found.issued.partner)
        return printed(visit.regency, doors, found)


def _about(visit: Visit, slug: str, which: Number, credit: Credit) -> list[str]:
    """Return whose number it is, as which credit, of which part and which span."""
    part = Words(visit.regency).of(which.by, which.key)
    return [visit.partner(slug), dict(CREDITS)[credit], part, SPANS[which.span]]


def _period(visit: Visit, slug: str) -> Period:
    """Return the period asked for, of a partner whose statements are the reader's.

    Raises:
        NotKnown: there is no such partner, or it is somebody else's.
    """
    regency = visit.regency
    regency.engine.catch_up("partners")
    with visit.reading() as conn:
        if partners.one(conn, regency.schema, own(visit.actor, slug)) is None:
            raise NotKnown
    return actions.period_asked(visit)


def _scene(slug: str) -> Scene:
    """Return whose statement would be issued; what it says is worked out once it is asked for."""
    return Scene(title="", back="", parties=frozenset({slug}))


def _which(visit: Visit) -> tuple[Number, Credit]:
    """Return which number an address asks about.

    Raises:
        NotKnown: there is no such number.
    """
    asked = {
        "stage": visit.asked("angka"),
        "by": visit.asked("menurut") or "all",
        "key": visit.asked("bagian"),
        "span": visit.asked("waktu") or "period",
    }
    try:
        credit = msgspec.convert(visit.asked("sebagai") or "funder", Credit)
        return msgspec.convert(asked, Number), credit
    except msgspec.ValidationError as err:
        raise NotKnown from err


def _query(visit: Visit) -> str:
    """Return the period and the clocks of an address, to be carried along."""
    return urlencode({name: value for name in actions.ASKS if (value := visit.asked(name))})


def _address(visit: Visit, slug: str) -> Any:
    """Return what makes the address of the events behind a number."""
    kept = _query(visit)

    def address(stage: str, span: str, credit: str, by: str = "all", key: str = "") -> str:
        asked = {"angka": stage, "menurut": by, "bagian": key, "waktu": span, "sebagai": credit}
        query = "&".join(part for part in (urlencode(asked), kept) if part)
        return f"/mitra/{slug}/pernyataan/rincian?{query}"

    return address
