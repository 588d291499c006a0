"""Reading a large list in a process of its own, while ours decides and seals.

Parsing a million rows keeps one core busy for as long as everything else together. A list that is
too small for that to matter is read here. Whatever a hostile file does, it does to the child.
"""

import gc
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import BinaryIO

import msgspec
from msgspec import Struct

from service.layouts import Layout, ListedHousehold, ListReader, households, open_list
from service.reference.regions import territory

OWN_PROCESS_BYTES = 8_000_000
_LENGTH_BYTES = 4
_LARGEST_FRAME_BYTES = 64_000_000


class ReaderDied(Exception):  # noqa: N818  (told as a fault of the file or of ours)
    """The process that read the list ended before the list did."""


class Order(Struct, frozen=True, kw_only=True):
    """What to read, and how.

    Args:
        regency: its code; rows must lie in it.
        village: where rows belong that don't say.
        today: decides centuries and ages.
        size: households in a batch.
    """

    layout: Layout
    regency: str
    village: str
    today: date
    size: int

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
        )


Batch = list[ListedHousehold]


def batches(file: BinaryIO, order: Order) -> Iterator[Batch]:
    """Yield the families of a list, so many at a time.

    Args:
        file: at its beginning. A file on disk that is large is read by another process.

    Raises:
        Refused: the file is no list.
        ReaderDied: the other process ended too early.
    """
    name = getattr(file, "name", None)
    path = Path(name) if isinstance(name, str) else None
    if path is not None and path.is_file() and path.stat().st_size >= OWN_PROCESS_BYTES:
        yield from _from_child(path, order)
    else:
        yield from _here(file, order)


def _here(file: BinaryIO, order: Order) -> Iterator[Batch]:
    families = households(order.open(file))
    while batch := list(islice(families, order.size)):
        yield batch


def _from_child(path: Path, order: Order) -> Iterator[Batch]:
    command = [sys.executable, "-m", __name__, str(path), msgspec.json.encode(order).decode()]
    decode = msgspec.msgpack.Decoder(Batch).decode
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:  # noqa: S603  (our own module)
        assert child.stdout is not None
        try:
            while head := child.stdout.read(_LENGTH_BYTES):
                length = int.from_bytes(head)
                assert length <= _LARGEST_FRAME_BYTES
                frame = child.stdout.read(length)
                if len(frame) < length:
                    break
                yield decode(frame)
        except BaseException:
            child.kill()
            raise
        if child.wait():
            raise ReaderDied(f"{path.name}: exit code {child.returncode}")


def _main(path: str, order: str) -> None:
    gc.disable()  # rows are trees: nothing here ever needs the collector, and it costs a third
    out = sys.stdout.buffer
    encode = msgspec.msgpack.Encoder().encode
    with Path(path).open("rb") as file:
        for batch in _here(file, msgspec.json.decode(order, type=Order)):
            frame = encode(batch)
            out.write(len(frame).to_bytes(_LENGTH_BYTES) + frame)
            out.flush()


if __name__ == "__main__":
    _main(*sys.argv[1:])
