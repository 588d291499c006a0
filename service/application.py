"""The write path: load → decide → append. Nothing else writes events.

A command is a function over one `Work`. Whatever it loads is guarded: if any of those streams
moves before the events are in, the command is decided again from the start. So a rule that looks
at five streams and writes two needs no lock and no care.
"""

import random
import time
from collections import OrderedDict
from collections.abc import Callable
from datetime import UTC, date, datetime
from threading import Lock
from typing import NamedTuple, TypeVar, cast
from uuid import UUID

import msgspec
from msgspec import Struct

from service.aggregates.household import Household
from service.eventstore.log import (
    CommandAlreadyRecorded,
    Commit,
    EventLog,
    IntegrityError,
    NumberAlreadyClaimed,
    OperationalError,
    Settled,
)
from service.kernel.events import AnyAggregate, Meta
from service.kernel.ids import command_id, ordered_ids
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.policies import access
from service.policies.access import NotAllowed, NotEmpowered, OutOfScope
from service.work import WESTERN_INDONESIA, Command, NumberTaken, Work, western_day

__all__ = [
    "WESTERN_INDONESIA",
    "ChangedMeanwhile",
    "Command",
    "CommandReused",
    "Ledger",
    "LogUnavailable",
    "NotKnown",
    "NumberTaken",
    "Receipt",
    "Seen",
    "TooBusy",
    "Work",
    "command_id",
    "envelope",
    "ordered_ids",
    "western_day",
]

MOST_ATTEMPTS = 40
_NAMING_HOUSEHOLDS = frozenset({"household", "households", "other_household"})
MOST_CACHED = 20_000
LOOK_UP_SECONDS = 10.0

A = TypeVar("A", bound=AnyAggregate)


class ChangedMeanwhile(Refused):
    """Data ini sudah diubah orang lain sejak Anda membukanya."""

    way_out = "Muat ulang, periksa perubahannya, lalu ulangi bila masih perlu."


class TooBusy(Refused):
    """Terlalu banyak perubahan pada data yang sama saat ini."""

    way_out = "Tunggu beberapa detik, lalu kirim ulang dengan Idempotency-Key yang sama."


class CommandReused(Refused):
    """Idempotency-Key ini sudah dipakai untuk permintaan lain."""

    way_out = "Pakai kunci baru untuk setiap permintaan yang berbeda."


class NotKnown(Refused):
    """Data ini tidak ditemukan.

    Answered as 404, the same as a thing that the caller may not know of.
    """

    way_out = "Periksa kembali alamat atau nomor yang Anda minta."


HIDING = (NotKnown, OutOfScope, NotAllowed, NotEmpowered)
"""What is answered to whoever may not know; nothing else may be answered before."""


class LogUnavailable(Exception):  # noqa: N818  (a state of the service, answered as 503)
    """The database does not answer; whether the command was recorded is not known yet."""


class Seen(NamedTuple):
    """The version of a thing that the caller was looking at."""

    kind: type[AnyAggregate]
    key: object
    version: int


class Receipt(Struct, frozen=True, kw_only=True):
    """What is answered to a command that was recorded.

    Args:
        id: the thing it made or changed.
        version: the version of that thing's stream now.
        position: place of the command's last event in the regency's log.
        recorded_at: when the log learnt it.
    """

    id: str
    version: int
    position: int
    recorded_at: datetime


class Ledger:
    """The write side of one regency.

    Args:
        log: where events go.
        clock: tells the moment; the only clock of the write side.
    """

    def __init__(self, log: EventLog, clock: Callable[[], datetime] | None = None) -> None:
        self.log = log
        self.clock = clock or _now
        self._cache: OrderedDict[str, tuple[int, AnyAggregate]] = OrderedDict()
        self._lock = Lock()

    def record(
        self,
        actor: Actor,
        command: Command,
        *,
        command_id: UUID,
        seen: Seen | None = None,
        channel: str = "api",
        fingerprint: bytes = b"",
    ) -> Receipt:
        """Carry out a command, exactly once.

        Args:
            command: decides over a `Work` and returns the id of the thing it made or changed.
            command_id: the same id again is answered as the first time, whatever has happened
                since, and records nothing.
            seen: the version the caller was looking at, or None if it doesn't matter.
            fingerprint: hash of what was asked; the same id with another one is refused.

        Raises:
            Refused: a rule said no, and nothing was written.
            ChangedMeanwhile: the thing is past the version in `seen`.
            CommandReused: the command id was used for something else.
            LogUnavailable: the database does not answer; ask again with the same id.
            KeysUnavailable: personal values can't be sealed; nothing was written.
        """
        for attempt in range(MOST_ATTEMPTS):
            work = Work(self, actor, command_id, fresh=attempt > 0)
            try:
                return self._attempt(work, command, seen, channel, fingerprint)
            except Refused as refusal:
                # The rule may have said no because this very command is in already, or because
                # the decision was made on a cached view. Only a fresh "no" is an answer.
                if receipt := self._answered(command_id, fingerprint):
                    return receipt
                if work.fresh:
                    raise _fit_for(actor, refusal, self) from refusal
            except (CommandAlreadyRecorded, OperationalError, LogUnavailable):
                # With the connection gone, the commit may have happened or not: look it up.
                if receipt := self._answered(command_id, fingerprint):
                    return receipt
            except NumberAlreadyClaimed as err:
                if receipt := self._answered(command_id, fingerprint):
                    return receipt
                self._refuse_taken(work, err)
            except IntegrityError:
                # Somebody was faster. A short random wait lets one of many through at a time.
                time.sleep(random.random() * 0.002 * min(attempt, 10))  # noqa: S311
        raise TooBusy(attempts=MOST_ATTEMPTS)

    @property
    def today(self) -> date:
        """The day it is in western Indonesia."""
        return western_day(self.clock())

    def look(self, kind: type[A], key: object, *, fresh: bool = True) -> tuple[int, A]:
        """Return the version of a thing and what is known about it; (0, blank) if nothing is."""
        stream = kind.stream(key)
        version, state = cast("tuple[int, A]", self._cached(stream) or (0, kind()))
        if version and not fresh:
            return version, state
        try:
            drafts = self.log.load(stream, after=version)
        except OperationalError as err:
            raise LogUnavailable(str(err)) from err
        for draft in drafts:
            version, state = draft.originator_version, state.after(draft.event)
        if drafts:
            self._remember({stream: (version, state)})
        return version, state

    def forget(self, stream: str) -> None:
        """Drop what this process remembers of a stream."""
        with self._lock:
            self._cache.pop(stream, None)

    def _attempt(
        self, work: Work, command: Command, seen: Seen | None, channel: str, fingerprint: bytes
    ) -> Receipt:
        stale: ChangedMeanwhile | None = None
        if seen is not None:
            now = work.version(seen.kind, seen.key)
            if now != seen.version:
                stale = ChangedMeanwhile(seen=seen.version, now=now)
        try:
            answer = str(command(work))
        except HIDING:
            raise  # how far it is, is not told of a thing that is not the caller's to know
        except Refused:
            if stale:
                raise stale from None
            raise
        if stale:
            raise stale
        assert work.drafts, "a command appends at least one event or refuses"
        meta = _meta(work, channel)
        appended = self.log.append(
            work.drafts,
            Commit(
                work.command_id, answer, meta, fingerprint, work.guards, work.claims, work.released
            ),
        )
        self._remember(work.states)
        about = work.drafts[0].originator_id
        return Receipt(
            id=answer,
            version=work.states[about][0],
            position=appended.position,
            recorded_at=appended.recorded_at,
        )

    def _refuse_taken(self, work: Work, err: NumberAlreadyClaimed) -> None:
        """Say who holds the numbers, if that is no cached view and they were not given back since.

        Raises:
            NumberTaken: somebody else holds one of them.
        """
        held = set(self.log.claims([claim.blind for claim in work.claims])) - set(work.claims)
        if held and work.fresh:
            taken = NumberTaken(households=sorted({str(claim.household) for claim in held}))
            raise _fit_for(work.actor, taken, self) from err

    def _answered(self, command_id: UUID, fingerprint: bytes) -> Receipt | None:
        """Return the receipt of a command that is in the log, waiting out a short outage."""
        until = time.monotonic() + LOOK_UP_SECONDS
        while True:
            try:
                settled = self.log.settled(command_id)
            except OperationalError as err:
                if time.monotonic() > until:
                    raise LogUnavailable(str(err)) from err
                time.sleep(0.1)
            else:
                break
        if settled is None:
            return None
        if fingerprint and settled.fingerprint and fingerprint != settled.fingerprint:
            raise CommandReused(command=str(command_id))
        return _receipt(settled)

    def _cached(self, stream: str) -> tuple[int, AnyAggregate] | None:
        with self._lock:
            if (known := self._cache.get(stream)) is not None:
                self._cache.move_to_end(stream)
            return known

    def _remember(self, states: dict[str, tuple[int, AnyAggregate]]) -> None:
        with self._lock:
            for stream, known in states.items():
                held = self._cache.get(stream)
                if known[0] and (held is None or held[0] <= known[0]):
                    self._cache[stream] = known
                    self._cache.move_to_end(stream)
            while len(self._cache) > MOST_CACHED:
                self._cache.popitem(last=False)


def _fit_for(actor: Actor, refusal: Refused, ledger: Ledger) -> Refused:
    """Return a refusal without the households that its reader may not know of."""
    why = dict(refusal.why)
    for name in _NAMING_HOUSEHOLDS & why.keys():
        named = why[name] if isinstance(why[name], list) else [why[name]]
        told = [one for one in named if _may_know(actor, one, ledger)]
        if told != named:
            why[name] = told if isinstance(why[name], list) else None
    return refusal if why == refusal.why else type(refusal)(**why)


def _may_know(actor: Actor, household: str, ledger: Ledger) -> bool:
    _, known = ledger.look(Household, household)
    return access.households_of(actor).covers(known.village)


def envelope(actor: Actor, command: UUID, channel: str) -> str:
    """Return the JSON of the metadata that stands beside every event of a command."""
    meta = Meta(
        actor=actor.account,
        position=actor.position,
        role=actor.role,
        organisation=actor.organisation,
        command=command,
        channel=channel,
        name=actor.name,
    )
    return msgspec.json.encode(meta).decode()


def _meta(work: Work, channel: str) -> str:
    return envelope(work.actor, work.command_id, channel)


def _receipt(settled: Settled) -> Receipt:
    return Receipt(
        id=settled.result,
        version=settled.version,
        position=settled.position,
        recorded_at=settled.recorded_at,
    )


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  (the ledger's default clock)
