"""Commands about lists: receive one, register its families, note how they rank.

Families that are known already are met again in `relistings`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from msgspec import Struct

from service.aggregates.household import Household
from service.aggregates.household_events import (
    Enrolled,
    Identity,
    Residence,
    Source,
)
from service.aggregates.household_welfare import Housing, Rank
from service.aggregates.target_list import RawRow, TargetList
from service.application import NotKnown, Work
from service.commands import listed_indicators
from service.commands.requests import MaybeLine, Reason, Request
from service.kernel.lists import Layout
from service.kernel.people import is_temporary
from service.kernel.places import RegionCode
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


class Withdraw(Request, frozen=True, kw_only=True):
    """Why nothing may rest on a list any more.

    Args:
        authority: the letter or decision that says so.
    """

    reason: Reason
    authority: MaybeLine = ""


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
    mapping: Mapping[str, str],
    village: str,
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
        mapping=dict(mapping),
        village=village,
        **msgspec.structs.asdict(about),
    )
    work.append(TargetList, list_id, *events)
    listed_indicators.publish(work, layout)
    return list_id


def complete(work: Work, *, list_id: UUID, tally: Tally) -> str:
    """Note that every row of a list was read."""
    access.require(work.actor, "lists.receive")
    events = work.load(TargetList, list_id).complete(
        **msgspec.structs.asdict(tally), on=work.today, today=work.today
    )
    work.append(TargetList, list_id, *events)
    return tally.text()


class ListInHand(Struct, frozen=True, kw_only=True):
    """The list that is being taken in.

    Args:
        on: the day it speaks of.
        columns: titles of the cells of a raw row.
    """

    id: UUID
    layout: Layout
    period: str
    on: date
    columns: Sequence[str]


def register(
    work: Work,
    family: ListedHousehold,
    members: Sequence[ListedPerson],
    inhand: ListInHand,
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
        on=inhand.on,
        today=work.today,
        **listing(head, inhand.id),
    )
    work.know(Household.stream(household), 0, Household())
    work.append(Household, household, *events)
    for person, member in people.items():
        if not member.is_temporary:
            work.claim_nik(member.nik, person=person, household=household)
    if is_claimable(family.kk_number):
        work.claim_kk(family.kk_number, household=household)
    return household


def withdraw(work: Work, list_id: UUID, ask: Withdraw) -> UUID:
    """Say that nothing may rest on a list any more; return its id.

    Raises:
        NotAllowed, NotKnown, ListIsBeingRead, ListIsWithdrawn, NotHappenedYet: not now.
    """
    access.require(work.actor, "lists.withdraw")
    known = work.load(TargetList, list_id)
    if known.list is None:
        raise NotKnown
    events = known.withdraw(reason=ask.reason, authority=ask.authority, **ask.days(work))
    work.append(TargetList, list_id, *events)
    return list_id


def finish_withdrawal(work: Work, *, list_id: UUID, households: int) -> UUID:
    """Note that every household which a withdrawn list alone knew is closed."""
    access.require(work.actor, "lists.withdraw")
    events = work.load(TargetList, list_id).finish_withdrawal(
        households, on=work.today, today=work.today
    )
    work.append(TargetList, list_id, *events)
    return list_id


def rank(work: Work, *, inhand: ListInHand, household: UUID, row: ListedPerson) -> None:
    """Note what a list says of a household's welfare, if it says anything."""
    if not (row.ranks or row.housing):
        return
    events = work.load(Household, household).rank(
        Source(list=inhand.id, row_no=row.row_no),
        **welfare(inhand, household, row),
        on=inhand.on,
        today=work.today,
    )
    work.append(Household, household, *events)
    listed_indicators.note(
        work,
        household,
        dict(row.housing),
        source=Source(list=inhand.id, row_no=row.row_no),
        on=inhand.on,
    )


def welfare(inhand: ListInHand, household: UUID, row: ListedPerson) -> dict[str, Any]:
    """Return what a row says of welfare, as `Household.rank` takes it."""
    return {
        "origin": inhand.layout,
        "period": inhand.period,
        "ranks": tuple(Rank(level=level, decile=decile) for level, decile in row.ranks),
        "region": RegionCode("bps", row.bps_code) if row.bps_code else None,
        "housing": Private(household, Housing(told=dict(row.housing))) if row.housing else None,
    }


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
        identity=Private(person, identity(member)),
        row_no=member.row_no,
        temporary=member.is_temporary,
    )


def identity(member: ListedPerson) -> Identity:
    """Return who a list says a person is."""
    return Identity(
        name=member.name,
        nik=member.nik,
        birth_date=member.birth_date,
        birth_place=member.birth_place,
        sex=member.sex,
        occupation=member.occupation,
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
