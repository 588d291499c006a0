"""Somebody looks at a promise that is flagged, and says why it stays."""

from typing import Any

from service.aggregates.flag import Flag, NothingToReview
from service.kernel.guards import ReasonMissing
from tests.support.events import COMMITMENT, HOUSEHOLD, KLEGO, TODAY, flag_explained
from tests.support.scenario import given


def explain(**other: Any) -> Any:
    terms = {
        "household": HOUSEHOLD,
        "village": KLEGO,
        "need": "sanitation",
        "partner": "baznas-boyolali",
        "causes": ("not_payable",),
        "reason": "Dipakai ahli waris",
        "by": "dini",
        "on": TODAY,
        "today": TODAY,
    }
    return lambda known: known.explain(COMMITMENT, **{**terms, **other})


def test_a_flag_is_explained_with_its_causes():
    known = given(Flag()).when(explain()).then(flag_explained())
    assert known.explained == ("not_payable",)


def test_what_is_not_flagged_is_not_explained():
    given(Flag()).when(explain(causes=())).then_refused(NothingToReview)
    given(Flag()).when(explain(reason="")).then_refused(ReasonMissing)
