"""Leave for a second promise: asked with a reason, given by another, used once."""

from typing import Any

import pytest

from service.aggregates.clearance import (
    Clearance,
    ClearanceNotAsked,
    ClearanceOpen,
    ClearedByOwnPartner,
    ClearedBySamePerson,
    MoreThanCleared,
    NothingInTheWay,
    RedirectedNowhere,
)
from service.kernel.guards import ReasonMissing
from tests.support.events import (
    CLEARANCE,
    COMMITMENT,
    HOUSEHOLD,
    KLEGO,
    OTHER_COMMITMENT,
    TODAY,
    clearance_granted,
    clearance_refused,
    clearance_requested,
    clearance_resolved,
)
from tests.support.scenario import after, given

BLANK = Clearance()
WHEN: dict[str, Any] = {"on": TODAY, "today": TODAY}
ASKED = clearance_requested()


def request(**other: Any) -> Any:
    terms = {
        "household": HOUSEHOLD,
        "village": KLEGO,
        "need": "sanitation",
        "partner": "pt-contoh",
        "programme": "sanitasi-pt",
        "amount_rupiah": 2_000_000,
        "reason": "Atapnya belum tertanggung",
        "against": ASKED.against,
        "by": "pt.petugas",
        **WHEN,
    }
    return lambda known: known.request(CLEARANCE, **{**terms, **other})


def grant(**other: Any) -> Any:
    terms = {"reason": "Saling melengkapi", "by": "dini", "organisation": "tkpkd"}
    return lambda known: known.grant(**{"amount_rupiah": None, **terms, **WHEN, **other})


def refuse(**other: Any) -> Any:
    terms = {"reason": "Sudah cukup", "by": "dini", "organisation": "tkpkd", **WHEN}
    return lambda known: known.refuse(**{**terms, **other})


def proceed(**other: Any) -> Any:
    terms = {"amount_rupiah": 2_000_000, "by": "pt.petugas", **WHEN}
    return lambda known: known.proceed(OTHER_COMMITMENT, **{**terms, **other})


def resolve(outcome: str = "withdrew", **other: Any) -> Any:
    terms = {"commitment": None, "reason": "Sudah cukup", "by": "pt.petugas", **WHEN}
    return lambda known: known.resolve(outcome, **{**terms, **other})


def test_leave_is_asked_against_the_promises_in_the_way():
    given(BLANK).when(request()).then(ASKED)


def test_nothing_is_asked_where_nothing_is_in_the_way():
    given(BLANK).when(request(against=())).then_refused(NothingInTheWay, need="sanitation")


def test_it_takes_a_reason():
    given(BLANK).when(request(reason=" ")).then_refused(ReasonMissing)


@pytest.mark.parametrize(
    "story", [[ASKED], [ASKED, clearance_granted()]], ids=["requested", "granted"]
)
def test_a_second_request_waits_for_the_first(story):
    given(BLANK, *story).when(request()).then_refused(
        ClearanceOpen, state="granted" if len(story) > 1 else "requested"
    )


@pytest.mark.parametrize(
    "end", [clearance_refused(), clearance_resolved()], ids=["refused", "resolved"]
)
def test_once_it_has_ended_leave_can_be_asked_again(end):
    given(BLANK, ASKED, clearance_granted(), end).when(request()).then(ASKED)


def test_somebody_else_grants_it():
    given(BLANK, ASKED).when(grant()).then(clearance_granted())
    given(BLANK, ASKED).when(grant(by="pt.petugas")).then_refused(
        ClearedBySamePerson, account="pt.petugas"
    )
    given(BLANK, ASKED).when(grant(organisation="pt-contoh")).then_refused(
        ClearedByOwnPartner, partner="pt-contoh"
    )


def test_it_is_granted_for_less_but_never_for_more():
    given(BLANK, ASKED).when(grant(amount_rupiah=1)).then(clearance_granted(amount_rupiah=1))
    given(BLANK, ASKED).when(grant(amount_rupiah=2_000_001)).then_refused(
        MoreThanCleared, asked_rupiah=2_000_001, left_rupiah=2_000_000
    )


@pytest.mark.parametrize("decide", [grant(), refuse()], ids=["grant", "refuse"])
def test_what_nobody_asked_or_what_is_decided_is_not_decided(decide):
    given(BLANK).when(decide).then_refused(ClearanceNotAsked, state="none")
    given(BLANK, ASKED, clearance_refused()).when(decide).then_refused(
        ClearanceNotAsked, state="refused"
    )


def test_it_is_refused_by_somebody_else_too():
    given(BLANK, ASKED).when(refuse()).then(clearance_refused())
    given(BLANK, ASKED).when(refuse(by="pt.petugas")).then_refused(
        ClearedBySamePerson, account="pt.petugas"
    )


def test_a_leave_covers_the_promises_it_was_asked_against_until_it_is_used():
    assert after(BLANK, ASKED).beside == ()
    granted = after(BLANK, ASKED, clearance_granted())
    assert granted.beside == (COMMITMENT,)
    assert after(granted, clearance_resolved()).beside == ()


def test_it_is_used_once_and_says_so():
    known = given(BLANK, ASKED, clearance_granted()).when(proceed()).then(clearance_resolved())
    given(known).when(proceed()).then_refused(ClearanceNotAsked, state="proceeded_with_reason")


def test_whoever_granted_it_does_not_use_it():
    given(BLANK, ASKED, clearance_granted()).when(proceed(by="dini")).then_refused(
        ClearedBySamePerson, account="dini"
    )


def test_no_more_is_promised_than_was_granted():
    given(BLANK, ASKED, clearance_granted(amount_rupiah=1)).when(proceed()).then_refused(
        MoreThanCleared, asked_rupiah=2_000_000, left_rupiah=1
    )


def test_a_request_that_was_refused_can_end_elsewhere():
    elsewhere = {"outcome": "redirected", "reason": "Sudah cukup"}
    given(BLANK, ASKED, clearance_refused()).when(
        resolve("redirected", commitment=OTHER_COMMITMENT)
    ).then(clearance_resolved(**elsewhere))
    given(BLANK, ASKED).when(resolve()).then(
        clearance_resolved(outcome="withdrew", commitment=None, reason="Sudah cukup")
    )


def test_a_redirection_says_where_to_and_a_withdrawal_does_not():
    given(BLANK, ASKED).when(resolve("redirected")).then_refused(RedirectedNowhere)
    given(BLANK, ASKED).when(resolve(commitment=COMMITMENT)).then_refused(RedirectedNowhere)
    given(BLANK).when(resolve()).then_refused(ClearanceNotAsked, state="none")
