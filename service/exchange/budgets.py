"""Village budgets out of a file: looked at first, then taken in, all or nothing per village.

    read → per village: new | changed | same | faulty → import: the sound ones, each in one save

One file may hold one village or all of a regency. A village with one bad cell is not touched; the
others come in. The same file again changes nothing.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import BinaryIO, Literal, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from service.aggregates.budget import Budget, NothingChanged
from service.aggregates.budget_lines import DraftLine
from service.application import command_id
from service.commands import budgets as commands
from service.commands.budgets import Adopt, GivenLine
from service.exchange.lists import hashed
from service.exchange.table_cells import cells
from service.kernel.budgets import BudgetKind
from service.kernel.refusals import Refused
from service.kernel.roles import Actor
from service.layouts import budgets as layout
from service.layouts.budgets import BudgetRow
from service.layouts.table_rows import CellProblem
from service.policies import access
from service.policies.access import OutOfScope
from service.reference.regions import territory
from service.regency import Regency

VillageOutcome: TypeAlias = Literal["new", "changed", "same", "faulty"]

VILLAGE_OUTCOME_LABELS: dict[VillageOutcome, str] = {
    "new": "Versi baru",
    "changed": "Menggantikan versi terdahulu",
    "same": "Sama dengan yang tercatat",
    "faulty": "Tidak diimpor",
}

MOST_PROBLEMS = 500


class Asked(Struct, frozen=True, kw_only=True):
    """What a file is read for.

    Args:
        kind: original (murni) or amended (perubahan), for which `Pagu_PAK` counts.
        village: where all rows belong, if no column says it; None if one does.
        perdes_number, perdes_date: of villages for which the file does not say them.
        reason: why an original one that is recorded already is recorded once more.
    """

    kind: BudgetKind
    fiscal_year: int
    village: str | None = None
    perdes_number: str = ""
    perdes_date: date | None = None
    reason: str = ""


class VillageFile(Struct, frozen=True, kw_only=True):
    """What a file holds of one village, and what would become of it, or became.

    Args:
        village: empty for rows that say none that there is.
        refusal: the name of the rule that said no; `title` and `way_out` in Indonesian.
        problems: what is wrong with its cells, the first ones.
        wrong: how many there are in all.
    """

    village: str
    name: str
    outcome: VillageOutcome
    rows: int
    total_rupiah: int
    perdes_number: str
    perdes_date: date | None
    problems: Sequence[CellProblem] = ()
    wrong: int = 0
    refusal: str = ""
    title: str = ""
    way_out: str = ""


class BudgetFile(Struct, frozen=True, kw_only=True):
    """A file as it was read, and what became of each village in it.

    Args:
        columns: field → title, as it was understood.
        skipped: lines that are headings or sums.
        is_imported: whether this tells what was done, or what would be.
    """

    file_hash: str
    kind: BudgetKind
    fiscal_year: int
    columns: dict[str, str]
    skipped: int
    villages: Sequence[VillageFile]
    is_imported: bool = False

    def count(self, *outcomes: VillageOutcome) -> int:
        """Return how many villages came out so."""
        return sum(one.outcome in outcomes for one in self.villages)


class _Read(Struct, frozen=True, kw_only=True):
    told: VillageFile
    ask: Adopt | None


def look(regency: Regency, actor: Actor, file: BinaryIO, asked: Asked) -> BudgetFile:
    """Say what a file would do; nothing is written.

    Raises:
        NotAllowed: not this actor.
        Refused: the file is no budget.
    """
    found, read = _read(regency, actor, file, asked)
    return replace(found, villages=[one.told for one in read])


def take_in(
    regency: Regency, actor: Actor, file: BinaryIO, asked: Asked, *, channel: str
) -> BudgetFile:
    """Take in what a file holds, village by village; the faulty ones are left as they were.

    Raises:
        NotAllowed: not this actor.
        Refused: the file is no budget.
    """
    found, read = _read(regency, actor, file, asked)
    done = [_adopted(regency, actor, one, found.file_hash, channel) for one in read]
    return replace(found, villages=done, is_imported=True)


def _read(
    regency: Regency, actor: Actor, file: BinaryIO, asked: Asked
) -> tuple[BudgetFile, list[_Read]]:
    access.require(actor, "budgets.adopt", village=asked.village)
    place = territory(regency.code)
    wanted = layout.Wanted(
        kind=asked.kind, fiscal_year=asked.fiscal_year, village=asked.village or ""
    )
    sheet = layout.read(cells(file), wanted, place)
    file.seek(0)
    by_village: defaultdict[str, list[BudgetRow]] = defaultdict(list)
    for row in sheet.rows:
        by_village[row.village].append(row)
    names = {one.code: one.name for one in place.villages}
    read = [
        _village(regency, actor, rows, asked, name=names.get(village, ""))
        for village, rows in sorted(by_village.items())
    ]
    fields = sheet.columns.fields.items()
    found = BudgetFile(
        file_hash=hashed(file)[0],
        kind=asked.kind,
        fiscal_year=asked.fiscal_year,
        columns={field: sheet.columns.titles[at].strip() for field, at in fields},
        skipped=sheet.skipped,
        villages=(),
    )
    return found, read


def _village(
    regency: Regency, actor: Actor, rows: list[BudgetRow], asked: Asked, *, name: str
) -> _Read:
    village = rows[0].village
    lines = [row.line for row in rows if row.line]
    problems = [problem for row in rows for problem in row.problems]
    number = next((row.perdes_number for row in rows if row.perdes_number), asked.perdes_number)
    day = next((row.perdes_date for row in rows if row.perdes_date), asked.perdes_date)
    told = VillageFile(
        village=village,
        name=name,
        outcome="faulty",
        rows=len(rows),
        total_rupiah=sum(line.amount_rupiah for line in lines),
        perdes_number=number,
        perdes_date=day,
        problems=problems[:MOST_PROBLEMS],
        wrong=len(problems),
    )
    if problems or not village:
        return _Read(told=told, ask=None)
    if not number or day is None:
        return _Read(told=_refused(told, PerdesMissing()), ask=None)
    ask = Adopt(
        village=village,
        fiscal_year=asked.fiscal_year,
        kind=asked.kind,
        perdes_number=number,
        perdes_date=day,
        lines=tuple(map(_given, lines)),
        reason=asked.reason,
    )
    return _Read(told=_foreseen(regency, actor, told, ask), ask=ask)


def _foreseen(regency: Regency, actor: Actor, told: VillageFile, ask: Adopt) -> VillageFile:
    """Say what taking a village in would come to: the rule is asked, nothing is written."""
    key = commands.key_of(ask.village, ask.fiscal_year)
    _, known = regency.ledger.look(Budget, key)
    try:
        access.require(actor, "budgets.adopt", village=ask.village)
        commands.decide(known, ask, today=regency.ledger.today)
    except NothingChanged:
        return replace(told, outcome="same")
    except Refused as refusal:
        return _refused(told, refusal)
    return replace(told, outcome="changed" if known.number else "new")


def _adopted(
    regency: Regency, actor: Actor, read: _Read, file_hash: str, channel: str
) -> VillageFile:
    if read.ask is None or read.told.outcome not in {"new", "changed"}:
        return read.told
    ask = read.ask
    key = commands.key_of(ask.village, ask.fiscal_year)
    version, _ = regency.ledger.look(Budget, key)
    try:
        regency.ledger.record(
            actor,
            partial(commands.adopt, ask=ask, file_hash=file_hash),
            # The same file on the same state of a village is the same command.
            command_id=command_id("budget", file_hash, key, ask.kind, str(version)),
            channel=channel,
        )
    except NothingChanged:
        return replace(read.told, outcome="same")
    except Refused as refusal:
        return _refused(read.told, refusal)
    return read.told


def _refused(told: VillageFile, refusal: Refused) -> VillageFile:
    # Of a village that is not the actor's nothing more is told than that.
    is_other = isinstance(refusal, OutOfScope)
    return replace(
        told,
        outcome="faulty",
        refusal=type(refusal).__name__,
        title=refusal.title(),
        way_out=refusal.way_out,
        total_rupiah=0 if is_other else told.total_rupiah,
    )


def _given(line: DraftLine) -> GivenLine:
    return GivenLine(
        activity=line.activity,
        name=line.name,
        amount_rupiah=line.amount_rupiah,
        fund_source=line.fund_source,
        location=line.location,
        output=line.output,
    )


class PerdesMissing(Refused):
    """Nomor dan tanggal perdes desa ini belum ada."""

    way_out = (
        "Isi nomor dan tanggal perdes pada formulir (satu desa), atau tambahkan kolom No_Perdes "
        "dan Tgl_Perdes pada berkas (banyak desa)."
    )
