"""What the households of the demo answer when somebody asks how they live."""

from datetime import date
from random import Random
from typing import Any
from uuid import UUID

from service.commands.indicators import Record

_SHARES: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "lokal.rumah": ((1, 2), (4, 1)),
    "lokal.aladin": ((0, 1, 2, 3), (5, 1, 2, 1)),
    "lokal.jamban": ((1, 2, 3, 4), (10, 2, 2, 1)),
    "lokal.air": ((1, 2, 3, 4), (12, 2, 1, 1)),
    "lokal.listrik": ((1, 2, 3), (14, 2, 1)),
    "lokal.sertifikat": ((1, 2), (3, 1)),
    "lokal.makan": ((1, 2), (1, 9)),
    "lokal.putus_sekolah": ((0, 1), (12, 1)),
    "lokal.disabilitas": ((0, 1), (14, 1)),
    "lokal.tanpa_jkn": ((0, 2), (6, 1)),
    "lokal.usaha": ((1, 2), (1, 7)),
}
"""Answers and how often each is given, in a regency where most have most things."""


def told(household: UUID, on: date) -> Record:
    """Return what a household answers; the same whenever it is asked."""
    chance = Random(household.int)  # noqa: S311
    answers: dict[str, Any] = {
        code: chance.choices(codes, weights)[0] for code, (codes, weights) in _SHARES.items()
    }
    answers["lokal.pengeluaran"] = chance.randrange(9_000, 32_000, 500)
    return Record(instrument="lokal", method="visit", answers=answers, occurred_on=on)
