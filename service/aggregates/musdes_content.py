"""What the minutes say, in one canonical form, and its hash: the seal that anybody can check.

Nothing personal is in it: whoever holds an office is named, residents are counted and households
are ids. So the hash can be printed, posted and looked up, and still verifies after an erasure.
Fields stand in a fixed order, rows in the order they were shown; the same content has the same
hash, wherever and whenever it is made.
"""

import hashlib
from collections.abc import Sequence

import msgspec

from service.aggregates.musdes_events import (
    MusdesAttendanceRecorded,
    MusdesConvened,
    Officer,
    RatifiedRow,
)

FORM = "sanding/berita-acara/v1"


def content_hash(
    convened: MusdesConvened,
    attendance: MusdesAttendanceRecorded,
    rows: Sequence[RatifiedRow],
    *,
    number: str,
    held_on: str,
    held_at: str,
    dissents: int,
) -> str:
    """Return the SHA-256 of what the minutes say, in hex.

    Args:
        held_on, held_at: the day it was held in the end (ISO), and the hour.
        dissents: how many did not agree.
    """
    said = [
        FORM,
        str(convened.musdes),
        convened.village,
        convened.kind,
        number,
        held_on,
        held_at,
        convened.place,
        list(convened.agenda),
        list(convened.legal_basis),
        _said(convened.chair),
        _said(convened.minute_taker),
        [str(one) for one in convened.lists],
        str(convened.corrects or ""),
        [
            attendance.invited,
            attendance.quorum,
            attendance.present,
            attendance.men,
            attendance.women,
        ],
        [
            [
                str(row.household),
                row.status,
                row.decision,
                row.reason or "",
                row.result,
                row.persons,
            ]
            for row in rows
        ],
        dissents,
    ]
    return hashlib.sha256(msgspec.json.encode(said)).hexdigest()


def _said(officer: Officer) -> list[str]:
    return [officer.name, officer.position]
