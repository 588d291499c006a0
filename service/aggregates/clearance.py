"""Leave for a second promise beside one that is made: asked with a reason, given by another, once.

    request → (grant → proceed) | refuse | redirect | withdraw → request …

One stream for each household, need and asking partner, so that two uses of one leave meet there
and one of them is late. It is given against the promises that were in the way when it was asked
for: whoever promises after that is in the way again. However it ends, the outcome is an event.
Source: Kayong Utara x Baznas, scenario A4, step 4 (only with a reason and an approver).
"""

from datetime import date
from typing import Any, ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.exclusivity import Severity
from service.kernel.guards import require_amount, require_happened, require_reason
from service.kernel.money import SomeRupiah
from service.kernel.needs import NeedType
from service.kernel.refusals import Refused

Resolution: TypeAlias = Literal["proceeded_with_reason", "redirected", "withdrew"]
CLEARANCE_OUTCOME_LABELS: dict[Resolution, str] = {
    "proceeded_with_reason": "dilanjutkan dengan alasan",
    "redirected": "dialihkan ke kebutuhan atau keluarga lain",
    "withdrew": "ditarik kembali",
}

Otherwise: TypeAlias = Literal["redirected", "withdrew"]

ClearanceState: TypeAlias = Literal[
    "none", "requested", "granted", "refused", "proceeded_with_reason", "redirected", "withdrew"
]
CLEARANCE_STATE_LABELS: dict[ClearanceState, str] = {
    "none": "belum diminta",
    "requested": "menunggu persetujuan",
    "granted": "disetujui, belum dipakai",
    "refused": "tidak disetujui",
    "proceeded_with_reason": "disetujui dan sudah dipakai",
    "redirected": "dialihkan ke kebutuhan atau keluarga lain",
    "withdrew": "ditarik kembali",
}


class Against(Struct, frozen=True, kw_only=True):
    """A promise that was in the way when leave was asked for."""

    commitment: UUID
    partner: str
    programme: str
    amount_rupiah: int
    severity: Severity


class ClearanceEvent(Event, frozen=True, kw_only=True):
    """Which leave: for whom, for which need of which household."""

    clearance: UUID
    household: UUID
    village: str
    need: NeedType
    partner: str


class ClearanceRequested(ClearanceEvent, frozen=True, kw_only=True):
    """A partner asks to promise beside others, and says why.

    Args:
        reason: read by auditors; never a resident's name.
        against: the promises in the way, the worst first.
        by: the account that asks.
    """

    tag: ClassVar[str] = "clearance.requested"
    sentence: ClassVar[str] = (
        "meminta izin bagi {partner:partner} untuk menambah {amount_rupiah:rupiah} melalui "
        "{programme:programme} bagi kebutuhan {need:need} keluarga {household:household} yang "
        'sudah dijanjikan pihak lain, karena "{reason}"'
    )

    programme: str
    amount_rupiah: SomeRupiah
    reason: str
    against: tuple[Against, ...]
    by: str


class ClearanceGranted(ClearanceEvent, frozen=True, kw_only=True):
    """Somebody else lets the partner promise beside the others, once and up to an amount."""

    tag: ClassVar[str] = "clearance.granted"
    sentence: ClassVar[str] = (
        "menyetujui {partner:partner} menambah paling banyak {amount_rupiah:rupiah} bagi kebutuhan "
        '{need:need} keluarga {household:household}, satu kali, karena "{reason}"'
    )

    amount_rupiah: SomeRupiah
    reason: str
    by: str


class ClearanceRefused(ClearanceEvent, frozen=True, kw_only=True):
    """The partner may not; it can choose another need."""

    tag: ClassVar[str] = "clearance.refused"
    sentence: ClassVar[str] = (
        "tidak menyetujui {partner:partner} menambah bantuan bagi kebutuhan {need:need} keluarga "
        '{household:household}, karena "{reason}"'
    )

    reason: str
    by: str


class ClearanceResolved(ClearanceEvent, frozen=True, kw_only=True):
    """What came of it.

    Args:
        commitment: the promise that was made beside the others, or elsewhere; None of `withdrew`.
    """

    tag: ClassVar[str] = "clearance.resolved"
    sentence: ClassVar[str] = (
        "menutup permintaan {partner:partner} atas kebutuhan {need:need} keluarga "
        '{household:household}: {outcome:label}, karena "{reason}"'
    )

    outcome: Resolution
    commitment: UUID | None
    reason: str
    by: str


AnyClearanceEvent: TypeAlias = (
    ClearanceRequested | ClearanceGranted | ClearanceRefused | ClearanceResolved
)


class NothingInTheWay(Refused):
    """Tidak ada komitmen lain yang menghalangi."""

    way_out: ClassVar[str] = "Buat komitmennya langsung; izin tidak diperlukan."


class ClearanceOpen(Refused):
    """Izin untuk kebutuhan ini sudah diminta dan belum selesai."""

    way_out: ClassVar[str] = "Tunggu putusannya, pakai izinnya, atau tarik permintaan itu."


class ClearanceNotAsked(Refused):
    """Tidak ada permintaan izin yang menunggu putusan."""

    way_out: ClassVar[str] = "Muat ulang; mungkin sudah diputuskan atau ditarik."


class ClearedBySamePerson(Refused):
    """Yang meminta atau memakai izin tidak boleh menyetujuinya."""

    way_out: ClassVar[str] = "Mintalah pendamping atau sekretariat lain menyetujuinya."


class ClearedByOwnPartner(Refused):
    """Izin tidak boleh disetujui oleh lembaga yang memintanya."""

    way_out: ClassVar[str] = "Mintalah sekretariat atau pendamping dari lembaga lain."


class MoreThanCleared(Refused):
    """Jumlah ini melebihi yang disetujui."""

    way_out: ClassVar[str] = "Kurangi jumlahnya, atau mintalah izin baru."


class RedirectedNowhere(Refused):
    """Komitmen pengganti belum disebut atau bukan milik mitra ini."""

    way_out: ClassVar[str] = (
        "Buat dahulu komitmen untuk kebutuhan atau keluarga lain, lalu sebut nomornya."
    )


class Clearance(Aggregate[AnyClearanceEvent], frozen=True):
    """How far the latest request has come.

    Args:
        against: the promises it was asked against.
        amount_rupiah: as it was asked for, or granted.
        asked_by, granted_by: accounts.
    """

    category: ClassVar[str] = "clearance"

    clearance: UUID | None = None
    household: UUID | None = None
    village: str = ""
    need: NeedType = "housing"
    partner: str = ""
    programme: str = ""
    state: ClearanceState = "none"
    against: tuple[Against, ...] = ()
    amount_rupiah: int = 0
    reason: str = ""
    asked_by: str = ""
    granted_by: str = ""

    @property
    def is_open(self) -> bool:
        """Whether something is still to come of it."""
        return self.state in {"requested", "granted"}

    @property
    def beside(self) -> tuple[UUID, ...]:
        """Return the promises that one more may stand beside; none unless it is granted."""
        return tuple(one.commitment for one in self.against) if self.state == "granted" else ()

    def after(self, event: AnyClearanceEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case ClearanceRequested():
                return replace(
                    self,
                    clearance=event.clearance,
                    household=event.household,
                    village=event.village,
                    need=event.need,
                    partner=event.partner,
                    programme=event.programme,
                    state="requested",
                    against=event.against,
                    amount_rupiah=event.amount_rupiah,
                    reason=event.reason,
                    asked_by=event.by,
                    granted_by="",
                )
            case ClearanceGranted():
                return replace(
                    self, state="granted", amount_rupiah=event.amount_rupiah, granted_by=event.by
                )
            case ClearanceRefused():
                return replace(self, state="refused")
            case ClearanceResolved():
                return replace(self, state=event.outcome)
        assert_never(event)

    def request(
        self,
        clearance: UUID,
        *,
        household: UUID,
        village: str,
        need: NeedType,
        partner: str,
        programme: str,
        amount_rupiah: int,
        reason: str,
        against: tuple[Against, ...],
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Ask to promise beside others.

        Args:
            against: the promises in the way, the worst first.

        Raises:
            ClearanceOpen, NotHappenedYet, ReasonMissing, NothingToRecord: not now.
            NothingInTheWay: it takes no leave.
        """
        require_happened(on, today=today)
        require_reason(reason)
        require_amount(amount_rupiah)
        if self.is_open:
            raise ClearanceOpen(state=self.state)
        if not against:
            raise NothingInTheWay(need=need)
        return (
            ClearanceRequested(
                occurred_on=on,
                clearance=clearance,
                household=household,
                village=village,
                need=need,
                partner=partner,
                programme=programme,
                amount_rupiah=amount_rupiah,
                reason=reason,
                against=against,
                by=by,
            ),
        )

    def grant(
        self,
        *,
        amount_rupiah: int | None,
        reason: str,
        by: str,
        organisation: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Let the partner promise, once.

        Args:
            amount_rupiah: at most so much; None is what was asked for.
            organisation: of whoever grants it.

        Raises:
            ClearanceNotAsked, NotHappenedYet, ReasonMissing: not now.
            ClearedBySamePerson, ClearedByOwnPartner: it takes another.
            MoreThanCleared: no more than was asked for.
        """
        carried = self._judged(by=by, organisation=organisation, reason=reason, on=on, today=today)
        amount = self.amount_rupiah if amount_rupiah is None else amount_rupiah
        require_amount(amount)
        if amount > self.amount_rupiah:
            raise MoreThanCleared(asked_rupiah=amount, left_rupiah=self.amount_rupiah)
        return (ClearanceGranted(**carried, amount_rupiah=amount, reason=reason, by=by),)

    def refuse(
        self, *, reason: str, by: str, organisation: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Tell the partner to choose another need.

        Raises:
            ClearanceNotAsked, NotHappenedYet, ReasonMissing: not now.
            ClearedBySamePerson, ClearedByOwnPartner: it takes another.
        """
        carried = self._judged(by=by, organisation=organisation, reason=reason, on=on, today=today)
        return (ClearanceRefused(**carried, reason=reason, by=by),)

    def proceed(
        self, commitment: UUID, *, amount_rupiah: int, by: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Use the leave for a promise that is made in the same save.

        Raises:
            ClearanceNotAsked, NotHappenedYet: there is no leave to use.
            ClearedBySamePerson: whoever gave it does not use it.
            MoreThanCleared: it was given for less.
        """
        require_happened(on, today=today)
        if self.state != "granted":
            raise ClearanceNotAsked(state=self.state)
        if by == self.granted_by:
            raise ClearedBySamePerson(account=by)
        if amount_rupiah > self.amount_rupiah:
            raise MoreThanCleared(asked_rupiah=amount_rupiah, left_rupiah=self.amount_rupiah)
        return (
            ClearanceResolved(
                **self._about(on),
                outcome="proceeded_with_reason",
                commitment=commitment,
                reason=self.reason,
                by=by,
            ),
        )

    def resolve(
        self,
        outcome: Otherwise,
        *,
        commitment: UUID | None,
        reason: str,
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Say what came of it instead.

        Args:
            commitment: the partner's promise elsewhere, which was looked up; needed for
                `redirected`.

        Raises:
            ClearanceNotAsked, NotHappenedYet, ReasonMissing: not now.
            RedirectedNowhere: no promise shows where to.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if not (self.is_open or self.state == "refused"):
            raise ClearanceNotAsked(state=self.state)
        if (outcome == "redirected") != (commitment is not None):
            raise RedirectedNowhere
        return (
            ClearanceResolved(
                **self._about(on), outcome=outcome, commitment=commitment, reason=reason, by=by
            ),
        )

    def _judged(
        self, *, by: str, organisation: str, reason: str, on: date, today: date
    ) -> dict[str, Any]:
        """Return what a decision about a request carries, if it is whose who may decide."""
        require_happened(on, today=today)
        require_reason(reason)
        if self.state != "requested":
            raise ClearanceNotAsked(state=self.state)
        if by == self.asked_by:
            raise ClearedBySamePerson(account=by)
        if organisation == self.partner:
            raise ClearedByOwnPartner(partner=self.partner)
        return self._about(on)

    def _about(self, on: date) -> dict[str, Any]:
        return {
            "occurred_on": on,
            "clearance": self.clearance,
            "household": self.household,
            "village": self.village,
            "need": self.need,
            "partner": self.partner,
        }
