"""Payments out of a file on pages: chosen, looked at row by row, carried out, told of.

form → looked at (waits an hour) → carried out → the result, to read and to take along
"""

from typing import Any, BinaryIO, cast
from uuid import UUID

import msgspec
from litestar import Controller, Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from service.exchange import payment_batches as exchange
from service.exchange.payment_batches import BatchReport
from service.exchange.sheets import Sheet
from service.exchange.spool import Spool
from service.exchange.table_cells import MOST_FILE_BYTES
from service.http.api.payment_batches import known, reads_all, row_sheet
from service.http.downloads import download, format_of
from service.http.forms import read_form
from service.http.pages import list_forms, reading, reasons, rendering
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.threads import in_thread
from service.kernel.refusals import Refused
from service.layouts.payments import MOST_ROWS
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.projections import commitments, payment_batches

START = "/pembayaran"
WAITING = START + "/periksa/{token:str}"
DONE = START + "/hasil/{batch:uuid}"
SHOWN_ROWS = 200
TITLES = (
    *("Komitmen", "Program", "Desa", "Sisa alokasi (Rp)", "Jumlah", "Tanggal", "Cara"),
    *("Nomor bukti", "Dana", "Asnaf"),
)
_NOBODYS = (NotAllowed, NotEmpowered, OutOfScope)


class Seen(Struct, frozen=True, kw_only=True):
    """What a file that waits would do."""

    found: BatchReport


class PaymentBatchesController(Controller):
    """Two steps: look at a file, then carry it out."""

    include_in_schema = False

    @page(START, right="commitments.disburse", asks=reading.PAGED)
    def form(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Ask for a file, and list those that came before."""
        return _form(visit)

    @page(START + "/isian", right="commitments.disburse")
    def to_fill_in(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Give the promises that can be paid, to be filled in."""
        return download(_to_fill_in(visit), "xlsx")

    @post(
        START,
        opt={"right": "commitments.disburse", "raw_body": True, "csrf_in_handler": True},
        request_max_body_size=MOST_FILE_BYTES + 65_536,
        status_code=200,
    )
    async def look(
        self, request: Request[Any, Any, Any], visit: NamedDependency[Visit]
    ) -> Response[Any]:
        """Keep a file for an hour and look at it."""
        form = await request.form()
        list_forms.require_csrf(request, str(form.get("_csrf", "")))
        file = form.get("file")
        has_file = isinstance(file, UploadFile) and bool(file.filename)
        return await in_thread(_look, visit, file if has_file else None)

    @page(WAITING, right="commitments.disburse")
    def waiting(self, visit: NamedDependency[Visit], token: FromPath[str]) -> Response[str]:
        """Show what a file that waits would do."""
        return _shown(visit, token)

    @post(WAITING, opt={"right": "commitments.disburse"}, status_code=200)
    async def carry_out(self, visit: NamedDependency[Visit], token: FromPath[str]) -> Response[Any]:
        """Carry the file that waits out."""
        await read_form(visit.request)
        return await in_thread(_carry_out, visit, token)

    @page(DONE, right="commitments.read", asks=("unduh",))
    def done(self, visit: NamedDependency[Visit], batch: FromPath[UUID]) -> Response[Any]:
        """Show how far a file is and what became of its rows; on the page, or to take along."""
        found = known(visit.regency, visit.actor, batch)
        if kind := format_of(visit.asked("unduh")):
            return download(row_sheet(found), kind)
        return render(
            visit.request,
            "payments_done.html",
            found=found,
            organisation=visit.partner(found.organisation),
            lines=found.lines[:SHOWN_ROWS],
            hidden=max(0, len(found.lines) - SHOWN_ROWS),
        )


def _form(
    visit: Visit, *, status: int = 200, error: str = "", refusal: Refused | None = None
) -> Response[Any]:
    visit.regency.engine.catch_up("payment_batches")
    paging = reading.paging(visit)
    with visit.reading() as conn:
        found = payment_batches.find(
            conn,
            visit.regency.schema,
            organisation=None if reads_all(visit.actor) else visit.actor.organisation,
            limit=paging.limit + 1,
            after=int(paging.after[0]) if paging.after else None,
        )
    rows, more = reading.paged(visit, paging, found, lambda one: (one.position,))
    return render(
        visit.request,
        "payments.html",
        status=status,
        batches=rows,
        more=more,
        called=visit.partner,
        file_error=error,
        refusal=reasons.of(visit, refusal) if refusal else None,
        most_rows=MOST_ROWS,
        most_megabytes=MOST_FILE_BYTES // 1_000_000,
    )


def _look(visit: Visit, file: UploadFile | None) -> Response[Any]:
    if file is None:
        return _form(visit, status=400, error="Pilih berkas pembayaran yang akan diperiksa.")
    content = cast("BinaryIO", file.file)
    try:
        found = exchange.look(visit.regency, visit.actor, content, channel="page")
        spool, now = _spool(visit), visit.regency.ledger.clock()
        content.seek(0)
        token = spool.keep(
            content,
            account=visit.actor.account,
            file_name=file.filename.rpartition("/")[2][:200],
            file_hash=found.file_hash,
            now=now,
        )
        told = msgspec.json.encode(Seen(found=found))
        spool.note(token, told, account=visit.actor.account, now=now)
    except _NOBODYS:
        raise
    except Refused as refusal:
        return _form(visit, status=409, refusal=refusal)
    return Redirect(f"{START}/periksa/{token}", status_code=303)


def _shown(visit: Visit, token: str) -> Response[Any]:
    about = _spool(visit).about(
        token, account=visit.actor.account, now=visit.regency.ledger.clock()
    )
    found = msgspec.json.decode(about.told, type=Seen).found
    wrong = [one for one in found.rows if one.outcome in {"faulty", "refused"}]
    return render(
        visit.request,
        "payments_preview.html",
        token=token,
        file_name=about.file_name,
        found=found,
        ready=found.count("ready"),
        there=found.count("recorded", "known"),
        total_rupiah=found.sum_rupiah("ready"),
        wrong=wrong[:SHOWN_ROWS],
        left_out=len(wrong),
    )


def _carry_out(visit: Visit, token: str) -> Response[Any]:
    spool, now = _spool(visit), visit.regency.ledger.clock()
    about = spool.about(token, account=visit.actor.account, now=now)
    with spool.opened(token, account=visit.actor.account, now=now) as file:
        report = exchange.carry_out(
            visit.regency, visit.actor, file, file_name=about.file_name, channel="page"
        )
    spool.drop(token)
    answer = Redirect(f"{START}/hasil/{report.batch}", status_code=303)
    rendering.notice(answer, rendering.translate(visit.request, "Berkas selesai dicatat."))
    return answer


def _to_fill_in(visit: Visit) -> Sheet:
    """Return the reader's own promises that something can still be paid of."""
    visit.regency.engine.catch_up("commitments")
    own = None if reads_all(visit.actor) else visit.actor.organisation
    asked = commitments.Asked(
        party=own,
        areas=visit.actor.scope.areas,
        states=("active",),
        is_left=True,
        **reading.told_of(visit),
    )
    with visit.reading() as conn:
        found = commitments.find(conn, visit.regency.schema, asked, limit=MOST_ROWS)
    return Sheet(
        name="isian-pembayaran",
        titles=TITLES,
        rows=[
            (
                str(one.commitment),
                visit.programme(one.programme),
                visit.village(one.village),
                one.allocated_rupiah - one.disbursed_rupiah,
                *(None,) * 6,
            )
            for one in found
        ],
    )


def _spool(visit: Visit) -> Spool:
    return Spool(f"{visit.regency.schema}-pembayaran")
