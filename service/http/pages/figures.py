"""Official figures on pages: by area and source, side by side, explained, and counted again."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct

from service.aggregates.figure import Figure as Series
from service.application import NotKnown
from service.exchange.sheets import Sheet
from service.http.api import figure_answers as answers
from service.http.api.figure_answers import AreaCount, Comparison, Reasons
from service.http.api.figures import known
from service.http.areas import areas_of
from service.http.downloads import download, format_of
from service.http.pages import figure_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Scene, offers
from service.http.pages.figure_chart import chart
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit, uuid_in
from service.http.problems import BadRequest, FieldError
from service.kernel.figures import (
    KIND_LABELS,
    NATURE_LABELS,
    STANDING_LABELS,
    TERM_LABELS,
    FigureKind,
    FigureName,
    delta_pp,
)
from service.kernel.places import is_village
from service.policies import access
from service.projections import figures
from service.projections.figures import Figure, Target
from service.projections.moment import PRESENT

TITLES = (
    "Jenis",
    "Kode wilayah",
    "Sumber",
    "Sifat",
    "Keadaan per",
    "Persen",
    "Pembilang",
    "Penyebut",
    "Keadaan",
    "Keputusan",
    "Cara menghitung",
    "Publikasi",
)
PAIR = ("dari", "ke")


class Section(Struct, frozen=True, kw_only=True):
    """The figures of one kind in an area, drawn, and what they shall become.

    Args:
        latest: of each source the figure that counts now, the newest first.
        gap: percentage points from the newest of them to the target; None without one of them.
        years: from the latest figure's day to the target's.
    """

    kind: FigureKind
    figures: Sequence[Figure]
    chart: Any
    latest: Sequence[Figure]
    target: Target | None
    gap: Any = None
    years: float | None = None


class FiguresController(Controller):
    """Pages about figures."""

    include_in_schema = False

    @page("/angka", right="figures.read", asks=("wilayah", "unduh", *reading.CLOCKS))
    def many(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show the figures of an area, each with its source, and what they shall become."""
        regency, clock = visit.regency, reading.clock(visit)
        area = _area(visit)
        regency.engine.catch_up("figures")
        with visit.reading() as conn:
            found = figures.find(conn, regency.schema, areas=[area], moment=clock.moment)
            aims = figures.targets(conn, regency.schema, areas=[area], moment=clock.moment)
        if kind := format_of(visit.asked("unduh")):
            return download(_sheet(found), kind)
        return render(
            visit.request,
            "figures.html",
            clock=clock,
            area=area,
            name=visit.village(area),
            sections=[_section(kind, found, aims) for kind in KIND_LABELS],
            areas=_areas(visit),
            is_own=visit.actor.scope.covers(area),
            offers=offers(
                visit,
                Scene(title="", back="", village=area),
                [actions.COMPUTE, actions.REPORT, actions.SET_TARGET],
            ),
        )

    @page("/angka/register", right="figures.read", asks=(
        "wilayah", "menurut", "unduh", *reading.CLOCKS,
    ))  # fmt: skip
    def register(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show what the register counts now or then, as sums of its villages."""
        clock, by = reading.clock(visit), visit.asked("menurut") or "kecamatan"
        chosen: answers.By = (
            "village" if by == "desa" else "regency" if by == "kabupaten" else "kecamatan"
        )
        area = visit.asked("wilayah") or None
        rows = [
            row
            for one in areas_of(visit.actor, area)
            for row in answers.area_counts(visit.regency, visit.actor, one, chosen, clock.moment)
        ]
        if kind := format_of(visit.asked("unduh")):
            return download(_counts_sheet(rows), kind)
        return render(
            visit.request,
            "figure_register.html",
            clock=clock,
            by=by,
            area=area or "",
            rows=rows,
            places=_areas(visit),
            missing=[name for row in rows for name in row.missing],
            numerator=sum(row.numerator for row in rows),
            denominator=sum(row.denominator or 0 for row in rows),
        )

    @page("/angka/corong", right="figures.read", asks=("wilayah", *reading.CLOCKS))
    def funnel(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show how many are left at each step towards being helped."""
        clock, area = reading.clock(visit), _area(visit)
        access.require_village(visit.actor, area)
        steps = answers.steps(visit.regency, visit.actor, area, clock.moment)
        return render(
            visit.request,
            "figure_funnel.html",
            clock=clock,
            area=area,
            name=visit.village(area),
            areas=_areas(visit),
            steps=steps,
            most=max(1, steps[0].households),
        )

    @page("/angka/banding", right="figures.read", asks=(*PAIR, "unduh"))
    def compare(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show two figures side by side, and why they differ."""
        before, after = (_asked(visit, name) for name in PAIR)
        found = answers.compared(visit.regency, visit.actor, before, after)
        if (kind := format_of(visit.asked("unduh"))) and found.reasons:
            return download(_reasons_sheet(found, found.reasons), kind)
        opens = (
            answers.is_counted_here(before)
            and answers.is_counted_here(after)
            and access.households_of(visit.actor).covers(before.area)
        )
        return render(
            visit.request,
            "figure_compare.html",
            found=found,
            name=visit.village(before.area),
            opens=opens,
            is_village=is_village(before.area),
            query=f"dari={found.before.id}&ke={found.after.id}",
            most=max((abs(part.persons) for part in _parts(found)), default=1) or 1,
        )

    @page("/angka/sebab", right="households.read", asks=(*PAIR, "sebab", *reading.PAGED))
    def persons(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show who stands behind a reason: household, and the decision that made it so."""
        before, after = (_asked(visit, name) for name in PAIR)
        access.require_household(visit.actor, before.area)
        paging = reading.paging(visit)
        term = next((one for one in TERM_LABELS if one == visit.asked("sebab")), None)
        found = answers.behind(
            visit.regency,
            before,
            after,
            term=term,
            after_key=(
                (uuid_in(str(paging.after[0])), uuid_in(str(paging.after[1])))
                if paging.after
                else None
            ),
            limit=paging.limit + 1,
        )
        shown, more = reading.paged(
            visit, paging, found, lambda one: (str(one.household), str(one.person))
        )
        return render(
            visit.request,
            "figure_persons.html",
            before=answers.answer(before),
            after=answers.answer(after),
            term=term,
            persons=shown,
            village=visit.village,
            more=more,
        )

    @page(actions.ONE, right="figures.read", asks=reading.CLOCKS)
    def one(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show one figure with all that makes it one, and what it can be compared with."""
        regency, clock, name = visit.regency, reading.clock(visit), actions.named(visit)
        found = known(regency, visit.actor, name, clock.moment)
        with visit.reading() as conn:
            others = figures.find(
                conn, regency.schema, kind=name.kind, areas=[name.area], moment=clock.moment
            )
        _, series = regency.ledger.look(Series, name.series)
        return render(
            visit.request,
            "figure.html",
            clock=clock,
            figure=answers.answer(found),
            name=visit.village(found.area),
            is_own=visit.actor.scope.covers(found.area),
            others=[answers.answer(one) for one in others if one.position != found.position],
            offers=offers(
                visit,
                Scene(title="", back="", village=found.area, state=series.figures.get(name.number)),
                actions.ACTIONS,
                kind=name.kind,
                area=name.area,
                source=name.source,
                number=name.number,
            ),
        )


def _area(visit: Visit) -> str:
    """Return the area that is asked about; the regency, or the reader's own, if none is."""
    asked = visit.asked("wilayah")
    if not asked:
        scope = visit.actor.scope
        return visit.regency.code if scope.covers(visit.regency.code) else scope.areas[0]
    if asked not in visit.names.villages:
        raise NotKnown
    return asked


def _areas(visit: Visit) -> list[tuple[str, str]]:
    """Return the areas that can be chosen: of the villages only the reader's own."""
    place = visit.place
    wide = [(place.code, place.name), *((one.code, one.name) for one in place.kecamatan)]
    return [*wide, *visit.villages()]


def _asked(visit: Visit, name: str) -> Figure:
    try:
        wanted = FigureName.read(visit.asked(name))
    except ValueError as err:
        raise BadRequest([FieldError(f"?{name}", "pilih angkanya")]) from err
    return known(visit.regency, visit.actor, wanted, PRESENT)


def _section(kind: FigureKind, found: Sequence[Figure], aims: Sequence[Target]) -> Section:
    own = [one for one in found if one.kind == kind]
    target = next((one for one in aims if one.kind == kind), None)
    by_source: dict[str, Figure] = {}
    for one in sorted(own, key=lambda one: (_weight(one), one.reference_date, one.position)):
        if one.standing != "superseded":
            by_source[one.source] = one
    latest = sorted(by_source.values(), key=lambda one: one.reference_date, reverse=True)
    gap, years = None, None
    if latest and target:
        gap = delta_pp(latest[0].value_percent, target.target_percent)
        years = round((target.due_on - latest[0].reference_date).days / 365.25, 1)
    return Section(
        kind=kind,
        figures=own,
        chart=chart(own),
        latest=latest,
        target=target,
        gap=gap,
        years=years,
    )


def _weight(figure: Figure) -> bool:
    """Say whether a figure counts before any that is only provisional."""
    return figure.standing != "provisional"


def _parts(found: Comparison) -> Sequence[answers.Reason]:
    return found.reasons.parts if found.reasons else ()


def _sheet(found: Sequence[Figure]) -> Sheet:
    return Sheet(
        name="angka",
        titles=TITLES,
        rows=[
            (
                KIND_LABELS[one.kind],
                one.area,
                one.source_name,
                NATURE_LABELS[one.nature],
                one.reference_date,
                one.value_percent,
                one.numerator,
                one.denominator,
                STANDING_LABELS[one.standing],
                one.decree_number,
                one.method,
                one.publication,
            )
            for one in found
        ],
    )


def _counts_sheet(rows: Sequence[AreaCount]) -> Sheet:
    return Sheet(
        name="hitungan-register",
        titles=(
            "Kode wilayah",
            "Wilayah",
            "Orang miskin",
            "Keluarga miskin",
            "Penduduk",
            "Persen",
            "Sumber penduduk",
            "Penduduk per",
        ),
        rows=[
            (
                row.area,
                row.name,
                row.numerator,
                row.households,
                row.denominator,
                row.value_percent,
                row.population_source,
                row.counted_on,
            )
            for row in rows
        ],
    )


def _reasons_sheet(found: Comparison, told: Reasons) -> Sheet:
    def line(label: str, day: date, value: Any, parts: tuple[Any, Any]) -> tuple[Any, ...]:
        return (f"{label} per {day.isoformat()}", *parts, None, value)

    before, after = found.before, found.after
    return Sheet(
        name="sebab-perubahan-angka",
        titles=("Sebab", "Masuk", "Keluar", "Selisih orang", "Poin persen"),
        rows=[
            line("Angka awal", before.reference_date, before.value_percent, (None, None)),
            *((part.label, part.came, part.went, part.persons, part.points) for part in told.parts),
            ("Seluruhnya", None, None, told.persons, told.delta_points),
            line("Angka akhir", after.reference_date, after.value_percent, (None, None)),
        ],
    )
