"""What is told of village budgets: a version and its lines, what changed, and the alignment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct

from service.aggregates.budget_events import BudgetLine
from service.application import NotKnown
from service.http import rulebook
from service.http.api import recommendation_answers
from service.http.areas import areas_of
from service.kernel.apbdes import FIELD_LABELS
from service.kernel.budgets import BUDGET_KIND_LABELS, FUND_SOURCE_LABELS
from service.kernel.needs import NEED_LABELS, NeedType
from service.kernel.roles import Actor
from service.policies import access, alignment
from service.policies.alignment import (
    LINE_STANDING_LABELS,
    NEED_OUTCOME_LABELS,
    Alignment,
    Demand,
    LineStanding,
    MappedBy,
    NeedOutcome,
    Rules,
    Said,
)
from service.policies.disclosure import is_exact
from service.projections import budgets
from service.projections.budgets import NeedAnswer, Version
from service.projections.moment import Moment
from service.projections.rule_sets import Published
from service.reference.regions import territory
from service.regency import Regency

STANDINGS: tuple[LineStanding, ...] = (
    "funding",
    "without_need",
    "unchecked",
    "unmapped",
    "outside",
    "empty",
)


class Sum(Struct, frozen=True, kw_only=True):
    """Money of some lines together: of a fund source, a field of the budget, or a standing."""

    code: str
    label: str
    lines: int
    amount_rupiah: int


class BudgetRead(Struct, frozen=True, kw_only=True):
    """One version of a budget with its lines.

    Args:
        versions: every one of the year, the first one first.
        by_source, by_field: the lines added up.
    """

    village: str
    village_name: str
    version: Version
    kind_label: str
    versions: Sequence[Version]
    lines: Sequence[BudgetLine]
    by_source: Sequence[Sum]
    by_field: Sequence[Sum]
    position: int


class NeedReport(Struct, frozen=True, kw_only=True):
    """A need of the village, and what its budget does about it.

    Args:
        confirmed: households of which somebody found it real; `unmet` nobody promised to them.
        claimed: households said to lack it, where nobody looked.
        estimated_rupiah: what it would cost for those unmet, by the unit price of the rules.
        lines: keys of the lines that pay; `amount_rupiah` theirs together.
        is_stale: the answer names lines that the budget has no more, or that hold no money.
    """

    need: NeedType
    need_label: str
    outcome: NeedOutcome
    outcome_label: str
    claimed: int
    confirmed: int
    unmet: int
    estimated_rupiah: int | None
    lines: Sequence[str]
    amount_rupiah: int
    answer: NeedAnswer | None
    is_stale: bool


class LineReport(Struct, frozen=True, kw_only=True):
    """A line of the budget, which needs it answers, and who says so."""

    key: str
    activity: str
    name: str
    fund_source: str
    amount_rupiah: int
    location: str
    output: str
    needs: Sequence[NeedType]
    need_labels: Sequence[str]
    mapped_by: MappedBy
    reason: str
    standing: LineStanding
    standing_label: str


class AlignmentReport(Struct, frozen=True, kw_only=True):
    """A village's budget beside what its households lack.

    Args:
        rules: version of the recommendation map.
        settled: confirmed needs that are funded, declined or handed over, of `recommended`.
        sums: of the lines, by how they stand; together they are the whole budget.
        is_exact: whether households are told exactly, or in steps of five.
    """

    village: str
    village_name: str
    fiscal_year: int
    version: Version
    rules: int
    settled: int
    recommended: int
    settled_percent: Decimal | None
    needs: Sequence[NeedReport]
    lines: Sequence[LineReport]
    sums: Sequence[Sum]
    is_exact: bool
    position: int

    def of(self, *outcomes: NeedOutcome) -> list[NeedReport]:
        """Return the needs that came out so."""
        return [one for one in self.needs if one.outcome in outcomes]

    def standing(self, *standings: LineStanding) -> list[LineReport]:
        """Return the lines that stand so."""
        return [one for one in self.lines if one.standing in standings]


def read(
    regency: Regency,
    actor: Actor,
    village: str,
    fiscal_year: int,
    moment: Moment,
    *,
    number: int | None = None,
) -> BudgetRead:
    """Return a version of a budget; the one that holds unless a number is asked for.

    Raises:
        OutOfScope, NotKnown: not the reader's, or there is none.
    """
    access.require_village(actor, village)
    position = min(moment.position, regency.engine.catch_up("budgets"))
    with regency.reading(actor) as conn:
        every = budgets.versions(
            conn, regency.schema, village=village, fiscal_year=fiscal_year, moment=moment
        )
        chosen = [one for one in every if number in (None, one.number)]
        if not chosen:
            raise NotKnown
        found = budgets.lines(conn, regency.schema, [chosen[-1].position])
    lines = found[chosen[-1].position]
    return BudgetRead(
        village=village,
        village_name=_name(regency, village),
        version=chosen[-1],
        kind_label=BUDGET_KIND_LABELS[chosen[-1].kind],
        versions=every,
        lines=lines,
        by_source=_sums(lines, {line.key: line.fund_source for line in lines}, FUND_SOURCE_LABELS),
        by_field=_sums(lines, {line.key: line.activity[:2] for line in lines}, FIELD_LABELS),
        position=position,
    )


def report(
    regency: Regency, actor: Actor, village: str, fiscal_year: int, moment: Moment
) -> AlignmentReport:
    """Return the alignment of one village.

    Raises:
        OutOfScope, NotKnown: not the reader's, or it has no budget then.
    """
    access.require_village(actor, village)
    found = reports(regency, actor, village, fiscal_year, moment)
    if not found:
        raise NotKnown
    return found[0]


def reports(
    regency: Regency, actor: Actor, area: str | None, fiscal_year: int, moment: Moment
) -> list[AlignmentReport]:
    """Return the alignment of every village of an area that has a budget of the year.

    Raises:
        OutOfScope: none of the area is the actor's.
    """
    areas = areas_of(actor, area)
    caught_up = regency.engine.catch_up("budgets", "needs", "rule_sets")
    rules = rulebook.chosen(regency, actor, moment)
    demands: defaultdict[str, list[Demand]] = defaultdict(list)
    lacking = recommendation_answers.area_needs(
        regency, actor, areas, rules.content, moment=moment, by="village"
    )
    for one in lacking:
        demands[one.area].append(
            Demand(
                need=one.need,
                claimed=one.claimed,
                confirmed=one.confirmed,
                unmet=one.unmet,
                estimated_rupiah=one.estimated_rupiah,
            )
        )
    with regency.reading(actor) as conn:
        schema = regency.schema
        held = budgets.held(conn, schema, areas=areas, fiscal_year=fiscal_year, moment=moment)
        lines = budgets.lines(conn, schema, [one.position for one in held])
        mapped = budgets.mappings(conn, schema, fiscal_year, areas=areas, moment=moment)
        said = budgets.answers(conn, schema, fiscal_year, areas=areas, moment=moment)
    context = _Context(
        rules=rules,
        activities=Rules(rules.content),
        names=recommendation_answers.area_names(regency),
        is_exact=is_exact(access.households_of(actor), areas),
        position=min(moment.position, caught_up),
    )
    return [
        _report(
            version,
            lines[version.position],
            demands[version.village],
            context,
            mapped=[one for one in mapped if one.village == version.village],
            said=[one for one in said if one.village == version.village],
        )
        for version in held
    ]


class _Context(Struct, frozen=True, kw_only=True):
    rules: Published
    activities: Rules
    names: Mapping[str, str]
    is_exact: bool
    position: int


def _report(
    version: Version,
    lines: Sequence[BudgetLine],
    demands: Sequence[Demand],
    context: _Context,
    *,
    mapped: Sequence[budgets.Mapping],
    said: Sequence[NeedAnswer],
) -> AlignmentReport:
    answers = {one.need: one for one in said}
    reasons = {one.line: one.reason for one in mapped}
    found = alignment.align(
        lines,
        demands,
        context.activities,
        mapped={one.line: one.needs for one in mapped},
        said={
            one.need: Said(
                answer=one.answer,
                lines=tuple(one.lines),
                partner=one.partner,
                reason=one.reason,
                position=one.position,
            )
            for one in said
        },
    )
    standings = {one.line.key: one.standing for one in found.lines}
    return AlignmentReport(
        village=version.village,
        village_name=context.names.get(version.village, version.village),
        fiscal_year=version.fiscal_year,
        version=version,
        rules=context.rules.version,
        settled=found.settled,
        recommended=found.recommended,
        settled_percent=found.settled_percent,
        needs=_needs(found, answers),
        lines=_lines(found, reasons),
        sums=_sums(lines, standings, {one: LINE_STANDING_LABELS[one] for one in STANDINGS}),
        is_exact=context.is_exact,
        position=context.position,
    )


def _needs(found: Alignment, answers: Mapping[NeedType, NeedAnswer]) -> list[NeedReport]:
    return [
        NeedReport(
            need=one.demand.need,
            need_label=NEED_LABELS[one.demand.need],
            outcome=one.outcome,
            outcome_label=NEED_OUTCOME_LABELS[one.outcome],
            claimed=one.demand.claimed,
            confirmed=one.demand.confirmed,
            unmet=one.demand.unmet,
            estimated_rupiah=one.demand.estimated_rupiah,
            lines=one.lines,
            amount_rupiah=one.amount_rupiah,
            answer=answers.get(one.demand.need),
            is_stale=one.is_stale,
        )
        for one in found.needs
    ]


def _lines(found: Alignment, reasons: Mapping[str, str]) -> list[LineReport]:
    return [
        LineReport(
            key=one.line.key,
            activity=one.line.activity,
            name=one.line.name,
            fund_source=one.line.fund_source,
            amount_rupiah=one.line.amount_rupiah,
            location=one.line.location,
            output=one.line.output,
            needs=one.needs,
            need_labels=[NEED_LABELS[need] for need in one.needs],
            mapped_by=one.mapped_by,
            reason=reasons.get(one.line.key, "") if one.mapped_by == "hand" else "",
            standing=one.standing,
            standing_label=LINE_STANDING_LABELS[one.standing],
        )
        for one in found.lines
    ]


def _sums(
    lines: Sequence[BudgetLine], codes: Mapping[str, str], labels: Mapping[Any, str]
) -> list[Sum]:
    """Return the money of lines by code, in the order of the labels."""
    found: dict[str, list[int]] = {}
    for line in lines:
        found.setdefault(codes[line.key], []).append(line.amount_rupiah)
    return [
        Sum(code=code, label=label, lines=len(found[code]), amount_rupiah=sum(found[code]))
        for code, label in labels.items()
        if code in found
    ]


def _name(regency: Regency, village: str) -> str:
    found = territory(regency.code).village(village)
    return found.name if found else village
