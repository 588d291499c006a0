"""Official figures on pages: by area and source, side by side, explained, and counted again."""

import math
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.figure import Figure as Series
from service.application import NotKnown
from service.http import reads
from service.http.api import figure_answers as answers
from service.http.api import figure_sheets as sheets
from service.http.api.figure_answers import Comparison
from service.http.api.figures import known
from service.http.areas import areas_of
from service.http.downloads import download, format_of
from service.http.pages import figure_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Scene, offers
from service.http.pages.figure_chart import chart
from service.http.pages.households import GROUPS
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit, uuid_in
from service.http.problems import BadRequest, FieldError
from service.kernel.figures import (
    KIND_LABELS,
    TERM_LABELS,
    FigureKind,
    FigureName,
    delta_pp,
    rate_percent,
    rounded,
)
from service.kernel.places import is_village
from service.policies import access
from service.projections import figures
from service.projections.figures import Figure, Target

PAIR = ("dari", "ke")
TENTH = Decimal("0.1")


class Section(Struct, frozen=True, kw_only=True):
    """The figures of one kind in an area, drawn, and what they shall become.

    Args:
        latest: of each source the figure that counts now, the newest first.
        gap: percentage points from the newest of them to the target; None without one of them.
        years: from the latest figure's day to the target's.
        pace: percentage points a year that the gap asks for; None if it is closed, or too late.
        persons: how many must still leave the numerator; None if the newest has none.
        is_line_new: what counts as poor changed between the figures of a source.
    """

    kind: FigureKind
    figures: Sequence[Figure]
    chart: Any
    latest: Sequence[Figure]
    target: Target | None
    gap: Decimal | None = None
    years: Decimal = Decimal()
    pace: Decimal | None = None
    persons: int | None = None
    is_line_new: bool = False


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
            return download(sheets.figures_sheet(found, aims, _marks(clock)), kind)
        return render(
            visit.request,
            "figures.html",
            clock=clock,
            area=area,
            name=visit.village(area),
            sections=[_section(kind, found, aims, clock.query) for kind in KIND_LABELS],
            areas=_areas(visit),
            is_village=is_village(area),
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
        own = visit.actor.scope.areas
        area = visit.asked("wilayah") or (own[0] if len(own) == 1 else None)
        rows = [
            row
            for one in areas_of(visit.actor, area)
            for row in answers.area_counts(visit.regency, visit.actor, one, chosen, clock.moment)
        ]
        if kind := format_of(visit.asked("unduh")):
            return download(sheets.counts_sheet(rows, _marks(clock)), kind)
        missing = [name for row in rows for name in row.missing]
        numerator = sum(row.numerator for row in rows)
        denominator = sum(row.denominator or 0 for row in rows)
        return render(
            visit.request,
            "figure_register.html",
            clock=clock,
            by=by,
            area=area or "",
            rows=rows,
            places=_areas(visit, own=True),
            missing=missing,
            numerator=numerator,
            denominator=denominator,
            households=sum(row.households for row in rows),
            value=rate_percent(numerator, denominator) if denominator and not missing else None,
        )

    @page("/angka/corong", right="figures.read", asks=("wilayah", "unduh", *reading.CLOCKS))
    def funnel(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show how many are left at each step towards being helped."""
        clock, area = reading.clock(visit), _area(visit)
        access.require_village(visit.actor, area)
        steps = answers.steps(visit.regency, visit.actor, area, clock.moment)
        if kind := format_of(visit.asked("unduh")):
            return download(sheets.steps_sheet(steps, _marks(clock)), kind)
        return render(
            visit.request,
            "figure_funnel.html",
            clock=clock,
            area=area,
            name=visit.village(area),
            areas=_areas(visit, own=True),
            is_exact=access.households_of(visit.actor).covers(area),
            steps=steps,
            lists={"registered": "", "eligible": "eligible", **{one: one for one in GROUPS}},
            most=max(1, steps[0].households),
        )

    @page("/angka/banding", right="figures.read", asks=(*PAIR, "unduh", *reading.CLOCKS))
    def compare(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show two figures side by side, and why they differ."""
        clock = reading.clock(visit)
        before, after = (_asked(visit, name, clock) for name in PAIR)
        found = answers.compared(visit.regency, visit.actor, before, after)
        if (kind := format_of(visit.asked("unduh"))) and found.reasons:
            return download(sheets.reasons_sheet(found, found.reasons, _marks(clock)), kind)
        opens = (
            answers.is_counted_here(before)
            and answers.is_counted_here(after)
            and access.households_of(visit.actor).covers(before.area)
        )
        return render(
            visit.request,
            "figure_compare.html",
            clock=clock,
            found=found,
            name=visit.village(before.area),
            opens=opens,
            people=_people(visit, before.area) if opens else "",
            query=f"dari={found.before.id}&ke={found.after.id}",
            most=max((abs(part.persons) for part in _parts(found)), default=1) or 1,
        )

    @page("/angka/sebab", right="households.read", asks=(
        *PAIR, "sebab", "unduh", *reading.CLOCKS, *reading.PAGED,
    ))  # fmt: skip
    def persons(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show who stands behind a reason: household, and the decision that made it so."""
        clock = reading.clock(visit)
        before, after = (_asked(visit, name, clock) for name in PAIR)
        access.require_household(visit.actor, before.area)
        paging = reading.paging(visit)
        term = next((one for one in TERM_LABELS if one == visit.asked("sebab")), None)
        if kind := format_of(visit.asked("unduh")):
            # All at once: each question compares the two moments anew.
            whole = partial(answers.behind, visit.regency, before, after, term=term)
            return download(sheets.persons_sheet(whole(after_key=None, limit=None)), kind)
        key = reads.after(paging, str, str, int)
        found = answers.behind(
            visit.regency,
            before,
            after,
            term=term,
            after_key=(uuid_in(key[0]), uuid_in(key[1]), key[2]) if key else None,
            limit=paging.limit + 1,
        )
        shown, more = reading.paged(
            visit, paging, found, lambda one: (str(one.household), str(one.person), one.sign)
        )
        return render(
            visit.request,
            "figure_persons.html",
            clock=clock,
            before=answers.answer(before),
            after=answers.answer(after),
            query=f"dari={visit.asked('dari')}&ke={visit.asked('ke')}&sebab={term or ''}",
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
            behind=_behind(visit, found),
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


def _areas(visit: Visit, *, own: bool = False) -> list[tuple[str, str]]:
    """Return the areas that can be chosen: of the villages only the reader's own.

    Args:
        own: and so of the wider areas.
    """
    place = visit.place
    wide = [(place.code, place.name), *((one.code, one.name) for one in place.kecamatan)]
    scope = visit.actor.scope
    return [*(one for one in wide if not own or scope.covers(one[0])), *visit.villages()]


def _people(visit: Visit, area: str) -> str:
    """Return where the counts of people behind a denominator are read; empty if not by all."""
    if not (access.may(visit.actor, "trail.read") and visit.actor.scope.covers(area)):
        return ""
    about = f"subjek=village:{area}" if is_village(area) else f"wilayah={area}"
    return f"/jejak?{about}&jenis=population.recorded"


def _behind(visit: Visit, figure: Figure) -> dict[str, str]:
    """Return where numerator and denominator of a count of this register are read, as then."""
    if figure.frozen_at is None or not visit.actor.scope.covers(figure.area):
        return {"numerator": "", "denominator": "", "again": ""}
    then = f"diketahui={figure.frozen_at}&benar={figure.reference_date.isoformat()}"
    again = f"/angka/register?wilayah={figure.area}&menurut=desa&{then}"
    known = is_village(figure.area) and access.households_of(visit.actor).covers(figure.area)
    people = _people(visit, figure.area)
    return {
        "numerator": f"/keluarga?wilayah={figure.area}&status=poor&{then}" if known else again,
        "denominator": f"{people}&diketahui={figure.frozen_at}" if people else again,
        "again": again,
    }


def _marks(clock: reading.Clock) -> list[str]:
    """Return what a file of a moment says above its titles, none if it is the present."""
    said = [f"Diketahui per: {clock.known}"] if clock.known else []
    return [*said, f"Benar per: {clock.valid_on.isoformat()}"] if clock.valid_on else said


def _asked(visit: Visit, name: str, clock: reading.Clock) -> Figure:
    try:
        wanted = FigureName.read(visit.asked(name))
    except ValueError as err:
        raise BadRequest([FieldError(f"?{name}", "pilih angkanya")]) from err
    return known(visit.regency, visit.actor, wanted, clock.moment)


def _section(
    kind: FigureKind, found: Sequence[Figure], aims: Sequence[Target], query: str
) -> Section:
    own = [one for one in found if one.kind == kind]
    target = next((one for one in aims if one.kind == kind), None)
    by_source: dict[str, Figure] = {}
    for one in sorted(own, key=lambda one: (_weight(one), one.reference_date, one.position)):
        if one.standing != "superseded":
            by_source[one.source] = one
    latest = sorted(by_source.values(), key=lambda one: one.reference_date, reverse=True)
    bases = {(one.source, one.line_basis) for one in own if one.line_basis}
    section = Section(
        kind=kind,
        figures=own,
        chart=chart(own, query),
        latest=latest,
        target=target,
        is_line_new=len(bases) > len({source for source, _ in bases}),
    )
    return _counted_down(section, latest[0], target) if latest and target else section


def _counted_down(section: Section, newest: Figure, target: Target) -> Section:
    """Return a section that says how far its newest figure is from the target, and how long."""
    gap = delta_pp(newest.value_percent, target.target_percent)
    years = rounded(Fraction((target.due_on - newest.reference_date).days * 4, 1461), TENTH)
    persons = None
    if newest.numerator is not None and newest.denominator is not None:
        allowed = math.floor(newest.denominator * Fraction(target.target_percent) / 100)
        persons = max(0, newest.numerator - allowed)
    return replace(
        section,
        gap=gap,
        years=years,
        pace=rounded(Fraction(gap) / Fraction(years)) if gap < 0 < years else None,
        persons=persons,
    )


def _weight(figure: Figure) -> bool:
    """Say whether a figure counts before any that is only provisional."""
    return figure.standing != "provisional"


def _parts(found: Comparison) -> Sequence[answers.Reason]:
    return found.reasons.parts if found.reasons else ()
