"""Families of a chunk that are registered already, met again all at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.household_events import (
    HouseholdRegistered,
    HouseholdRelisted,
    Identity,
    MemberCorrected,
    MemberJoined,
    Residence,
)
from service.application import Work
from service.commands import relistings
from service.commands.lists import ListInHand, Tally
from service.commands.relistings import Holder, Home
from service.eventstore.log import Claim
from service.kernel.events import Event
from service.kernel.privacy import Private
from service.layouts import ListedHousehold
from service.layouts.profiles import is_ranks_only
from service.regency import Regency


class Told(NamedTuple):
    """A family with the keyed hashes of the numbers that tell who it is.

    Args:
        niks: one for each member, empty for who has no NIK.
        kk: of the KK number, empty for one that tells nothing.
    """

    family: ListedHousehold
    niks: tuple[bytes, ...]
    kk: bytes

    def blinds(self) -> tuple[bytes, ...]:
        """Return the hashes there are; an empty one is nobody's."""
        return (*self.niks, self.kk)


class Meetings:
    """The known families of one chunk.

    Args:
        owners: whose numbers these are.
    """

    def __init__(
        self, regency: Regency, inhand: ListInHand, work: Work, owners: Mapping[bytes, Claim]
    ) -> None:
        self._regency = regency
        self._list = inhand
        self._work = work
        self._owners = owners
        self.touched: frozenset[UUID] = frozenset()

    def homes(self, known: Iterable[Told]) -> set[UUID]:
        """Return every household that these families have to do with."""
        return {
            self._owners[blind].household
            for each in known
            for blind in each.blinds()
            if blind in self._owners
        }

    def take(self, known: Sequence[Told]) -> Tally:
        """Take these families in; return what became of their rows."""
        wanted: dict[int, UUID] = {}
        for at, each in enumerate(known):
            by_kk = self._owners.get(each.kk)
            home = relistings.home_of(
                each.family, by_kk.household if by_kk else None, self._by_nik(each)
            )
            if home is not None:
                wanted[at] = home
        self.touched = frozenset(wanted.values())
        if is_ranks_only(self._list.layout):
            return self._rank(known, wanted)
        opened = self._open(self.touched)
        tally = Tally()
        for at, each in enumerate(known):
            tally += relistings.meet_again(
                self._work,
                inhand=self._list,
                family=each.family,
                home=opened[wanted[at]] if at in wanted else None,
                by_nik=self._by_nik(each),
            )
        return tally

    def _rank(self, known: Sequence[Told], wanted: Mapping[int, UUID]) -> Tally:
        self._read(frozenset(wanted.values()))
        tally = Tally()
        for at, household in wanted.items():
            placings = self._work.load(Household, household).placings
            # By a row of this chunk, or of any before it.
            is_again = any(one.list == self._list.id for one in placings)
            take = relistings.ranked_before if is_again else relistings.rank_again
            rows = known[at].family.members
            tally += take(self._work, inhand=self._list, household=household, rows=rows)
        return tally

    def _by_nik(self, told: Told) -> dict[int, Holder]:
        return {
            member.row_no: Holder(self._owners[blind].subject, self._owners[blind].household)
            for member, blind in zip(told.family.members, told.niks, strict=True)
            if blind in self._owners
        }

    def _read(self, households: frozenset[UUID]) -> dict[UUID, list[Event]]:
        """Read households in a few questions, and let the work know them."""
        told = self._work.load_all(Household, sorted(households))
        return {household: [one.event for one in each] for household, each in told.items()}

    def _open(self, households: frozenset[UUID]) -> dict[UUID, Home]:
        """Open who belongs to these households and where they live."""
        sealed = {one: _personal(events) for one, events in self._read(households).items()}
        values = [value for told in sealed.values() for value in told.values()]
        plain = iter(self._regency.vault.open_all(values))
        return {one: told.opened(one, plain) for one, told in sealed.items()}


class _Told(NamedTuple):
    """What the events of a household say of who lives in it and where, sealed."""

    people: dict[UUID, Private[Identity]]
    named: dict[UUID, list[Private[Identity]]]
    residences: list[Private[Residence]]

    def values(self) -> Iterator[Private[Any]]:
        """Yield every sealed value, in the order in which `opened` takes them."""
        yield from self.people.values()
        for said in self.named.values():
            yield from said
        yield from self.residences

    def opened(self, household: UUID, plain: Iterator[Any]) -> Home:
        """Return it with the opened values put in."""
        return Home(
            household=household,
            people={person: next(plain) for person in self.people},
            named={person: [next(plain) for _ in said] for person, said in self.named.items()},
            residences=[next(plain) for _ in self.residences],
        )


def _personal(events: Iterable[Event]) -> _Told:
    """Return who the members of a household are and where it lives, as told last and by lists."""
    told = _Told({}, {}, [])
    for event in events:
        match event:
            case HouseholdRegistered():
                told.people.update({one.person: one.identity for one in event.members})
                told.named.update({one.person: [one.identity] for one in event.members})
                told.residences.append(event.residence)
            case HouseholdRelisted():
                for one in event.members:
                    if one.says is not None:
                        told.named[one.person].append(one.says)
                if event.says is not None:
                    told.residences.append(event.says)
            case MemberJoined():
                told.people[event.member.person] = event.member.identity
                told.named[event.member.person] = [event.member.identity]
            case MemberCorrected():
                told.people[event.person] = event.identity
    return told
