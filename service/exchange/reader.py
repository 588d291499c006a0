"""Reading a list in a process of its own, while ours decides and seals.

    opened → (how it was understood) → batch*

Parsing a million rows keeps one core busy for as long as everything else together. A text that is
too small for that to matter is read here. A workbook never is: whatever a hostile file does, it
does to the child, which may use so much memory and time and no more. The child reads the file we
hold open, so one without a name will do.
"""

import gc
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from itertools import chain, islice
from typing import Any, BinaryIO, ClassVar

import msgspec
from msgspec import Struct

from service import layouts
from service.kernel.lists import Layout
from service.kernel.refusals import Refused
from service.layouts import (
    ListedHousehold,
    ListReader,
    MappingDoesNotFit,
    NoHeaderFound,
    NoRows,
    VillageNotSaid,
    WorkbookTooLarge,
    WorkbookUnreadable,
    households,
    is_text,
    open_list,
    titles_of,
)
from service.layouts.left_out import LeftOut
from service.reference.regions import territory

OWN_PROCESS_BYTES = 8_000_000
MOST_FILE_BYTES = 1024 * 1024 * 1024
MOST_WORKBOOK_BYTES = 150 * 1024 * 1024
MOST_MEMORY_BYTES = 3 * 1024 * 1024 * 1024
MOST_SECONDS = 3_600
_LENGTH_BYTES = 4
_LARGEST_FRAME_BYTES = 64_000_000
_NO_MEMORY = 3


class ReaderDied(Refused):
    """Pembacaan berkas ini terhenti sebelum selesai."""

    way_out: ClassVar[str] = (
        "Unggah lagi berkas yang sama; pembacaan berlanjut dari tempatnya terhenti. Bila terhenti "
        "lagi, simpan ulang berkasnya sebagai CSV UTF-8."
    )


class FileTooLarge(Refused):
    """Berkas ini terlalu besar."""

    way_out: ClassVar[str] = "Bagi daftarnya per kecamatan, lalu unggah satu per satu."


class Order(Struct, frozen=True, kw_only=True):
    """What to read, and how.

    Args:
        layout: None finds out.
        regency: its code; rows must lie in it.
        village: where rows belong that don't say.
        today: decides centuries and ages.
        size: households in a batch.
        mapping: field → column title, said by a person.
    """

    layout: Layout | None
    regency: str
    village: str
    today: date
    size: int
    mapping: dict[str, str] = {}

    def open(self, file: BinaryIO) -> ListReader:
        """Open the list.

        Raises:
            Refused: the file is no list.
        """
        return open_list(
            file,
            self.layout,
            today=self.today,
            territory=territory(self.regency),
            village=self.village,
            mapping=self.mapping,
        )


class Understood(Struct, frozen=True, kw_only=True):
    """How a list was understood, or why it is none.

    Args:
        columns: titles of the cells in a row's `raw`.
        fields: field → title.
        skipped: names of sheets that are no part of the list.
        left_out: which cells of the file are never kept.
        refusal, why: the name of the refusal and its values; empty when there is none.
        titles: what looks like titles, of a list that was refused.
    """

    layout: Layout = "generic"
    columns: tuple[str, ...] = ()
    fields: dict[str, str] = {}
    skipped: tuple[str, ...] = ()
    left_out: LeftOut = LeftOut()
    refusal: str = ""
    why: dict[str, Any] = {}
    titles: tuple[str, ...] = ()


Batch = list[ListedHousehold]


class Reading(Struct, frozen=True):
    """A list, opened: how it was understood, and its families, so many at a time."""

    understood: Understood
    batches: Iterator[Batch]


@contextmanager
def opened(file: BinaryIO, order: Order) -> Iterator[Reading]:
    """Open a list, to be read once within `with`.

    Args:
        file: open for reading bytes, and seekable; it is read from its beginning.

    Raises:
        Refused: the file is no list, or larger than we take.
        ReaderDied: the other process ended too early; while reading too.
    """
    with tried(file, order) as reading:
        if reading.understood.refusal:
            raise refusal_named(reading.understood.refusal)(**reading.understood.why)
        yield reading


def refusal_named(name: str) -> type[Refused]:
    """Return the refusal of a layout that a child process named."""
    kind: type[Refused] = getattr(layouts, name)
    return kind


@contextmanager
def tried(file: BinaryIO, order: Order) -> Iterator[Reading]:
    """Open a list as `opened` does; of one whose header nobody finds, return what looks like one.

    Raises:
        FileTooLarge, NotATextList, WorkbookTooLarge: there is nothing to look at.
        ReaderDied: the other process ended too early; while reading too.
    """
    size = require_size(file)
    if is_text(file) and size < OWN_PROCESS_BYTES:
        told, reader = _understand(file, order)
        yield _with_rows(told, _batches(reader, order) if reader else iter(()))
        return
    if not is_text(file) and size > MOST_WORKBOOK_BYTES:
        raise FileTooLarge(bytes=size, most_bytes=MOST_WORKBOOK_BYTES)
    with _in_child(file, order) as reading:
        yield reading


def _with_rows(told: Understood, batches: Iterator[Batch]) -> Reading:
    """Return a reading whose first rows were seen; a list without any is none."""
    first = list(islice(batches, 1))
    if not (first or told.refusal):
        told = msgspec.structs.replace(told, refusal=NoRows.__name__)
    return Reading(told, chain(first, batches))


def require_size(file: BinaryIO) -> int:
    """Return how many bytes a file has, without reading it; leave it at its beginning.

    Raises:
        FileTooLarge: too many.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(0)
    if size > MOST_FILE_BYTES:
        raise FileTooLarge(bytes=size, most_bytes=MOST_FILE_BYTES)
    return size


def _understand(file: BinaryIO, order: Order) -> tuple[Understood, ListReader | None]:
    try:
        reader = order.open(file)
    except Refused as refusal:
        titles: tuple[str, ...] = ()
        if isinstance(refusal, NoHeaderFound | MappingDoesNotFit | VillageNotSaid):
            file.seek(0)
            titles = titles_of(file)
        name = type(refusal).__name__
        return Understood(refusal=name, why=refusal.why, titles=titles), None
    told = Understood(
        layout=reader.layout,
        columns=reader.columns,
        fields=reader.fields,
        skipped=reader.skipped,
        left_out=reader.left_out,
    )
    return told, reader


def _batches(reader: ListReader, order: Order) -> Iterator[Batch]:
    families = households(reader)
    while batch := list(islice(families, order.size)):
        yield batch


@contextmanager
def _in_child(file: BinaryIO, order: Order) -> Iterator[Reading]:
    with ExitStack() as stack:
        source = _on_disk(file, stack)
        at = os.lseek(source, 0, os.SEEK_CUR)
        # The child's descriptor shares our place in the file: put it back, or closing ours fails.
        stack.callback(os.lseek, source, at, os.SEEK_SET)
        os.lseek(source, 0, os.SEEK_SET)
        command = [sys.executable, "-m", __name__, msgspec.json.encode(order).decode()]
        child = stack.enter_context(
            subprocess.Popen(command, stdin=source, stdout=subprocess.PIPE)  # noqa: S603  (ours)
        )
        stack.callback(child.kill)
        frames = _frames(child)
        first = next(frames, None)
        if first is None:
            raise _death_of(child)
        yield _with_rows(msgspec.msgpack.decode(first, type=Understood), _from(child, frames))


def _on_disk(file: BinaryIO, stack: ExitStack) -> int:
    """Return the descriptor of a file, copied to disk first if it is only in memory."""
    try:
        return file.fileno()
    except OSError:
        copy = tempfile.TemporaryFile(prefix="sanding-list-")  # noqa: SIM115  (the stack's)
        stack.push(copy)
        while part := file.read(1 << 20):
            copy.write(part)
        copy.flush()
        file.seek(0)
        return copy.fileno()


def _frames(child: "subprocess.Popen[bytes]") -> Iterator[bytes]:
    assert child.stdout is not None
    while head := child.stdout.read(_LENGTH_BYTES):
        length = int.from_bytes(head)
        assert length <= _LARGEST_FRAME_BYTES
        frame = child.stdout.read(length)
        if len(frame) < length:
            return
        yield frame


def _from(child: "subprocess.Popen[bytes]", frames: Iterator[bytes]) -> Iterator[Batch]:
    decode = msgspec.msgpack.Decoder(Batch).decode
    for frame in frames:
        yield decode(frame)
    if child.wait():
        raise ReaderDied(exit_code=child.returncode)


def _death_of(child: "subprocess.Popen[bytes]") -> Exception:
    """Return what to say of a child that ended without a word.

    Out of memory or of time, it was killed or said so; at anything else it stumbled over the file.
    """
    code = child.wait()
    if code == _NO_MEMORY or code < 0:
        return WorkbookTooLarge(most_memory_bytes=MOST_MEMORY_BYTES)
    return WorkbookUnreadable() if code else ReaderDied(exit_code=code)


def _main(order_text: str) -> int:
    """Read the list on standard input; write how it was understood, then batches."""
    limits = {resource.RLIMIT_AS: MOST_MEMORY_BYTES, resource.RLIMIT_CPU: MOST_SECONDS}
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # rows are trees: nothing here ever needs the collector, and it costs a third
    order = msgspec.json.decode(order_text, type=Order)
    out, encode = sys.stdout.buffer, msgspec.msgpack.Encoder().encode

    def write(frame: bytes) -> None:
        out.write(len(frame).to_bytes(_LENGTH_BYTES) + frame)
        out.flush()

    file: Any = sys.stdin.buffer
    try:
        return _read(file, order, lambda told: write(encode(told)))
    except MemoryError:
        return _NO_MEMORY


def _read(file: BinaryIO, order: Order, tell: Callable[[Any], None]) -> int:
    told, reader = _understand(file, order)
    tell(told)
    for batch in _batches(reader, order) if reader else ():
        tell(batch)
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
