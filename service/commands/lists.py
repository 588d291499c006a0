"""Commands about lists: receive one, meet its families, put a quarantined row right.

What a row means is decided here, the same for the import of a million rows and for the one row a
clerk corrects:

- a family whose KK number is known is that household; its unknown members join it
- a family of known people under no known KK number is the household they all belong to
- a person already on this list, or belonging to another household, waits in quarantine
- everybody else is a new household
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

import msgspec
from msgspec import Struct

from service.aggregates.household import Household
from service.aggregates.household_events import (
    Assistance,
    Enrolled,
    Identity,
    Relisted,
    Residence,
    Source,
)
from service.aggregates.target_list import Layout, ListRow, RawRow, TargetList
from service.application import Work
from service.kernel.people import is_temporary
from service.kernel.privacy import Private
from service.layouts import ListedHousehold, ListedPerson
from service.policies import access


class About(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the letter says that a list came with."""

    name: str
    issuer: str
    letter_number: str
    letter_date: date
    period: str
    purpose: str
    legal_basis: str


class Tally(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What became of rows; adds up over chunks and families."""

    rows: int = 0
    households: int = 0
    persons: int = 0
    known: int = 0
    quarantined: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            rows=self.rows + other.rows,
            households=self.households + other.households,
            persons=self.persons + other.persons,
            known=self.known + other.known,
            quarantined=self.quarantined + other.quarantined,
        )

    def text(self) -> str:
        """Return it as the answer of a command, for `read`."""
        return msgspec.json.encode(self).decode()

    @classmethod
    def read(cls, text: str) -> "Tally":
        """Return what `text()` wrote."""
        return msgspec.json.decode(text, type=cls)


def receive(
    work: Work,
    *,
    list_id: UUID,
    layout: Layout,
    file_name: str,
    file_hash: str,
    about: About,
) -> UUID:
    """Note that a file came in, before its first row is read."""
    access.require(work.actor, "lists.receive")
    events = work.load(TargetList, list_id).receive(
        list_id,
        layout=layout,
        file_name=file_name,
        file_hash=file_hash,
        on=work.today,
        today=work.today,
        **msgspec.structs.asdict(about),
    )
    work.append(TargetList, list_id, *events)
    return list_id


def complete(work: Work, *, list_id: UUID, tally: Tally) -> str:
    """Note that every row of a list was read."""
    access.require(work.actor, "lists.receive")
    events = work.load(TargetList, list_id).complete(
        **msgspec.structs.asdict(tally), on=work.today, today=work.today
    )
    work.append(TargetList, list_id, *events)
    return tally.text()


def meet_again(
    work: Work,
    *,
    list_id: UUID,
    family: ListedHousehold,
    columns: Sequence[str],
    on: date,
    by_kk: UUID | None,
    by_nik: Mapping[int, UUID],
) -> str:
    """Take in a family of which somebody is registered already.

    Args:
        on: the day the list speaks of.
        by_kk: the household that holds the family's KK number.
        by_nik: row number → the household that the person belongs to.

    Returns:
        The text of a `Tally`.
    """
    access.require(work.actor, "lists.receive")
    home = by_kk or _shared_home(family, by_nik)
    meeting = _Meeting(work, list_id, columns, family, home, on=on)
    for member in family.members:
        meeting.take(member, by_nik.get(member.row_no))
    return meeting.finish().text()


def _shared_home(family: ListedHousehold, by_nik: Mapping[int, UUID]) -> UUID | None:
    """Return the one household to which everybody in the family belongs, if there is one.

    A single known person among strangers is a NIK typed twice, not a family met again.
    """
    holders = set(by_nik.values())
    strangers = [m for m in family.members if not m.is_temporary and m.row_no not in by_nik]
    return holders.pop() if len(holders) == 1 and not strangers else None


class _Meeting:
    """A listed family on its way into the register, row by row."""

    def __init__(
        self,
        work: Work,
        list_id: UUID,
        columns: Sequence[str],
        family: ListedHousehold,
        home: UUID | None,
        *,
        on: date,
    ) -> None:
        self._work = work
        self._list = list_id
        self._columns = columns
        self._family = family
        self._home = home
        self._on = on
        self._household = work.load(Household, home) if home else Household()
        self._is_repeated = list_id in self._household.lists
        self._relisted: list[Relisted] = []
        self._new: list[ListedPerson] = []
        self._tally = Tally()

    def take(self, member: ListedPerson, holder: UUID | None) -> None:
        """Decide one row."""
        if holder is None and self._household.is_closed:
            self._set_aside(member, "household_closed")
        elif holder is None:
            self._new.append(member)
        elif holder != self._home:
            self._set_aside(member, "nik_registered_elsewhere")
        elif self._is_repeated:
            self._set_aside(member, "nik_twice_on_list")
        else:
            person = self._work.holder_of_nik(member.nik)
            assert person is not None, "the caller looked it up a moment ago"
            self._relisted.append(Relisted(person=person, row_no=member.row_no))
            self._tally += Tally(known=1)

    def finish(self) -> Tally:
        """Append what was decided; return what became of the rows."""
        if self._relisted:
            self._relist()
        if self._new and self._home is None:
            register(self._work, self._family, self._new, self._list, on=self._on)
            self._tally += Tally(households=1, persons=len(self._new))
        elif self._new:
            self._join(self._home)
        return self._tally

    def _relist(self) -> None:
        first = self._family.head or self._family.members[0]
        events = self._household.relist(
            Source(list=self._list, row_no=first.row_no),
            members=tuple(self._relisted),
            on=self._on,
            today=self._work.today,
            decile=first.decile,
            assistance=cast("tuple[Assistance, ...]", first.assistance),
        )
        self._work.append(Household, self._home, *events)

    def _join(self, home: UUID | None) -> None:
        assert home is not None
        for member in self._new:
            person = self._work.new_id()
            events = self._work.load(Household, home).join(
                enrolled(member, person, is_head=False),
                on=self._on,
                today=self._work.today,
            )
            self._work.append(Household, home, *events)
            if not member.is_temporary:
                self._work.claim_nik(member.nik, person=person, household=home)
            self._tally += Tally(persons=1)

    def _set_aside(self, member: ListedPerson, reason: str) -> None:
        key = f"{self._list}/{member.row_no}"
        raw = Private(self._work.new_id(), raw_row(self._columns, member.raw))
        events = self._work.load(ListRow, key).quarantine(
            self._list,
            member.row_no,
            reasons=(reason,),
            raw=raw,
            on=self._work.today,
            today=self._work.today,
        )
        self._work.append(ListRow, key, *events)
        self._tally += Tally(quarantined=1)


def register(
    work: Work,
    family: ListedHousehold,
    members: Sequence[ListedPerson],
    list_id: UUID,
    *,
    on: date,
) -> UUID:
    """Register members of a listed family as a new household; return its id."""
    household = work.new_id()
    head = head_of(members)
    people = {work.new_id(): member for member in members}
    events = Household().register(
        household,
        village=family.village_code,
        residence=Private(household, residence(family)),
        members=tuple(enrolled(m, person, is_head=m is head) for person, m in people.items()),
        on=on,
        today=work.today,
        **listing(head, list_id),
    )
    work.append(Household, household, *events)
    for person, member in people.items():
        if not member.is_temporary:
            work.claim_nik(member.nik, person=person, household=household)
    if is_claimable(family.kk_number):
        work.claim_kk(family.kk_number, household=household)
    return household


def head_of(members: Sequence[ListedPerson]) -> ListedPerson:
    """Return the member the list calls head, else the first."""
    return next((m for m in members if m.relation == "head"), members[0])


def is_claimable(kk_number: str) -> bool:
    """Say whether a KK number tells a family from others: not a local, temporary one."""
    return bool(kk_number) and not is_temporary(kk_number)


def enrolled(member: ListedPerson, person: UUID, *, is_head: bool) -> Enrolled:
    """Return a listed person as a member."""
    return Enrolled(
        person=person,
        relation="head" if is_head else _relation(member),
        identity=Private(
            person,
            Identity(
                name=member.name,
                nik=member.nik,
                birth_date=member.birth_date,
                birth_place=member.birth_place,
                sex=member.sex,
                occupation=member.occupation,
            ),
        ),
        row_no=member.row_no,
        temporary=member.is_temporary,
    )


def residence(family: ListedHousehold) -> Residence:
    """Return where a listed family lives."""
    first = family.head or family.members[0]
    return Residence(
        kk_number=family.kk_number,
        address=first.address,
        dusun=first.dusun,
        rt=first.rt,
        rw=first.rw,
    )


def listing(head: ListedPerson, list_id: UUID) -> dict[str, Any]:
    """Return what a list says of a household beyond its members."""
    return {
        "source": Source(list=list_id, row_no=head.row_no),
        "decile": head.decile,
        "assistance": head.assistance,
        "identity_match": head.identity_match,
    }


def raw_row(columns: Sequence[str], cells: Sequence[str]) -> RawRow:
    """Return a row as it stood in the file; cells beyond the header are numbered."""
    named = dict(zip(columns, cells, strict=False))
    named |= {f"+{number}": cell for number, cell in enumerate(cells[len(columns) :], start=1)}
    return RawRow(cells=named)


def _relation(member: ListedPerson) -> Any:
    return "other" if member.relation in (None, "head") else member.relation
