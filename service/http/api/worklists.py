"""Work lists: which households of a village somebody still has to look at, and why."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from service.exchange import work_sheets
from service.exchange.work_sheets import Asked, WorkRow
from service.http import reads
from service.http.areas import hidden_from
from service.http.paging import Paging
from service.http.reads import question
from service.http.sight import Names, Sight
from service.kernel.lists import Layout
from service.kernel.roles import Actor
from service.kernel.row_codes import row_code
from service.kernel.verdicts import HouseholdStatus
from service.policies import access
from service.policies.freshness import DUE_LABELS, MONTHS_FRESH, MOST_MONTHS, Due
from service.projections import worklists
from service.projections.moment import PRESENT, Moment
from service.reference.regions import territory
from service.regency import Regency


class WorkLine(Struct, frozen=True, kw_only=True):
    """A household to be looked at.

    Args:
        code: what its row is called on paper, within the village, for good.
        due, label: why somebody should look.
        looked_on: the day of the latest testimony given in this village; `looked_at` is its event.
        lists: those that name the household.
        decile: among the households of the country, as `decile_list` puts it, of that kind and
            vintage; None if no list ranks the household.
        claims: needs that were claimed and not looked at.
        head, rt, rw, address: `head` is masked and the rest empty without a `purpose`.
    """

    household: UUID
    code: str
    due: Due
    label: str
    status: HouseholdStatus
    persons: int
    looked_on: date | None
    looked_at: int | None
    verdict: str
    method: str
    lists: Sequence[UUID]
    decile: int | None
    decile_list: UUID | None
    decile_origin: Layout | None
    decile_period: str | None
    claims: int
    head: str
    rt: str
    rw: str
    address: str


class WorkList(Struct, frozen=True, kw_only=True):
    """The work of a village: in the order people walk if names are open, else by code.

    Args:
        months: how long a verdict holds.
        counts: households somebody lives in, by why they are due; `fresh` are not.
        rts: the RTs with work in them; empty without a `purpose`.
        position: the last event this answer takes into account.
        next: the `cursor` of the next page, None on the last one.
    """

    village: str
    names: Names
    months: int
    counts: Mapping[Due, int]
    rts: Sequence[str]
    items: Sequence[WorkLine]
    position: int
    next: str | None = None


class Listed(Struct, frozen=True, kw_only=True):
    """What there is to do in a village: all rows, and those that were asked for."""

    names: Names
    every: Sequence[WorkRow]
    rows: Sequence[WorkRow]


class WorkListsController(Controller):
    """What is due is counted for whoever works in the village; RT and names need a purpose."""

    path = "/worklists"
    tags = ("worklists",)

    @question("/{code:str}", right="worklists.read")
    def one(
        self,
        *,
        code: FromPath[str],
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        months: Annotated[
            int, QueryParameter(ge=1, le=MOST_MONTHS, description="How long a verdict holds.")
        ] = MONTHS_FRESH,
        due: Annotated[
            list[Due] | None, QueryParameter(description="Only these reasons; repeatable.")
        ] = None,
        list_id: Annotated[UUID | None, QueryParameter(description="Only whom it names.")] = None,
        decile: Annotated[
            int | None,
            QueryParameter(ge=1, le=10, description="Up to it; nobody whom no list ranks."),
        ] = None,
        ranking: Annotated[
            UUID | None,
            QueryParameter(
                description="The list whose deciles count; left out, the newest of each household."
            ),
        ] = None,
        rt: Annotated[
            str | None,
            QueryParameter(max_length=20, description="One RT as in `rts`; needs a purpose."),
        ] = None,
    ) -> WorkList:
        """The households of a village that somebody should look at, with their rows' codes."""
        if rt:
            sight.required()
        require_village(regency, actor, code)
        key = reads.after(paging, str, str, str)
        asked = Asked(
            months=months,
            dues=tuple(due or ()),
            list=list_id,
            decile=decile,
            ranking=ranking,
            rt=rt or "",
        )
        position = reads.caught_up(regency, moment, "verifications", "statuses", "ranks")
        found = listed(regency, sight, code, moment, asked)
        page = paging.page(after(found.rows, key), row_key, position)
        rows = shown(regency, sight, code, page.items, moment)
        return WorkList(
            village=code,
            names=found.names,
            months=months,
            counts=work_sheets.counted(found.every),
            rts=work_sheets.rts_of(found.rows),
            items=[_line(row) for row in rows],
            position=position,
            next=page.next,
        )


def require_village(regency: Regency, actor: Actor, code: str) -> None:
    """Refuse a village that is none, or whose households are not the actor's to know.

    Raises:
        OutOfScope: as told; answered as if there were none.
    """
    if territory(regency.code).village(code) is None:
        raise access.OutOfScope(village=code)
    access.require_household(actor, code)


def listed(regency: Regency, sight: Sight, village: str, moment: Moment, asked: Asked) -> Listed:
    """Return the work of a village; where names are open, by RT and with every head.

    Nothing is on record yet: `shown` records what is about to be told.
    """
    hidden = hidden_from(regency, sight.actor)
    every = work_sheets.rows(
        regency,
        sight.actor,
        village,
        moment,
        months=asked.months,
        ranking=asked.ranking,
        hidden=hidden,
    )
    names = sight.names_for(village)
    if names == "open":
        every = work_sheets.opened(regency, every, moment, is_open=True)
    return Listed(names=names, every=every, rows=work_sheets.wanted(every, asked))


def shown(
    regency: Regency, sight: Sight, village: str, rows: Sequence[WorkRow], moment: Moment
) -> Sequence[WorkRow]:
    """Return rows as they may be told: open ones are on record before, all others masked.

    Raises:
        LookUnrecorded: the look can't be recorded.
    """
    if sight.names_for(village) == "masked":
        return work_sheets.opened(regency, rows, moment, is_open=False)
    sight.record(work_sheets.subjects(rows))
    return rows


def codes(regency: Regency, actor: Actor, village: str) -> dict[UUID, str]:
    """Return what each household of a village is called on paper."""
    regency.engine.catch_up("verifications", "ranks")
    with regency.reading(actor) as conn:
        found = worklists.of_village(conn, regency.schema, village, PRESENT)
    return {line.household: row_code(line.number) for line in found}


def row_key(row: WorkRow) -> tuple[str, str, str]:
    """Return what says where a row stands in the list."""
    return (row.rw, row.rt, row.code)


def after(rows: Sequence[WorkRow], key: Sequence[str] | None) -> Sequence[WorkRow]:
    """Return the rows past a key, all of them without one."""
    if key is None:
        return rows
    past = work_sheets.walk_key(key[0], key[1], key[2])
    return [row for row in rows if work_sheets.walk_key(row.rw, row.rt, row.code) > past]


def _line(row: WorkRow) -> WorkLine:
    return WorkLine(
        household=row.household,
        code=row.code,
        due=row.due,
        label=DUE_LABELS[row.due],
        status=row.status,
        persons=row.persons,
        looked_on=row.looked_on,
        looked_at=row.looked_at,
        verdict=row.verdict,
        method=row.method,
        lists=row.lists,
        decile=row.decile,
        decile_list=row.decile_list,
        decile_origin=row.decile_origin,
        decile_period=row.decile_period,
        claims=row.claims,
        head=row.head,
        rt=row.rt,
        rw=row.rw,
        address=row.address,
    )
