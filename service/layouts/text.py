"""Lines of a text file of unknown encoding, in constant memory.

Encodings: UTF-8, UTF-16 and UTF-32, with or without a mark, and, line by line, whatever is no
UTF-8 is read as cp1252, which Excel in Indonesia writes. So a file that changes its encoding in
the middle (two lists pasted together) still reads well. Line ends: LF, CRLF and the old CR. NUL
and other control characters, which no list has a use for, come out as `UNREADABLE`.
"""

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO, ClassVar

from service.kernel.refusals import Refused

LONGEST_LINE = 16_384
"""Characters. A longer line is cut one character later, so that its reader sees it is too long."""

UNREADABLE = "\ufffd"
"""Stands for each character that could not be read."""

_CHUNK = 1 << 18
_WIDE_MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
"""UTF-32's first: in little-endian it begins as UTF-16's does."""
_PACKED = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NOT_TEXT = (
    *_PACKED,
    *(b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf"),
)
_CONTROLS = bytes(set(range(0x20)) - set(b"\t\n\r"))
_MARKED = bytes.maketrans(_CONTROLS, b"\x00" * len(_CONTROLS))
_LOOKED_AT = 1024
_MOST_NULS = _LOOKED_AT // 10
_START = 64
"""A film, a picture of another kind or a program has control characters in its first bytes."""
_PAGE = re.compile(rb"\s*<(!doctype|html|head|body|table|style|meta|\?xml)\b", re.IGNORECASE)


class NotATextList(Refused):
    """File ini bukan teks (CSV) dan bukan buku kerja (Excel, ODS)."""

    way_out: ClassVar[str] = (
        "Unggah daftarnya sendiri: gambar, PDF, dokumen Word, dan arsip tidak dapat dibaca, apa "
        "pun namanya."
    )


class PageNotList(Refused):
    """File ini halaman web (HTML), walaupun namanya seperti buku kerja."""

    way_out: ClassVar[str] = "Buka di Excel atau LibreOffice, simpan sebagai .xlsx, lalu unggah."


def is_text(file: BinaryIO) -> bool:
    """Say whether a file is read line by line; else it is a workbook, or a ZIP of two texts.

    Args:
        file: at its beginning, where it stands afterwards.

    Raises:
        NotATextList: a PDF, a picture, an archive of another kind.
        PageNotList: a page of the web, which many offices' systems hand out as .xls.
    """
    if not file.seekable():
        return True  # one is only ever read line by line; what is no text is found out there
    first = file.read(_LOOKED_AT)
    file.seek(0)
    if first.startswith(_PACKED):
        return False
    _encoding_of(first)
    return True


def lines(file: BinaryIO) -> Iterator[str]:
    """Yield each line of a file, without its end.

    Args:
        file: open for reading bytes, at its beginning.

    Raises:
        NotATextList, PageNotList: it is a workbook, a PDF, a picture, an archive or a page.
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
    """Yield the file in chunks, without its mark; wider encodings become UTF-8."""
    first = file.read(_CHUNK)
    encoding = _encoding_of(first[:_LOOKED_AT])
    if encoding:
        decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        yield decoder.decode(first).encode("utf-8", "replace")
        while chunk := file.read(_CHUNK):
            yield decoder.decode(chunk).encode("utf-8", "replace")
        return
    yield first.removeprefix(codecs.BOM_UTF8)
    while chunk := file.read(_CHUNK):
        yield chunk


def _encoding_of(first: bytes) -> str:
    """Return the wide encoding of a text by its first bytes; empty for UTF-8 and its like.

    Raises:
        NotATextList, PageNotList: it is no text, or no list.
    """
    for mark, encoding in _WIDE_MARKS.items():
        if first.startswith(mark):
            return encoding
    for encoding in ("utf-16-le", "utf-16-be"):
        # Latin letters in UTF-16 have a nought for every second byte, and nobody else has.
        high = first[1::2] if encoding == "utf-16-le" else first[::2]
        if len(high) > 1 and high.count(0) > 0.9 * len(high) and first.count(0) < len(first) * 0.6:
            return encoding
    if _PAGE.match(first):
        raise PageNotList
    start = first.lstrip(b"\r\n")[:_START].partition(b"\n")[0]
    controls = len(start) - len(start.translate(None, _CONTROLS))
    if first.startswith(_NOT_TEXT) or controls > 1 or first.count(0) > _MOST_NULS:
        raise NotATextList
    return ""


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
