"""A Siskeudes file on pages: chosen, looked at village by village, taken in.

form → looked at (waits an hour) → taken in, or left
"""

from collections.abc import Sequence
from datetime import date
from typing import Any, BinaryIO, cast

import msgspec
from litestar import Controller, Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from service.commands.requests import FiscalYear, MaybeLine, Part, VillageCode
from service.exchange import budgets as exchange
from service.exchange.budgets import Asked, BudgetFile
from service.exchange.spool import Spool
from service.exchange.table_cells import MOST_FILE_BYTES
from service.http.fields import Fault, Faulty, Form
from service.http.forms import Posted, read_form
from service.http.pages import list_forms, reasons, rendering
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.threads import in_thread
from service.kernel.budgets import BudgetKind
from service.kernel.refusals import Refused
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope

START = "/apbdes/impor"
WAITING = START + "/{token:str}"
_NOBODYS = (NotAllowed, NotEmpowered, OutOfScope)


class ImportBudget(Part, frozen=True, kw_only=True):
    """What a file is read for.

    Args:
        village: where all rows belong, if no column says it.
        perdes_number, perdes_date: of a village for which the file does not say them.
        reason: why an original one that is recorded already is recorded once more.
    """

    kind: BudgetKind
    fiscal_year: FiscalYear
    village: VillageCode | None = None
    perdes_number: MaybeLine = ""
    perdes_date: date | None = None
    reason: MaybeLine = ""

    def asked(self) -> Asked:
        """Return it as the reader of files takes it."""
        return Asked(**msgspec.structs.asdict(self))


class Seen(Struct, frozen=True, kw_only=True):
    """What was asked for, and what the file would do."""

    asked: Asked
    found: BudgetFile


class BudgetImportsController(Controller):
    """Two steps: look at a file, then take it in."""

    include_in_schema = False

    @page(START, right="budgets.adopt", asks=("desa",))
    def form(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Ask for a file, and for the perdes it came with."""
        year = str(visit.regency.ledger.today.year)
        return _form(visit, {"fiscal_year": [year], "village": [visit.asked("desa")]})

    @post(
        START,
        opt={"right": "budgets.adopt", "raw_body": True, "csrf_in_handler": True},
        request_max_body_size=MOST_FILE_BYTES + 65_536,
        status_code=200,
    )
    async def look(
        self, request: Request[Any, Any, Any], visit: NamedDependency[Visit]
    ) -> Response[Any]:
        """Keep a file for an hour and look at it."""
        form = await request.form()
        list_forms.require_csrf(request, str(form.get("_csrf", "")))
        posted = {key: [value] for key, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        has_file = isinstance(file, UploadFile) and bool(file.filename)
        return await in_thread(_look, visit, posted, file if has_file else None)

    @page(WAITING, right="budgets.adopt")
    def waiting(self, visit: NamedDependency[Visit], token: FromPath[str]) -> Response[str]:
        """Show what a file that waits would do."""
        return _shown(visit, token, _seen(visit, token).found)

    @post(WAITING, opt={"right": "budgets.adopt"}, status_code=200)
    async def take_in(self, visit: NamedDependency[Visit], token: FromPath[str]) -> Response[Any]:
        """Take the file that waits in; show what became of each village."""
        await read_form(visit.request)
        return await in_thread(_take_in, visit, token)


def _form(
    visit: Visit,
    posted: Posted,
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    form = Form(kind=ImportBudget, choices={"village": visit.villages()})
    return render(
        visit.request,
        "budget_import.html",
        status=status,
        fields=form.fields(posted, faults),
        faults=faults,
        file_error=next((one.message for one in faults if one.field == "file"), ""),
        refusal=reasons.of(visit, refusal) if refusal else None,
        most_megabytes=MOST_FILE_BYTES // 1_000_000,
    )


def _look(visit: Visit, posted: Posted, file: UploadFile | None) -> Response[Any]:
    faults: tuple[Fault, ...] = ()
    try:
        ask = Form(kind=ImportBudget).read(posted, ImportBudget)
    except Faulty as err:
        faults = err.faults
    if file is None:
        faults = (*faults, Fault("file", "Berkas: pilih berkas Siskeudes yang akan diperiksa"))
    if faults or file is None:
        return _form(visit, posted, status=400, faults=faults)
    content, asked = cast("BinaryIO", file.file), ask.asked()
    try:
        found = exchange.look(visit.regency, visit.actor, content, asked)
        spool, now = _spool(visit), visit.regency.ledger.clock()
        token = spool.keep(
            content,
            account=visit.actor.account,
            file_name=file.filename.rpartition("/")[2][:200],
            file_hash=found.file_hash,
            now=now,
        )
        told = msgspec.json.encode(Seen(asked=asked, found=found))
        spool.note(token, told, account=visit.actor.account, now=now)
    except _NOBODYS:
        raise
    except Refused as refusal:
        return _form(visit, posted, status=409, refusal=refusal)
    return Redirect(f"{START}/{token}", status_code=303)


def _take_in(visit: Visit, token: str) -> Response[Any]:
    seen = _seen(visit, token)
    spool, now = _spool(visit), visit.regency.ledger.clock()
    with spool.opened(token, account=visit.actor.account, now=now) as file:
        found = exchange.take_in(visit.regency, visit.actor, file, seen.asked, channel="page")
    spool.drop(token)
    done = [one for one in found.villages if one.outcome in {"new", "changed"}]
    if len(found.villages) == len(done) == 1:
        answer = Redirect(f"/apbdes/{done[0].village}/{found.fiscal_year}", status_code=303)
        rendering.notice(answer, "APBDes tercatat.")
        return answer
    return _shown(visit, token, found)


def _shown(visit: Visit, token: str, found: BudgetFile) -> Response[Any]:
    return render(
        visit.request,
        "budget_preview.html",
        token=token,
        found=found,
        ready=found.count("new", "changed"),
        same=found.count("same"),
        faulty=found.count("faulty"),
    )


def _seen(visit: Visit, token: str) -> Seen:
    about = _spool(visit).about(
        token, account=visit.actor.account, now=visit.regency.ledger.clock()
    )
    return msgspec.json.decode(about.told, type=Seen)


def _spool(visit: Visit) -> Spool:
    return Spool(f"{visit.regency.schema}-apbdes")
