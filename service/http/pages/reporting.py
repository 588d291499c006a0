"""Reporting help by a link, without an account: a short form once, then how the report stands.

/lapor/<link>: form → receipt number → confirmed, rejected or withdrawn
"""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from service.aggregates.aid_report import AidReport
from service.application import CommandReused, command_id
from service.commands import aid_reports as commands
from service.http import public
from service.http.doors import place_of
from service.http.fields import Choices, Faulty, Form
from service.http.forms import Posted, first
from service.http.pages import reasons, rendering
from service.http.pages.actions import MOST_KEY, SentAlready
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError, NotHere
from service.http.report_links import PATH, report_behind
from service.kernel.refusals import Refused
from service.kernel.roles import Actor, Scope
from service.projections import villages
from service.regency import Regency

AnyRequest = Request[Any, Any, Any]


class TooManyReports(NotHere):
    """Terlalu banyak kiriman lewat tautan ini."""

    way_out = "Tunggu lima belas menit, lalu coba lagi."
    status = 429
    wait_seconds = 900


class ReportingController(Controller):
    """The way in for a company that reports once."""

    include_in_schema = False
    opt = {"public": True}  # noqa: RUF012  (the framework's own way)

    @get(PATH + "{token:str}", sync_to_thread=True)
    def ask(
        self, request: AnyRequest, regency: NamedDependency[Regency], token: FromPath[str]
    ) -> Response[Any]:
        """Ask what was given, or show how the report stands."""
        _, known = report_behind(regency, token)
        return _page(request, regency, known)

    @post(PATH + "{token:str}", status_code=200, sync_to_thread=True)
    def file(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        posted: NamedDependency[Posted],
        token: FromPath[str],
    ) -> Response[Any]:
        """Take the report in, once."""
        report, known = report_behind(regency, token)
        address = place_of(request).address
        if not regency.sessions.may_try(f"lapor|{report}", address, now=regency.ledger.clock()):
            raise TooManyReports
        visit = Visit(request, public.reader(regency), regency)
        try:
            ask = _form(visit).read(posted, commands.FileReport)
        except Faulty as err:
            return _page(request, regency, known, posted, status=400, faults=err.faults)
        try:
            _record(regency, report, ask, posted)
        except CommandReused:
            return _page(request, regency, known, posted, status=409, refusal=SentAlready())
        except Refused as refusal:
            return _page(request, regency, known, posted, status=409, refusal=refusal)
        answer: Response[Any] = Redirect(PATH + token, status_code=303)
        rendering.notice(
            answer, rendering.translate(request, "Laporan diterima. Desa akan menjawabnya.")
        )
        return answer


def holder(regency: Regency) -> Actor:
    """Return whoever holds a link as an actor: nobody in particular, for one command only."""
    return Actor(
        account="tautan-laporan",
        position="Pelapor dengan tautan",
        role="system",
        organisation="pelapor",
        scope=Scope((regency.code,)),
        powers=frozenset({"command"}),
    )


def _record(
    regency: Regency,
    report: UUID,
    ask: commands.FileReport,
    posted: Posted,
) -> None:
    key = first(posted, "_key")
    if not key or len(key) > MOST_KEY:
        raise BadRequest([FieldError("_key", "wajib ada")])
    told = sorted((n, v) for n, v in posted.items() if n != "_csrf")
    regency.ledger.record(
        holder(regency),
        partial(commands.file, aid_report=report, ask=ask),
        command_id=command_id("tautan-laporan", str(report), key),
        channel="page",
        fingerprint=regency.vault.fingerprint(repr((str(report), told)).encode()),
    )


def _form(visit: Visit) -> Form:
    year = visit.regency.ledger.today.year
    return Form(
        kind=commands.FileReport,
        choices={"village": _villages(visit), "programme": visit.programmes(fiscal_year=year)},
        hidden=frozenset({"occurred_on"}),
    )


def _villages(visit: Visit) -> Choices:
    """Return the villages that take part."""
    visit.regency.engine.catch_up("villages")
    with visit.counting() as conn:
        enrolled = {one.village for one in villages.find(conn, visit.regency.schema)}
    return [(code, name) for code, name in visit.villages() if code in enrolled]


def _page(
    request: AnyRequest,
    regency: Regency,
    known: AidReport,
    posted: Posted | None = None,
    *,
    status: int = 200,
    faults: Any = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    visit = Visit(request, public.reader(regency), regency)
    is_open = known.state == "invited" and regency.ledger.today <= known.valid_until
    filed = known.filed
    return render(
        request,
        "reporting.html",
        status=status,
        known=known,
        is_open=is_open,
        fields=_form(visit).fields(posted or {}, faults) if is_open else (),
        faults=faults,
        refusal=reasons.of(visit, refusal) if refusal else None,
        key=first(posted or {}, "_key"),
        place=visit.place,
        village=visit.village(filed.village) if filed else "",
        programme=visit.programme(filed.programme) if filed else "",
    )
