"""A fund: the money of one owner, of one kind, in one fiscal year.

    open → (credit | take_amil | reserve → (spend | release) | refund | correct)*

available = credited - amil taken - reserved - spent, never below nought. Zakat goes to an asnaf
and is a fund of its own, so it can't mix with infak or sedekah.
Source: Kayong Utara x Baznas; PSAK 109/409 (a fund for each kind, one eighth at most for amil).
"""

from datetime import date
from fractions import Fraction
from typing import Any, ClassVar, Self, assert_never
from uuid import UUID

from msgspec import field
from msgspec.structs import replace

from service.aggregates.fund_events import (
    AmilTaken,
    AnyFundEvent,
    FundCorrected,
    FundCredited,
    FundOpened,
    FundRefunded,
    FundReleased,
    FundReserved,
    FundSpent,
    FundStage,
    FundType,
)
from service.kernel.events import Aggregate, Event
from service.kernel.guards import (
    NothingToRecord,
    require_amount,
    require_happened,
    require_reason,
)
from service.kernel.refusals import Refused

AMIL_SHARES: dict[FundType, Fraction] = {
    "zakat": Fraction(1, 8),
    "infak": Fraction(1, 5),
    "sedekah": Fraction(1, 5),
}
"""The most that the amil may take of what came in."""


class FundKnown(Refused):
    """Dana ini sudah dibuka."""

    way_out: ClassVar[str] = "Tambahkan penerimaan pada dana yang ada."


class UnknownFund(Refused):
    """Dana ini belum dibuka."""

    way_out: ClassVar[str] = "Buka dananya lebih dahulu beserta dokumen dasarnya."


class MoreThanAvailable(Refused):
    """Jumlah ini melebihi dana yang tersedia."""

    way_out: ClassVar[str] = "Kurangi jumlahnya, atau catat penerimaan dananya lebih dahulu."


class AsnafMissing(Refused):
    """Penyaluran zakat harus menyebut asnaf."""

    way_out: ClassVar[str] = "Pilih asnaf penerima, misalnya fakir atau miskin."


class AmilIsNoRecipient(Refused):
    """Hak amil tidak diambil melalui komitmen."""

    way_out: ClassVar[str] = "Catat sebagai pengambilan hak amil, paling banyak seperdelapan zakat."


class AmilNotDue(Refused):
    """Dari jenis dana ini tidak ada hak amil."""

    way_out: ClassVar[str] = "Hak amil hanya diambil dari zakat, infak, dan sedekah."


class AmilTooMuch(Refused):
    """Hak amil ini melebihi batasnya."""

    way_out: ClassVar[str] = "Kurangi jumlahnya sampai batas yang disebut."


class OtherOwner(Refused):
    """Dana ini milik mitra lain."""

    way_out: ClassVar[str] = "Pilih dana milik mitra yang berjanji."


class OtherYear(Refused):
    """Dana ini untuk tahun anggaran lain."""

    way_out: ClassVar[str] = "Pilih dana tahun anggaran yang sama dengan komitmennya."


class MoreThanReserved(Refused):
    """Jumlah ini melebihi yang disisihkan untuk komitmen tersebut."""

    way_out: ClassVar[str] = "Tambah alokasi komitmennya lebih dahulu."


class MoreThanSpent(Refused):
    """Pengembalian ini melebihi yang dibelanjakan untuk komitmen tersebut."""

    way_out: ClassVar[str] = "Periksa penyaluran yang dimaksud."


class FundOutOfBalance(Refused):
    """Koreksi ini membuat saldo dana menjadi kurang dari nol."""

    way_out: ClassVar[str] = "Koreksi lebih dahulu catatan yang bergantung padanya."


class Fund(Aggregate[AnyFundEvent], frozen=True):
    """How much came in, and where it is: `reserved` and `spent` are by promise."""

    category: ClassVar[str] = "fund"

    fund: str = ""
    partner: str = ""
    fund_type: FundType | None = None
    fiscal_year: int = 0
    credited_rupiah: int = 0
    amil_rupiah: int = 0
    reserved: dict[UUID, int] = field(default_factory=dict)
    spent: dict[UUID, int] = field(default_factory=dict)

    @property
    def available_rupiah(self) -> int:
        """Return what can still be set aside."""
        used = sum(self.reserved.values()) + sum(self.spent.values())
        return self.credited_rupiah - self.amil_rupiah - used

    def after(self, event: AnyFundEvent) -> Self:  # noqa: PLR0911  (an answer a case)
        """Return what is known once `event` is known too."""
        match event:
            case FundOpened():
                return replace(
                    self,
                    fund=event.fund,
                    partner=event.partner,
                    fund_type=event.fund_type,
                    fiscal_year=event.fiscal_year,
                    credited_rupiah=event.amount_rupiah,
                )
            case FundCredited():
                return replace(self, credited_rupiah=self.credited_rupiah + event.amount_rupiah)
            case AmilTaken():
                return replace(self, amil_rupiah=self.amil_rupiah + event.amount_rupiah)
            case FundReserved():
                return self._moved(event.commitment, reserved=event.amount_rupiah)
            case FundReleased():
                return self._moved(event.commitment, reserved=-event.amount_rupiah)
            case FundSpent():
                amount = event.amount_rupiah
                return self._moved(event.commitment, reserved=-amount, spent=amount)
            case FundRefunded():
                return self._moved(event.commitment, spent=-event.amount_rupiah)
            case FundCorrected():
                return self._corrected(event.stage, event.delta_rupiah, event.commitment)
        assert_never(event)

    def open(
        self,
        fund: str,
        *,
        partner: str,
        fund_type: FundType,
        fiscal_year: int,
        amount_rupiah: int,
        document: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Make money available.

        Args:
            amount_rupiah: what is in it from the start; nought for a fund that fills up.
            document: number of the decree, budget or deed.

        Raises:
            FundKnown, NotHappenedYet, NothingToRecord, ReasonMissing: not like this.
        """
        if self.fund:
            raise FundKnown(fund=self.fund)
        require_happened(on, today=today)
        require_reason(document)
        if amount_rupiah:
            require_amount(amount_rupiah)
        return (
            FundOpened(
                occurred_on=on,
                fund=fund,
                partner=partner,
                fund_type=fund_type,
                fiscal_year=fiscal_year,
                amount_rupiah=amount_rupiah,
                document=document,
            ),
        )

    def credit(
        self,
        *,
        amount_rupiah: int,
        document: str,
        on: date,
        today: date,
        source: str | None = None,
    ) -> tuple[Event, ...]:
        """Note that money came in.

        Args:
            source: the partner it came from, as a UPZ, if it is one.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, ReasonMissing: not like this.
        """
        carried = self._carried(on=on, today=today)
        require_amount(amount_rupiah)
        require_reason(document)
        return (
            FundCredited(**carried, amount_rupiah=amount_rupiah, document=document, source=source),
        )

    def take_amil(
        self, *, amount_rupiah: int, to_fund: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Take the amil's share; the same save credits the fund of the amil.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord: not now.
            AmilNotDue, AmilTooMuch: no more than the share of what came in.
            MoreThanAvailable: it is set aside or spent already.
        """
        carried = self._carried(on=on, today=today)
        require_amount(amount_rupiah)
        share = AMIL_SHARES.get(carried["fund_type"])
        if share is None:
            raise AmilNotDue(fund_type=carried["fund_type"])
        most = int(self.credited_rupiah * share) - self.amil_rupiah
        if amount_rupiah > most:
            raise AmilTooMuch(asked_rupiah=amount_rupiah, most_rupiah=most)
        self._require_available(amount_rupiah)
        return (AmilTaken(**carried, amount_rupiah=amount_rupiah, to_fund=to_fund),)

    def reserve(
        self,
        commitment: UUID,
        *,
        amount_rupiah: int,
        partner: str,
        fiscal_year: int,
        on: date,
        today: date,
        asnaf: str | None = None,
    ) -> tuple[Event, ...]:
        """Set money aside for a promise.

        Args:
            partner, fiscal_year: of the promise.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord: not now.
            OtherOwner, OtherYear: it is not theirs, or not for this year.
            AsnafMissing, AmilIsNoRecipient: zakat goes to an asnaf, and to the amil by its share.
            MoreThanAvailable: no more than there is.
        """
        carried = self._carried(on=on, today=today)
        require_amount(amount_rupiah)
        if partner != self.partner:
            raise OtherOwner(owner=self.partner, partner=partner)
        if fiscal_year != self.fiscal_year:
            raise OtherYear(fund_year=self.fiscal_year, fiscal_year=fiscal_year)
        if self.fund_type == "zakat" and not asnaf:
            raise AsnafMissing
        if asnaf == "amil":
            raise AmilIsNoRecipient
        self._require_available(amount_rupiah)
        return (
            FundReserved(
                **carried, commitment=commitment, amount_rupiah=amount_rupiah, asnaf=asnaf
            ),
        )

    def release(
        self, commitment: UUID, *, amount_rupiah: int, on: date, today: date
    ) -> tuple[Event, ...]:
        """Free money that was set aside.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, MoreThanReserved: not like this.
        """
        carried = self._carried(on=on, today=today)
        require_amount(amount_rupiah)
        self._require_reserved(commitment, amount_rupiah)
        return (FundReleased(**carried, commitment=commitment, amount_rupiah=amount_rupiah),)

    def spend(
        self,
        commitment: UUID,
        *,
        disbursement: UUID,
        amount_rupiah: int,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Pay out of what was set aside.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, MoreThanReserved: not like this.
        """
        carried = self._carried(on=on, today=today)
        require_amount(amount_rupiah)
        self._require_reserved(commitment, amount_rupiah)
        return (
            FundSpent(
                **carried,
                commitment=commitment,
                disbursement=disbursement,
                amount_rupiah=amount_rupiah,
            ),
        )

    def refund(
        self,
        commitment: UUID,
        *,
        disbursement: UUID,
        amount_rupiah: int,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Take money back that was paid; it is free again.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, MoreThanSpent: not like this.
        """
        carried = self._carried(on=on, today=today)
        require_amount(amount_rupiah)
        spent = self.spent.get(commitment, 0)
        if amount_rupiah > spent:
            raise MoreThanSpent(asked_rupiah=amount_rupiah, spent_rupiah=spent)
        return (
            FundRefunded(
                **carried,
                commitment=commitment,
                disbursement=disbursement,
                amount_rupiah=amount_rupiah,
            ),
        )

    def correct(
        self,
        stage: FundStage,
        *,
        delta_rupiah: int,
        reason: str,
        on: date,
        today: date,
        commitment: UUID | None = None,
    ) -> tuple[Event, ...]:
        """Put an amount right by a signed difference.

        Args:
            commitment: the promise; None for `credited` only.

        Raises:
            UnknownFund, NotHappenedYet, NothingToRecord, ReasonMissing: not like this.
            FundOutOfBalance: something would fall below nought.
        """
        carried = self._carried(on=on, today=today)
        require_reason(reason)
        if not delta_rupiah:
            raise NothingToRecord(asked_rupiah=0)
        assert (commitment is None) == (stage == "credited"), "a promise, unless money came in"
        after = self._corrected(stage, delta_rupiah, commitment)
        held = (*after.reserved.values(), *after.spent.values(), after.available_rupiah)
        if min(held) < 0:
            raise FundOutOfBalance(stage=stage, available_rupiah=after.available_rupiah)
        return (
            FundCorrected(
                **carried,
                stage=stage,
                delta_rupiah=delta_rupiah,
                reason=reason,
                commitment=commitment,
            ),
        )

    def _corrected(self, stage: FundStage, delta: int, commitment: UUID | None) -> Self:
        if commitment is None:
            return replace(self, credited_rupiah=self.credited_rupiah + delta)
        if stage == "allocated":
            return self._moved(commitment, reserved=delta)
        return self._moved(commitment, reserved=-delta, spent=delta)

    def _moved(self, commitment: UUID, *, reserved: int = 0, spent: int = 0) -> Self:
        was_reserved, was_spent = self.reserved.get(commitment, 0), self.spent.get(commitment, 0)
        return replace(
            self,
            reserved={**self.reserved, commitment: was_reserved + reserved},
            spent={**self.spent, commitment: was_spent + spent},
        )

    def _require_available(self, amount_rupiah: int) -> None:
        if amount_rupiah > self.available_rupiah:
            raise MoreThanAvailable(
                asked_rupiah=amount_rupiah, available_rupiah=self.available_rupiah
            )

    def _require_reserved(self, commitment: UUID, amount_rupiah: int) -> None:
        reserved = self.reserved.get(commitment, 0)
        if amount_rupiah > reserved:
            raise MoreThanReserved(asked_rupiah=amount_rupiah, reserved_rupiah=reserved)

    def _carried(self, *, on: date, today: date) -> dict[str, Any]:
        """Return what every event of the fund carries, once it is open."""
        if not self.fund:
            raise UnknownFund
        require_happened(on, today=today)
        return {
            "occurred_on": on,
            "fund": self.fund,
            "partner": self.partner,
            "fund_type": self.fund_type,
            "fiscal_year": self.fiscal_year,
        }
