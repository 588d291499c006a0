"""Commands about promises, as far as they reach beyond the promise's own stream."""

from datetime import date
from functools import partial
from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from service.aggregates.commitment import NotAsProposed, PromisedAlready
from service.aggregates.household_needs import NeedNotConfirmed, NeedTaken, RecipientNotPayable
from service.aggregates.partner import PartnerInactive, UnknownPartner
from service.aggregates.programme import ProgrammeNotOffered, UnknownProgramme
from service.aggregates.village import UnknownVillage
from service.application import NotKnown, Receipt
from service.commands import commitment_changes as changes
from service.commands import commitments, partners
from service.commands.commitment_changes import Change, Transfer
from service.commands.commitments import Promise, TargetUnclear
from service.commands.requests import Explain, Request
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import AUDITOR, DAY, KLEGO, SECRETARIAT, TANJUNG, do, known
from tests.commands.giving import (
    BAZNAS,
    CAPITAL,
    COMPANY,
    DINSOS,
    HOUSE,
    PERKIM,
    allocated,
    catalogue,
    commitment_of,
    family_in_need,
    fund_of,
    funded,
    judged,
    officer,
    paid,
    promise,
    promised,
    tags_at,
)
from tests.support.threads import at_once, losers, winners

WHY = Explain(reason="Anggaran dialihkan", occurred_on=DAY)


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


def make(regency: Regency, household: UUID | None, **other: object) -> Receipt:
    return do(regency, SECRETARIAT, commitments.commit, promise(household, **other))


def standing(regency: Regency, household: UUID) -> str:
    return known(regency, household).needs["sanitation"].standing


def test_a_promise_and_its_hold_on_the_need_are_one_save(regency: Regency):
    household = family_in_need(regency)

    receipt = make(regency, household)

    assert tags_at(regency, receipt) == ["commitment.made", "need.reserved"]
    assert receipt.version == 1
    terms = commitment_of(regency, UUID(receipt.id)).terms
    assert terms is not None
    assert (terms.village, terms.need, terms.strategy, terms.fiscal_year) == (
        KLEGO,
        "sanitation",
        "reduce_expenditure_burden",
        2024,
    )
    assert standing(regency, household) == "committed"


def test_a_second_partner_is_told_who_promised_first_how_much_and_how_far_it_is(regency: Regency):
    household = family_in_need(regency)
    first = promised(regency, household)
    funded(regency)
    allocated(regency, first)

    with pytest.raises(NeedTaken) as refused:
        make(regency, household, partner=COMPANY, amount_rupiah=7_000_000)

    assert refused.value.why == {
        "need": "sanitation",
        "commitment": str(first),
        "partner": BAZNAS,
        "programme": "jamban",
        "amount_rupiah": 5_000_000,
        "status": "allocated",
        "severity": "duplicate",
    }


def test_of_two_promises_in_the_same_second_one_is_told_of_the_other(regency: Regency):
    household = family_in_need(regency)

    outcomes = at_once(
        *(partial(make, regency, household, partner=one) for one in (BAZNAS, COMPANY, PERKIM))
    )

    [won] = winners(outcomes)
    first = commitment_of(regency, UUID(won.id)).terms
    assert first is not None
    for lost in losers(outcomes):
        assert isinstance(lost, NeedTaken)
        assert lost.why["partner"] == first.partner
    assert len(known(regency, household).needs["sanitation"].reservations) == 1


def test_another_need_of_the_same_household_may_be_promised(regency: Regency):
    household = family_in_need(regency, "sanitation", "business_capital")
    promised(regency, household)

    make(regency, household, partner=COMPANY, programme=CAPITAL)

    assert known(regency, household).needs["business_capital"].standing == "committed"


def test_two_partners_share_a_need_in_one_package(regency: Regency):
    household = family_in_need(regency)
    first = promised(regency, household)
    joint = changes.OpenPackage(package="rumah-07", reason="Bahan dan tenaga", occurred_on=DAY)
    do(regency, SECRETARIAT, changes.open_package, first, joint)

    make(regency, household, partner=COMPANY, package="rumah-07")

    assert len(known(regency, household).needs["sanitation"].reservations) == 2


def test_nothing_is_promised_to_a_household_that_is_well_off(regency: Regency):
    household = family_in_need(regency)
    judged(regency, household, "better_off", reason="assets")

    with pytest.raises(RecipientNotPayable) as refused:
        make(regency, household)

    assert refused.value.why == {"status": "better_off", "since": "2024-11-04"}


def test_a_second_partner_learns_first_that_a_household_is_well_off(regency: Regency):
    household = family_in_need(regency)
    promised(regency, household)
    judged(regency, household, "better_off", reason="assets")

    with pytest.raises(RecipientNotPayable):
        make(regency, household, partner=COMPANY)


def test_a_need_nobody_looked_at_is_not_promised(regency: Regency):
    household = family_in_need(regency)

    with pytest.raises(NeedNotConfirmed):
        make(regency, household, programme=HOUSE)


def test_a_promise_to_a_whole_village_holds_no_need(regency: Regency):
    receipt = make(regency, None, village=KLEGO)

    assert tags_at(regency, receipt) == ["commitment.made"]


@pytest.mark.parametrize("target", ["none", "both"])
def test_a_promise_goes_to_one_household_or_to_one_village(regency: Regency, target: str):
    household = family_in_need(regency)
    asked = promise(household, village=KLEGO) if target == "both" else promise(None)

    with pytest.raises(TargetUnclear):
        do(regency, SECRETARIAT, commitments.commit, asked)


def test_an_unknown_household_is_answered_as_one_that_is_hidden(regency: Regency):
    with pytest.raises(NotKnown):
        make(regency, uuid4())


def test_a_village_that_takes_no_part_is_promised_nothing(regency: Regency):
    with pytest.raises(UnknownVillage):
        make(regency, None, village=TANJUNG)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"partner": "tak-dikenal"}, UnknownPartner),
        ({"broker": "tak-dikenal"}, UnknownPartner),
        ({"programme": "tak-dikenal"}, UnknownProgramme),
        ({"fiscal_year": 2023}, ProgrammeNotOffered),
    ],
)
def test_a_promise_names_partners_and_a_programme_that_take_part(
    regency: Regency, wrong: dict[str, object], rule: type[Exception]
):
    with pytest.raises(rule):
        make(regency, None, **({"village": KLEGO} | wrong))


def test_a_partner_that_was_deactivated_promises_nothing_new(regency: Regency):
    do(regency, SECRETARIAT, partners.deactivate, BAZNAS, WHY)

    with pytest.raises(PartnerInactive):
        make(regency, None, village=KLEGO)


def test_only_one_of_the_parties_makes_a_promise(regency: Regency):
    household = family_in_need(regency)

    with pytest.raises(OutOfScope):
        do(regency, officer(PERKIM), commitments.commit, promise(household))
    with pytest.raises(NotAllowed):
        do(regency, AUDITOR, commitments.commit, promise(household))
    brokered = promise(household, broker=PERKIM)

    assert do(regency, officer(PERKIM), commitments.commit, brokered).version == 1


def test_a_promise_outside_the_own_villages_is_out_of_scope(regency: Regency):
    household = family_in_need(regency)

    with pytest.raises(OutOfScope):
        do(regency, officer(DINSOS, "mentor", TANJUNG), commitments.commit, promise(household))


def test_a_proposal_reserves_nothing_until_it_is_promised(regency: Regency):
    household = family_in_need(regency)
    asked = promise(household, stage="proposed", note="Usulan rapat koordinasi")
    proposal = UUID(do(regency, SECRETARIAT, commitments.commit, asked).id)
    assert standing(regency, household) == "unmet"

    kept = Promise(amount_rupiah=4_000_000, form="cash", occurred_on=DAY)
    receipt = do(regency, officer(BAZNAS), commitments.keep, proposal, kept)

    assert tags_at(regency, receipt) == ["commitment.made", "need.reserved"]
    assert commitment_of(regency, proposal).numbers.committed == 4_000_000
    with pytest.raises(PromisedAlready):
        do(regency, officer(BAZNAS), commitments.keep, proposal, kept)


def test_of_a_proposal_and_a_promise_the_promise_holds_the_need(regency: Regency):
    household = family_in_need(regency)
    proposal = promised(regency, household, stage="proposed")
    promised(regency, household, partner=COMPANY)

    with pytest.raises(NeedTaken):
        do(
            regency,
            SECRETARIAT,
            commitments.keep,
            proposal,
            Promise(amount_rupiah=1, form="cash", occurred_on=DAY),
        )


def test_cancelling_frees_the_need_and_the_fund_in_the_same_save(regency: Regency):
    household = family_in_need(regency)
    commitment = promised(regency, household)
    funded(regency)
    allocated(regency, commitment)
    paid(regency, commitment, 1_000_000)

    receipt = do(regency, SECRETARIAT, changes.cancel, commitment, WHY)

    assert tags_at(regency, receipt) == [
        "commitment.cancelled",
        "fund.released",
        "need.released",
    ]
    assert standing(regency, household) == "unmet"
    assert fund_of(regency).available_rupiah == 9_000_000
    assert promised(regency, household, partner=COMPANY)


def test_a_proposal_that_is_withdrawn_touches_nothing_else(regency: Regency):
    household = family_in_need(regency)
    proposal = promised(regency, household, stage="proposed")

    receipt = do(regency, SECRETARIAT, changes.cancel, proposal, WHY)

    assert tags_at(regency, receipt) == ["commitment.cancelled"]


def test_reducing_to_nothing_frees_the_need_and_reducing_a_part_does_not(regency: Regency):
    household = family_in_need(regency)
    commitment = promised(regency, household)
    part = Change(amount_rupiah=2_000_000, reason="Harga turun", occurred_on=DAY)
    rest = replace(part, amount_rupiah=3_000_000)

    assert tags_at(regency, do(regency, SECRETARIAT, changes.reduce, commitment, part)) == [
        "commitment.reduced"
    ]
    assert tags_at(regency, do(regency, SECRETARIAT, changes.reduce, commitment, rest)) == [
        "commitment.reduced",
        "need.released",
    ]


def test_an_increase_leaves_the_need_as_it_is(regency: Regency):
    household = family_in_need(regency)
    commitment = promised(regency, household)
    more = Change(amount_rupiah=1_000_000, reason="Harga naik", occurred_on=DAY)

    receipt = do(regency, SECRETARIAT, changes.increase, commitment, more)

    assert tags_at(regency, receipt) == ["commitment.increased"]
    assert commitment_of(regency, commitment).numbers.committed == 6_000_000


def test_a_promise_lapses_after_its_year_and_frees_need_and_fund(regency: Regency):
    household = family_in_need(regency)
    commitment = promised(regency, household)
    funded(regency)
    allocated(regency, commitment)

    receipt = do(
        regency,
        SECRETARIAT,
        changes.lapse,
        commitment,
        Request(occurred_on=date(2025, 1, 1)),
    )

    assert tags_at(regency, receipt) == ["commitment.lapsed", "fund.released", "need.released"]


def handed_to(partner: str = COMPANY, **other: object) -> Transfer:
    asked = Transfer(
        to_partner=partner, reason="Baznas kehabisan dana", form="cash", occurred_on=DAY
    )
    return replace(asked, **other)


def test_a_transfer_moves_what_is_left_and_the_need_to_the_other_partner(regency: Regency):
    household = family_in_need(regency)
    old = promised(regency, household)
    funded(regency)
    allocated(regency, old)
    paid(regency, old, 2_000_000)

    receipt = do(regency, SECRETARIAT, changes.transfer, old, handed_to())

    assert tags_at(regency, receipt) == [
        "commitment.transferred",
        "fund.released",
        "need.released",
        "commitment.made",
        "need.reserved",
    ]
    heir = commitment_of(regency, UUID(receipt.id))
    assert heir.terms is not None
    assert (heir.terms.partner, heir.numbers.committed) == (COMPANY, 3_000_000)
    assert commitment_of(regency, old).numbers.committed == 2_000_000
    [held] = known(regency, household).needs["sanitation"].reservations
    assert (held.commitment, held.partner) == (UUID(receipt.id), COMPANY)


def test_a_transferred_promise_stays_in_its_package(regency: Regency):
    household = family_in_need(regency)
    first = promised(regency, household)
    joint = changes.OpenPackage(package="rumah-07", reason="Bahan dan tenaga", occurred_on=DAY)
    do(regency, SECRETARIAT, changes.open_package, first, joint)
    promised(regency, household, partner=PERKIM, package="rumah-07")

    do(regency, SECRETARIAT, changes.transfer, first, handed_to())

    held = known(regency, household).needs["sanitation"].reservations
    assert {(one.partner, one.package) for one in held} == {
        (PERKIM, "rumah-07"),
        (COMPANY, "rumah-07"),
    }


def test_nobody_hands_a_promise_to_a_partner_they_can_not_promise_for(regency: Regency):
    household = family_in_need(regency)
    commitment = promised(regency, household)

    with pytest.raises(OutOfScope):
        do(regency, officer(BAZNAS), changes.transfer, commitment, handed_to())

    asked = handed_to(broker=BAZNAS)
    assert do(regency, officer(BAZNAS), changes.transfer, commitment, asked)


def test_a_transfer_needs_a_programme_for_the_same_need(regency: Regency):
    household = family_in_need(regency)
    commitment = promised(regency, household)

    with pytest.raises(Exception, match="tidak menjawab kebutuhan"):
        do(regency, SECRETARIAT, changes.transfer, commitment, handed_to(programme=CAPITAL))

    assert commitment_of(regency, commitment).ended is None


def test_a_proposal_is_promised_as_it_was_proposed(regency: Regency):
    household = family_in_need(regency)
    proposal = promised(regency, household, stage="proposed")
    state = commitment_of(regency, proposal)
    assert state.terms is not None

    with pytest.raises(NotAsProposed):
        state.make(
            replace(state.terms, partner=COMPANY), amount_rupiah=1, form="cash", on=DAY, today=DAY
        )
