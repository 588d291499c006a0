"""The recommendation map: as a table and drawn, per village with its activities and RTs."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from service.application import NotKnown
from service.http import rulebook
from service.http.api import criteria_counts
from service.http.api import household_recommendations as of_households
from service.http.api import recommendation_answers as answers
from service.http.api import recommendation_details as details
from service.http.api.recommendation_answers import AreaNeed, MapRead
from service.http.api.recommendation_sheets import activity_sheet, block_sheet, map_sheet
from service.http.downloads import download
from service.http.pages import household_actions, indicator_actions, opening, reading, village_map
from service.http.pages.actions import offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.needs import NEED_LABELS, NEEDS, NeedType
from service.kernel.rule_sets import MAP
from service.policies import access
from service.reference.instruments import INSTRUMENTS
from service.reference.rule_sets import CRITERIA, SHIPPED

MOST_DIGITS = 4
STANDINGS: tuple[tuple[str, str], ...] = (
    ("unmet", "Belum terpenuhi"),
    ("claimed", "Belum diperiksa"),
    ("committed", "Sudah dijanjikan"),
    ("met", "Terpenuhi"),
)


class Total(Struct, frozen=True, kw_only=True):
    """A need in the whole of what is looked at, with what is recommended."""

    line: AreaNeed
    recommended: Sequence[answers.Recommended]


class RecommendationsController(Controller):
    """Pages about what is recommended where."""

    include_in_schema = False

    @page(
        "/peta-rekomendasi",
        right="counts.read",
        asks=("kebutuhan", "keadaan", "wilayah", "versi", *reading.CLOCKS),
    )
    def board(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Show the map: needs beside what is recommended, and each village by its number."""
        clock = reading.clock(visit)
        found = _read(visit, clock)
        need = next((one for one in NEEDS if one == visit.asked("kebutuhan")), None)
        keys = dict(STANDINGS)
        standing = visit.asked("keadaan") if visit.asked("keadaan") in keys else "unmet"
        places = village_map.by_kecamatan(visit, _counts(found, need, standing), found.areas)
        return render(
            visit.request,
            "recommendations.html",
            clock=clock,
            place=visit.place,
            found=found,
            totals=_totals(found),
            need=need,
            need_label=NEED_LABELS[need] if need else "",
            standing=standing,
            standing_label=keys[standing],
            standings=STANDINGS,
            places=places,
            legend=village_map.legend(places),
            drawing=village_map.drawing(visit, places, found.areas, clock.moment),
            criteria=_criteria(visit, found, clock),
            **_chooser(visit, clock),
        )

    @page(
        "/peta-rekomendasi/unduh",
        right="counts.read",
        asks=("format", "isi", "wilayah", "versi", *reading.CLOCKS),
    )
    def file(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Give the map, or the recommended activities, as a file."""
        clock = reading.clock(visit)
        found = _read(visit, clock)
        sheet = map_sheet(found)
        if visit.asked("isi") == "kegiatan":
            listed = answers.activities(visit.regency, visit.actor, found, clock.moment)
            sheet = activity_sheet(found, listed)
        return download(sheet, "xlsx" if visit.asked("format") == "xlsx" else "csv")

    @page(
        "/peta-rekomendasi/{code:str}", right="counts.read", asks=("versi", "uji", *reading.CLOCKS)
    )
    def village(self, visit: NamedDependency[Visit], code: FromPath[str]) -> Response[str]:
        """Show what a village needs, which activities that are, and where in the village."""
        clock = reading.clock(visit)
        place = visit.place.village(code)
        if place is None:
            raise NotKnown
        access.require_village(visit.actor, code)
        found = _read(visit, clock, code)
        version = found.the_map.version
        is_open = visit.sight.names_for(code) == "open" and access.may(
            visit.actor, "indicators.read"
        )
        return render(
            visit.request,
            "recommendations_village.html",
            clock=clock,
            village=place,
            found=found,
            totals=_totals(found),
            activities=answers.activities(visit.regency, visit.actor, found, clock.moment),
            criteria=_criteria(visit, found, clock),
            knows_households=access.households_of(visit.actor).covers(code),
            blocks=details.blocks(visit.regency, visit.sight, code, moment=clock.moment)
            if is_open
            else None,
            may_open=access.may_read_names(visit.actor, code),
            trial=details.trial(
                visit.regency,
                visit.actor,
                code,
                rule_set=MAP,
                version=version,
                moment=clock.moment,
            )
            if visit.asked("uji")
            else None,
            **_chooser(visit, clock),
        )

    @page(
        "/peta-rekomendasi/{code:str}/rt/unduh",
        right="indicators.read",
        asks=("format", *reading.CLOCKS),
    )
    def blocks(self, visit: NamedDependency[Visit], code: FromPath[str]) -> Response[Any]:
        """Give the needs of a village per RT as a file, for the purpose names are open for."""
        if visit.place.village(code) is None:
            raise NotKnown
        moment = reading.clock(visit).moment
        found = details.blocks(visit.regency, visit.sight, code, moment=moment)
        return download(block_sheet(found), "xlsx" if visit.asked("format") == "xlsx" else "csv")

    @page(
        "/keluarga/{household:uuid}/rekomendasi",
        right="needs.read",
        asks=("versi", *reading.CLOCKS),
    )
    def household(self, visit: NamedDependency[Visit], household: FromPath[UUID]) -> Response[str]:
        """Show what is recommended for a household, and why."""
        clock = reading.clock(visit)
        known = opening.require_household(visit, household)
        found = of_households.of_household(
            visit.regency,
            visit.sight,
            household,
            known.village,
            moment=clock.moment,
            version=_version(visit),
        )
        return render(
            visit.request,
            "household_recommendations.html",
            clock=clock,
            village=visit.place.village(known.village),
            found=found,
            may_record=visit.may("indicators.record", village=known.village)
            and not known.is_closed,
            may_judge=visit.may("needs.judge", village=known.village) and not known.is_closed,
            **_chooser(visit, clock),
        )

    @page("/keluarga/{household:uuid}/indikator", right="indicators.read", asks=reading.CLOCKS)
    def indicators(self, visit: NamedDependency[Visit], household: FromPath[UUID]) -> Response[str]:
        """Show what was asked of a household, and the forms to ask again."""
        clock = reading.clock(visit)
        known = opening.require_household(visit, household)
        found = of_households.of_household(
            visit.regency,
            visit.sight,
            household,
            known.village,
            moment=clock.moment,
            version=None,
        )
        scene = household_actions.scene(visit)
        return render(
            visit.request,
            "indicators.html",
            clock=clock,
            village=visit.place.village(known.village),
            found=found,
            instruments=list(INSTRUMENTS.values()),
            offers=offers(visit, scene, indicator_actions.ACTIONS, household=household),
        )


def _read(visit: Visit, clock: reading.Clock, area: str | None = None) -> MapRead:
    return answers.read_map(
        visit.regency,
        visit.actor,
        clock.moment,
        by="village",
        area=area or visit.asked("wilayah") or None,
        version=_version(visit),
    )


def _version(visit: Visit) -> int | None:
    """Return the version asked for; None for the one that holds."""
    asked = visit.asked("versi")
    return int(asked) if asked.isdecimal() and len(asked) <= MOST_DIGITS else None


def _chooser(visit: Visit, clock: reading.Clock) -> dict[str, Any]:
    """Return the versions to choose from, and which one holds."""
    known = rulebook.versions(visit.regency, visit.actor, clock.moment)[MAP]
    held = rulebook.held(visit.regency, known, clock.moment)
    return {
        "versions": [(str(one.version), f"Versi {one.version}") for one in reversed(known)],
        "held": held,
        "asked": {name: visit.asked(name) for name in ("kebutuhan", "keadaan", "wilayah", "versi")},
        "needs": [(one, NEED_LABELS[one]) for one in NEEDS],
        "kecamatan": [(one.code, one.name) for one in visit.place.kecamatan],
    }


def _totals(found: MapRead) -> list[Total]:
    """Return each need in all areas together, the most urgent first."""
    totals = []
    for need in NEEDS:
        lines = [line for line in found.lines if line.need == need]
        if not lines:
            continue
        costs = [one.estimated_rupiah for one in lines if one.estimated_rupiah is not None]
        line = AreaNeed(
            area="",
            area_name="",
            need=need,
            need_label=NEED_LABELS[need],
            claimed=sum(one.claimed for one in lines),
            confirmed=sum(one.confirmed for one in lines),
            committed=sum(one.committed for one in lines),
            unmet=sum(one.unmet for one in lines),
            met=sum(one.met for one in lines),
            estimated_rupiah=sum(costs) if costs else None,
        )
        wanted = [one for one in found.recommendations if one.need == need]
        totals.append(Total(line=line, recommended=wanted))
    return sorted(totals, key=lambda one: (-one.line.unmet, -one.line.claimed))


def _criteria(
    visit: Visit, found: MapRead, clock: reading.Clock
) -> list[tuple[str, str, dict[str, int]]]:
    """Return each set of criteria with how many households came to what."""
    counts = criteria_counts.counted(
        visit.regency, visit.actor, found.areas, moment=clock.moment, by="regency"
    )
    return [
        (
            name,
            SHIPPED[name].title,
            {one.outcome: one.households for one in counts if one.rule_set == name},
        )
        for name in CRITERIA
        if any(one.rule_set == name for one in counts)
    ]


def _counts(found: MapRead, need: NeedType | None, standing: str) -> dict[str, int]:
    """Return how many needs of some kind and standing each village has."""
    counts: dict[str, int] = {}
    for line in found.lines:
        if need in (None, line.need):
            counts[line.area] = counts.get(line.area, 0) + getattr(line, standing)
    return counts
