"""A second look: drawn once, by somebody else, and compared with the first."""

from typing import Any

from service.aggregates.recheck import (
    NothingToRecheck,
    NotSampled,
    OwnVerdict,
    PeriodReversed,
    Recheck,
    RecheckedAlready,
    RecheckKnown,
)
from service.kernel.events import Event
from tests.support import events as some
from tests.support.scenario import given

DRAWN = some.recheck_drawn()


def drawn(known: Recheck, **other: Any) -> tuple[Event, ...]:
    asked: dict[str, Any] = {
        "area": "33.09.15",
        "since": DRAWN.since,
        "until": DRAWN.until,
        "list_id": None,
        "rule": "undian-1",
        "out_of": 13,
        "upto": 40,
        "sampled": (some.SAMPLED,),
        "on": some.TODAY,
        "today": some.TODAY,
    }
    return known.draw(some.RECHECK, **(asked | other))


def recorded(known: Recheck, **other: Any) -> tuple[Event, ...]:
    asked: dict[str, Any] = {
        "household": some.HOUSEHOLD,
        "found": "better_off",
        "by": "sekretaris",
        "method": "visit",
        "evidence": (some.VISIT,),
        "on": some.TODAY,
        "today": some.TODAY,
    }
    return known.record(**(asked | other))


def test_whom_the_rule_has_drawn_is_noted():
    given(Recheck()).when(drawn).then(DRAWN)


def test_the_same_draw_is_not_made_again():
    given(Recheck(), DRAWN).when(drawn).then_refused(RecheckKnown, recheck=str(some.RECHECK))


def test_out_of_nobody_nobody_is_drawn():
    given(Recheck()).when(lambda one: drawn(one, sampled=())).then_refused(NothingToRecheck)


def test_a_period_ends_after_it_began():
    given(Recheck()).when(lambda one: drawn(one, since=some.TOMORROW)).then_refused(
        PeriodReversed, since="2024-11-05", until="2024-11-04"
    )


def test_a_second_look_says_whether_it_agrees():
    given(Recheck(), DRAWN).when(recorded).then(some.recheck_recorded())
    given(Recheck(), DRAWN).when(lambda one: recorded(one, found="eligible")).then(
        some.recheck_recorded(found="eligible", agrees=True)
    )


def test_nobody_checks_the_own_verdict():
    given(Recheck(), DRAWN).when(lambda one: recorded(one, by="dini")).then_refused(OwnVerdict)


def test_only_who_was_drawn_is_looked_at_and_only_once():
    given(Recheck(), DRAWN).when(
        lambda one: recorded(one, household=some.OTHER_HOUSEHOLD)
    ).then_refused(NotSampled)
    given(Recheck(), DRAWN, some.recheck_recorded()).when(recorded).then_refused(RecheckedAlready)
