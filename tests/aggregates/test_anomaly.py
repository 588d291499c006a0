"""A sign is explained by somebody else, as far as it went then."""

from typing import Any

from service.aggregates.anomaly import Anomaly, ExplainedAlready, OwnAnomaly
from service.kernel.events import Event
from service.kernel.guards import ReasonMissing
from tests.support import events as some
from tests.support.scenario import given


def explained(known: Anomaly, **other: Any) -> tuple[Event, ...]:
    asked: dict[str, Any] = {
        "kind": "in_minutes",
        "village": some.KLEGO,
        "account": "",
        "upto": 40,
        "outcome": "harmless",
        "reason": "Disalin dari lembar RT dalam satu sore",
        "by": "sekretaris",
        "on": some.TODAY,
        "today": some.TODAY,
    }
    return known.explain(some.ANOMALY, **(asked | other))


def test_a_sign_is_explained_with_a_reason():
    given(Anomaly()).when(explained).then(some.anomaly_explained())
    given(Anomaly()).when(lambda one: explained(one, reason=" ")).then_refused(ReasonMissing)


def test_whoever_it_is_about_explains_nothing():
    given(Anomaly()).when(lambda one: explained(one, account="dini", by="dini")).then_refused(
        OwnAnomaly
    )


def test_it_is_explained_again_only_when_more_has_happened():
    given(Anomaly(), some.anomaly_explained()).when(explained).then_refused(ExplainedAlready)
    given(Anomaly(), some.anomaly_explained()).when(lambda one: explained(one, upto=41)).then(
        some.anomaly_explained(upto=41)
    )
