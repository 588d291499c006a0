"""A second promise for a need goes through with a reason and somebody else's leave, once."""

from functools import partial
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from service.aggregates.clearance import (
    Clearance,
    ClearedByOwnPartner,
    ClearedBySamePerson,
    NothingInTheWay,
    RedirectedNowhere,
)
from service.aggregates.household_needs import NeedTaken, RecipientNotPayable
from service.aggregates.programme import PairBasisMissing, PairsNotYours
from service.application import NotKnown, Receipt
from service.commands import clearances, commitments, programmes
from service.commands.clearances import GrantClearance, RequestClearance, ResolveClearance
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import AUDITOR, DAY, SECRETARIAT, TANJUNG, do, known
from tests.commands.giving import (
    BAZNAS,
    CAPITAL,
    COMPANY,
    PERKIM,
    TOILET,
    catalogue,
    family_in_need,
    judged,
    listed,
    officer,
    promise,
    promised,
    tags_at,
)
from tests.support.threads import at_once, losers, winners

COMPANYS = officer(COMPANY, "partner_officer", "33.09")
MENTOR = officer("bappeda", "mentor", "33.09.15")


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


def wish(household: UUID, **other: Any) -> RequestClearance:
    asked: dict[str, Any] = {
        "household": household,
        "partner": COMPANY,
        "programme": TOILET,
        "amount_rupiah": 2_000_000,
        "reason": "Septic tank belum tertanggung",
        "occurred_on": DAY,
    }
    return RequestClearance(**(asked | other))


def requested(regency: Regency, household: UUID, **other: Any) -> UUID:
    return UUID(do(regency, COMPANYS, clearances.request, wish(household, **other)).id)


def granted(regency: Regency, clearance: UUID) -> None:
    asked = GrantClearance(reason="Saling melengkapi", occurred_on=DAY)
    do(regency, MENTOR, clearances.grant, clearance, asked)


def top_up(regency: Regency, household: UUID, **other: Any) -> Receipt:
    asked = {"partner": COMPANY, "amount_rupiah": 2_000_000} | other
    return do(regency, COMPANYS, commitments.commit, promise(household, **asked))


def state(regency: Regency, clearance: UUID) -> str:
    return regency.ledger.look(Clearance, clearance)[1].state


def test_a_second_promise_goes_through_in_one_save_with_its_leave(regency: Regency):
    household = family_in_need(regency)
    first = promised(regency, household)
    with pytest.raises(NeedTaken):
        top_up(regency, household)
    clearance = requested(regency, household)
    with pytest.raises(NeedTaken):
        top_up(regency, household)
    granted(regency, clearance)

    receipt = top_up(regency, household)

    assert tags_at(regency, receipt) == ["commitment.made", "clearance.resolved", "need.reserved"]
    assert state(regency, clearance) == "proceeded_with_reason"
    held = known(regency, household).needs["sanitation"].reservations
    assert [(one.partner, one.beside) for one in held] == [(BAZNAS, ()), (COMPANY, (first,))]


def test_of_two_uses_of_one_leave_in_the_same_second_one_wins(regency: Regency):
    household = family_in_need(regency)
    promised(regency, household)
    granted(regency, requested(regency, household))

    outcomes = at_once(*(partial(top_up, regency, household) for _ in range(4)))

    [_] = winners(outcomes)
    assert {type(one) for one in losers(outcomes)} == {NeedTaken}
    assert len(known(regency, household).needs["sanitation"].reservations) == 2


def test_a_leave_is_of_one_partner_and_against_what_was_there_when_it_was_asked(
    regency: Regency,
):
    household = family_in_need(regency)
    promised(regency, household)
    granted(regency, requested(regency, household))
    with pytest.raises(NeedTaken) as refused:
        do(regency, SECRETARIAT, commitments.commit, promise(household, partner=PERKIM))
    assert refused.value.why["partner"] == BAZNAS

    perkim = UUID(do(regency, SECRETARIAT, clearances.request, wish(household, partner=PERKIM)).id)
    granted(regency, perkim)
    do(
        regency,
        officer(PERKIM, "partner_officer", "33.09"),
        commitments.commit,
        promise(household, partner=PERKIM, amount_rupiah=1),
    )

    with pytest.raises(NeedTaken) as late:
        top_up(regency, household)
    assert late.value.why["partner"] == PERKIM


def test_it_takes_two_people_of_two_organisations(regency: Regency):
    household = family_in_need(regency)
    promised(regency, household)
    by_secretariat = wish(household, partner=PERKIM)
    clearance = UUID(do(regency, SECRETARIAT, clearances.request, by_secretariat).id)
    ask = GrantClearance(reason="Saling melengkapi", occurred_on=DAY)

    with pytest.raises(ClearedBySamePerson):
        do(regency, SECRETARIAT, clearances.grant, clearance, ask)
    with pytest.raises(ClearedByOwnPartner):
        do(regency, officer(PERKIM, "mentor", "33.09.15"), clearances.grant, clearance, ask)


def test_nobody_asks_where_nothing_is_in_the_way_or_nobody_may_be_helped(regency: Regency):
    household = family_in_need(regency)
    with pytest.raises(NothingInTheWay):
        requested(regency, household)
    promised(regency, household)
    judged(regency, household, "better_off", reason="assets")
    with pytest.raises(RecipientNotPayable):
        requested(regency, household)


def test_whoever_may_not_know_the_household_learns_nothing(regency: Regency):
    household = family_in_need(regency)
    promised(regency, household)
    ask = wish(household)
    with pytest.raises(OutOfScope):
        do(regency, officer(COMPANY, "partner_officer", TANJUNG), clearances.request, ask)
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, clearances.request, ask)
    with pytest.raises(OutOfScope):
        do(regency, officer(BAZNAS, "partner_officer", "33.09"), clearances.request, ask)
    with pytest.raises(NotKnown):
        do(regency, MENTOR, clearances.grant, household, GrantClearance(reason="Boleh saja"))


def test_a_request_ends_elsewhere_with_the_promise_that_shows_where(regency: Regency):
    household = family_in_need(regency, "sanitation", "business_capital")
    first = promised(regency, household)
    clearance = requested(regency, household)
    other = UUID(top_up(regency, household, programme=CAPITAL).id)
    elsewhere = ResolveClearance(
        outcome="redirected",
        reason="Modal usaha lebih mendesak",
        commitment=other,
        occurred_on=DAY,
    )
    not_theirs = replace(elsewhere, commitment=first)

    with pytest.raises(RedirectedNowhere):
        do(regency, COMPANYS, clearances.resolve, clearance, not_theirs)
    do(regency, COMPANYS, clearances.resolve, clearance, elsewhere)

    assert state(regency, clearance) == "redirected"


def test_aid_that_recurs_is_promised_anew_each_year(regency: Regency):
    monthly = listed("blt-dd", recurrence="monthly", exclusivity_group="income_support")
    do(regency, SECRETARIAT, programmes.enlist, monthly)
    household = family_in_need(regency)
    promised(regency, household, programme="blt-dd")
    with pytest.raises(NeedTaken):
        promised(regency, household, programme="blt-dd")

    promised(regency, household, programme="blt-dd", fiscal_year=2025)

    assert len(known(regency, household).needs["sanitation"].reservations) == 2


def test_only_the_secretariat_lets_two_programmes_meet_and_says_by_what(regency: Regency):
    pair = listed("septik", owner=COMPANY, allowed_with=(TOILET,), allowed_basis="SK 7/2024")
    with pytest.raises(PairsNotYours):
        do(regency, COMPANYS, programmes.enlist, pair)
    bare = listed("septik", owner=COMPANY, allowed_with=(TOILET,))
    with pytest.raises(PairBasisMissing):
        do(regency, SECRETARIAT, programmes.enlist, bare)
    do(regency, SECRETARIAT, programmes.enlist, pair)

    household = family_in_need(regency)
    promised(regency, household)
    top_up(regency, household, programme="septik")

    assert len(known(regency, household).needs["sanitation"].reservations) == 2
