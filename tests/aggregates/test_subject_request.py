"""A data subject's request: three people, three days, and what can't be undone takes two."""

from datetime import timedelta
from typing import Any

import pytest

from service.aggregates.subject_request import (
    BasisUnfit,
    DecidedByReceiver,
    DestroyedByDecider,
    NotifiedAlready,
    RequestDecided,
    RequesterIdentified,
    RequesterUnidentified,
    RequestFulfilled,
    RequestHeld,
    RequestNotGranted,
    RequestNotHeld,
    SubjectRequest,
)
from service.aggregates.subject_request_events import LEGAL_BASIS_LABELS
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support import events as some
from tests.support.events import HOUSEHOLD, KLEGO, NOW, REQUEST, TODAY, TOMORROW

DAYS: Any = {"on": TODAY, "today": TODAY}
WHY: Any = {"reason": "Sudah diperiksa", **DAYS}


def after(*events: Any) -> SubjectRequest:
    known = SubjectRequest()
    for event in events:
        known = known.after(event)
    return known


RECEIVED = after(some.received_request())
IDENTIFIED = after(some.received_request(), some.identified())
GRANTED = IDENTIFIED.after(some.decided_request())
DONE = GRANTED.after(some.fulfilled_request())


def decide(known: SubjectRequest, outcome: Any = "granted", **other: Any):
    asked = {"legal_basis": "no_longer_needed", "by": "pdp-dini", **WHY}
    return known.decide(outcome, **(asked | other))


def test_the_clock_of_three_days_starts_with_the_receipt():
    [event] = SubjectRequest().receive(
        REQUEST,
        kind="erasure",
        household=HOUSEHOLD,
        person=None,
        village=KLEGO,
        requester="subject",
        number="PDP-1/2024",
        received_by="operator-klego",
        received_at=NOW,
        words=None,
        **DAYS,
    )
    assert event == some.received_request()
    assert event.due_at - event.received_at == timedelta(hours=72)


def test_who_asks_is_identified_once():
    assert RECEIVED.identify("identity_card", **DAYS) == (some.identified(),)
    with pytest.raises(RequesterIdentified):
        IDENTIFIED.identify("family_card", **DAYS)


def test_nothing_is_granted_to_somebody_unknown_but_it_can_be_refused():
    with pytest.raises(RequesterUnidentified):
        decide(RECEIVED)
    assert decide(RECEIVED, "refused", legal_basis="identity_unproved")


def test_whoever_received_a_request_does_not_decide_it():
    with pytest.raises(DecidedByReceiver):
        decide(IDENTIFIED, by="operator-klego")


@pytest.mark.parametrize("basis", LEGAL_BASIS_LABELS)
def test_every_legal_basis_is_for_granting_or_for_refusing(basis):
    fits = []
    for outcome in ("granted", "refused"):
        try:
            decide(IDENTIFIED, outcome, legal_basis=basis)
            fits.append(outcome)
        except BasisUnfit:
            pass
    assert len(fits) == 1


def test_a_request_is_decided_once_and_for_a_reason():
    with pytest.raises(RequestDecided):
        decide(GRANTED)
    with pytest.raises(ReasonMissing):
        decide(IDENTIFIED, reason=" ")
    with pytest.raises(NotHappenedYet):
        decide(IDENTIFIED, on=TOMORROW)


def test_on_hold_nothing_is_granted_or_carried_out():
    held = IDENTIFIED.after(some.held_request())
    with pytest.raises(RequestHeld):
        decide(held)
    with pytest.raises(RequestHeld):
        held.put_on_hold("court", **WHY)
    assert decide(held, "refused", legal_basis="under_audit")
    with pytest.raises(RequestHeld):
        GRANTED.after(some.held_request()).fulfil(by="sekretaris", reference="", **DAYS)
    assert decide(held.after(some.resumed_request()))
    with pytest.raises(RequestNotHeld):
        IDENTIFIED.resume(**WHY)
    with pytest.raises(RequestFulfilled):
        DONE.put_on_hold("audit", **WHY)


def test_whoever_decides_an_erasure_does_not_carry_it_out():
    decided = IDENTIFIED.after(some.decided_request(decided_by="pdp-dini"))
    with pytest.raises(DestroyedByDecider):
        decided.fulfil(by="pdp-dini", reference="", **DAYS)
    assert decided.fulfil(by="sekretaris", reference="PDP-1/2024/B", **DAYS) == (
        some.fulfilled_request(),
    )


def test_a_report_is_made_by_whoever_granted_it():
    granted = after(
        some.received_request(kind="access_report"),
        some.identified(),
        some.decided_request(kind="access_report", legal_basis="subject_right"),
    )
    assert granted.fulfil(by="pdp-dini", reference="", **DAYS)


def test_only_what_was_granted_is_carried_out_and_once():
    with pytest.raises(RequestNotGranted):
        IDENTIFIED.fulfil(by="sekretaris", reference="", **DAYS)
    refused = RECEIVED.after(
        some.decided_request(outcome="refused", legal_basis="legal_obligation")
    )
    with pytest.raises(RequestNotGranted):
        refused.fulfil(by="sekretaris", reference="", **DAYS)
    with pytest.raises(RequestFulfilled):
        DONE.fulfil(by="sekretaris", reference="", **DAYS)


def test_each_recipient_is_told_once_and_after_it_is_done():
    told: Any = {
        "organisation": "baznas-boyolali",
        "account": "sari",
        "looks": (7, 9),
        "letter_number": "PDP-1/2024/C",
        **DAYS,
    }
    assert DONE.notify(**told) == (some.notified_recipient(),)
    with pytest.raises(NotifiedAlready):
        DONE.after(some.notified_recipient()).notify(**told)
    with pytest.raises(RequestNotGranted):
        GRANTED.notify(**told)
