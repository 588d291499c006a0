"""Initiatives on pages: stages and how far each is, documents, and every village stage by stage."""

from collections.abc import Sequence
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath

from service.aggregates.initiative import Initiative
from service.aggregates.initiative_events import MARK_LABELS
from service.exchange.sheets import Cell, Sheet
from service.http.api import initiative_answers as answers
from service.http.api.initiative_answers import StageInVillage, VillageProgress
from service.http.downloads import download, format_of
from service.http.pages import initiative_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Offer, Scene, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.projections import area_groups, initiatives
from service.projections.moment import Moment
from service.projections.trail import Asked

LATEST = 20


class InitiativesController(Controller):
    """Pages about initiatives."""

    include_in_schema = False

    @page("/inisiatif", right="initiatives.read", asks=(*reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List initiatives, with how many stages each has and how far it is."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up(*answers.READ)
        with visit.reading() as conn:
            found = initiatives.find(
                conn,
                regency.schema,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=str(paging.after[0]) if paging.after else None,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one.initiative,))
        return render(
            visit.request,
            "initiatives.html",
            clock=clock,
            initiatives=answers.answers(regency, visit.actor, shown, clock.moment),
            called=visit.partner,
            more=more,
            offers=offers(visit, Scene(title="", back=""), [actions.START]),
        )

    @page(actions.BASE, right="initiatives.read", asks=reading.CLOCKS)
    def one(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[str]:
        """Show one initiative: its stages with their progress, its documents, what happened."""
        regency, clock = visit.regency, reading.clock(visit)
        found = answers.known(regency, visit.actor, slug, clock.moment)
        told = answers.answer(regency, visit.actor, found, clock.moment)
        regency.engine.catch_up("trail")
        with visit.reading() as conn:
            events = reading.events(
                visit,
                conn,
                Asked(subject=f"initiative:{slug}", areas=reading.event_areas(visit)),
                limit=LATEST,
                moment=clock.moment,
            )
        _, known = regency.ledger.look(Initiative, slug)
        return render(
            visit.request,
            "initiative.html",
            clock=clock,
            initiative=told,
            called=visit.partner,
            places=_places(visit, told.areas, told.area_group, clock.moment),
            events=events,
            stage_offers=_stage_offers(visit, known),
            offers=offers(
                visit,
                Scene(title="", back="", parties=frozenset({known.owner}), state=known),
                actions.ACTIONS,
                slug=slug,
            ),
        )

    @page(actions.BASE + "/desa", right="initiatives.read", asks=(
        "kecamatan", "unduh", *reading.CLOCKS,
    ))  # fmt: skip
    def villages(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[Any]:
        """Show every village of an initiative, stage by stage."""
        regency, clock = visit.regency, reading.clock(visit)
        found = answers.known(regency, visit.actor, slug, clock.moment)
        asked = visit.asked("kecamatan") or None
        stages, rows = answers.matrix(regency, visit.actor, found, clock.moment, kecamatan=asked)
        if kind := format_of(visit.asked("unduh")):
            return download(_sheet(stages, rows), kind)
        inside = answers.villages_of(regency, visit.actor, found, clock.moment)
        _, known = regency.ledger.look(Initiative, slug)
        fitting = [one.stage.stage for one in actions.at_stages(visit, known) if one.left]
        return render(
            visit.request,
            "initiative_villages.html",
            clock=clock,
            initiative=found,
            stages=stages,
            rows=rows,
            asked=asked or "",
            kecamatan=sorted({(one.kecamatan, one.kecamatan_name) for one in inside}),
            may_complete=set(fitting) if clock.is_now and _may_complete(visit, known) else set(),
        )


def _places(
    visit: Visit, areas: Sequence[str], area_group: str, moment: Moment
) -> list[tuple[str, str]]:
    """Return where an initiative is, each with its address if it has one."""
    places = [("", visit.village(one)) for one in areas]
    if area_group:
        with visit.reading() as conn:
            group = area_groups.one(conn, visit.regency.schema, area_group, moment)
        places.append((f"/kelompok-wilayah/{area_group}", group.name if group else area_group))
    return places


def _may_complete(visit: Visit, known: Initiative) -> bool:
    parties = frozenset({known.owner}) if visit.actor.role == "partner_officer" else None
    return not known.is_over and visit.may(actions.COMPLETE.right, parties=parties)


def _stage_offers(visit: Visit, known: Initiative) -> dict[str, list[Offer]]:
    """Return what can be done about each stage, by stage."""
    owner = frozenset({known.owner})
    found = {}
    for at in actions.at_stages(visit, known):
        offered: list[Offer] = []
        for action in actions.STAGE_ACTIONS:
            is_free = action is actions.COMPLETE and visit.actor.role != "partner_officer"
            scene = Scene(title="", back="", parties=None if is_free else owner, state=at)
            parameters = {"slug": known.initiative, "stage": at.stage.stage}
            offered += offers(visit, scene, [action], **parameters)
        found[at.stage.stage] = offered
    return found


def _sheet(stages: Sequence[initiatives.Stage], rows: Sequence[VillageProgress]) -> Sheet:
    return Sheet(
        name="inisiatif-per-desa",
        titles=(
            "Kode desa",
            "Desa",
            "Kecamatan",
            "Tahap selesai",
            *(
                title
                for one in stages
                for title in (f"{one.stage}. {one.name}", f"{one.stage}: tanggal")
            ),
        ),
        rows=[
            (
                row.village,
                row.name,
                row.kecamatan_name,
                row.completed,
                *(value for cell in row.stages for value in _cells(cell)),
            )
            for row in rows
        ],
    )


def _cells(cell: StageInVillage) -> tuple[Cell, Cell]:
    if cell.mark is None:
        return "", None
    said = MARK_LABELS[cell.mark]
    return f"{said}: {cell.reason}" if cell.reason else said, cell.occurred_on
