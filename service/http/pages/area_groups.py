"""Groups of regions on pages: who belongs to each, and what is counted there."""

from collections.abc import Sequence
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from service.aggregates.area_group import AreaGroup
from service.exchange.sheets import Sheet
from service.http.api import area_groups as answers
from service.http.api.area_groups import AreaGroupAnswer, GroupCounts, GroupMember
from service.http.api.figure_answers import AreaCount
from service.http.downloads import download, format_of
from service.http.pages import area_group_actions as actions
from service.http.pages import reading
from service.http.pages.actions import Scene, offers
from service.http.pages.reading import COLUMNS, StatusRow, page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.projections import area_groups, initiatives
from service.projections.trail import Asked

LATEST = 20
MOST_INITIATIVES = 50


class MemberRow(Struct, frozen=True, kw_only=True):
    """One member as a page shows it; without numbers outside the reader's areas."""

    member: GroupMember
    href: str
    statuses: StatusRow | None = None
    counted: AreaCount | None = None


class AreaGroupsController(Controller):
    """Pages about groups of regions."""

    include_in_schema = False

    @page("/kelompok-wilayah", right="area_groups.read", asks=(*reading.CLOCKS, *reading.PAGED))
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List groups."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        regency.engine.catch_up("area_groups")
        with visit.reading() as conn:
            found = area_groups.find(
                conn,
                regency.schema,
                moment=clock.moment,
                limit=paging.limit + 1,
                after=str(paging.after[0]) if paging.after else None,
            )
        shown, more = reading.paged(visit, paging, found, lambda one: (one.area_group,))
        return render(
            visit.request,
            "area_groups.html",
            clock=clock,
            groups=[answers.answer(regency, one) for one in shown],
            more=more,
            offers=offers(visit, Scene(title="", back=""), [actions.CREATE]),
        )

    @page(actions.BASE, right="area_groups.read", asks=("unduh", *reading.CLOCKS))
    def one(self, visit: NamedDependency[Visit], slug: FromPath[str]) -> Response[Any]:
        """Show one group: members, poverty as sums, households by status, what is done there."""
        regency, actor, clock = visit.regency, visit.actor, reading.clock(visit)
        found = answers.known(regency, actor, slug, clock.moment)
        group = answers.answer(regency, found)
        counts = answers.counted(regency, actor, found, clock.moment)
        rows = _rows(group, counts)
        if kind := format_of(visit.asked("unduh")):
            return download(_sheet(rows), kind)
        regency.engine.catch_up("initiatives", "trail")
        with visit.reading() as conn:
            there = initiatives.find(
                conn,
                regency.schema,
                area_group=slug,
                moment=clock.moment,
                limit=MOST_INITIATIVES,
            )
            events = reading.events(
                visit,
                conn,
                Asked(subject=f"area_group:{slug}", areas=reading.event_areas(visit)),
                limit=LATEST,
                moment=clock.moment,
            )
        _, known = regency.ledger.look(AreaGroup, slug)
        return render(
            visit.request,
            "area_group.html",
            clock=clock,
            group=group,
            rows=rows,
            columns=COLUMNS,
            total=counts.total,
            households=_together([row.statuses for row in rows if row.statuses]),
            is_part=len(counts.members) < len(group.members),
            initiatives=there,
            events=events,
            offers=offers(visit, Scene(title="", back="", state=known), actions.ACTIONS, slug=slug),
        )


def _rows(group: AreaGroupAnswer, counts: GroupCounts) -> list[MemberRow]:
    own = {one.area: one for one in counts.members}
    called = {one.area: one.name for one in group.members if one.area in own}
    by_area = {row.code: row for row in reading.status_rows(list(counts.statuses), called)}
    return [
        MemberRow(
            member=one,
            href=f"/{'desa' if one.level == 'village' else 'kecamatan'}/{one.area}",
            statuses=by_area.get(one.area),
            counted=own.get(one.area),
        )
        for one in group.members
    ]


def _together(rows: Sequence[StatusRow]) -> StatusRow:
    return StatusRow(
        code="",
        name="",
        households={key: sum(row.households[key] for row in rows) for key, *_ in COLUMNS},
        total=sum(row.total for row in rows),
    )


def _sheet(rows: Sequence[MemberRow]) -> Sheet:
    return Sheet(
        name="kelompok-wilayah",
        titles=(
            "Kode wilayah",
            "Wilayah",
            "Desa dan kelurahan",
            *(label for _, label, _ in COLUMNS),
            "Keluarga seluruhnya",
            "Orang miskin",
            "Penduduk",
            "Persen",
        ),
        rows=[
            (
                row.member.area,
                row.member.name,
                row.member.villages,
                *(row.statuses.households[key] if row.statuses else None for key, *_ in COLUMNS),
                row.statuses.total if row.statuses else None,
                row.counted.numerator if row.counted else None,
                row.counted.denominator if row.counted else None,
                row.counted.value_percent if row.counted else None,
            )
            for row in rows
        ],
    )
