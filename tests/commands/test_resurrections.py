"""Whoever is listed again stays gone by somebody's word: all of them, or none."""

from typing import Any

import pytest

from service.aggregates.resurrection import DecidedByWhoSaidSo
from service.application import NotKnown
from service.commands import resurrections
from service.commands.resurrections import ListedAgain, NothingToSettle, Settle
from service.policies.access import NotAllowed
from service.regency import Regency
from tests.commands.acting import AUDITOR, NEIGHBOUR, OPERATOR, SECRETARIAT, do
from tests.support import events as some
from tests.support.told import tell

LISTED = ListedAgain(list=some.OTHER_LIST, household=some.HOUSEHOLD, person=some.HEAD)


def settle(*listed: ListedAgain) -> Any:
    ask = Settle(listed=listed or (LISTED,), reason="Akta kematian tetap berlaku")
    return lambda work: resurrections.settle(work, ask)


@pytest.fixture
def listed_again(regency: Regency) -> Regency:
    """Give a regency in which the list of a later year names somebody who died."""
    tell(
        regency,
        some.registered(),
        some.presence(person=some.HEAD, verdict="deceased", by=OPERATOR.account),
        some.relisted(departed=(some.HEAD,)),
    )
    return regency


def test_it_is_settled_once(listed_again: Regency):
    do(listed_again, SECRETARIAT, settle())
    with pytest.raises(NothingToSettle):
        do(listed_again, SECRETARIAT, settle())


def test_not_by_whoever_said_that_they_left(listed_again: Regency):
    with pytest.raises(DecidedByWhoSaidSo):
        do(listed_again, OPERATOR, settle())


def test_nobody_is_named_again_whom_the_list_does_not_name_so(listed_again: Regency):
    told: list[dict[str, Any]] = [{"list": some.LIST}, {"person": some.SPOUSE}, {"person": None}]
    for other in told:
        wrong = ListedAgain(**{"list": LISTED.list, "household": LISTED.household, **other})
        with pytest.raises(NotKnown):
            do(listed_again, SECRETARIAT, settle(LISTED, wrong))
    do(listed_again, SECRETARIAT, settle())


def test_only_in_the_own_village_and_by_a_role_that_may(listed_again: Regency):
    with pytest.raises(NotKnown):
        do(listed_again, NEIGHBOUR, settle())
    with pytest.raises(NotAllowed):
        do(listed_again, AUDITOR, settle())


def test_whoever_came_back_is_no_case(listed_again: Regency):
    tell(listed_again, some.presence(person=some.HEAD, verdict="present"))
    with pytest.raises(NothingToSettle):
        do(listed_again, SECRETARIAT, settle())
