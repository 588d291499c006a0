"""A list of poor households as it was received, and the rows of it that could not be read.

    receive → complete → withdraw → finish_withdrawal     (the list)
    quarantine → resolve          (one row)

Source: Sanding Erat Desa Kita (DTKS, October 2020); Kayong Utara x Baznas (P3KE).
"""

from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.lists import Layout
from service.kernel.privacy import Private
from service.kernel.refusals import Refused

Resolution: TypeAlias = Literal["corrected", "dismissed"]

RESOLUTION_LABELS: dict[Resolution, str] = {
    "corrected": "diperbaiki",
    "dismissed": "dikesampingkan",
}


class RawRow(Struct, frozen=True, kw_only=True):
    """A row as it stands in the file: cells by their heading."""

    cells: dict[str, str]


class ListEvent(Event, frozen=True, kw_only=True):
    """Which list."""

    list: UUID


class ListReceived(ListEvent, frozen=True, kw_only=True):
    """A file arrived, with who sent it, by which letter, and what it may be used for.

    Args:
        file_hash: SHA-256 of the file as received, in hex.
        period: the vintage of the list, as its issuer calls it (`2020-10`).
        rows: how many rows the letter promises, None if it does not say.
        mapping: field → column title, where a person said it: proposed again for the same issuer.
        village: where all rows belong, for a list without a column that says so.
    """

    tag: ClassVar[str] = "list.received"
    sentence: ClassVar[str] = (
        "menerima daftar {name} periode {period} dari {issuer} dengan surat nomor "
        "{letter_number} tanggal {letter_date:date}"
    )

    name: str
    layout: Layout
    file_name: str
    file_hash: str
    issuer: str
    letter_number: str
    letter_date: date
    period: str
    purpose: str
    legal_basis: str
    rows: int | None = None
    mapping: dict[str, str] = field(default_factory=dict)
    village: str = ""


class ListCompleted(ListEvent, frozen=True, kw_only=True):
    """Every row was read: into a household, or into quarantine.

    Args:
        households, persons: newly registered.
        known: rows about persons who were registered already.
    """

    tag: ClassVar[str] = "list.completed"
    sentence: ClassVar[str] = (
        "menyelesaikan pembacaan daftar: {rows:number} baris, {households:number} keluarga baru, "
        "{persons:number} orang baru, {known:number} sudah dikenal, "
        "{quarantined:number} baris dikarantina"
    )

    rows: int
    households: int
    persons: int
    quarantined: int
    known: int


class ListWithdrawn(ListEvent, frozen=True, kw_only=True):
    """A list should never have counted: from now on nothing rests on it alone.

    Its rows stay, and who is known by anything else stays too.
    """

    tag: ClassVar[str] = "list.withdrawn"
    sentence: ClassVar[str] = 'menarik sebuah daftar karena "{reason}"'

    reason: str
    authority: str = ""


class ListWithdrawalCompleted(ListEvent, frozen=True, kw_only=True):
    """Every household that only a withdrawn list knew was closed; `households` were."""

    tag: ClassVar[str] = "list.withdrawal_completed"
    sentence: ClassVar[str] = (
        "menutup {households:number} keluarga yang hanya dikenal dari daftar yang ditarik"
    )

    households: int


class RowEvent(Event, frozen=True, kw_only=True):
    """Which row of which list."""

    list: UUID
    row_no: int


class RowQuarantined(RowEvent, frozen=True, kw_only=True):
    """A row could not be trusted; `reasons` are the codes of what is wrong with it.

    Args:
        person: whom its NIK belongs to, if somebody knows; household: where the list puts them, if
            it is a known one; village: where the list says that is.
    """

    tag: ClassVar[str] = "row.quarantined"
    sentence: ClassVar[str] = "mengarantina baris {row_no:number} sebuah daftar untuk diperbaiki"

    reasons: tuple[str, ...]
    raw: Private[RawRow]
    person: UUID | None = None
    household: UUID | None = None
    village: str = ""


class RowResolved(RowEvent, frozen=True, kw_only=True):
    """Somebody put the row right, or set it aside for good."""

    tag: ClassVar[str] = "row.resolved"
    sentence: ClassVar[str] = "menyelesaikan baris {row_no:number} yang dikarantina: {how:label}"

    how: Resolution
    household: UUID | None = None
    reason: str = ""


AnyListEvent: TypeAlias = ListReceived | ListCompleted | ListWithdrawn | ListWithdrawalCompleted
AnyRowEvent: TypeAlias = RowQuarantined | RowResolved


class ListKnown(Refused):
    """Daftar ini sudah diterima."""

    way_out: ClassVar[str] = "Buka daftar yang sudah ada; berkas yang sama tidak dibaca dua kali."


class UnknownList(Refused):
    """Daftar ini belum diterima."""

    way_out: ClassVar[str] = "Terima daftarnya lebih dahulu beserta surat pengantarnya."


class PurposeMissing(Refused):
    """Tujuan atau dasar hukum pemakaian daftar belum disebut."""

    way_out: ClassVar[str] = "Sebutkan untuk apa daftar dipakai dan dasar hukumnya."


class ListIsComplete(Refused):
    """Pembacaan daftar ini sudah selesai."""

    way_out: ClassVar[str] = "Terima sebagai daftar baru bila berkasnya berubah."


class ListIsWithdrawn(Refused):
    """Daftar ini sudah ditarik."""

    way_out: ClassVar[str] = "Terima daftar penggantinya sebagai daftar baru."


class ListIsBeingRead(Refused):
    """Daftar ini belum selesai dibaca."""

    way_out: ClassVar[str] = "Unggah lagi berkas yang sama sampai selesai, lalu tarik daftarnya."


class CountsDisagree(Refused):
    """Jumlah baris hasil pembacaan tidak cocok."""

    way_out: ClassVar[str] = "Ulangi pembacaan daftar dari awal."


class RowKnown(Refused):
    """Baris ini sudah dikarantina."""

    way_out: ClassVar[str] = "Perbaiki atau kesampingkan baris yang sudah ada."


class UnknownRow(Refused):
    """Baris ini tidak sedang dikarantina."""

    way_out: ClassVar[str] = "Periksa kembali daftar dan nomor barisnya."


class RowIsResolved(Refused):
    """Baris ini sudah diselesaikan."""

    way_out: ClassVar[str] = "Koreksi keluarganya secara langsung bila masih keliru."


class RowWithoutHousehold(Refused):
    """Baris yang diperbaiki harus menunjuk keluarganya."""

    way_out: ClassVar[str] = "Daftarkan atau pilih keluarganya lebih dahulu."


class TargetList(Aggregate[AnyListEvent], frozen=True):
    """Whether a list was received and read to its end."""

    category: ClassVar[str] = "list"

    list: UUID | None = None
    layout: Layout = "generic"
    mapping: dict[str, str] = field(default_factory=dict)
    village: str = ""
    period: str = ""
    letter_date: date = date.min
    is_complete: bool = False
    is_withdrawn: bool = False

    def after(self, event: AnyListEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case ListReceived():
                return replace(
                    self,
                    list=event.list,
                    layout=event.layout,
                    mapping=event.mapping,
                    village=event.village,
                    period=event.period,
                    letter_date=event.letter_date,
                )
            case ListCompleted():
                return replace(self, is_complete=True)
            case ListWithdrawn():
                return replace(self, is_withdrawn=True)
            case ListWithdrawalCompleted():
                return self
        assert_never(event)

    def receive(
        self,
        received: UUID,
        *,
        name: str,
        layout: Layout,
        file_name: str,
        file_hash: str,
        issuer: str,
        letter_number: str,
        letter_date: date,
        period: str,
        purpose: str,
        legal_basis: str,
        on: date,
        today: date,
        rows: int | None = None,
        mapping: dict[str, str] | None = None,
        village: str = "",
    ) -> tuple[Event, ...]:
        """Take a file in, with the letter it came by.

        Args:
            received: the id of the list.
            file_hash: SHA-256 of the file, in hex.
            rows: how many the letter promises, if it says so.

        Raises:
            ListKnown, NotHappenedYet: not now.
            PurposeMissing: personal data for no purpose may not be kept.
        """
        if self.list is not None:
            raise ListKnown(list=str(self.list))
        require_happened(on, today=today)
        require_happened(letter_date, today=on)
        if not (purpose.strip() and legal_basis.strip()):
            raise PurposeMissing
        return (
            ListReceived(
                occurred_on=on,
                list=received,
                name=name,
                layout=layout,
                file_name=file_name,
                file_hash=file_hash,
                issuer=issuer,
                letter_number=letter_number,
                letter_date=letter_date,
                period=period,
                purpose=purpose,
                legal_basis=legal_basis,
                rows=rows,
                mapping=mapping or {},
                village=village,
            ),
        )

    def complete(
        self,
        *,
        rows: int,
        households: int,
        persons: int,
        quarantined: int,
        known: int,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that every row was read.

        Args:
            households, persons: newly registered.
            known: rows about persons registered before.

        Raises:
            UnknownList, ListIsComplete, NotHappenedYet: not now.
            CountsDisagree: a row became a new person, a known one or a quarantined row, no more.
        """
        if self.list is None:
            raise UnknownList
        if self.is_complete:
            raise ListIsComplete(list=str(self.list))
        require_happened(on, today=today)
        if min(rows, households, persons, quarantined, known) < 0 or (
            persons + quarantined + known > rows
        ):
            raise CountsDisagree(rows=rows, persons=persons, quarantined=quarantined, known=known)
        return (
            ListCompleted(
                occurred_on=on,
                list=self.list,
                rows=rows,
                households=households,
                persons=persons,
                quarantined=quarantined,
                known=known,
            ),
        )

    def withdraw(self, *, reason: str, authority: str, on: date, today: date) -> tuple[Event, ...]:
        """Say that nothing may rest on this list any more.

        Args:
            authority: the letter or decision that says so.

        Raises:
            UnknownList, ListIsBeingRead, ListIsWithdrawn, NotHappenedYet: not now.
            ReasonMissing: an auditor will ask for it.
        """
        if self.list is None:
            raise UnknownList
        if not self.is_complete:
            raise ListIsBeingRead(list=str(self.list))
        if self.is_withdrawn:
            raise ListIsWithdrawn(list=str(self.list))
        require_happened(on, today=today)
        require_reason(reason)
        return (ListWithdrawn(occurred_on=on, list=self.list, reason=reason, authority=authority),)

    def finish_withdrawal(self, households: int, *, on: date, today: date) -> tuple[Event, ...]:
        """Note that every household known by this list alone was closed.

        Raises:
            UnknownList, NotHappenedYet: not now.
        """
        if self.list is None or not self.is_withdrawn:
            raise UnknownList
        require_happened(on, today=today)
        return (ListWithdrawalCompleted(occurred_on=on, list=self.list, households=households),)


class ListRow(Aggregate[AnyRowEvent], frozen=True):
    """A row that could not be trusted, until somebody resolves it."""

    category: ClassVar[str] = "row"

    list: UUID | None = None
    row_no: int = 0
    is_resolved: bool = False

    def after(self, event: AnyRowEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case RowQuarantined():
                return replace(self, list=event.list, row_no=event.row_no)
            case RowResolved():
                return replace(self, is_resolved=True)
        assert_never(event)

    def quarantine(
        self,
        source: UUID,
        row_no: int,
        *,
        reasons: tuple[str, ...],
        raw: Private[RawRow],
        on: date,
        today: date,
        person: UUID | None = None,
        household: UUID | None = None,
        village: str = "",
    ) -> tuple[Event, ...]:
        """Keep a row aside.

        Args:
            source: the list it is of.
            reasons: codes of what is wrong with it, at least one.
            person: whom its NIK belongs to, if somebody knows.
            household, village: where the list puts them, if it is known.

        Raises:
            RowKnown, NotHappenedYet: not now.
        """
        assert reasons, "a row without a fault is no case for quarantine"
        if self.list is not None:
            raise RowKnown(row_no=self.row_no)
        require_happened(on, today=today)
        return (
            RowQuarantined(
                occurred_on=on,
                list=source,
                row_no=row_no,
                reasons=reasons,
                raw=raw,
                person=person,
                household=household,
                village=village,
            ),
        )

    def resolve(
        self,
        how: Resolution,
        *,
        on: date,
        today: date,
        household: UUID | None = None,
        reason: str = "",
    ) -> tuple[Event, ...]:
        """Settle a row: put right, as the household named, or set aside for a reason.

        Raises:
            UnknownRow, RowIsResolved, NotHappenedYet: not now.
            RowWithoutHousehold: a row put right is somebody.
            ReasonMissing: a row is not set aside for nothing.
        """
        if self.list is None:
            raise UnknownRow
        if self.is_resolved:
            raise RowIsResolved(row_no=self.row_no)
        require_happened(on, today=today)
        if how == "corrected" and household is None:
            raise RowWithoutHousehold(row_no=self.row_no)
        if how == "dismissed":
            require_reason(reason)
        return (
            RowResolved(
                occurred_on=on,
                list=self.list,
                row_no=self.row_no,
                how=how,
                household=household,
                reason=reason,
            ),
        )
