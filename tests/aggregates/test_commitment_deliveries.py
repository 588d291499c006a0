"""The village says whether it arrived, and whoever handed it over says nothing about it."""

import pytest

from service.aggregates.commitment import Commitment
from service.aggregates.commitment_deliveries import (
    AcknowledgedAlready,
    DisputeOpen,
    MoreThanDelivered,
    NoDispute,
    NotAcknowledged,
    OwnDelivery,
    ProofMissing,
)
from service.aggregates.commitment_events import FiveNumbers
from service.aggregates.commitment_guards import (
    CommitmentEnded,
    MoreThanPromised,
    NotPromised,
    UnknownEntry,
)
from service.kernel.guards import NotHappenedYet, NothingToRecord, ReasonMissing
from tests.support.events import (
    DELIVERY,
    PROOF,
    TODAY,
    TOMORROW,
    VISIT,
    acknowledged,
    allocated,
    cancelled,
    delivered,
    disbursed,
    disputed,
    made,
    note,
    resolved,
    uid,
    verified,
)
from tests.support.scenario import each, given

BLANK = Commitment()
WHEN = {"on": TODAY, "today": TODAY}
ARRIVED = (made(), delivered(), acknowledged())
NEXT = uid(702)


def deliver(value_rupiah=5_000_000, **other):
    terms = {"quantity": 1, "unit": "unit", "evidence": PROOF, **WHEN, **other}
    return lambda promise: promise.deliver(DELIVERY, value_rupiah=value_rupiah, **terms)


def acknowledge(delivery=DELIVERY, organisation="desa-klego"):
    return lambda promise: promise.acknowledge(delivery, organisation=organisation, **WHEN)


def dispute(amount_rupiah=1_000_000, delivery=DELIVERY, **other):
    terms = {"reason": "short", "note": note("Pintu belum dipasang"), **WHEN, **other}
    return lambda promise: promise.dispute(delivery, amount_rupiah=amount_rupiah, **terms)


def resolve(outcome="upheld", amount_rupiah=1_000_000, **other):
    terms = {"organisation": "tkpkd", "reason": "Pemeriksaan bersama", **WHEN, **other}
    delivery = terms.pop("delivery", DELIVERY)
    return lambda promise: promise.resolve(
        delivery, outcome=outcome, amount_rupiah=amount_rupiah, **terms
    )


def verify(value_rupiah=5_000_000, delivery=DELIVERY, organisation="inspektorat"):
    return lambda promise: promise.verify(
        delivery, value_rupiah=value_rupiah, organisation=organisation, evidence=(VISIT,), **WHEN
    )


class TestHandingOver:
    def test_goods_may_be_handed_over_before_they_are_paid(self):
        known = given(BLANK, made()).when(deliver()).then(delivered())
        assert known.stage == "delivered"

    def test_aid_is_handed_over_in_parts_but_never_beyond_the_promise(self):
        given(BLANK, made(), delivered(3_000_000)).when(deliver(2_000_001)).then_refused(
            MoreThanPromised, asked_rupiah=2_000_001, left_rupiah=2_000_000
        )

    def test_a_programme_says_what_must_prove_it(self):
        given(BLANK, made()).when(
            deliver(evidence_required=("photo_before", "photo_after"))
        ).then_refused(ProofMissing, missing=["photo_before"])

    def test_enough_proof_is_enough(self):
        given(BLANK, made()).when(deliver(evidence_required=("photo_after", "handover"))).then(
            delivered()
        )

    def test_nothing_is_handed_over_under_an_ended_promise(self):
        given(BLANK, made(), cancelled()).when(deliver()).then_refused(
            CommitmentEnded, how="cancelled"
        )

    def test_nothing_is_no_handover(self):
        given(BLANK, made()).when(deliver(0)).then_refused(NothingToRecord, asked_rupiah=0)

    def test_nothing_is_handed_over_tomorrow(self):
        given(BLANK, made()).when(deliver(on=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )


class TestAcknowledging:
    def test_the_village_says_it_arrived_and_the_promise_is_kept(self):
        known = given(BLANK, made(), delivered()).when(acknowledge()).then(acknowledged())
        assert known.is_fulfilled
        assert known.stage == "acknowledged"

    def test_a_promise_kept_in_part_is_not_kept(self):
        part = (made(), delivered(3_000_000), acknowledged())
        assert not given(BLANK, *part).known.is_fulfilled

    def test_a_promise_is_kept_once_every_handover_is_acknowledged(self):
        parts = (delivered(3_000_000), delivered(2_000_000, delivery=NEXT), acknowledged())
        known = given(BLANK, made(), *parts).known
        assert not known.is_fulfilled
        assert given(known).when(acknowledge(NEXT)).then_known().is_fulfilled

    def test_the_deliverer_says_nothing_about_it(self):
        given(BLANK, made(), delivered()).when(acknowledge(organisation="cv-bangun")).then_refused(
            OwnDelivery, organisation="cv-bangun"
        )

    def test_it_is_said_once(self):
        given(BLANK, *ARRIVED).when(acknowledge()).then_refused(
            AcknowledgedAlready, state="acknowledged"
        )

    def test_a_dispute_is_decided_first(self):
        given(BLANK, made(), delivered(), disputed()).when(acknowledge()).then_refused(DisputeOpen)


class TestDisputing:
    @pytest.mark.parametrize("story", [(), (acknowledged(),)], ids=["new", "acknowledged"])
    def test_the_village_disputes_what_it_has_agreed_to_or_not(self, story):
        known = given(BLANK, made(), delivered(), *story).when(dispute()).then(disputed())
        assert not known.is_fulfilled

    def test_nobody_needs_to_know_how_much_is_missing(self):
        given(BLANK, made(), delivered()).when(dispute(None)).then(disputed(amount_rupiah=None))

    def test_no_more_is_missing_than_was_handed_over(self):
        given(BLANK, made(), delivered()).when(dispute(5_000_001)).then_refused(
            MoreThanDelivered, asked_rupiah=5_000_001, left_rupiah=5_000_000
        )

    def test_something_is_missing(self):
        given(BLANK, made(), delivered()).when(dispute(0)).then_refused(
            NothingToRecord, asked_rupiah=0
        )

    def test_a_dispute_is_opened_once(self):
        given(BLANK, made(), delivered(), disputed()).when(dispute()).then_refused(DisputeOpen)


class TestResolving:
    STORY = (made(), delivered(), disputed())

    def test_what_did_not_arrive_is_taken_off(self):
        known = given(BLANK, *self.STORY).when(resolve()).then(resolved())
        assert known.numbers.delivered == 4_000_000
        assert known.deliveries[DELIVERY].state == "acknowledged"

    def test_what_did_not_arrive_was_not_seen_either(self):
        story = (*ARRIVED, verified(4_500_000), disputed())
        known = (
            given(BLANK, *story)
            .when(resolve())
            .then(resolved(change=FiveNumbers(delivered=-1_000_000, verified=-500_000)))
        )
        assert known.numbers.verified == known.numbers.delivered == 4_000_000

    def test_a_handover_of_which_nothing_arrived_is_struck(self):
        known = given(BLANK, *self.STORY).when(resolve(amount_rupiah=5_000_000)).then_known()
        assert known.deliveries[DELIVERY].state == "struck"
        given(known).when(acknowledge()).then_refused(AcknowledgedAlready, state="struck")
        given(known).when(dispute(None)).then_refused(
            MoreThanDelivered, asked_rupiah=1, left_rupiah=0
        )

    def test_a_dispute_without_ground_means_that_it_arrived(self):
        known = given(BLANK, *self.STORY).when(resolve("rejected")).then_known()
        assert known.is_fulfilled

    def test_after_a_shortfall_was_made_good_the_village_is_asked_again(self):
        known = given(BLANK, *self.STORY).when(resolve("settled")).then_known()
        assert not known.is_fulfilled
        assert given(known).when(acknowledge()).then_known().is_fulfilled

    @pytest.mark.parametrize("party", ["baznas-boyolali", "dpmd", "cv-bangun"])
    def test_a_party_is_no_judge(self, party):
        given(BLANK, *self.STORY).when(resolve(organisation=party)).then_refused(
            OwnDelivery, organisation=party
        )

    def test_there_must_be_a_dispute(self):
        given(BLANK, made(), delivered()).when(resolve()).then_refused(
            NoDispute, state="handed_over"
        )

    def test_a_decision_has_a_reason(self):
        given(BLANK, *self.STORY).when(resolve(reason="")).then_refused(ReasonMissing)

    def test_an_upheld_dispute_takes_something_off(self):
        given(BLANK, *self.STORY).when(resolve(amount_rupiah=0)).then_refused(
            NothingToRecord, asked_rupiah=0
        )

    def test_no_more_is_taken_off_than_was_handed_over(self):
        given(BLANK, *self.STORY).when(resolve(amount_rupiah=5_000_001)).then_refused(
            MoreThanDelivered, asked_rupiah=5_000_001, left_rupiah=5_000_000
        )


class TestVerifying:
    def test_a_third_party_sees_a_delivery_in_parts(self):
        known = (
            given(BLANK, *ARRIVED, verified(3_000_000))
            .when(verify(2_000_000))
            .then(verified(2_000_000))
        )
        assert known.stage == "verified"

    def test_no_more_is_seen_than_was_handed_over(self):
        given(BLANK, *ARRIVED, verified(3_000_000)).when(verify(2_000_001)).then_refused(
            MoreThanDelivered, asked_rupiah=2_000_001, left_rupiah=2_000_000
        )

    @pytest.mark.parametrize("organisation", ["cv-bangun", "desa-klego"])
    def test_neither_the_deliverer_nor_the_confirming_village_is_a_third_party(self, organisation):
        given(BLANK, *ARRIVED).when(verify(organisation=organisation)).then_refused(
            OwnDelivery, organisation=organisation
        )

    def test_the_village_speaks_first(self):
        given(BLANK, made(), delivered()).when(verify()).then_refused(NotAcknowledged)

    def test_what_is_disputed_is_not_verified(self):
        given(BLANK, *ARRIVED, disputed()).when(verify()).then_refused(DisputeOpen)

    def test_seeing_nothing_is_no_verification(self):
        given(BLANK, *ARRIVED).when(verify(0)).then_refused(NothingToRecord, asked_rupiah=0)


@each(
    acknowledge=acknowledge(NEXT),
    dispute=dispute(delivery=NEXT),
    resolve=resolve(delivery=NEXT),
    verify=verify(delivery=NEXT),
)
def test_only_what_was_handed_over_is_spoken_of(decide):
    given(BLANK, made(), delivered()).when(decide).then_refused(UnknownEntry, entry=str(NEXT))


@each(
    deliver=deliver(),
    acknowledge=acknowledge(),
    dispute=dispute(),
    resolve=resolve(),
    verify=verify(),
)
def test_nothing_is_handed_over_without_a_promise(decide):
    given(BLANK).when(decide).then_refused(NotPromised)


def test_a_payment_alone_does_not_keep_a_promise():
    known = given(BLANK, made(), allocated(), disbursed()).known
    assert known.stage == "disbursed"
    assert not known.is_fulfilled
