"""A list is checked on a page before it is received: columns, three colours, then the same file."""

from collections.abc import Sequence
from typing import Any, BinaryIO, cast

import msgspec
from litestar import Controller, Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec import Struct

from service.http import waiting_lists
from service.http.api.list_answers import MOST_FILE_BYTES
from service.http.bodies import say
from service.http.fields import Fault, Faulty, Form
from service.http.forms import Posted, first, read_form
from service.http.pages import list_forms, reasons, rendering
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.threads import in_thread
from service.http.waiting_lists import HowToRead, Preview, ReceiveWaiting
from service.kernel.lists import LAYOUT_LABELS
from service.kernel.refusals import Refused
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope

WAITING = "/daftar/periksa/{token:str}"
_NOBODYS = (NotAllowed, NotEmpowered, OutOfScope)


class Choice(Struct, frozen=True, kw_only=True):
    """A column, with what it can be said to be and what it is."""

    name: str
    title: str
    field: str


class PreviewsController(Controller):
    """Three steps on two pages: choose a file, look at it, receive it or leave it."""

    include_in_schema = False

    @page("/daftar/periksa", right="lists.receive")
    def form(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Ask for a file."""
        return _form(visit, {})

    @post(
        "/daftar/periksa",
        opt={"right": "lists.receive", "raw_body": True, "csrf_in_handler": True},
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

    @page(WAITING, right="lists.receive")
    def waiting(self, visit: NamedDependency[Visit], token: FromPath[str]) -> Response[str]:
        """Show a file that waits, as it was last read."""
        return _waiting(visit, _seen(visit, token), {})

    @post(WAITING, opt={"right": "lists.receive"}, status_code=200)
    async def look_again(
        self, visit: NamedDependency[Visit], token: FromPath[str]
    ) -> Response[Any]:
        """Read a waiting file in another way."""
        posted = await read_form(visit.request)
        return await in_thread(_look_again, visit, token, posted)

    @post(WAITING + "/terima", opt={"right": "lists.receive"}, status_code=200)
    async def receive(self, visit: NamedDependency[Visit], token: FromPath[str]) -> Response[Any]:
        """Receive the file that waits, with the letter it came with."""
        posted = await read_form(visit.request)
        return await in_thread(_receive, visit, token, posted)


def _form(
    visit: Visit,
    posted: Posted,
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    form = Form(
        kind=HowToRead, choices={"village": visit.villages()}, hidden=frozenset({"mapping"})
    )
    return render(
        visit.request,
        "list_check.html",
        status=status,
        fields=form.fields(posted, faults),
        faults=faults,
        file_error=next((one.message for one in faults if one.field == "file"), ""),
        refusal=reasons.of(visit, refusal) if refusal else None,
        most_megabytes=MOST_FILE_BYTES // (1024 * 1024),
    )


def _look(visit: Visit, posted: Posted, file: UploadFile | None) -> Response[Any]:
    if file is None:
        fault = Fault("file", "Berkas: pilih berkas daftar yang akan diperiksa")
        return _form(visit, posted, status=400, faults=(fault,))
    try:
        how = _how(posted)
        seen = waiting_lists.keep(
            visit.regency,
            visit.actor,
            cast("BinaryIO", file.file),
            file_name=file.filename.rpartition("/")[2],
            how=how,
            channel="page",
        )
    except Faulty as err:
        return _form(visit, posted, status=400, faults=err.faults)
    except _NOBODYS:
        raise
    except Refused as refusal:
        return _form(visit, posted, status=409, refusal=refusal)
    return Redirect(f"/daftar/periksa/{seen.token}", status_code=303)


def _look_again(visit: Visit, token: str, posted: Posted) -> Response[Any]:
    before = _seen(visit, token)
    said = {
        column: first(posted, f"column{at}")
        for at, column in enumerate(before.looked.columns)
        if f"column{at}" in posted and first(posted, f"column{at}") != (column.field or "")
    }
    changed = {column.title for column in said}
    mapping = {field: title for field, title in before.mapping.items() if title not in changed}
    # What a column is no longer goes first: another column may be said to be it.
    mapping |= {column.field: "" for column in said if column.field}
    mapping |= {field: column.title for column, field in said.items() if field}
    try:
        how = msgspec.structs.replace(_how(posted), mapping=mapping, issuer=before.issuer)
        seen = waiting_lists.look_again(visit.regency, visit.actor, token, how, channel="page")
    except Faulty as err:
        return _waiting(visit, before, posted, status=400, faults=err.faults)
    except _NOBODYS:
        raise
    except Refused as refusal:
        return _waiting(visit, before, posted, status=409, refusal=refusal)
    return Redirect(f"/daftar/periksa/{seen.token}", status_code=303)


def _receive(visit: Visit, token: str, posted: Posted) -> Response[Any]:
    seen = _seen(visit, token)
    try:
        letter = _letter().read(posted, ReceiveWaiting)
        report = waiting_lists.receive(
            visit.regency, visit.actor, token, letter.about(), file_hash=letter.file_hash
        )
    except Faulty as err:
        return _waiting(visit, seen, posted, status=400, faults=err.faults)
    except _NOBODYS:
        raise
    except Refused as refusal:
        return _waiting(visit, seen, posted, status=409, refusal=refusal)
    answer = Redirect(f"/daftar/{report.list}", status_code=303)
    told = "Berkas ini sudah pernah masuk; tidak ada yang berubah."
    rendering.notice(answer, told if report.is_repeated else "Daftar selesai dibaca.")
    return answer


def _seen(visit: Visit, token: str) -> Preview:
    return waiting_lists.seen_before(visit.regency, visit.actor, token)


def _letter() -> Form:
    return Form(kind=ReceiveWaiting, hidden=frozenset())


def _how(posted: Posted) -> HowToRead:
    """Return how a form says the list is to be read.

    Raises:
        Faulty: something is filled in that can't be.
    """
    plain = {
        name: first(posted, name) for name in ("layout", "village", "issuer") if first(posted, name)
    }
    try:
        return msgspec.convert(plain, HowToRead)
    except msgspec.ValidationError as err:
        raise Faulty([Fault("layout", say(str(err)))]) from err


def _waiting(
    visit: Visit,
    seen: Preview,
    posted: Posted,
    *,
    status: int = 200,
    faults: Sequence[Fault] = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    filled = {"file_hash": [seen.file_hash], "issuer": [seen.issuer]} | posted
    fields = [one for one in _letter().fields(filled, faults) if one.name != "file_hash"]
    return render(
        visit.request,
        "list_preview.html",
        status=status,
        seen=seen,
        looked=seen.looked,
        columns=[
            Choice(name=f"column{at}", title=one.title, field=one.field or "")
            for at, one in enumerate(seen.looked.columns)
        ],
        column_fields=list_forms.COLUMN_FIELDS,
        layouts=list(LAYOUT_LABELS.items()),
        villages=visit.villages(),
        fields=fields,
        faults=faults,
        refusal=reasons.of(visit, refusal) if refusal else None,
    )
