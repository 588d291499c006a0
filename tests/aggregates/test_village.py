"""A village is assessed by two sides, counted by somebody, and leaves red by an evaluation."""

import pytest

from service.aggregates.village import (
    AssessmentEmpty,
    AssessmentKnown,
    CountImpossible,
    CountWithoutSource,
    EvaluationMissing,
    RuleMissing,
    SameSide,
    SameSigner,
    SignedAlready,
    UnknownAssessment,
    UnknownVillage,
    Village,
    VillageKnown,
)
from service.kernel.guards import NotHappenedYet, ReasonMissing
from tests.support.events import (
    ASSESSMENT,
    FINDING,
    KLEGO,
    TODAY,
    TOMORROW,
    assessed,
    classified,
    cosigned,
    enrolled_village,
    population,
)
from tests.support.scenario import each, given

BLANK = Village()
WHEN = {"on": TODAY, "today": TODAY}
KNOWN = enrolled_village()
COUNTED = population()


def enrol(**other):
    terms = {"name": "Klego", "kind": "desa", "kecamatan": "Klego", **WHEN, **other}
    return lambda village: village.enrol(KLEGO, **terms)


def count(persons=10_000, households=3_100, **other):
    terms = {
        "source": COUNTED.source,
        "reference_date": COUNTED.reference_date,
        **WHEN,
        **other,
    }
    return lambda village: village.record_population(
        persons=persons, households=households, **terms
    )


def assess(*potentials, side="mentor", account="pendamping-dpmd"):
    return lambda village: village.record_assessment(
        ASSESSMENT, side=side, account=account, potentials=potentials, **WHEN
    )


def cosign(side="village", account="kades-klego"):
    return lambda village: village.cosign_assessment(ASSESSMENT, side=side, account=account, **WHEN)


def classify(village_class="red", **other):
    terms = {
        "rule_version": "2024-1",
        "reason": "Desil 1 sampai 4 di atas 40 persen",
        **WHEN,
        **other,
    }
    return lambda village: village.classify(village_class, **terms)


def test_a_village_is_enrolled_once():
    known = given(BLANK).when(enrol()).then(KNOWN)
    given(known).when(enrol()).then_refused(VillageKnown, village=KLEGO)


def test_a_village_is_not_enrolled_tomorrow():
    given(BLANK).when(enrol(on=TOMORROW)).then_refused(
        NotHappenedYet, on="2024-11-05", today="2024-11-04"
    )


class TestPopulation:
    def test_people_are_counted_by_somebody_on_a_day(self):
        given(BLANK, KNOWN).when(count()).then(population())

    def test_a_count_without_a_source_is_none(self):
        given(BLANK, KNOWN).when(count(source=" ")).then_refused(CountWithoutSource)

    def test_nobody_counts_ahead(self):
        given(BLANK, KNOWN).when(count(reference_date=TOMORROW)).then_refused(
            NotHappenedYet, on="2024-11-05", today="2024-11-04"
        )

    @pytest.mark.parametrize(("persons", "households"), [(0, None), (10, 11), (10, -1)])
    def test_a_count_is_possible(self, persons, households):
        given(BLANK, KNOWN).when(count(persons, households)).then_refused(
            CountImpossible, persons=persons, households=households
        )

    def test_families_need_not_be_counted(self):
        given(BLANK, KNOWN).when(count(households=None)).then(population(households=None))


class TestAssessment:
    def test_mentor_and_village_sign_together(self):
        known = given(BLANK, KNOWN).when(assess(FINDING)).then(assessed())
        given(known).when(cosign()).then(cosigned())

    def test_either_side_may_begin(self):
        known = given(BLANK, KNOWN, assessed(signed_by="village", signer="kades")).known
        given(known).when(cosign("mentor", "pendamping")).then(
            cosigned(side="mentor", signer="pendamping")
        )

    def test_one_side_does_not_sign_twice(self):
        given(BLANK, KNOWN, assessed()).when(cosign("mentor")).then_refused(SameSide, side="mentor")

    def test_one_person_does_not_sign_for_both_sides(self):
        given(BLANK, KNOWN, assessed()).when(cosign(account="pendamping-dpmd")).then_refused(
            SameSigner, account="pendamping-dpmd"
        )

    def test_two_signatures_are_enough(self):
        given(BLANK, KNOWN, assessed(), cosigned()).when(cosign()).then_refused(SignedAlready)

    def test_only_what_was_written_is_signed(self):
        given(BLANK, KNOWN).when(cosign()).then_refused(UnknownAssessment)

    def test_an_assessment_is_written_once(self):
        given(BLANK, KNOWN, assessed()).when(assess(FINDING)).then_refused(AssessmentKnown)

    def test_an_assessment_says_something(self):
        given(BLANK, KNOWN).when(assess()).then_refused(AssessmentEmpty)


class TestClasses:
    def test_a_village_has_a_class_by_a_rule(self):
        known = given(BLANK, KNOWN).when(classify()).then(classified())
        assert known.village_class == "red"

    def test_a_class_by_no_rule_is_none(self):
        given(BLANK, KNOWN).when(classify(rule_version="")).then_refused(RuleMissing)

    def test_a_class_has_a_reason(self):
        given(BLANK, KNOWN).when(classify(reason="")).then_refused(ReasonMissing)

    def test_a_village_leaves_red_by_an_evaluation(self):
        given(BLANK, KNOWN, classified()).when(classify("yellow", evaluation="BA-07/2024")).then(
            classified(village_class="yellow", previous="red", evaluation="BA-07/2024")
        )

    def test_a_village_does_not_leave_red_without_one(self):
        given(BLANK, KNOWN, classified()).when(classify("green")).then_refused(
            EvaluationMissing, village_class="green"
        )

    def test_a_village_stays_red_without_one(self):
        given(BLANK, KNOWN, classified()).when(classify()).then(classified(previous="red"))

    def test_a_village_becomes_red_without_one(self):
        given(BLANK, KNOWN, classified(village_class="green")).when(classify()).then(
            classified(previous="green")
        )


@each(count=count(), assess=assess(FINDING), cosign=cosign(), classify=classify())
def test_nothing_is_said_of_an_unknown_village(decide):
    given(BLANK).when(decide).then_refused(UnknownVillage)
