"""What a data subject's right does to a household, and what it leaves as it was."""

from datetime import date
from typing import Any, cast

import pytest

from service.aggregates.household import Household
from service.aggregates.household_needs import HouseholdIsErased, UnknownHousehold
from service.aggregates.household_people import UnknownMember
from service.aggregates.household_privacy import AidUnderWay, NotRestricted, RestrictedAlready
from service.kernel.guards import ReasonMissing
from service.policies import erasure
from service.policies.erasure import RetentionNotOver
from tests.support import events as some
from tests.support.events import HEAD, REQUEST, SPOUSE, STRANGER, TODAY

DAYS: Any = {"on": TODAY, "today": TODAY}
ASKED: Any = {
    "number": "PDP-1/2024",
    "legal_basis": "no_longer_needed",
    "decided_by": "pdp-dini",
    **DAYS,
}


def after(*events: Any) -> Household:
    known = Household()
    for event in events:
        known = known.after(event)
    return known


KNOWN = after(some.registered(), some.need_judged())


def test_a_household_is_restricted_once_and_let_go_for_a_reason():
    assert KNOWN.restrict(REQUEST, **DAYS) == (some.restricted(),)
    limited = KNOWN.after(some.restricted())
    assert limited.is_restricted
    with pytest.raises(RestrictedAlready):
        limited.restrict(REQUEST, **DAYS)
    with pytest.raises(ReasonMissing):
        limited.lift_restriction(REQUEST, reason=" ", **DAYS)
    [lifted] = limited.lift_restriction(REQUEST, reason="Ditarik oleh pemohon", **DAYS)
    assert lifted == some.restriction_lifted()
    assert not limited.after(lifted).is_restricted
    with pytest.raises(NotRestricted):
        KNOWN.lift_restriction(REQUEST, reason="Keliru", **DAYS)
    with pytest.raises(UnknownHousehold):
        Household().restrict(REQUEST, **DAYS)


def test_an_erasure_changes_neither_status_nor_needs_nor_members():
    [event] = KNOWN.erase(REQUEST, persons=(HEAD, SPOUSE), rows=(some.ROW_SUBJECT,), **ASKED)
    gone: Household = KNOWN.after(cast("Any", event))
    assert event == some.erased_household()
    assert gone.is_erased
    assert (gone.status, gone.needs, gone.members) == (KNOWN.status, KNOWN.needs, KNOWN.members)


def test_nothing_more_is_said_of_a_household_that_was_erased():
    gone = KNOWN.after(some.erased_household())
    with pytest.raises(HouseholdIsErased):
        gone.change_head(SPOUSE, **DAYS)
    with pytest.raises(HouseholdIsErased):
        gone.erase(REQUEST, **ASKED)
    with pytest.raises(HouseholdIsErased):
        gone.restrict(REQUEST, **DAYS)


def test_one_member_is_erased_alone():
    [event] = KNOWN.erase(REQUEST, person=HEAD, **ASKED)
    gone: Household = KNOWN.after(cast("Any", event))
    assert (gone.erased, gone.is_erased) == ((HEAD,), False)
    with pytest.raises(HouseholdIsErased):
        gone.erase(REQUEST, person=HEAD, **ASKED)
    with pytest.raises(UnknownMember):
        KNOWN.erase(REQUEST, person=STRANGER, **ASKED)


def test_nobody_is_erased_to_whom_aid_is_promised_still():
    promised = KNOWN.after(some.reserved())
    for person in (None, HEAD):
        with pytest.raises(AidUnderWay) as refusal:
            promised.erase(REQUEST, person=person, **ASKED)
        assert refusal.value.why == {"commitments": [str(some.COMMITMENT)]}


@pytest.mark.parametrize(
    ("helped_on", "until"),
    [(date(2024, 11, 4), date(2034, 11, 4)), (date(2024, 2, 29), date(2034, 3, 1))],
)
def test_what_was_received_is_kept_for_ten_years(helped_on, until):
    helped = KNOWN.after(some.reserved()).after(some.met(occurred_on=helped_on))
    assert erasure.kept_until(helped) == until
    with pytest.raises(RetentionNotOver) as refusal:
        erasure.require_over(helped, legal_basis="no_longer_needed", today=until.replace(year=2033))
    assert refusal.value.why["kept_until"] == until.isoformat()
    erasure.require_over(helped, legal_basis="no_longer_needed", today=until)
    erasure.require_over(helped, legal_basis="court_order", today=helped_on)


def test_whoever_was_never_helped_need_not_be_kept():
    assert erasure.kept_until(KNOWN) is None
    erasure.require_over(KNOWN, legal_basis="no_longer_needed", today=TODAY)
