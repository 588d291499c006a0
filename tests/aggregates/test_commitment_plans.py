"""A promise is planned in parts, carried into the next year once, and looked at months later."""

from datetime import date

import pytest

from service.aggregates.commitment import (
    CarriedOverAlready,
    Commitment,
    NotALaterYear,
    NothingLeft,
    YearNotOver,
)
from service.aggregates.commitment_deliveries import (
    MoreThanDelivered,
    NotAcknowledged,
    OwnDelivery,
    ProofMissing,
)
from service.aggregates.commitment_events import FiveNumbers
from service.aggregates.commitment_guards import CommitmentEnded, MoreThanPromised
from service.aggregates.commitment_plan_events import Instalment
from service.aggregates.commitment_plans import InstalmentsOnOneDay, NoInstalments
from service.kernel.guards import ReasonMissing
from tests.support.events import (
    DELIVERY,
    OTHER_COMMITMENT,
    PROOF,
    TODAY,
    VISIT,
    acknowledged,
    allocated,
    cancelled,
    carried_over,
    delivered,
    disbursed,
    disputed,
    lapsed,
    made,
    note,
    outcome_checked,
    planned,
    seen,
    uid,
)
from tests.support.scenario import given

BLANK = Commitment()
WHEN = {"on": TODAY, "today": TODAY}
NEXT_YEAR = date(2025, 1, 2)
FIRST = Instalment(due_on=date(2024, 11, 15), amount_rupiah=2_000_000)
SECOND = Instalment(due_on=date(2024, 12, 15), amount_rupiah=3_000_000)
ARRIVED = (made(), delivered(), acknowledged())
NOT_WHOLE = disputed(reason="short", note=None)


def plan(*instalments, reason=""):
    return lambda promise: promise.plan_instalments(tuple(instalments), reason=reason, **WHEN)


def carry_over(to_year=2025, on=NEXT_YEAR):
    return lambda promise: promise.carry_over(
        to_commitment=OTHER_COMMITMENT, to_year=to_year, on=on, today=on
    )


def check(organisation="inspektorat"):
    return lambda promise: promise.check_outcome(
        condition="broken",
        is_used=False,
        is_need_met=False,
        organisation=organisation,
        evidence=(VISIT,),
        note=note("Pintu sudah lepas"),
        **WHEN,
    )


def deliver(value_rupiah, *evidence, required=()):
    return lambda promise: promise.deliver(
        uid(703),
        value_rupiah=value_rupiah,
        evidence=evidence,
        evidence_required=required,
        **WHEN,
    )


class TestPlanning:
    def test_instalments_stand_by_their_days(self):
        given(BLANK, made()).when(plan(SECOND, FIRST)).then(planned(FIRST, SECOND))

    def test_they_come_to_no_more_than_is_promised(self):
        given(BLANK, made(4_999_999)).when(plan(FIRST, SECOND)).then_refused(
            MoreThanPromised, asked_rupiah=5_000_000, left_rupiah=4_999_999
        )

    def test_a_plan_has_a_part(self):
        given(BLANK, made()).when(plan()).then_refused(NoInstalments)

    def test_no_two_are_due_on_one_day(self):
        given(BLANK, made()).when(plan(FIRST, FIRST)).then_refused(
            InstalmentsOnOneDay, due_on="2024-11-15"
        )

    def test_a_new_plan_needs_a_reason(self):
        history = (made(), planned())
        given(BLANK, *history).when(plan(SECOND)).then_refused(ReasonMissing)
        known = given(BLANK, *history).when(plan(SECOND, reason="Mundur")).then_known()
        assert known.instalments == (SECOND,)


class TestCarryingOver:
    def test_what_is_left_lapses_and_is_carried_in_one_go(self):
        given(BLANK, made()).when(carry_over()).then(
            lapsed(occurred_on=NEXT_YEAR), carried_over(occurred_on=NEXT_YEAR)
        )

    def test_what_has_lapsed_is_carried_over_by_what_lapsed(self):
        history = (made(), allocated(), disbursed(3_000_000), lapsed(2_000_000))
        given(BLANK, *history).when(carry_over()).then(
            carried_over(2_000_000, occurred_on=NEXT_YEAR)
        )

    def test_it_is_carried_over_once(self):
        given(BLANK, made(), lapsed(), carried_over()).when(carry_over()).then_refused(
            CarriedOverAlready, to_commitment=str(OTHER_COMMITMENT)
        )

    def test_a_cancelled_promise_is_not(self):
        given(BLANK, made(), cancelled()).when(carry_over()).then_refused(
            CommitmentEnded, how="cancelled"
        )

    def test_a_kept_promise_leaves_nothing_to_carry(self):
        given(BLANK, made(), delivered()).when(carry_over()).then_refused(
            NothingLeft, committed_rupiah=5_000_000
        )

    def test_the_year_must_be_over(self):
        given(BLANK, made()).when(carry_over(on=TODAY)).then_refused(YearNotOver, fiscal_year=2024)

    def test_it_goes_to_a_later_year(self):
        given(BLANK, made()).when(carry_over(to_year=2024)).then_refused(
            NotALaterYear, fiscal_year=2024, asked_year=2024
        )


class TestTheOutcome:
    def test_a_third_party_says_what_became_of_it(self):
        known = given(BLANK, *ARRIVED).when(check()).then(outcome_checked())
        assert known.numbers == FiveNumbers(committed=5_000_000, delivered=5_000_000)

    def test_nothing_is_looked_at_before_it_arrived(self):
        given(BLANK, made(), delivered()).when(check()).then_refused(NotAcknowledged)

    @pytest.mark.parametrize("organisation", ["baznas-boyolali", "dpmd", "cv-bangun"])
    def test_no_party_judges_its_own_aid(self, organisation):
        given(BLANK, *ARRIVED).when(check(organisation)).then_refused(
            OwnDelivery, organisation=organisation
        )


class TestReceivingInPart:
    def acknowledge(self, received_rupiah):
        return lambda promise: promise.acknowledge(
            DELIVERY,
            organisation="desa-klego",
            received_rupiah=received_rupiah,
            voice="household",
            evidence=PROOF,
            **WHEN,
        )

    def test_less_than_was_handed_over_is_a_dispute_about_the_rest(self):
        given(BLANK, made(), delivered()).when(self.acknowledge(4_000_000)).then(
            disputed(note=None, voice="household", evidence=PROOF)
        )

    def test_all_of_it_arrived(self):
        given(BLANK, made(), delivered()).when(self.acknowledge(5_000_000)).then(
            acknowledged(voice="household", evidence=PROOF)
        )

    def test_no_more_arrives_than_was_handed_over(self):
        given(BLANK, made(), delivered()).when(self.acknowledge(5_000_001)).then_refused(
            MoreThanDelivered, asked_rupiah=5_000_001, left_rupiah=5_000_000
        )


class TestEvidenceOfAWorkInProgress:
    required = ("photo_before", "photo_half", "photo_after", "handover")
    paper = seen("handover", "BAST-01")
    before = seen("photo_before", "a" * 64)
    half = seen("photo_half", "b" * 64)

    def test_the_first_part_is_shown_as_it_was_before(self):
        history = given(BLANK, made())
        history.when(deliver(2_000_000, self.paper, required=self.required)).then_refused(
            ProofMissing, missing=["photo_before"]
        )
        history.when(
            deliver(2_000_000, self.paper, self.before, required=self.required)
        ).then_known()

    def test_half_of_it_is_shown_half_done_and_each_part_by_its_paper(self):
        history = given(BLANK, made(), delivered(2_000_000, evidence=(self.before, self.paper)))
        history.when(deliver(1_000_000, required=self.required)).then_refused(
            ProofMissing, missing=["photo_half", "handover"]
        )

    def test_all_of_it_is_shown_done(self):
        shown = (self.before, self.half, self.paper)
        history = given(BLANK, made(), delivered(4_000_000, evidence=shown))
        history.when(deliver(1_000_000, self.paper, required=self.required)).then_refused(
            ProofMissing, missing=["photo_after"]
        )
