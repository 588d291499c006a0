"""Commands about villages."""

from datetime import date
from uuid import UUID, uuid4

import pytest

from service.aggregates.village import SameSide, Village
from service.application import NotKnown
from service.commands import villages
from service.commands.villages import (
    Classify,
    Cosign,
    Enrol,
    GivenFinding,
    NoSuchVillage,
    NotYourSide,
    RecordAssessment,
    RecordPopulation,
    subject_of,
)
from service.kernel.verdicts import Note
from service.policies.access import NotAllowed, OutOfScope
from service.regency import Regency
from tests.commands.acting import DAY, GONDANGLEGI, KLEGO, OPERATOR, SECRETARIAT, actor, do

MENTOR = actor("mentor", KLEGO)
FOUND = (GivenFinding(category="natural", text="Mata air di Dukuh Contoh", count=2),)


def _enrolled(regency: Regency) -> None:
    do(regency, SECRETARIAT, villages.enrol, Enrol(village=KLEGO, occurred_on=DAY))


def _assessed(regency: Regency) -> UUID:
    ask = RecordAssessment(side="mentor", potentials=FOUND, occurred_on=DAY)
    return UUID(do(regency, MENTOR, villages.record_assessment, KLEGO, ask).id)


def test_a_village_is_enrolled_under_the_name_the_regions_have(regency: Regency):
    _enrolled(regency)
    [enrolled] = [draft.event for draft in regency.log.load(f"village:{KLEGO}")]
    assert (enrolled.name, enrolled.kind, enrolled.kecamatan) == (  # type: ignore[attr-defined]
        "Klego",
        "desa",
        "Klego",
    )


def test_only_villages_that_exist_in_the_regency_are_enrolled(regency: Regency):
    with pytest.raises(NoSuchVillage):
        do(regency, SECRETARIAT, villages.enrol, Enrol(village="33.09.15.2999"))
    with pytest.raises(OutOfScope):
        do(regency, SECRETARIAT, villages.enrol, Enrol(village="33.10.01.2001"))
    with pytest.raises(NotAllowed):
        do(regency, OPERATOR, villages.enrol, Enrol(village=KLEGO))


def test_a_village_is_counted_after_it_was_enrolled(regency: Regency):
    ask = RecordPopulation(persons=4_000, source="DKB 2024", reference_date=DAY)
    with pytest.raises(NotKnown):
        do(regency, OPERATOR, villages.record_population, KLEGO, ask)
    _enrolled(regency)
    do(regency, OPERATOR, villages.record_population, KLEGO, ask)
    with pytest.raises(OutOfScope):
        do(regency, OPERATOR, villages.record_population, GONDANGLEGI, ask)


def test_findings_are_sealed_for_the_village(regency: Regency):
    _enrolled(regency)
    _assessed(regency)
    recorded = regency.log.load(f"village:{KLEGO}")[-1].event
    [finding] = recorded.potentials  # type: ignore[attr-defined]
    assert finding.text.plain is None
    assert finding.text.subject == subject_of(KLEGO)
    assert regency.vault.open(finding.text) == Note(text="Mata air di Dukuh Contoh")


def test_an_assessment_holds_once_the_village_has_signed_too(regency: Regency):
    _enrolled(regency)
    assessment = _assessed(regency)
    do(regency, OPERATOR, villages.cosign_assessment, KLEGO, assessment, Cosign(side="village"))
    state = regency.ledger.look(Village, KLEGO)[1]
    assert state.assessments[assessment].is_cosigned


def test_nobody_signs_for_the_other_side(regency: Regency):
    _enrolled(regency)
    assessment = _assessed(regency)
    with pytest.raises(NotYourSide):
        do(regency, MENTOR, villages.cosign_assessment, KLEGO, assessment, Cosign(side="village"))
    with pytest.raises(SameSide):
        do(regency, MENTOR, villages.cosign_assessment, KLEGO, assessment, Cosign(side="mentor"))


def test_an_assessment_of_another_village_is_not_known_here(regency: Regency):
    _enrolled(regency)
    with pytest.raises(NotKnown):
        do(regency, OPERATOR, villages.cosign_assessment, KLEGO, uuid4(), Cosign(side="village"))


def test_the_secretariat_classifies(regency: Regency):
    _enrolled(regency)
    ask = Classify(
        village_class="red", rule_version="2024-1", reason="Tingkat kemiskinan", occurred_on=DAY
    )
    with pytest.raises(NotAllowed):
        do(regency, OPERATOR, villages.classify, KLEGO, ask)
    do(regency, SECRETARIAT, villages.classify, KLEGO, ask)
    assert regency.ledger.look(Village, KLEGO)[1].village_class == "red"


def test_a_count_is_about_a_day_that_has_come(regency: Regency):
    _enrolled(regency)
    ask = RecordPopulation(persons=1, source="DKB", reference_date=date(2999, 1, 1))
    with pytest.raises(Exception, match="belum tiba"):
        do(regency, OPERATOR, villages.record_population, KLEGO, ask)
