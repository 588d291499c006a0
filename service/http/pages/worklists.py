"""The work list of a village: who is still to be looked at, on the page, as a file, on paper."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect
from msgspec.structs import replace

from service.exchange import work_sheets
from service.exchange.sheets import Sheet
from service.exchange.work_sheet_pdf import as_pdf
from service.exchange.work_sheets import Asked, WorkRow
from service.http.api import worklists as answers
from service.http.authentication import require_fresh
from service.http.downloads import attachment, download, format_of
from service.http.pages import reading
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.kernel.lists import LAYOUT_SHORT
from service.kernel.purposes import PURPOSE_LABELS
from service.kernel.row_codes import read_row_code
from service.kernel.verdicts import STATUS_LABELS
from service.policies.freshness import DUE_LABELS, MONTHS_FRESH, MOST_MONTHS
from service.projections import lists, ranks, sentences, worklists
from service.projections.moment import Moment
from service.work import WESTERN_INDONESIA

ROWS = 100
MOST_DECILE = 10
KEPT_DAYS = 30
_WARNING = "Membocorkan data ini dipidana (UU 27/2022 Pasal 67)."
FILTERS = ("keadaan", "daftar", "desil", "menurut", "rt", "bulan")
TITLES = (
    "Kode",
    "RT",
    "RW",
    "Alamat",
    "Kepala keluarga",
    "Anggota",
    "Status",
    "Terakhir dilihat",
    "Mengapa",
    "Desil",
    "Desil menurut",
    "Kebutuhan belum diperiksa",
)


class WorkListsController(Controller):
    """Pages on what a village has to look at."""

    include_in_schema = False

    @page(
        "/desa/{code:str}/kerja",
        right="worklists.read",
        asks=(*FILTERS, "unduh", "kode", *reading.CLOCKS, *reading.PAGED),
    )
    def one(self, visit: NamedDependency[Visit], code: FromPath[str]) -> Response[Any]:
        """Show what is due in a village, or give it as a file."""
        answers.require_village(visit.regency, visit.actor, code)
        if typed := visit.asked("kode"):
            return _to_row(visit, code, typed)
        clock, paging = reading.clock(visit), reading.paging(visit, ROWS)
        asked = asked_for(visit)
        found = answers.listed(visit.regency, visit.sight, code, clock.moment, asked)
        if kind := format_of(visit.asked("unduh")):
            return download(_sheet(visit, code, found.rows), kind)
        key = [str(part) for part in paging.after] if paging.after else None
        rows, more = reading.paged(visit, paging, answers.after(found.rows, key), answers.row_key)
        rankings = _rankings(visit, clock.moment, found.every)
        return render(
            visit.request,
            "worklist.html",
            clock=clock,
            village=visit.place.village(code),
            asked=asked,
            path_asked=any(visit.asked(name) for name in FILTERS),
            names=found.names,
            rows=answers.shown(visit.regency, visit.sight, code, rows, clock.moment),
            counts=work_sheets.counted(found.every),
            open=len(found.every),
            wanted=len(found.rows),
            dues=[(one, DUE_LABELS[one]) for one in DUE_LABELS],
            rts=[(one, f"RT {one}") for one in work_sheets.rts_of(found.every)],
            lists=_lists(visit, found.every),
            rankings=rankings,
            unranked=_unranked(found.every, asked),
            grid=f"/desa/{code}/isian" + filter_of(visit),
            more=more,
            files=files(visit),
            paper=f"/desa/{code}/lembar.pdf" + filter_of(visit),
            may_judge=visit.may("households.judge", village=code),
        )

    @page("/desa/{code:str}/lembar.pdf", right="worklists.read", asks=FILTERS)
    def paper(self, visit: NamedDependency[Visit], code: FromPath[str]) -> Response[Any]:
        """Give the sheet of an RT, or of the village, to fill in by hand."""
        answers.require_village(visit.regency, visit.actor, code)
        require_fresh(visit.request)
        require_open(visit, code)
        moment = reading.clock(visit).moment
        found = answers.listed(visit.regency, visit.sight, code, moment, asked_for(visit))
        number = record(visit, found.rows)
        made = as_pdf(
            found.rows,
            village=visit.village(code),
            kecamatan=_kecamatan(visit, code),
            regency=visit.place.name,
            marks=marks(visit, number),
        )
        return attachment(made, f"lembar-{code}-{number}.pdf", "application/pdf")


def asked_for(visit: Visit) -> Asked:
    """Return what of a village's work a page is asked for.

    Raises:
        BadRequest: it can't be.
    """
    due, decile, months = visit.asked("keadaan"), visit.asked("desil"), visit.asked("bulan")
    for name, text, most in (("desil", decile, MOST_DECILE), ("bulan", months, MOST_MONTHS)):
        if text and not (text.isascii() and text.isdecimal() and 1 <= int(text[:4]) <= most):
            raise BadRequest([FieldError(f"?{name}", f"harus 1 sampai {most}")])
    every = tuple(DUE_LABELS)
    return Asked(
        months=int(months) if months else MONTHS_FRESH,
        dues=every if due == "semua" else tuple(one for one in every if one == due),
        list=_chosen(visit, "daftar"),
        decile=int(decile) if decile else None,
        ranking=_chosen(visit, "menurut"),
        rt=visit.asked("rt")[:20],
    )


def _chosen(visit: Visit, name: str) -> UUID | None:
    said = visit.asked(name)
    try:
        return UUID(said) if said else None
    except ValueError as err:
        raise BadRequest([FieldError(f"?{name}", "harus daftar yang ada")]) from err


def files(visit: Visit) -> str:
    """Return the page's own address, to ask it for a file."""
    found = reading.address(visit, setelah=None)
    return found if "?" in found else found + "?"


def require_open(visit: Visit, village: str) -> None:
    """Refuse what is worth nothing when masked.

    Raises:
        BadRequest: choose a purpose first.
    """
    visit.sight.required()
    if visit.sight.names_for(village) == "masked":
        raise BadRequest([FieldError("?purpose", "peran Anda tidak membaca nama di desa ini")])


def record(visit: Visit, rows: Sequence[WorkRow]) -> int:
    """Put everybody on a sheet on record; return the number that stands on it."""
    number = visit.sight.record(work_sheets.subjects(rows), kind="export")
    assert number is not None, "what is exported has a purpose"
    return number


def marks(visit: Visit, number: int) -> tuple[str, ...]:
    """Return what stands on every sheet by name: who made it, what for, when it goes."""
    actor, now = visit.actor, visit.regency.ledger.clock().astimezone(WESTERN_INDONESIA)
    until = (now + timedelta(days=KEPT_DAYS)).date()
    who = f"{actor.name or actor.account}, {actor.position} ({actor.organisation})"
    return (
        f"Lembar nomor {number} oleh {who}, {sentences.day(now.date())} {now:%H.%M} WIB",
        f"Tujuan: {PURPOSE_LABELS[visit.sight.required()]}",
        f"Musnahkan paling lambat {sentences.day(until)} sesudah disalin. {_WARNING}",
    )


def _sheet(visit: Visit, code: str, rows: Sequence[WorkRow]) -> Sheet:
    require_fresh(visit.request)
    require_open(visit, code)
    number = record(visit, rows)
    return Sheet(
        name=f"kerja-{code}-{number}",
        titles=TITLES,
        marks=marks(visit, number),
        rows=[
            (
                row.code,
                row.rt,
                row.rw,
                row.address,
                row.head,
                row.persons,
                STATUS_LABELS[row.status],
                row.looked_on,
                DUE_LABELS[row.due],
                row.decile,
                row.decile_source,
                row.claims,
            )
            for row in rows
        ],
    )


def _to_row(visit: Visit, village: str, typed: str) -> Response[Any]:
    """Lead to the household behind a code that somebody typed, or say that there is none."""
    visit.regency.engine.catch_up("verifications")
    number, found = read_row_code(typed), None
    if number is not None:
        with visit.reading() as conn:
            found = worklists.called(conn, visit.regency.schema, village, number)
    if found is None:
        raise BadRequest([FieldError("?kode", f"tidak ada baris {typed[:12]} di desa ini")])
    return Redirect(f"/keluarga/{found}", status_code=303)


def _lists(visit: Visit, rows: Sequence[WorkRow]) -> list[tuple[str, str]]:
    """Return the lists that name somebody of the village, with what people call them."""
    visit.regency.engine.catch_up("lists")
    known = sorted({one for row in rows for one in row.lists})
    with visit.reading() as conn:
        found = [lists.one(conn, visit.regency.schema, one) for one in known]
    return [(str(one.list), f"{one.name}, {one.period}") for one in found if one is not None]


def _rankings(visit: Visit, moment: Moment, rows: Sequence[WorkRow]) -> list[tuple[str, str]]:
    """Return the lists that put somebody of the village in a decile, with what people call them."""
    with visit.reading() as conn:
        found = ranks.rankings(conn, visit.regency.schema, [row.household for row in rows], moment)
    return [
        (str(one.list), f"{LAYOUT_SHORT[one.origin]} {one.period} ({one.households} keluarga)")
        for one in found
    ]


def _unranked(rows: Sequence[WorkRow], asked: Asked) -> int:
    """Return how many rows a filter by decile leaves out because no list ranks them."""
    if asked.decile is None:
        return 0
    otherwise = work_sheets.wanted(rows, replace(asked, decile=None))
    return sum(row.decile is None for row in otherwise)


def filter_of(visit: Visit) -> str:
    """Return the filter of the page as a query, for the same rows elsewhere."""
    path = reading.address(visit, setelah=None, diketahui=None, benar=None, kode=None)
    return path[len(visit.request.url.path) :]


def _kecamatan(visit: Visit, code: str) -> str:
    village = visit.place.village(code)
    return village.kecamatan_name if village else ""
