"""What anybody may read without signing in: unmet needs by village, and promises against proof."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency

from service.exchange.sheets import Sheet
from service.http import public
from service.http.api.public import PublicNeed, Score, ScoreAsked, board, scores
from service.http.downloads import download
from service.http.pages import reading
from service.http.pages.rendering import NOTICE, render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.kernel.needs import NEED_LABELS, NEEDS, STRATEGIES, STRATEGY_LABELS
from service.projections.moment import Moment
from service.projections.scoreboard import Sum
from service.regency import Regency

AnyRequest = Request[Any, Any, Any]

BOARD, SCORES = "/publik", "/publik/papan-janji"
YEARS = range(2000, 2101)
_TITLES = (
    *("Lembaga", "Nama", "Tahun", "Strategi", "Desa", "Dijanjikan", "Dialokasikan", "Disalurkan"),
    *("Diserahkan", "Diverifikasi", "Belum dijawab desa", "Tertua (hari)"),
)


class PublicController(Controller):
    """Open to everybody; no name, and no number of households below five."""

    include_in_schema = False
    opt = {"public": True, "strangers": "kept"}  # noqa: RUF012  (the framework's own way)

    @get(
        BOARD,
        sync_to_thread=True,
        opt={"queries": frozenset({"kebutuhan", "wilayah", "tanggal", *reading.PAGED})},
    )
    def needs(self, request: AnyRequest, regency: NamedDependency[Regency]) -> Response[Any]:
        """Show what households lack, by village."""
        visit = Visit(request, public.reader(regency), regency)
        as_of, moment = _day(visit)
        tag = public.tag_of(request, regency, moment, as_of)
        if _may_keep(request) and public.is_known(request, tag):
            return public.unchanged(tag)
        need = next((one for one in NEEDS if one == visit.asked("kebutuhan")), None)
        kecamatan = visit.asked("wilayah")
        found = board(regency, moment, need=need, kecamatan=kecamatan)
        paging = reading.paging(visit)
        places = _by_village(found.villages)
        after = str(paging.after[0]) if paging.after else ""
        rows = [(code, told) for code, told in places if code > after][: paging.limit + 1]
        shown, more = reading.paged(visit, paging, rows, lambda row: (row[0],))
        answer = render(
            request,
            "public_needs.html",
            place=visit.place,
            whole=found.regency,
            rows=[(visit.village(code), told) for code, told in shown],
            more=more,
            needs=[(one, NEED_LABELS[one]) for one in NEEDS],
            kecamatan=[(one.code, one.name) for one in visit.place.kecamatan],
            asked={"kebutuhan": need or "", "wilayah": kecamatan, "tanggal": as_of or ""},
        )
        return public.kept(answer, tag) if _may_keep(request) else answer

    @get(
        SCORES,
        sync_to_thread=True,
        opt={
            "queries": frozenset({"tahun", "strategi", "desa", "tanggal", "unduh", *reading.PAGED})
        },
    )
    def scoreboard(self, request: AnyRequest, regency: NamedDependency[Regency]) -> Response[Any]:
        """Show what each partner promised, and how far that has come."""
        visit = Visit(request, public.reader(regency), regency)
        as_of, moment = _day(visit)
        tag = public.tag_of(request, regency, moment, as_of)
        if _may_keep(request) and public.is_known(request, tag):
            return public.unchanged(tag)
        asked, today = _asked(visit), public.day_of(regency, as_of)
        found, parts = scores(regency, asked, moment, today=today)
        if visit.asked("unduh"):
            return public.kept(download(_sheet(visit, found, asked), "csv"), tag)
        paging = reading.paging(visit)
        after = str(paging.after[0]) if paging.after else ""
        rest = [one for one in found if one.partner > after][: paging.limit + 1]
        rows, more = reading.paged(visit, paging, rest, lambda one: (one.partner,))
        answer = render(
            request,
            "public_scores.html",
            place=visit.place,
            rows=rows,
            more=more,
            **_parts(visit, parts),
            strategies=list(STRATEGY_LABELS.items()),
            villages=visit.villages(),
            asked={
                "tahun": asked.fiscal_year or "",
                "strategi": asked.strategy or "",
                "desa": asked.village or "",
                "tanggal": as_of or "",
            },
            csv=reading.address(visit, unduh="csv", setelah=None),
        )
        return public.kept(answer, tag) if _may_keep(request) else answer


def _may_keep(request: AnyRequest) -> bool:
    """Say whether a page is the same for everybody: nobody is signed in, nothing was just done."""
    return request.scope.get("session") is None and NOTICE not in request.cookies


def _day(visit: Visit) -> tuple[date | None, Moment]:
    """Return the day that is asked about, and the moment it ends.

    Raises:
        BadRequest: it is no day.
    """
    text = visit.asked("tanggal")
    try:
        as_of = date.fromisoformat(text) if text else None
    except ValueError as err:
        raise BadRequest([FieldError("?tanggal", "harus tanggal yang ada")]) from err
    return as_of, public.moment_of(visit.regency, as_of)


def _asked(visit: Visit) -> ScoreAsked:
    year = visit.asked("tahun")
    return ScoreAsked(
        fiscal_year=int(year) if year.isdecimal() and int(year) in YEARS else None,
        strategy=next((one for one in STRATEGIES if one == visit.asked("strategi")), None),
        village=next((code for code, _ in visit.villages() if code == visit.asked("desa")), None),
    )


def _by_village(found: Sequence[PublicNeed]) -> list[tuple[str, list[PublicNeed]]]:
    by: dict[str, list[PublicNeed]] = {}
    for one in found:
        by.setdefault(one.village or "", []).append(one)
    return sorted(by.items())


def _parts(visit: Visit, found: Sequence[Sum]) -> dict[str, Any]:
    """Return the five numbers of all, and by year, strategy and village, each with its name."""
    by: dict[str, list[Sum]] = {}
    for one in found:
        by.setdefault(one.part, []).append(one)
    labels: dict[str, str] = dict(STRATEGY_LABELS.items())
    return {
        "totals": by["whole"][0],
        "years": [(one.key, one) for one in by.get("year", ())],
        "by_strategy": [(labels.get(one.key, one.key), one) for one in by.get("strategy", ())],
        "by_village": [(visit.village(one.key), one) for one in by.get("village", ())],
    }


def _sheet(visit: Visit, found: Sequence[Score], asked: ScoreAsked) -> Sheet:
    return Sheet(
        name="papan-janji",
        titles=_TITLES,
        rows=[
            (
                one.partner,
                one.name,
                asked.fiscal_year,
                STRATEGY_LABELS[asked.strategy] if asked.strategy else "",
                visit.village(asked.village),
                one.committed_rupiah,
                one.allocated_rupiah,
                one.disbursed_rupiah,
                one.delivered_rupiah,
                one.verified_rupiah,
                one.unanswered,
                one.oldest_days,
            )
            for one in found
        ],
    )
