"""How a household stands: what was said about it as a whole, its closing and its reopening.

    judge* → close → reopen*

Source: forms FKP.01/.02 of the BDT village meetings; PUKIS-SISDAMAS (graduated, better off).
"""

from datetime import date
from typing import Any, ClassVar, Literal, TypeAlias
from uuid import UUID

from service.aggregates.household_events import HouseholdJudged, HouseholdReopened
from service.aggregates.household_evidence import (
    EvidenceMissing,
    SurvivorMissing,
    require_household_shown,
)
from service.aggregates.household_people import HouseholdPeople
from service.kernel.events import Event
from service.kernel.guards import ReasonMissing
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import (
    BetterOffReason,
    Evidence,
    HouseholdStatus,
    HouseholdVerdict,
    Method,
    Note,
)

ClosingStatus: TypeAlias = Literal[
    "moved_out", "moved_abroad", "duplicate", "closed", "untraceable", "withdrawn"
]

STATUS_AFTER: dict[HouseholdVerdict, HouseholdStatus] = {
    "eligible": "eligible",
    "better_off": "better_off",
    "graduated": "graduated",
    "self_withdrew": "self_withdrew",
    "newly_proposed": "newly_proposed",
    "unreachable": "not_found",
}
"""Verdicts that change the status and leave the household open."""

CLOSING_VERDICTS: dict[HouseholdVerdict, HouseholdStatus] = {
    "merged": "merged",
    "closed_no_members": "closed",
}


class WelfareReasonMissing(Refused):
    """Alasan dinyatakan mampu belum dipilih."""

    way_out: ClassVar[str] = "Pilih salah satu alasan: pekerjaan, pensiun, aset, atau penghasilan."


class GraduationWithoutHelp(Refused):
    """Belum ada bantuan yang sampai kepada keluarga ini."""

    way_out: ClassVar[str] = (
        "Lampirkan dokumen bantuan yang diterima sebelumnya, atau nyatakan mampu bila membaik "
        "tanpa bantuan."
    )


class NobodyLeft(Refused):
    """Pecah KK harus memindahkan sebagian anggota dan menyisakan sebagian."""

    way_out: ClassVar[str] = "Pilih anggota yang keluar; bila semuanya keluar, catat kepindahan."


class NotClosed(Refused):
    """Catatan keluarga ini tidak sedang ditutup."""

    way_out: ClassVar[str] = "Catat putusan baru secara langsung."


class HouseholdStanding(HouseholdPeople, frozen=True):
    """The decisions about the status."""

    def judge(
        self,
        verdict: HouseholdVerdict,
        *,
        on: date,
        today: date,
        method: Method,
        reason: BetterOffReason | None = None,
        evidence: tuple[Evidence, ...] = (),
        other_household: UUID | None = None,
        leaving: tuple[UUID, ...] = (),
        note: Private[Note] | None = None,
        by: str = "",
    ) -> tuple[Event, ...]:
        """Say how the household stands. A testimony older than the latest counts for its day only.

        Args:
            other_household: needed for `merged` (into which) and `split` (which one came of it).
            leaving: the members who leave with a split.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
            EvidenceMissing, NotFoundTooSoon, WelfareReasonMissing, GraduationWithoutHelp,
                SurvivorMissing, NobodyLeft: the verdict is not shown well enough.
        """
        self.require_living(on=on, today=today)
        require_household_shown(verdict, evidence)
        self._require_complete(verdict, reason, evidence, other_household, leaving)
        if verdict == "split":
            carried = self._counting(on, persons=len(self.belonging()) - len(leaving))
        else:
            carried = self._standing(on) | self._status_of(verdict, on)
        judged = HouseholdJudged(
            **carried,
            verdict=verdict,
            method=method,
            reason=reason,
            evidence=evidence,
            other_household=other_household,
            leaving=leaving if verdict == "split" else (),
            note=note,
            by=by,
        )
        if verdict not in CLOSING_VERDICTS:
            return (judged,)
        return (
            judged,
            *self._closing(
                CLOSING_VERDICTS[verdict],
                on=on,
                epoch=judged.epoch + 1,
                leaving=self.belonging(),
                survivor=other_household,
            ),
        )

    def close(
        self,
        status: ClosingStatus,
        *,
        on: date,
        today: date,
        method: Method,
        evidence: tuple[Evidence, ...],
        survivor: UUID | None = None,
        by: str = "",
    ) -> tuple[Event, ...]:
        """Close the record of a whole household at once. Deaths are recorded person by person.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
            EvidenceMissing: nobody leaves a list on a mere word.
            SurvivorMissing: of a duplicate, the record that stays must be named.
        """
        self.require_living(on=on, today=today)
        if not evidence:
            raise EvidenceMissing(one_of=["visit", "document", "statement", "list"])
        if status == "duplicate" and survivor in {None, self.id}:
            raise SurvivorMissing
        return self._closing(
            status,
            on=on,
            epoch=self.epoch + 1,
            leaving=self.belonging(),
            survivor=survivor,
            method=method,
            evidence=evidence,
            by=by,
        )

    def reopen(self, *, note: Private[Note] | None, on: date, today: date) -> tuple[Event, ...]:
        """Undo a closing that was wrong. Needs must be looked at again.

        Raises:
            UnknownHousehold, HouseholdIsErased, NotHappenedYet, NotClosed: there is nothing to
                undo.
            ReasonMissing: why is part of the record.
        """
        self.require_kept(on=on, today=today)
        if not self.is_closed:
            raise NotClosed(status=self.status)
        if note is None:
            raise ReasonMissing
        reopened = self._standing(on) | {
            "status": self.before,
            "persons": len(self.left),
            "epoch": self.epoch + 1,
        }
        return (HouseholdReopened(**reopened, members=self.left, note=note),)

    def _require_complete(
        self,
        verdict: HouseholdVerdict,
        reason: BetterOffReason | None,
        evidence: tuple[Evidence, ...],
        other_household: UUID | None,
        leaving: tuple[UUID, ...],
    ) -> None:
        """Refuse a verdict that leaves out what must be said with it."""
        if verdict == "better_off" and reason is None:
            raise WelfareReasonMissing
        helped = self.helped or any(one.kind in {"document", "handover"} for one in evidence)
        if verdict == "graduated" and not helped:
            raise GraduationWithoutHelp
        if verdict in {"merged", "split"} and other_household in {None, self.id}:
            raise SurvivorMissing
        belonging = set(self.belonging())
        if verdict == "split" and not (leaving and set(leaving) < belonging):
            raise NobodyLeft(leaving=len(leaving), persons=len(belonging))

    def _status_of(self, verdict: HouseholdVerdict, on: date) -> dict[str, Any]:
        """Return the status after a verdict; for an overtaken one, see `HouseholdNeeds._older`."""
        if verdict not in STATUS_AFTER:
            return {}
        if on < self.status_on and self.outranks(on, epoch=self.epoch):
            return {}
        late = on >= self.status_on and not self.outranks(on, epoch=self.epoch)
        return {
            "status": STATUS_AFTER[verdict],
            "epoch": self.epoch + 1 if late else self.epoch,
        }
