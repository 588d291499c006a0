"""What happens to a village: counted, assessed, put in a class."""

from datetime import date
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.kernel.events import Event
from service.kernel.privacy import Private
from service.kernel.verdicts import Note

VillageKind: TypeAlias = Literal["desa", "kelurahan", "desa_adat"]
VillageClass: TypeAlias = Literal["red", "yellow", "green"]
Side: TypeAlias = Literal["mentor", "village"]
FindingCategory: TypeAlias = Literal["natural", "economic", "institutional", "human", "other"]

VILLAGE_KIND_LABELS: dict[VillageKind, str] = {
    "desa": "Desa",
    "kelurahan": "Kelurahan",
    "desa_adat": "Desa adat",
}
VILLAGE_CLASS_LABELS: dict[VillageClass, str] = {
    "red": "merah",
    "yellow": "kuning",
    "green": "hijau",
}
SIDE_LABELS: dict[Side, str] = {"mentor": "pendamping", "village": "desa"}
FINDING_CATEGORY_LABELS: dict[FindingCategory, str] = {
    "natural": "Alam",
    "economic": "Ekonomi",
    "institutional": "Kelembagaan",
    "human": "Manusia",
    "other": "Lainnya",
}


class Finding(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of an assessment. `text` may speak of people, so it is sealed for the village."""

    category: FindingCategory
    text: Private[Note]
    count: int | None = None


class VillageEvent(Event, frozen=True, kw_only=True):
    """Which village; always the Kemendagri code with dots."""

    village: str


class VillageEnrolled(VillageEvent, frozen=True, kw_only=True):
    """A village came under this regency's programmes."""

    tag: ClassVar[str] = "village.enrolled"
    sentence: ClassVar[str] = "mendaftarkan {kind:label} {name} di Kecamatan {kecamatan}"

    name: str
    kind: VillageKind
    kecamatan: str


class PopulationRecorded(VillageEvent, frozen=True, kw_only=True):
    """Somebody stated how many people live here; the denominator of every rate.

    Args:
        source: who counted, as people cite it.
        reference_date: the day the count is about.
    """

    tag: ClassVar[str] = "population.recorded"
    sentence: ClassVar[str] = (
        "mencatat penduduk {village:village} {persons:number} jiwa per {reference_date:date} "
        "menurut {source}"
    )

    persons: int
    source: str
    reference_date: date
    households: int | None = None


class AssessmentRecorded(VillageEvent, frozen=True, kw_only=True):
    """Mentor or village wrote down potentials, needs and problems, and signed."""

    tag: ClassVar[str] = "assessment.recorded"
    sentence: ClassVar[str] = (
        "mencatat asesmen {village:village} dan menandatanganinya sebagai {signed_by:label}"
    )

    assessment: UUID
    signed_by: Side
    signer: str
    potentials: tuple[Finding, ...] = ()
    needs: tuple[Finding, ...] = ()
    problems: tuple[Finding, ...] = ()


class AssessmentCosigned(VillageEvent, frozen=True, kw_only=True):
    """The other side signed too; the assessment holds."""

    tag: ClassVar[str] = "assessment.cosigned"
    sentence: ClassVar[str] = "ikut menandatangani asesmen {village:village} sebagai {side:label}"

    assessment: UUID
    side: Side
    signer: str


class VillageClassified(VillageEvent, frozen=True, kw_only=True):
    """The regency put the village in a class, under one version of its rule.

    Args:
        previous: the class until now, None for the first time.
        evaluation: number of the evaluation minutes; needed to leave red.
    """

    tag: ClassVar[str] = "village.classified"
    sentence: ClassVar[str] = (
        "menetapkan {village:village} dalam kelas {village_class:label} menurut aturan "
        '{rule_version} karena "{reason}"'
    )

    village_class: VillageClass
    rule_version: str
    reason: str
    previous: VillageClass | None = None
    evaluation: str = ""


AnyVillageEvent: TypeAlias = (
    VillageEnrolled
    | PopulationRecorded
    | AssessmentRecorded
    | AssessmentCosigned
    | VillageClassified
)
