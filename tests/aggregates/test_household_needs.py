"""Every need is verified by itself, and promised once."""

from datetime import timedelta

import pytest

from service.aggregates.household import Household
from service.aggregates.household_events import Source
from service.aggregates.household_evidence import EvidenceMissing
from service.aggregates.household_needs import (
    HouseholdIsClosed,
    NeedKnown,
    NeedNotConfirmed,
    NeedNotOpen,
    NeedTaken,
    NotReserved,
    PackagedAlready,
    RecipientNotPayable,
    UnknownHousehold,
)
from service.aggregates.household_reservations import Reservation
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    COMMITMENT,
    LIST,
    OTHER_COMMITMENT,
    TODAY,
    TOMORROW,
    VISIT,
    YESTERDAY,
    better_off,
    claimed,
    closed,
    judged,
    met,
    need_judged,
    packaged,
    registered,
    released,
    reopened_need,
    reserved,
)
from tests.support.scenario import each, given

BLANK = Household()
WHEN = {"on": TODAY, "today": TODAY}
LAST_WEEK = TODAY - timedelta(days=7)
CONFIRMED = (registered(), need_judged())


def claim(need="sanitation", **other):
    return lambda household: household.claim_need(need, **{**WHEN, **other})


def judge_need(verdict="confirmed", need="sanitation", **other):
    terms = {"method": "visit", "evidence": (VISIT,), **WHEN, **other}
    return lambda household: household.judge_need(need, verdict, **terms)


def reserve(need="sanitation", on=WHEN["on"], **other):
    terms = {
        "commitment": COMMITMENT,
        "partner": "baznas-boyolali",
        "programme": "jamban",
        "amount_rupiah": 5_000_000,
        "exclusivity_group": "housing",
        **other,
    }
    held = Reservation(**terms)
    return lambda household: household.reserve(need, held, on=on, today=WHEN["today"])


def second(need="sanitation", **other):
    return reserve(need, **{"commitment": OTHER_COMMITMENT, "partner": "pt-contoh", **other})


def package(**other):
    terms = {"package": "rumah-07", "reason": "Bahan dari Baznas, tenaga dari desa", **WHEN}
    return lambda household: household.package(COMMITMENT, **{**terms, **other})


def release(commitment=COMMITMENT, **other):
    return lambda household: household.release(
        commitment, **{"reason": "cancelled", **WHEN, **other}
    )


def meet(commitment=COMMITMENT):
    return lambda household: household.meet(commitment, **WHEN)


TAKEN = {
    "need": "sanitation",
    "commitment": str(COMMITMENT),
    "partner": "baznas-boyolali",
    "programme": "jamban",
    "amount_rupiah": 5_000_000,
}


class TestVerifying:
    def test_a_claim_waits_for_somebody_to_look(self):
        source = Source(list=LIST, row_no=7)
        given(BLANK, registered()).when(claim(source=source)).then(claimed())

    def test_an_open_need_is_claimed_once(self):
        given(BLANK, *CONFIRMED).when(claim()).then_refused(
            NeedKnown, need="sanitation", standing="unmet"
        )

    def test_a_need_that_came_back_is_claimed_again(self):
        gone = need_judged("already_met", standing="met")
        given(BLANK, registered(), gone).when(claim()).then(claimed(source=None))

    @pytest.mark.parametrize(
        ("verdict", "standing"),
        [
            ("confirmed", "unmet"),
            ("met_but_unsafe_eligible", "unmet"),
            ("already_met", "met"),
            ("met_by_sharing", "met"),
            ("unsafe_not_eligible", "not_needed"),
            ("not_applicable", "not_needed"),
            ("refused", "withdrawn"),
        ],
    )
    def test_a_verdict_makes_a_standing(self, verdict, standing):
        known = given(BLANK, registered(), claimed()).when(judge_need(verdict)).then_known()
        assert known.needs["sanitation"].standing == standing

    def test_a_need_is_taken_away_by_evidence_only(self):
        given(BLANK, registered()).when(judge_need("already_met", evidence=())).then_refused(
            EvidenceMissing, one_of=["visit", "photo", "document", "statement"]
        )

    def test_a_need_is_confirmed_on_a_visitor_s_word(self):
        (given(BLANK, registered()).when(judge_need(evidence=())).then(need_judged(evidence=())))

    def test_a_need_has_its_usual_strategy_until_somebody_says_otherwise(self):
        known = given(BLANK, registered()).when(judge_need(need="skills")).then_known()
        assert known.needs["skills"].strategy == "raise_capability_and_income"
        known = (
            given(known).when(judge_need(need="skills", strategy="synergise_measures")).then_known()
        )
        assert known.needs["skills"].strategy == "synergise_measures"

    def test_confirming_a_promised_need_leaves_it_promised(self):
        given(BLANK, *CONFIRMED, reserved()).when(judge_need()).then(
            need_judged(standing="committed")
        )

    def test_an_older_testimony_says_what_was_true_then_and_changes_nothing_now(self):
        known = (
            given(BLANK, *CONFIRMED)
            .when(judge_need("already_met", on=YESTERDAY))
            .then(need_judged("already_met", standing="met", occurred_on=YESTERDAY))
        )
        assert known.needs["sanitation"].standing == "unmet"

    def test_a_testimony_newer_than_the_last_one_counts_although_a_promise_came_later(self):
        story = (registered(), need_judged(occurred_on=LAST_WEEK), reserved())
        known = given(BLANK, *story).when(judge_need("already_met", on=YESTERDAY)).then_known()
        assert known.needs["sanitation"].standing == "met"
        assert known.epoch == 1

    def test_an_older_testimony_does_not_win_by_an_epoch_that_began_meanwhile(self):
        story = (*CONFIRMED, closed(), judged(epoch=2, status="eligible"))
        known = (
            given(BLANK, *story)
            .when(judge_need("already_met", on=YESTERDAY))
            .then(need_judged("already_met", standing="unmet", occurred_on=YESTERDAY, epoch=2))
        )
        assert known.needs["sanitation"].standing == "unmet"


class TestPromising:
    def test_a_promise_holds_a_need(self):
        given(BLANK, *CONFIRMED).when(reserve()).then(reserved())

    def test_a_promise_made_before_the_visit_holds_the_need_all_the_same(self):
        known = (
            given(BLANK, *CONFIRMED)
            .when(reserve(on=YESTERDAY))
            .then(reserved(occurred_on=YESTERDAY, epoch=1))
        )
        assert known.needs["sanitation"].standing == "committed"

    def test_two_partners_never_promise_the_same_need(self):
        given(BLANK, *CONFIRMED, reserved()).when(second()).then_refused(NeedTaken, **TAKEN)

    def test_two_needs_of_one_group_are_one_promise(self):
        story = (*CONFIRMED, need_judged(need="housing"), reserved())
        given(BLANK, *story).when(second("housing")).then_refused(NeedTaken, **TAKEN)

    def test_two_needs_of_no_common_group_are_two_promises(self):
        story = (*CONFIRMED, need_judged(need="food"), reserved())
        known = given(BLANK, *story).when(second("food", exclusivity_group=None)).then_known()
        assert known.needs["food"].standing == "committed"

    def test_two_partners_meet_a_need_together_in_one_package(self):
        known = (
            given(BLANK, *CONFIRMED, reserved(), packaged())
            .when(second(package="rumah-07"))
            .then_known()
        )
        assert len(known.needs["sanitation"].reservations) == 2

    def test_another_package_is_no_excuse(self):
        given(BLANK, *CONFIRMED, reserved(), packaged()).when(
            second(package="rumah-08")
        ).then_refused(NeedTaken, **TAKEN)

    def test_naming_a_package_that_nobody_opened_is_no_excuse(self):
        given(BLANK, *CONFIRMED, reserved()).when(second(package="rumah-07")).then_refused(
            NeedTaken, **TAKEN
        )

    @pytest.mark.parametrize("story", [(), (claimed(),)])
    def test_nothing_is_promised_before_somebody_looked(self, story):
        given(BLANK, registered(), *story).when(reserve()).then_refused(
            NeedNotConfirmed, need="sanitation"
        )

    @pytest.mark.parametrize("standing", ["met", "not_needed", "withdrawn"])
    def test_nothing_is_promised_to_a_need_that_is_none(self, standing):
        story = (registered(), need_judged("already_met", standing=standing))
        given(BLANK, *story).when(reserve()).then_refused(
            NeedNotOpen, need="sanitation", standing=standing
        )

    @pytest.mark.parametrize(
        "status",
        [
            "better_off", "graduated", "self_withdrew", "not_found", "deceased", "moved_out",
            "moved_abroad", "duplicate", "merged", "closed",
        ],
    )  # fmt: skip
    def test_nothing_is_promised_to_the_dead_the_gone_and_the_well_off(self, status):
        given(BLANK, *CONFIRMED, better_off(status=status)).when(reserve()).then_refused(
            RecipientNotPayable, status=status, since="2024-11-04"
        )

    def test_a_promise_is_not_made_tomorrow(self):
        given(BLANK, *CONFIRMED).when(reserve(on=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )


class TestPackages:
    def test_a_second_person_opens_a_package_over_a_promise(self):
        given(BLANK, *CONFIRMED, reserved()).when(package()).then(packaged())

    def test_a_package_is_opened_once(self):
        given(BLANK, *CONFIRMED, reserved(), packaged()).when(package()).then_refused(
            PackagedAlready, package="rumah-07"
        )

    def test_a_package_has_a_reason(self):
        given(BLANK, *CONFIRMED, reserved()).when(package(reason=" ")).then_refused(ReasonMissing)

    def test_a_package_is_opened_over_a_promise_only(self):
        given(BLANK, *CONFIRMED).when(package()).then_refused(
            NotReserved, commitment=str(COMMITMENT)
        )


class TestKeepingAndBreaking:
    def test_a_need_is_free_again_once_its_promise_ended(self):
        known = given(BLANK, *CONFIRMED, reserved()).when(release()).then(released())
        given(known).when(second()).then_known()

    def test_a_need_of_a_package_stays_promised_while_one_promise_stands(self):
        story = (*CONFIRMED, reserved(package="p"))
        known = given(BLANK, *story).when(second(package="p")).then_known()
        known = given(known).when(release()).then(released(standing="committed"))
        given(known).when(meet(OTHER_COMMITMENT)).then(met(commitment=OTHER_COMMITMENT))

    def test_a_need_of_a_package_is_met_when_the_last_promise_is_kept(self):
        story = (*CONFIRMED, reserved(package="p"))
        known = given(BLANK, *story).when(second(package="p")).then_known()
        known = given(known).when(meet()).then(met(standing="committed"))
        given(known).when(meet(OTHER_COMMITMENT)).then(met(commitment=OTHER_COMMITMENT))

    def test_a_need_found_met_meanwhile_stays_met_when_its_promise_ends(self):
        story = (*CONFIRMED, reserved(), need_judged("already_met", standing="met"))
        given(BLANK, *story).when(release()).then(released(standing="met"))

    def test_a_closed_household_lets_go_of_its_promises_too(self):
        closing = (
            closed(),
            need_judged("not_applicable", standing="not_needed", epoch=1),
        )
        given(BLANK, *CONFIRMED, reserved(), *closing).when(release()).then(
            released(standing="not_needed", epoch=1)
        )

    def test_a_kept_promise_meets_the_need(self):
        known = given(BLANK, *CONFIRMED, reserved()).when(meet()).then(met())
        assert known.helped
        assert not known.needs["sanitation"].reservations

    @each(release=release(), meet=meet())
    def test_only_a_promise_that_holds_a_need_is_kept_or_broken(self, decide):
        given(BLANK, *CONFIRMED).when(decide).then_refused(NotReserved, commitment=str(COMMITMENT))


@each(
    claim=claim(),
    judge=judge_need(),
    reserve=reserve(),
    package=package(),
    release=release(),
    meet=meet(),
)
def test_nothing_is_lacking_in_an_unknown_household(decide):
    given(BLANK).when(decide).then_refused(UnknownHousehold)


@each(claim=claim(), judge=judge_need())
def test_a_closed_household_must_be_reopened_first(decide):
    given(BLANK, registered(), closed()).when(decide).then_refused(
        HouseholdIsClosed, status="moved_out", since="2024-11-04"
    )


KEPT = (*CONFIRMED, reserved(), met())


def reopen(commitment=COMMITMENT, **other):
    return lambda household: household.reopen_need(commitment, **{**WHEN, **other})


def test_what_did_not_arrive_after_all_is_needed_again_and_still_promised():
    known = given(BLANK, *KEPT).when(reopen()).then(reopened_need())
    need = known.needs["sanitation"]
    assert (need.standing, need.kept) == ("committed", ())
    assert [one.commitment for one in need.reservations] == [COMMITMENT]


def test_a_promise_that_met_nothing_reopens_nothing():
    given(BLANK, *CONFIRMED, reserved()).when(reopen()).then()
    given(BLANK, *KEPT).when(reopen(OTHER_COMMITMENT)).then()


def test_a_need_is_met_again_once_the_rest_arrived():
    known = given(BLANK, *KEPT, reopened_need()).when(meet()).then(met())
    assert known.needs["sanitation"].standing == "met"


def test_a_need_that_was_taken_away_since_stays_away():
    gone = need_judged("not_applicable", standing="not_needed")
    known = given(BLANK, *KEPT, gone).when(reopen()).then(reopened_need(standing="not_needed"))
    assert known.needs["sanitation"].standing == "not_needed"


def test_who_promised_the_need_in_the_meantime_keeps_it():
    other = reserved(commitment=OTHER_COMMITMENT)
    given(BLANK, *KEPT, need_judged(), other).when(reopen()).then()


def test_of_a_package_the_part_that_failed_is_open_again():
    history = (
        reserved(package="rumah-07"),
        reserved(commitment=OTHER_COMMITMENT, package="rumah-07"),
        met(standing="committed"),
        met(commitment=OTHER_COMMITMENT),
    )
    known = (
        given(BLANK, *CONFIRMED, *history).when(reopen()).then(reopened_need(package="rumah-07"))
    )
    need = known.needs["sanitation"]
    assert [one.commitment for one in need.kept] == [OTHER_COMMITMENT]
    given(known).when(reopen(OTHER_COMMITMENT)).then_known()
