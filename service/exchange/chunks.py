"""One chunk of a list: families decided and sealed, then copied into the log as one commit."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from datetime import date
from functools import partial
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.household import Household
from service.aggregates.target_list import ListRow
from service.application import LogUnavailable, command_id, envelope, ordered_ids
from service.commands import lists as commands
from service.commands.lists import Tally
from service.eventstore.log import (
    Claim,
    Commit,
    Draft,
    IntegrityError,
    OperationalError,
    StoredEvent,
)
from service.kernel.events import Event
from service.kernel.privacy import Private
from service.kernel.roles import Actor
from service.layouts import ListedHousehold, ListedPerson
from service.regency import Regency

MOST_TRIES = 5

Owners = Mapping[bytes, UUID]


class Chunk(Struct, frozen=True, kw_only=True):
    """A chunk, ready to be copied.

    Args:
        families: kept, so that it can be decided again if somebody was faster with a NIK.
        keys: minted for its subjects, to be kept before its events.
        rows, commit: what is copied; no commit if there is nothing to copy.
        tally: what became of its rows.
    """

    number: int
    families: Sequence[ListedHousehold] = ()
    keys: bytes = b""
    rows: Sequence[StoredEvent] = ()
    commit: Commit | None = None
    tally: Tally


class Chunks:
    """Makes chunks of one list and appends them.

    Args:
        columns: titles of the cells of a raw row.
        on: the day the list speaks of: the date of its letter.
    """

    def __init__(
        self, regency: Regency, actor: Actor, list_id: UUID, *, columns: Sequence[str], on: date
    ) -> None:
        self._regency = regency
        self._actor = actor
        self._list = list_id
        self._columns = columns
        self._on = on
        self._underway: Owners = {}

    def make(
        self,
        number: int,
        families: Sequence[ListedHousehold],
        *,
        before: "Future[Tally] | None" = None,
    ) -> Chunk:
        """Decide and seal a chunk.

        Args:
            before: the chunk before, on its way into the log. It is waited for only when a
                family of this chunk is known already, for then its household must be readable.
        """
        command = command_id(self._list, "chunk", number)
        if (settled := self._regency.log.settled(command)) is not None:
            return Chunk(number=number, tally=Tally.read(settled.result))
        making = Making(self._regency, self._list, self._columns, command, on=self._on)
        merged = [making.without_repeats(family) for family in one_per_kk(families)]
        told = [making.told(family) for family in merged if family.members]
        owners = self._owners([blind for each in told for blind in each.blinds()])
        known = []
        for each in told:
            if owners and not owners.keys().isdisjoint(each.blinds()):
                known.append(each)
            else:
                making.register(each)
        if known and before is not None:
            before.result()
        tally = making.tally() + Tally(rows=_rows(families))
        for each in known:
            # Before the chunk is in: a chunk found in the log has nothing left to do.
            tally += self._meet_again(each, owners)
        self._underway = {claim.blind: claim.household for claim in making.claims}
        return self._sealed(number, families, making, tally)

    def append(self, chunk: Chunk) -> Tally:
        """Put a chunk into the log, once; return what became of its rows.

        Raises:
            LogUnavailable, KeysUnavailable: sent again, the list goes on from here.
        """
        for _ in range(MOST_TRIES):
            if chunk.commit is None:
                return chunk.tally
            commit = chunk.commit
            try:
                self._regency.vault.keep(chunk.keys)
                self._regency.log.copy(chunk.rows, commit)
            except IntegrityError:
                # Our own earlier try got through, or somebody has just registered one of these
                # people: decide again over what is in the log now.
                chunk = self.make(chunk.number, chunk.families)
            except OperationalError as err:
                if self._regency.log.settled(commit.command) is None:
                    raise LogUnavailable(str(err)) from err
                return chunk.tally
            else:
                return chunk.tally
        raise LogUnavailable(f"chunk {chunk.number} met a conflict {MOST_TRIES} times")

    def _sealed(
        self, number: int, families: Sequence[ListedHousehold], making: "Making", tally: Tally
    ) -> Chunk:
        if not making.drafts:
            return Chunk(number=number, tally=tally)
        keys = self._regency.vault.mint(making.subjects)
        return Chunk(
            number=number,
            families=families,
            keys=keys,
            rows=self._regency.log.encode(making.drafts),
            commit=Commit(
                command=making.command,
                answer=tally.text(),
                meta=envelope(self._actor, making.command, "import"),
                claims=making.claims,
            ),
            tally=tally,
        )

    def _owners(self, blinds: Sequence[bytes]) -> Owners:
        """Return whose these numbers are, as far as they are taken.

        The chunk before may not be in the log yet; what it claims counts all the same.
        """
        owners = {b: self._underway[b] for b in blinds if b in self._underway}
        return owners | {c.blind: c.household for c in self._regency.log.claims(blinds)}

    def _meet_again(self, told: "Told", owners: Owners) -> Tally:
        members = told.family.members
        by_nik = {
            member.row_no: owners[blind]
            for member, blind in zip(members, told.niks, strict=True)
            if blind in owners
        }
        receipt = self._regency.ledger.record(
            self._actor,
            partial(
                commands.meet_again,
                list_id=self._list,
                family=told.family,
                columns=self._columns,
                on=self._on,
                by_kk=owners.get(told.kk),
                by_nik=by_nik,
            ),
            command_id=command_id(self._list, "family", members[0].row_no),
            channel="import",
        )
        return Tally.read(receipt.id)


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


class Making:
    """What of a chunk has been decided so far."""

    def __init__(
        self,
        regency: Regency,
        list_id: UUID,
        columns: Sequence[str],
        command: UUID,
        *,
        on: date,
    ) -> None:
        self.command = command
        self.drafts: list[Draft] = []
        self.claims: list[Claim] = []
        self.subjects: list[UUID] = []
        self._households = self._persons = self._quarantined = 0
        self._vault = regency.vault
        self._list = list_id
        self._columns = columns
        self._on = on
        self._today = regency.ledger.today
        ids = ordered_ids(regency.ledger.clock(), command.bytes)
        self._new_id: Callable[[], UUID] = ids.__next__
        self._seen: set[str] = set()

    def tally(self) -> Tally:
        """Return what became of the rows so far."""
        return Tally(
            households=self._households, persons=self._persons, quarantined=self._quarantined
        )

    def told(self, family: ListedHousehold) -> Told:
        """Return a family with its hashes, each made once."""
        blind = self._vault.blind
        return Told(
            family,
            tuple([b"" if m.is_temporary else blind("nik", m.nik) for m in family.members]),
            blind("kk", family.kk_number) if commands.is_claimable(family.kk_number) else b"",
        )

    def without_repeats(self, family: ListedHousehold) -> ListedHousehold:
        """Quarantine the rows that can't be taken, and those whose NIK the chunk has met before."""
        self._quarantine(family.quarantined, ())
        niks = [m.nik for m in family.members if not m.is_temporary]
        if self._seen.isdisjoint(niks):
            self._seen.update(niks)
            return family
        twice = [m for m in family.members if not m.is_temporary and m.nik in self._seen]
        self._quarantine(twice, ("nik_twice_on_list",))
        self._seen.update(niks)
        return replace(family, members=tuple(m for m in family.members if m not in twice))

    def register(self, told: Told) -> None:
        """Register a new household."""
        family, household = told.family, self._new_id()
        head = commands.head_of(family.members)
        members = []
        for member, blind in zip(family.members, told.niks, strict=True):
            person = self._new_id()
            members.append(commands.enrolled(member, person, is_head=member is head))
            self.subjects.append(person)
            if blind:
                self.claims.append(Claim(blind, person, household))
        if told.kk:
            self.claims.append(Claim(told.kk, household, household))
        events = Household().register(
            household,
            village=family.village_code,
            residence=Private(household, commands.residence(family)),
            members=tuple(members),
            on=self._on,
            today=self._today,
            **commands.listing(head, self._list),
        )
        self._draft(Household.stream(household), events)
        self.subjects.append(household)
        self._households += 1
        self._persons += len(members)

    def _quarantine(self, rows: Iterable[ListedPerson], reasons: tuple[str, ...]) -> None:
        for row in rows:
            subject = self._new_id()
            events = ListRow().quarantine(
                self._list,
                row.row_no,
                reasons=reasons or row.problems,
                raw=Private(subject, commands.raw_row(self._columns, row.raw)),
                on=self._today,
                today=self._today,
            )
            self._draft(ListRow.stream(f"{self._list}/{row.row_no}"), events)
            self.subjects.append(subject)
            self._quarantined += 1

    def _draft(self, stream: str, events: Iterable[Event]) -> None:
        for version, event in enumerate(events, start=1):
            self.drafts.append(Draft(stream, version, event))


def one_per_kk(families: Iterable[ListedHousehold]) -> list[ListedHousehold]:
    """Return families with the parts of one family, as far as a chunk has them, put together."""
    found: dict[str, ListedHousehold] = {}
    for number, family in enumerate(families):
        key = family.kk_number if commands.is_claimable(family.kk_number) else str(number)
        if (first := found.get(key)) is not None:
            family = replace(  # noqa: PLW2901
                first,
                members=first.members + family.members,
                quarantined=first.quarantined + family.quarantined,
            )
        found[key] = family
    return list(found.values())


def _rows(families: Iterable[ListedHousehold]) -> int:
    return sum(len(family.members) + len(family.quarantined) for family in families)
