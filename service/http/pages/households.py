"""Households: the list of an area, and one with its people, needs, promises and timeline."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from msgspec import Struct

from service.aggregates.household import Household
from service.http.api.household_answers import HouseholdAnswer
from service.http.api.household_reads import heads_shown
from service.http.areas import hidden_from, households_within
from service.http.pages import (
    commitment_actions,
    contradictions,
    merges,
    opening,
    petitions,
    reading,
)
from service.http.pages import household_actions as actions
from service.http.pages.actions import Offer, offers
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.kernel.needs import NeedType
from service.kernel.verdicts import (
    CLOSED,
    COUNTED_AS_POOR,
    HOUSEHOLD_STATUSES,
    STATUS_LABELS,
    HouseholdStatus,
)
from service.projections import commitments, households, musdes, ranks, statuses
from service.projections.statuses import StatusLine
from service.projections.trail import Asked

GROUPS: dict[str, tuple[str, Collection[HouseholdStatus]]] = {
    "poor": ("Dihitung miskin", COUNTED_AS_POOR),
    "present": ("Masih ada di tempat", set(HOUSEHOLD_STATUSES) - CLOSED),
    "seen": (
        "Masih ada dan sudah diperiksa",
        set(HOUSEHOLD_STATUSES) - CLOSED - {"listed", "newly_proposed"},
    ),
}
"""Several statuses at once, as figures count them."""

TIMELINE = 200
PROMISES = 50


class Listed(Struct, frozen=True):
    """One household of a list, with its head as far as the reader may know."""

    line: StatusLine
    head: str


class HouseholdsController(Controller):
    """Pages about households."""

    include_in_schema = False

    @page(
        "/keluarga",
        right="households.read",
        asks=("wilayah", "status", *reading.CLOCKS, *reading.PAGED),
    )
    def many(self, visit: NamedDependency[Visit]) -> Response[str]:
        """List households of an area, by status."""
        regency, clock, paging = visit.regency, reading.clock(visit), reading.paging(visit)
        area = visit.asked("wilayah") or regency.code
        chosen = visit.asked("status")
        wanted = _statuses(chosen)
        regency.engine.catch_up("statuses")
        found = within(visit, area, wanted, clock, after=paging.after, limit=paging.limit + 1)
        lines, more = reading.paged(visit, paging, found, lambda one: (str(one.household),))
        villages = {line.household: line.village for line in lines}
        heads = heads_shown(regency, visit.sight, villages)
        return render(
            visit.request,
            "households.html",
            clock=clock,
            area=area,
            area_name=_area_name(visit, area),
            chosen=chosen,
            statuses=_choices(),
            villages=visit.villages(),
            households=[Listed(line, heads[line.household][0]) for line in lines],
            more=more,
            offers=offers(visit, actions.new_scene(visit), [actions.REGISTER]),
        )

    @page("/keluarga/{household:uuid}", right="households.read", asks=reading.CLOCKS)
    def household(self, visit: NamedDependency[Visit], household: FromPath[UUID]) -> Response[str]:
        """Show how a household stands, what was promised to it, and all that happened."""
        regency, clock = visit.regency, reading.clock(visit)
        known = opening.require_household(visit, household)
        home = opening.household(visit, household, known.village, clock.moment)
        regency.engine.catch_up(*reading.CAUGHT_UP, "commitments", "musdes", "ranks")
        with visit.reading() as conn:
            standing = _standing(visit, conn, household, known.village, clock)
            promised = commitments.find(
                conn,
                regency.schema,
                commitments.Asked(household=household),
                moment=clock.moment,
                limit=PROMISES,
            )
            latest = reading.events(
                visit,
                conn,
                Asked(subject=f"household:{household}"),
                limit=TIMELINE,
                moment=clock.moment,
            )
        scene = actions.scene(visit)
        more = {
            actions.OBJECTIONS: petitions.offered(visit, scene, household),
            actions.DOUBLES: merges.offered(visit, scene, household),
        }
        return render(
            visit.request,
            "household.html",
            clock=clock,
            home=home,
            village=visit.place.village(home.village),
            **standing,
            promised=promised,
            events=latest,
            called=visit.partner,
            programme=visit.programme,
            groups=actions.grouped(visit, scene, household, more),
            disputes=_disputes(visit, home),
            promises=_promises(visit, household, known.village),
            judges=visit.may("households.judge_presence", village=known.village),
            live=f"/langsung?desa={known.village}",
        )


def _standing(
    visit: Visit, conn: Any, household: UUID, village: str, clock: reading.Clock
) -> dict[str, Any]:
    """Return how it is ranked, the meeting's decision that stands, and whether something waits."""
    schema, moment = visit.regency.schema, clock.moment
    several = households.records(visit.regency.log, household, moment)
    decided = musdes.decisions_on(conn, schema, [household], moment).get(household, [])
    return {
        "decided": [one for one in decided[-1:] if one.decision != "send_back"],
        "waits": musdes.is_waiting(conn, schema, household, village, moment),
        "ranked": ranks.of_households(conn, schema, several, moment),
    }


def _disputes(visit: Visit, home: HouseholdAnswer) -> list[tuple[str, list[str], str]]:
    """Return what is contradicted: about what, who said what, and where it can be decided."""
    return [
        (
            contradictions.subject_of(one, visit.say),
            [contradictions.said(one.about, told, visit.say) for told in one.testimonies],
            contradictions.offered(
                visit, home.household, home.village, one.contradiction, one.testimonies
            ),
        )
        for one in home.disputes
    ]


def within(
    visit: Visit,
    area: str,
    wanted: Sequence[HouseholdStatus] | None,
    clock: reading.Clock,
    *,
    after: Sequence[str | int] | None,
    limit: int,
) -> list[StatusLine]:
    """Return households of an area, as far as the reader may know of single ones, by id."""
    areas = households_within(visit.actor, area)
    past = UUID(str(after[0])) if after else None
    found: list[StatusLine] = []
    hidden = hidden_from(visit.regency, visit.actor)
    with visit.reading() as conn:
        for one in areas:
            found += statuses.households(
                conn,
                visit.regency.schema,
                one,
                clock.moment,
                statuses=wanted,
                hidden=hidden,
                after=past,
                limit=limit,
            )
    return sorted(found, key=lambda line: line.household)[:limit]


def _statuses(chosen: str) -> tuple[HouseholdStatus, ...] | None:
    """Return the statuses behind a choice: one, a column of the overview, or what figures count."""
    if chosen in GROUPS:
        return tuple(one for one in HOUSEHOLD_STATUSES if one in GROUPS[chosen][1])
    for code, _, several in reading.COLUMNS:
        if chosen == code and chosen not in HOUSEHOLD_STATUSES:
            return tuple(one for one in HOUSEHOLD_STATUSES if one in several)
    return tuple(one for one in HOUSEHOLD_STATUSES if one == chosen) or None


def _choices() -> list[tuple[str, str]]:
    """Return what can be chosen: each status, and the groups that tables and figures lead to."""
    groups = [(code, label) for code, (label, _) in GROUPS.items()]
    columns = [(code, label) for code, label, _ in reading.COLUMNS]
    single = [(code, STATUS_LABELS[code]) for code in HOUSEHOLD_STATUSES]
    return [*single, *(one for one in columns if one[0] not in HOUSEHOLD_STATUSES), *groups]


def _area_name(visit: Visit, area: str) -> str:
    if area == visit.regency.code:
        return visit.place.name
    kecamatan = next((one.name for one in visit.place.kecamatan if one.code == area), None)
    return f"Kecamatan {kecamatan}" if kecamatan else visit.village(area)


def _promises(visit: Visit, household: UUID, village: str) -> dict[NeedType, list[Offer]]:
    """Return, for each need that is open, who may promise to meet it."""
    _, known = visit.regency.ledger.look(Household, household)
    return {
        need: [
            Offer(f"{one.path}?keluarga={household}&kebutuhan={need}", one.title, is_grave=False)
            for one in commitment_actions.NEW
            if visit.may(one.right, village=village)
        ]
        for need, each in known.needs.items()
        if each.standing == "unmet"
    }
