"""The first page after signing in: what waits for this very person, and where to go on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct
from msgspec.structs import replace

from service.http import deadlines, flagged
from service.http.api import musdes_answers
from service.http.api import needs as need_answers
from service.http.areas import bounds
from service.http.pages import reading
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.roles import Role
from service.policies import access
from service.projections import aging, commitments, contributions, lists
from service.projections.aging import AGING_LABELS, Kind
from service.projections.commitments import Asked, Commitment
from service.projections.moment import PRESENT
from service.projections.trail import Asked as Events

LATEST = 8
SHOWN = 10
MOST = 200


class Task(Struct, frozen=True):
    """Something that waits: how much of it, and where it is done."""

    label: str
    count: int
    href: str


class HomeController(Controller):
    """The page that everybody starts from."""

    include_in_schema = False

    @page("/", right="account.read")
    def home(self, visit: NamedDependency[Visit]) -> Response[str]:
        """Lead into the job of whoever is signed in."""
        regency, actor = visit.regency, visit.actor
        regency.engine.catch_up(*reading.CAUGHT_UP, "commitments", "needs", "lists")
        tasks = [task for find in _TASKS.get(actor.role, ()) for task in find(visit)]
        mine = _own_commitments(visit) if actor.role in _PROMISES else ()
        bounds = reading.areas(visit)
        happened = Events(areas=within(visit.actor.scope, None))
        with visit.counting() as conn:
            totals = contributions.totals(
                conn,
                regency.schema,
                contributions.Asked(areas=bounds, known=visit.known),
            )
        with visit.reading() as conn:
            latest = reading.events(visit, conn, happened, limit=LATEST)
        return render(
            visit.request,
            "home.html",
            place=visit.place,
            tasks=tasks,
            villages=_own_villages(visit),
            commitments=mine,
            called=visit.partner,
            village=visit.village,
            totals=totals,
            events=latest,
            live="/langsung",
        )


def _own_commitments(visit: Visit) -> Sequence[Commitment]:
    """Return the newest open promises of the reader's organisation."""
    with visit.reading() as conn:
        return commitments.find(
            conn,
            visit.regency.schema,
            Asked(
                party=visit.actor.organisation,
                areas=within(visit.actor.scope, None),
                states=("active", "proposed"),
                **reading.told_of(visit),
            ),
            limit=SHOWN,
        )


def _own_villages(visit: Visit) -> list[tuple[str, str, int]]:
    """Return the single villages somebody works in, with how many households each has."""
    codes = [area for area in visit.actor.scope.areas if visit.place.village(area)]
    counts = reading.counted(visit, codes, PRESENT, "village")
    return [
        (code, visit.village(code), sum(one.households for one in counts if one.area == code))
        for code in codes
    ]


def _counted(visit: Visit, asked: Asked) -> int:
    with visit.reading() as conn:
        bounded = replace(asked, **reading.told_of(visit))
        tallies = commitments.tallies(conn, visit.regency.schema, bounded)
    return sum(tally.commitments for tally in tallies)


def _unmet(visit: Visit) -> list[Task]:
    areas = within(visit.actor.scope, None)
    found = need_answers.counted(visit.regency, visit.actor, areas, moment=PRESENT, by="regency")
    count = sum(one.households for one in found)
    href = "/kebutuhan/keluarga" if access.households_of(visit.actor).areas else "/kebutuhan"
    return [Task("kebutuhan belum terpenuhi", count, href)]


def _to_validate(visit: Visit) -> list[Task]:
    areas = within(visit.actor.scope, None)
    found = reading.counted(visit, areas, PRESENT, "regency")
    count = sum(one.households for one in found if one.status in ("listed", "newly_proposed"))
    area = f"&wilayah={areas[0]}" if len(areas) == 1 else ""
    return [Task("keluarga belum divalidasi", count, f"/keluarga?status=listed{area}")]


def _hanging(visit: Visit) -> list[Task]:
    """Return what is late or hangs, of the kinds somebody in this office can move."""
    kinds = _MOVED_BY[visit.actor.role]
    asked = deadlines.asked(visit.regency, visit.actor, visit.regency.ledger.today)
    with visit.reading() as conn:
        counts = aging.counts(conn, visit.regency.schema, replace(asked, kinds=kinds), by=None)
    items = dict.fromkeys(kinds, 0)
    for one in counts:
        items[one.kind] += one.items
    return [
        Task(AGING_LABELS[kind], items[kind], f"/jatuh-tempo/daftar?jenis={kind}") for kind in kinds
    ]


def _agreed(visit: Visit) -> list[Task]:
    """Return what agreements oblige the reader's organisation to, late or soon, and which end."""
    today = visit.regency.ledger.today
    due = deadlines.of_agreements(visit.regency, visit.actor, PRESENT, on=today)
    near = [one for one in due if deadlines.is_near(one)]
    ending = [one for one in near if one.kind == "agreement" and one.days >= 0]
    owed = [one for one in near if one.kind == "obligation"]
    return [
        Task("perjanjian segera berakhir", len(ending), "/jatuh-tempo#perjanjian"),
        Task("kewajiban perjanjian jatuh tempo", len(owed), "/jatuh-tempo#perjanjian"),
    ]


def _flagged(visit: Visit) -> list[Task]:
    count = flagged.count_open(visit.regency, visit.actor)
    return [Task("komitmen perlu ditinjau", count, "/komitmen/perlu-ditinjau")]


def _quarantined(visit: Visit) -> list[Task]:
    with visit.reading() as conn:
        found = lists.find(conn, visit.regency.schema, limit=MOST)
        areas = bounds(visit.regency, visit.actor.known)
        count = lists.count_waiting(conn, visit.regency.schema, areas)
    href = f"/daftar/{found[0].list}/baris" if len(found) == 1 else "/daftar"
    return [Task("baris daftar menunggu diperbaiki", count, href)]


def _unratified(visit: Visit) -> list[Task]:
    """Return how many findings wait for a village meeting."""
    areas = within(visit.actor.scope, None)
    visit.regency.engine.catch_up("musdes")
    found = musdes_answers.waiting_counts(visit.regency, visit.actor, areas, PRESENT, before=None)
    count = sum(one.households for one in found)
    return [Task("putusan menunggu musyawarah", count, "/musdes")]


def _own_open(visit: Visit) -> list[Task]:
    own = visit.actor.organisation
    asked = Asked(party=own, areas=within(visit.actor.scope, None), states=("active",))
    return [
        Task("komitmen lembaga Anda berjalan", _counted(visit, asked), f"/komitmen?mitra={own}")
    ]


def _silent(visit: Visit) -> list[Task]:
    """Return how many UPZ have not deposited for three months; nothing where there are none."""
    due = deadlines.of_upzs(visit.regency, visit.actor, PRESENT, on=visit.regency.ledger.today)
    silent = [one for one in due if one.kind == "deposit" and deadlines.is_near(one)]
    return [Task("UPZ tanpa setoran", len(silent), "/jatuh-tempo")] if due else []


_FIELD = (_to_validate, _unratified, _unmet, _hanging, _quarantined)
_TASKS: Mapping[Role, Sequence[Callable[[Visit], list[Task]]]] = {
    "secretariat": (_to_validate, _unmet, _flagged, _hanging, _agreed, _silent, _quarantined),
    "mentor": (_unmet, _flagged, _hanging, _own_open, _to_validate),
    "partner_officer": (_unmet, _flagged, _own_open, _hanging, _agreed, _silent),
    "village_operator": _FIELD,
    "village_head": _FIELD,
    "bpd_chair": (_unratified, _hanging),
    "monitor": (_hanging, _unmet),
    "complaint_officer": (_hanging,),
    "auditor": (_flagged, _hanging, _agreed, _silent),
    "system": (_quarantined,),
}
_VILLAGE: tuple[Kind, ...] = ("unconfirmed", "overdue")
_MOVED_BY: Mapping[Role, tuple[Kind, ...]] = {
    "secretariat": ("disputed", "overdue", "undelivered", "unconfirmed"),
    "mentor": ("overdue", "undelivered", "unconfirmed", "proposed"),
    "partner_officer": ("overdue", "undelivered", "disputed", "proposed"),
    "village_operator": _VILLAGE,
    "village_head": _VILLAGE,
    "bpd_chair": _VILLAGE,
    "monitor": _VILLAGE,
    "complaint_officer": ("disputed", "unconfirmed"),
    "auditor": ("disputed", "overdue", "undelivered", "unconfirmed"),
}
"""What of all that hangs is told to whom first: what they can do something about."""

_PROMISES: frozenset[Any] = frozenset({"partner_officer", "mentor"})
