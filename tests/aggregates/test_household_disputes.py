"""Two accounts that can't both be right: both are kept, neither wins silently, a third decides."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from service.aggregates.household import Household
from service.aggregates.household_dispute_events import (
    ContradictionDecided,
    ContradictionOpened,
    Witness,
)
from service.aggregates.household_disputes import (
    DecidedByWitness,
    NoContradiction,
    NotATestimony,
)
from service.aggregates.household_evidence import EvidenceMissing
from service.aggregates.household_needs import HouseholdIsClosed
from service.kernel.guards import ReasonMissing
from tests.support.events import (
    CHILD,
    DOCUMENT,
    HEAD,
    HOUSEHOLD,
    LETTER,
    SPOUSE,
    STRANGER,
    TODAY,
    TWO_VISITS_AND_A_LETTER,
    VISIT,
    YESTERDAY,
    claimed,
    closed,
    enrolled,
    need_judged,
    note,
    registered,
)
from tests.support.scenario import after, given

BLANK = Household()
OPERATOR, MENTOR, HEADMAN = "operator-klego", "pendamping-pupr", "kades-klego"
DAY = timedelta(days=1)
LONG_AGO = TODAY - 14 * DAY
REGISTERED = registered(occurred_on=LONG_AGO)
CLAIMED = claimed(occurred_on=LONG_AGO)
ALONE = registered(occurred_on=LONG_AGO, members=(enrolled(),), persons=1)
SHOWN = (*TWO_VISITS_AND_A_LETTER, DOCUMENT)


def says(verdict: Any, by: str, on=TODAY, **other: Any):
    """Return somebody's word on the household as a whole."""
    shown = {"method": "visit", "reason": "assets", "evidence": SHOWN, "by": by, **other}
    return lambda household, on=on: household.judge(verdict, on=on, today=TODAY, **shown)


def saw(verdict: Any, by: str, on=TODAY, person=CHILD, **other: Any):
    """Return somebody's word on whether a person is there."""
    shown = {"method": "visit", "evidence": SHOWN, "by": by, "destination": "33.74", **other}
    return lambda household, on=on: household.judge_presence(
        person, verdict, on=on, today=TODAY, **{"since": on, **shown}
    )


def found(verdict: Any, by: str, on=TODAY, **other: Any):
    """Return somebody's word on a need."""
    shown = {"method": "visit", "evidence": SHOWN, "by": by, **other}
    return lambda household, on=on: household.judge_need(
        "sanitation", verdict, on=on, today=TODAY, **shown
    )


def told(*decisions, first=None) -> tuple[Household, list[Any]]:
    """Return what is known after decisions, and all they recorded."""
    log: list[Any] = list(first or [REGISTERED])
    known = after(BLANK, *log)
    for decide in decisions:
        events = decide(known)
        log += events
        known = after(known, *events)
    return known, log


def opened(log: list[Any]) -> list[ContradictionOpened]:
    return [one for one in log if isinstance(one, ContradictionOpened)]


def resting(known: Household) -> tuple[Any, ...]:
    """Return what counts of a household, whatever the order it was heard in."""
    return (
        known.status,
        frozenset(known.belonging()),
        {need: one.standing for need, one in known.needs.items()},
        {topic: frozenset(one.by for one in dispute.testimonies)
         for topic, dispute in known.disputes.items()},
    )  # fmt: skip


class TestOpening:
    def test_both_words_are_kept_and_the_contradiction_names_them(self):
        known, log = told(says("eligible", OPERATOR, YESTERDAY), says("better_off", MENTOR))
        assert opened(log) == [
            ContradictionOpened(
                occurred_on=TODAY,
                household=HOUSEHOLD,
                village=known.village,
                status="eligible",
                persons=3,
                about="household",
                testimonies=(
                    Witness(version=2, by=OPERATOR, on=YESTERDAY, verdict="eligible"),
                    Witness(version=3, by=MENTOR, on=TODAY, verdict="better_off"),
                ),
            )
        ]
        assert [one.disputed for one in log[1:3]] == [False, True]
        assert known.status == "eligible"

    def test_of_two_words_of_one_day_neither_counts(self):
        known, _ = told(says("eligible", OPERATOR), says("better_off", MENTOR))
        assert known.status == "listed"

    @pytest.mark.parametrize("earlier", [TODAY, YESTERDAY])
    @pytest.mark.parametrize(
        ("one", "other", "first"),
        [
            (says("eligible", OPERATOR), says("better_off", MENTOR), None),
            (saw("present", OPERATOR), saw("deceased", MENTOR, since=YESTERDAY - DAY), None),
            (saw("deceased", OPERATOR), saw("moved_out", MENTOR), None),
            (
                saw("present", OPERATOR, person=HEAD),
                saw("deceased", MENTOR, person=HEAD, since=YESTERDAY - DAY),
                [ALONE, CLAIMED],
            ),
            (found("already_met", OPERATOR), found("confirmed", MENTOR), [REGISTERED, CLAIMED]),
        ],
        ids=["status", "death", "two ends", "last one", "need"],
    )
    def test_the_order_they_come_in_changes_nothing(self, earlier, one, other, first):
        """The one heard last of the two may be of the earlier day."""

        def first_day(household):
            return one(household, on=earlier)

        ends = [told(*order, first=first)[0] for order in permutations((first_day, other))]
        assert resting(ends[0]) == resting(ends[1])
        for order in permutations((first_day, other)):
            assert len(opened(told(*order, first=first)[1])) == 1

    def test_of_one_day_the_end_of_a_household_can_be_disputed(self):
        words = (says("better_off", OPERATOR), says("closed_no_members", MENTOR))
        ends = [told(*order, first=[ALONE])[0] for order in permutations(words)]
        assert resting(ends[0]) == resting(ends[1])
        assert ends[0].status == "listed"

    def test_life_goes_on_between_two_visits(self):
        natural = [
            (saw("present", OPERATOR, YESTERDAY), saw("deceased", MENTOR)),
            (saw("not_found", OPERATOR, YESTERDAY), saw("present", MENTOR)),
            (says("eligible", OPERATOR, YESTERDAY), says("self_withdrew", MENTOR)),
            (says("eligible", OPERATOR, YESTERDAY), says("graduated", MENTOR)),
            (found("confirmed", OPERATOR, YESTERDAY), found("already_met", MENTOR)),
        ]
        for decisions in natural:
            assert opened(told(*decisions, first=[REGISTERED, CLAIMED])[1]) == []

    def test_nobody_was_seen_after_their_death(self):
        _, log = told(
            saw("present", OPERATOR, YESTERDAY), saw("deceased", MENTOR, since=YESTERDAY - DAY)
        )
        assert len(opened(log)) == 1

    @pytest.mark.parametrize(
        "decisions",
        [
            (says("eligible", OPERATOR, YESTERDAY), says("better_off", OPERATOR)),
            (says("eligible", OPERATOR, YESTERDAY), says("newly_proposed", MENTOR)),
            (says("eligible", OPERATOR, TODAY - 366 * DAY), says("better_off", MENTOR)),
            (says("eligible", "", YESTERDAY), says("better_off", MENTOR)),
            (says("eligible", OPERATOR, YESTERDAY), says("better_off", MENTOR, method="musdes")),
            (says("eligible", OPERATOR, method="musdes"), says("better_off", MENTOR)),
        ],
        ids=["own word", "same meaning", "a year ago", "nobody's", "by musdes", "after musdes"],
    )
    def test_no_contradiction_without_two_who_disagree_within_a_year(self, decisions):
        known, log = told(*decisions)
        assert opened(log) == []
        assert known.status == log[-1].status

    def test_an_account_s_first_word_still_counts_against_another_s_second(self):
        _, log = told(
            says("eligible", OPERATOR, YESTERDAY),
            says("eligible", MENTOR, YESTERDAY),
            says("better_off", MENTOR),
        )
        assert [one.testimonies[0].by for one in opened(log)] == [OPERATOR]

    def test_a_third_word_joins_and_changes_nothing(self):
        known, log = told(
            says("eligible", OPERATOR, YESTERDAY),
            says("better_off", MENTOR),
            says("better_off", HEADMAN),
        )
        assert (known.status, len(opened(log))) == ("eligible", 1)
        [dispute] = known.disputes.values()
        assert [one.by for one in dispute.testimonies] == [OPERATOR, MENTOR, HEADMAN]

    def test_of_one_day_neither_the_first_nor_the_more_of_them_win(self):
        words = (says("eligible", OPERATOR), says("eligible", HEADMAN), says("better_off", MENTOR))
        ends = [told(*order) for order in permutations(words)]
        assert {(known.status, len(opened(log))) for known, log in ends} == {("listed", 1)}

    def test_everybody_who_is_contradicted_is_a_witness_and_none_of_them_decides(self):
        known, [*_, last] = told(
            says("eligible", OPERATOR), says("eligible", HEADMAN), says("better_off", MENTOR)
        )
        assert [one.by for one in last.testimonies] == [OPERATOR, HEADMAN, MENTOR]
        given(known).when(TestDeciding().decide(2, contradiction=5)).then_refused(
            DecidedByWitness, account=HEADMAN
        )

    def test_a_word_of_a_day_before_the_dispute_stands(self):
        known, _ = told(
            says("eligible", OPERATOR, YESTERDAY),
            says("eligible", HEADMAN),
            says("better_off", MENTOR),
        )
        assert known.status == "eligible"

    def test_a_disputed_word_must_be_shown_as_well(self):
        given(BLANK, registered(), *saw("present", OPERATOR)(after(BLANK, registered()))).when(
            saw("deceased", MENTOR, evidence=(VISIT,))
        ).then_refused(EvidenceMissing, one_of=["document", "statement"])
        known, _ = told(says("eligible", OPERATOR))
        given(known).when(says("better_off", MENTOR, evidence=())).then_refused(
            EvidenceMissing, one_of=["document", "statement", "visit"]
        )
        known, _ = told(found("confirmed", OPERATOR), first=[REGISTERED, CLAIMED])
        given(known).when(found("refused", MENTOR, evidence=())).then_refused(
            EvidenceMissing, one_of=["visit", "photo", "document", "statement"]
        )
        known, _ = told(saw("deceased", OPERATOR))
        given(known).when(saw("present", MENTOR, evidence=(LETTER,))).then_refused(
            EvidenceMissing, one_of=["visit"]
        )

    def test_whoever_saw_the_last_one_alive_is_heard_though_the_record_is_closed(self):
        known, log = told(
            saw("deceased", OPERATOR, YESTERDAY, person=HEAD),
            saw("present", MENTOR, person=HEAD),
            first=[ALONE],
        )
        assert (known.status, len(opened(log))) == ("deceased", 1)

    @pytest.mark.parametrize("status", ["moved_out", "duplicate"])
    def test_a_record_closed_by_nobody_s_word_stays_closed(self, status):
        shut = closed(occurred_on=YESTERDAY, status=status)
        given(BLANK, REGISTERED, shut).when(says("eligible", MENTOR)).then_refused(
            HouseholdIsClosed, status=status, since=YESTERDAY.isoformat()
        )


class TestComingLate:
    """The paper of a visit arrives once the record is closed, by what came after the visit."""

    @pytest.mark.parametrize(
        "late",
        [
            says("eligible", MENTOR, YESTERDAY),
            says("refused_interview", MENTOR, YESTERDAY),
            saw("present", MENTOR, YESTERDAY),
            saw("deceased", MENTOR, YESTERDAY, person=HEAD, since=YESTERDAY),
            found("confirmed", MENTOR, YESTERDAY),
        ],
        ids=["status", "refusal", "present", "death", "need"],
    )
    @pytest.mark.parametrize("story", [[REGISTERED], [REGISTERED, CLAIMED]], ids=["", "claimed"])
    def test_it_is_kept_and_changes_nothing(self, story, late):
        before = after(BLANK, *story, closed())
        known, log = told(late, first=[*story, closed()])
        [heard] = log[len(story) + 1 :]
        assert (heard.by, heard.epoch, heard.occurred_on) == (MENTOR, -1, YESTERDAY)
        assert (known.status, known.status_on, known.belonging()) == (
            before.status,
            before.status_on,
            (),
        )
        assert {one.standing for one in known.needs.values()} <= {"claimed", "not_needed"}

    def test_the_same_end_told_by_two_is_heard_from_both(self):
        known, log = told(
            saw("deceased", OPERATOR, person=HEAD), saw("deceased", MENTOR, person=HEAD),
            first=[ALONE],
        )  # fmt: skip
        assert ([one.by for one in log if one.tag == "presence.judged"], opened(log)) == (
            [OPERATOR, MENTOR],
            [],
        )
        back = after(known, *known.reopen(note=note("Salah orang"), on=TODAY, today=TODAY))
        assert back.belonging() == (HEAD,)

    def test_whoever_had_died_before_does_not_come_back_with_the_others(self):
        known, _ = told(
            saw("deceased", MENTOR, YESTERDAY, person=SPOUSE, since=YESTERDAY),
            first=[REGISTERED, closed()],
        )
        back = after(known, *known.reopen(note=note("Salah rumah"), on=TODAY, today=TODAY))
        assert (back.status, back.belonging()) == ("listed", (HEAD, CHILD))

    @pytest.mark.parametrize(
        "decide",
        [
            says("eligible", MENTOR, YESTERDAY, method="musdes"),
            says("split", MENTOR, YESTERDAY, other_household=STRANGER, leaving=(CHILD,)),
            says("eligible", "", YESTERDAY),
        ],
        ids=["a meeting", "a split", "nobody's"],
    )
    def test_what_is_no_testimony_needs_an_open_record(self, decide):
        given(BLANK, REGISTERED, closed()).when(decide).then_refused(
            HouseholdIsClosed, status="moved_out", since=TODAY.isoformat()
        )


class TestDeciding:
    def two(self, **other: Any) -> Household:
        return told(says("eligible", OPERATOR, YESTERDAY), says("better_off", MENTOR), **other)[0]

    def decide(self, holds: int, by: str = HEADMAN, contradiction: int = 4, reason="Dilihat RT"):
        return lambda household: household.decide_contradiction(
            contradiction, holds=holds, reason=reason, by=by, on=TODAY, today=TODAY
        )

    def second_holds(self, known: Household) -> Household:
        [dispute] = known.disputes.values()
        holds = dispute.testimonies[1].version
        return after(known, *self.decide(holds, contradiction=dispute.version)(known))

    @pytest.mark.parametrize(("holds", "status"), [(2, "eligible"), (3, "better_off")])
    def test_the_status_follows_whoever_is_right(self, holds, status):
        known = given(self.two()).when(self.decide(holds)).then_known()
        assert (known.status, known.disputes) == (status, {})

    @pytest.mark.parametrize("witness", [OPERATOR, MENTOR])
    def test_no_witness_decides(self, witness):
        given(self.two()).when(self.decide(2, by=witness)).then_refused(
            DecidedByWitness, account=witness
        )

    def test_only_what_was_said_can_hold(self):
        given(self.two()).when(self.decide(1)).then_refused(NotATestimony, holds=1)

    def test_it_is_decided_once_and_for_a_reason(self):
        given(self.two()).when(self.decide(2, reason=" ")).then_refused(ReasonMissing)
        known = given(self.two()).when(self.decide(2)).then_known()
        given(known).when(self.decide(3)).then_refused(NoContradiction, contradiction=4)

    def test_a_musdes_decides_by_what_it_finds(self):
        known, log = told(
            says("eligible", OPERATOR, YESTERDAY),
            says("better_off", MENTOR),
            says("better_off", HEADMAN, method="musdes"),
        )
        assert (known.status, known.disputes) == ("better_off", {})
        assert isinstance(log[-1], ContradictionDecided)
        assert (log[-1].holds, log[-1].by) == (5, HEADMAN)

    def test_who_is_alive_comes_back_with_what_was_needed(self):
        known, _ = told(
            saw("deceased", OPERATOR, YESTERDAY, person=HEAD),
            saw("present", MENTOR, person=HEAD),
            first=[ALONE, need_judged(occurred_on=LONG_AGO)],
        )
        assert known.needs["sanitation"].standing == "not_needed"
        [dispute] = known.disputes.values()
        known = after(
            known,
            *self.decide(dispute.testimonies[1].version, contradiction=dispute.version)(known),
        )
        assert (known.status, known.belonging()) == ("listed", (HEAD,))
        assert known.needs["sanitation"].standing == "unmet"

    def test_who_is_dead_leaves_and_the_last_one_closes_the_record(self):
        known, _ = told(
            saw("present", OPERATOR, person=HEAD),
            saw("deceased", MENTOR, person=HEAD, since=YESTERDAY),
            first=[ALONE],
        )
        [dispute] = known.disputes.values()
        known = after(
            known,
            *self.decide(dispute.testimonies[1].version, contradiction=dispute.version)(known),
        )
        assert (known.status, known.belonging()) == ("deceased", ())

    def test_a_need_stands_as_decided(self):
        known, _ = told(
            found("already_met", OPERATOR, YESTERDAY),
            found("confirmed", MENTOR),
            first=[REGISTERED, CLAIMED],
        )
        assert known.needs["sanitation"].standing == "met"
        [dispute] = known.disputes.values()
        known = after(
            known,
            *self.decide(dispute.testimonies[1].version, contradiction=dispute.version)(known),
        )
        assert known.needs["sanitation"].standing == "unmet"

    def test_after_a_decision_only_what_held_is_a_rival(self):
        known = given(self.two()).when(self.decide(3)).then_known()
        events = says("better_off", str(STRANGER))(known)
        assert opened(list(events)) == []
