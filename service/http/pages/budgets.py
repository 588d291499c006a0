"""Village budgets on pages: of an area, one with its lines, what changed, and the alignment."""

from collections.abc import Sequence
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from service.http.api import budget_answers as answers
from service.http.api import budget_differences as changed
from service.http.api.budget_answers import AlignmentReport
from service.http.api.budget_sheets import (
    alignment_sheet,
    difference_sheet,
    line_sheet,
    versions_sheet,
)
from service.http.areas import areas_of
from service.http.downloads import download, format_of
from service.http.pages import budget_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Scene, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.apbdes import FIELD_LABELS
from service.projections import budgets

EARLIEST = 2000
LATEST = 2100


class Group(Struct, frozen=True, kw_only=True):
    """The lines of one field of a budget."""

    label: str
    lines: Sequence[Any]
    amount_rupiah: int


class BudgetsController(Controller):
    """Pages about village budgets."""

    include_in_schema = False

    @page("/apbdes", right="budgets.read", asks=("wilayah", "tahun", "unduh", *reading.CLOCKS))
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show the budgets of an area and a year, each with what it leaves open."""
        clock = reading.clock(visit)
        area, year = visit.asked("wilayah") or None, _year(visit)
        areas = areas_of(visit.actor, area)
        visit.regency.engine.catch_up("budgets")
        with visit.reading() as conn:
            held = budgets.held(
                conn, visit.regency.schema, areas=areas, fiscal_year=year, moment=clock.moment
            )
        if kind := format_of(visit.asked("unduh")):
            return download(versions_sheet(held, visit.regency.code), kind)
        found = answers.reports(visit.regency, visit.actor, area, year, clock.moment)
        return render(
            visit.request,
            "budgets.html",
            clock=clock,
            area=area or "",
            year=year,
            places=[(one.code, one.name) for one in visit.place.kecamatan],
            reports=found,
            total=sum(one.version.total_rupiah for one in found),
            settled=sum(one.settled for one in found),
            recommended=sum(one.recommended for one in found),
            may_import=visit.may("budgets.adopt"),
            offers=offers(visit, Scene(title="", back=""), [actions.ADOPT]),
        )

    @page("/apbdes/keselarasan", right="budgets.read", asks=(
        "wilayah", "tahun", "unduh", *reading.CLOCKS,
    ))  # fmt: skip
    def alignments(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Give the alignment of all budgets of an area as a file."""
        clock, year = reading.clock(visit), _year(visit)
        area = visit.asked("wilayah") or None
        found = answers.reports(visit.regency, visit.actor, area, year, clock.moment)
        return download(alignment_sheet(found, year), format_of(visit.asked("unduh")) or "xlsx")

    @page(actions.ONE, right="budgets.read", asks=("versi", "unduh", *reading.CLOCKS))
    def one(
        self, visit: NamedDependency[Visit], code: FromPath[str], year: FromPath[int]
    ) -> Response[Any]:
        """Show a version of a budget with its lines."""
        clock = reading.clock(visit)
        found = answers.read(
            visit.regency, visit.actor, code, year, clock.moment, number=_number(visit, "versi")
        )
        if kind := format_of(visit.asked("unduh")):
            return download(line_sheet(found), kind)
        return render(
            visit.request,
            "budget.html",
            clock=clock,
            code=code,
            year=year,
            name=visit.village(code),
            found=found,
            groups=[
                Group(
                    label=label,
                    lines=[line for line in found.lines if line.activity.startswith(field)],
                    amount_rupiah=one.amount_rupiah,
                )
                for field, label in FIELD_LABELS.items()
                for one in found.by_field
                if one.code == field
            ],
            may_import=visit.may("budgets.adopt", village=code),
        )

    @page(actions.ONE + "/selisih", right="budgets.read", asks=(
        "dari", "ke", "unduh", *reading.CLOCKS,
    ))  # fmt: skip
    def differences(
        self, visit: NamedDependency[Visit], code: FromPath[str], year: FromPath[int]
    ) -> Response[Any]:
        """Show what changed from one version to another, line by line."""
        clock = reading.clock(visit)
        found = changed.differences(
            visit.regency,
            visit.actor,
            code,
            year,
            clock.moment,
            before=_number(visit, "dari"),
            after=_number(visit, "ke"),
        )
        if kind := format_of(visit.asked("unduh")):
            return download(difference_sheet(found), kind)
        return render(
            visit.request,
            "budget_differences.html",
            clock=clock,
            code=code,
            year=year,
            name=visit.village(code),
            found=found,
        )

    @page(actions.ONE + "/keselarasan", right="budgets.read", asks=("unduh", *reading.CLOCKS))
    def alignment(
        self, visit: NamedDependency[Visit], code: FromPath[str], year: FromPath[int]
    ) -> Response[Any]:
        """Show which needs the budget funds, which not, and what it funds without need."""
        clock = reading.clock(visit)
        found = answers.report(visit.regency, visit.actor, code, year, clock.moment)
        if kind := format_of(visit.asked("unduh")):
            return download(alignment_sheet([found], year), kind)
        return render(
            visit.request,
            "budget_alignment.html",
            clock=clock,
            code=code,
            year=year,
            name=visit.village(code),
            found=found,
            unmet_rupiah=_unmet(found),
            lines={one.key: one for one in found.lines},
            partner=visit.partner,
            may_map=clock.is_now and visit.may("budgets.map_line", village=code),
            may_answer=clock.is_now and visit.may("budgets.answer_need", village=code),
        )


def _year(visit: Visit) -> int:
    asked = visit.asked("tahun")
    is_year = asked.isdecimal() and EARLIEST <= int(asked[:4]) <= LATEST
    return int(asked[:4]) if is_year else visit.regency.ledger.today.year


def _number(visit: Visit, name: str) -> int | None:
    asked = visit.asked(name)
    return int(asked) if asked.isdecimal() and len(asked) <= len("9999") else None


def _unmet(found: AlignmentReport) -> int:
    """Return what the unfunded needs would cost, as far as prices are known."""
    return sum(one.estimated_rupiah or 0 for one in found.of("unfunded"))
