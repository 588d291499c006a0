"""Commands about how households live: write answers down, and claim what the rules find in them."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from msgspec import Meta

from service.aggregates.household import Household
from service.aggregates.household_events import ByRule
from service.aggregates.household_indicator_events import IndicatorsRecorded, SetResult
from service.aggregates.household_indicators import Claimed
from service.aggregates.rule_set import RuleSet
from service.application import Work
from service.commands import households, rule_sets
from service.commands.requests import Request
from service.commands.rule_sets import InForce
from service.kernel.events import Event
from service.kernel.indicators import MOST_NUMBER, InstrumentName, Told, merged
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
        everything=everything(work, household, told, on=days["on"]),
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
    everything: Answers,
    **terms: Any,
) -> tuple[Event, ...]:
    """Return what answers come to for a household, by the rules that hold.

    For one at the door, and for a list that carries answers of many.

    Args:
        told: what is answered now; `everything`, with what was answered before.
        terms: instrument, method, by, source, on and today, as `record_indicators` takes them.

    Raises:
        As `record_indicators`.
    """
    assert known.id is not None
    the_map = next((one for one in rules if one.rule_set == MAP), None)
    return known.record_indicators(
        INSTRUMENTS[terms.pop("instrument")],
        Private(known.id, Told(answers=dict(told))),
        results=_results([one for one in rules if one.rule_set != MAP], everything),
        claims=_claims(the_map, everything),
        **terms,
    )


def everything(
    work: Work, household: UUID, told: Answers, *, on: date
) -> dict[str, tuple[int, ...]]:
    """Return all that is answered by now: to each question, what was true latest."""
    before = [
        event
        for event in work.events(Household, household)
        if isinstance(event, IndicatorsRecorded)
    ]
    opened = work.open_all([event.answers for event in before])
    dated = [
        (event.occurred_on, one.answers)
        for event, one in zip(before, opened, strict=True)
        if one is not None
    ]
    # Of one day, what is recorded last counts: the sort keeps their order.
    return merged(*(one for _, one in sorted([*dated, (on, told)], key=lambda x: x[0])))


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


def _claims(the_map: InForce | None, answers: Answers) -> list[Claimed]:
    if the_map is None:
        return []
    content = the_map.content
    return [
        Claimed(
            need=lack.rule.need,
            strategy=recommendation.recommended(content, lack.rule.need)[0].strategy,
            by_rule=ByRule(rule_set=the_map.rule_set, version=the_map.version, rule=lack.rule.rule),
        )
        for lack in recommendation.lacks(content, answers)
    ]
