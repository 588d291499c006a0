"""Needs are taken off the board: by household, all or none, or by number for a village."""

from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace

from service.aggregates.commitment import Commitment, MoreThanLeft
from service.application import NotKnown
from service.commands import adoptions
from service.commands.adoptions import AdoptNeeds, NotForVillage, Split, TooMuchAtOnce
from service.commands.commitments import TargetUnclear
from service.kernel.money import MOST_RUPIAH
from service.kernel.roles import Scope
from service.policies.access import OutOfScope
from service.policies.overlap import NeedTaken
from service.projections import adoptions as read
from service.regency import Regency
from tests.commands.acting import DAY, GONDANGLEGI, KLEGO, SECRETARIAT, do, known
from tests.support.promising import PARTNERS, YEAR, in_need, officer, prepare
from tests.support.threads import at_once, losers

FIRST, SECOND = PARTNERS[0], PARTNERS[1]
PRICE = 5_000_000


@pytest.fixture
def ready(regency: Regency) -> Regency:
    prepare(regency, fund_rupiah=1_000_000)
    return regency


def ask(partner: str = FIRST, **other: Any) -> AdoptNeeds:
    told: dict[str, Any] = {
        "partner": partner,
        "programme": "jamban",
        "amount_rupiah": PRICE,
        "form": "cash",
        "fiscal_year": YEAR,
        "occurred_on": DAY,
    }
    return AdoptNeeds(**(told | other))


def for_village(regency: Regency, partner: str = FIRST, quantity: int = 4) -> UUID:
    wanted = ask(partner, village=KLEGO, quantity=quantity)
    return UUID(do(regency, officer(partner), adoptions.adopt, wanted).id)


def taken(regency: Regency) -> list[tuple[str, int | None, int]]:
    regency.engine.catch_up("adoptions")
    with regency.reading(SECRETARIAT) as conn:
        found = read.still_open(conn, regency.schema)
    return sorted((one.partner, one.quantity, one.left_rupiah) for one in found)


def share(*homes: UUID, amount_rupiah: int = PRICE) -> Split:
    return Split(households=homes, amount_rupiah=amount_rupiah, form="cash", occurred_on=DAY)


def test_several_households_are_taken_in_one_go_or_not_at_all(ready: Regency):
    homes = [in_need(ready) for _ in range(3)]
    do(ready, officer(SECOND), adoptions.adopt, ask(SECOND, households=(homes[2],)))
    before = ready.log.head()
    with pytest.raises(NeedTaken):
        do(ready, officer(FIRST), adoptions.adopt, ask(households=tuple(homes)))
    assert ready.log.head() == before
    do(ready, officer(FIRST), adoptions.adopt, ask(households=(homes[0], homes[1], homes[0])))
    for home in homes[:2]:
        assert known(ready, home).needs["sanitation"].standing == "committed"


def test_of_many_who_take_the_last_household_one_does(ready: Regency):
    home = in_need(ready)

    def take(partner: str) -> object:
        return do(ready, officer(partner), adoptions.adopt, ask(partner, households=(home,)))

    outcomes = at_once(*[lambda p=p: take(p) for p in PARTNERS[:6]])
    assert [type(error) for error in losers(outcomes)] == [NeedTaken] * 5


def test_a_village_is_taken_by_number_and_keeps_nobody_from_it(ready: Regency):
    """Two take the last one: both are told of as interest, and neither holds a household."""
    home = in_need(ready)
    without = replace(officer(FIRST), agreed=Scope())
    do(ready, without, adoptions.adopt, ask(village=KLEGO, quantity=1))
    for_village(ready, SECOND, quantity=1)
    assert taken(ready) == [(FIRST, 1, PRICE), (SECOND, 1, PRICE)]
    assert known(ready, home).needs["sanitation"].standing == "unmet"


def test_what_is_split_to_households_is_counted_once(ready: Regency):
    homes = [in_need(ready) for _ in range(2)]
    whole = for_village(ready, quantity=4)
    do(ready, officer(FIRST), adoptions.split, whole, share(*homes))
    assert taken(ready) == [(FIRST, 2, 2 * PRICE)]
    assert known(ready, homes[0]).needs["sanitation"].standing == "committed"
    left = ready.ledger.look(Commitment, whole)[1]
    assert left.numbers.committed == 2 * PRICE
    with pytest.raises(MoreThanLeft):
        do(
            ready,
            officer(FIRST),
            adoptions.split,
            whole,
            share(in_need(ready), amount_rupiah=10**9),
        )


def test_a_village_s_promise_is_split_within_the_village_only(ready: Regency):
    whole = for_village(ready)
    elsewhere = UUID(
        do(ready, officer(FIRST), adoptions.adopt, ask(village=GONDANGLEGI, quantity=1)).id
    )
    home = in_need(ready)
    with pytest.raises(NotKnown):
        do(ready, officer(FIRST), adoptions.split, elsewhere, share(home))
    with pytest.raises(OutOfScope):
        do(ready, replace(officer(FIRST), agreed=Scope()), adoptions.split, whole, share(home))
    own = UUID(do(ready, officer(FIRST), adoptions.adopt, ask(households=(home,))).id)
    with pytest.raises(NotForVillage):
        do(ready, officer(FIRST), adoptions.split, own, share(in_need(ready)))


def test_an_adoption_says_whom_and_how_much(ready: Regency):
    home = in_need(ready)
    for wrong in ({}, {"village": KLEGO}, {"village": KLEGO, "quantity": 1, "households": (home,)}):
        with pytest.raises(TargetUnclear):
            do(ready, officer(FIRST), adoptions.adopt, ask(**wrong))
    huge = ask(village=KLEGO, quantity=2, amount_rupiah=MOST_RUPIAH)
    with pytest.raises(TooMuchAtOnce):
        do(ready, officer(FIRST), adoptions.adopt, huge)
