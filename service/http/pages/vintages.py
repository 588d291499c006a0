"""Lists side by side: what differs, who is poorest, and lists that are withdrawn."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from service.aggregates.target_list import TargetList
from service.application import NotKnown
from service.commands import lists as commands
from service.exchange import withdrawals
from service.http import differences
from service.http.areas import hidden_from, households_within
from service.http.differences import CHANGE_LABELS, VillageChanges
from service.http.downloads import Format, download
from service.http.forms import read_form
from service.http.pages import reading, rendering
from service.http.pages.actions import Action, Scene
from service.http.pages.reading import page
from service.http.pages.rendering import render
from service.http.pages.visits import Visit
from service.http.problems import BadRequest, FieldError
from service.http.threads import in_thread
from service.kernel.lists import LAYOUT_LABELS, RANK_LEVEL_LABELS, Layout, RankLevel
from service.layouts.profiles import is_ranks_only
from service.projections import lists, ranks
from service.projections.vintages import Change

MOST_LISTS = 100
DECILES = 10
REGISTER = "register"


def withdrawal_scene(visit: Visit) -> Scene:
    """Find the list in the address.

    Raises:
        NotKnown: there is none.
    """
    list_id: UUID = visit.parameters["list_id"]
    visit.regency.engine.catch_up("lists")
    with visit.reading() as conn:
        batch = lists.one(conn, visit.regency.schema, list_id)
    if batch is None:
        raise NotKnown
    return Scene(
        title=f"{batch.name}, {batch.period}",
        back=f"/daftar/{list_id}",
        ids={"list_id": list_id},
        about=(TargetList, list_id),
        village=visit.regency.code,
        facts=(
            ("Penerbit", batch.issuer),
            ("Surat", batch.letter_number),
            ("Keluarga baru dari daftar ini", str(batch.households or 0)),
        ),
        warnings=(
            visit.say(
                "Keluarga yang hanya dikenal dari daftar ini dan belum pernah diperiksa akan "
                "ditutup."
            ),
        ),
        state=batch,
    )


def _close(visit: Visit, scene: Scene) -> None:
    withdrawals.go_on(visit.regency, visit.actor, scene.ids["list_id"])


WITHDRAW = Action(
    right="lists.withdraw",
    path="/daftar/{list_id:uuid}/tarik",
    title="Tarik daftar",
    done="Daftar ditarik.",
    ask=commands.Withdraw,
    command=commands.withdraw,
    scene=withdrawal_scene,
    lead="Baris dan riwayatnya tetap tersimpan; tidak ada yang dihapus.",
    fits=lambda batch: batch.completed_on is not None and batch.withdrawn_on is None,
    is_grave=True,
    wants_proof=True,
    afterwards=_close,
)


class VintagesController(Controller):
    """Pages that put lists side by side."""

    include_in_schema = False

    @page(
        "/daftar/{list_id:uuid}/selisih",
        right="lists.read",
        asks=("dari", "perubahan", "wilayah", "unduh", *reading.PAGED),
    )
    def differing(self, visit: NamedDependency[Visit], list_id: FromPath[UUID]) -> Response[Any]:
        """Show what this list says otherwise than an earlier one."""
        others = _others(visit, list_id)
        is_register = visit.asked("dari") == REGISTER or not (others or visit.asked("dari"))
        before = None if is_register else _uuid(visit, "dari") or others[0].list
        pair = differences.two_lists(visit.regency, visit.actor, before, list_id)
        change, area = _change(visit), visit.asked("wilayah") or None
        if kind := _file(visit):
            table = differences.sheet(visit.regency, visit.actor, pair, area=area, change=change)
            return download(table, kind)
        paging = reading.paging(visit)
        found = differences.found(
            visit.regency,
            visit.actor,
            before,
            list_id,
            area=area,
            change=change,
            limit=paging.limit + 1,
            beyond=UUID(str(paging.after[0])) if paging.after else None,
        )
        rows, more = reading.paged(visit, paging, found, lambda one: (str(one.person),))
        counted = _counted(visit, before, list_id) if not paging.after else []
        return render(
            visit.request,
            "list_differences.html",
            batch=pair[1],
            before=pair[0],
            chosen=str(before or REGISTER),
            others=[
                *((str(one.list), f"{one.name}, {one.period}") for one in others),
                (REGISTER, "Register sekarang"),
            ],
            change=change or "",
            changes=CHANGE_LABELS,
            is_first=not paging.after,
            counted=counted,
            total={
                kind: sum(one.persons.get(kind, 0) for one in counted) for kind in CHANGE_LABELS
            },
            rows=rows,
            village=visit.village,
            files=reading.address(visit, setelah=None, dari=str(before or REGISTER)),
            more=more,
        )

    @page(
        "/keluarga/desil",
        right="households.read",
        asks=("sumber", "tingkat", "desil", "wilayah", *reading.PAGED),
    )
    def poorest(self, visit: NamedDependency[Visit]) -> Response[Any]:
        """Show the households that a kind of list puts in a decile or below."""
        origin: Layout = _one_of(visit, "sumber", LAYOUT_LABELS, "dtsen")
        level: RankLevel = _one_of(visit, "tingkat", RANK_LEVEL_LABELS, "national")
        at_most = _decile(visit)
        paging = reading.paging(visit)
        visit.regency.engine.catch_up("ranks")
        hidden = set(hidden_from(visit.regency, visit.actor))
        with visit.reading() as conn:
            found = ranks.within(
                conn,
                visit.regency.schema,
                areas=households_within(visit.actor, visit.asked("wilayah") or None),
                origin=origin,
                level=level,
                at_most=at_most,
                limit=paging.limit + 1,
                after=UUID(str(paging.after[0])) if paging.after else None,
            )
        rows, more = reading.paged(visit, paging, found, lambda one: (str(one.household),))
        return render(
            visit.request,
            "ranks.html",
            rows=[one for one in rows if one.household not in hidden],
            origin=origin,
            level=level,
            at_most=str(at_most),
            origins=[one for one in LAYOUT_LABELS.items() if one[0] != "dtks"],
            levels=list(RANK_LEVEL_LABELS.items()),
            deciles=[(str(n), str(n)) for n in range(1, DECILES + 1)],
            village=visit.village,
            more=more,
        )

    @post("/daftar/{list_id:uuid}/tutup", opt={"right": "lists.withdraw"}, status_code=200)
    async def go_on(self, visit: NamedDependency[Visit], list_id: FromPath[UUID]) -> Response[Any]:
        """Go on closing whoever a withdrawn list alone knew, where that broke off."""
        await read_form(visit.request)
        await in_thread(withdrawals.go_on, visit.regency, visit.actor, list_id)
        answer = Redirect(f"/daftar/{list_id}", status_code=303)
        rendering.notice(answer, "Penutupan keluarga selesai.")
        return answer


def _others(visit: Visit, list_id: UUID) -> list[lists.Batch]:
    """Return the lists to compare one with, those before it first."""
    visit.regency.engine.catch_up("lists")
    with visit.reading() as conn:
        found = lists.find(conn, visit.regency.schema, limit=MOST_LISTS)
    own = next((one.position for one in found if one.list == list_id), 0)
    return sorted(
        (one for one in found if one.list != list_id and not is_ranks_only(one.layout)),
        key=lambda one: (one.position > own, -one.position),
    )


def _uuid(visit: Visit, name: str) -> UUID | None:
    said = visit.asked(name)
    try:
        return UUID(said) if said else None
    except ValueError as err:
        raise BadRequest([FieldError(f"?{name}", "bukan daftar")]) from err


def _counted(visit: Visit, before: UUID | None, after: UUID) -> list[VillageChanges]:
    """Count what differs, of the whole list: for the first page alone, for it takes seconds."""
    area = visit.asked("wilayah") or None
    return differences.counted(visit.regency, visit.actor, before, after, area=area)


def _change(visit: Visit) -> Change | None:
    said = visit.asked("perubahan")
    return next((one for one in CHANGE_LABELS if one == said), None)


def _file(visit: Visit) -> Format | None:
    said = visit.asked("unduh")
    return "xlsx" if said == "xlsx" else "csv" if said == "csv" else None


def _one_of(visit: Visit, name: str, known: Any, otherwise: str) -> Any:
    said = visit.asked(name)
    return said if said in known else otherwise


def _decile(visit: Visit) -> int:
    said = visit.asked("desil")
    return int(said) if said in {str(n) for n in range(1, DECILES + 1)} else 2
