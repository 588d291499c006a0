"""Lists of poor households: sent in as files, what became of them, and rows that wait."""

from functools import partial
from typing import Any, BinaryIO, cast
from uuid import UUID

from litestar import Controller, Request, Response, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from service.aggregates.target_list import ListRow
from service.application import NotKnown
from service.commands import rows as commands
from service.commands.lists import About
from service.exchange.lists import Report, receive
from service.http import resurrected
from service.http.api import list_files
from service.http.api.list_answers import (
    MOST_FILE_BYTES,
    QuarantinedRow,
    problem_counts,
    row_answers,
)
from service.http.areas import bounds
from service.http.fields import Choices, Fault, Faulty, Form
from service.http.forms import Posted, read_form
from service.http.pages import actions, list_forms, reading, reasons, rendering
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.vintages import WITHDRAW
from service.http.pages.visits import Visit
from service.http.reads import within
from service.http.threads import in_thread
from service.kernel.refusals import Refused
from service.layouts.profiles import is_ranks_only
from service.policies import access
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.projections import lists, vintages
from service.projections.lists import Batch
from service.projections.moment import PRESENT

MOST_ROW_NO = 2**31
MOST_LINKS = 6
"""Villages of one reader; a mentor has one or two."""
ROW = "/daftar/{list_id:uuid}/baris/{row_no:int}"


class ListsController(Controller):
    """Pages about lists."""

    include_in_schema = False

    @page("/daftar", right="lists.read", asks=(*reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show the lists that were received, the newest first."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up("lists")
        with visit.reading() as conn:
            found = lists.find(
                conn,
                regency.schema,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=int(paging.after[0]) if paging.after else None,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one.position,))
        return render(visit.request, "lists.html", clock=clock, lists=shown, more=more)

    @page("/daftar/baru", right="lists.receive")
    def form(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Ask for a list, and for the letter it came with."""
        return _form(visit, {})

    @post(
        "/daftar/baru",
        opt={"right": "lists.receive", "raw_body": True, "csrf_in_handler": True},
        request_max_body_size=MOST_FILE_BYTES + 65_536,
        status_code=200,
    )
    async def receive(
        self, request: Request[Any, Any, Any], visit: NamedDependency[Visit]
    ) -> Response[Any]:
        """Take a list in, or say what is wrong with it."""
        # Only the urlencoded ones are cached by the framework; files are spooled to disk.
        form = await request.form()
        list_forms.require_csrf(request, str(form.get("_csrf", "")))
        posted = {key: [value] for key, value in form.items() if isinstance(value, str)}
        file = form.get("file")
        has_file = isinstance(file, UploadFile) and bool(file.filename)
        return await in_thread(_receive, visit, posted, file if has_file else None)

    @page("/daftar/{list_id:uuid}", right="lists.read", asks=reading.CLOCKS)
    def one(self, visit: NamedDependency[Visit], list_id: FromPath[UUID]) -> Response[str]:
        """Show one list: the letter it came with, and what became of its rows."""
        clock = reading.clock(visit)
        visit.regency.engine.catch_up("lists")
        with visit.reading() as conn:
            batch = lists.one(conn, visit.regency.schema, list_id, clock.moment)
        if batch is None:
            raise NotKnown
        return render(
            visit.request,
            "list.html",
            clock=clock,
            batch=batch,
            names_people=not is_ranks_only(batch.layout),
            village=visit.village,
            fields=dict(list_forms.COLUMN_FIELDS),
            live="/langsung",
            relisted=_relisted(visit, list_id),
            copy=visit.regency.list_files.head(list_id),
            is_open=visit.sight.purpose in list_files.FOR,
            problems=problem_counts(visit.regency, visit.actor, list_id, clock.moment),
            work=_work(visit),
            offers=actions.offers(
                visit,
                actions.Scene(title="", back="", village=visit.regency.code, state=batch),
                (WITHDRAW,),
                list_id=list_id,
            ),
        )

    @page(
        "/daftar/{list_id:uuid}/baris",
        right="lists.read",
        asks=("keadaan", "masalah", "wilayah", "nomor", *reading.PAGED),
    )
    def rows(self, visit: NamedDependency[Visit], list_id: FromPath[UUID]) -> Response[str]:
        """Show the rows that were held back, as far as they are the reader's to know."""
        regency, paging = visit.regency, reading.paging(visit)
        batch = _known(visit, list_id)
        resolved = visit.asked("keadaan") == "selesai"
        area, problem = visit.asked("wilayah"), visit.asked("masalah")
        known, number = visit.actor.known, _number(visit)
        areas = within(known, area) if area else bounds(regency, known)
        regency.engine.catch_up("vintages", "ranks")
        with visit.reading() as conn:
            met = vintages.met(conn, regency.schema, list_id, number) if number else None
            held = lists.quarantine(
                conn,
                regency.schema,
                list_id,
                areas=areas,
                is_resolved=None if number else resolved,
                reason=problem or None,
                limit=1 if number else paging.limit + 1,
                after=number - 1 if number else int(paging.after[0]) if paging.after else None,
            )
        held = [one for one in held if number in {None, one.row_no}]
        shown, more = reading.paged(visit, paging, held, lambda one: (one.row_no,))
        return render(
            visit.request,
            "list_rows.html",
            batch=batch,
            resolved=resolved,
            rows=row_answers(regency, visit.sight, batch, shown),
            problems=problem_counts(regency, visit.actor, list_id),
            problem=problem,
            number=number or "",
            met=met,
            area=area,
            areas=[one for one in visit.villages() if known.covers(one[0])],
            village=visit.village,
            may_resolve=visit.may("rows.resolve") and batch.withdrawn_on is None,
            more=more,
        )

    @page(ROW, right="rows.resolve")
    def row(
        self, visit: NamedDependency[Visit], list_id: FromPath[UUID], row_no: FromPath[int]
    ) -> Response[str]:
        """Show one row to be put right or set aside."""
        return _row(visit, list_id, row_no)

    @post(ROW, opt={"right": "rows.resolve"}, status_code=200)
    async def correct(
        self, visit: NamedDependency[Visit], list_id: FromPath[UUID], row_no: FromPath[int]
    ) -> Response[Any]:
        """Put a row right, or set it aside."""
        posted = await read_form(visit.request)
        return await in_thread(_resolve, visit, list_id, row_no, posted)


def _number(visit: Visit) -> int | None:
    """Return the number of the row that is looked for."""
    said = visit.asked("nomor").strip().replace(".", "")
    return int(said) if said.isascii() and said.isdigit() and 0 < int(said) < MOST_ROW_NO else None


def _form(
    visit: Visit,
    posted: Posted,
    *,
    status: int = 200,
    faults: tuple[Fault, ...] = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    return render(
        visit.request,
        "list_new.html",
        status=status,
        fields=list_forms.of_letter(visit).fields(posted, faults),
        faults=faults,
        file_error=next((one.message for one in faults if one.field == "file"), ""),
        refusal=reasons.of(visit, refusal) if refusal else None,
        most_megabytes=MOST_FILE_BYTES // (1024 * 1024),
    )


def _receive(visit: Visit, posted: Posted, file: UploadFile | None) -> Response[Any]:
    faults: tuple[Fault, ...] = ()
    try:
        letter = list_forms.of_letter(visit).read(posted, list_forms.Letter)
    except Faulty as err:
        faults = err.faults
    if file is None:
        faults = (*faults, Fault("file", "Berkas: pilih berkas daftar yang akan diunggah"))
    if faults or file is None:
        return _form(visit, posted, status=400, faults=faults)
    try:
        report: Report = receive(
            visit.regency,
            visit.actor,
            cast("BinaryIO", file.file),
            file_name=file.filename.rpartition("/")[2][:200],
            about=About(
                name=letter.name,
                issuer=letter.issuer,
                letter_number=letter.letter_number,
                letter_date=letter.letter_date,
                period=letter.period,
                purpose=letter.purpose,
                legal_basis=letter.legal_basis,
            ),
            layout=letter.layout,
            village=letter.village or "",
        )
    except (NotAllowed, NotEmpowered, OutOfScope):
        raise
    except Refused as refusal:
        return _form(visit, posted, status=409, refusal=refusal)
    answer = Redirect(f"/daftar/{report.list}", status_code=303)
    told = "Berkas ini sudah pernah masuk; tidak ada yang berubah."
    rendering.notice(answer, told if report.is_repeated else "Daftar selesai dibaca.")
    return answer


def _relisted(visit: Visit, list_id: UUID) -> int:
    """Return how many of those that a list names had left, and nobody has decided about."""
    counts = resurrected.counted(visit.regency, visit.actor)
    return sum(one.open for one in counts if one.list == list_id)


def _work(visit: Visit) -> Choices:
    """Return the villages whose work lists are a step from here; a whole regency's are too many."""
    if not access.may(visit.actor, "worklists.read"):
        return []
    own = [one for one in visit.villages() if access.households_of(visit.actor).covers(one[0])]
    return own if len(own) <= MOST_LINKS else []


def _known(visit: Visit, list_id: UUID) -> Batch:
    visit.regency.engine.catch_up("lists")
    with visit.reading() as conn:
        found = lists.one(conn, visit.regency.schema, list_id, PRESENT)
    if found is None:
        raise NotKnown
    return found


def _held(visit: Visit, list_id: UUID, row_no: int) -> tuple[Batch, QuarantinedRow]:
    """Return a row that was held back.

    Raises:
        NotKnown: there is none, or it is not the reader's to know.
    """
    batch = _known(visit, list_id)
    with visit.reading() as conn:
        held = lists.quarantine(conn, visit.regency.schema, list_id, limit=1, after=row_no - 1)
    found = [one for one in held if one.row_no == row_no]
    answers = row_answers(visit.regency, visit.sight, batch, found)
    if not answers:
        raise NotKnown
    return batch, answers[0]


def _row(
    visit: Visit,
    list_id: UUID,
    row_no: int,
    *,
    status: int = 200,
    posted: Posted | None = None,
    faults: tuple[Fault, ...] = (),
    refusal: Refused | None = None,
) -> Response[Any]:
    batch, row = _held(visit, list_id, row_no)
    given = posted or {}
    problems = list_forms.problems_now(row, given, refusal)
    cells = [
        list_forms.Cell(
            name=f"cell{index}",
            title=title,
            value=given.get(f"cell{index}", [value])[0],
            problems=[one for one in problems if title in one.cells],
        )
        for index, (title, value) in enumerate(row.cells.items() if row.cells else ())
    ]
    return render(
        visit.request,
        "list_row.html",
        status=status,
        batch=batch,
        row=row,
        problems=problems,
        cells=sorted(cells, key=lambda one: not one.problems),
        village=visit.village(row.area),
        villages=visit.villages(),
        chosen=given.get("village", [""])[0],
        reason=given.get("reason", [""])[0],
        faults=faults,
        refusal=reasons.of(visit, refusal) if refusal else None,
        version=visit.version(ListRow, f"{list_id}/{row_no}"),
    )


def _resolve(visit: Visit, list_id: UUID, row_no: int, posted: Posted) -> Response[Any]:
    _, row = _held(visit, list_id, row_no)
    is_dismissed = "dismiss" in posted
    try:
        command: Any
        if is_dismissed:
            reason = Form(kind=commands.DismissRow).read(posted, commands.DismissRow)
            command = partial(commands.dismiss_row, ask=reason)
        else:
            command = partial(commands.correct_row, ask=list_forms.corrected(row, posted))
        receipt = actions.record(
            visit,
            posted,
            partial(command, list_id=list_id, row_no=row_no, territory=visit.place),
            about=(ListRow, f"{list_id}/{row_no}"),
        )
    except Faulty as err:
        return _row(visit, list_id, row_no, status=400, posted=posted, faults=err.faults)
    except (NotAllowed, NotEmpowered, OutOfScope, NotKnown):
        raise
    except Refused as refusal:
        return _row(visit, list_id, row_no, status=409, posted=posted, refusal=refusal)
    told, where = "Baris diperbaiki dan masuk ke keluarga ini.", f"/keluarga/{receipt.id}"
    if is_dismissed:
        told, where = "Baris dikesampingkan.", f"/daftar/{list_id}/baris"
    elif "next" in posted:
        told, where = "Baris diperbaiki.", _next(visit, list_id, row_no)
    answer = Redirect(where, status_code=303)
    rendering.notice(answer, told)
    return answer


def _next(visit: Visit, list_id: UUID, row_no: int) -> str:
    """Return where the next row that waits is put right; where all are, after the last one."""
    visit.regency.engine.catch_up("lists")
    with visit.reading() as conn:
        waiting = lists.quarantine(
            conn,
            visit.regency.schema,
            list_id,
            areas=bounds(visit.regency, visit.actor.known),
            is_resolved=False,
            limit=1,
            after=row_no,
        )
    return "/".join([f"/daftar/{list_id}/baris", *(str(one.row_no) for one in waiting)])
