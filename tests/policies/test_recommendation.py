"""From answers to criteria, needs and recommendations: with reasons, and never too sure."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.kernel.needs import NEEDS
from service.kernel.rule_sets import MAP
from service.policies import recommendation
from service.reference.instruments import QUESTIONS
from service.reference.rule_sets import CRITERIA, SHIPPED

BPS, KEMENSOS, LOCAL = SHIPPED["bps-14"], SHIPPED["kepmensos-262"], SHIPPED["kebutuhan-setempat"]
RULES = SHIPPED[MAP]


def answers():
    """Any answers to any questions, each one that the question has."""

    def one(code):
        question = QUESTIONS[code]
        if question.kind == "number":
            return st.integers(0, 20_000).map(lambda n: (n,))
        return st.sampled_from([option for option, _ in question.options]).map(lambda n: (n,))

    return st.lists(st.sampled_from(sorted(QUESTIONS)), unique=True).flatmap(
        lambda codes: st.fixed_dictionaries({code: one(code) for code in codes})
    )


def yes(*numbers, of="bps14", total=14, first=1):
    return {f"{of}.{n}": (1 if n in numbers else 2,) for n in range(first, total + 1)}


@pytest.mark.parametrize(("met", "outcome"), [(8, "not_met"), (9, "met"), (14, "met")])
def test_nine_of_fourteen_make_poor_by_the_criteria_of_bps(met, outcome):
    result = recommendation.criteria_result(BPS, yes(*range(1, met + 1)))
    assert (result.outcome, result.met, result.known, result.of) == (outcome, met, 14, 14)


def test_too_few_answers_decide_nothing():
    some = {f"bps14.{n}": (1,) for n in range(1, 7)}
    result = recommendation.criteria_result(BPS, some)
    assert (result.outcome, result.met, result.known) == ("undecided", 6, 6)


def test_enough_answers_decide_before_all_are_in():
    six_no = {f"bps14.{n}": (2,) for n in range(1, 7)}
    assert recommendation.criteria_result(BPS, six_no).outcome == "not_met"
    nine_yes = {f"bps14.{n}": (1,) for n in range(1, 10)}
    assert recommendation.criteria_result(BPS, nine_yes).outcome == "met"


def test_having_no_shelter_decides_alone():
    result = recommendation.criteria_result(KEMENSOS, yes(0, of="km262", total=8, first=0))
    assert (result.outcome, result.met) == ("met", 0)


@pytest.mark.parametrize(("met", "outcome"), [(5, "not_met"), (6, "met")])
def test_with_a_shelter_it_takes_six_of_eight(met, outcome):
    given_ = yes(*range(1, met + 1), of="km262", total=8, first=0)
    assert recommendation.criteria_result(KEMENSOS, given_).outcome == outcome


def test_the_conflict_between_copies_of_the_fourteen_is_told():
    [twelve] = [one for one in BPS.criteria if one.code == "12"]
    assert "500 m²" in twelve.note
    assert "0,5 hektare" in twelve.note


def test_one_instrument_answers_for_another():
    [first, *_] = recommendation.criteria_result(BPS, {"302": (30,), "112": (5,)}).judged
    assert first.ground.holds is True
    assert (first.ground.text, first.ground.questions) == ("302 per 112 < 8", ("302", "112"))


def test_the_form_itself_goes_before_what_another_form_says():
    [first, *_] = recommendation.criteria_result(
        BPS, {"bps14.1": (2,), "302": (30,), "112": (5,)}
    ).judged
    assert (first.ground.holds, first.ground.text) == (False, "bps14.1 = 1")


@given(st.sampled_from(CRITERIA), answers(), answers())
def test_what_a_set_decided_no_further_answer_to_the_same_forms_takes_back(name, known, more):
    """More answers fill gaps; they only change an outcome where another form now goes first."""
    content = SHIPPED[name]
    before = recommendation.criteria_result(content, known)
    after = recommendation.criteria_result(content, {**more, **known})
    grounds = {one.criterion.code: one.ground for one in after.judged}
    same = all(
        one.ground.holds is None or grounds[one.criterion.code].text == one.ground.text
        for one in before.judged
    )
    if same and before.outcome != "undecided":
        assert after.outcome == before.outcome


@given(st.sampled_from(CRITERIA), answers())
def test_a_result_adds_up(name, known):
    result = recommendation.criteria_result(SHIPPED[name], known)
    assert (
        0
        <= result.met
        <= result.known
        <= result.of
        == len(result.judged) - sum(one.criterion.decisive for one in result.judged)
    )
    for one in result.judged:
        assert (one.ground.holds is None) is (not one.ground.questions)
        assert set(one.ground.questions) <= set(known)


@pytest.mark.parametrize(
    ("known", "rule"),
    [
        ({"309a": (6,)}, "309a ≥ 2 atau 310 ∉ {1, 2}"),
        ({"309a": (2,), "310": (1,)}, "309a ≥ 2 atau 310 ∉ {1, 2}"),
        ({"309a": (1,), "310": (3,)}, "309a ≥ 2 atau 310 ∉ {1, 2}"),
        ({"lokal.jamban": (4,)}, "lokal.jamban ≥ 2"),
    ],
)
def test_without_a_safe_toilet_of_its_own_a_household_needs_one(known, rule):
    [lack] = recommendation.lacks(RULES, known)
    assert (lack.rule.need, lack.ground.text) == ("sanitation", rule)
    [what] = recommendation.recommended(RULES, "sanitation")
    assert what.activities == ("02.04.13", "02.04.14", "02.04.90")
    assert what.strategy == "reduce_expenditure_burden"


def test_a_toilet_with_a_septic_tank_is_no_need():
    assert recommendation.lacks(RULES, {"309a": (1,), "310": (1,)}) == ()


def test_a_house_that_is_not_ones_own_is_not_rebuilt():
    broken = {"303": (8,), "304": (4,), "305": (7,)}
    assert recommendation.lacks(RULES, broken | {"301a": (2,)}) == ()
    [lack] = recommendation.lacks(RULES, broken | {"301a": (1,)})
    assert lack.rule.need == "housing"


def test_every_need_can_come_of_an_answer_and_has_a_recommendation():
    assert {one.need for one in RULES.needs} == set(NEEDS)
    assert {one.need for one in RULES.recommendations} - {None} == set(NEEDS)


@given(answers())
def test_a_need_is_found_once_and_by_answers_that_were_given(known):
    found = recommendation.lacks(RULES, known)
    needs = [one.rule.need for one in found]
    assert len(set(needs)) == len(needs)
    for one in found:
        assert set(one.ground.questions) <= set(known)
        assert recommendation.recommended(RULES, one.rule.need)


def test_a_price_is_multiplied_and_never_guessed():
    [house] = recommendation.recommended(RULES, "housing")
    assert recommendation.estimated_rupiah(house, 3) == 60_000_000
    [toilet] = recommendation.recommended(RULES, "sanitation")
    assert recommendation.estimated_rupiah(toilet, 3) is None


def test_a_rule_is_found_by_its_name():
    found = recommendation.rule_named(RULES, "jamban")
    assert found is not None
    assert found.need == "sanitation"
    assert recommendation.rule_named(RULES, "atap") is None
