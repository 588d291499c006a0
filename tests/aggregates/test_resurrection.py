"""Whoever a list names again stays gone, once, by somebody who did not say that they left."""

from typing import Any

from service.aggregates.resurrection import DecidedByWhoSaidSo, Resurrection, SettledAlready
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    HEAD,
    HOUSEHOLD,
    KLEGO,
    OTHER_LIST,
    TODAY,
    TOMORROW,
    resurrection_settled,
)
from tests.support.scenario import given

BLANK = Resurrection()
SETTLED = resurrection_settled()


def settle(**other: Any):
    told: dict[str, Any] = {
        "source": OTHER_LIST,
        "household": HOUSEHOLD,
        "village": KLEGO,
        "person": HEAD,
        "witnesses": {"operator-klego"},
        "reason": SETTLED.reason,
        "reference": SETTLED.reference,
        "by": "kades-klego",
        "on": TODAY,
        "today": TODAY,
    }
    return lambda naming: naming.settle(SETTLED.resurrection, **told | other)


def test_somebody_says_that_they_stay_gone():
    given(BLANK).when(settle()).then(SETTLED)


def test_it_is_said_once():
    given(BLANK, SETTLED).when(settle(by="tkpkd")).then_refused(SettledAlready)


def test_not_by_whoever_said_that_they_left():
    told = given(BLANK).when(settle(by="operator-klego"))
    told.then_refused(DecidedByWhoSaidSo, account="operator-klego")


def test_not_without_a_reason_nor_before_it_happened():
    given(BLANK).when(settle(reason=" ")).then_refused(ReasonMissing)
    early = given(BLANK).when(settle(on=TOMORROW))
    early.then_refused(NotHappenedYet, on=TOMORROW.isoformat(), today=TODAY.isoformat())
