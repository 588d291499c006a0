"""What is written together with the events of one command, in the forms PostgreSQL takes it in."""

import os
from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, TypeAlias
from uuid import UUID

from eventsourcing.persistence import StoredEvent

SALT_BYTES = 16

Arguments: TypeAlias = tuple[Any, ...]
"""What the append function takes, in its order."""


class Claim(NamedTuple):
    """A person's NIK or a household's KK number, as its keyed hash."""

    blind: bytes
    subject: UUID
    household: UUID


class Commit(NamedTuple):
    """What is written together with the events of one command.

    Args:
        command: id of the command; a second commit with it is refused.
        answer: what the caller is answered as the id of the thing.
        fingerprint: hash of what was asked, or empty.
        meta: JSON of `kernel.events.Meta`.
        guards: streams that the decision read, with the version it saw.
        claims, released: numbers taken, and subjects whose numbers are given back.
    """

    command: UUID
    answer: str
    meta: str
    fingerprint: bytes = b""
    guards: Sequence[tuple[str, int]] = ()
    claims: Sequence[Claim] = ()
    released: Sequence[UUID] = ()


class Appended(NamedTuple):
    """The last position of a commit, and the moment it was recorded."""

    position: int
    recorded_at: datetime


def arguments(events: Sequence[StoredEvent], commit: Commit) -> Arguments:
    """Return the arguments of the append function, arrays as PostgreSQL array literals.

    Written out here because the driver's own array dumper looks at every element's type, which
    cost more than the rest of the command.
    """
    expected = {str(e.originator_id): e.originator_version - 1 for e in reversed(events)}
    expected.update(commit.guards)
    claims = commit.claims
    about = events[0].originator_id
    return (
        commit.command,
        commit.answer,
        commit.fingerprint,
        commit.meta,
        max(e.originator_version for e in events if e.originator_id == about),
        _texts([str(e.originator_id) for e in events]),
        _plain([e.originator_version for e in events]),
        _plain([e.topic for e in events]),
        _texts([e.state.decode() for e in events]),
        octets([os.urandom(SALT_BYTES) for _ in events]),
        _texts(list(expected)),
        _plain(list(expected.values())),
        octets([claim.blind for claim in claims]),
        _plain([claim.subject for claim in claims]),
        _plain([claim.household for claim in claims]),
        _plain(commit.released),
    )


def together(group: Sequence[Arguments]) -> Arguments:
    """Return the arguments of several commands as those of the group's one function call."""
    commands, answers, fingerprints, metas, about, *rest = zip(*group, strict=True)
    return (
        _plain(commands),
        _texts(answers),
        octets(fingerprints),
        _texts(metas),
        _plain(about),
        *(_texts(column) for column in rest),
    )


def _plain(values: Sequence[object]) -> str:
    return "{" + ",".join(map(str, values)) + "}"


def _texts(values: Sequence[str]) -> str:
    quoted = [value.replace("\\", "\\\\").replace('"', '\\"') for value in values]
    return '{"' + '","'.join(quoted) + '"}' if quoted else "{}"


def octets(values: Sequence[bytes]) -> str:
    """Return a bytea[] literal."""
    return "{" + ",".join(f'"\\\\x{value.hex()}"' for value in values) + "}"


def copy_text(events: Sequence[StoredEvent], meta: str, last: int, moment: datetime) -> bytes:
    """Return the rows in COPY's text format.

    Faster than `copy.write_row`: bodies are JSON, in which only the backslash needs escaping
    (JSON itself escapes tabs and line ends).
    """
    first = last - len(events) + 1
    about = b"\t" + meta.replace("\\", "\\\\").encode() + b"\t\\\\x"
    end = b"\t" + moment.isoformat().encode() + b"\n"
    salts = os.urandom(SALT_BYTES * len(events)).hex().encode()
    width = 2 * SALT_BYTES
    return b"".join(
        b"".join(
            (
                b"%d\t%s\t%d\t%s\t"
                % (
                    first + i,
                    str(event.originator_id).encode(),
                    event.originator_version,
                    event.topic.encode(),
                ),
                event.state.replace(b"\\", b"\\\\"),
                about,
                salts[i * width : (i + 1) * width],
                end,
            )
        )
        for i, event in enumerate(events)
    )
