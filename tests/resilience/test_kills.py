"""PostgreSQL and the service are killed in the middle of everything: what was acknowledged stays,
once and at its place, and the log has neither gaps nor doubles.
"""

import os
import signal
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import NamedTuple, Self
from uuid import UUID

import psycopg
import pytest

from service.database.embedded import Embedded
from service.database.sql import in_schema
from tests.support import players
from tests.support.database import Urls, roots
from tests.support.opened import Opening, new_regency, processes
from tests.support.players import acknowledged
from tests.support.processes import children
from tests.support.promising import prepare
from tests.support.rebuilding import assert_equal_to_rebuilds
from tests.support.waiting import until

CYCLES = 20
WRITERS = 4
MOST_BETWEEN_KILLS = 60

# Each row is something wrong; there must be none.
FAULTS = {
    "positions have gaps": """
        SELECT count(*), min(position), max(position), head
        FROM {s}.events, (SELECT position AS head FROM {s}.head) AS h
        GROUP BY head
        HAVING NOT (min(position) = 1 AND max(position) = count(*) AND head = count(*))
    """,
    "versions of a stream have gaps": """
        SELECT stream FROM {s}.events
        GROUP BY stream
        HAVING min(version) <> 1 OR max(version) <> count(*)
    """,
    "time runs backwards": """
        SELECT position FROM (
            SELECT position, recorded_at, lag(recorded_at) OVER (ORDER BY position) AS before
            FROM {s}.events
        ) AS e
        WHERE recorded_at < before
    """,
    "a command and its events do not agree": """
        SELECT c.id FROM {s}.commands AS c
        LEFT JOIN {s}.events AS e
          ON e.position = c.position AND e.meta ->> 'command' = c.id::text
         AND e.recorded_at = c.recorded_at
        WHERE e.position IS NULL
    """,
    "events belong to no command": """
        SELECT e.position FROM {s}.events AS e
        WHERE NOT EXISTS (SELECT FROM {s}.commands WHERE id::text = e.meta ->> 'command')
    """,
    "a read model is ahead of the log": """
        SELECT name FROM {s}_read.bookmarks
        WHERE position > (SELECT position FROM {s}.head)
    """,
}


class Target(NamedTuple):
    """What may be killed."""

    server: Embedded
    writer: "Writer"


class Writer:
    """A process that writes, and is started again after it was killed."""

    def __init__(self, opening: Opening, folder: Path) -> None:
        self.folder = folder
        self._opening = opening

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def start(self) -> None:
        """Begin, or go on where the one before was killed."""
        self.process = processes().Process(
            target=players.write_until_told, args=(self._opening, self.folder, WRITERS), daemon=True
        )
        self.process.start()

    def kill(self) -> None:
        """End it without a word."""
        self.process.kill()
        self.process.join()

    def finish(self) -> None:
        """Let it end its chapters."""
        (self.folder / "stop").touch()
        until(lambda: not self.process.is_alive(), "the writer to finish", seconds=60)
        assert self.process.exitcode == 0

    def wait_for_more(self, count: int) -> None:
        """Wait until so many more commands were acknowledged."""
        goal = len(acknowledged(self.folder)) + count
        until(
            lambda: len(acknowledged(self.folder)) >= goal or not self.process.is_alive(),
            f"{count} more acknowledgements",
            seconds=60,
        )
        assert self.process.is_alive(), "the writer died of an error"


def kill_server(target: Target) -> None:
    os.kill(_pid(target.server), signal.SIGKILL)


def kill_server_and_its_children(target: Target) -> None:
    pid = _pid(target.server)
    for each in (pid, *children(pid)):
        with suppress(ProcessLookupError):
            os.kill(each, signal.SIGKILL)


def kill_a_backend(target: Target) -> None:
    """Kill the process behind one connection: PostgreSQL then restarts all of itself."""
    with psycopg.connect(target.server.owner_url) as conn:
        row = conn.execute("SELECT pg_backend_pid()").fetchone()
    assert row is not None
    backends = children(_pid(target.server))
    os.kill(max(backends - {row[0]}), signal.SIGKILL)


def kill_writer(target: Target) -> None:
    target.writer.kill()


def kill_server_and_writer(target: Target) -> None:
    kill_server(target)
    target.writer.kill()


KILLS: tuple[Callable[[Target], None], ...] = (
    kill_server,
    kill_server_and_its_children,
    kill_a_backend,
    kill_writer,
    kill_server_and_writer,
)


@pytest.fixture
def server() -> Iterator[Embedded]:
    """Give a server of its own that keeps what it has committed."""
    with roots() as root, Embedded(root, durable=True) as server:
        yield server


def test_what_was_acknowledged_survives_every_kill_at_its_place_and_once(
    server: Embedded, tmp_path: Path
):
    opening = new_regency(Urls(server.owner_url, server.app_url, server.vault_url), connections=12)
    with opening.open() as regency:
        prepare(regency, fund_rupiah=10**9)
        prepared = regency.log.head()
        others = len(_commands(opening))
    chance = Random(5)  # noqa: S311

    with Writer(opening, tmp_path) as writer:
        for cycle in range(CYCLES):
            writer.wait_for_more(chance.randint(5, MOST_BETWEEN_KILLS))
            KILLS[cycle % len(KILLS)](Target(server, writer))
            server.start()
            _expect_sound(opening, tmp_path)
            if not writer.process.is_alive():
                writer.start()
        writer.wait_for_more(1)
        writer.finish()

    _expect_sound(opening, tmp_path)
    known = {command for _, _, command, _ in acknowledged(tmp_path)}
    assert len(_commands(opening)) == len(known) + others
    with opening.open() as regency:
        assert regency.log.head() > prepared + CYCLES
        assert_equal_to_rebuilds(regency)


def _expect_sound(opening: Opening, folder: Path) -> None:
    """Expect a log without faults in which everything acknowledged stands at its place."""
    positions: dict[UUID, set[int]] = defaultdict(set)
    for _, _, command, position in acknowledged(folder):
        positions[command].add(position)
    recorded = _commands(opening)
    for command, told in positions.items():
        assert told == {recorded.get(command)}, f"{command} was acknowledged at {told}"
    with psycopg.connect(opening.urls.app) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        for fault, sql in FAULTS.items():
            found = conn.execute(in_schema(sql, opening.schema)).fetchmany(5)
            assert found == [], fault


def _commands(opening: Opening) -> dict[UUID, int]:
    with psycopg.connect(opening.urls.app) as conn:
        sql = in_schema("SELECT id, position FROM {s}.commands", opening.schema)
        return dict(conn.execute(sql).fetchall())


def _pid(server: Embedded) -> int:
    pid = server.pid()
    assert pid is not None, "the server is not running"
    return pid
