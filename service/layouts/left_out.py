"""A list's text without cells that are never kept: the mother's maiden name, which banks ask for.

What can't be cut surely is not kept at all: a workbook or a pair with such a column, and a text
that has the title elsewhere than in its header.
"""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from msgspec import Struct

from service.layouts.headers import Header, Row, bare, is_mothers, split
from service.layouts.text import LONGEST_LINE, lines

_PART_BYTES = 1 << 20


class LeftOut(Struct, frozen=True, kw_only=True):
    """Which cells of a file are never kept.

    Args:
        titles: of their columns; none keeps the file as it is.
        row_no: the line of the header.
        delimiter: empty where the cells can't be cut out.
        width: how many columns there are; hidden: which ones go.
    """

    titles: tuple[str, ...] = ()
    row_no: int = 0
    delimiter: str = ""
    width: int = 0
    hidden: tuple[int, ...] = ()


def of_text(header: Header, first: Iterable[str]) -> LeftOut:
    """Return what must go of a text, by its header and its first lines."""
    others = [
        line.split(header.delimiter) for at, line in enumerate(first, 1) if at != header.row_no
    ]
    if elsewhere := of_rows(others).titles:
        return LeftOut(titles=elsewhere)
    hidden = tuple(sorted(header.hidden))
    return LeftOut(
        titles=tuple(header.columns[at] for at in hidden),
        row_no=header.row_no,
        delimiter=header.delimiter,
        width=len(header.columns),
        hidden=hidden,
    )


def of_rows(rows: Iterable[Row]) -> LeftOut:
    """Return what must go of a workbook, by the first rows of its sheets, in the list or not."""
    cells = (cell for row in rows if isinstance(row, list) for cell in row)
    # A single "Ibu" below the titles is a relation.
    found = {cell.strip(): None for cell in cells if is_mothers(cell) and bare(cell) != "ibu"}
    return LeftOut(titles=tuple(found))


def cut(file: BinaryIO, left_out: LeftOut) -> Iterator[bytes]:
    """Yield a text in parts, as UTF-8, its cells that must go emptied.

    A line whose cells don't fit the titles is emptied: nobody knows where in it the name stands.
    """
    part = bytearray()
    for row_no, line in enumerate(lines(file), start=1):
        kept = line if row_no <= left_out.row_no else _without(line, left_out)
        part += kept.encode() + b"\n"
        if len(part) >= _PART_BYTES:
            yield bytes(part)
            part.clear()
    if part:
        yield bytes(part)


def _without(line: str, left_out: LeftOut) -> str:
    cells = split(line, left_out.delimiter) if len(line) <= LONGEST_LINE else None
    if cells is None or len(cells) < left_out.width or any(cells[left_out.width :]):
        return ""
    for at in left_out.hidden:
        cells[at] = ""
    if '"' not in line:
        return left_out.delimiter.join(cells)
    written = io.StringIO()
    csv.writer(written, delimiter=left_out.delimiter, lineterminator="").writerow(cells)
    return written.getvalue()
