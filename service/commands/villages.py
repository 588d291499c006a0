"""Commands about villages: enrol, count, assess together, classify."""

from datetime import date
from typing import Annotated, ClassVar, TypeAlias
from uuid import UUID, uuid5

from msgspec import Meta

from service.aggregates.village import Village
from service.aggregates.village_events import Finding, FindingCategory, Side, VillageClass
from service.application import NotKnown, Work
from service.commands.requests import Line, MaybeLine, Part, Reason, Request, VillageCode, Words
from service.kernel.places import regency_of
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.roles import Actor, Role
from service.kernel.verdicts import Note
from service.policies import access
from service.reference import regions

MOST_PEOPLE = 1_000_000

_SUBJECTS = UUID("5b1a3f64-0d0e-4c1c-9f27-6f9a3c1f2c55")
"""Namespace of the villages' own key subjects; changing it would orphan what is sealed."""

_OWN_SIDES: dict[Role, Side] = {
    "mentor": "mentor",
    "village_operator": "village",
    "village_head": "village",
}


class NoSuchVillage(Refused):
    """Tidak ada desa atau kelurahan dengan kode ini."""

    way_out: ClassVar[str] = "Periksa kode desa menurut Kemendagri, misalnya 33.09.15.2009."


class NotYourSide(Refused):
    """Anda tidak dapat menandatangani untuk pihak ini."""

    way_out: ClassVar[str] = "Tandatangani untuk pihak Anda sendiri: pendamping atau desa."


class Enrol(Request, frozen=True, kw_only=True):
    """A village that comes under the regency's programmes; its name and kind are looked up."""

    village: VillageCode


class RecordPopulation(Request, frozen=True, kw_only=True):
    """How many people live in a village.

    Args:
        source: who counted, as people cite it.
        reference_date: the day the count is about.
    """

    persons: Annotated[int, Meta(ge=1, le=MOST_PEOPLE)]
    households: Annotated[int, Meta(ge=0, le=MOST_PEOPLE)] | None = None
    source: Line
    reference_date: date


class GivenFinding(Part, frozen=True, kw_only=True):
    """One line of an assessment; kept sealed, for it may speak of people."""

    category: FindingCategory
    text: Words
    count: Annotated[int, Meta(ge=0, le=MOST_PEOPLE)] | None = None


Findings: TypeAlias = Annotated[tuple[GivenFinding, ...], Meta(max_length=50)]


class RecordAssessment(Request, frozen=True, kw_only=True):
    """What mentor or village found, signed for that side.

    Args:
        side: mentors and villages sign for their own; the secretariat for either.
    """

    side: Side
    potentials: Findings = ()
    needs: Findings = ()
    problems: Findings = ()


class Cosign(Request, frozen=True, kw_only=True):
    """The signature of the other side."""

    side: Side


class Classify(Request, frozen=True, kw_only=True):
    """The class of a village.

    Args:
        rule_version: by which version of the regency's rule.
        evaluation: number of the evaluation minutes; needed to leave red.
    """

    village_class: VillageClass
    rule_version: Line
    reason: Reason
    evaluation: MaybeLine = ""


def enrol(work: Work, ask: Enrol) -> str:
    """Take a village in.

    Raises:
        NotAllowed, OutOfScope, NoSuchVillage, VillageKnown, NotHappenedYet: not like this.
    """
    access.require(work.actor, "villages.enrol", village=ask.village)
    access.require_village(work.actor, ask.village)
    found = place(ask.village)
    events = work.load(Village, ask.village).enrol(
        ask.village,
        name=found.name,
        kind=found.kind,
        kecamatan=found.kecamatan_name,
        **ask.days(work),
    )
    work.append(Village, ask.village, *events)
    return ask.village


def record_population(work: Work, village: str, ask: RecordPopulation) -> str:
    """Note a count of a village's people.

    Raises:
        NotAllowed, OutOfScope, NotKnown, CountWithoutSource, CountImpossible, NotHappenedYet:
            not like this.
    """
    events = load(work, village, "villages.record_population").record_population(
        persons=ask.persons,
        households=ask.households,
        source=ask.source,
        reference_date=ask.reference_date,
        **ask.days(work),
    )
    work.append(Village, village, *events)
    return village


def record_assessment(work: Work, village: str, ask: RecordAssessment) -> UUID:
    """Write an assessment down and sign it for one side.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotYourSide, AssessmentEmpty, NotHappenedYet: not like
            this.
    """
    known = load(work, village, "villages.record_assessment")
    require_side(work.actor, ask.side)
    assessment = work.new_id()
    events = known.record_assessment(
        assessment,
        side=ask.side,
        account=work.actor.account,
        **ask.days(work),
        potentials=_findings(village, ask.potentials),
        needs=_findings(village, ask.needs),
        problems=_findings(village, ask.problems),
    )
    work.append(Village, village, *events)
    return assessment


def cosign_assessment(work: Work, village: str, assessment: UUID, ask: Cosign) -> UUID:
    """Sign an assessment for the other side.

    Raises:
        NotAllowed, OutOfScope, NotKnown, NotYourSide, SignedAlready, SameSide, SameSigner,
            NotHappenedYet: not like this.
    """
    known = load(work, village, "villages.cosign_assessment")
    if assessment not in known.assessments:
        raise NotKnown
    require_side(work.actor, ask.side)
    events = known.cosign_assessment(
        assessment,
        side=ask.side,
        account=work.actor.account,
        **ask.days(work),
    )
    work.append(Village, village, *events)
    return assessment


def classify(work: Work, village: str, ask: Classify) -> str:
    """Put a village in a class.

    Raises:
        NotAllowed, OutOfScope, NotKnown, ReasonMissing, RuleMissing, EvaluationMissing,
            NotHappenedYet: not like this.
    """
    events = load(work, village, "villages.classify").classify(
        ask.village_class,
        rule_version=ask.rule_version,
        reason=ask.reason,
        evaluation=ask.evaluation,
        **ask.days(work),
    )
    work.append(Village, village, *events)
    return village


def load(work: Work, village: str, command: str) -> Village:
    """Return an enrolled village that the actor may give this command about.

    Raises:
        NotAllowed, OutOfScope: not this actor.
        NotKnown: not enrolled.
    """
    access.require(work.actor, command, village=village)
    access.require_village(work.actor, village)
    known = work.load(Village, village)
    if not known.village:
        raise NotKnown
    return known


def place(code: str) -> regions.Village:
    """Return the desa or kelurahan of a code.

    Raises:
        NoSuchVillage: no region has it.
    """
    try:
        found = regions.territory(regency_of(code)).village(code)
    except regions.UnknownRegency:
        found = None
    if found is None:
        raise NoSuchVillage(village=code)
    return found


def require_side(actor: Actor, side: Side) -> None:
    """Refuse to sign for a side that is not the actor's; the secretariat signs for either.

    Raises:
        NotYourSide: as its name says.
    """
    if _OWN_SIDES.get(actor.role, side) != side:
        raise NotYourSide(side=side, role=actor.role)


def subject_of(village: str) -> UUID:
    """Return whose key seals what is written about a village."""
    return uuid5(_SUBJECTS, village)


def _findings(village: str, given: tuple[GivenFinding, ...]) -> tuple[Finding, ...]:
    subject = subject_of(village)
    return tuple(
        Finding(category=one.category, text=Private(subject, Note(text=one.text)), count=one.count)
        for one in given
    )
