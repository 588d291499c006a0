"""A village's budget beside what its poor households lack: which needs are paid for, which are not.

    need:  funded | handed over | declined | unfunded | unchecked (claimed, nobody has looked)
    line:  funding | unchecked | without need | unmapped | outside the social part | empty

A line answers the needs that a person said, or that the rules recommend its activity for. Of the
patterns that cover an activity the most exact counts, and one that covers a whole field of the
budget ("any works may employ people") says nothing of a single line: that takes a person. A need
counts once somebody confirmed it. Money is told once per line, however many needs the line answers.

Source: PUKIS-SISDAMAS, stages (f) and (h): every recommended need is funded, refused with a
reason, or handed to another partner.
"""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, TypeAlias

from msgspec import Struct

from service.aggregates.budget_events import BudgetLine
from service.kernel import apbdes
from service.kernel.budgets import Answer
from service.kernel.needs import NEEDS, NeedType
from service.kernel.rule_sets import RuleContent

NeedOutcome: TypeAlias = Literal["funded", "handed_over", "declined", "unfunded", "unchecked"]

NEED_OUTCOME_LABELS: dict[NeedOutcome, str] = {
    "funded": "Didanai",
    "handed_over": "Diserahkan kepada mitra",
    "declined": "Tidak didanai, dengan alasan",
    "unfunded": "Belum didanai dan belum dijawab",
    "unchecked": "Belum diperiksa",
}

LineStanding: TypeAlias = Literal[
    "funding", "unchecked", "without_need", "unmapped", "outside", "empty"
]

LINE_STANDING_LABELS: dict[LineStanding, str] = {
    "funding": "Mendanai kebutuhan",
    "unchecked": "Kebutuhannya belum diperiksa",
    "without_need": "Didanai tanpa kebutuhan",
    "unmapped": "Belum dipetakan",
    "outside": "Di luar bagian sosial",
    "empty": "Tanpa anggaran",
}

MappedBy: TypeAlias = Literal["rules", "hand", "answer", ""]

SOCIAL_FIELDS = frozenset({"02", "04", "05"})
"""Where what serves poor households stands: development, empowerment, emergencies."""

_WHOLE_FIELD = len("02.*")


class Demand(Struct, frozen=True, kw_only=True):
    """How many households of the village lack something.

    Args:
        confirmed: somebody looked and it is real; `unmet` of them are promised by nobody.
        claimed: said to lack it, and nobody has looked.
        estimated_rupiah: what it would cost for those unmet; None where no price is known.
    """

    need: NeedType
    claimed: int
    confirmed: int
    unmet: int
    estimated_rupiah: int | None


class Said(Struct, frozen=True, kw_only=True):
    """What the village answered to a need, by the event at `position`."""

    answer: Answer
    lines: tuple[str, ...]
    partner: str
    reason: str
    position: int


class AlignedLine(Struct, frozen=True, kw_only=True):
    """A line of the budget, and which needs it answers.

    Args:
        mapped_by: who says so: the rules, somebody by hand, or the village's answer to a need.
    """

    line: BudgetLine
    needs: tuple[NeedType, ...]
    mapped_by: MappedBy
    standing: LineStanding


class AlignedNeed(Struct, frozen=True, kw_only=True):
    """A need of the village, and what its budget does about it.

    Args:
        lines: keys of the lines that pay for it; `amount_rupiah` theirs together.
        said: what the village answered; None while it has not.
        is_stale: it named lines that the budget has no more, or that hold no money now.
    """

    demand: Demand
    outcome: NeedOutcome
    lines: tuple[str, ...]
    amount_rupiah: int
    said: Said | None
    is_stale: bool


class Alignment(Struct, frozen=True, kw_only=True):
    """The report of a village and a year.

    Args:
        needs: in the order of needs; `lines` in the order of the budget.
        settled, recommended: confirmed needs that are funded, declined or handed over, of all.
    """

    needs: tuple[AlignedNeed, ...]
    lines: tuple[AlignedLine, ...]
    settled: int
    recommended: int

    @property
    def settled_percent(self) -> Decimal | None:
        """The share of confirmed needs that are answered; None where there is none."""
        if not self.recommended:
            return None
        share = Decimal(100 * self.settled) / self.recommended
        return share.quantize(Decimal("0.01"), ROUND_HALF_UP)

    def rupiah(self, *standings: LineStanding) -> int:
        """Return the money of all lines that stand so."""
        return sum(one.line.amount_rupiah for one in self.lines if one.standing in standings)


class Rules:
    """What one version of the recommendation map says of activities; each is looked up once.

    A regency's budgets name a few hundred activities in twenty thousand lines.
    """

    def __init__(self, content: RuleContent) -> None:
        self.social = _social_part(content)
        self._content = content
        self._known: dict[str, tuple[NeedType, ...]] = {}

    def needs(self, activity: str) -> tuple[NeedType, ...]:
        """Return the needs that the rules recommend an activity for, by the most exact pattern."""
        if activity not in self._known:
            self._known[activity] = _by_rules(self._content, activity)
        return self._known[activity]


def _by_rules(content: RuleContent, activity: str) -> tuple[NeedType, ...]:
    exact: list[NeedType] = []
    wider: list[NeedType] = []
    for one in content.recommendations:
        if one.need is None:
            continue
        patterns = [each for each in one.activities if len(each) > _WHOLE_FIELD]
        if apbdes.answers([each for each in patterns if not each.endswith("*")], activity):
            exact.append(one.need)
        elif apbdes.answers(patterns, activity):
            wider.append(one.need)
    found = set(exact or wider)
    return tuple(need for need in NEEDS if need in found)


def align(
    lines: Sequence[BudgetLine],
    demands: Sequence[Demand],
    rules: Rules,
    *,
    mapped: Mapping[str, Sequence[NeedType]],
    said: Mapping[NeedType, Said],
) -> Alignment:
    """Lay a budget and the needs of its village side by side.

    Args:
        demands: at most one a need.
        mapped: what somebody said of a line, by its key.
        said: what the village answered, by need.
    """
    wanted = {one.need: one for one in demands if one.confirmed or one.claimed}
    aligned = tuple(
        _line(
            one,
            wanted,
            _found(one, rules, mapped, said),
            is_open=_is_open(one, mapped, rules.social),
        )
        for one in lines
    )
    told = tuple(
        _need(wanted.get(need) or _nobody(need), aligned, said.get(need))
        for need in NEEDS
        if need in wanted or need in said
    )
    real = [one for one in told if one.demand.confirmed]
    return Alignment(
        needs=told,
        lines=aligned,
        settled=sum(one.outcome in {"funded", "handed_over", "declined"} for one in real),
        recommended=len(real),
    )


def _found(
    line: BudgetLine,
    rules: Rules,
    mapped: Mapping[str, Sequence[NeedType]],
    said: Mapping[NeedType, Said],
) -> tuple[MappedBy, tuple[NeedType, ...]]:
    """Return the needs that a line answers, and who says so."""
    told = [need for need, one in said.items() if one.answer == "funded" and line.key in one.lines]
    mapped_by: MappedBy = "rules"
    found = set(rules.needs(line.activity))
    if line.key in mapped:
        mapped_by, found = "hand", set(mapped[line.key])
    if not found >= set(told):
        mapped_by, found = "answer", found | set(told)
    if not found and mapped_by == "rules":
        mapped_by = ""
    return mapped_by, tuple(need for need in NEEDS if need in found)


def _line(
    line: BudgetLine,
    wanted: Mapping[NeedType, Demand],
    found: tuple[MappedBy, tuple[NeedType, ...]],
    *,
    is_open: bool,
) -> AlignedLine:
    mapped_by, needs = found
    return AlignedLine(
        line=line,
        needs=needs,
        mapped_by=mapped_by,
        standing=_standing(line, needs, wanted, is_open=is_open),
    )


def _standing(
    line: BudgetLine, needs: Sequence[NeedType], wanted: Mapping[NeedType, Demand], *, is_open: bool
) -> LineStanding:
    if not line.amount_rupiah:
        return "empty"
    if not needs:
        return "unmapped" if is_open else "outside"
    here = [wanted[need] for need in needs if need in wanted]
    if any(one.confirmed for one in here):
        return "funding"
    return "unchecked" if here else "without_need"


def _is_open(
    line: BudgetLine, mapped: Mapping[str, Sequence[NeedType]], social: frozenset[str]
) -> bool:
    """Say whether somebody should look at a line that no rule names: it stands where those do."""
    return line.key not in mapped and apbdes.sub_field(line.activity) in social


def _social_part(content: RuleContent) -> frozenset[str]:
    """Return the sub-fields that the rules name activities of."""
    patterns = [
        apbdes.sub_field(each)
        for one in content.recommendations
        for each in one.activities
        if one.need is not None and len(each) > _WHOLE_FIELD
    ]
    return frozenset(one for one in patterns if one[:2] in SOCIAL_FIELDS)


def _need(demand: Demand, lines: Sequence[AlignedLine], said: Said | None) -> AlignedNeed:
    paying = [one.line for one in lines if demand.need in one.needs and one.line.amount_rupiah]
    keys = tuple(one.key for one in paying)
    is_stale = said is not None and said.answer == "funded" and not set(said.lines) <= set(keys)
    return AlignedNeed(
        demand=demand,
        outcome=_outcome(demand, said, is_funded=bool(paying)),
        lines=keys,
        amount_rupiah=sum(one.amount_rupiah for one in paying),
        said=said,
        is_stale=is_stale,
    )


def _outcome(demand: Demand, said: Said | None, *, is_funded: bool) -> NeedOutcome:
    if is_funded:
        return "funded"
    if said is not None and said.answer == "handed_over":
        return "handed_over"
    if said is not None and said.answer == "declined":
        return "declined"
    return "unfunded" if demand.confirmed or said is not None else "unchecked"


def _nobody(need: NeedType) -> Demand:
    return Demand(need=need, claimed=0, confirmed=0, unmet=0, estimated_rupiah=None)
