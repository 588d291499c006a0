"""Writing to a log directly, below the commands, and through a second opening of it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from service.application import envelope
from service.eventstore.log import Appended, Claim, Commit, Draft, EventLog
from service.kernel.events import Event
from service.regency import Regency
from tests.support.database import Urls
from tests.support.events import population
from tests.support.told import CLERK


def counted(stream: str, version: int = 1, persons: int = 1) -> Draft:
    """Return an event without personal values at a place in a stream."""
    return Draft(stream, version, population(persons=persons))


def commit(command: UUID | None = None, **more: Any) -> Commit:
    """Return what is written beside the events of a command, a new one if none is given."""
    command = command or uuid4()
    return Commit(command=command, meta=envelope(CLERK, command, "api"), **{"answer": "x", **more})


def put(
    log: EventLog,
    *drafts: Draft,
    command: UUID | None = None,
    guards: Sequence[tuple[str, int]] = (),
    claims: Sequence[Claim] = (),
    released: Sequence[UUID] = (),
) -> Appended:
    """Append drafts as one command."""
    return log.append(drafts, commit(command, guards=guards, claims=claims, released=released))


def persons(events: Sequence[Event]) -> list[int]:
    """Return what `counted` events counted."""
    return [event.persons for event in events]  # type: ignore[attr-defined]


def open_again(regency: Regency, urls: Urls, **other: Any) -> Regency:
    """Open a regency as another process would: own connections, cache and group commit."""
    how = {"app_url": urls.app, "owner_url": urls.owner, "vault_url": urls.vault, **other}
    ring = regency.vault._ring  # noqa: SLF001
    return Regency.open(regency.code, schema=regency.schema, **{"ring": ring, **how})
