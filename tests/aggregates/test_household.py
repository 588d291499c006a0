"""A household is looked at by many, on many days, and nobody leaves a list on a mere word."""

from datetime import date, timedelta

import pytest

from service.aggregates.household import (
    Household,
    HouseholdKnown,
    NoMembers,
    OnThisListAlready,
    SameVillage,
)
from service.aggregates.household_events import HouseholdClosed, Relisted, Source
from service.aggregates.household_evidence import (
    CorrectionMissing,
    DayMissing,
    DestinationMissing,
    EvidenceMissing,
    NotFoundTooSoon,
    SurvivorMissing,
)
from service.aggregates.household_needs import HouseholdIsClosed, UnknownHousehold
from service.aggregates.household_people import MemberKnown, UnknownMember, WholeHouseholdMoves
from service.aggregates.household_standing import (
    GraduationWithoutHelp,
    NobodyLeft,
    NotClosed,
    WelfareReasonMissing,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    CHILD,
    DOCUMENT,
    FAMILY,
    HEAD,
    HOUSEHOLD,
    KLEGO,
    LETTER,
    LIST,
    MANGGIS,
    OTHER_HOUSEHOLD,
    OTHER_LIST,
    RESIDENCE,
    SPOUSE,
    STRANGER,
    TODAY,
    TOMORROW,
    TWO_VISITS_AND_A_LETTER,
    VISIT,
    YESTERDAY,
    address_changed,
    better_off,
    carried,
    claimed,
    closed,
    enrolled,
    head_changed,
    joined,
    judged,
    met,
    moved,
    need_judged,
    note,
    presence,
    registered,
    relisted,
    reopened,
    reserved,
    seen,
)
from tests.support.scenario import each, given

BLANK = Household()
WHEN = {"on": TODAY, "today": TODAY}
LAST_WEEK = TODAY - timedelta(days=7)
ALONE = registered(members=(enrolled(),), persons=1)


def register(**other):
    terms = {"village": KLEGO, "residence": RESIDENCE, "members": FAMILY, **WHEN, **other}
    return lambda household: household.register(HOUSEHOLD, **terms)


def judge(verdict, **other):
    return lambda household: household.judge(verdict, **{"method": "visit", **WHEN, **other})


def look_for(person, verdict, **other):
    return lambda household: household.judge_presence(
        person, verdict, **{"method": "visit", **WHEN, **other}
    )


def died(person=HEAD, **other):
    return look_for(person, "deceased", since=YESTERDAY, evidence=(LETTER,), **other)


class TestRegistering:
    def test_a_household_of_a_list_is_listed_and_waits_for_a_visit(self):
        source = Source(list=LIST, row_no=7)
        (
            given(BLANK)
            .when(
                register(
                    source=source,
                    decile=1,
                    decile_source="DTKS 2020-10",
                    assistance=("pkh",),
                    identity_match="matched",
                )
            )
            .then(registered())
        )

    def test_a_household_on_no_list_is_newly_proposed(self):
        known = given(BLANK).when(register()).then_known()
        assert known.status == "newly_proposed"

    def test_a_household_is_registered_once(self):
        given(BLANK, registered()).when(register()).then_refused(HouseholdKnown, village=KLEGO)

    def test_a_household_has_somebody_in_it(self):
        given(BLANK).when(register(members=())).then_refused(NoMembers)

    def test_nothing_is_recorded_before_it_happened(self):
        given(BLANK).when(register(on=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )

    def test_without_a_head_the_first_member_stands_in(self):
        known = given(BLANK, registered(members=(enrolled(CHILD, "child"),))).known
        assert known.head == CHILD


class TestRelisting:
    def relist(self, *people, source=OTHER_LIST):
        return lambda household: household.relist(
            Source(list=source, row_no=9),
            members=tuple(Relisted(person=person, row_no=9) for person in people),
            decile=2,
            decile_source="P3KE 2023",
            assistance=("bpnt",),
            **WHEN,
        )

    def test_another_list_adds_itself_and_changes_nothing(self):
        given(BLANK, registered()).when(self.relist(HEAD)).then(relisted())

    def test_a_dead_person_on_a_new_list_is_named_and_stays_dead(self):
        known = (
            given(BLANK, registered(), presence())
            .when(self.relist(HEAD, CHILD))
            .then(
                relisted(
                    persons=2,
                    members=(Relisted(person=HEAD, row_no=9), Relisted(person=CHILD, row_no=9)),
                    departed=(CHILD,),
                )
            )
        )
        assert known.belonging() == (HEAD, SPOUSE)

    def test_a_closed_household_on_a_new_list_stays_closed(self):
        (
            given(BLANK, registered(), closed())
            .when(self.relist(HEAD))
            .then(relisted(status="moved_out", persons=0, epoch=1, departed=(HEAD,)))
        )

    def test_a_list_counts_once(self):
        given(BLANK, registered()).when(self.relist(source=LIST)).then_refused(
            OnThisListAlready, list=str(LIST)
        )

    def test_a_list_speaks_of_known_members_only(self):
        given(BLANK, registered()).when(self.relist(STRANGER)).then_refused(
            UnknownMember, person=str(STRANGER)
        )


class TestAddressAndMoving:
    def move(self, village=MANGGIS, on=TODAY):
        return lambda household: household.move(village, residence=RESIDENCE, on=on, today=TODAY)

    def test_an_address_changes_and_nothing_else(self):
        (
            given(BLANK, registered())
            .when(lambda household: household.change_address(RESIDENCE, **WHEN))
            .then(address_changed())
        )

    def test_whoever_moves_to_another_village_is_looked_at_again(self):
        given(BLANK, registered(), judged()).when(self.move()).then(moved())

    def test_a_move_takes_open_needs_along_and_leaves_the_old_roof_behind(self):
        food = {"need": "food"}
        (
            given(
                BLANK,
                registered(),
                need_judged(),
                need_judged(**food),
                need_judged("confirmed", need="land_title"),
                claimed(need="skills"),
                need_judged("already_met", need="electricity", standing="met"),
            )
            .when(self.move())
            .then(
                moved(),
                carried(),
                carried(need="food", standing="unmet"),
                carried(need="land_title"),
                carried(need="skills", standing="claimed"),
            )
        )

    def test_what_is_promised_stays_promised_after_a_move(self):
        known = (
            given(BLANK, registered(), need_judged(), reserved())
            .when(self.move())
            .then(moved(), carried(standing="committed"))
        )
        assert known.needs["sanitation"].reservations

    def test_a_move_recorded_late_still_counts(self):
        known = given(BLANK, registered(), judged()).when(self.move(on=YESTERDAY)).then_known()
        assert (known.village, known.status) == (MANGGIS, "listed")

    def test_within_a_village_nobody_moves(self):
        given(BLANK, registered()).when(self.move(KLEGO)).then_refused(SameVillage, village=KLEGO)


class TestMembers:
    def join(self, person=STRANGER, since=YESTERDAY, on=TODAY):
        member = enrolled(person, "grandchild")
        return lambda household: household.join(member, since=since, on=on, today=TODAY)

    def test_a_member_joins(self):
        known = given(BLANK, registered()).when(self.join()).then(joined())
        assert STRANGER in known.belonging()

    def test_a_member_joins_once(self):
        given(BLANK, registered()).when(self.join(HEAD)).then_refused(MemberKnown, belongs=True)

    def test_whoever_left_comes_back_by_a_verdict(self):
        given(BLANK, registered(), presence()).when(self.join(CHILD)).then_refused(
            MemberKnown, belongs=False
        )

    def test_nobody_joins_after_the_day_it_is_said(self):
        given(BLANK, registered()).when(self.join(since=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )

    def test_a_member_who_joined_earlier_than_the_latest_visit_is_counted(self):
        known = (
            given(BLANK, registered(occurred_on=LAST_WEEK), judged())
            .when(self.join(on=YESTERDAY))
            .then(joined(status="eligible", occurred_on=YESTERDAY, epoch=1))
        )
        assert (known.status, len(known.belonging())) == ("eligible", 4)

    def test_another_member_becomes_the_head(self):
        known = (
            given(BLANK, registered())
            .when(lambda household: household.change_head(SPOUSE, **WHEN))
            .then(head_changed())
        )
        assert known.head == SPOUSE

    @pytest.mark.parametrize("person", [STRANGER, CHILD])
    def test_the_head_is_a_member(self, person):
        given(BLANK, registered(), presence()).when(
            lambda household: household.change_head(person, **WHEN)
        ).then_refused(UnknownMember, person=str(person))


class TestPresence:
    def test_a_dead_member_no_longer_belongs(self):
        known = given(BLANK, registered()).when(died(CHILD)).then(presence())
        assert known.belonging() == (HEAD, SPOUSE)

    def test_the_dead_need_a_day(self):
        given(BLANK, registered()).when(
            look_for(HEAD, "deceased", evidence=(LETTER,))
        ).then_refused(DayMissing, verdict="deceased")

    def test_the_dead_need_a_paper(self):
        given(BLANK, registered()).when(
            look_for(HEAD, "deceased", since=YESTERDAY, evidence=(VISIT,))
        ).then_refused(EvidenceMissing, one_of=["document", "statement"])

    def test_nobody_dies_after_the_day_it_is_said(self):
        given(BLANK, registered()).when(
            look_for(HEAD, "deceased", since=TODAY, on=YESTERDAY, evidence=(LETTER,))
        ).then_refused(NotHappenedYet, on="2024-11-04", today="2024-11-03")

    @pytest.mark.parametrize("verdict", ["moved_out", "moved_within_district"])
    def test_whoever_moved_went_somewhere(self, verdict):
        given(BLANK, registered()).when(look_for(HEAD, verdict, since=YESTERDAY)).then_refused(
            DestinationMissing, verdict=verdict
        )

    def test_whoever_moved_out_did_so_on_a_day(self):
        given(BLANK, registered()).when(
            look_for(HEAD, "moved_out", destination="33.74")
        ).then_refused(DayMissing, verdict="moved_out")

    def test_whoever_went_abroad_is_shown_to_have_gone(self):
        given(BLANK, registered()).when(look_for(HEAD, "moved_abroad")).then_refused(
            EvidenceMissing, one_of=["visit", "photo", "document", "statement"]
        )

    @pytest.mark.parametrize(
        ("evidence", "visits", "statement"),
        [
            ((), 0, False),
            ((VISIT, LETTER), 1, True),
            ((VISIT, seen(reference="sore"), LETTER), 1, True),
            ((VISIT, seen(on=YESTERDAY)), 2, False),
        ],
    )
    def test_nobody_is_lost_after_one_visit(self, evidence, visits, statement):
        given(BLANK, registered()).when(
            look_for(HEAD, "not_found", evidence=evidence)
        ).then_refused(NotFoundTooSoon, visits=visits, statement=statement)

    @pytest.mark.parametrize("survivor", [None, HEAD])
    def test_a_duplicate_names_the_record_that_stays(self, survivor):
        given(BLANK, registered()).when(
            look_for(HEAD, "duplicate", duplicate_of=survivor)
        ).then_refused(SurvivorMissing)

    def test_a_wrong_identity_comes_with_the_right_one(self):
        given(BLANK, registered()).when(look_for(HEAD, "identity_mismatch")).then_refused(
            CorrectionMissing
        )

    def test_a_wrong_identity_changes_nobody_s_presence(self):
        known = (
            given(BLANK, registered())
            .when(look_for(HEAD, "identity_mismatch", note=note()))
            .then_known()
        )
        assert len(known.belonging()) == 3

    def test_only_members_are_looked_for(self):
        given(BLANK, registered()).when(look_for(STRANGER, "present")).then_refused(
            UnknownMember, person=str(STRANGER)
        )

    def test_the_dead_do_not_come_back_on_a_mere_word(self):
        given(BLANK, registered(), presence()).when(look_for(CHILD, "present")).then_refused(
            EvidenceMissing, one_of=["visit"]
        )

    def test_whoever_was_said_dead_comes_back_when_seen(self):
        known = (
            given(BLANK, registered(), presence())
            .when(look_for(CHILD, "present", evidence=(VISIT,)))
            .then_known()
        )
        assert len(known.belonging()) == 3

    def test_when_the_last_one_dies_the_household_is_closed_with_its_needs(self):
        (
            given(BLANK, ALONE, need_judged(), need_judged(need="food"), claimed(need="skills"))
            .when(died())
            .then(
                presence(person=HEAD, persons=0),
                closed(status="deceased", leaving=(HEAD,), method=None, evidence=()),
                *(
                    need_judged(
                        "not_applicable",
                        need=need,
                        standing="not_needed",
                        method="office",
                        evidence=(),
                        epoch=1,
                        strategy=strategy,
                    )
                    for need, strategy in (
                        ("sanitation", "reduce_expenditure_burden"),
                        ("food", "reduce_expenditure_burden"),
                        ("skills", "reduce_expenditure_burden"),
                    )
                ),
            )
        )

    @pytest.mark.parametrize(
        ("verdict", "how", "status"),
        [
            ("moved_out", {"since": YESTERDAY, "destination": "33.74"}, "moved_out"),
            ("moved_abroad", {"evidence": (LETTER,)}, "moved_abroad"),
            ("duplicate", {"duplicate_of": STRANGER}, "duplicate"),
        ],
    )
    def test_the_last_one_out_says_why_the_household_is_closed(self, verdict, how, status):
        known = given(BLANK, ALONE).when(look_for(HEAD, verdict, **how)).then_known()
        assert (known.status, known.belonging(), known.is_closed) == (status, (), True)

    def test_the_last_one_to_move_within_the_regency_takes_the_household_along(self):
        given(BLANK, ALONE).when(
            look_for(HEAD, "moved_within_district", destination=MANGGIS)
        ).then_refused(WholeHouseholdMoves)

    def test_a_household_is_not_found_when_none_of_it_is(self):
        lost = look_for(HEAD, "not_found", evidence=TWO_VISITS_AND_A_LETTER)
        assert given(BLANK, ALONE).when(lost).then_known().status == "not_found"
        assert given(BLANK, registered()).when(lost).then_known().status == "listed"

    def test_a_household_that_is_found_again_is_what_it_was(self):
        lost = look_for(HEAD, "not_found", evidence=TWO_VISITS_AND_A_LETTER)
        gone = given(BLANK, ALONE, judged(persons=1)).when(lost).then_known()
        found = given(gone).when(look_for(HEAD, "present")).then_known()
        assert found.status == "eligible"

    def test_a_death_learnt_late_counts_although_a_later_visit_is_known(self):
        """Else the dead would be paid: the visit of today would go on saying three persons."""
        known = (
            given(BLANK, registered(occurred_on=LAST_WEEK), judged())
            .when(look_for(CHILD, "deceased", since=LAST_WEEK, on=YESTERDAY, evidence=(LETTER,)))
            .then(presence(occurred_on=YESTERDAY, since=LAST_WEEK, status="eligible", epoch=1))
        )
        assert (known.status, len(known.belonging())) == ("eligible", 2)

    def test_of_two_testimonies_about_one_person_the_later_day_counts(self):
        known = (
            given(BLANK, registered(occurred_on=LAST_WEEK))
            .when(look_for(CHILD, "present"))
            .then_known()
        )
        (
            given(known)
            .when(look_for(CHILD, "deceased", since=LAST_WEEK, on=YESTERDAY, evidence=(LETTER,)))
            .then(presence(occurred_on=YESTERDAY, since=LAST_WEEK, persons=3))
        )


class TestVerdicts:
    @pytest.mark.parametrize(
        ("verdict", "how", "status"),
        [
            ("eligible", {}, "eligible"),
            ("newly_proposed", {}, "newly_proposed"),
            ("better_off", {"reason": "assets", "evidence": (VISIT,)}, "better_off"),
            ("graduated", {"evidence": (DOCUMENT,)}, "graduated"),
            ("self_withdrew", {"evidence": (LETTER,)}, "self_withdrew"),
            ("unreachable", {"evidence": TWO_VISITS_AND_A_LETTER}, "not_found"),
            ("refused_interview", {"evidence": (VISIT,)}, "listed"),
            ("head_changed", {}, "listed"),
            ("merged", {"evidence": (LETTER,), "other_household": OTHER_HOUSEHOLD}, "merged"),
            ("closed_no_members", {"evidence": (LETTER,)}, "closed"),
        ],
    )
    def test_a_verdict_makes_a_status(self, verdict, how, status):
        known = given(BLANK, registered()).when(judge(verdict, **how)).then_known()
        assert known.status == status

    @pytest.mark.parametrize("verdict", ["better_off", "graduated", "refused_interview"])
    def test_a_verdict_that_takes_away_is_shown_by_a_visit_or_a_paper(self, verdict):
        given(BLANK, registered()).when(judge(verdict, reason="assets")).then_refused(
            EvidenceMissing, one_of=["document", "statement", "visit"]
        )

    @pytest.mark.parametrize("verdict", ["self_withdrew", "merged", "closed_no_members"])
    def test_withdrawing_is_done_on_paper(self, verdict):
        given(BLANK, registered()).when(judge(verdict, evidence=(VISIT,))).then_refused(
            EvidenceMissing, one_of=["document", "statement"]
        )

    def test_a_household_is_unreachable_after_two_visits_and_a_letter(self):
        given(BLANK, registered()).when(judge("unreachable", evidence=(VISIT,))).then_refused(
            NotFoundTooSoon, visits=1, statement=False
        )

    def test_whoever_is_better_off_is_so_for_a_reason(self):
        given(BLANK, registered()).when(judge("better_off", evidence=(VISIT,))).then_refused(
            WelfareReasonMissing
        )

    def test_nobody_graduates_without_help(self):
        given(BLANK, registered()).when(judge("graduated", evidence=(VISIT,))).then_refused(
            GraduationWithoutHelp
        )

    def test_whoever_was_helped_here_graduates(self):
        known = (
            given(BLANK, registered(), need_judged(), reserved(), met())
            .when(judge("graduated", evidence=(VISIT,)))
            .then_known()
        )
        assert known.status == "graduated"

    @pytest.mark.parametrize("verdict", ["merged", "split"])
    @pytest.mark.parametrize("other", [None, HOUSEHOLD])
    def test_merging_and_splitting_name_the_other_household(self, verdict, other):
        given(BLANK, registered()).when(
            judge(verdict, evidence=(LETTER,), other_household=other, leaving=(CHILD,))
        ).then_refused(SurvivorMissing)

    def test_a_split_takes_some_members_along(self):
        known = (
            given(BLANK, registered())
            .when(judge("split", other_household=OTHER_HOUSEHOLD, leaving=(CHILD,)))
            .then_known()
        )
        assert known.belonging() == (HEAD, SPOUSE)

    @pytest.mark.parametrize("leaving", [(), (HEAD, SPOUSE, CHILD), (STRANGER,)])
    def test_a_split_takes_some_and_leaves_some(self, leaving):
        given(BLANK, registered()).when(
            judge("split", other_household=OTHER_HOUSEHOLD, leaving=leaving)
        ).then_refused(NobodyLeft, leaving=len(leaving), persons=3)

    def test_a_merger_names_the_household_that_stays(self):
        outcome = (
            given(BLANK, registered())
            .when(judge("merged", evidence=(LETTER,), other_household=OTHER_HOUSEHOLD))
            .outcome
        )
        assert isinstance(outcome, tuple)
        assert isinstance(outcome[1], HouseholdClosed)
        assert outcome[1].survivor == OTHER_HOUSEHOLD

    def test_an_older_testimony_says_what_was_true_then_and_changes_nothing_now(self):
        known = (
            given(BLANK, registered(occurred_on=LAST_WEEK), judged())
            .when(judge("better_off", reason="assets", evidence=(VISIT,), on=YESTERDAY))
            .then(better_off(occurred_on=YESTERDAY))
        )
        assert known.status == "eligible"

    def test_a_verdict_newer_than_the_last_one_counts_although_the_address_is_newer_still(self):
        known = (
            given(BLANK, registered(occurred_on=LAST_WEEK), address_changed())
            .when(judge("eligible", on=YESTERDAY))
            .then_known()
        )
        assert known.status == "eligible"

    def test_an_older_testimony_does_not_win_by_an_epoch_that_began_meanwhile(self):
        """t0 eligible today; t1 a death of yesterday opens an epoch; t2 last week's verdict."""
        story = (
            registered(occurred_on=date(2024, 1, 2)),
            judged(),
            presence(occurred_on=YESTERDAY, status="eligible", epoch=1),
        )
        on = YESTERDAY
        known = (
            given(BLANK, *story)
            .when(judge("better_off", reason="assets", evidence=(VISIT,), on=on))
            .then(better_off(occurred_on=on, status="eligible", persons=2, epoch=1))
        )
        assert known.status == "eligible"


class TestClosing:
    def close(self, status="moved_out", **other):
        terms = {"method": "visit", "evidence": (VISIT,), **WHEN, **other}
        return lambda household: household.close(status, **terms)

    def reopen(self, why=None):
        return lambda household: household.reopen(note=why, **WHEN)

    def test_a_whole_household_is_closed_at_once(self):
        given(BLANK, registered()).when(self.close()).then(closed())

    def test_nobody_leaves_a_list_on_a_mere_word(self):
        given(BLANK, registered()).when(self.close(evidence=())).then_refused(
            EvidenceMissing, one_of=["visit", "document", "statement", "list"]
        )

    @pytest.mark.parametrize("survivor", [None, HOUSEHOLD])
    def test_of_two_records_the_one_that_stays_is_named(self, survivor):
        given(BLANK, registered()).when(self.close("duplicate", survivor=survivor)).then_refused(
            SurvivorMissing
        )

    def test_a_closed_household_is_what_it_was_once_reopened(self):
        known = (
            given(BLANK, registered(), judged(), closed())
            .when(self.reopen(note("Salah rumah")))
            .then(reopened(status="eligible"))
        )
        assert (known.status, len(known.belonging())) == ("eligible", 3)

    def test_whoever_was_said_to_be_the_last_is_back_once_reopened(self):
        dead = given(BLANK, ALONE).when(died()).then_known()
        known = given(dead).when(self.reopen(note())).then_known()
        assert (known.status, known.belonging()) == ("listed", (HEAD,))

    def test_a_reopening_has_a_reason(self):
        given(BLANK, registered(), closed()).when(self.reopen()).then_refused(ReasonMissing)

    def test_only_what_is_closed_is_reopened(self):
        given(BLANK, registered()).when(self.reopen(note())).then_refused(
            NotClosed, status="listed"
        )

    def test_a_household_closed_twice_in_its_life_has_a_higher_epoch_each_time(self):
        known = given(BLANK, registered(), closed(), reopened()).when(self.close()).then_known()
        assert known.epoch == 3


DECISIONS = {
    "relist": TestRelisting().relist(),
    "change_address": lambda household: household.change_address(RESIDENCE, **WHEN),
    "move": TestAddressAndMoving().move(),
    "join": TestMembers().join(),
    "judge_presence": died(),
    "judge": judge("eligible"),
    "change_head": lambda household: household.change_head(SPOUSE, **WHEN),
    "close": TestClosing().close(),
    "reopen": TestClosing().reopen(note()),
}


@each(**DECISIONS)
def test_nothing_is_said_of_an_unknown_household(decide):
    given(BLANK).when(decide).then_refused(UnknownHousehold)


@each(**{name: DECISIONS[name] for name in DECISIONS if name not in {"relist", "reopen"}})
def test_a_closed_household_must_be_reopened_first(decide):
    given(BLANK, registered(), closed()).when(decide).then_refused(
        HouseholdIsClosed, status="moved_out", since="2024-11-04"
    )
