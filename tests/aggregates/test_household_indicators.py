"""Answers are written down whole, and rules claim what they find; they never overrule a verdict."""

import pytest

from service.aggregates.household import Household
from service.aggregates.household_events import ByRule
from service.aggregates.household_indicators import AnswerUnusable, Claimed, NothingAnswered
from service.aggregates.household_needs import HouseholdIsClosed, UnknownHousehold
from service.kernel.guards import NotHappenedYet
from service.kernel.indicators import Told
from service.kernel.privacy import Private
from service.reference.instruments import INSTRUMENTS
from tests.support.events import (
    HOUSEHOLD,
    LIST,
    TODAY,
    TOMORROW,
    VISIT,
    claimed,
    closed,
    indicators,
    met,
    need_judged,
    registered,
    reserved,
)
from tests.support.scenario import after, given

BY_RULE = ByRule(rule_set="peta-rekomendasi", version=1, rule="jamban")
FOUND = Claimed(need="sanitation", strategy="reduce_expenditure_burden", by_rule=BY_RULE)
RESULTS = indicators().results


def record(answers=None, *, claims=(FOUND,), on=TODAY, **other):
    told = Told(answers={"309a": (6,)} if answers is None else answers)
    return lambda household: household.record_indicators(
        INSTRUMENTS["regsosek"],
        Private(HOUSEHOLD, told),
        method="visit",
        by="operator-klego",
        results=RESULTS,
        claims=claims,
        on=on,
        today=TODAY,
        **other,
    )


def test_answers_are_of_a_household_that_is_there():
    given(Household()).when(record()).then_refused(UnknownHousehold)
    given(Household(), registered(), closed()).when(record()).then_refused(
        HouseholdIsClosed, status="moved_out", since=TODAY.isoformat()
    )


def test_nobody_was_asked_ahead():
    given(Household(), registered()).when(record(on=TOMORROW)).then_refused(
        NotHappenedYet, on=TOMORROW.isoformat(), today=TODAY.isoformat()
    )


def test_a_form_without_answers_is_none():
    given(Household(), registered()).when(record({})).then_refused(NothingAnswered)


def test_a_code_that_the_question_does_not_have_is_named():
    given(Household(), registered()).when(record({"309a": (9,), "310": (1,)})).then_refused(
        AnswerUnusable, questions=["309a"]
    )


def test_what_the_rules_find_is_claimed_with_the_rule_that_found_it():
    claim = claimed(source=None, by_rule=BY_RULE)
    known = given(Household(), registered()).when(record()).then(indicators(), claim)
    assert known.needs["sanitation"].standing == "claimed"


def test_without_a_finding_only_the_answers_are_recorded():
    given(Household(), registered()).when(record(claims=())).then(indicators())


@pytest.mark.parametrize(
    "history",
    [
        (claimed(),),
        (need_judged(),),
        (need_judged(), reserved()),
        (need_judged(), reserved(), met()),
        (need_judged("met_by_sharing", standing="met"),),
        (need_judged("unsafe_not_eligible", standing="not_needed"),),
        (need_judged("refused", standing="withdrawn"),),
    ],
    ids=["claimed", "unmet", "committed", "met", "shared", "not_needed", "withdrawn"],
)
def test_a_rule_leaves_alone_what_stands_already_or_was_judged(history):
    known = after(Household(), registered(), *history)
    then = given(known).when(record()).then(indicators())
    assert then.needs == known.needs


def test_answers_say_nothing_of_how_the_household_stands():
    known = after(Household(), registered(), need_judged())
    then = after(known, indicators())
    assert (then.status, then.status_on, then.needs) == (
        known.status,
        known.status_on,
        known.needs,
    )


def test_what_only_a_list_says_does_not_keep_a_household_that_it_withdraws():
    """Otherwise a withdrawn list would leave every house standing that it described."""
    row = registered().source
    told = (indicators(source=row), claimed(source=row, by_rule=BY_RULE))
    assert after(Household(), registered(), *told).is_known_only_by([LIST])
    asked = (indicators(), claimed(source=None, by_rule=BY_RULE))
    assert not after(Household(), registered(), *asked).is_known_only_by([LIST])


PURWOREJO = [
    ("no toilet of its own, and uses the neighbour's", "met_by_sharing", "met"),
    ("has a toilet, which drains into the fish pond", "met_but_unsafe_eligible", "unmet"),
    ("has an unprotected well", "met_but_unsafe_eligible", "unmet"),
    ("has a hose from the spring", "unsafe_not_eligible", "not_needed"),
    ("has had a toilet since the list was made", "already_met", "met"),
    ("has none, and wants one", "confirmed", "unmet"),
    ("does not want one", "refused", "withdrawn"),
    ("is a household of people in a home", "not_applicable", "not_needed"),
]


@pytest.mark.parametrize(
    ("verdict", "standing"), [row[1:] for row in PURWOREJO], ids=[row[0] for row in PURWOREJO]
)
def test_the_field_check_of_purworejo_tells_needs_apart(verdict, standing):
    """936 rows said no toilet, 2,373 no clean water; who looked found eight different things."""
    history = (registered(), indicators(), claimed(by_rule=BY_RULE))
    known = (
        given(Household(), *history)
        .when(
            lambda household: household.judge_need(
                "sanitation", verdict, on=TODAY, today=TODAY, method="visit", evidence=(VISIT,)
            )
        )
        .then_known()
    )
    assert known.needs["sanitation"].standing == standing
