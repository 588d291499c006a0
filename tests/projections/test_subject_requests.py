"""Requests of data subjects: which are open, and how much time is left."""

from datetime import timedelta
from typing import Any

from service.projections import subject_requests
from service.projections.moment import Moment
from service.projections.subject_requests import Asked, SubjectRequest
from service.regency import Regency
from tests.support import events as some
from tests.support.read_models import assert_same_however_filled, reading
from tests.support.told import CLERK, tell


def found(regency: Regency, **asked: Any) -> list[SubjectRequest]:
    with reading(regency, "subject_requests") as conn:
        return subject_requests.find(conn, regency.schema, Asked(**asked), limit=9)


def test_a_request_is_open_until_it_is_carried_out_or_refused(regency: Regency) -> None:
    tell(regency, some.received_request(), some.identified())
    [one] = found(regency, is_open=True)
    assert one.is_open
    assert one.is_identified

    tell(regency, some.decided_request())
    [one] = found(regency, is_open=True)
    assert (one.outcome, one.decided_by) == ("granted", CLERK.account)

    tell(regency, some.fulfilled_request())
    assert found(regency, is_open=True) == []
    [one] = found(regency, is_open=False)
    assert not one.is_open
    assert one.fulfilled_at is not None

    other = some.uid(842)
    tell(regency, some.received_request(subject_request=other))
    refused = some.decided_request(
        subject_request=other, outcome="refused", legal_basis="under_audit"
    )
    tell(regency, refused)
    assert found(regency, is_open=True) == []


def test_a_hold_is_over_when_the_request_goes_on(regency: Regency) -> None:
    tell(regency, some.received_request(), some.held_request())
    assert [one.hold for one in found(regency)] == ["audit"]

    tell(regency, some.resumed_request())
    assert [one.hold for one in found(regency)] == [None]


def test_the_clock_runs_three_days_from_receipt(regency: Regency) -> None:
    tell(regency, some.received_request())
    [one] = found(regency)
    assert one.hours_until_due(some.NOW) == 72
    assert one.hours_until_due(some.NOW + timedelta(hours=71, minutes=30)) == 0
    assert one.hours_until_due(some.NOW + timedelta(hours=72, minutes=1)) == -1


def test_requests_are_found_by_household_kind_and_area(regency: Regency) -> None:
    tell(regency, some.received_request())
    assert found(regency, household=some.HOUSEHOLD, kind="erasure", areas=("33.09.15",))
    assert found(regency, household=some.OTHER_HOUSEHOLD) == []
    assert found(regency, kind="correction") == []
    assert found(regency, areas=("33.09.01",)) == []


def test_a_request_is_seen_as_it_was_known_then(regency: Regency) -> None:
    received = tell(regency, some.received_request())
    tell(regency, some.decided_request(), some.fulfilled_request(), some.notified_recipient())
    with reading(regency, "subject_requests") as conn:
        then = subject_requests.one(conn, regency.schema, some.REQUEST, Moment(received))
        before = subject_requests.one(conn, regency.schema, some.REQUEST, Moment(received - 1))
        now = subject_requests.one(conn, regency.schema, some.REQUEST)
    assert then is not None
    assert then.outcome is None
    assert before is None
    assert now is not None
    assert now.notified == ["sari"]


def test_subject_requests_are_the_same_however_filled(regency: Regency) -> None:
    assert_same_however_filled(
        regency,
        "subject_requests",
        some.received_request(),
        some.identified(),
        some.held_request(),
        some.resumed_request(),
        some.decided_request(),
        some.fulfilled_request(),
        some.notified_recipient(),
    )
