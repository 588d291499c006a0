"""A list as it would be read, before it is received: its columns, and its rows in three colours.

    upload → look (green, yellow, red; mapping to change) → receive the same file, or leave it

Green rows are whole, yellow ones come in with something to look at, red ones would wait in
quarantine. Nothing is written but that somebody looked; the rows that are shown are masked.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import BinaryIO, Literal, TypeAlias

from msgspec import Struct

from service.exchange.reader import Order, Understood, refusal_named, tried
from service.kernel.lists import Layout
from service.kernel.people import mask_name, mask_nik
from service.kernel.row_problems import explain
from service.layouts import ListedHousehold, ListedPerson

Colour: TypeAlias = Literal["green", "yellow", "red"]

SHOWN_OF_EACH = 8
MOST_REASONS = 40
_LONG_NUMBER = 8

_OPEN: frozenset[str] = frozenset(
    {
        *("dusun", "rt", "rw", "regency", "kecamatan", "village", "village_bps", "sex"),
        *("relation", "decile", "decile_province", "decile_regency", "percentile", "presence"),
        *("identity_match", "bpnt", "pkh", "bpnt_ppkm", "pbi_jkn"),
    }
)
"""Fields that tell nobody apart; all others are masked."""


class Reason(Struct, frozen=True, kw_only=True):
    """A problem or a warning in words, and how many rows have it."""

    code: str
    title: str
    way_out: str
    rows: int = 0


class SampleRow(Struct, frozen=True, kw_only=True):
    """A row as an example of its colour, masked.

    Args:
        cells: by column title, in the order of the columns.
    """

    row_no: int
    cells: Mapping[str, str]
    reasons: Sequence[Reason] = ()


class Column(Struct, frozen=True, kw_only=True):
    """A column and what it is taken for; no field if it is not read."""

    title: str
    field: str | None


class Looked(Struct, frozen=True, kw_only=True):
    """What was seen of a list.

    Args:
        columns: as understood; of a list whose header nobody finds, what looks like its titles.
        skipped: names of sheets that are no part of the list.
        refusal: why it is none; its code, title and way out. None for one that can be received.
        reasons: what is wrong with rows, the most frequent first.
        samples: some rows of each colour.
    """

    layout: Layout
    columns: Sequence[Column]
    skipped: Sequence[str]
    refusal: Reason | None
    households: int
    rows: int
    green: int
    yellow: int
    red: int
    reasons: Sequence[Reason]
    samples: Mapping[Colour, Sequence[SampleRow]]


def look(file: BinaryIO, order: Order) -> Looked:
    """Look at a list without receiving it.

    Raises:
        FileTooLarge, NotATextList, WorkbookTooLarge: there is nothing to look at.
        ReaderDied: the process that read it ended too early.
    """
    with tried(file, order) as reading:
        told = reading.understood
        counting = _Counting(told)
        for batch in reading.batches:
            for family in batch:
                counting.take(family)
        return counting.looked()


class _Counting:
    def __init__(self, told: Understood) -> None:
        self._told = told
        self._fields = {title: field for field, title in told.fields.items()}
        self._colours: Counter[Colour] = Counter()
        self._reasons: Counter[str] = Counter()
        self._samples: dict[Colour, list[SampleRow]] = {"green": [], "yellow": [], "red": []}
        self._households = 0

    def take(self, family: ListedHousehold) -> None:
        self._households += bool(family.members)
        for row in family.members:
            warnings = row.warnings + family.warnings
            self._take(row, "yellow" if warnings else "green", warnings)
        for row in family.quarantined:
            self._take(row, "red", row.problems + row.warnings)

    def _take(self, row: ListedPerson, colour: Colour, codes: Sequence[str]) -> None:
        self._colours[colour] += 1
        codes = list(dict.fromkeys(codes))
        self._reasons.update(codes)
        samples = self._samples[colour]
        if len(samples) < SHOWN_OF_EACH:
            samples.append(
                SampleRow(
                    row_no=row.row_no,
                    cells={
                        title: _masked(self._fields.get(title, ""), cell)
                        for title, cell in zip(self._told.columns, row.raw, strict=False)
                        if title in self._fields
                    },
                    reasons=[_explained(code) for code in codes],
                )
            )

    def looked(self) -> Looked:
        told = self._told
        titles = told.columns or told.titles
        rows = sum(self._colours.values())
        return Looked(
            layout=told.layout,
            columns=[
                Column(title=title, field=self._fields.get(title)) for title in titles if title
            ],
            skipped=told.skipped,
            refusal=_refusal(told),
            households=self._households,
            rows=rows,
            green=self._colours["green"],
            yellow=self._colours["yellow"],
            red=self._colours["red"],
            reasons=[
                _explained(code, count) for code, count in self._reasons.most_common(MOST_REASONS)
            ],
            samples={
                colour: sorted(found, key=lambda one: one.row_no)
                for colour, found in self._samples.items()
            },
        )


def _refusal(told: Understood) -> Reason | None:
    if not told.refusal:
        return None
    kind = refusal_named(told.refusal)
    return Reason(code=told.refusal, title=kind.title(), way_out=kind.way_out)


def _explained(code: str, rows: int = 0) -> Reason:
    told = explain(code)
    return Reason(code=code, title=told.title, way_out=told.way_out, rows=rows)


def _masked(field: str, cell: str) -> str:
    if field in _OPEN or not cell.strip():
        return cell
    if field == "name":
        return mask_name(cell)
    if field in {"nik", "kk_number", "family"}:
        # A number that lost its digits is shown as it is: it is nobody's, and the fault to see.
        return mask_nik(cell) if sum(map(str.isdigit, cell)) > _LONG_NUMBER else cell
    return "•••"
