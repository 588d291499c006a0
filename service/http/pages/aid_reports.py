"""One-off reports on pages: links that were sent, what waits for its village, one report."""

from datetime import timedelta
from functools import partial
from typing import Any, cast, get_args
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.aid_report import (
    AID_FORM_LABELS,
    AID_REPORT_STATE_LABELS,
    AidReport,
    AidReportState,
)
from service.commands import aid_reports as commands
from service.commands.requests import Explain
from service.http import languages
from service.http.api.aid_reports import answer_of, listed, require_known
from service.http.calls import token_hash
from service.http.doors import Doors
from service.http.fields import Faulty, Form
from service.http.forms import Posted, first
from service.http.pages import reading, reasons
from service.http.pages.actions import Action, Offer, Scene, offers, record
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.report_links import PATH, new_link
from service.kernel.refusals import Refused
from service.projections.moment import PRESENT
from service.projections.trail import Asked as Told

BASE = "/laporan-bantuan/{aid_report:uuid}"
NEW = "/laporan-bantuan/baru"
TIMELINE = 20
LINK_DAYS = 30


class AidReportsController(Controller):
    """The desk where one-off reports are asked for and answered."""

    include_in_schema = False

    @page(
        "/laporan-bantuan",
        right="aid_reports.read",
        asks=("keadaan", "wilayah", *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """List reports, the newest first."""
        paging = reading.paging(visit)
        chosen = visit.asked("keadaan")
        state = cast("AidReportState", chosen) if chosen in get_args(AidReportState) else None
        visit.regency.engine.catch_up("aid_reports")
        found = listed(
            visit.regency,
            visit.actor,
            PRESENT,
            area=visit.asked("wilayah") or None,
            state=state,
            limit=paging.limit + 1,
            after=int(paging.after[0]) if paging.after else None,
        )
        rows, more = reading.paged(visit, paging, found, lambda one: (one.opened,))
        may = visit.may("aid_reports.invite")
        return render(
            visit.request,
            "aid_reports.html",
            rows=rows,
            more=more,
            state=state or "",
            states=list(AID_REPORT_STATE_LABELS.items()),
            village=visit.village,
            offers=[Offer(NEW, "Buat tautan laporan", is_grave=False)] if may else [],
        )

    @get(NEW, sync_to_thread=True, opt={"right": "aid_reports.invite"})
    def ask(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Ask whom a link is for."""
        until = visit.regency.ledger.today + timedelta(days=LINK_DAYS)
        return _invite_page(visit, {"valid_until": [until.isoformat()]})

    @post(NEW, status_code=200, sync_to_thread=True, opt={"right": "aid_reports.invite"})
    def invite(
        self,
        visit: NamedDependency[Visit],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
    ) -> Response[Any]:
        """Make a link, and show it once."""
        try:
            ask = _form(visit).read(posted, commands.InviteReport)
        except Faulty as err:
            return _invite_page(visit, posted, status=400, faults=err.faults)
        report, token = new_link()
        command = partial(commands.invite, ask=ask, aid_report=report, token_hash=token_hash(token))
        try:
            receipt = record(visit, posted, command, about=None)
        except Refused as refusal:
            return _invite_page(visit, posted, status=409, refusal=refusal)
        # Sent twice: the link of the first time stands, and only its hash is kept.
        address = doors.address(PATH + token) if receipt.id == str(report) else ""
        return render(
            visit.request,
            "aid_report_link.html",
            address=address,
            company=ask.company,
            valid_until=ask.valid_until,
            report=receipt.id,
        )

    @page(BASE, right="aid_reports.read")
    def one(self, visit: NamedDependency[Visit], aid_report: FromPath[UUID]) -> Response[str]:
        """Show one report: what was given, how far it is, what can be done."""
        found = answer_of(visit.regency, visit.actor, visit.sight, aid_report, PRESENT)
        visit.regency.engine.catch_up("trail")
        with visit.reading() as conn:
            told = Told(subject=f"aid_report:{aid_report}")
            events = reading.events(visit, conn, told, limit=TIMELINE)
        each = found.report
        return render(
            visit.request,
            "aid_report.html",
            found=found,
            each=each,
            village=visit.village(each.village),
            programme=visit.programme(each.programme) if each.programme else "",
            called=visit.partner,
            offers=offers(visit, scene(visit), ACTIONS, aid_report=aid_report),
            enrol=not each.partner and each.state == "filed" and visit.may("partners.enrol"),
            events=events,
        )


def scene(visit: Visit) -> Scene:
    """Find the report in the address, if it is the actor's to know.

    Raises:
        NotKnown, OutOfScope: it is not; both are answered the same.
    """
    aid_report: UUID = visit.parameters["aid_report"]
    known = require_known(visit.regency, visit.actor, aid_report)
    filed = known.filed
    facts = [("Perusahaan", known.company)]
    if filed is not None:
        facts += [
            ("Bantuan", f"{AID_FORM_LABELS[filed.form]}, {visit.programme(filed.programme)}"),
            ("Nilai menurut perusahaan", languages.rupiah("id", filed.value_rupiah)),
            ("Desa", visit.village(filed.village)),
            ("Tanggal bantuan", languages.day("id", filed.given_on)),
        ]
    return Scene(
        title=visit.say("Laporan %(number)s", number=known.number),
        back=f"/laporan-bantuan/{aid_report}",
        ids={"aid_report": aid_report},
        about=(AidReport, aid_report),
        village=known.village,
        facts=facts,
        choices={"partner": visit.partners()},
        values={"value_rupiah": filed.value_rupiah, "received_on": filed.given_on} if filed else {},
        state=known,
    )


def _form(visit: Visit) -> Form:
    return Form(
        kind=commands.InviteReport,
        choices={"partner": visit.partners()},
        hidden=frozenset({"occurred_on"}),
    )


def _invite_page(
    visit: Visit,
    posted: Posted,
    *,
    status: int = 200,
    faults: Any = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    return render(
        visit.request,
        "aid_report_new.html",
        status=status,
        fields=_form(visit).fields(posted, faults),
        faults=faults,
        refusal=reasons.of(visit, refusal) if refusal else None,
        key=first(posted, "_key"),
    )


def _is_filed(known: AidReport) -> bool:
    return known.state == "filed"


ACTIONS: tuple[Action, ...] = (
    Action(
        right="aid_reports.confirm",
        path=BASE + "/benarkan",
        title="Benarkan laporan",
        done="Laporan dibenarkan; bantuannya dihitung sejak sekarang.",
        ask=commands.ConfirmReport,
        command=commands.confirm,
        scene=scene,
        lead="Benar diterima: senilai berapa, dan kapan. Bantuan ini dihitung satu kali.",
        opening=("value_rupiah", "received_on"),
        fits=_is_filed,
    ),
    Action(
        right="aid_reports.confirm",
        path=BASE + "/tolak",
        title="Tolak laporan",
        done="Laporan ditolak; perusahaan membaca alasannya.",
        ask=Explain,
        command=commands.reject,
        scene=scene,
        lead="Bila bantuan ini tidak pernah sampai. Alasannya dibaca perusahaan.",
        fits=_is_filed,
    ),
    Action(
        right="aid_reports.match",
        path=BASE + "/mitra",
        title="Cocokkan dengan mitra",
        done="Mitranya dicatat; desa dapat menjawab laporan ini.",
        ask=commands.MatchReport,
        command=commands.match,
        scene=scene,
        lead="Mitra mana yang melapor. Daftarkan dahulu bila belum ada.",
        fits=lambda known: known.state in {"invited", "filed"},
    ),
    Action(
        right="aid_reports.withdraw",
        path=BASE + "/cabut",
        title="Cabut laporan",
        done="Tautan dan laporannya dicabut.",
        ask=Explain,
        command=commands.withdraw,
        scene=scene,
        fits=lambda known: known.state in {"invited", "filed"},
        is_grave=True,
    ),
)
