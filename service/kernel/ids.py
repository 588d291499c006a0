"""Ids: of new things, ordered by time; of commands, from whatever they are about."""

import hashlib
import itertools
from collections.abc import Iterator
from datetime import datetime
from uuid import UUID


def ordered_ids(moment: datetime, seed: bytes) -> Iterator[UUID]:
    """Yield version 7 UUIDs (RFC 9562): the moment in milliseconds, then bits hashed from a seed
    that count up.

    Time order keeps new index entries together, which is what makes bulk imports fast.
    """
    milliseconds = int(moment.timestamp() * 1000)
    bits = int.from_bytes(hashlib.blake2b(seed, digest_size=9).digest())
    first = milliseconds << 80 | 0x7 << 76 | (bits >> 62 & 0xFFF) << 64 | 0x2 << 62
    # The top bit of what counts is left clear, so that counting never touches the rest.
    low = bits & (1 << 61) - 1
    for count in itertools.count():
        yield UUID(int=first | low + count)


def command_id(*parts: object) -> UUID:
    """Return the command id that belongs to these parts: equal parts, equal id."""
    text = "\x1f".join(str(part) for part in parts)
    digest = bytearray(hashlib.blake2b(text.encode(), digest_size=16).digest())
    digest[6], digest[8] = digest[6] & 0x0F | 0x80, digest[8] & 0x3F | 0x80
    return UUID(bytes=bytes(digest))
