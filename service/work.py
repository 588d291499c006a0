"""One attempt at one command: what it looked at, and what it would record.

load* → (append | claim | release)* → recorded by `service/application.py`, or thrown away
"""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from service.eventstore.log import Claim, Draft, EventLog
from service.kernel.events import AnyAggregate, Event, Recorded
from service.kernel.ids import ordered_ids
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.vault.vault import Number

WESTERN_INDONESIA = timezone(timedelta(hours=7))

A = TypeVar("A", bound=AnyAggregate)

THINGS_AT_ONCE = 500
"""Streams of one question."""


class NumberTaken(Refused):
    """NIK atau nomor KK ini sudah terdaftar pada keluarga lain."""

    way_out = "Buka keluarga tersebut, atau perbaiki nomornya bila salah ketik."


class Known(Protocol):
    """Where a work looks things up."""

    log: EventLog
    clock: Callable[[], datetime]

    def look(self, kind: type[A], key: object, *, fresh: bool = True) -> tuple[int, A]:
        """Return the version of a thing and what is known about it; (0, blank) if nothing is."""


class Work:
    """One attempt at one command: what was loaded, and what is to be appended."""

    def __init__(self, ledger: Known, actor: Actor, command_id: UUID, *, fresh: bool) -> None:
        self.actor = actor
        self.now = ledger.clock()
        self.command_id = command_id
        self.fresh = fresh
        self.drafts: list[Draft] = []
        self.claims: list[Claim] = []
        self.released: list[UUID] = []
        self.loaded: dict[str, int] = {}
        self.states: dict[str, tuple[int, AnyAggregate]] = {}
        self._told: dict[str, list[Event]] = {}
        self._ledger = ledger
        self._ids = ordered_ids(self.now, command_id.bytes)

    @property
    def today(self) -> date:
        """The day it is in western Indonesia."""
        return western_day(self.now)

    def load(self, kind: type[A], key: object) -> A:
        """Return what is known about a thing, a blank one if nothing is; guard its stream."""
        stream = kind.stream(key)
        if (known := self.states.get(stream)) is None:
            known = self._ledger.look(kind, key, fresh=self.fresh)
            self.states[stream] = known
            self.loaded[stream] = known[0]
        return cast("A", known[1])

    def load_all(
        self, kind: type[AnyAggregate], keys: Sequence[UUID]
    ) -> dict[UUID, list[Recorded[Any]]]:
        """Return what was recorded of several things, by whom; guard all of their streams.

        A few questions, however many things there are; `load` and `events` know each of them
        afterwards.
        """
        told: dict[UUID, list[Recorded[Any]]] = {key: [] for key in keys}
        streams = {kind.stream(key): key for key in keys}
        names = list(streams)
        for at in range(0, len(names), THINGS_AT_ONCE):
            for one in self._ledger.log.of_things(names[at : at + THINGS_AT_ONCE]):
                if one.version <= self.loaded.get(one.stream, one.version):
                    told[streams[one.stream]].append(one)
        for stream, key in streams.items():
            self._told[stream] = [one.event for one in told[key]]
            if stream not in self.states:
                state: AnyAggregate = kind()
                for one in told[key]:
                    state = state.after(one.event)
                self.loaded[stream] = told[key][-1].version if told[key] else 0
                self.states[stream] = (self.loaded[stream], state)
        return told

    def lead_with(self, kind: type[AnyAggregate], key: object) -> None:
        """Let the command be about a thing, although others were appended to first."""
        stream = kind.stream(key)
        self.drafts.sort(key=lambda draft: draft.originator_id != stream)

    def know(self, stream: str, version: int, state: AnyAggregate) -> None:
        """Take over what was read of a stream elsewhere, many streams at once."""
        self.states[stream] = (version, state)
        self.loaded[stream] = version

    def version(self, kind: type[AnyAggregate], key: object) -> int:
        """Return the version of a thing's stream, with what this work appended."""
        self.load(kind, key)
        return self.states[kind.stream(key)][0]

    def append(self, kind: type[AnyAggregate], key: object, *events: Event) -> None:
        """Take events into the work; the first stream appended to is what the command is about."""
        state: AnyAggregate = self.load(kind, key)
        stream = kind.stream(key)
        version = self.states[stream][0]
        for event in events:
            version += 1
            state = state.after(event)
            self.drafts.append(Draft(stream, version, event))
        self.states[stream] = (version, state)

    def claim_nik(self, nik: str, *, person: UUID, household: UUID) -> None:
        """Take a NIK for a person; refused on append if somebody else holds it."""
        self._claim(Claim(self._ledger.log.vault.blind("nik", nik), person, household))

    def claim_kk(self, kk_number: str, *, household: UUID) -> None:
        """Take a KK number for a household; refused on append if another one holds it."""
        self._claim(Claim(self._ledger.log.vault.blind("kk", kk_number), household, household))

    def holder_of_nik(self, nik: str) -> UUID | None:
        """Return the person who holds a NIK, None if nobody does; not guarded."""
        held = self.claim_on("nik", nik)
        return held.subject if held else None

    def claim_on(self, kind: Number, number: str) -> Claim | None:
        """Return who holds a number and in which household, None if nobody does; not guarded."""
        held = self._ledger.log.claims([self._ledger.log.vault.blind(kind, number)])
        return held[0] if held else None

    def claims_on(self, kind: Number, numbers: Collection[str]) -> dict[str, Claim]:
        """Return who holds each of some numbers, without those that nobody holds; not guarded."""
        blind = self._ledger.log.vault.blind
        by_hash = {blind(kind, number): number for number in numbers}
        return {by_hash[held.blind]: held for held in self._ledger.log.claims(list(by_hash))}

    def events(self, kind: type[AnyAggregate], key: object) -> list[Event]:
        """Return a thing's recorded events, oldest first and still sealed; guard its stream."""
        self.load(kind, key)
        stream = kind.stream(key)
        if stream in self._told:
            return list(self._told[stream])
        known = self.loaded[stream]
        return [d.event for d in self._ledger.log.load(stream) if d.originator_version <= known]

    def open_all(self, values: Collection[Private[Any]]) -> list[Any]:
        """Return personal values in plain, None where the subject was erased.

        For decisions that need them again: a person who takes their name to another household.
        """
        return self._ledger.log.vault.open_all(values)

    def release(self, subject: UUID) -> None:
        """Give back whatever number a person or a household holds."""
        self.released.append(subject)

    def new_id(self) -> UUID:
        """Return a time-ordered id (RFC 9562 version 7); every retry of the command's work makes
        different ones, and at most one of them is ever recorded.
        """
        return next(self._ids)

    @property
    def guards(self) -> list[tuple[str, int]]:
        """Streams that were read and not appended to, with the version that was seen."""
        written = {draft.originator_id for draft in self.drafts}
        return [(s, v) for s, v in self.loaded.items() if s not in written]

    def _claim(self, claim: Claim) -> None:
        for other in self.claims:
            if other.blind == claim.blind and other != claim:
                raise NumberTaken(households=[str(other.household)])
        if claim not in self.claims:
            self.claims.append(claim)


Command = Callable[[Work], object]


def western_day(moment: datetime) -> date:
    """Return the day it is in western Indonesia."""
    return moment.astimezone(WESTERN_INDONESIA).date()
