"""What is recommended for one household, and why: rule, version, answers, criteria."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple
from uuid import UUID

from msgspec import Struct

from service.http import rulebook
from service.http.api.recommendation_answers import Recommended, matches, recommended
from service.http.sight import Names, Sight
from service.kernel import deciles, rules
from service.kernel.deciles import Placing
from service.kernel.indicators import InstrumentName
from service.kernel.needs import NEED_LABELS, NEEDS, NeedType
from service.kernel.rule_sets import MAP, OUTCOME_LABELS, Outcome
from service.kernel.verdicts import METHOD_LABELS, STANDING_LABELS, Method, NeedStanding
from service.policies import recommendation
from service.policies.recommendation import Ground, Lack
from service.projections import answers, households, indicators, needs, ranks
from service.projections.answers import Claim, Lived
from service.projections.indicators import Result
from service.projections.moment import Moment
from service.projections.needs import NeedLine
from service.projections.rule_sets import Published
from service.reference.instruments import INSTRUMENTS, QUESTIONS
from service.reference.rule_sets import CRITERIA
from service.regency import Regency


class ShownAnswer(Struct, frozen=True, kw_only=True):
    """What was answered to a question, in words."""

    question: str
    text: str
    answer: str


class Why(Struct, frozen=True, kw_only=True):
    """Why a need is claimed, by the rule of a version.

    Args:
        rule: short name of the rule; empty if no rule claimed it.
        label: what the rule says in words.
        text: the text of the rule that the answers decide; empty where they are not opened.
        answers: those that decided it; none where they are not opened.
        holds: whether the rule finds the need in the answers known now; None where that can't be
            told.
    """

    rule_set: str
    version: int
    rule: str
    label: str
    text: str
    answers: Sequence[ShownAnswer]
    holds: bool | None


class Grounds(NamedTuple):
    """What rules are answered by: what was asked, and which decile the newest lists tell.

    Args:
        placed: the list that answers, by the question for a decile. Anybody who may know of the
            household may know its deciles; what was asked is opened for a purpose only.
    """

    lived: Lived
    placed: Mapping[str, Placing]

    @property
    def answers(self) -> rules.Answers:
        """To each question, what is true."""
        return self.lived.answers | dict(deciles.answers(self.placed))

    def shown(self, codes: Sequence[str]) -> list[ShownAnswer]:
        """Return the answers to some questions in words, a decile with the list that says so."""
        asked = [code for code in codes if code not in self.placed]
        return shown_answers(asked, self.lived.answers) + [
            ShownAnswer(
                question=code,
                text=deciles.QUESTIONS[code],
                answer=deciles.told(self.placed[code]),
            )
            for code in codes
            if code in self.placed
        ]


class HouseholdNeedAnswer(Struct, frozen=True, kw_only=True):
    """A need of a household, why it is one, and what is recommended.

    Args:
        standing: None for one that the rules would find, and nobody has claimed.
        claimed_by: the rule that claimed it; None if somebody did without a rule.
        found_by: the rule of the version asked about; None where the answers are not opened, or
            no rule of it finds the need.
    """

    need: NeedType
    need_label: str
    standing: NeedStanding | None
    standing_label: str
    occurred_on: date | None
    position: int | None
    claimed_by: Why | None
    found_by: Why | None
    recommended: Sequence[Recommended]


class ShownCriterion(Struct, frozen=True, kw_only=True):
    """A criterion, whether it is met, and by which answers."""

    code: str
    label: str
    note: str
    decisive: bool
    holds: bool | None
    text: str
    answers: Sequence[ShownAnswer]


class CriteriaAnswer(Struct, frozen=True, kw_only=True):
    """What a set of criteria came to. It is no decile, and is never called one.

    Args:
        outcome, met, known, of: as it was recorded, by `version`.
        criteria: by the version in force, with answers; none where they are not opened.
    """

    rule_set: str
    title: str
    version: int
    outcome: Outcome
    outcome_label: str
    met: int
    known: int
    of: int
    occurred_on: date
    position: int
    criteria: Sequence[ShownCriterion]


class AskedAnswer(Struct, frozen=True, kw_only=True):
    """An instrument that was filled in, and what was answered where that may be seen."""

    instrument: InstrumentName
    title: str
    edition: str
    method: Method
    method_label: str
    by: str
    occurred_on: date
    position: int
    answers: Sequence[ShownAnswer]


class HouseholdRecommendation(Struct, frozen=True, kw_only=True):
    """What is recommended for a household, by one version of the map.

    Args:
        names: whether answers are told, or only that there are some.
        version: of the recommendation map; `title` and `effective_on` of that version.
    """

    household: UUID
    village: str
    names: Names
    version: int
    title: str
    effective_on: date
    needs: Sequence[HouseholdNeedAnswer]
    criteria: Sequence[CriteriaAnswer]
    asked: Sequence[AskedAnswer]
    position: int


def of_household(
    regency: Regency,
    sight: Sight,
    household: UUID,
    village: str,
    *,
    moment: Moment,
    version: int | None,
) -> HouseholdRecommendation:
    """Return what is recommended for a household that the caller may know of.

    Answers are opened where names may be read for a purpose, and the look is recorded.

    Raises:
        UnknownRuleSet: there is no such version.
        LookUnrecorded: nothing may be shown.
    """
    position = min(
        moment.position, regency.engine.catch_up("needs", "indicators", "ranks", "rule_sets")
    )
    moment = Moment(position, moment.valid_on)
    known = rulebook.versions(regency, sight.actor, moment)
    the_map = rulebook.chosen(regency, sight.actor, moment, version=version)
    how = sight.names_for(village)
    several = households.records(regency.log, household, moment)
    told = answers.together(
        household, answers.lived(regency.log, several, moment, opened=how == "open")
    )
    if how == "open":
        sight.record(several)
    with regency.reading(sight.actor) as conn:
        lines = needs.needs_of(conn, regency.schema, [household], moment)
        results = indicators.results_of(conn, regency.schema, several, moment)
        placed = ranks.placings_of(conn, regency.schema, several, moment)
    grounds = Grounds(told, deciles.newest(one for each in placed.values() for one in each))
    return HouseholdRecommendation(
        household=household,
        village=village,
        names=how,
        version=the_map.version,
        title=the_map.content.title,
        effective_on=the_map.effective_on,
        needs=_needs(
            regency,
            sight,
            grounds,
            lines=lines,
            the_map=the_map,
            versions=known[MAP],
            moment=moment,
        ),
        criteria=[
            _criteria(one, rulebook.held(regency, known[one.rule_set], moment), grounds)
            for one in _latest(results)
            if one.rule_set in CRITERIA
        ],
        asked=[_asked(one) for one in told.told],
        position=position,
    )


def _latest(results: Sequence[Result]) -> list[Result]:
    """Return the latest result of each set of criteria, of whichever record."""
    by_day = sorted(results, key=lambda one: (one.occurred_on, one.position))
    return list({one.rule_set: one for one in by_day}.values())


def _needs(
    regency: Regency,
    sight: Sight,
    told: Grounds,
    *,
    lines: Sequence[NeedLine],
    the_map: Published,
    versions: Sequence[Published],
    moment: Moment,
) -> list[HouseholdNeedAnswer]:
    """Return what stands, and what the version asked about would find beside it."""
    standing = {one.need: one for one in lines}
    found = {one.rule.need: one for one in recommendation.lacks(the_map.content, told.answers)}
    offered = matches(regency, sight.actor, moment)
    by_version = {one.version: one for one in versions}
    return [
        HouseholdNeedAnswer(
            need=need,
            need_label=NEED_LABELS[need],
            standing=line.standing if line else None,
            standing_label=STANDING_LABELS[line.standing] if line else "Belum dicatat",
            occurred_on=line.occurred_on if line else None,
            position=line.position if line else None,
            claimed_by=_claimed(told.lived.claims.get(need), by_version, told),
            found_by=_found(found.get(need), the_map, told),
            recommended=recommended(the_map.content, need, offered),
        )
        for need in NEEDS
        if (line := standing.get(need)) or need in found
    ]


def _claimed(claim: Claim | None, versions: dict[int, Published], told: Grounds) -> Why | None:
    """Return the rule that claimed a need, in the words of the version it was claimed by."""
    if claim is None or claim.by_rule is None:
        return None
    by = claim.by_rule
    published = versions.get(by.version)
    rule = recommendation.rule_named(published.content, by.rule) if published else None
    if rule is None:
        return Why(
            rule_set=by.rule_set,
            version=by.version,
            rule=by.rule,
            label=by.rule,
            text="",
            answers=(),
            holds=None,
        )
    ground = recommendation.ground(rule.when, told.answers)
    return _why(by.rule_set, by.version, by.rule, rule.label, ground, told)


def _found(lack: Lack | None, the_map: Published, told: Grounds) -> Why | None:
    if lack is None:
        return None
    return _why(MAP, the_map.version, lack.rule.rule, lack.rule.label, lack.ground, told)


def _why(  # noqa: PLR0917  (what a rule is explained by)
    rule_set: str, version: int, rule: str, label: str, ground: Ground, told: Grounds
) -> Why:
    return Why(
        rule_set=rule_set,
        version=version,
        rule=rule,
        label=label,
        text=ground.text,
        answers=told.shown(ground.questions),
        holds=ground.holds,
    )


def _criteria(result: Result, published: Published, told: Grounds) -> CriteriaAnswer:
    judged = recommendation.criteria_result(published.content, told.answers).judged
    return CriteriaAnswer(
        rule_set=result.rule_set,
        title=published.content.title,
        version=result.version,
        outcome=result.outcome,
        outcome_label=OUTCOME_LABELS[result.outcome],
        met=result.met,
        known=result.known,
        of=result.total,
        occurred_on=result.occurred_on,
        position=result.position,
        criteria=[
            ShownCriterion(
                code=one.criterion.code,
                label=one.criterion.label,
                note=one.criterion.note,
                decisive=one.criterion.decisive,
                holds=one.ground.holds,
                text=one.ground.text,
                answers=told.shown(one.ground.questions),
            )
            for one in judged
        ]
        if told.lived.answers
        else (),
    )


def _asked(one: answers.Answered) -> AskedAnswer:
    given = one.answers or {}
    return AskedAnswer(
        instrument=one.instrument,
        title=INSTRUMENTS[one.instrument].title,
        edition=one.edition,
        method=one.method,
        method_label=METHOD_LABELS[one.method],
        by=one.by,
        occurred_on=one.occurred_on,
        position=one.position,
        answers=shown_answers(tuple(given), given),
    )


def shown_answers(codes: Sequence[str], given: rules.Answers) -> list[ShownAnswer]:
    """Return answers in words; one to a question that is not asked any more, as its codes."""
    found = []
    for code in codes:
        question, answer = QUESTIONS.get(code), given[code]
        text = question.text if question else code
        told = question.told(answer) if question else ", ".join(map(str, answer))
        found.append(ShownAnswer(question=code, text=text, answer=told))
    return found
