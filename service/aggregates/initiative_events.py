"""What happens to an initiative: started with its stages, carried out village by village, ended."""

from datetime import date
from typing import ClassVar, Literal, TypeAlias

from msgspec import Struct

from service.kernel.events import Event
from service.kernel.verdicts import Evidence

Horizon: TypeAlias = Literal["short", "medium", "long"]
MandateKind: TypeAlias = Literal[
    "governor_letter", "regent_decree", "chair_order", "technical_guidance", "other_mandate"
]
Outcome: TypeAlias = Literal["finished", "stopped"]
Mark: TypeAlias = Literal["completed", "skipped", "reopened"]

HORIZON_LABELS: dict[Horizon, str] = {
    "short": "Jangka pendek",
    "medium": "Jangka menengah",
    "long": "Jangka panjang",
}
MANDATE_KIND_LABELS: dict[MandateKind, str] = {
    "governor_letter": "Surat gubernur",
    "regent_decree": "Keputusan bupati",
    "chair_order": "Perintah ketua TKPKD",
    "technical_guidance": "Petunjuk teknis",
    "other_mandate": "Dokumen lain",
}
OUTCOME_LABELS: dict[Outcome, str] = {"finished": "Selesai", "stopped": "Dihentikan"}
MARK_LABELS: dict[Mark, str] = {
    "completed": "Selesai",
    "skipped": "Dilewati",
    "reopened": "Dibuka kembali",
}


class InitiativeStage(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One stage; the order they are told in is the order they stand in.

    Args:
        stage: its letter or number, kept for good: `d`.
        planned_from, planned_until: the first and the last day it is planned for.
        needs: stages that a village must have behind it before this one is completed there.
    """

    stage: str
    name: str
    planned_from: date | None = None
    planned_until: date | None = None
    needs: tuple[str, ...] = ()


class InitiativeEvent(Event, frozen=True, kw_only=True):
    """Which initiative, by the short name it keeps for good."""

    initiative: str


class InitiativeStarted(InitiativeEvent, frozen=True, kw_only=True):
    """An organisation set out to do something in stages.

    Args:
        owner: the partner that answers for it.
        period_from, period_until: its first and its last day.
        source_text: what it goes back to, verbatim.
        areas: codes of regions, each covering what lies below it; empty if a group says it.
        area_group: the group of regions it is for; who is in it may change.
        template: the stages it was made from; empty if it has its own.
    """

    tag: ClassVar[str] = "initiative.started"
    sentence: ClassVar[str] = (
        'memulai inisiatif {acronym} "{name}" milik {owner:partner}, '
        "{period_from:date} sampai {period_until:date}"
    )

    acronym: str
    name: str
    owner: str
    horizon: Horizon
    period_from: date
    period_until: date
    source_text: str
    stages: tuple[InitiativeStage, ...]
    areas: tuple[str, ...] = ()
    area_group: str = ""
    template: str = ""


class StageEvent(InitiativeEvent, frozen=True, kw_only=True):
    """Which of its stages, and what that is called."""

    stage: str
    stage_name: str


class InitiativeStageAdded(StageEvent, frozen=True, kw_only=True):
    """One more stage, after all others."""

    tag: ClassVar[str] = "initiative.stage_added"
    sentence: ClassVar[str] = 'menambah tahap {stage} "{stage_name}" pada inisiatif {initiative}'

    planned_from: date | None = None
    planned_until: date | None = None
    needs: tuple[str, ...] = ()


class InitiativeStageCompleted(StageEvent, frozen=True, kw_only=True):
    """A stage was carried out in some villages.

    Args:
        villages: in which; those that had it behind them before are not told again.
        unmet: of these, the ones where a stage that it needs was still open.
        override_reason: why it was completed there all the same; empty if there are none.
    """

    tag: ClassVar[str] = "initiative.stage_completed"
    sentence: ClassVar[str] = (
        'mencatat tahap {stage} "{stage_name}" pada inisiatif {initiative} selesai '
        "di {count:number} desa"
    )

    villages: tuple[str, ...]
    count: int
    evidence: tuple[Evidence, ...]
    unmet: tuple[str, ...] = ()
    override_reason: str = ""


class InitiativeStageSkipped(StageEvent, frozen=True, kw_only=True):
    """A stage will not be carried out in some villages; what needs it stays closed there."""

    tag: ClassVar[str] = "initiative.stage_skipped"
    sentence: ClassVar[str] = (
        'melewati tahap {stage} "{stage_name}" pada inisiatif {initiative} '
        'di {count:number} desa karena "{reason}"'
    )

    villages: tuple[str, ...]
    count: int
    reason: str


class InitiativeStageReopened(StageEvent, frozen=True, kw_only=True):
    """It was a mistake that a stage was completed or skipped in some villages; it is open again."""

    tag: ClassVar[str] = "initiative.stage_reopened"
    sentence: ClassVar[str] = (
        'membuka kembali tahap {stage} "{stage_name}" pada inisiatif {initiative} '
        'di {count:number} desa karena "{reason}"'
    )

    villages: tuple[str, ...]
    count: int
    reason: str


class InitiativeMandateLinked(InitiativeEvent, frozen=True, kw_only=True):
    """What ordered it, or what was ordered about it: a letter, a decree, a guidance.

    Args:
        issuer: office and name of whoever signed, as they were then.
    """

    tag: ClassVar[str] = "initiative.mandate_linked"
    sentence: ClassVar[str] = (
        'menautkan {kind:label} nomor {number} tanggal {issued_on:date} "{title}" '
        "pada inisiatif {initiative}"
    )

    kind: MandateKind
    number: str
    issued_on: date
    title: str
    issuer: str = ""


class InitiativeEnded(InitiativeEvent, frozen=True, kw_only=True):
    """Nothing more is done in it."""

    tag: ClassVar[str] = "initiative.ended"
    sentence: ClassVar[str] = (
        'mengakhiri inisiatif {initiative} ({outcome:label}) karena "{reason}"'
    )

    outcome: Outcome
    reason: str


AnyInitiativeEvent: TypeAlias = (
    InitiativeStarted
    | InitiativeStageAdded
    | InitiativeStageCompleted
    | InitiativeStageSkipped
    | InitiativeStageReopened
    | InitiativeMandateLinked
    | InitiativeEnded
)
