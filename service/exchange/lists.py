"""A list comes in: every row ends in a household or in quarantine, once, however often it is sent.

    receive: chunk* → complete;   broken off and sent again, it goes on after the last whole chunk

A chunk is one commit. Its command id is made from the file's hash and the chunk's number, so a
chunk that is in is skipped, and the same file twice changes nothing. While one chunk is copied
into the log, the next one is read, decided and sealed.
"""

import gc
import hashlib
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.target_list import TargetList
from service.application import command_id
from service.commands import lists as commands
from service.commands.lists import About, ListInHand, Tally
from service.exchange import list_files
from service.exchange.chunks import Chunks
from service.exchange.progress import Progress
from service.exchange.reader import Batch, Order, Understood, opened, require_size
from service.kernel.lists import Layout
from service.kernel.roles import Actor, Scope
from service.layouts import is_text
from service.policies import access
from service.regency import Regency

CHUNK_HOUSEHOLDS = 1_000
_HASH_BYTES = 1 << 20


def operator(regency: Regency) -> Actor:
    """Return who takes lists in from the command line."""
    return Actor(
        account="operator",
        position="Operator impor",
        role="secretariat",
        organisation="tkpkd",
        scope=Scope((regency.code,)),
    )


class Unreadable(Exception):  # noqa: N818  (told to whoever typed the command)
    """The file can't be opened."""


def from_path(path: Path) -> BinaryIO:
    """Open a file that somebody named.

    Raises:
        Unreadable: it can't be.
    """
    try:
        return path.open("rb")
    except OSError as err:
        raise Unreadable(f"{path} tidak dapat dibaca: {err.strerror}.") from err


class Report(Struct, frozen=True, kw_only=True):
    """What became of a list.

    Args:
        rows: rows read; each is one of the following.
        persons: newly registered, in `households` new households.
        known: rows about people who were registered already.
        quarantined: rows that wait to be put right.
        is_repeated: whether this very file was in already, and nothing changed.
    """

    list: str
    layout: Layout
    rows: int
    households: int
    persons: int
    known: int
    quarantined: int
    is_repeated: bool


def receive(
    regency: Regency,
    actor: Actor,
    file: BinaryIO,
    *,
    file_name: str,
    about: About,
    layout: Layout | None = None,
    village: str = "",
    mapping: Mapping[str, str] | None = None,
    progress: Progress | None = None,
    chunk_households: int = CHUNK_HOUSEHOLDS,
) -> Report:
    """Take in a list. Sent again after breaking off, it continues; sent twice, it changes nothing.

    Args:
        file: open for reading bytes, and seekable.
        layout: None finds out.
        village: where every row belongs, for a list without that column.
        mapping: field → column title, said by a person; proposed again for the same issuer.

    Raises:
        Refused: not allowed, or the file is no list; nothing was written.
        LogUnavailable, KeysUnavailable: what was written stays; send the file again.
    """
    access.require(actor, "lists.receive")
    progress = progress or Progress()
    require_size(file)
    file_hash, lines = hashed(file)
    list_id = command_id("list", regency.code, file_hash)
    end = command_id(list_id, "completed")
    _, begun = regency.ledger.look(TargetList, list_id)
    if (settled := regency.log.settled(end)) is not None:
        return _report(list_id, begun.layout, Tally.read(settled.result), is_repeated=True)
    order = Order(
        layout=layout,
        regency=regency.code,
        village=village,
        today=regency.ledger.today,
        size=chunk_households,
        mapping=dict(mapping or {}),
    )
    if begun.list:
        # Sent again after breaking off, it is read as it was the first time: chunks are counted.
        order = replace(order, layout=begun.layout, village=begun.village, mapping=begun.mapping)
    with opened(file, order) as reading:
        told = reading.understood
        begin = partial(
            commands.receive,
            list_id=list_id,
            layout=told.layout,
            file_name=file_name[:200],
            file_hash=file_hash,
            about=about,
            mapping=order.mapping,
            village=order.village,
        )
        regency.ledger.record(
            actor, begin, command_id=command_id(list_id, "received"), channel="import"
        )
        progress.begin("Membaca daftar", total=max(lines - 1, 0), unit="baris")
        chunks = Chunks(regency, actor, _in_hand(list_id, about, told))
        tally = _feed(chunks, reading.batches, progress)
    # Once nobody reads it any more, here or in the child, which shares our place in it.
    list_files.keep(regency, list_id, file, told.left_out)
    done = partial(commands.complete, list_id=list_id, tally=tally)
    receipt = regency.ledger.record(actor, done, command_id=end, channel="import")
    return _report(list_id, told.layout, Tally.read(receipt.id), is_repeated=False)


def _in_hand(list_id: UUID, about: About, told: Understood) -> ListInHand:
    return ListInHand(
        id=list_id,
        layout=told.layout,
        period=about.period,
        on=about.letter_date,
        columns=told.columns,
    )


def _feed(chunks: Chunks, found: Iterator[Batch], progress: Progress) -> Tally:
    """Take every family in; copy one chunk into the log while the next one is made."""
    total = Tally()
    with _no_collector(), ThreadPoolExecutor(1, thread_name_prefix="copy") as beside:
        pending = None
        for number, batch in enumerate(found):
            made = chunks.make(number, batch, before=pending)
            if pending is not None:
                total += pending.result()
                progress.reach(total.rows)
            pending = beside.submit(chunks.append, made)
        if pending is not None:
            total += pending.result()
    progress.reach(total.rows)
    progress.finish()
    return total


@contextmanager
def _no_collector() -> Iterator[None]:
    """Let the collector of cycles rest: families are trees, and it would walk them all the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def hashed(file: BinaryIO) -> tuple[str, int]:
    """Return the SHA-256 of a file in hex, and how many lines a text has; leave it at its start."""
    digest, lines = hashlib.sha256(), 0
    packed = not is_text(file)
    while part := file.read(_HASH_BYTES):
        digest.update(part)
        lines += 0 if packed else part.count(b"\n")
    file.seek(0)
    return digest.hexdigest(), lines


def _report(list_id: object, layout: Layout, tally: Tally, *, is_repeated: bool) -> Report:
    return Report(
        list=str(list_id),
        layout=layout,
        rows=tally.rows,
        households=tally.households,
        persons=tally.persons,
        known=tally.known,
        quarantined=tally.quarantined,
        is_repeated=is_repeated,
    )
