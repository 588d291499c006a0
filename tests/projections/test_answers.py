"""What households answered: opened from the log, with who claimed which need."""

from service.projections import answers
from service.projections.moment import Moment
from service.regency import Regency
from tests.support.events import HOUSEHOLD, OTHER_HOUSEHOLD, YESTERDAY, claimed, indicators
from tests.support.told import tell

HEAD = Moment(2**62)


def opened(regency: Regency, moment=HEAD, **more):
    known = {"opened": True, **more}
    return answers.lived(regency.log, [HOUSEHOLD, OTHER_HOUSEHOLD], moment, **known)[HOUSEHOLD]


def test_the_latest_answer_to_a_question_stays(regency: Regency):
    tell(regency, indicators({"309a": (1,), "310": (1,)}))
    tell(regency, indicators({"309a": (6,), "303": (8,)}, occurred_on=YESTERDAY))
    found = opened(regency)
    assert found.answers == {"309a": (1,), "310": (1,), "303": (8,)}
    assert [one.occurred_on for one in found.told] == sorted(one.occurred_on for one in found.told)


def test_both_clocks_bound_what_is_opened(regency: Regency):
    first = tell(regency, indicators({"309a": (1,)}))
    tell(regency, indicators({"309a": (6,)}, occurred_on=YESTERDAY))
    assert opened(regency, Moment(first)).answers == {"309a": (1,)}
    assert opened(regency, Moment(valid_on=YESTERDAY)).answers == {"309a": (6,)}
    assert opened(regency, Moment(first, YESTERDAY)).answers == {}


def test_sealed_it_says_when_and_by_whom_only(regency: Regency):
    tell(regency, indicators())
    found = opened(regency, opened=False)
    [told] = found.told
    assert (told.answers, told.by, told.instrument) == (None, "operator-klego", "regsosek")
    assert found.answers == {}


def test_once_the_key_is_gone_nothing_is_left_of_the_answers(regency: Regency):
    tell(regency, indicators())
    regency.vault.destroy([HOUSEHOLD])
    [told] = opened(regency).told
    assert told.answers is None


def test_the_latest_claim_of_a_need_is_told_with_its_rule(regency: Regency):
    rule = claimed().by_rule
    position = tell(regency, claimed(), claimed(need="housing"))
    found = opened(regency)
    assert set(found.claims) == {"sanitation", "housing"}
    assert (found.claims["housing"].by_rule, found.claims["housing"].position) == (rule, position)
