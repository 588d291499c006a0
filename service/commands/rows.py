"""Commands about quarantined rows: put one right, or set it aside for good.

A corrected row is read again by the layout of its list, as if the file had said so, and must come
out without a problem. Then it becomes what the import would have made of it: a new household, a
new member of a known one, or one more mention of somebody known.
"""

import csv
import io
from collections.abc import Mapping
from datetime import date
from typing import Annotated, ClassVar, cast
from uuid import UUID

from msgspec import Meta, Struct
from msgspec.structs import replace

from service.aggregates.household import Household
from service.aggregates.household_events import Assistance, Relisted, Source
from service.aggregates.target_list import (
    ListIsWithdrawn,
    ListReceived,
    ListRow,
    RawRow,
    RowIsResolved,
    RowQuarantined,
    TargetList,
)
from service.application import NotKnown, Work
from service.commands import lists, people, relistings
from service.commands.lists import ListInHand
from service.commands.requests import MaybeLine, Reason, Request, VillageCode
from service.kernel.refusals import Refused
from service.layouts import (
    DTKS_HEADER,
    OF_FAMILY,
    ListedHousehold,
    ListedPerson,
    ListReader,
    open_list,
)
from service.layouts.profiles import is_ranks_only
from service.policies import access
from service.reference.regions import Territory

MOST_CELLS = 200


class RowStillFaulty(Refused):
    """Baris ini masih bermasalah."""

    way_out: ClassVar[str] = "Perbaiki setiap masalah yang disebut, atau kesampingkan baris ini."


class NoSuchColumn(Refused):
    """Daftar ini tidak punya kolom dengan judul itu."""

    way_out: ClassVar[str] = "Tulis judul kolom persis seperti pada baris yang dikarantina."


class RowErased(Refused):
    """Isi baris ini sudah dihapus."""

    way_out: ClassVar[str] = "Kesampingkan baris ini; orangnya dapat didaftarkan sebagai usulan."


class CorrectRow(Request, frozen=True, kw_only=True):
    """What the row should have said.

    Args:
        cells: new contents by column title; the other cells stay as they are.
        village: where the row belongs, for a list that has no column for it.
    """

    cells: Annotated[
        dict[Annotated[str, Meta(min_length=1, max_length=200)], MaybeLine],
        Meta(min_length=1, max_length=MOST_CELLS),
    ]
    village: VillageCode | None = None


class DismissRow(Request, frozen=True, kw_only=True):
    """Why the row is nobody's."""

    reason: Reason


class HeldRow(Struct, frozen=True, kw_only=True):
    """A quarantined row with what is needed to read it again.

    Args:
        mapping, village: what a person said when the list was received.
        cells: None once they were erased.
    """

    list: ListInHand
    row_no: int
    reasons: tuple[str, ...]
    cells: dict[str, str] | None
    mapping: Mapping[str, str] = {}
    village: str = ""


def correct_row(
    work: Work, list_id: UUID, row_no: int, ask: CorrectRow, *, territory: Territory
) -> UUID:
    """Put a row right; return the household it belongs to now.

    Args:
        territory: the regency whose villages the row must lie in.

    Raises:
        NotAllowed, OutOfScope, NotKnown, RowIsResolved, ListIsWithdrawn, RowErased: not now.
        NoSuchColumn, NoHeaderFound, VillageNotSaid, RowStillFaulty: not like this.
    """
    held = _load(work, list_id, row_no, territory)
    if held.cells is None:
        raise RowErased(row_no=row_no)
    cells = _corrected(held, ask.cells)
    person = read_again(held, cells, territory=territory, today=work.today, village=ask.village)
    if person.problems:
        raise RowStillFaulty(problems=people.explained(person.problems))
    access.require(work.actor, "rows.resolve", village=person.village_code)
    fields = titles_of(replace(held, cells=cells), territory=territory, today=work.today)
    household = _take_in(work, held, person, of_family="nik" not in fields)
    events = work.load(ListRow, _key(list_id, row_no)).resolve(
        "corrected", household=household, **ask.days(work)
    )
    work.append(ListRow, _key(list_id, row_no), *events)
    return household


def dismiss_row(
    work: Work, list_id: UUID, row_no: int, ask: DismissRow, *, territory: Territory
) -> str:
    """Set a row aside for good; return its key.

    Raises:
        NotAllowed, OutOfScope, NotKnown, RowIsResolved, ListIsWithdrawn, ReasonMissing: not
            now.
    """
    _load(work, list_id, row_no, territory)
    events = work.load(ListRow, _key(list_id, row_no)).resolve(
        "dismissed", reason=ask.reason, **ask.days(work)
    )
    work.append(ListRow, _key(list_id, row_no), *events)
    return _key(list_id, row_no)


def read_again(
    held: HeldRow,
    cells: Mapping[str, str],
    *,
    territory: Territory,
    today: date,
    village: str | None = None,
) -> ListedPerson:
    """Read a row by the layout of its list.

    Raises:
        NoHeaderFound, VillageNotSaid: its columns don't say who or where.
    """
    reader = _reader(held, cells, territory=territory, today=today, village=village)
    for person in reader:
        return replace(person, row_no=held.row_no)
    return ListedPerson(held.row_no, problems=("unrecognisable",))


def titles_of(held: HeldRow, *, territory: Territory, today: date) -> Mapping[str, str]:
    """Return in which column of its row each field stands; none of a row that can't be read."""
    try:
        reader = _reader(held, held.cells or {}, territory=territory, today=today, village=None)
    except Refused:
        return {}
    suffix = OF_FAMILY if _is_of_family(held, held.cells or {}) else ""
    return {field: f"{title}{suffix}" for field, title in reader.fields.items()}


def _reader(
    held: HeldRow,
    cells: Mapping[str, str],
    *,
    territory: Territory,
    today: date,
    village: str | None,
) -> ListReader:
    layout = held.list.layout
    if _is_of_family(held, cells):
        told = [(title, cell) for title, cell in cells.items() if title.endswith(OF_FAMILY)]
        cells = {title.removesuffix(OF_FAMILY): cell for title, cell in told}
    columns = DTKS_HEADER.split("|") if layout == "dtks" else list(cells)
    text = io.StringIO()
    csv.writer(text, delimiter="|", lineterminator="\n").writerows(
        (columns, [cells.get(column, "") for column in columns])
    )
    return open_list(
        io.BytesIO(text.getvalue().encode("utf-8", "replace")),
        layout,
        today=today,
        territory=territory,
        village=village or held.village,
        mapping={f: title for f, title in held.mapping.items() if not title or title in cells},
    )


def _is_of_family(held: HeldRow, cells: Mapping[str, str]) -> bool:
    """Say whether a row stands in the family file of DTSEN's two: nothing of a member is told."""
    told = {title.endswith(OF_FAMILY) for title, cell in cells.items() if cell}
    return held.list.layout == "dtsen" and told == {True}


def area_of(held: HeldRow, *, territory: Territory, today: date) -> str:
    """Return the village a row belongs to as it stands; the whole regency if it doesn't say."""
    if held.cells is None:
        return territory.code
    try:
        person = read_again(held, held.cells, territory=territory, today=today)
    except Refused:
        return territory.code
    return person.village_code or territory.code


def _load(work: Work, list_id: UUID, row_no: int, territory: Territory) -> HeldRow:
    """Return an open row that the actor may resolve."""
    access.require(work.actor, "rows.resolve")
    known = work.load(ListRow, _key(list_id, row_no))
    if known.list is None:
        raise NotKnown
    held = _held(work, list_id, row_no)
    area = area_of(held, territory=territory, today=work.today)
    access.require(work.actor, "rows.resolve", village=area)
    if known.is_resolved:
        raise RowIsResolved(row_no=row_no)
    if work.load(TargetList, list_id).is_withdrawn:
        raise ListIsWithdrawn(list=str(list_id))
    return held


def _held(work: Work, list_id: UUID, row_no: int) -> HeldRow:
    received = work.events(TargetList, list_id)[0]
    quarantined = work.events(ListRow, _key(list_id, row_no))[0]
    assert isinstance(received, ListReceived)
    assert isinstance(quarantined, RowQuarantined)
    raw: RawRow | None = work.open_all([quarantined.raw])[0]
    return HeldRow(
        list=in_hand(received),
        row_no=row_no,
        mapping=received.mapping,
        village=received.village,
        reasons=quarantined.reasons,
        cells=raw.cells if raw else None,
    )


def in_hand(received: ListReceived) -> ListInHand:
    """Return a list as it is known of each of its rows."""
    return ListInHand(
        id=received.list,
        layout=received.layout,
        period=received.period,
        on=received.letter_date,
        columns=(),
    )


def _corrected(held: HeldRow, new: Mapping[str, str]) -> dict[str, str]:
    """Return the cells as they should have been; of a ragged row, those too many are dropped."""
    assert held.cells is not None
    cells = {title: cell for title, cell in held.cells.items() if not title.startswith("+")}
    known = {*cells, *DTKS_HEADER.split("|")} if held.list.layout == "dtks" else set(cells)
    unknown = sorted(title for title in new if title not in known)
    # A ragged row of a free layout doesn't show which columns its list has.
    if unknown and not (held.list.layout != "dtks" and "row_ragged" in held.reasons):
        raise NoSuchColumn(unknown=unknown, columns=sorted(cells))
    return cells | dict(new)


def _take_in(work: Work, held: HeldRow, person: ListedPerson, *, of_family: bool) -> UUID:
    """Do with a row what the import does with one that has no problem.

    Args:
        of_family: whether it tells of a family and its house; the persons have rows of their own.
    """
    holder = None if person.is_temporary else work.claim_on("nik", person.nik)
    by_kk = work.claim_on("kk", person.kk_number) if lists.is_claimable(person.kk_number) else None
    first = by_kk or holder
    if first is None:
        if is_ranks_only(held.list.layout):
            raise _faulty("kk_unknown")
        family = ListedHousehold(person.kk_number, person.village_code, (person,))
        made = lists.register(work, family, [person], held.list)
        lists.rank(work, inhand=held.list, household=made, row=person)
        return made
    home = first.household
    household = work.load(Household, home)
    access.require(work.actor, "rows.resolve", village=household.village)
    if is_ranks_only(held.list.layout) or (of_family and held.list.layout == "dtsen"):
        relistings.rank_again(work, inhand=held.list, household=home, rows=(person,))
    elif holder is None:
        if household.is_closed:
            raise _faulty("household_closed")
        _join(work, home, held, person)
    elif holder.household != home:
        raise _faulty("nik_registered_elsewhere")
    elif held.list.id in household.lists:
        raise _faulty("nik_twice_on_list")
    else:
        events = household.relist(
            Source(list=held.list.id, row_no=held.row_no),
            members=(Relisted(person=holder.subject, row_no=held.row_no),),
            on=held.list.on,
            today=work.today,
            decile=person.decile,
            assistance=cast("tuple[Assistance, ...]", person.assistance),
            listed_village=person.village_code,
        )
        work.append(Household, home, *events)
        lists.rank(work, inhand=held.list, household=home, row=person)
    return home


def _join(work: Work, home: UUID, held: HeldRow, person: ListedPerson) -> None:
    new = work.new_id()
    events = work.load(Household, home).join(
        replace(lists.enrolled(person, new, is_head=False), list=held.list.id),
        on=held.list.on,
        today=work.today,
    )
    work.append(Household, home, *events)
    if not person.is_temporary:
        work.claim_nik(person.nik, person=new, household=home)


def _faulty(code: str) -> RowStillFaulty:
    return RowStillFaulty(problems=people.explained((code,)))


def _key(list_id: UUID, row_no: int) -> str:
    return f"{list_id}/{row_no}"
