"""What a household lacks, and who has promised to meet it: one promise a need, or one package.

    claim → judge* → reserve → (release | meet → reopen*)

A package is the one way for two partners to meet one need together: a second person opens it over
the first promise, and the next promise names it.
Source: Purworejo field check 2024 (verify per need); Kayong Utara x Baznas (no overlap).
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from service.aggregates.household_events import (
    ByRule,
    NeedClaimed,
    NeedJudged,
    NeedMet,
    NeedPackaged,
    NeedReleased,
    NeedReopened,
    NeedReserved,
    ReleaseReason,
    Source,
)
from service.aggregates.household_evidence import require_need_shown
from service.aggregates.household_reservations import Need, Reservation, as_event
from service.aggregates.household_state import HouseholdState
from service.kernel.events import Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.needs import DEFAULT_STRATEGIES, NeedType, Strategy
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.verdicts import (
    NEED_VERDICT_STANDINGS,
    OPEN_STANDINGS,
    Evidence,
    Method,
    NeedStanding,
    NeedVerdict,
    Note,
)


class UnknownHousehold(Refused):
    """Keluarga ini belum terdaftar."""

    way_out: ClassVar[str] = "Daftarkan keluarga ini lebih dahulu, dari daftar atau usulan desa."


class HouseholdIsClosed(Refused):
    """Catatan keluarga ini sudah ditutup."""

    way_out: ClassVar[str] = (
        "Buka kembali catatan keluarga ini dengan alasan, lalu ulangi pencatatan Anda."
    )


class HouseholdIsErased(Refused):
    """Data pribadi keluarga atau anggota ini sudah dimusnahkan."""

    way_out: ClassVar[str] = "Bila mereka hadir lagi, daftarkan sebagai keluarga baru."


class RecipientNotPayable(Refused):
    """Keluarga ini tidak boleh menerima bantuan."""

    way_out: ClassVar[str] = (
        "Periksa putusan terakhirnya; bila keliru, catat putusan baru, atau mintalah izin orang "
        "kedua untuk satu penyaluran."
    )


class NeedKnown(Refused):
    """Kebutuhan ini sudah tercatat dan masih terbuka."""

    way_out: ClassVar[str] = "Nilai kebutuhan yang sudah tercatat itu."


class NeedNotConfirmed(Refused):
    """Kebutuhan ini belum dibenarkan oleh pemeriksaan lapangan."""

    way_out: ClassVar[str] = "Minta desa atau pendamping memeriksa kebutuhan ini lebih dahulu."


class NeedNotOpen(Refused):
    """Kebutuhan ini sudah terpenuhi atau tidak dibutuhkan."""

    way_out: ClassVar[str] = "Pilih kebutuhan lain dari keluarga ini, atau keluarga lain."


class NeedTaken(Refused):
    """Kebutuhan ini sudah dijanjikan pihak lain."""

    way_out: ClassVar[str] = (
        "Pilih kebutuhan lain, atau mintalah izin menambah dengan alasan; pendamping atau "
        "sekretariat yang menyetujuinya."
    )


class NotReserved(Refused):
    """Komitmen ini tidak menanggung kebutuhan apa pun dari keluarga ini."""

    way_out: ClassVar[str] = "Periksa kembali komitmen dan keluarga yang dituju."


class PackagedAlready(Refused):
    """Komitmen ini sudah termasuk sebuah paket."""

    way_out: ClassVar[str] = "Pakai paket yang sudah ada untuk komitmen berikutnya."


class HouseholdNeeds(HouseholdState, frozen=True):
    """The decisions about needs."""

    def claim_need(
        self,
        need: NeedType,
        *,
        on: date,
        today: date,
        strategy: Strategy | None = None,
        source: Source | None = None,
        by_rule: ByRule | None = None,
    ) -> tuple[Event, ...]:
        """Note that a list, a resident or a rule says something is lacking.

        Args:
            strategy: None takes the usual one for this need.
            by_rule: the rule that finds it in the answers.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
            NeedKnown: it is on the record and open.
        """
        self.require_living(on=on, today=today)
        known = self.needs.get(need)
        if known and known.standing in OPEN_STANDINGS:
            raise NeedKnown(need=need, standing=known.standing)
        carried = self._need(need, on, "claimed", strategy)
        return (NeedClaimed(**carried, source=source, by_rule=by_rule),)

    def judge_need(
        self,
        need: NeedType,
        verdict: NeedVerdict,
        *,
        on: date,
        today: date,
        method: Method,
        evidence: tuple[Evidence, ...] = (),
        strategy: Strategy | None = None,
        note: Private[Note] | None = None,
        by: str = "",
    ) -> tuple[Event, ...]:
        """Say whether a need is real. A testimony older than the latest counts for its day only.

        Raises:
            UnknownHousehold, HouseholdIsClosed, NotHappenedYet: not now.
            EvidenceMissing: a verdict that takes a need away must be shown.
        """
        self.require_living(on=on, today=today)
        require_need_shown(verdict, evidence)
        known = self.needs.get(need)
        standing = NEED_VERDICT_STANDINGS[verdict]
        if known and known.reservations and standing == "unmet":
            standing = "committed"
        carried = self._need(need, on, standing, strategy)
        if known and on < known.judged_on:
            carried |= self._older(known, on, standing)
        return (
            NeedJudged(
                **carried, verdict=verdict, method=method, evidence=evidence, note=note, by=by
            ),
        )

    def reserve(
        self, need: NeedType, held: Reservation, *, on: date, today: date
    ) -> tuple[Event, ...]:
        """Hold a need for a promise. Of two promises in the same second, one gets here first.

        Raises:
            UnknownHousehold, NotHappenedYet: not now.
            RecipientNotPayable: closed, better off, graduated, withdrawn or not found.
            NeedNotConfirmed: nobody looked yet.
            NeedNotOpen: it is met or not needed.
            NeedTaken: somebody promised already, and the two may not meet.
        """
        self.require_kept(on=on, today=today)
        self.require_payable()
        known = self.needs.get(need)
        if known is None or known.standing in {"claimed", "retracted"}:
            raise NeedNotConfirmed(need=need)
        if known.standing not in OPEN_STANDINGS:
            raise NeedNotOpen(need=need, standing=known.standing)
        holders = self.holders(need, held)
        if holders:
            held_need, first = holders[0]
            raise NeedTaken(**taken(held_need, first))
        return (NeedReserved(**self._need(need, on, "committed"), **as_event(held)),)

    def package(
        self, commitment: UUID, *, package: str, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Open a package over a promise, so that another may be added to it.

        Raises:
            UnknownHousehold, NotHappenedYet, NotReserved: there is nothing to add to.
            PackagedAlready: the promise is of a package.
            ReasonMissing: an overlap is allowed for a reason only.
        """
        self._require_known(on=on, today=today)
        need, known, reservation = self._held_by(commitment)
        if reservation.package is not None:
            raise PackagedAlready(package=reservation.package)
        require_reason(reason)
        return (
            NeedPackaged(
                **self._need(need, on, known.standing),
                commitment=commitment,
                package=package,
                reason=reason,
            ),
        )

    def release(
        self, commitment: UUID, *, reason: ReleaseReason, on: date, today: date
    ) -> tuple[Event, ...]:
        """Let go of a need whose promise ended; also for a household that is closed by now.

        Raises:
            UnknownHousehold, NotHappenedYet, NotReserved: there is nothing to let go of.
        """
        self._require_known(on=on, today=today)
        need, known, _ = self._held_by(commitment)
        standing = known.standing
        if standing == "committed" and len(known.reservations) == 1:
            standing = "unmet"
        return (
            NeedReleased(**self._need(need, on, standing), commitment=commitment, reason=reason),
        )

    def meet(self, commitment: UUID, *, on: date, today: date) -> tuple[Event, ...]:
        """Note that a promise was kept. Of a package, the last one kept meets the need.

        Raises:
            UnknownHousehold, NotHappenedYet, NotReserved: the promise holds no need here.
        """
        self._require_known(on=on, today=today)
        need, known, _ = self._held_by(commitment)
        standing = known.standing
        if standing in OPEN_STANDINGS and len(known.reservations) == 1:
            standing = "met"
        return (NeedMet(**self._need(need, on, standing), commitment=commitment),)

    def reopen_need(self, commitment: UUID, *, on: date, today: date) -> tuple[Event, ...]:
        """Let a promise hold a need again that it was said to have met.

        Nothing happens where it can't: the promise met no need here, or another one has taken
        the need since. A need that a verdict has taken away in the meantime stays away.

        Raises:
            UnknownHousehold, NotHappenedYet: not now.
        """
        self._require_known(on=on, today=today)
        for need, known in self.needs.items():
            for kept in known.kept:
                if kept.commitment != commitment or self._others(need, kept):
                    continue
                is_open = known.standing in OPEN_STANDINGS or known.standing == "met"
                standing: NeedStanding = "committed" if is_open else known.standing
                return (NeedReopened(**self._need(need, on, standing), **as_event(kept)),)
        return ()

    def _others(self, need: NeedType, kept: Reservation) -> bool:
        """Say whether somebody else's promise holds a need, and the two may not meet."""
        return bool(self.holders(need, kept, but=kept.commitment))

    def require_payable(self) -> None:
        """Refuse aid to a household that should get none.

        Raises:
            RecipientNotPayable: with its status and since when.
        """
        if not self.is_payable:
            raise RecipientNotPayable(status=self.status, since=self.status_on.isoformat())

    def require_living(self, *, on: date, today: date) -> None:
        """Refuse what can't be said of an unknown or closed household, or of a day ahead.

        Raises:
            UnknownHousehold, HouseholdIsErased, HouseholdIsClosed, NotHappenedYet: as their names
                say.
        """
        self.require_kept(on=on, today=today)
        if self.is_closed:
            raise HouseholdIsClosed(status=self.status, since=self.status_on.isoformat())

    def _require_known(self, *, on: date, today: date) -> None:
        if self.id is None:
            raise UnknownHousehold
        require_happened(on, today=today)

    def require_kept(self, *, on: date, today: date) -> None:
        """Refuse what can't be said of a household that is unknown, or not any more.

        Raises:
            UnknownHousehold, HouseholdIsErased, NotHappenedYet: as their names say.
        """
        self._require_known(on=on, today=today)
        if self.is_erased:
            raise HouseholdIsErased

    def _held_by(self, commitment: UUID) -> tuple[NeedType, Need, Reservation]:
        held = self.reserved_by(commitment)
        if held is None:
            raise NotReserved(commitment=str(commitment))
        return held

    def _need(
        self, need: NeedType, on: date, standing: NeedStanding, strategy: Strategy | None = None
    ) -> dict[str, Any]:
        """Return what every event of a need carries, in an epoch that makes it count."""
        known = self.needs.get(need)
        usual = known.strategy if known else DEFAULT_STRATEGIES[need]
        late = known is not None and (self.epoch, on) < (known.epoch, known.on)
        return {
            "household": self.id,
            "village": self.village,
            "need": need,
            "strategy": strategy or usual,
            "standing": standing,
            "epoch": self.epoch + 1 if late else self.epoch,
            "occurred_on": on,
        }

    def _older(self, known: Need, on: date, standing: NeedStanding) -> dict[str, Any]:
        """Return the rank of a testimony that a later one has overtaken already.

        By its day alone it loses, so it can say what was true then. But after an epoch began it
        would win, so it must then carry what is true now.
        """
        loses = (self.epoch, on) < (known.epoch, known.on)
        return {"epoch": self.epoch, "standing": standing if loses else known.standing}


def taken(need: NeedType, reservation: Reservation) -> dict[str, Any]:
    """Return what a partner is told about the promise in the way."""
    return {
        "need": need,
        "commitment": str(reservation.commitment),
        "partner": reservation.partner,
        "programme": reservation.programme,
        "amount_rupiah": reservation.amount_rupiah,
    }
