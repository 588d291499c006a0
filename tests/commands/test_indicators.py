"""Commands about how households live."""

from datetime import timedelta
from typing import Any

import pytest

from service.aggregates.household import Household
from service.aggregates.household_events import NeedClaimed
from service.aggregates.household_indicator_events import IndicatorsRecorded
from service.aggregates.household_indicators import AnswerUnusable, NothingAnswered
from service.aggregates.rule_set import RuleSet
from service.commands import indicators, needs, rule_sets
from service.commands.indicators import Record
from service.commands.needs import JudgeNeed
from service.commands.validations import validate
from service.kernel.rule_sets import MAP
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import (
    AUDITOR,
    DAY,
    KLEGO,
    NEIGHBOUR,
    OPERATOR,
    SECRETARIAT,
    VISIT,
    actor,
    do,
    known,
    registered,
)
from tests.commands.giving import tags_at
from tests.commands.test_rule_sets import asked

NO_TOILET: dict[str, Any] = {"309a": 6}


def form(answers: dict[str, Any] | None = None, **other: Any) -> Record:
    terms = {"instrument": "regsosek", "method": "visit", "occurred_on": DAY, **other}
    return Record(answers=NO_TOILET if answers is None else answers, **terms)


def recorded(regency: Regency, household, *answers, **other):
    receipt = None
    for one in answers:
        receipt = do(regency, OPERATOR, indicators.record, household, form(one, **other))
    return receipt


def events(regency: Regency, household, kind):
    told = [draft.event for draft in regency.log.load(Household.stream(household))]
    return [event for event in told if isinstance(event, kind)]


def test_no_toilet_is_a_need_of_sanitation_to_be_looked_at(regency: Regency):
    household = registered(regency)
    recorded(regency, household, NO_TOILET)
    assert known(regency, household).needs["sanitation"].standing == "claimed"
    [claim] = events(regency, household, NeedClaimed)
    assert (claim.by_rule.rule_set, claim.by_rule.version, claim.by_rule.rule) == (MAP, 1, "jamban")


def test_the_first_use_publishes_what_shipped_and_the_second_does_not(regency: Regency):
    first, second = registered(regency), registered(regency, "9909150101700002")
    receipt = recorded(regency, first, NO_TOILET)
    assert tags_at(regency, receipt).count("rule_set.published") == 4
    assert receipt.id == str(first)
    again = recorded(regency, second, NO_TOILET)
    assert tags_at(regency, again) == ["indicators.recorded", "need.claimed"]


def test_answers_are_sealed_with_the_key_of_the_household(regency: Regency):
    household = registered(regency)
    recorded(regency, household, NO_TOILET)
    [event] = events(regency, household, IndicatorsRecorded)
    assert event.answers.plain is None
    assert event.answers.subject == household
    [told] = regency.vault.open_all([event.answers])
    assert told.answers == {"309a": (6,)}
    assert (event.by, event.answered, event.edition) == ("village_operator", 1, "2022-K")


def test_what_was_answered_before_counts_too(regency: Regency):
    """A house is one's own by one form and has an earthen floor by the next: together, a need."""
    household = registered(regency)
    recorded(regency, household, {"303": 8})
    assert "housing" not in known(regency, household).needs
    recorded(regency, household, {"301a": 1})
    assert known(regency, household).needs["housing"].standing == "claimed"


def test_an_answer_of_an_earlier_day_does_not_replace_a_later_one(regency: Regency):
    household = registered(regency)
    recorded(regency, household, {"309a": 1, "310": 1})
    recorded(regency, household, {"309a": 6}, occurred_on=DAY - timedelta(days=400))
    assert known(regency, household).needs == {}


def test_each_set_of_criteria_that_was_answered_has_a_result(regency: Regency):
    household = registered(regency)
    poor = {f"bps14.{n}": 1 for n in range(1, 10)}
    recorded(regency, household, poor, instrument="bps14")
    [event] = events(regency, household, IndicatorsRecorded)
    [result] = event.results
    assert (result.rule_set, result.outcome, result.met, result.of) == ("bps-14", "met", 9, 14)


def test_a_verdict_is_not_overruled_by_the_same_answer(regency: Regency):
    household = registered(regency)
    recorded(regency, household, {"309a": 2, "310": 1})
    shared = JudgeNeed(
        need="sanitation",
        verdict="met_by_sharing",
        method="visit",
        evidence=(VISIT,),
        occurred_on=DAY,
    )
    do(regency, OPERATOR, validate, household, shared)
    recorded(regency, household, {"309a": 2, "310": 1})
    assert known(regency, household).needs["sanitation"].standing == "met"


def test_a_claim_of_a_resident_stays_the_residents(regency: Regency):
    household = registered(regency)
    do(regency, OPERATOR, needs.claim, household, needs.Claim(need="sanitation", occurred_on=DAY))
    recorded(regency, household, NO_TOILET)
    [claim] = events(regency, household, NeedClaimed)
    assert claim.by_rule is None


def test_a_new_version_rules_from_its_day_and_rewrites_nothing(regency: Regency):
    before, after = registered(regency), registered(regency, "9909150101700002")
    recorded(regency, before, NO_TOILET)
    [jamban] = [one for one in asked(MAP).needs if one.rule == "jamban"]
    lenient = {"rule": "jamban", "need": "sanitation", "label": jamban.label, "when": ["310 = 5"]}
    own = asked(MAP, needs=[lenient])
    do(regency, SECRETARIAT, rule_sets.publish_map, MAP, own)
    recorded(regency, after, NO_TOILET)
    assert known(regency, after).needs == {}
    assert known(regency, before).needs["sanitation"].standing == "claimed"
    assert len(regency.ledger.look(RuleSet, MAP)[1].versions) == 2


@pytest.mark.parametrize(
    ("answers", "refusal"),
    [({}, NothingAnswered), ({"309a": 9}, AnswerUnusable), ({"floor": 1}, AnswerUnusable)],
)
def test_a_form_that_can_not_be_right_is_refused_and_nothing_is_published(
    regency: Regency, answers, refusal
):
    household = registered(regency)
    with pytest.raises(refusal):
        recorded(regency, household, answers)
    assert regency.ledger.look(RuleSet, MAP)[0] == 0


def test_field_roles_ask_in_their_villages(regency: Regency):
    household = registered(regency)
    do(regency, actor("monitor", KLEGO), indicators.record, household, form())
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, indicators.record, household, form())
    with pytest.raises(OutOfScope):
        do(regency, NEIGHBOUR, indicators.record, household, form())
