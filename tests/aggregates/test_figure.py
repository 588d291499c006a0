"""Official figures: nothing without a source and parts, one determined for a day, by decree."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from service.aggregates.figure import (
    DeterminedAlready,
    Figure,
    NatureDiffers,
    NotForUsToDetermine,
    NotProvisional,
    NotRatifiedYet,
    PartsImpossible,
    PartsMissing,
    SourceIsOurs,
    StatedDiffers,
    Target,
    TargetImpossible,
    UnknownFigure,
    ValueMissing,
)
from service.aggregates.figure_events import FigureDetermined, FigureSuperseded
from service.kernel.events import Event
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import TODAY, TOMORROW, YESTERDAY, figure_computed, figure_reported
from tests.support.scenario import after

WHEN: dict[str, Any] = {"on": TODAY, "today": TODAY}
DECREE: dict[str, Any] = {
    "decree_number": "400.9/301 Tahun 2024",
    "decree_date": YESTERDAY,
    "office": "Bupati Boyolali",
    **WHEN,
}


def report(**other: Any) -> Any:
    return report_to(Figure(), **other)


def report_to(figure: Figure, **other: Any) -> Any:
    asked: dict[str, Any] = {
        "kind": "poverty_rate",
        "area": "33.09",
        "source": "mcd",
        "source_name": "MCD Satu Data",
        "nature": "registry",
        "method": "Hitungan by name by address",
        "reference_date": YESTERDAY,
        "numerator": 84_264,
        "denominator": 1_043_720,
        **WHEN,
    }
    [event] = figure.report(**(asked | other))
    return event


def series(*events: Event) -> Figure:
    return after(Figure(), *events)


FIRST = figure_reported(number=1)
SECOND = figure_reported(number=2, numerator=84_265)


def test_a_count_comes_to_what_its_parts_say():
    assert report().value_percent == Decimal("8.07")
    assert report(denominator=936_267).value_percent == Decimal("9.00")


def test_a_count_without_parts_is_no_figure():
    with pytest.raises(PartsMissing):
        report(numerator=None, value_percent=Decimal("8.07"))
    with pytest.raises(PartsMissing):
        report(denominator=None, value_percent=Decimal("8.07"))


def test_a_stated_rate_that_its_parts_do_not_come_to_is_refused():
    with pytest.raises(StatedDiffers) as refused:
        report(value_percent=Decimal("8.07"), denominator=936_267)
    assert refused.value.why == {"stated_percent": "8.07", "reckoned_percent": "9.00"}


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 0), (8, 7), (-1, 7)])
def test_impossible_parts_are_refused(numerator: int, denominator: int):
    with pytest.raises(PartsImpossible):
        report(numerator=numerator, denominator=denominator)


def test_a_survey_needs_its_value_and_may_leave_out_its_parts():
    survey: dict[str, Any] = {
        "nature": "survey",
        "source": "bps",
        "numerator": None,
        "denominator": None,
    }
    with pytest.raises(ValueMissing):
        report(**survey)
    with pytest.raises(PartsImpossible):
        report(**survey, value_percent=Decimal(101))
    assert report(**survey, value_percent=Decimal("10.62")).value_percent == Decimal("10.62")


def test_a_figure_speaks_of_a_day_that_has_come():
    with pytest.raises(NotHappenedYet):
        report(reference_date=TOMORROW)


def test_what_others_state_is_not_our_count():
    with pytest.raises(SourceIsOurs):
        report(source="sanding")


def test_a_survey_and_a_count_never_stand_in_one_series():
    with pytest.raises(NatureDiffers):
        report_to(series(FIRST), nature="survey", value_percent=Decimal("10.62"))


def test_figures_of_a_series_are_numbered():
    assert report_to(series(FIRST)).number == 2


def test_a_decree_makes_a_figure_official():
    [event] = series(FIRST).determine(1, **DECREE)
    assert isinstance(event, FigureDetermined)
    assert (event.number, event.value_percent) == (1, Decimal("8.07"))


def test_nobody_here_determines_what_a_survey_found():
    with pytest.raises(NotForUsToDetermine):
        series(figure_reported(number=1, nature="survey")).determine(1, **DECREE)


def test_a_figure_is_determined_once():
    known = series(FIRST, *series(FIRST).determine(1, **DECREE))
    with pytest.raises(NotProvisional):
        known.determine(1, **DECREE)


def test_only_a_known_figure_is_determined():
    with pytest.raises(UnknownFigure):
        series(FIRST).determine(2, **DECREE)


def test_a_count_with_verdicts_that_no_meeting_ratified_stays_provisional():
    with pytest.raises(NotRatifiedYet):
        series(figure_computed(number=1, unratified=1)).determine(1, **DECREE)
    assert series(figure_computed(number=1, unratified=0)).determine(1, **DECREE)


def test_a_decree_is_not_of_tomorrow():
    with pytest.raises(NotHappenedYet):
        series(FIRST).determine(1, **(DECREE | {"decree_date": TOMORROW}))


def test_of_one_day_one_figure_is_determined_and_another_takes_its_place_for_a_reason():
    known = series(FIRST, SECOND, *series(FIRST).determine(1, **DECREE))
    with pytest.raises(DeterminedAlready):
        known.determine(2, **DECREE)
    with pytest.raises(ReasonMissing):
        known.determine(2, replaces=1, **DECREE)
    former, new = known.determine(2, replaces=1, reason="Penyebut dibetulkan", **DECREE)
    assert isinstance(former, FigureSuperseded)
    assert isinstance(new, FigureDetermined)
    assert (former.number, former.by, new.number) == (1, 2, 2)
    assert after(known, former, new).figures[1].standing == "superseded"


def test_of_another_day_another_figure_is_determined():
    earlier = figure_reported(number=2, reference_date=YESTERDAY - timedelta(days=365))
    known = series(FIRST, earlier, *series(FIRST).determine(1, **DECREE))
    assert len(known.determine(2, **DECREE)) == 1


def test_a_provisional_figure_gives_way_for_a_reason():
    known = series(FIRST, SECOND)
    with pytest.raises(ReasonMissing):
        known.supersede(1, by=2, reason=" ", **WHEN)
    with pytest.raises(UnknownFigure):
        known.supersede(1, by=3, reason="Salah ketik", **WHEN)
    with pytest.raises(NotProvisional):
        known.supersede(1, by=1, reason="Salah ketik", **WHEN)
    [event] = known.supersede(1, by=2, reason="Salah ketik", **WHEN)
    with pytest.raises(NotProvisional):
        after(known, event).determine(1, **DECREE)


def test_a_target_is_a_share_on_a_day_to_come():
    asked: dict[str, Any] = {
        "kind": "extreme_poverty_rate",
        "area": "33.09",
        "target_percent": Decimal(0),
        "due_on": TOMORROW,
        "decree_number": "Inpres 4/2022",
        **WHEN,
    }
    [event] = Target().set(**asked)
    assert after(Target(), event).due_on == TOMORROW
    for wrong in ({"target_percent": Decimal(101)}, {"due_on": YESTERDAY}):
        with pytest.raises(TargetImpossible):
            Target().set(**(asked | wrong))
