"""The cells of a table's file: read in a process of its own if it is a workbook.

    file → (text: here | workbook: a child with a limit on memory and time) → rows of cells

Whatever a hostile file does, it does to the child. The sheet that has a header is the one that is
read; a workbook's other sheets are left alone.
"""

import csv
import gc
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, BinaryIO, ClassVar

import msgspec
from msgspec import Struct

from service.exchange.reader import require_size
from service.kernel.refusals import Refused
from service.layouts import (
    NotATextList,
    WorkbookTooLarge,
    WorkbookUnreadable,
    budget_headers,
    is_text,
    payments,
)
from service.layouts.budget_headers import NoBudgetHeader
from service.layouts.budgets import MOST_ROWS
from service.layouts.headers import DELIMITERS, HEADER_WITHIN_ROWS, split
from service.layouts.payments import NoPaymentHeader
from service.layouts.sheets import sheets
from service.layouts.table_columns import Columns
from service.layouts.text import lines

MOST_FILE_BYTES = 30_000_000
MOST_MEMORY_BYTES = 1_500_000_000
MOST_SECONDS = 120
MOST_COLUMNS = 300
_NO_MEMORY = 3

Cells = list[list[str]]


class BudgetFileTooLarge(Refused):
    """Berkas APBDes ini terlalu besar."""

    way_out: ClassVar[str] = "Simpan hanya lembar kegiatannya, atau bagi per kecamatan."


class BudgetFileEmpty(Refused):
    """Berkas ini kosong."""

    way_out: ClassVar[str] = "Pilih berkas ekspor Siskeudes yang berisi kegiatan."


class PaymentFileTooLarge(Refused):
    """Berkas pembayaran ini terlalu besar."""

    way_out: ClassVar[str] = "Simpan hanya lembar pembayarannya, atau bagi menjadi beberapa berkas."


class PaymentFileEmpty(Refused):
    """Berkas pembayaran ini kosong."""

    way_out: ClassVar[str] = "Pilih berkas yang berisi baris pembayaran."


class Kind(Struct, frozen=True, kw_only=True):
    """A kind of table: how its header is found, and what is said of a file that is none."""

    columns_of: Callable[[Sequence[Sequence[str]]], Columns]
    missing: type[Refused]
    too_large: type[Refused]
    empty: type[Refused]


KINDS: Mapping[str, Kind] = {
    "budget": Kind(
        columns_of=budget_headers.columns_of,
        missing=NoBudgetHeader,
        too_large=BudgetFileTooLarge,
        empty=BudgetFileEmpty,
    ),
    "payments": Kind(
        columns_of=payments.columns_of,
        missing=NoPaymentHeader,
        too_large=PaymentFileTooLarge,
        empty=PaymentFileEmpty,
    ),
}


class Told(Struct, frozen=True):
    """What the child found: rows, or the name of a refusal with its values."""

    rows: Cells = []
    refusal: str = ""
    why: dict[str, Any] = {}


def cells(file: BinaryIO, name: str = "budget") -> Cells:
    """Return the rows of a text, or of the first sheet of a workbook that has such a header.

    Args:
        name: the kind of table.

    Raises:
        BudgetFileTooLarge, BudgetFileEmpty, PaymentFileTooLarge, PaymentFileEmpty, FileTooLarge,
            NotATextList, WorkbookUnreadable, WorkbookTooLarge, NoBudgetHeader, NoPaymentHeader:
            there is nothing to read.
    """
    size, kind = require_size(file), KINDS[name]
    if size > MOST_FILE_BYTES:
        raise kind.too_large(bytes=size, most_bytes=MOST_FILE_BYTES)
    if not size:
        raise kind.empty
    if is_text(file):
        return _of_text(file, kind)
    told = _in_child(file, name)
    if told.refusal:
        raise _REFUSALS[told.refusal](**told.why)
    return told.rows


_REFUSALS: dict[str, type[Refused]] = {
    one.__name__: one
    for one in (NoBudgetHeader, NoPaymentHeader, NotATextList, WorkbookTooLarge, WorkbookUnreadable)
}


def _of_text(file: BinaryIO, kind: Kind) -> Cells:
    """Return the rows of a text, cut by the delimiter that makes a header."""
    found = list(islice(lines(file), MOST_ROWS + HEADER_WITHIN_ROWS + 1))
    for delimiter in DELIMITERS:
        head = [_cut(line, delimiter) for line in found[:HEADER_WITHIN_ROWS]]
        try:
            kind.columns_of(head)
        except kind.missing:
            continue
        return [_cut(line, delimiter) for line in found]
    raise kind.missing


def _cut(line: str, delimiter: str) -> list[str]:
    return (split(line, delimiter) or next(csv.reader((line,), delimiter=delimiter), []))[
        :MOST_COLUMNS
    ]


def _of_workbook(file: BinaryIO, kind: Kind) -> Cells:
    """Return the rows of the first sheet that has a header.

    Raises:
        NoBudgetHeader, NoPaymentHeader: none has.
    """
    for sheet in sheets(file):
        rows = [row[:MOST_COLUMNS] for row in islice(sheet.rows(), MOST_ROWS + HEADER_WITHIN_ROWS)]
        try:
            kind.columns_of(rows)
        except kind.missing:
            continue
        return rows
    raise kind.missing


def _in_child(file: BinaryIO, name: str) -> Told:
    with _on_disk(file) as source:
        child = subprocess.run(  # noqa: S603  (ours)
            [sys.executable, "-m", __name__, name],
            stdin=source,
            stdout=subprocess.PIPE,
            timeout=MOST_SECONDS,
            check=False,
        )
    file.seek(0)
    if child.returncode:
        raise WorkbookTooLarge(most_memory_bytes=MOST_MEMORY_BYTES)
    return msgspec.msgpack.decode(child.stdout, type=Told)


@contextmanager
def _on_disk(file: BinaryIO) -> Iterator[int]:
    """Give a descriptor of a copy of a file, without a name, at its beginning."""
    with tempfile.TemporaryFile(prefix="sanding-table-") as copy:
        while part := file.read(1 << 20):
            copy.write(part)
        copy.flush()
        os.lseek(copy.fileno(), 0, os.SEEK_SET)
        yield copy.fileno()


def _main(name: str) -> int:
    """Read the workbook on standard input; write its rows."""
    limits = {resource.RLIMIT_AS: MOST_MEMORY_BYTES, resource.RLIMIT_CPU: MOST_SECONDS}
    for limit, most in limits.items():
        resource.setrlimit(limit, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()
    source: Any = sys.stdin.buffer
    try:
        told = Told(rows=_of_workbook(source, KINDS[name]))
    except Refused as refusal:
        told = Told(refusal=type(refusal).__name__, why=refusal.why)
    except MemoryError:
        return _NO_MEMORY
    sys.stdout.buffer.write(msgspec.msgpack.encode(told))
    return 0


if __name__ == "__main__":
    sys.exit(_main(*sys.argv[1:]))
