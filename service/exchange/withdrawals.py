"""A withdrawn list: who is known by nothing else is closed, in chunks that can be gone on with.

    withdraw → chunk* → finished;   broken off, it goes on with whoever is not closed yet

Nobody is decided about in this file: the household says whether only withdrawn lists speak for it
(`Household.is_known_only_by`). Rows, events and numbers stay; a reopening brings the people back.
"""

from collections.abc import Iterable, Sequence
from functools import partial
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.target_list import TargetList
from service.application import LogUnavailable, NotKnown, Receipt, Seen, command_id, envelope
from service.commands import lists as commands
from service.eventstore.log import Commit, Draft, IntegrityError, OperationalError
from service.exchange.chunks import MOST_TRIES
from service.exchange.progress import Progress
from service.kernel.roles import Actor
from service.kernel.verdicts import Evidence
from service.policies import access
from service.projections import vintages
from service.regency import Regency

CHUNK_HOUSEHOLDS = 1_000


def withdraw(
    regency: Regency,
    actor: Actor,
    list_id: UUID,
    ask: commands.Withdraw,
    *,
    command: UUID,
    seen: Seen | None = None,
    fingerprint: bytes = b"",
    channel: str = "api",
) -> Receipt:
    """Withdraw a list and close whoever only it knew. Asked again, it goes on where it stopped.

    Raises:
        NotAllowed, OutOfScope, NotKnown, ListIsBeingRead, ListIsWithdrawn, NotHappenedYet: not
            now.
        LogUnavailable: what was closed stays; ask again.
    """
    require_whole(regency, actor)
    receipt = regency.ledger.record(
        actor,
        partial(commands.withdraw, list_id=list_id, ask=ask),
        command_id=command,
        seen=seen,
        fingerprint=fingerprint,
        channel=channel,
    )
    go_on(regency, actor, list_id)
    return receipt


def go_on(
    regency: Regency, actor: Actor, list_id: UUID, *, progress: Progress | None = None
) -> int:
    """Close whoever a withdrawn list alone knew and who is not closed yet; return how many were.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's to do, or no list that was withdrawn.
        LogUnavailable: what was closed stays; ask again.
    """
    require_whole(regency, actor)
    _, known = regency.ledger.look(TargetList, list_id)
    if not known.is_withdrawn:
        raise NotKnown
    progress = progress or Progress()
    regency.engine.catch_up("vintages")
    progress.begin("Menutup keluarga", total=0, unit="keluarga")
    seen, closed, after = 0, 0, UUID(int=0)
    withdrawn: dict[UUID, bool] = {}
    while True:
        # Not as the actor: no reader sees who names whom. Theirs is the whole regency.
        with regency.pool.connection() as conn:
            named = vintages.households_of(
                conn, regency.schema, list_id, after=after, limit=CHUNK_HOUSEHOLDS
            )
        if not named:
            break
        closed += _close(regency, actor, list_id, named, withdrawn)
        after, seen = named[-1], seen + len(named)
        progress.reach(seen)
    progress.finish()
    regency.ledger.record(
        actor,
        partial(commands.finish_withdrawal, list_id=list_id, households=closed),
        command_id=command_id(list_id, "withdrawal finished", regency.log.head()),
        channel="import",
    )
    return closed


def require_whole(regency: Regency, actor: Actor) -> None:
    """Refuse whoever may not withdraw lists, or works in a part of the regency only.

    Raises:
        NotAllowed, OutOfScope: as told.
    """
    access.require(actor, "lists.withdraw", village=regency.code)


def _close(
    regency: Regency,
    actor: Actor,
    list_id: UUID,
    named: Sequence[UUID],
    withdrawn: dict[UUID, bool],
) -> int:
    """Close those of some households that nothing else speaks for, in one commit."""
    for _ in range(MOST_TRIES):
        drafts, closed = _decided(regency, list_id, named, withdrawn)
        if not drafts:
            return 0
        command = command_id(list_id, "withdrawal", *closed)
        commit = Commit(command, str(len(closed)), envelope(actor, command, "import"))
        try:
            regency.log.copy(regency.log.encode(drafts), commit)
        except IntegrityError:
            continue  # somebody was at one of these doors meanwhile: look again
        except OperationalError as err:
            if regency.log.settled(command) is None:
                raise LogUnavailable(str(err)) from err
        return len(closed)
    raise LogUnavailable(f"households after {named[0]} met a conflict {MOST_TRIES} times")


def _decided(
    regency: Regency, list_id: UUID, named: Iterable[UUID], withdrawn: dict[UUID, bool]
) -> tuple[list[Draft], list[UUID]]:
    today = regency.ledger.today
    evidence = (Evidence(kind="list", reference=f"penarikan daftar {list_id}", on=today),)
    streams = {Household.stream(one): one for one in named}
    versions: dict[str, int] = dict.fromkeys(streams, 0)
    states: dict[str, Household] = {stream: Household() for stream in streams}
    for draft in regency.log.load_many(list(streams)):
        stream = draft.originator_id
        versions[stream] = draft.originator_version
        states[stream] = states[stream].after(draft.event)  # type: ignore[arg-type]
    drafts: list[Draft] = []
    closed: list[UUID] = []
    for stream, household in streams.items():
        state = states[stream]
        if state.is_closed or state.is_erased or not _rests_on_nothing(regency, state, withdrawn):
            continue
        closed.append(household)
        events = state.close(
            "withdrawn", on=today, today=today, method="document", evidence=evidence
        )
        drafts += [Draft(stream, versions[stream] + n, one) for n, one in enumerate(events, 1)]
    return drafts, closed


def _rests_on_nothing(regency: Regency, state: Household, withdrawn: dict[UUID, bool]) -> bool:
    """Say whether every list that names a household was withdrawn, and nobody looked at it."""
    for one in state.lists:
        if one not in withdrawn:
            withdrawn[one] = regency.ledger.look(TargetList, one)[1].is_withdrawn
    return state.is_known_only_by({one for one in state.lists if withdrawn[one]})
