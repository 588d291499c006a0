"""Commands about handovers: who may say what, and when a need is met."""

from uuid import UUID, uuid4

import pytest
from msgspec.structs import replace

from service.aggregates.commitment_deliveries import OwnDelivery, ProofMissing
from service.application import NotKnown, Receipt
from service.commands import commitment_changes as changes
from service.commands import deliveries, disbursements
from service.commands.commitment_changes import Change
from service.commands.commitment_ties import NotAParty
from service.commands.deliveries import Deliver, Dispute, Resolve, Verify
from service.commands.disbursements import Correct
from service.kernel.guards import NotHappenedYet
from service.kernel.verdicts import Note
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import DAY, KLEGO, SECRETARIAT, TANJUNG, do, known
from tests.commands.giving import (
    BAZNAS,
    DINSOS,
    PERKIM,
    catalogue,
    commitment_of,
    family_in_need,
    handover,
    officer,
    promised,
    tags_at,
)

OPERATOR = officer("desa-klego", "village_operator", KLEGO)
MENTOR = officer(DINSOS, "mentor")
YES = deliveries.Acknowledge(occurred_on=DAY)
ALL_OF_IT = Deliver(value_rupiah=5_000_000, evidence=(handover(),), occurred_on=DAY)
SHORT = Dispute(
    reason="short", amount_rupiah=1_000_000, note="Semen kurang sepuluh sak", occurred_on=DAY
)


@pytest.fixture(autouse=True)
def _catalogue(regency: Regency) -> None:
    catalogue(regency)


@pytest.fixture
def household(regency: Regency) -> UUID:
    return family_in_need(regency)


@pytest.fixture
def commitment(regency: Regency, household: UUID) -> UUID:
    return promised(regency, household, implementer=PERKIM)


def deliver(regency: Regency, commitment: UUID, asked: Deliver = ALL_OF_IT) -> UUID:
    return UUID(do(regency, officer(PERKIM), deliveries.deliver, commitment, asked).id)


def acknowledge(regency: Regency, commitment: UUID, delivery: UUID) -> Receipt:
    return do(regency, OPERATOR, deliveries.acknowledge, commitment, delivery, YES)


def standing(regency: Regency, household: UUID) -> str:
    return known(regency, household).needs["sanitation"].standing


def test_the_need_is_met_once_all_was_handed_over_and_the_village_says_so(
    regency: Regency, household: UUID, commitment: UUID
):
    delivery = deliver(regency, commitment)
    assert standing(regency, household) == "committed"

    receipt = acknowledge(regency, commitment, delivery)

    assert tags_at(regency, receipt) == ["delivery.acknowledged", "need.met"]
    assert standing(regency, household) == "met"


def test_half_of_it_meets_no_need(regency: Regency, household: UUID, commitment: UUID):
    delivery = deliver(regency, commitment, replace(ALL_OF_IT, value_rupiah=2_500_000))

    receipt = acknowledge(regency, commitment, delivery)

    assert tags_at(regency, receipt) == ["delivery.acknowledged"]
    assert standing(regency, household) == "committed"


def test_a_promise_reduced_to_what_arrived_is_kept(regency: Regency, commitment: UUID):
    delivery = deliver(regency, commitment, replace(ALL_OF_IT, value_rupiah=4_000_000))
    acknowledge(regency, commitment, delivery)
    rest = Change(amount_rupiah=1_000_000, reason="Harga turun", occurred_on=DAY)

    receipt = do(regency, SECRETARIAT, changes.reduce, commitment, rest)

    assert tags_at(regency, receipt) == ["commitment.reduced", "need.met"]


def test_a_value_corrected_to_the_full_amount_keeps_the_promise(regency: Regency, commitment: UUID):
    delivery = deliver(regency, commitment, replace(ALL_OF_IT, value_rupiah=500_000))
    acknowledge(regency, commitment, delivery)
    asked = Correct(
        entry=delivery,
        stage="delivered",
        delta_rupiah=4_500_000,
        reason="Salah ketik nol",
        occurred_on=DAY,
    )

    receipt = do(regency, SECRETARIAT, disbursements.correct, commitment, asked)

    assert tags_at(regency, receipt) == ["entry.corrected", "need.met"]


def test_a_rejected_dispute_says_that_it_arrived(regency: Regency, commitment: UUID):
    delivery = deliver(regency, commitment)
    do(regency, OPERATOR, deliveries.dispute, commitment, delivery, SHORT)
    verdict = Resolve(outcome="rejected", reason="Semen dihitung lengkap", occurred_on=DAY)

    receipt = do(regency, SECRETARIAT, deliveries.resolve, commitment, delivery, verdict)

    assert tags_at(regency, receipt) == ["dispute.resolved", "need.met"]


def test_an_upheld_dispute_leaves_the_need_open(
    regency: Regency, household: UUID, commitment: UUID
):
    delivery = deliver(regency, commitment)
    do(regency, OPERATOR, deliveries.dispute, commitment, delivery, SHORT)
    verdict = Resolve(
        outcome="upheld", amount_rupiah=1_000_000, reason="Sepuluh sak kurang", occurred_on=DAY
    )

    do(regency, SECRETARIAT, deliveries.resolve, commitment, delivery, verdict)

    assert commitment_of(regency, commitment).numbers.delivered == 4_000_000
    assert standing(regency, household) == "committed"


def test_free_words_of_a_dispute_are_sealed_for_the_household(
    regency: Regency, household: UUID, commitment: UUID
):
    delivery = deliver(regency, commitment)
    receipt = do(regency, OPERATOR, deliveries.dispute, commitment, delivery, SHORT)

    [disputed] = regency.log.at([receipt.position])

    assert disputed.event.note.subject == household
    assert disputed.event.note.plain is None
    assert regency.vault.open(disputed.event.note) == Note(text="Semen kurang sepuluh sak")


def test_the_programmes_evidence_must_be_shown(regency: Regency, commitment: UUID):
    with pytest.raises(ProofMissing) as refused:
        deliver(regency, commitment, replace(ALL_OF_IT, evidence=()))

    assert refused.value.why == {"missing": ["handover"]}


def test_evidence_is_not_dated_ahead(regency: Regency, commitment: UUID):
    ahead = handover(on=DAY.replace(year=2999))

    with pytest.raises(NotHappenedYet):
        deliver(regency, commitment, replace(ALL_OF_IT, evidence=(ahead,)))


def test_only_a_party_is_named_as_the_one_who_handed_over(regency: Regency, commitment: UUID):
    with pytest.raises(NotAParty) as refused:
        deliver(regency, commitment, replace(ALL_OF_IT, delivered_by=DINSOS))

    assert refused.value.why == {"organisation": DINSOS, "parties": [BAZNAS, PERKIM]}


def test_whoever_handed_over_does_not_verify(regency: Regency, commitment: UUID):
    delivery = deliver(regency, commitment)
    acknowledge(regency, commitment, delivery)
    seen = Verify(value_rupiah=5_000_000, evidence=(handover(),), occurred_on=DAY)

    with pytest.raises(OwnDelivery):
        do(regency, officer(PERKIM, "mentor"), deliveries.verify, commitment, delivery, seen)
    do(regency, MENTOR, deliveries.verify, commitment, delivery, seen)

    assert commitment_of(regency, commitment).numbers.verified == 5_000_000


def test_the_village_speaks_for_its_own_aid_only(regency: Regency, commitment: UUID):
    delivery = deliver(regency, commitment)
    neighbour = officer("desa-tanjung", "village_operator", TANJUNG)

    with pytest.raises(OutOfScope):
        do(regency, neighbour, deliveries.acknowledge, commitment, delivery, YES)
    with pytest.raises(NotAllowed):
        do(regency, officer(BAZNAS), deliveries.acknowledge, commitment, delivery, YES)


def test_a_delivery_nobody_made_is_not_known(regency: Regency, commitment: UUID):
    with pytest.raises(NotKnown):
        acknowledge(regency, commitment, uuid4())


def test_aid_to_a_whole_village_is_acknowledged_without_a_need(regency: Regency):
    commitment = promised(regency, None, village=KLEGO, implementer=PERKIM)
    delivery = deliver(regency, commitment)

    receipt = acknowledge(regency, commitment, delivery)

    assert tags_at(regency, receipt) == ["delivery.acknowledged"]


def test_what_did_not_arrive_after_all_is_needed_again(
    regency: Regency, household: UUID, commitment: UUID
):
    delivery = deliver(regency, commitment)
    acknowledge(regency, commitment, delivery)
    missing = Dispute(reason="not_received", occurred_on=DAY)
    do(regency, OPERATOR, deliveries.dispute, commitment, delivery, missing)
    assert standing(regency, household) == "met", "a dispute is a word, not a decision"
    upheld = Resolve(
        outcome="upheld", amount_rupiah=5_000_000, reason="Tidak ada jambannya", occurred_on=DAY
    )

    receipt = do(regency, SECRETARIAT, deliveries.resolve, commitment, delivery, upheld)

    assert tags_at(regency, receipt) == ["dispute.resolved", "need.reopened"]
    assert standing(regency, household) == "committed"
    again = deliver(regency, commitment)
    met_again = acknowledge(regency, commitment, again)
    assert tags_at(regency, met_again) == ["delivery.acknowledged", "need.met"]


def test_a_dispute_that_was_wrong_reopens_nothing(
    regency: Regency, household: UUID, commitment: UUID
):
    delivery = deliver(regency, commitment)
    acknowledge(regency, commitment, delivery)
    missing = Dispute(reason="not_received", occurred_on=DAY)
    do(regency, OPERATOR, deliveries.dispute, commitment, delivery, missing)
    rejected = Resolve(outcome="rejected", reason="Jambannya ada", occurred_on=DAY)

    receipt = do(regency, SECRETARIAT, deliveries.resolve, commitment, delivery, rejected)

    assert tags_at(regency, receipt) == ["dispute.resolved"]
    assert standing(regency, household) == "met"


def test_a_promise_that_was_kept_less_than_was_typed_holds_the_need_again(
    regency: Regency, household: UUID, commitment: UUID
):
    delivery = deliver(regency, commitment)
    acknowledge(regency, commitment, delivery)
    asked = Correct(
        entry=delivery,
        stage="delivered",
        delta_rupiah=-4_500_000,
        reason="Salah ketik nol",
        occurred_on=DAY,
    )

    receipt = do(regency, SECRETARIAT, disbursements.correct, commitment, asked)

    assert tags_at(regency, receipt) == ["entry.corrected", "need.reopened"]
    assert standing(regency, household) == "committed"
