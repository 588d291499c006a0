"""A withdrawn list: what nobody else says is taken back, in chunks that can be gone on with.

    withdraw → chunk* → finished;   broken off, it goes on with whoever is not settled yet

Who is known by nothing else is closed; of everybody else, the claims that rest on the list are
retracted, and made anew where another list or somebody at the door says the same. Nobody is decided
about in this file: the household says whether only withdrawn lists speak for it
(`Household.is_known_only_by`). Rows, events and numbers stay; a reopening brings the people back.
"""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from service.aggregates.household import Household
from service.aggregates.target_list import TargetList
from service.application import LogUnavailable, NotKnown, Receipt, Seen, Work, command_id, envelope
from service.commands import deciles, listed_indicators
from service.commands import lists as commands
from service.eventstore.log import Commit, IntegrityError, OperationalError
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
    """Settle whomever a withdrawn list names without it; return how many were closed.

    Closed is whoever it alone knew and who is not closed yet; everybody else loses its claims.

    Raises:
        NotAllowed, OutOfScope, NotKnown: not the actor's to do, or no list that was withdrawn.
        LogUnavailable: what was closed stays; ask again.
    """
    require_whole(regency, actor)
    _, known = regency.ledger.look(TargetList, list_id)
    if not known.is_withdrawn:
        raise NotKnown
    progress = progress or Progress()
    regency.engine.catch_up("vintages", "ranks")
    progress.begin("Menutup keluarga", total=0, unit="keluarga")
    seen, closed, after = 0, 0, UUID(int=0)
    while True:
        # Not as the actor: no reader sees who names whom. Theirs is the whole regency.
        with regency.pool.connection() as conn:
            named = vintages.households_of(
                conn, regency.schema, list_id, after=after, limit=CHUNK_HOUSEHOLDS
            )
        if not named:
            break
        closed += _settle(regency, actor, list_id, named)
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


def _settle(regency: Regency, actor: Actor, list_id: UUID, named: Sequence[UUID]) -> int:
    """Settle some households without a list, in one commit; return how many were closed."""
    for _ in range(MOST_TRIES):
        work = Work(regency.ledger, actor, command_id(list_id, "looking"), fresh=True)
        regency.vault.fetch(named)  # their answers are opened one by one, without asking anew
        closed = _decided(work, list_id, named)
        if not work.drafts:
            return 0
        versions = (f"{one.originator_id}@{one.originator_version}" for one in work.drafts)
        command = command_id(list_id, "withdrawal", *versions)
        commit = Commit(command, str(closed), envelope(actor, command, "import"))
        try:
            regency.log.copy(regency.log.encode(work.drafts), commit)
        except IntegrityError:
            continue  # somebody was at one of these doors meanwhile: look again
        except OperationalError as err:
            if regency.log.settled(command) is None:
                raise LogUnavailable(str(err)) from err
        return closed
    raise LogUnavailable(f"households after {named[0]} met a conflict {MOST_TRIES} times")


def _decided(work: Work, list_id: UUID, named: Sequence[UUID]) -> int:
    """Retract what only a withdrawn list claimed, and close whom only such lists know."""
    today, closed = work.today, 0
    evidence = (Evidence(kind="list", reference=f"penarikan daftar {list_id}", on=today),)
    for household in _with_survivors(work, named):
        known = work.load(Household, household)
        if known.is_closed or known.is_erased:
            continue
        listed_indicators.forget(work, household)
        known = work.load(Household, household)
        if known.is_known_only_by(deciles.withdrawn(work.load, known.lists)):
            closed += 1
            events = known.close(
                "withdrawn", on=today, today=today, method="document", evidence=evidence
            )
            work.append(Household, household, *events)
    return closed


def _with_survivors(work: Work, named: Sequence[UUID]) -> list[UUID]:
    """Read some households, and those that turned out to be the same, in a few questions.

    Returns:
        All of them, so that what a double was said to lack is taken back where it went.
    """
    found, ahead = list(named), list(named)
    while ahead:
        work.load_all(Household, ahead)
        survivors = {work.load(Household, one).survivor for one in ahead}
        ahead = sorted(one for one in survivors if one is not None and one not in found)
        found += ahead
    return found
