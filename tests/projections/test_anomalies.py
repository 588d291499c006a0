"""Signs that look odd: raised by published rules, opened into what is behind them."""

from datetime import timedelta
from typing import Any

from service.policies import anomalies as rules
from service.projections import anomalies
from service.projections.anomalies import Raised
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell, tell_together

SINCE = some.TODAY - timedelta(days=365)


def signs(regency: Regency, moment: Moment = PRESENT, area: str = "33.09") -> dict[str, Raised]:
    with reading(regency, "verifications", "anomalies") as conn:
        found = anomalies.raised(conn, regency.schema, area, moment, since=SINCE)
    return {one.kind: one for one in found}


def looked(regency: Regency, count: int, **other: Any) -> int:
    return tell_together(
        regency,
        [some.judged(household=some.uid(10_000 + n), **other) for n in range(count)],
    )


def test_a_village_in_which_nobody_leaves_the_list_is_odd_from_some_size_on(regency: Regency):
    looked(regency, rules.FEWEST_LOOKED - 1)
    assert "no_removals" not in signs(regency)

    tell(regency, some.judged(household=some.uid(20_000)))
    assert signs(regency)["no_removals"].households == rules.FEWEST_LOOKED
    assert signs(regency)["no_removals"].upto == regency.log.head()

    tell(regency, some.better_off(household=some.uid(20_000)))
    assert "no_removals" not in signs(regency)


def test_a_village_done_within_minutes_is_odd_unless_it_was_a_meeting(regency: Regency):
    looked(regency, rules.FEWEST_LOOKED, method="musdes")
    assert "in_minutes" not in signs(regency)

    looked(regency, rules.FEWEST_LOOKED)
    found = signs(regency)["in_minutes"]
    assert (found.village, found.households) == (some.KLEGO, rules.FEWEST_LOOKED)
    assert signs(regency, area="33.09.01") == {}


def test_one_account_can_t_be_at_so_many_doors_in_a_day(regency: Regency):
    looked(regency, rules.MOST_VISITS_A_DAY)
    assert "too_many_a_day" not in signs(regency)

    at = tell(regency, some.judged(household=some.uid(20_000)))
    found = signs(regency)["too_many_a_day"]
    assert (found.account, found.about) == ("dini", some.TODAY.isoformat())
    assert found.positions[0] == at
    assert "too_many_a_day" not in signs(regency, Moment(position=at - 1))
    other = some.judged(household=some.uid(20_001), by="operator")
    tell(regency, other)
    assert signs(regency)["too_many_a_day"].households == found.households


def test_one_photo_of_two_houses_is_odd_and_one_letter_for_many(regency: Regency):
    shown = (some.seen("photo", "ab" * 32), some.LETTER)
    looked(regency, 1, evidence=shown)
    assert signs(regency) == {}

    looked(regency, rules.FEWEST_SAME_PAPER - 1, evidence=shown)
    assert signs(regency)["same_photo"].about == "ab" * 32
    assert "same_paper" not in signs(regency)
    looked(regency, rules.FEWEST_SAME_PAPER, evidence=shown)
    assert signs(regency)["same_paper"].about == some.LETTER.reference


def test_what_lies_too_far_back_raises_nothing_any_more(regency: Regency):
    looked(regency, rules.FEWEST_LOOKED, occurred_on=SINCE - timedelta(days=1))

    assert signs(regency) == {}


def test_the_latest_explanation_of_a_sign_is_told(regency: Regency):
    tell(regency, some.anomaly_explained(), some.anomaly_explained(upto=50, outcome="reported"))

    with reading(regency, "anomalies") as conn:
        found = anomalies.explained(conn, regency.schema, [some.ANOMALY, some.uid(1)])
    assert {key: (one.upto, one.outcome) for key, one in found.items()} == {
        some.ANOMALY: (50, "reported")
    }


def test_explanations_are_the_same_however_filled(regency: Regency):
    assert_same_however_filled(
        regency, "anomalies", some.anomaly_explained(), some.anomaly_explained(upto=60)
    )


def test_verdicts_in_the_dead_of_night_are_odd(regency: Regency):
    looked(regency, rules.FEWEST_AT_NIGHT)
    with reading(regency, "verifications") as conn:
        view = f"{regency.schema}_read.verifications_looks"
        for instant, is_odd in (
            ("2024-11-04 23:30+07", True),
            ("2024-11-04 04:59+07", True),
            ("2024-11-04 21:59+07", False),
            ("2024-11-04 05:00+07", False),
        ):
            conn.execute(f"UPDATE {view} SET recorded_at = %s", (instant,))
            assert ("odd_hours" in signs(regency)) is is_odd, instant
