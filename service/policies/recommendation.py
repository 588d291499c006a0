"""From answers to criteria, needs and what to do about them: every step says why.

    answers → criteria met → poor by this set, or not, or not known yet
    answers → rules that hold → needs to be looked at → recommended programme, lead, funds, code

Nothing here is a verdict: a rule claims, somebody looks (`household_needs`). And nothing here makes
a decile: those are computed elsewhere, from coefficients nobody publishes, and answer rules as
lists tell them (`kernel/deciles.py`).
Source: PUKIS-SISDAMAS, stage (f), peta rekomendasi sesuai parameter kemiskinan.
"""

from collections.abc import Sequence

from msgspec import Struct

from service.kernel import deciles, rules
from service.kernel.needs import NeedType
from service.kernel.rule_sets import Criterion, NeedRule, Outcome, Recommendation, RuleContent
from service.kernel.rules import Answers


class Ground(Struct, frozen=True, kw_only=True):
    """Why a rule holds, or does not, or is not decided.

    Args:
        holds: None while the answers do not decide it.
        text: the rule's text that decided it; empty while undecided.
        questions: whose answers decided it.
    """

    holds: bool | None
    text: str = ""
    questions: tuple[str, ...] = ()


class Judged(Struct, frozen=True, kw_only=True):
    """One criterion, and what the answers say of it."""

    criterion: Criterion
    ground: Ground


class CriteriaResult(Struct, frozen=True, kw_only=True):
    """What a set of criteria comes to for one household.

    Args:
        met, known: how many criteria are met, and how many the answers decide.
    """

    outcome: Outcome
    met: int
    known: int
    of: int
    threshold: int
    judged: tuple[Judged, ...]


class Lack(Struct, frozen=True, kw_only=True):
    """A need that a rule finds in the answers."""

    rule: NeedRule
    ground: Ground


def ground(texts: Sequence[str], answers: Answers) -> Ground:
    """Return what the first text that the answers decide says."""
    for text in texts:
        rule = rules.read(text)
        held = rules.holds(rule, answers)
        if held is not None:
            return Ground(
                holds=held, text=rules.told(rule), questions=rules.deciding(rule, answers)
            )
    return Ground(holds=None)


def criteria_result(content: RuleContent, answers: Answers) -> CriteriaResult:
    """Return what a set of criteria comes to.

    A decisive criterion decides alone; otherwise it takes as many as the threshold says. What is
    not answered counts for neither side: with too few answers nothing is decided.
    """
    judged = tuple(
        Judged(criterion=one, ground=ground(one.when, answers)) for one in content.criteria
    )
    counted = [one for one in judged if not one.criterion.decisive]
    decisive = [one for one in judged if one.criterion.decisive]
    met = sum(one.ground.holds is True for one in counted)
    open_ = sum(one.ground.holds is None for one in counted)
    threshold = content.threshold or 1
    if met >= threshold or any(one.ground.holds for one in decisive):
        outcome: Outcome = "met"
    elif met + open_ < threshold and all(one.ground.holds is False for one in decisive):
        outcome = "not_met"
    else:
        outcome = "undecided"
    return CriteriaResult(
        outcome=outcome,
        met=met,
        known=len(counted) - open_,
        of=len(counted),
        threshold=threshold,
        judged=judged,
    )


def lacks(content: RuleContent, answers: Answers) -> tuple[Lack, ...]:
    """Return the needs that the answers make, each once, by the first rule that finds it."""
    found: dict[NeedType, Lack] = {}
    for rule in content.needs:
        why = ground(rule.when, answers)
        if why.holds and rule.need not in found:
            found[rule.need] = Lack(rule=rule, ground=why)
    return tuple(found.values())


def recommended(content: RuleContent, need: NeedType) -> tuple[Recommendation, ...]:
    """Return what is recommended for a need, in the order of the set."""
    return tuple(one for one in content.recommendations if one.need == need)


def rule_named(content: RuleContent, name: str) -> NeedRule | None:
    """Return the rule of a name, None if this version has none."""
    return next((one for one in content.needs if one.rule == name), None)


def rests_on_deciles(rule: NeedRule) -> bool:
    """Say whether lists alone decide a rule: it asks for deciles and for nothing else."""
    asked = [code for text in rule.when for code in rules.questions(rules.read(text))]
    return all(deciles.asks_for_one(code) for code in asked)


def asks_for_deciles(content: RuleContent) -> bool:
    """Say whether any rule of a set asks in which decile a household is."""
    texts = [text for one in content.criteria for text in one.when]
    texts += [text for one in content.needs for text in one.when]
    asked = (code for text in texts for code in rules.questions(rules.read(text)))
    return any(deciles.asks_for_one(code) for code in asked)


def estimated_rupiah(recommendation: Recommendation, households: int) -> int | None:
    """Return what it would cost for so many households; None where no price is known."""
    price = recommendation.unit_price_rupiah
    return None if price is None else price * households
