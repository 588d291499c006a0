"""One chunk of a list: families decided and sealed, then copied into the log as one commit.

New families and those that are met again go in together: the second vintage of a list is nearly all
known families, and one commit for each would take all night. Households that are met again are read
in one query, and their members opened in one, to see what the list says otherwise.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from typing import cast
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.household import Household
from service.aggregates.household_events import HouseholdRegistered, Source
from service.aggregates.household_welfare import WelfareRanked
from service.aggregates.rule_set import RuleSet
from service.aggregates.target_list import ListRow
from service.application import LogUnavailable, Work, command_id, envelope, ordered_ids
from service.commands import listed_indicators, rule_sets
from service.commands import lists as commands
from service.commands.lists import ListInHand, Tally
from service.commands.requests import Days
from service.eventstore.log import (
    Claim,
    Commit,
    Draft,
    IntegrityError,
    OperationalError,
    StoredEvent,
)
from service.exchange.meetings import Meetings, Told
from service.kernel.events import Event
from service.kernel.privacy import Private
from service.kernel.roles import Actor
from service.kernel.row_problems import DOUBLES
from service.kernel.rule_sets import MAP
from service.layouts import ListedHousehold, ListedPerson
from service.layouts.profiles import is_ranks_only
from service.regency import Regency

MOST_TRIES = 8

Owners = Mapping[bytes, Claim]


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
    """Makes chunks of one list and appends them."""

    def __init__(self, regency: Regency, actor: Actor, inhand: ListInHand) -> None:
        self._regency = regency
        self._actor = actor
        self._list = inhand
        self._underway: dict[bytes, Claim] = {}
        self._touched: frozenset[UUID] = frozenset()

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
                household of it is met again in this chunk, for then it must be readable.
        """
        command = command_id(self._list.id, "chunk", number)
        if (settled := self._regency.log.settled(command)) is not None:
            return Chunk(number=number, tally=Tally.read(settled.result))
        making = Making(self._regency, self._list, command)
        merged = [making.without_repeats(family) for family in one_per_kk(families)]
        told = [making.told(family) for family in merged if family.members]
        owners = self._owners(
            [*making.faulty_blinds(), *(blind for each in told for blind in each.blinds())]
        )
        making.hold(owners)
        known = []
        for each in told:
            if owners and not owners.keys().isdisjoint(each.blinds()):
                known.append(each)
            elif is_ranks_only(self._list.layout):
                making.set_aside(each.family.members, ("kk_unknown",))
            else:
                making.register(each)
        work = Work(self._regency.ledger, self._actor, command, fresh=True)
        met = Tally()
        if known:
            meeting = Meetings(self._regency, self._list, work, owners)
            if before is not None and not self._touched.isdisjoint(meeting.homes(known)):
                before.result()
            met = meeting.take(known)
        tally = making.tally() + met + Tally(rows=_rows(families))
        self._underway = {claim.blind: claim for claim in (*making.claims, *work.claims)}
        self._touched = frozenset(
            {claim.household for claim in self._underway.values()} | meeting.touched
            if known
            else {claim.household for claim in self._underway.values()}
        )
        return self._sealed(number, families, making, work, tally)

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
                # people, or changed one of these households: decide again over what is in the
                # log now.
                chunk = self.make(chunk.number, chunk.families)
            except OperationalError as err:
                if self._regency.log.settled(commit.command) is None:
                    raise LogUnavailable(str(err)) from err
                return chunk.tally
            else:
                return chunk.tally
        raise LogUnavailable(f"chunk {chunk.number} met a conflict {MOST_TRIES} times")

    def _sealed(
        self,
        number: int,
        families: Sequence[ListedHousehold],
        making: "Making",
        work: Work,
        tally: Tally,
    ) -> Chunk:
        drafts = [*making.drafts, *work.drafts]
        if not drafts:
            return Chunk(number=number, tally=tally)
        keys = self._regency.vault.mint(making.subjects)
        return Chunk(
            number=number,
            families=families,
            keys=keys,
            rows=self._regency.log.encode(drafts),
            commit=Commit(
                command=making.command,
                answer=tally.text(),
                meta=envelope(self._actor, making.command, "import"),
                claims=[*making.claims, *work.claims],
            ),
            tally=tally,
        )

    def _owners(self, blinds: Sequence[bytes]) -> Owners:
        """Return whose these numbers are, as far as they are taken.

        The chunk before may not be in the log yet; what it claims counts all the same.
        """
        owners = {b: self._underway[b] for b in blinds if b in self._underway}
        return owners | {c.blind: c for c in self._regency.log.claims(blinds)}


class Making:
    """What of a chunk has been decided so far."""

    def __init__(self, regency: Regency, inhand: ListInHand, command: UUID) -> None:
        self.command = command
        self.drafts: list[Draft] = []
        self.claims: list[Claim] = []
        self.subjects: list[UUID] = []
        self._households = self._persons = self._quarantined = 0
        self._vault = regency.vault
        self._list = inhand
        self._today = regency.ledger.today
        ids = ordered_ids(regency.ledger.clock(), command.bytes)
        self._new_id: Callable[[], UUID] = ids.__next__
        self._seen: set[str] = set()
        self._faulty: list[tuple[bytes, ListedPerson]] = []
        self._map = rule_sets.held(regency.ledger.look(RuleSet, MAP)[1], MAP, self._today)

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
        """Quarantine rows whose NIK the chunk has met before; put off those that can't be taken."""
        for row in family.quarantined:
            # Whose number can be read is on this list, whatever else is wrong with the row.
            is_told = row.nik and not row.is_temporary and DOUBLES.isdisjoint(row.problems)
            self._faulty.append((self._vault.blind("nik", row.nik) if is_told else b"", row))
        niks = [m.nik for m in family.members if not m.is_temporary]
        if self._seen.isdisjoint(niks):
            self._seen.update(niks)
            return family
        twice = [m for m in family.members if not m.is_temporary and m.nik in self._seen]
        self.set_aside(twice, ("nik_twice_on_list",))
        self._seen.update(niks)
        return replace(family, members=tuple(m for m in family.members if m not in twice))

    def faulty_blinds(self) -> list[bytes]:
        """Return the hashes of the NIK of rows that can't be taken, as far as one can be read."""
        return [blind for blind, _ in self._faulty if blind]

    def hold(self, owners: Owners) -> None:
        """Quarantine the rows that can't be taken, with whom they tell of, if that is known."""
        for blind, row in self._faulty:
            self.set_aside((row,), (), owner=owners.get(blind))

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
            on=self._list.on,
            today=self._today,
            **commands.listing(head, self._list.id),
        )
        if head.ranks or head.housing:
            known = Household().after(cast("HouseholdRegistered", events[0]))
            source = Source(list=self._list.id, row_no=head.row_no)
            days: Days = {"on": self._list.on, "today": self._today}
            ranked = known.rank(source, **commands.welfare(self._list, household, head), **days)
            for one in ranked:
                known = known.after(cast("WelfareRanked", one))
            events += ranked + listed_indicators.told(
                known, dict(head.housing), the_map=self._map, source=source, **days
            )
        self._draft(Household.stream(household), events)
        self.subjects.append(household)
        self._households += 1
        self._persons += len(members)

    def set_aside(
        self,
        rows: Iterable[ListedPerson],
        reasons: tuple[str, ...],
        *,
        owner: Claim | None = None,
    ) -> None:
        """Quarantine rows, for their own problems unless others are named.

        Args:
            owner: whose NIK stands in them.
        """
        for row in rows:
            subject = self._new_id()
            events = ListRow().quarantine(
                self._list.id,
                row.row_no,
                reasons=reasons or row.problems,
                raw=Private(subject, commands.raw_row(self._list.columns, row.raw)),
                on=self._today,
                today=self._today,
                person=owner.subject if owner else None,
                household=owner.household if owner else None,
                village=row.village_code,
            )
            self._draft(ListRow.stream(f"{self._list.id}/{row.row_no}"), events)
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
