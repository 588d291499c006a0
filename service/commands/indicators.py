"""Commands about how households live: write answers down, and claim what the rules find in them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from msgspec import Meta, Struct

from service.aggregates.household import Household
from service.aggregates.household_events import ByRule, Source
from service.aggregates.household_indicator_events import IndicatorsRecorded, SetResult
from service.aggregates.household_indicators import Claimed
from service.aggregates.rule_set import RuleSet
from service.application import Work
from service.commands import deciles as of_lists
from service.commands import households, rule_sets
from service.commands.requests import Request
from service.commands.rule_sets import InForce
from service.kernel import deciles
from service.kernel.deciles import Placing
from service.kernel.events import Event
from service.kernel.indicators import MOST_NUMBER, InstrumentName, Told, merged
from service.kernel.needs import NeedType
from service.kernel.privacy import Private
from service.kernel.rule_sets import MAP
from service.kernel.rules import Answers
from service.kernel.verdicts import WitnessMethod
from service.policies import recommendation
from service.reference.instruments import INSTRUMENTS
from service.reference.rule_sets import CRITERIA

MOST_ANSWERS = 100

QuestionCode: TypeAlias = Annotated[
    str, Meta(min_length=1, max_length=40, pattern=r"^[a-z0-9_.]+$(?!\n)")
]
Code: TypeAlias = Annotated[int, Meta(ge=0, le=MOST_NUMBER)]
Answer: TypeAlias = Code | Annotated[tuple[Code, ...], Meta(max_length=20)]
"""A code, a number, or several codes where several can be true."""


class Record(Request, frozen=True, kw_only=True):
    """What was answered to one instrument; questions that were not asked are left out.

    Args:
        answers: codes or numbers, by the code of the question.
    """

    instrument: InstrumentName
    method: WitnessMethod
    answers: Annotated[dict[QuestionCode, Answer], Meta(max_length=MOST_ANSWERS)]


class ByNow(Struct, frozen=True, kw_only=True):
    """All that is answered of a household by now, by whoever asked and by lists.

    Args:
        answers: to each question what was true latest, deciles among them.
        rows: of each question that a list answers, its row.
    """

    answers: Answers
    rows: Mapping[str, Source]


def record(work: Work, household: UUID, ask: Record) -> UUID:
    """Write answers down, and claim what the rules in force find in all that is known by now.

    Raises:
        NotAllowed, OutOfScope, NotKnown, HouseholdIsClosed, NotHappenedYet: not now.
        NothingAnswered, AnswerUnusable: not like this.
    """
    known = households.load(work, household, "indicators.record")
    told = {
        code: answer if isinstance(answer, tuple) else (answer,)
        for code, answer in ask.answers.items()
    }
    days = ask.days(work)
    rules = in_force(work)
    events = found_in(
        known,
        told,
        rules=rules,
        by_now=everything(work, household, told, on=days["on"]),
        instrument=ask.instrument,
        method=ask.method,
        by=work.actor.account,
        **days,
    )
    work.append(Household, household, *events)
    for used in rules:
        if used.publication:
            work.append(RuleSet, used.rule_set, *used.publication)
    return household


def in_force(work: Work) -> tuple[InForce, ...]:
    """Return every rule set that holds today; what is not published yet, with its publication."""
    found = (rule_sets.in_force(work, name) for name in (MAP, *CRITERIA))
    return tuple(one for one in found if one is not None)


def found_in(
    known: Household,
    told: Answers,
    *,
    rules: Sequence[InForce],
    by_now: ByNow,
    **terms: Any,
) -> tuple[Event, ...]:
    """Return what answers come to for a household, by the rules that hold.

    For one at the door, and for a list that carries answers of many.

    Args:
        told: what is answered now; `by_now`, with what was answered before.
        terms: instrument, method, by, source, on and today, as `record_indicators` takes them.

    Raises:
        As `record_indicators`.
    """
    assert known.id is not None
    the_map = next((one for one in rules if one.rule_set == MAP), None)
    return known.record_indicators(
        INSTRUMENTS[terms.pop("instrument")],
        Private(known.id, Told(answers=dict(told))),
        results=_results([one for one in rules if one.rule_set != MAP], by_now.answers),
        claims=claims(the_map, by_now),
        **terms,
    )


def everything(
    work: Work, household: UUID, told: Answers, *, on: date, source: Source | None = None
) -> ByNow:
    """Return all that is answered by now: to each question, what was true latest.

    Of every record that is of the household; what a withdrawn list says answers nothing.

    Args:
        told: what is answered on the day `on`, by the row `source` or by somebody who asked.
    """
    several = of_lists.records(work.load, work.load(Household, household))
    before = [
        event
        for one in several
        for event in work.events(Household, one.id)
        if isinstance(event, IndicatorsRecorded)
    ]
    gone = of_lists.withdrawn(work.load, (one.source.list for one in before if one.source))
    before = [one for one in before if one.source is None or one.source.list not in gone]
    opened = work.open_all([event.answers for event in before])
    dated = [
        (event.occurred_on, event.source, one.answers)
        for event, one in zip(before, opened, strict=True)
        if one is not None
    ]
    # Of one day, what is recorded last counts: the sort keeps their order.
    in_order = sorted([*dated, (on, source, told)], key=lambda one: one[0])
    by_lists = ranked(of_lists.placings(work.load, several))
    whose = {code: row for _, row, answers in in_order for code in answers}
    return ByNow(
        answers=merged(*(answers for _, _, answers in in_order)) | dict(by_lists.answers),
        rows={code: row for code, row in whose.items() if row is not None} | dict(by_lists.rows),
    )


def ranked(placings: Iterable[Placing]) -> ByNow:
    """Return what lists that count answer of where a household stands among others."""
    found = deciles.newest(placings)
    return ByNow(
        answers=deciles.answers(found),
        rows={code: Source(list=one.list, row_no=one.row_no) for code, one in found.items()},
    )


def placed(work: Work, known: Household) -> ByNow:
    """Return the same of a household, by all records of it."""
    return ranked(of_lists.placings(work.load, of_lists.records(work.load, known)))


def claims(the_map: InForce | None, by_now: ByNow) -> list[Claimed]:
    """Return the needs that the map finds, and the row of a list that a finding rests on."""
    if the_map is None or not by_now.answers:
        return []
    content = the_map.content
    return [
        Claimed(
            need=lack.rule.need,
            strategy=recommendation.recommended(content, lack.rule.need)[0].strategy,
            by_rule=ByRule(rule_set=the_map.rule_set, version=the_map.version, rule=lack.rule.rule),
            source=next(
                (by_now.rows[one] for one in lack.ground.questions if one in by_now.rows), None
            ),
        )
        for lack in recommendation.lacks(content, by_now.answers)
    ]


def outdated(work: Work, known: Household) -> list[NeedType]:
    """Return the needs that were claimed by a decile alone, which the lists say no more.

    Nobody has looked at them; how they were claimed is told by the version of then.
    """
    by_rule = {need: one.by_rule for need, one in known.needs.items() if one.standing == "claimed"}
    if not any(by_rule.values()):
        return []
    contents = {one.version: one.content for one in work.load(RuleSet, MAP).versions}
    answers = placed(work, known).answers
    found = []
    for need, by in by_rule.items():
        content = contents.get(by.version) if by is not None and by.rule_set == MAP else None
        rule = recommendation.rule_named(content, by.rule) if content and by else None
        if (
            rule is not None
            and recommendation.rests_on_deciles(rule)
            and not recommendation.ground(rule.when, answers).holds
        ):
            found.append(need)
    return found


def _results(sets: list[InForce], answers: Answers) -> list[SetResult]:
    """Return what each set comes to, unless the answers say nothing to it at all."""
    found = []
    for one in sets:
        result = recommendation.criteria_result(one.content, answers)
        if any(each.ground.holds is not None for each in result.judged):
            found.append(
                SetResult(
                    rule_set=one.rule_set,
                    version=one.version,
                    outcome=result.outcome,
                    met=result.met,
                    known=result.known,
                    of=result.of,
                )
            )
    return found
