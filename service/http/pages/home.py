"""The first page after signing in: what waits for this very person, and where to go on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from litestar import Controller, Response
from litestar.di import NamedDependency
from msgspec import Struct
from msgspec.structs import replace

from service.http.api import musdes_answers
from service.http.api import needs as need_answers
from service.http.pages import reading
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.reads import within
from service.kernel.roles import Role
from service.policies import access
from service.projections import commitments, contributions, lists
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


def _late(visit: Visit) -> list[Task]:
    asked = Asked(
        areas=within(visit.actor.scope, None),
        states=("active",),
        due_before=visit.regency.ledger.today,
    )
    return [
        Task("komitmen terlambat", _counted(visit, asked), "/komitmen?keadaan=active&terlambat=1")
    ]


def _awaited(visit: Visit) -> list[Task]:
    """Return how many promises wait for the village to say that they arrived."""
    asked = Asked(areas=within(visit.actor.scope, None), is_awaited=True)
    count = _counted(visit, asked)
    return [Task("komitmen menunggu konfirmasi desa", count, "/komitmen?menunggu=1")]


def _disputed(visit: Visit) -> list[Task]:
    asked = Asked(areas=within(visit.actor.scope, None), is_disputed=True)
    return [Task("sanggahan belum diputuskan", _counted(visit, asked), "/komitmen?sanggahan=1")]


def _quarantined(visit: Visit) -> list[Task]:
    with visit.reading() as conn:
        found = lists.find(conn, visit.regency.schema, limit=MOST)
    count = sum(one.quarantined_open for one in found)
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


_FIELD = (_to_validate, _unratified, _unmet, _awaited, _quarantined)
_TASKS: Mapping[Role, Sequence[Callable[[Visit], list[Task]]]] = {
    "secretariat": (_to_validate, _unmet, _late, _disputed, _awaited, _quarantined),
    "mentor": (_unmet, _late, _own_open, _awaited, _to_validate),
    "partner_officer": (_unmet, _own_open, _disputed),
    "village_operator": _FIELD,
    "village_head": _FIELD,
    "bpd_chair": (_unratified, _awaited, _disputed),
    "monitor": (_awaited, _unmet),
    "complaint_officer": (_disputed, _awaited),
    "auditor": (_disputed, _late, _awaited),
    "system": (_quarantined,),
}
_PROMISES: frozenset[Any] = frozenset({"partner_officer", "mentor"})
