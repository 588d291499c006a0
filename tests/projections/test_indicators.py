"""Who was asked, and what criteria came to: on both clocks, and without an answer in any table."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.aggregates.household_indicator_events import SetResult
from service.projections import indicators
from service.projections.moment import Moment
from service.regency import Regency
from tests.support.events import (
    HOUSEHOLD,
    KLEGO,
    MANGGIS,
    OTHER_HOUSEHOLD,
    TODAY,
    YESTERDAY,
)
from tests.support.events import indicators as recorded
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def came_to(outcome, met=9, rule_set="bps-14"):
    return SetResult(rule_set=rule_set, version=1, outcome=outcome, met=met, known=14, of=14)


def counted(regency: Regency, area=KLEGO, moment=None, **more):
    with reading(regency, "indicators") as conn:
        found = indicators.outcome_counts(conn, regency.schema, area, moment or Moment(), **more)
    return {(one.area, one.rule_set, one.outcome): one.households for one in found}


def test_what_was_asked_is_told_and_what_was_answered_is_not(regency: Regency):
    tell(regency, recorded())
    with reading(regency, "indicators") as conn:
        [asked] = indicators.asked_of(conn, regency.schema, [HOUSEHOLD])
        text = conn.execute(
            f"SELECT string_agg(t::text, '') FROM {regency.schema}_read.indicators_lines AS t"
        ).fetchone()
    assert (asked.instrument, asked.answered, asked.village) == ("regsosek", 1, KLEGO)
    assert "309a" not in str(text)


def test_the_latest_result_of_a_set_counts(regency: Regency):
    later = recorded(results=(came_to("met"),))
    tell(regency, recorded(results=(came_to("not_met", 3),), occurred_on=YESTERDAY), later)
    with reading(regency, "indicators") as conn:
        [result] = indicators.results_of(conn, regency.schema, [HOUSEHOLD])
    assert (result.outcome, result.met, result.total) == ("met", 9, 14)
    assert counted(regency) == {(KLEGO, "bps-14", "met"): 1}


def test_what_was_learnt_late_of_an_earlier_day_does_not_count_today(regency: Regency):
    before = tell(regency, recorded(results=(came_to("met"),)))
    tell(regency, recorded(results=(came_to("not_met", 3),), occurred_on=YESTERDAY))
    assert counted(regency) == {(KLEGO, "bps-14", "met"): 1}
    yesterday = Moment(valid_on=YESTERDAY)
    assert counted(regency, moment=yesterday) == {(KLEGO, "bps-14", "not_met"): 1}
    assert counted(regency, moment=Moment(before, YESTERDAY)) == {}


def test_sets_are_counted_beside_one_another_and_by_area(regency: Regency):
    both = (came_to("met"), came_to("undecided", 2, "kepmensos-262"))
    tell(
        regency,
        recorded(results=both),
        recorded(household=OTHER_HOUSEHOLD, village=MANGGIS, results=both[:1]),
    )
    assert counted(regency, "33.09", by="regency") == {
        ("33.09", "bps-14", "met"): 2,
        ("33.09", "kepmensos-262", "undecided"): 1,
    }
    assert counted(regency, "33.09", by="regency", hidden=[HOUSEHOLD]) == {
        ("33.09", "bps-14", "met"): 1
    }


def test_who_was_asked_is_listed_by_village(regency: Regency):
    tell(regency, recorded(), recorded(), recorded(household=OTHER_HOUSEHOLD, village=MANGGIS))
    with reading(regency, "indicators") as conn:
        found = indicators.households_asked(conn, regency.schema, KLEGO, limit=10)
        none = indicators.households_asked(
            conn, regency.schema, KLEGO, hidden=[HOUSEHOLD], limit=10
        )
    assert (found, none) == ([HOUSEHOLD], [])


def test_it_comes_out_the_same_however_it_was_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "indicators",
        recorded(),
        recorded(occurred_on=TODAY, results=(came_to("met"),)),
        recorded(occurred_on=YESTERDAY, results=(came_to("not_met"),)),
        recorded(village=MANGGIS, results=(came_to("undecided"),)),
    )


@given(
    st.lists(
        st.tuples(
            st.sampled_from([HOUSEHOLD, OTHER_HOUSEHOLD]),
            st.sampled_from([KLEGO, MANGGIS]),
            st.sampled_from([TODAY, YESTERDAY]),
            st.sampled_from(["met", "not_met", "undecided"]),
            st.booleans(),
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_counts_of_the_present_are_what_the_lines_add_up_to(regency: Regency, told):
    """Whatever was told in which order, and in batches of whatever size."""
    for household, village, day, outcome, is_seen in told:
        results = (came_to(outcome),)
        more = {"household": household, "village": village, "occurred_on": day}
        tell(regency, recorded(results=results, **more))
        if is_seen:
            regency.engine.catch_up("indicators")
    now = counted(regency, "33.09")
    assert now == counted(regency, "33.09", moment=Moment(regency.log.head()))
    assert sum(now.values()) <= 2
