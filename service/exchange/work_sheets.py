"""What a village still has to look at, as its people work through it: RT by RT, row by row.

    asked → who is due → (a purpose) → doors opened and on record → sorted by RT → page, file, paper

RT and RW lie below the village, so they are sealed like any address and stand in no read model: a
list that is sorted by RT is a look at everybody on it. Without a purpose the same list is sorted by
the rows' codes, and tells neither name nor RT.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.lists import LAYOUT_SHORT, Layout
from service.kernel.people import mask_name
from service.kernel.roles import Actor
from service.kernel.row_codes import row_code
from service.kernel.verdicts import STATUS_LABELS, HouseholdStatus
from service.policies.freshness import MONTHS_FRESH, Due, due, stale_before
from service.projections import names, statuses, worklists
from service.projections.moment import Moment
from service.projections.worklists import WorkLine
from service.regency import Regency

MOST_ROWS = 10_000
"""Households of one village; the largest kelurahan has some thousand."""


class Asked(Struct, frozen=True, kw_only=True):
    """What of a village's work is wanted.

    Args:
        months: how long a verdict holds.
        dues: only for these reasons; empty for whatever is due. `fresh` takes those that are not.
        list: only whom this list names.
        decile: only up to this one, and nobody whom no list ranks.
        ranking: the list whose deciles count; None for the newest of each household.
        rt: only this RT, as `rt_of` words it; needs open doors.
    """

    months: int = MONTHS_FRESH
    dues: tuple[Due, ...] = ()
    list: UUID | None = None
    decile: int | None = None
    ranking: UUID | None = None
    rt: str = ""


class WorkRow(Struct, frozen=True, kw_only=True):
    """A household to be looked at.

    Args:
        code: what the row is called on paper.
        due: why; `fresh` if it is not.
        decile: as `decile_list` says, of that kind and vintage; None if no list ranks it.
        persons: who belong to it.
        head: name of the head, masked unless the doors are open.
        rt, rw, address: empty unless the doors are open.
        person: the head.
        is_erased: nothing personal is left of the head.
    """

    household: UUID
    code: str
    due: Due
    status: HouseholdStatus
    persons: int
    looked_on: date | None
    verdict: str
    method: str
    lists: Sequence[UUID]
    decile: int | None
    claims: int
    decile_list: UUID | None = None
    decile_origin: Layout | None = None
    decile_period: str | None = None
    looked_at: int | None = None
    head: str = ""
    rt: str = ""
    rw: str = ""
    address: str = ""
    person: UUID | None = None
    is_erased: bool = False

    @property
    def decile_source(self) -> str:
        """The kind and vintage of the list behind the decile; empty if no list ranks it."""
        if self.decile_origin is None:
            return ""
        return f"{LAYOUT_SHORT[self.decile_origin]} {self.decile_period}"

    @property
    def status_label(self) -> str:
        """The status in Indonesian."""
        return STATUS_LABELS[self.status]


def rows(
    regency: Regency,
    actor: Actor,
    village: str,
    moment: Moment,
    *,
    months: int = MONTHS_FRESH,
    ranking: UUID | None = None,
    hidden: Collection[UUID] = (),
) -> list[WorkRow]:
    """Return every household of a village that somebody lives in, by code; names stay sealed.

    Args:
        ranking: the list whose deciles are told; None for the newest of each household.
        hidden: households the actor must not know of.
    """
    regency.engine.catch_up("verifications", "statuses", "ranks")
    day = moment.valid_on or regency.ledger.today
    before = stale_before(day, months)
    with regency.reading(actor) as conn:
        lines = [
            line
            for line in worklists.of_village(conn, regency.schema, village, moment, ranking=ranking)
            if line.is_open and line.household not in set(hidden)
        ]
        known = statuses.statuses_of(
            conn, regency.schema, [line.household for line in lines], moment
        )
    return [
        _row(line, known[line.household].status, known[line.household].persons, before)
        for line in lines
        if line.household in known
    ]


def opened(
    regency: Regency, found: Iterable[WorkRow], moment: Moment, *, is_open: bool
) -> list[WorkRow]:
    """Return rows with their heads, in the order people walk: RW, RT, code.

    Whoever calls this has checked that the reader may see them, and records those that are shown.

    Args:
        is_open: False masks the heads, tells no RT and keeps the order of codes.

    Raises:
        KeysUnavailable: the key database does not answer.
    """
    known = list(found)
    doors: dict[UUID, names.Door] = {}
    for at in range(0, len(known), names.MOST_HOUSEHOLDS):
        some = [row.household for row in known[at : at + names.MOST_HOUSEHOLDS]]
        doors |= names.open_doors(regency.log, some, moment)
    told = [_told(row, doors[row.household], is_open=is_open) for row in known]
    return sorted(told, key=lambda row: walk_key(row.rw, row.rt, row.code))


def wanted(found: Iterable[WorkRow], asked: Asked) -> list[WorkRow]:
    """Return the rows that are asked for."""
    return [
        row
        for row in found
        if (row.due in asked.dues if asked.dues else row.due != "fresh")
        and (asked.list is None or asked.list in row.lists)
        and (asked.decile is None or (row.decile is not None and row.decile <= asked.decile))
        and (not asked.rt or rt_of(row) == asked.rt)
    ]


def counted(found: Iterable[WorkRow]) -> Mapping[Due, int]:
    """Return how many rows are due for each reason."""
    return Counter(row.due for row in found)


def rts_of(found: Iterable[WorkRow]) -> list[str]:
    """Return the RTs that rows lie in, in the order people walk."""
    return list(dict.fromkeys(rt_of(row) for row in found if row.rt))


def rt_of(row: WorkRow) -> str:
    """Return an RT as it is chosen: with its RW, for each RW counts its RTs anew."""
    return f"{row.rt}/{row.rw}" if row.rw else row.rt


def subjects(found: Iterable[WorkRow]) -> set[UUID]:
    """Return whose names and addresses stand in some rows: each household, and its head."""
    shown = [row for row in found if not row.is_erased]
    return {row.household for row in shown} | {row.person for row in shown if row.person}


def _row(line: WorkLine, status: HouseholdStatus, persons: int, before: date) -> WorkRow:
    return WorkRow(
        household=line.household,
        code=row_code(line.number),
        due=due(
            looked_on=line.looked_on,
            listed_on=line.listed_on,
            has_moved_in=line.has_moved_in,
            is_unfound=status == "not_found",
            claims=line.claims,
            before=before,
        ),
        status=status,
        persons=persons,
        looked_on=line.looked_on,
        verdict=line.verdict,
        method=line.method,
        lists=line.lists,
        decile=line.decile,
        decile_list=line.decile_list,
        decile_origin=line.decile_origin,
        decile_period=line.decile_period,
        claims=line.claims,
        looked_at=line.looked_at,
    )


def _told(row: WorkRow, door: names.Door, *, is_open: bool) -> WorkRow:
    is_erased = door.head.identity is None
    if not is_open:
        head = door.head.name if is_erased else mask_name(door.head.name)
        return replace(row, head=head, is_erased=is_erased)
    home = door.residence
    return replace(
        row,
        head=door.head.name,
        person=door.head.person,
        is_erased=is_erased,
        rt=home.rt.lstrip("0") if home else "",
        rw=home.rw.lstrip("0") if home else "",
        address=", ".join(filter(None, (home.dusun, home.address))) if home else names.ERASED,
    )


def _place(number: str) -> tuple[int, int, str]:
    """Return what to sort an RT or RW by: numbers first, as numbers; whoever has none last."""
    if not number:
        return (2, 0, "")
    return (0, int(number), "") if number.isdecimal() else (1, 0, number)


def walk_key(rw: str, rt: str, code: str) -> tuple[tuple[int, int, str], tuple[int, int, str], str]:
    """Return where a row stands in the order people walk."""
    return (_place(rw), _place(rt), code)
