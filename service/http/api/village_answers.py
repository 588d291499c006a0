"""What is known of a village, as it is answered."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, cast
from uuid import UUID

from msgspec import Struct

from service.aggregates.village_events import (
    AssessmentRecorded,
    Finding,
    FindingCategory,
    Side,
    VillageClass,
    VillageKind,
)
from service.http.api.needs import CountedNeed
from service.http.api.statuses import StatusCount
from service.http.sight import Names, Sight
from service.kernel.places import kecamatan_of
from service.kernel.verdicts import Note
from service.projections.names import ERASED
from service.projections.villages import Assessment, ClassLine, Population, Village
from service.reference.regions import territory
from service.regency import Regency


class VillageLine(Struct, frozen=True, kw_only=True):
    """One village of a list.

    Args:
        kecamatan: its code; `kecamatan_name` as people call it.
        persons: of the latest count; None if nobody has counted.
        village_class: None if it was never put in one.
    """

    village: str
    name: str
    kind: VillageKind
    kecamatan: str
    kecamatan_name: str
    enrolled_on: date
    persons: int | None
    village_class: VillageClass | None


class ShownFinding(Struct, frozen=True, kw_only=True):
    """One line of an assessment; its words are for those who may read names in the village."""

    category: FindingCategory
    text: str | None
    count: int | None


class ShownSignature(Struct, frozen=True, kw_only=True):
    """Which account signed for which side, and when."""

    side: Side
    signer: str
    occurred_on: date


class ShownAssessment(Struct, frozen=True, kw_only=True):
    """What mentor and village found; it holds once both have signed."""

    assessment: UUID
    occurred_on: date
    holds: bool
    signatures: Sequence[ShownSignature]
    potentials: Sequence[ShownFinding]
    needs: Sequence[ShownFinding]
    problems: Sequence[ShownFinding]
    assessment_position: int


class VillageAnswer(Struct, frozen=True, kw_only=True):
    """A village as it was known and true at the moment asked for.

    Args:
        population: the count that rates are of: the last one of `populations`.
        village_class: the class it is in: the last one of `classes`.
        names: whether the words of assessments are told.
        statuses, needs: its households by status, and what they lack that nobody promised yet.
        position: the last event this answer takes into account.
    """

    village: str
    name: str
    kind: VillageKind
    kecamatan: str
    kecamatan_name: str
    enrolled_on: date
    population: Population | None
    populations: Sequence[Population]
    village_class: VillageClass | None
    classes: Sequence[ClassLine]
    assessments: Sequence[ShownAssessment]
    names: Names
    statuses: Sequence[StatusCount]
    needs: Sequence[CountedNeed]
    position: int


def line(regency: Regency, found: Village) -> VillageLine:
    """Return a village for a list, under the name the regions have for it now."""
    return VillageLine(
        **_region(regency, found),
        enrolled_on=found.enrolled_on,
        persons=found.population.persons if found.population else None,
        village_class=found.village_class,
    )


def answer(
    regency: Regency,
    found: Village,
    *,
    sight: Sight,
    statuses: Sequence[StatusCount],
    needs: Sequence[CountedNeed],
    position: int,
) -> VillageAnswer:
    """Return a village with the words of its assessments opened, if there is a purpose for it.

    Raises:
        KeysUnavailable: the key database does not answer.
        LookUnrecorded: the look can't be recorded.
    """
    names = sight.names_for(found.village)
    return VillageAnswer(
        **_region(regency, found),
        enrolled_on=found.enrolled_on,
        population=found.population,
        populations=found.populations,
        village_class=found.village_class,
        classes=found.classes,
        assessments=_assessments(regency, found.assessments, sight, names),
        names=names,
        statuses=statuses,
        needs=needs,
        position=position,
    )


def _region(regency: Regency, found: Village) -> dict[str, Any]:
    """Return what the regions say of a village; what it was enrolled as, if they forgot it."""
    known = territory(regency.code).village(found.village)
    return {
        "village": found.village,
        "name": known.name if known else found.name,
        "kind": known.kind if known else found.kind,
        "kecamatan": kecamatan_of(found.village),
        "kecamatan_name": known.kecamatan_name if known else found.kecamatan,
    }


def _assessments(
    regency: Regency, found: Sequence[Assessment], sight: Sight, names: Names
) -> list[ShownAssessment]:
    recorded = regency.log.at([one.position for one in found])
    events = {one.position: cast("AssessmentRecorded", one.event) for one in recorded}
    findings = [
        finding
        for event in events.values()
        for finding in (*event.potentials, *event.needs, *event.problems)
    ]
    words: list[Note | None] = (
        regency.vault.open_all([finding.text for finding in findings]) if names == "open" else []
    )
    if names == "open":
        sight.record(finding.text.subject for finding in findings)
    # A sealed text is told from every other one by its own cipher.
    told = {
        finding.text.sealed: note.text if note else ERASED
        for finding, note in zip(findings, words, strict=names == "open")
    }

    def shown(several: Iterable[Finding]) -> list[ShownFinding]:
        return [
            ShownFinding(category=one.category, text=told.get(one.text.sealed), count=one.count)
            for one in several
        ]

    return [
        ShownAssessment(
            assessment=one.assessment,
            occurred_on=one.occurred_on,
            holds=one.holds,
            signatures=[
                ShownSignature(side=s.side, signer=s.signer, occurred_on=s.occurred_on)
                for s in one.signatures
            ],
            potentials=shown(events[one.position].potentials),
            needs=shown(events[one.position].needs),
            problems=shown(events[one.position].problems),
            assessment_position=one.position,
        )
        for one in found
    ]
