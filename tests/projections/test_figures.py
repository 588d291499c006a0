"""Figures as they stood at a moment, with their source, their parts and their decree."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from service.projections import figures
from service.projections.figures import Figure
from service.projections.moment import PRESENT, Moment
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import tell


def found(regency: Regency, moment: Moment = PRESENT, **asked: Any) -> list[Figure]:
    with reading(regency, "figures") as conn:
        return figures.find(conn, regency.schema, moment=moment, **asked)


def test_a_figure_is_provisional_until_a_decree_determines_it(regency: Regency):
    tell(regency, some.figure_reported(number=1), some.figure_reported(number=2))
    before = regency.log.head()
    tell(regency, some.figure_determined(number=2))
    assert [one.standing for one in found(regency)] == ["provisional", "determined"]
    assert [one.standing for one in found(regency, Moment(before))] == ["provisional"] * 2
    [_, determined] = found(regency)
    assert determined.decree_number == "400.9/301 Tahun 2024"
    assert (determined.numerator, determined.denominator) == (84_264, 1_043_720)


def test_a_superseded_figure_keeps_its_decree(regency: Regency):
    tell(regency, some.figure_reported(number=1), some.figure_determined(number=1))
    tell(regency, some.figure_superseded(number=1, by=2))
    [one] = found(regency)
    assert (one.standing, one.superseded_by, one.office) == ("superseded", 2, "Bupati Boyolali")


def test_a_survey_is_released_by_its_source(regency: Regency):
    survey = some.figure_reported(nature="survey", source="bps", value_percent=Decimal("10.62"))
    tell(regency, survey)
    [one] = found(regency)
    assert (one.standing, one.value_percent) == ("reported", Decimal("10.62"))


def test_our_own_count_says_where_it_was_frozen(regency: Regency):
    tell(regency, some.figure_computed())
    [one] = found(regency, areas=[some.KLEGO], kind="poverty_rate")
    assert (one.frozen_at, one.unratified, one.source_name) == (961, 3, "Register Sanding")


def test_a_figure_recorded_later_is_not_known_yet(regency: Regency):
    tell(regency, some.figure_reported())
    day_before = some.TODAY - timedelta(days=1)
    assert found(regency, Moment(0)) == []
    assert found(regency, Moment(valid_on=day_before)) == []


def test_the_latest_target_counts(regency: Regency):
    tell(regency, some.target_adopted(target_percent=Decimal(1)))
    tell(regency, some.target_adopted())
    with reading(regency, "figures") as conn:
        [target] = figures.targets(conn, regency.schema, areas=["33.09"])
        assert figures.targets(conn, regency.schema, kind="poverty_rate") == []
    assert target.target_percent == 0


def test_figures_stand_the_same_however_they_were_filled(regency: Regency):
    assert_same_however_filled(
        regency,
        "figures",
        some.figure_reported(),
        some.figure_computed(),
        some.figure_determined(),
        some.figure_superseded(),
        some.target_adopted(),
    )
