"""Rule sets: what can be published, and that no version is ever changed."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from service.aggregates.rule_set import (
    ActivityCodeUnusable,
    RuleAsksUnknown,
    RuleSet,
    RuleSetBackdated,
    RuleSetIncomplete,
    RuleSetKindFixed,
    RuleTwice,
    RuleUnreadable,
)
from service.kernel.guards import NotHappenedYet
from service.kernel.rule_sets import MAP, Criterion, NeedRule, Recommendation
from service.reference.rule_sets import SHIPPED, fits
from tests.support.events import TODAY, TOMORROW, YESTERDAY, rule_set_published
from tests.support.scenario import given

CONTENT = rule_set_published().content
JAMBAN = CONTENT.needs[0]


def publish(content=CONTENT, *, effective_on=TODAY, on=TODAY, shipped=False):
    return lambda known: known.publish(
        MAP,
        content,
        effective_on=effective_on,
        fits=fits(),
        on=on,
        today=TODAY,
        shipped=shipped,
    )


def rule(**changed):
    return replace(CONTENT, needs=(replace(JAMBAN, **changed),))


def test_what_was_published_says_everything_itself():
    given(RuleSet()).when(publish()).then(rule_set_published(version=1))


def test_the_next_version_is_numbered_by_the_set_and_takes_over_on_its_day():
    known = (
        given(RuleSet(), rule_set_published(version=1))
        .when(publish(effective_on=TOMORROW))
        .then_known()
    )
    held = [known.in_force(day) for day in (YESTERDAY, TODAY, TOMORROW)]
    assert [one and one.version for one in held] == [None, 1, 2]
    assert known.versions[0].content == CONTENT, "the former one stays as it was"


def test_the_first_version_may_have_held_before_it_was_recorded():
    given(RuleSet()).when(publish(effective_on=TODAY - timedelta(days=400))).then_known()


def test_a_later_version_never_takes_effect_in_the_past():
    scenario = given(RuleSet(), rule_set_published(version=1))
    scenario.when(publish(effective_on=YESTERDAY)).then_refused(
        RuleSetBackdated, on=YESTERDAY.isoformat(), earliest=TODAY.isoformat()
    )


def test_a_version_never_takes_effect_before_the_one_it_follows():
    later = rule_set_published(version=1, effective_on=TOMORROW)
    given(RuleSet(), later).when(publish()).then_refused(
        RuleSetBackdated, on=TODAY.isoformat(), earliest=TOMORROW.isoformat()
    )


def test_nothing_was_published_ahead():
    given(RuleSet()).when(publish(on=TOMORROW)).then_refused(
        NotHappenedYet, on=TOMORROW.isoformat(), today=TODAY.isoformat()
    )


def test_criteria_do_not_become_a_map():
    content = SHIPPED["bps-14"]
    given(RuleSet(), rule_set_published()).when(publish(content)).then_refused(
        RuleSetKindFixed, kind="recommendation"
    )


def test_a_rule_nobody_can_read_is_refused_with_where_it_ends():
    given(RuleSet()).when(publish(rule(when=("309a ≥",)))).then_refused(
        RuleUnreadable, name="jamban", text="309a ≥", problem="berhenti sebelum selesai"
    )


def test_a_rule_asks_what_an_instrument_asks():
    given(RuleSet()).when(publish(rule(when=("309z = 1",)))).then_refused(
        RuleAsksUnknown, name="jamban", question="309z"
    )
    given(RuleSet()).when(publish(rule(when=("309a ∈ {6, 7, 9}",)))).then_refused(
        RuleAsksUnknown, name="jamban", question="309a", codes=[7, 9]
    )


def test_every_rule_has_a_name_of_its_own():
    given(RuleSet()).when(publish(replace(CONTENT, needs=(JAMBAN, JAMBAN)))).then_refused(
        RuleTwice, name="jamban"
    )


def test_a_need_that_is_claimed_is_answered_too():
    lonely = NeedRule(rule="air", need="clean_water", label="Air", when=("306a = 6",))
    content = replace(CONTENT, needs=(JAMBAN, lonely))
    given(RuleSet()).when(publish(content)).then_refused(RuleSetIncomplete, missing=["clean_water"])


def test_criteria_need_a_threshold():
    criteria = SHIPPED["bps-14"]
    given(RuleSet()).when(publish(replace(criteria, threshold=None))).then_refused(
        RuleSetIncomplete, missing=["criteria", "threshold"]
    )


@pytest.mark.parametrize("code", ["6.1", "02.04.13.01", "jamban", ""])
def test_what_is_no_activity_code_is_refused(code):
    wrong = replace(CONTENT.recommendations[0], activities=(code,))
    given(RuleSet()).when(publish(replace(CONTENT, recommendations=(wrong,)))).then_refused(
        ActivityCodeUnusable, code=code
    )


def test_activity_codes_are_kept_in_one_spelling():
    loose = replace(CONTENT.recommendations[0], activities=("2.4.13", "02.04.13.", "02.04.*"))
    known = given(RuleSet()).when(publish(replace(CONTENT, recommendations=(loose,)))).then_known()
    [kept] = known.versions[-1].content.recommendations
    assert kept.activities == ("02.04.13", "02.04.*")


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_can_be_published(name):
    given(RuleSet()).when(publish(SHIPPED[name], shipped=True)).then_known()


def test_the_kinds_of_content_are_told_apart():
    assert isinstance(SHIPPED["bps-14"].criteria[0], Criterion)
    assert isinstance(SHIPPED[MAP].recommendations[0], Recommendation)
