"""A family of a list that is registered already: met again, and never registered twice.

What a row means is decided here:

- a family whose KK number is known is that household; its unknown members join it
- a family of known people under no known KK number is the household they all belong to
- somebody without a NIK who is named again, with it or without, in the family of the same KK number
  is the same person
- whoever died or left stays gone, and a closed household stays closed: that it is named again is
  noted
- a person already on this list, or belonging to another household, waits in quarantine
- everybody else is a new household
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar, cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.household import Household
from service.aggregates.household_events import (
    Assistance,
    Identity,
    Relisted,
    Residence,
    Source,
)
from service.aggregates.target_list import ListRow
from service.application import Work
from service.commands.lists import (
    ListInHand,
    Tally,
    enrolled,
    identity,
    rank,
    raw_row,
    register,
    residence,
)
from service.kernel.people import is_temporary
from service.kernel.privacy import Private
from service.layouts import ListedHousehold, ListedPerson
from service.policies import access

T = TypeVar("T")


class Holder(Struct, frozen=True):
    """Whose a NIK is: a person, and the household they belong to."""

    person: UUID
    household: UUID


class Home(Struct, frozen=True, kw_only=True):
    """The household that a listed family is met again as, opened; None for what was erased.

    Args:
        people: who its members are.
        named: who lists said they are, the first list first; only what was new each time.
        residences: where lists said it lives, in the same way.
    """

    household: UUID
    people: Mapping[UUID, Identity | None]
    named: Mapping[UUID, Sequence[Identity | None]]
    residences: Sequence[Residence | None]


def home_of(
    family: ListedHousehold, by_kk: UUID | None, by_nik: Mapping[int, Holder]
) -> UUID | None:
    """Return the household a listed family is: by its KK number, or the one home of all known.

    Args:
        by_kk: the household that holds the family's KK number.
        by_nik: row number → who holds that row's NIK.
    """
    if by_kk is not None:
        return by_kk
    homes = {by_nik[m.row_no].household for m in family.members if m.row_no in by_nik}
    everybody_known = all(m.row_no in by_nik for m in family.members if not m.is_temporary)
    return homes.pop() if len(homes) == 1 and everybody_known else None


def meet_again(
    work: Work,
    *,
    inhand: ListInHand,
    family: ListedHousehold,
    home: Home | None,
    by_nik: Mapping[int, Holder],
) -> Tally:
    """Take in a family of which somebody is registered already.

    Args:
        home: the household it is; None if it is a new one.
        by_nik: row number → who holds that row's NIK.
    """
    access.require(work.actor, "lists.receive")
    meeting = _Meeting(work, inhand, family, home)
    for member in family.members:
        meeting.take(member, by_nik.get(member.row_no))
    return meeting.finish()


class _Meeting:
    """A known family on its way in: which of its rows are known, new, or wait."""

    def __init__(
        self, work: Work, inhand: ListInHand, family: ListedHousehold, home: Home | None
    ) -> None:
        self._work = work
        self._list = inhand
        self._family = family
        self._home = home
        self._household = work.load(Household, home.household) if home else Household()
        self._is_repeated = inhand.id in self._household.lists
        self._relisted: list[Relisted] = []
        self._new: list[ListedPerson] = []
        self._corrected: list[tuple[UUID, ListedPerson]] = []
        self._tally = Tally()
        known = _different(
            one.kk_number for one in (home.residences if home else ()) if one and one.kk_number
        )
        self._kk_no = _number(known, family.kk_number)
        self._is_new_kk = bool(known) and self._kk_no == len(known)

    def take(self, member: ListedPerson, holder: Holder | None) -> None:
        """Decide one row."""
        if holder is None:
            self._take_unknown(member)
        elif self._home is None or holder.household != self._home.household:
            self._set_aside(member, "nik_registered_elsewhere", person=holder.person)
        elif self._is_repeated:
            self._set_aside(member, "nik_twice_on_list", person=holder.person)
        else:
            self._name_again(holder.person, member)

    def finish(self) -> Tally:
        """Append what was decided; return what became of the rows."""
        if self._home is None:
            if self._new:
                household = register(self._work, self._family, self._new, self._list)
                rank(self._work, inhand=self._list, household=household, row=self._first)
                self._tally += Tally(households=1, persons=len(self._new))
            return self._tally
        if not self._is_repeated:
            self._relist(self._home.household)
            if not self._household.is_closed:
                self._correct(self._home.household)
            rank(self._work, inhand=self._list, household=self._home.household, row=self._first)
        for member in self._new:
            self._join(self._home.household, member)
        return self._tally

    @property
    def _first(self) -> ListedPerson:
        return self._family.head or self._family.members[0]

    def _take_unknown(self, member: ListedPerson) -> None:
        same = self._without_nik(member)
        if same is not None and self._is_repeated:
            self._set_aside(member, "nik_twice_on_list", person=same)
        elif same is not None:
            self._name_again(same, member)
            if not member.is_temporary:
                self._corrected.append((same, member))
        elif self._household.is_closed:
            is_withdrawn = self._household.status == "withdrawn"
            self._set_aside(member, "household_withdrawn" if is_withdrawn else "household_closed")
        else:
            self._new.append(member)

    def _without_nik(self, member: ListedPerson) -> UUID | None:
        """Return the person of this household without a NIK who has this name, if it is one only.

        Within one family on one KK sheet a name is enough; anywhere else it never is.
        """
        if self._home is None:
            return None
        taken = {one.person for one in self._relisted}
        found = [
            person
            for person, who in self._home.people.items()
            if who is not None and is_temporary(who.nik) and person not in taken
            if is_same_name(who.name, member.name)
            and (member.birth_date in {None, who.birth_date} or who.birth_date is None)
        ]
        return found[0] if len(found) == 1 else None

    def _name_again(self, person: UUID, member: ListedPerson) -> None:
        named = [one for one in self._home.named.get(person, ()) if one] if self._home else []
        names = _different(" ".join(one.name.casefold().split()) for one in named)
        births = _different(one.birth_date for one in named if one.birth_date)
        name_no = _number(names, " ".join(member.name.casefold().split()))
        born_no = _number(births, member.birth_date)
        is_new = bool(named) and (name_no == len(names) or bool(births and born_no == len(births)))
        self._relisted.append(
            Relisted(
                person=person,
                row_no=member.row_no,
                name_no=name_no,
                born_no=born_no,
                says=Private(person, identity(member)) if is_new else None,
            )
        )
        self._tally += Tally(known=1)

    def _relist(self, home: UUID) -> None:
        says = Private(home, residence(self._family)) if self._is_new_kk else None
        events = self._household.relist(
            Source(list=self._list.id, row_no=self._first.row_no),
            members=tuple(self._relisted),
            on=self._list.on,
            today=self._work.today,
            decile=self._first.decile,
            assistance=cast("tuple[Assistance, ...]", self._first.assistance),
            listed_village=self._family.village_code,
            kk_no=self._kk_no,
            says=says,
        )
        self._work.append(Household, home, *events)

    def _correct(self, home: UUID) -> None:
        """Give those their NIK whom an earlier list named without one."""
        for person, member in self._corrected:
            events = self._work.load(Household, home).correct(
                person,
                Private(person, identity(member)),
                temporary=False,
                evidence=(),
                on=self._list.on,
                today=self._work.today,
            )
            self._work.append(Household, home, *events)
            self._work.claim_nik(member.nik, person=person, household=home)

    def _join(self, home: UUID, member: ListedPerson) -> None:
        person = self._work.new_id()
        events = self._work.load(Household, home).join(
            replace(enrolled(member, person, is_head=False), list=self._list.id, kk_no=self._kk_no),
            on=self._list.on,
            today=self._work.today,
        )
        self._work.append(Household, home, *events)
        if not member.is_temporary:
            self._work.claim_nik(member.nik, person=person, household=home)
        self._tally += Tally(persons=1)

    def _set_aside(self, member: ListedPerson, reason: str, person: UUID | None = None) -> None:
        home = self._home.household if self._home else None
        set_aside(self._work, self._list, member, reason, household=home, person=person)
        self._tally += Tally(quarantined=1)


def rank_again(
    work: Work, *, inhand: ListInHand, household: UUID, rows: Sequence[ListedPerson]
) -> Tally:
    """Take in what a list of ranks says of a household that is known, whose row comes once.

    A closed household stays closed: that a list ranks it all the same is noted.
    """
    first, *again = rows
    rank(work, inhand=inhand, household=household, row=first)
    known = work.load(Household, household)
    if known.is_closed and inhand.id not in known.lists:
        events = known.relist(
            Source(list=inhand.id, row_no=first.row_no),
            members=(),
            on=inhand.on,
            today=work.today,
            decile=first.decile,
        )
        work.append(Household, household, *events)
    return Tally(known=1) + ranked_before(work, inhand=inhand, household=household, rows=again)


def ranked_before(
    work: Work, *, inhand: ListInHand, household: UUID, rows: Sequence[ListedPerson]
) -> Tally:
    """Quarantine rows of a household that another row of the same list of ranks tells of."""
    for row in rows:
        set_aside(work, inhand, row, "kk_twice_on_list", household=household)
    return Tally(quarantined=len(rows))


def set_aside(
    work: Work,
    inhand: ListInHand,
    row: ListedPerson,
    reason: str,
    *,
    household: UUID | None,
    person: UUID | None = None,
) -> None:
    """Quarantine a row of which somebody is registered already."""
    key = f"{inhand.id}/{row.row_no}"
    events = ListRow().quarantine(
        inhand.id,
        row.row_no,
        reasons=(reason,),
        raw=Private(work.new_id(), raw_row(inhand.columns, row.raw)),
        on=work.today,
        today=work.today,
        person=person,
        household=household,
        village=row.village_code,
    )
    work.know(ListRow.stream(key), 0, ListRow())
    work.append(ListRow, key, *events)


def _different(values: Iterable[T]) -> list[T]:
    return list(dict.fromkeys(values))


def _number(known: Sequence[T], said: T | None) -> int:
    """Return the number of what a list says among what lists have said before.

    A list that says nothing contradicts nobody: it counts as the first.
    """
    if not said or not known:
        return 0
    return known.index(said) if said in known else len(known)


def is_same_name(one: str, other: str) -> bool:
    """Say whether two names are one, however they are spaced and cased."""
    return one.casefold().split() == other.casefold().split()
