"""Lines of a village budget: what makes one, and which line of a version is which of the next."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import ClassVar

from msgspec import Struct

from service.aggregates.budget_events import BudgetLine
from service.kernel.apbdes import SEGMENTS
from service.kernel.budgets import FundSource
from service.kernel.refusals import Refused

MOST_LINES = 1_000
_NIK = re.compile(r"(?<!\d)\d{16}(?!\d)")


class LinesMissing(Refused):
    """APBDes ini tidak memuat satu kegiatan pun."""

    way_out: ClassVar[str] = "Isi paling sedikit satu baris kegiatan dengan kode dan jumlahnya."


class TooManyLines(Refused):
    """APBDes ini memuat terlalu banyak baris untuk satu desa."""

    way_out: ClassVar[str] = "Periksa apakah berkasnya memuat rincian belanja, bukan kegiatan."


class LineImpossible(Refused):
    """Kode kegiatan harus tiga bagian dan jumlahnya tidak boleh kurang dari nol."""

    way_out: ClassVar[str] = "Tulis kodenya seperti 02.04.13 dan jumlahnya dalam rupiah penuh."


class NikInBudget(Refused):
    """Baris APBDes ini memuat angka yang tampak seperti NIK."""

    way_out: ClassVar[str] = (
        "APBDes dibuka untuk umum. Hapus NIK atau nomor KK dari uraian, lokasi, dan keluarannya."
    )


class DraftLine(Struct, frozen=True, kw_only=True):
    """A line as somebody states it, without the key it is going to have."""

    activity: str
    name: str
    amount_rupiah: int
    fund_source: FundSource
    location: str = ""
    output: str = ""


def require_lines(lines: Sequence[DraftLine]) -> None:
    """Refuse what is no budget of a village.

    Raises:
        LinesMissing, TooManyLines, LineImpossible, NikInBudget: as their names say.
    """
    if not lines:
        raise LinesMissing
    if len(lines) > MOST_LINES:
        raise TooManyLines(lines=len(lines), most=MOST_LINES)
    for at, line in enumerate(lines, start=1):
        if line.activity.count(".") != SEGMENTS - 1 or line.amount_rupiah < 0:
            raise LineImpossible(line=at, activity=line.activity)
        if any(map(tells_nik, (line.name, line.location, line.output))):
            raise NikInBudget(line=at, activity=line.activity)


def tells_nik(text: str) -> bool:
    """Say whether a text holds a number of sixteen digits."""
    return _NIK.search(text) is not None


def keyed(
    lines: Sequence[DraftLine],
    *,
    known: Mapping[str, BudgetLine],
    current: Mapping[str, BudgetLine],
) -> tuple[BudgetLine, ...]:
    """Return lines with the keys they have, or had in a version before.

    The same wording gives the same key. What is left of an activity and a fund source is paired
    in order with what the current version has left of them; so a line that was only reworded
    keeps its key.

    Args:
        known: every key that a line of the year ever had; `current` those of the last version.
    """
    by_wording: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for key, one in known.items():
        by_wording[_wording(one)].append(key)
    keys: dict[int, str] = {}
    for at, line in enumerate(lines):
        if same := by_wording[_wording(line)]:
            keys[at] = same.pop(0)
    taken = set(keys.values())
    left: defaultdict[str, list[str]] = defaultdict(list)
    for key, one in current.items():
        if key not in taken:
            left[_stem(one)].append(key)
    taken |= known.keys()
    for at, line in enumerate(lines):
        if at not in keys:
            stem = _stem(line)
            keys[at] = left[stem].pop(0) if left[stem] else _new_key(stem, taken)
            taken.add(keys[at])
    return tuple(_with_key(line, keys[at]) for at, line in enumerate(lines))


def _wording(line: BudgetLine | DraftLine) -> tuple[str, ...]:
    return (line.activity, line.fund_source, line.name.casefold(), line.location.casefold())


def _stem(line: BudgetLine | DraftLine) -> str:
    return f"{line.activity}-{line.fund_source}"


def _new_key(stem: str, taken: set[str]) -> str:
    at, key = 1, stem
    while key in taken:
        at += 1
        key = f"{stem}-{at}"
    return key


def _with_key(line: DraftLine, key: str) -> BudgetLine:
    return BudgetLine(
        key=key,
        activity=line.activity,
        name=line.name,
        amount_rupiah=line.amount_rupiah,
        fund_source=line.fund_source,
        location=line.location,
        output=line.output,
    )
