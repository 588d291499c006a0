"""What residents and villages ask of the register: to be listed, or that something is wrong.

    receive → examine → decide → (appeal → examine → decide)?

A proposal (usulan) asks for a household to be listed; an objection (sanggahan) is against a listing
or a verdict; an appeal (banding) comes after a decision, once, within its days. Each answer has a
deadline in working days, given when it comes in. Whoever examined does not decide, and whoever
decided first does not decide the appeal.
Source: UU 13/2011 articles 8-9 (self-registration, duty to report); UU 25/2009 (public service).
"""

from datetime import date
from typing import Any, ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import Evidence, Note
from service.kernel.working_days import after_working_days, rule_on

PetitionKind: TypeAlias = Literal["proposal", "objection"]
PETITION_KIND_LABELS: dict[PetitionKind, str] = {"proposal": "usulan", "objection": "sanggahan"}

Target: TypeAlias = Literal["new_household", "listing", "not_listed", "verdict", "decision"]
TARGET_LABELS: dict[Target, str] = {
    "new_household": "keluarga yang belum terdaftar",
    "listing": "keluarga yang terdaftar padahal mampu",
    "not_listed": "keluarga yang dikeluarkan padahal layak",
    "verdict": "hasil pemeriksaan yang keliru",
    "decision": "putusan musyawarah",
}
PROPOSES: frozenset[Target] = frozenset({"new_household"})

Ruling: TypeAlias = Literal["accepted", "rejected"]
RULING_LABELS: dict[Ruling, str] = {"accepted": "diterima", "rejected": "tidak diterima"}

PetitionState: TypeAlias = Literal["received", "examined", "decided", "appealed", "closed"]
PETITION_STATE_LABELS: dict[PetitionState, str] = {
    "received": "diterima, menunggu pemeriksaan",
    "examined": "diperiksa, menunggu putusan",
    "decided": "diputuskan, masih dapat dibanding",
    "appealed": "dibanding, menunggu pemeriksaan",
    "closed": "selesai",
}


class Petitioner(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who asks, and how they are told of the answer."""

    name: str
    contact: str = ""


class PetitionEvent(Event, frozen=True, kw_only=True):
    """Which petition, and in which village."""

    petition: UUID
    village: str


class PetitionReceived(PetitionEvent, frozen=True, kw_only=True):
    """Somebody asked for something; their receipt carries the number.

    Args:
        household: the one it is about; None if it is not registered.
        due_on: the last day of the answer, by the `rule` of that day.
        words, petitioner: sealed.
    """

    tag: ClassVar[str] = "petition.received"
    sentence: ClassVar[str] = (
        "menerima {kind:label} nomor {number} tentang {target:label} di {village:village}, "
        "dijawab paling lambat {due_on:date}"
    )

    kind: PetitionKind
    target: Target
    number: str
    due_on: date
    rule: str
    received_by: str
    words: Private[Note]
    petitioner: Private[Petitioner]
    household: UUID | None = None


class PetitionExamined(PetitionEvent, frozen=True, kw_only=True):
    """Somebody went and looked, and says what should be decided."""

    tag: ClassVar[str] = "petition.examined"
    sentence: ClassVar[str] = (
        "memeriksa {kind:label} nomor {number} dan menyarankan agar {advice:label}"
    )

    kind: PetitionKind
    number: str
    advice: Ruling
    by: str
    findings: Private[Note]
    evidence: tuple[Evidence, ...] = ()


class PetitionDecided(PetitionEvent, frozen=True, kw_only=True):
    """It is accepted or rejected, for a reason; what follows is in the same save.

    Args:
        appeal_until: the last day of an appeal; None if this was the answer to one.
        household: the one that was registered or judged by it.
    """

    tag: ClassVar[str] = "petition.decided"
    sentence: ClassVar[str] = (
        'memutuskan {kind:label} nomor {number} {ruling:label} karena "{reason}"'
    )

    kind: PetitionKind
    number: str
    ruling: Ruling
    reason: str
    by: str
    appeal_until: date | None = None
    household: UUID | None = None


class PetitionAppealed(PetitionEvent, frozen=True, kw_only=True):
    """The resident does not accept the decision; somebody else decides once more."""

    tag: ClassVar[str] = "petition.appealed"
    sentence: ClassVar[str] = (
        "menerima banding atas {kind:label} nomor {number}, dijawab paling lambat {due_on:date}"
    )

    kind: PetitionKind
    number: str
    due_on: date
    rule: str
    received_by: str
    words: Private[Note]


AnyPetitionEvent: TypeAlias = (
    PetitionReceived | PetitionExamined | PetitionDecided | PetitionAppealed
)


class PetitionUnfit(Refused):
    """Jenis permohonan ini tidak cocok dengan yang dimohon."""

    way_out: ClassVar[str] = (
        "Usulan untuk keluarga yang belum terdaftar; sanggahan untuk keluarga yang sudah ada."
    )


class NotExamined(Refused):
    """Permohonan ini belum diperiksa."""

    way_out: ClassVar[str] = "Periksa di lapangan lebih dahulu, oleh petugas yang tidak memutuskan."


class PetitionAnswered(Refused):
    """Permohonan ini sudah diputuskan."""

    way_out: ClassVar[str] = "Pemohon dapat mengajukan banding selama waktunya belum lewat."


class DecidedByExaminer(Refused):
    """Pemeriksa tidak boleh memutuskan permohonan yang diperiksanya."""

    way_out: ClassVar[str] = "Mintalah pejabat lain memutuskan."


class DecidedTwice(Refused):
    """Banding tidak boleh diputuskan oleh pemutus yang pertama."""

    way_out: ClassVar[str] = "Mintalah sekretariat atau pejabat lain memutuskan bandingnya."


class NothingToAppeal(Refused):
    """Tidak ada putusan yang dapat dibanding."""

    way_out: ClassVar[str] = "Banding diajukan satu kali, setelah putusan pertama."


class AppealTooLate(Refused):
    """Waktu banding sudah lewat."""

    way_out: ClassVar[str] = "Ajukan sanggahan baru bila keadaannya berubah."


class Petition(Aggregate[AnyPetitionEvent], frozen=True):
    """What is asked for, how far it is, and who has had it in hand.

    Args:
        due_on: of the answer that is due next.
        examiners, deciders: accounts, of every round.
    """

    category: ClassVar[str] = "petition"

    petition: UUID | None = None
    kind: PetitionKind = "proposal"
    target: Target = "new_household"
    number: str = ""
    village: str = ""
    household: UUID | None = None
    state: PetitionState = "received"
    due_on: date = date.min
    appeal_until: date | None = None
    examiners: tuple[str, ...] = ()
    deciders: tuple[str, ...] = ()

    def after(self, event: AnyPetitionEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case PetitionReceived():
                return replace(
                    self,
                    petition=event.petition,
                    kind=event.kind,
                    target=event.target,
                    number=event.number,
                    village=event.village,
                    household=event.household,
                    due_on=event.due_on,
                )
            case PetitionExamined():
                return replace(self, state="examined", examiners=(*self.examiners, event.by))
            case PetitionDecided():
                return replace(
                    self,
                    state="decided" if event.appeal_until else "closed",
                    appeal_until=event.appeal_until,
                    deciders=(*self.deciders, event.by),
                    household=event.household or self.household,
                )
            case PetitionAppealed():
                return replace(self, state="appealed", due_on=event.due_on, appeal_until=None)
        assert_never(event)

    def receive(
        self,
        petition: UUID,
        *,
        kind: PetitionKind,
        target: Target,
        number: str,
        village: str,
        household: UUID | None,
        words: Private[Note],
        petitioner: Private[Petitioner],
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Take a petition in; its days start now.

        Raises:
            NotHappenedYet: it is dated ahead.
            PetitionUnfit: a proposal is for whoever is not registered, an objection for who is.
        """
        require_happened(on, today=today)
        is_proposal = target in PROPOSES
        if (kind == "proposal") != is_proposal or is_proposal == (household is not None):
            raise PetitionUnfit(kind=kind, target=target)
        rule = rule_on(on)
        return (
            PetitionReceived(
                occurred_on=on,
                petition=petition,
                village=village,
                kind=kind,
                target=target,
                number=number,
                due_on=after_working_days(on, rule.answer_days),
                rule=rule.version,
                received_by=by,
                words=words,
                petitioner=petitioner,
                household=household,
            ),
        )

    def examine(
        self,
        advice: Ruling,
        *,
        findings: Private[Note],
        evidence: tuple[Evidence, ...],
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Say what was found and what should be decided; it can be looked at more than once.

        Raises:
            PetitionAnswered, NotHappenedYet: not now.
        """
        require_happened(on, today=today)
        if self.state in {"decided", "closed"}:
            raise PetitionAnswered
        told = self._about(on)
        return (
            PetitionExamined(**told, advice=advice, by=by, findings=findings, evidence=evidence),
        )

    def decide(
        self,
        ruling: Ruling,
        *,
        reason: str,
        by: str,
        household: UUID | None,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Accept or reject; once more after an appeal, by somebody else.

        Args:
            household: the one that is registered or judged in the same save.

        Raises:
            NotExamined, PetitionAnswered, ReasonMissing, NotHappenedYet: not now.
            DecidedByExaminer, DecidedTwice: not by them.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if self.state in {"decided", "closed"}:
            raise PetitionAnswered
        if self.state != "examined":
            raise NotExamined
        if by in self.examiners:
            raise DecidedByExaminer(account=by)
        if by in self.deciders:
            raise DecidedTwice(account=by)
        until = None if self.deciders else after_working_days(on, rule_on(on).appeal_days)
        return (
            PetitionDecided(
                **self._about(on),
                ruling=ruling,
                reason=reason,
                by=by,
                appeal_until=until,
                household=household,
            ),
        )

    def appeal(self, *, words: Private[Note], by: str, on: date, today: date) -> tuple[Event, ...]:
        """Take in that the resident does not accept the decision.

        Raises:
            NothingToAppeal, AppealTooLate, NotHappenedYet: not now.
        """
        require_happened(on, today=today)
        if self.state != "decided" or self.appeal_until is None:
            raise NothingToAppeal
        if on > self.appeal_until:
            raise AppealTooLate(until=self.appeal_until.isoformat())
        rule = rule_on(on)
        return (
            PetitionAppealed(
                **self._about(on),
                due_on=after_working_days(on, rule.answer_days),
                rule=rule.version,
                received_by=by,
                words=words,
            ),
        )

    def _about(self, on: date) -> dict[str, Any]:
        return {
            "occurred_on": on,
            "petition": self.petition,
            "village": self.village,
            "kind": self.kind,
            "number": self.number,
        }
