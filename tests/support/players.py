"""What other processes do to a regency while a test watches: write, keep read models, rebuild."""

import os
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from uuid import UUID

from service.application import Command, LogUnavailable, Receipt
from service.kernel.roles import Actor
from service.projections.engine import Engine, Stopped
from service.regency import Regency
from service.vault.keyring import KeysUnavailable
from service.worker import Worker
from tests.support import chapters
from tests.support.opened import Opening
from tests.support.threads import at_once, losers
from tests.support.waiting import until


def write_chapters(opening: Opening, writer: int, upto: int) -> None:
    """Play a writer's chapters up to and without `upto`."""
    with opening.open() as regency:

        def record(command, actor, decide):
            return regency.ledger.record(actor, decide, command_id=command).id

        for number in range(upto):
            chapters.play(record, writer, number)


def keep_read_models(opening: Opening) -> None:
    """Bring every read model to the head, again and again, until killed."""
    with opening.open() as regency:
        reached = 0
        while True:
            until(lambda: _past(regency.engine, reached), "the next event", seconds=600)  # noqa: B023
            reached = regency.engine.catch_up()


def rebuild_read_models(opening: Opening, seed: int) -> None:
    """Rebuild one read model after the other, and drop what was replaced, until killed."""
    chance = Random(seed)  # noqa: S311
    with opening.open() as regency:
        names = list(regency.engine.projections)
        while True:
            try:
                regency.engine.rebuild(chance.choice(names))
                regency.engine.retire()
            except Stopped:  # another one's rebuild was faster, and ours was dropped
                continue


def _past(engine: Engine, position: int) -> bool:
    return engine.head() > position


def write_until_told(opening: Opening, folder: Path, writers: int) -> None:
    """Play chapters in several threads, and keep the read models, until `folder/stop` is there.

    What is acknowledged is written to `folder/acknowledged`, a line each: writer, chapter, command
    and position. Started again, each writer begins the last chapter it was in once more. Without
    an answer, a command is given again under its id until there is one.
    """
    begun = {name: chapter for name, chapter, _, _ in acknowledged(folder)}
    file = os.open(folder / "acknowledged", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with opening.open() as regency:
        Worker(regency.engine, sweep_seconds=0.1).start()

        def write(writer: int) -> None:
            first = begun.get(writer, 0)
            for chapter in count(first):
                # The next one may have begun without anybody being told, so it is played as well.
                if chapter > first + 1 and (folder / "stop").exists():
                    return

                def record(command, actor, decide, chapter=chapter):
                    receipt = _answered(regency, command, actor, decide)
                    line = f"{writer} {chapter} {command} {receipt.position}\n"
                    os.write(file, line.encode())
                    os.fsync(file)
                    return receipt.id

                chapters.play(record, writer, chapter)

        outcomes = at_once(*[partial(write, writer) for writer in range(writers)])
    for error in losers(outcomes):
        raise error


def acknowledged(folder: Path) -> list[tuple[int, int, UUID, int]]:
    """Return what was acknowledged to writers so far: writer, chapter, command, position."""
    file = folder / "acknowledged"
    lines = file.read_text().splitlines() if file.exists() else []
    return [
        (int(writer), int(chapter), UUID(command), int(position))
        for writer, chapter, command, position in map(str.split, lines)
    ]


def _answered(regency: Regency, command: UUID, actor: Actor, decide: Command) -> Receipt:
    while True:
        try:
            return regency.ledger.record(actor, decide, command_id=command)
        except (LogUnavailable, KeysUnavailable):
            continue
