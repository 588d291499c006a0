"""Lines of a text file of unknown encoding, in constant memory.

Encodings: UTF-8 with or without a mark, UTF-16 with a mark, and, line by line, whatever is no
UTF-8 is read as cp1252, which Excel in Indonesia writes. So a file that changes its encoding in
the middle (two lists pasted together) still reads well. Line ends: LF, CRLF and the old CR. NUL
and other control characters, which no list has a use for, come out as `UNREADABLE`.
"""

import codecs
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from service.kernel.refusals import Refused

LONGEST_LINE = 16_384
"""Characters. A longer line is cut one character later, so that its reader sees it is too long."""

UNREADABLE = "\ufffd"
"""Stands for each character that could not be read."""

_CHUNK = 1 << 18
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NOT_TEXT = (
    *_PACKED,
    *(b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf"),
)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_MARKED = bytes.maketrans(_CONTROLS, b"\x00" * len(_CONTROLS))
_LOOKED_AT = 1024
_MOST_NULS = _LOOKED_AT // 10


class NotATextList(Refused):
    """File ini bukan teks (CSV) dan bukan buku kerja (Excel, ODS)."""

    way_out: ClassVar[str] = (
        "Unggah daftarnya sendiri: gambar, PDF, dan arsip tidak dapat dibaca, apa pun namanya."
    )


def is_text(file: BinaryIO) -> bool:
    """Say whether a file is read line by line; else it is a workbook, or a ZIP of two texts.

    Args:
        file: at its beginning, where it stands afterwards.

    Raises:
        NotATextList: a PDF, a picture, an archive of another kind.
    """
    if not file.seekable():
        return True  # one is only ever read line by line; what is no text is found out there
    first = file.read(_LOOKED_AT)
    file.seek(0)
    if first.startswith(_UTF_16_MARKS):
        return True
    if first.startswith(_PACKED):
        return False
    if first.startswith(_NOT_TEXT) or first.count(0) > _MOST_NULS:
        raise NotATextList
    return True


def lines(file: BinaryIO) -> Iterator[str]:
    """Yield each line of a file, without its end.

    Args:
        file: open for reading bytes, at its beginning.

    Raises:
        NotATextList: it is a workbook, a PDF, a picture or an archive.
    """
    rest = b""
    for chunk in _utf8(file):
        data = rest + chunk
        # A CR at the very end may be half of a CRLF: wait for the next chunk to tell.
        half = b"\r" if data.endswith(b"\r") else b""
        if b"\r" in data:
            whole = data[:-1] if half else data
            data = whole.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        head, end, rest = data.rpartition(b"\n")
        if end:
            yield from _decode(head)
        if len(rest) > 4 * LONGEST_LINE:
            rest = rest[: 4 * LONGEST_LINE + 4]
        rest += half
    if rest:
        yield from _decode(rest.removesuffix(b"\r"))


def _utf8(file: BinaryIO) -> Iterator[bytes]:
    """Yield the file in chunks, without its mark; UTF-16 becomes UTF-8."""
    first = file.read(_CHUNK)
    if first.startswith(_UTF_16_MARKS):
        decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
        yield decoder.decode(first).encode("utf-8", "replace")
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk).encode("utf-8", "replace")
        return
    if first.startswith(_NOT_TEXT) or first[:_LOOKED_AT].count(0) > _MOST_NULS:
        raise NotATextList
    yield first.removeprefix(codecs.BOM_UTF8)
    while chunk := file.read(_CHUNK):
        yield chunk


def _decode(data: bytes) -> list[str]:
    data = data.translate(_MARKED)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        text = "\n".join(_decode_line(line) for line in data.split(b"\n"))
    found = text.replace("\0", UNREADABLE).split("\n")
    if len(data) <= LONGEST_LINE:
        return found
    return [line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE + 1] for line in found]


def _decode_line(line: bytes) -> str:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
