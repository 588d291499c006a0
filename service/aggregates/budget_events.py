"""What happens to the budget of a village in a year: adopted, amended, mapped, answered."""

from datetime import date
from typing import ClassVar, TypeAlias

from msgspec import Struct

from service.kernel.budgets import Answer, BudgetKind, FundSource
from service.kernel.events import Event
from service.kernel.needs import NeedType


class BudgetLine(Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One activity that a fund source pays for.

    Args:
        key: what it is called in every version of the year: `02.04.13-DD`, `02.04.13-DD-2`.
        activity: its code, as `apbdes.normalised` writes it.
    """

    key: str
    activity: str
    name: str
    amount_rupiah: int
    fund_source: FundSource
    location: str = ""
    output: str = ""


class BudgetEvent(Event, frozen=True, kw_only=True):
    """Which budget: of a village and a fiscal year."""

    village: str
    fiscal_year: int


class BudgetAdopted(BudgetEvent, frozen=True, kw_only=True):
    """The village adopted a version of its budget by perdes; it supersedes the one before.

    Args:
        number: of the version within the year; the first is 1.
        kind: original (murni) or amended (perubahan).
        total_rupiah: of all its lines.
        reason: why an original one is recorded once more; empty otherwise.
        file_hash: of the file it was read from; empty if somebody wrote it down.
    """

    tag: ClassVar[str] = "budget.adopted"
    sentence: ClassVar[str] = (
        "mencatat {kind:label} {village:village} tahun {fiscal_year} "
        "dengan Perdes {perdes_number} tanggal {perdes_date:date} sebesar {total_rupiah:rupiah}"
    )

    number: int
    kind: BudgetKind
    perdes_number: str
    perdes_date: date
    total_rupiah: int
    lines: tuple[BudgetLine, ...]
    reason: str = ""
    file_hash: str = ""


class BudgetLineMapped(BudgetEvent, frozen=True, kw_only=True):
    """Somebody said which needs a line answers, whatever the rules say of its code.

    Args:
        line: its key.
        needs: none if it answers no need of a poor household.
    """

    tag: ClassVar[str] = "budget.line_mapped"
    sentence: ClassVar[str] = (
        "memetakan baris {line} APBDes {village:village} tahun {fiscal_year} "
        'ke kebutuhan karena "{reason}"'
    )

    line: str
    needs: tuple[NeedType, ...]
    reason: str


class BudgetNeedAnswered(BudgetEvent, frozen=True, kw_only=True):
    """The village answered a recommended need: it pays, it refuses, or somebody else shall.

    Args:
        lines: keys of the lines that pay for it.
        partner: to whom it was handed over; empty otherwise.
        reason: why not, or why to them; empty if it is funded.
    """

    tag: ClassVar[str] = "budget.need_answered"
    sentence: ClassVar[str] = (
        "menjawab kebutuhan {need:need} {village:village} tahun {fiscal_year}: {answer:label}"
    )

    need: NeedType
    answer: Answer
    lines: tuple[str, ...] = ()
    partner: str = ""
    reason: str = ""


AnyBudgetEvent: TypeAlias = BudgetAdopted | BudgetLineMapped | BudgetNeedAnswered
