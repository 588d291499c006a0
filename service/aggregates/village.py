"""A village: its people counted, its strengths and problems assessed, its class.

    enrol → record_population* → (record_assessment → cosign_assessment)* → classify*

An assessment is made by mentor and village together, so it holds once the other side has signed.
A village leaves red only after an evaluation.
Source: Sanding Erat Desa Kita (joint assessment); Laboratorium Kemiskinan (red, yellow, green).
"""

from datetime import date
from typing import ClassVar, Self, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.aggregates.village_events import (
    AnyVillageEvent,
    AssessmentCosigned,
    AssessmentRecorded,
    Finding,
    PopulationRecorded,
    Side,
    VillageClass,
    VillageClassified,
    VillageEnrolled,
    VillageKind,
)
from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused


class VillageKnown(Refused):
    """Desa ini sudah terdaftar."""

    way_out: ClassVar[str] = "Buka desa yang sudah ada."


class UnknownVillage(Refused):
    """Desa ini belum terdaftar."""

    way_out: ClassVar[str] = "Daftarkan desa ini lebih dahulu dengan kode Kemendagri."


class CountWithoutSource(Refused):
    """Jumlah penduduk tanpa sumber tidak dapat dicatat."""

    way_out: ClassVar[str] = "Sebutkan sumber dan tanggal acuan hitungannya."


class CountImpossible(Refused):
    """Jumlah penduduk dan keluarga ini tidak mungkin."""

    way_out: ClassVar[str] = (
        "Periksa kembali: penduduk lebih dari nol dan tidak kurang dari keluarga."
    )


class AssessmentKnown(Refused):
    """Asesmen ini sudah tercatat."""

    way_out: ClassVar[str] = "Buat asesmen baru bila keadaan desa berubah."


class AssessmentEmpty(Refused):
    """Asesmen ini belum berisi potensi, kebutuhan, atau permasalahan."""

    way_out: ClassVar[str] = "Isi sedikitnya satu temuan."


class UnknownAssessment(Refused):
    """Asesmen ini tidak ada di desa ini."""

    way_out: ClassVar[str] = "Periksa kembali desa dan asesmen yang dimaksud."


class SignedAlready(Refused):
    """Asesmen ini sudah ditandatangani kedua pihak."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dilakukan."


class SameSide(Refused):
    """Asesmen harus ditandatangani pendamping dan desa, bukan satu pihak dua kali."""

    way_out: ClassVar[str] = "Mintalah pihak yang lain menandatangani."


class SameSigner(Refused):
    """Satu akun tidak boleh menandatangani untuk kedua pihak."""

    way_out: ClassVar[str] = "Mintalah orang lain dari pihak yang satunya menandatangani."


class RuleMissing(Refused):
    """Versi aturan penetapan kelas desa belum disebut."""

    way_out: ClassVar[str] = "Sebutkan versi aturan yang dipakai."


class EvaluationMissing(Refused):
    """Desa keluar dari kelas merah hanya setelah dievaluasi."""

    way_out: ClassVar[str] = "Sebutkan nomor berita acara evaluasinya."


class Assessment(Struct, frozen=True):
    """Who signed first, and whether the other side did."""

    side: Side
    signer: str
    is_cosigned: bool = False


class Village(Aggregate[AnyVillageEvent], frozen=True):
    """Whether the village is known, its class, and the assessments that wait for a signature."""

    category: ClassVar[str] = "village"

    village: str = ""
    village_class: VillageClass | None = None
    assessments: dict[UUID, Assessment] = field(default_factory=dict)

    def after(self, event: AnyVillageEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case VillageEnrolled():
                return replace(self, village=event.village)
            case PopulationRecorded():
                return self
            case AssessmentRecorded():
                made = Assessment(side=event.signed_by, signer=event.signer)
                return replace(self, assessments={**self.assessments, event.assessment: made})
            case AssessmentCosigned():
                signed = replace(self.assessments[event.assessment], is_cosigned=True)
                return replace(self, assessments={**self.assessments, event.assessment: signed})
            case VillageClassified():
                return replace(self, village_class=event.village_class)
        assert_never(event)

    def enrol(
        self,
        village: str,
        *,
        name: str,
        kind: VillageKind,
        kecamatan: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Take a village in, under its Kemendagri code.

        Raises:
            VillageKnown, NotHappenedYet: not now.
        """
        if self.village:
            raise VillageKnown(village=self.village)
        require_happened(on, today=today)
        return (
            VillageEnrolled(
                occurred_on=on, village=village, name=name, kind=kind, kecamatan=kecamatan
            ),
        )

    def record_population(
        self,
        *,
        persons: int,
        source: str,
        reference_date: date,
        on: date,
        today: date,
        households: int | None = None,
    ) -> tuple[Event, ...]:
        """Note a count of the people. Rates are of one count, so a later one replaces none.

        Args:
            reference_date: the day the count is about, on or before `on`.

        Raises:
            UnknownVillage, NotHappenedYet: not now.
            CountWithoutSource: a figure nobody answers for.
            CountImpossible: no people, or more families than people.
        """
        self._require_known(on=on, today=today)
        require_happened(reference_date, today=on)
        if not source.strip():
            raise CountWithoutSource
        if persons <= 0 or not 0 <= (households or 0) <= persons:
            raise CountImpossible(persons=persons, households=households)
        return (
            PopulationRecorded(
                occurred_on=on,
                village=self.village,
                persons=persons,
                source=source,
                reference_date=reference_date,
                households=households,
            ),
        )

    def record_assessment(
        self,
        assessment: UUID,
        *,
        side: Side,
        account: str,
        on: date,
        today: date,
        potentials: tuple[Finding, ...] = (),
        needs: tuple[Finding, ...] = (),
        problems: tuple[Finding, ...] = (),
    ) -> tuple[Event, ...]:
        """Write an assessment down and sign it for one side.

        Args:
            account: who signs.

        Raises:
            UnknownVillage, NotHappenedYet, AssessmentKnown: not now.
            AssessmentEmpty: there is nothing to sign.
        """
        self._require_known(on=on, today=today)
        if assessment in self.assessments:
            raise AssessmentKnown
        if not (potentials or needs or problems):
            raise AssessmentEmpty
        return (
            AssessmentRecorded(
                occurred_on=on,
                village=self.village,
                assessment=assessment,
                signed_by=side,
                signer=account,
                potentials=potentials,
                needs=needs,
                problems=problems,
            ),
        )

    def cosign_assessment(
        self, assessment: UUID, *, side: Side, account: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Sign an assessment for the other side.

        Raises:
            UnknownVillage, NotHappenedYet, UnknownAssessment, SignedAlready: not now.
            SameSide, SameSigner: it takes two.
        """
        self._require_known(on=on, today=today)
        known = self.assessments.get(assessment)
        if known is None:
            raise UnknownAssessment
        if known.is_cosigned:
            raise SignedAlready
        if known.side == side:
            raise SameSide(side=side)
        if known.signer == account:
            raise SameSigner(account=account)
        return (
            AssessmentCosigned(
                occurred_on=on,
                village=self.village,
                assessment=assessment,
                side=side,
                signer=account,
            ),
        )

    def classify(
        self,
        village_class: VillageClass,
        *,
        rule_version: str,
        reason: str,
        on: date,
        today: date,
        evaluation: str = "",
    ) -> tuple[Event, ...]:
        """Put the village in a class, or leave it in the one it has.

        Args:
            evaluation: number of the evaluation minutes; needed to leave red.

        Raises:
            UnknownVillage, NotHappenedYet, ReasonMissing: not now.
            RuleMissing: a class by no rule.
            EvaluationMissing: nobody leaves red by arithmetic alone.
        """
        self._require_known(on=on, today=today)
        require_reason(reason)
        if not rule_version.strip():
            raise RuleMissing
        leaves_red = self.village_class == "red" and village_class != "red"
        if leaves_red and not evaluation.strip():
            raise EvaluationMissing(village_class=village_class)
        return (
            VillageClassified(
                occurred_on=on,
                village=self.village,
                village_class=village_class,
                rule_version=rule_version,
                reason=reason,
                previous=self.village_class,
                evaluation=evaluation,
            ),
        )

    def _require_known(self, *, on: date, today: date) -> None:
        if not self.village:
            raise UnknownVillage
        require_happened(on, today=today)
