"""Commands about needs."""

import pytest

from service.aggregates.household_evidence import EvidenceMissing
from service.aggregates.household_needs import NeedKnown
from service.commands import needs
from service.commands.needs import Claim, JudgeNeed
from service.commands.validations import validate
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import (
    AUDITOR,
    DAY,
    KLEGO,
    NEIGHBOUR,
    OPERATOR,
    VISIT,
    actor,
    do,
    known,
    registered,
)

CLAIM = Claim(need="sanitation", occurred_on=DAY)


def test_a_claim_waits_for_somebody_to_look(regency: Regency):
    household = registered(regency)
    do(regency, OPERATOR, needs.claim, household, CLAIM)
    need = known(regency, household).needs["sanitation"]
    assert (need.standing, need.strategy) == ("claimed", "reduce_expenditure_burden")


def test_an_open_need_is_claimed_once(regency: Regency):
    household = registered(regency)
    do(regency, OPERATOR, needs.claim, household, CLAIM)
    with pytest.raises(NeedKnown):
        do(regency, OPERATOR, needs.claim, household, CLAIM)


def test_a_monitor_of_the_village_looks_at_needs_too(regency: Regency):
    household = registered(regency)
    ask = JudgeNeed(need="housing", verdict="confirmed", method="visit", evidence=(VISIT,))
    do(regency, actor("monitor", KLEGO), validate, household, ask)
    assert known(regency, household).needs["housing"].standing == "unmet"


def test_a_need_is_not_taken_away_on_a_mere_word(regency: Regency):
    household = registered(regency)
    do(regency, OPERATOR, needs.claim, household, CLAIM)
    ask = JudgeNeed(need="sanitation", verdict="already_met", method="phone")
    with pytest.raises(EvidenceMissing):
        do(regency, OPERATOR, validate, household, ask)


def test_needs_are_claimed_by_field_roles_in_their_villages(regency: Regency):
    household = registered(regency)
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, needs.claim, household, CLAIM)
    with pytest.raises(OutOfScope):
        do(regency, NEIGHBOUR, needs.claim, household, CLAIM)
