"""Commands about village budgets: adopt a version, map a line, answer a need."""

from datetime import date
from typing import Annotated

from msgspec import Meta

from service.aggregates.budget import Budget
from service.aggregates.budget_lines import DraftLine, LineImpossible
from service.application import Work
from service.commands.partners import require_active
from service.commands.requests import (
    FiscalYear,
    Line,
    MaybeLine,
    Part,
    Reason,
    Request,
    Slug,
    VillageCode,
)
from service.commands.villages import place
from service.kernel import apbdes
from service.kernel.apbdes import NoActivityCode
from service.kernel.budgets import Answer, BudgetKind, FundSource
from service.kernel.events import Event
from service.kernel.needs import NeedType
from service.policies import access

MOST_RUPIAH = 100_000_000_000
LINE_KEY = r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}-[A-Z]{2,3}(-[0-9]{1,4})?$(?!\n)"

Rupiah = Annotated[int, Meta(ge=0, le=MOST_RUPIAH)]
LineKey = Annotated[
    str, Meta(max_length=20, pattern=LINE_KEY, description="Activity and fund source: 02.04.13-DD.")
]


class GivenLine(Part, frozen=True, kw_only=True):
    """One activity that a fund source pays for; read by everybody, so never a resident's name.

    Args:
        activity: its code, in any spelling: `02.04.13.`, `2.4.13`.
    """

    activity: Annotated[str, Meta(min_length=5, max_length=12)]
    name: Line
    amount_rupiah: Rupiah
    fund_source: FundSource
    location: MaybeLine = ""
    output: MaybeLine = ""


class Adopt(Request, frozen=True, kw_only=True):
    """A version of a village's budget as it was adopted.

    Args:
        kind: original (murni) or amended (perubahan).
        reason: why an original one that is recorded already is recorded once more.
        occurred_on: the day of the perdes if it is not said.
    """

    village: VillageCode
    fiscal_year: FiscalYear
    kind: BudgetKind
    perdes_number: Line
    perdes_date: date
    lines: Annotated[tuple[GivenLine, ...], Meta(min_length=1, max_length=1_000)]
    reason: MaybeLine = ""


class MapLine(Request, frozen=True, kw_only=True):
    """Which needs a line answers, whatever the rules say; none if it answers none."""

    needs: Annotated[tuple[NeedType, ...], Meta(max_length=10)] = ()
    reason: Reason


class AnswerNeed(Request, frozen=True, kw_only=True):
    """What the village says to a recommended need.

    Args:
        lines: of the budget, that pay for it.
        partner: to whom it is handed over.
        reason: why not, or why to them.
    """

    answer: Answer
    lines: Annotated[tuple[LineKey, ...], Meta(max_length=50)] = ()
    partner: Slug | None = None
    reason: MaybeLine = ""


def adopt(work: Work, ask: Adopt, *, file_hash: str = "") -> str:
    """Take a version of a budget in; return village and year.

    Args:
        file_hash: of the file it was read from.

    Raises:
        NotAllowed, OutOfScope, NoSuchVillage: not this actor's.
        KelurahanHasNoBudget, OriginalMissing, OriginalKnown, AmendedAlready, NotHappenedYet,
            PerdesOfAnotherYear, LineImpossible, NikInBudget, NothingChanged: not like this.
    """
    access.require(work.actor, "budgets.adopt", village=ask.village)
    key = key_of(ask.village, ask.fiscal_year)
    events = decide(work.load(Budget, key), ask, today=work.today, file_hash=file_hash)
    work.append(Budget, key, *events)
    return key


def decide(known: Budget, ask: Adopt, *, today: date, file_hash: str = "") -> tuple[Event, ...]:
    """Return what adopting would come to, for whoever looks before they import.

    Raises:
        As `adopt`.
    """
    return known.adopt(
        ask.village,
        ask.fiscal_year,
        kind=ask.kind,
        perdes_number=ask.perdes_number.strip(),
        perdes_date=ask.perdes_date,
        lines=drafted(ask.lines),
        is_kelurahan=place(ask.village).kind == "kelurahan",
        reason=ask.reason,
        file_hash=file_hash,
        on=ask.occurred_on or min(ask.perdes_date, today),
        today=today,
    )


def map_line(work: Work, village: str, fiscal_year: int, line: str, ask: MapLine) -> str:
    """Say which needs a line answers; return village and year.

    Raises:
        NotAllowed, OutOfScope: not this actor's.
        UnknownBudget, UnknownLine, NotHappenedYet, ReasonMissing, NothingChanged: not like this.
    """
    access.require(work.actor, "budgets.map_line", village=village)
    key = key_of(village, fiscal_year)
    events = work.load(Budget, key).map_line(
        village, fiscal_year, line, needs=ask.needs, reason=ask.reason, **ask.days(work)
    )
    work.append(Budget, key, *events)
    return key


def answer_need(work: Work, village: str, fiscal_year: int, need: NeedType, ask: AnswerNeed) -> str:
    """Say what the village does about a need; return village and year.

    Raises:
        NotAllowed, OutOfScope: not this actor's.
        UnknownPartner, PartnerInactive: nobody to hand it over to.
        UnknownBudget, UnknownLine, LineWithoutMoney, NotHappenedYet, AnswerIncomplete,
            NothingChanged: not like this.
    """
    access.require(work.actor, "budgets.answer_need", village=village)
    if ask.answer == "handed_over":
        require_active(work, ask.partner)
    key = key_of(village, fiscal_year)
    events = work.load(Budget, key).answer_need(
        village,
        fiscal_year,
        need,
        answer=ask.answer,
        lines=ask.lines,
        partner=ask.partner or "",
        reason=ask.reason,
        **ask.days(work),
    )
    work.append(Budget, key, *events)
    return key


def key_of(village: str, fiscal_year: int) -> str:
    """Return the name of a budget: village and year."""
    return f"{village}/{fiscal_year}"


def drafted(lines: tuple[GivenLine, ...]) -> tuple[DraftLine, ...]:
    """Return lines with their codes in one spelling.

    Raises:
        LineImpossible: a code is none.
    """
    return tuple(
        DraftLine(
            activity=_code(at, one.activity),
            name=one.name.strip(),
            amount_rupiah=one.amount_rupiah,
            fund_source=one.fund_source,
            location=one.location.strip(),
            output=one.output.strip(),
        )
        for at, one in enumerate(lines, start=1)
    )


def _code(at: int, text: str) -> str:
    try:
        return apbdes.normalised(text)
    except NoActivityCode as err:
        raise LineImpossible(line=at, activity=text) from err
