"""An initiative: what an organisation sets out to do, stage by stage and village by village.

    start → (add_stage | link_mandate)* → per village (complete | skip → reopen)* → end

A stage may need others: it is not completed in a village where one of those is still open, unless
whoever does so says why. A stage that was skipped is not one that was completed: what needs it
asks for a reason as well. How many stages there are is what the events say, never a text.

Source: PUKIS-SISDAMAS (ten stages a to j); Community Based Monitoring of APBDes (nine stages).
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import ClassVar, Self, TypeAlias, assert_never

from msgspec import field
from msgspec.structs import replace

from service.aggregates.initiative_events import (
    AnyInitiativeEvent,
    Horizon,
    InitiativeEnded,
    InitiativeMandateLinked,
    InitiativeStage,
    InitiativeStageAdded,
    InitiativeStageCompleted,
    InitiativeStageReopened,
    InitiativeStageSkipped,
    InitiativeStarted,
    MandateKind,
    Outcome,
)
from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused
from service.kernel.verdicts import Evidence

MOST_NAMED = 50
"""Villages that a refusal names."""

ByStage: TypeAlias = Mapping[str, frozenset[str]]


class InitiativeKnown(Refused):
    """Inisiatif dengan nama pendek ini sudah ada."""

    way_out: ClassVar[str] = "Buka inisiatif yang sudah ada, atau pilih nama pendek lain."


class InitiativeIsOver(Refused):
    """Inisiatif ini sudah diakhiri."""

    way_out: ClassVar[str] = "Mulai inisiatif baru bila pekerjaannya dilanjutkan."


class StagesMissing(Refused):
    """Tahap inisiatif belum diisi."""

    way_out: ClassVar[str] = "Pilih contoh tahap, atau tulis sedikitnya satu tahap sendiri."


class StageNamedTwice(Refused):
    """Dua tahap memakai huruf atau nomor yang sama."""

    way_out: ClassVar[str] = "Beri setiap tahap huruf atau nomor sendiri."


class StageUnknown(Refused):
    """Tahap ini belum ada dalam inisiatif."""

    way_out: ClassVar[str] = "Pilih tahap yang ada; syarat sebuah tahap harus disebut lebih dahulu."


class DaysReversed(Refused):
    """Hari terakhir mendahului hari pertama."""

    way_out: ClassVar[str] = "Periksa kembali kedua tanggalnya."


class NotTakingPart(Refused):
    """Desa ini tidak termasuk wilayah inisiatif."""

    way_out: ClassVar[str] = "Pilih desa di dalam wilayah inisiatif, atau ubah kelompok wilayahnya."


class StageSettled(Refused):
    """Tahap ini sudah selesai di semua desa yang disebut."""

    way_out: ClassVar[str] = "Buka kembali lebih dahulu bila tercatat keliru."


class StageStillOpen(Refused):
    """Tahap ini belum selesai dan belum dilewati di desa yang disebut."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dibuka kembali."


class StageNeedsAnother(Refused):
    """Tahap yang menjadi syaratnya belum selesai di desa ini."""

    way_out: ClassVar[str] = (
        "Selesaikan dahulu tahap syaratnya di desa yang disebut, atau tulis alasan mengapa tetap "
        "dicatat selesai."
    )


class MandateKnown(Refused):
    """Dokumen ini sudah ditautkan."""

    way_out: ClassVar[str] = "Periksa jenis dan nomor dokumennya."


class Initiative(Aggregate[AnyInitiativeEvent], frozen=True):
    """Its stages, and which villages have each of them behind them."""

    category: ClassVar[str] = "initiative"

    initiative: str = ""
    acronym: str = ""
    owner: str = ""
    areas: tuple[str, ...] = ()
    area_group: str = ""
    stages: tuple[InitiativeStage, ...] = ()
    completed: ByStage = field(default_factory=dict)
    skipped: ByStage = field(default_factory=dict)
    mandates: frozenset[tuple[MandateKind, str]] = frozenset()
    is_over: bool = False

    def after(self, event: AnyInitiativeEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case InitiativeStarted():
                return replace(
                    self,
                    initiative=event.initiative,
                    acronym=event.acronym,
                    owner=event.owner,
                    areas=event.areas,
                    area_group=event.area_group,
                    stages=event.stages,
                )
            case InitiativeStageAdded():
                return replace(self, stages=(*self.stages, _stage_of(event)))
            case InitiativeStageCompleted() | InitiativeStageSkipped() | InitiativeStageReopened():
                return self._marked(event)
            case InitiativeMandateLinked():
                return replace(self, mandates=self.mandates | {(event.kind, event.number)})
            case InitiativeEnded():
                return replace(self, is_over=True)
        assert_never(event)

    def _marked(
        self, event: InitiativeStageCompleted | InitiativeStageSkipped | InitiativeStageReopened
    ) -> Self:
        """Return what is known once a stage is settled, or open again, in some villages."""
        stage, villages = event.stage, frozenset(event.villages)
        completed, skipped = (
            {**marked, stage: marked.get(stage, frozenset()) - villages}
            for marked in (self.completed, self.skipped)
        )
        if isinstance(event, InitiativeStageCompleted):
            completed[stage] |= villages
        elif isinstance(event, InitiativeStageSkipped):
            skipped[stage] |= villages
        return replace(self, completed=completed, skipped=skipped)

    def start(
        self,
        initiative: str,
        *,
        acronym: str,
        name: str,
        owner: str,
        horizon: Horizon,
        period_from: date,
        period_until: date,
        source_text: str,
        stages: Sequence[InitiativeStage],
        on: date,
        today: date,
        areas: tuple[str, ...] = (),
        area_group: str = "",
        template: str = "",
    ) -> tuple[Event, ...]:
        """Set out to do something in stages.

        Raises:
            InitiativeKnown, NotHappenedYet, DaysReversed: not now.
            StagesMissing, StageNamedTwice, StageUnknown: not with these stages.
        """
        if self.initiative:
            raise InitiativeKnown(initiative=self.initiative)
        require_happened(on, today=today)
        _require_order(period_from, period_until)
        if not stages:
            raise StagesMissing
        for at, stage in enumerate(stages):
            _require_fits(stage, stages[:at])
        return (
            InitiativeStarted(
                occurred_on=on,
                initiative=initiative,
                acronym=acronym,
                name=name,
                owner=owner,
                horizon=horizon,
                period_from=period_from,
                period_until=period_until,
                source_text=source_text,
                stages=tuple(stages),
                areas=areas,
                area_group=area_group,
                template=template,
            ),
        )

    def add_stage(self, stage: InitiativeStage, *, on: date, today: date) -> tuple[Event, ...]:
        """Add a stage after all others.

        Raises:
            InitiativeIsOver, NotHappenedYet, StageNamedTwice, StageUnknown, DaysReversed: no.
        """
        self._require_running(on=on, today=today)
        _require_fits(stage, self.stages)
        return (
            InitiativeStageAdded(
                occurred_on=on,
                initiative=self.initiative,
                stage=stage.stage,
                stage_name=stage.name,
                planned_from=stage.planned_from,
                planned_until=stage.planned_until,
                needs=stage.needs,
            ),
        )

    def complete(
        self,
        stage: str,
        *,
        villages: Collection[str],
        everywhere: Collection[str],
        evidence: tuple[Evidence, ...],
        on: date,
        today: date,
        override_reason: str = "",
    ) -> tuple[Event, ...]:
        """Note that a stage was carried out.

        Args:
            villages: where; none is everywhere. Where it is completed already, nothing is told.
            everywhere: the villages of the initiative.
            override_reason: why it is completed where a stage that it needs is still open.

        Raises:
            InitiativeIsOver, NotHappenedYet, StageUnknown, NotTakingPart, StageSettled: not now.
            StageNeedsAnother: a stage that it needs is open somewhere, and there is no reason.
        """
        known = self._stage(stage, on=on, today=today)
        wanted = _wanted(villages, everywhere)
        left = wanted - self.completed.get(stage, frozenset())
        if not left:
            raise StageSettled(stage_name=known.name)
        unmet = self.unmet(stage, left)
        if unmet and not override_reason.strip():
            raise StageNeedsAnother(
                needs=[self.named(one) for one in known.needs if left - self._behind(one)],
                villages=list(unmet[:MOST_NAMED]),
                count=len(unmet),
            )
        return (
            InitiativeStageCompleted(
                occurred_on=on,
                initiative=self.initiative,
                stage=stage,
                stage_name=known.name,
                villages=tuple(sorted(left)),
                count=len(left),
                evidence=evidence,
                unmet=unmet,
                override_reason=override_reason if unmet else "",
            ),
        )

    def skip(
        self,
        stage: str,
        *,
        villages: Collection[str],
        everywhere: Collection[str],
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that a stage will not be carried out.

        Raises:
            InitiativeIsOver, NotHappenedYet, StageUnknown, NotTakingPart, StageSettled: not now.
            ReasonMissing: an auditor will ask for it.
        """
        known = self._stage(stage, on=on, today=today)
        require_reason(reason)
        left = _wanted(villages, everywhere) - self._settled(stage)
        if not left:
            raise StageSettled(stage_name=known.name)
        return (
            InitiativeStageSkipped(
                occurred_on=on,
                initiative=self.initiative,
                stage=stage,
                stage_name=known.name,
                villages=tuple(sorted(left)),
                count=len(left),
                reason=reason,
            ),
        )

    def reopen(
        self, stage: str, *, villages: Collection[str], reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Take back that a stage was completed or skipped; the mistake stays to be read.

        Args:
            villages: where; none is wherever it was.

        Raises:
            InitiativeIsOver, NotHappenedYet, StageUnknown, StageStillOpen, ReasonMissing: no.
        """
        known = self._stage(stage, on=on, today=today)
        require_reason(reason)
        settled = self._settled(stage)
        back = settled & frozenset(villages) if villages else settled
        if not back:
            raise StageStillOpen(stage_name=known.name)
        return (
            InitiativeStageReopened(
                occurred_on=on,
                initiative=self.initiative,
                stage=stage,
                stage_name=known.name,
                villages=tuple(sorted(back)),
                count=len(back),
                reason=reason,
            ),
        )

    def link_mandate(
        self,
        *,
        kind: MandateKind,
        number: str,
        issued_on: date,
        title: str,
        on: date,
        today: date,
        issuer: str = "",
    ) -> tuple[Event, ...]:
        """Link what ordered it.

        Raises:
            InitiativeIsOver, NotHappenedYet, MandateKnown: not like this.
        """
        self._require_running(on=on, today=today)
        require_happened(issued_on, today=today)
        if (kind, number) in self.mandates:
            raise MandateKnown(number=number)
        return (
            InitiativeMandateLinked(
                occurred_on=on,
                initiative=self.initiative,
                kind=kind,
                number=number,
                issued_on=issued_on,
                title=title,
                issuer=issuer,
            ),
        )

    def end(self, *, outcome: Outcome, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Do nothing more in it.

        Raises:
            InitiativeIsOver, NotHappenedYet, ReasonMissing: not now.
        """
        self._require_running(on=on, today=today)
        require_reason(reason)
        return (
            InitiativeEnded(
                occurred_on=on, initiative=self.initiative, outcome=outcome, reason=reason
            ),
        )

    def stage(self, stage: str) -> InitiativeStage | None:
        """Return one of its stages, None if there is none of that letter."""
        return next((one for one in self.stages if one.stage == stage), None)

    def named(self, stage: str) -> str:
        """Return a stage as people write it: `d. Updating dan validasi`."""
        known = self.stage(stage)
        return f"{stage}. {known.name}" if known else stage

    def unmet(self, stage: str, villages: Collection[str]) -> tuple[str, ...]:
        """Return where a stage that this one needs is still open, in order."""
        known = self.stage(stage)
        needs = known.needs if known else ()
        open_in = (frozenset(villages) - self._behind(one) for one in needs)
        return tuple(sorted(frozenset[str]().union(*open_in)))

    def _behind(self, stage: str) -> frozenset[str]:
        return self.completed.get(stage, frozenset())

    def _settled(self, stage: str) -> frozenset[str]:
        return self._behind(stage) | self.skipped.get(stage, frozenset())

    def _stage(self, stage: str, *, on: date, today: date) -> InitiativeStage:
        self._require_running(on=on, today=today)
        known = self.stage(stage)
        if known is None:
            raise StageUnknown(stage_name=stage)
        return known

    def _require_running(self, *, on: date, today: date) -> None:
        if self.is_over:
            raise InitiativeIsOver(initiative=self.initiative)
        require_happened(on, today=today)


def _wanted(villages: Collection[str], everywhere: Collection[str]) -> frozenset[str]:
    """Return the villages that are meant, if all take part."""
    strangers = sorted(frozenset(villages) - frozenset(everywhere))
    if strangers:
        raise NotTakingPart(villages=strangers[:MOST_NAMED], count=len(strangers))
    return frozenset(villages) or frozenset(everywhere)


def _require_fits(stage: InitiativeStage, before: Sequence[InitiativeStage]) -> None:
    """Refuse a stage that has another's letter, or needs one that does not stand before it."""
    known = {one.stage for one in before}
    if stage.stage in known:
        raise StageNamedTwice(stage_name=stage.stage)
    if missing := [one for one in stage.needs if one not in known]:
        raise StageUnknown(stage_name=", ".join(missing))
    if stage.planned_from and stage.planned_until:
        _require_order(stage.planned_from, stage.planned_until)


def _require_order(first: date, last: date) -> None:
    if last < first:
        raise DaysReversed


def _stage_of(event: InitiativeStageAdded) -> InitiativeStage:
    return InitiativeStage(
        stage=event.stage,
        name=event.stage_name,
        planned_from=event.planned_from,
        planned_until=event.planned_until,
        needs=event.needs,
    )
