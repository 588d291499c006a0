"""What a village gives back of a list: whom its owner must take out, why, and by which authority.

    send → answer*

The rows themselves are in no event: they follow from the log as it was at `upto`, so the file can
be made again, and its hash tells whether it is the one that was sent.

Source: Sanding Erat Desa Kita (DTKS rows of the dead and moved go back to Dinsos); UU 13/2011
article 9; Permensos 3/2021 (proposals and corrections by village meeting).
"""

from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused

CorrectionOutcome: TypeAlias = Literal["adopted", "partly_adopted", "declined"]

CORRECTION_OUTCOME_LABELS: dict[CorrectionOutcome, str] = {
    "adopted": "dibetulkan seluruhnya",
    "partly_adopted": "dibetulkan sebagian",
    "declined": "tidak dibetulkan",
}


class CorrectionTally(Struct, frozen=True, kw_only=True):
    """How many rows of a village's part of a list are to be put right, and why.

    Args:
        rows: of the list in this village.
        deceased, moved: those whose share of `rows` is the invalid rate.
        others: doubles, not found, better off and the like.
        ratified: how many of all these a village meeting has decided.
    """

    rows: int
    deceased: int
    moved: int
    others: int
    ratified: int

    @property
    def corrections(self) -> int:
        """How many rows the file has."""
        return self.deceased + self.moved + self.others


class CorrectionEvent(Event, frozen=True, kw_only=True):
    """Which sending, of which list and village."""

    correction: UUID
    list: UUID
    village: str


class CorrectionReturned(CorrectionEvent, frozen=True, kw_only=True):
    """The corrections of a village went to the owner of the list.

    Args:
        to: the owner, as people call it.
        upto: the last event that the file takes into account.
        content_hash: SHA-256 of its rows without names, as printed on top of it, in hex.
        sent_by: the account that sent it.
    """

    tag: ClassVar[str] = "correction.returned"
    sentence: ClassVar[str] = (
        "mengirim {corrections:number} pembetulan dari {rows:number} baris daftar di "
        "{village:village} kepada {to} dengan surat nomor {letter_number}"
    )

    to: str
    letter_number: str
    rows: int
    corrections: int
    deceased: int
    moved: int
    ratified: int
    upto: int
    content_hash: str
    sent_by: str


class CorrectionAnswered(CorrectionEvent, frozen=True, kw_only=True):
    """The owner of the list answered.

    Args:
        taken: how many rows were put right.
    """

    tag: ClassVar[str] = "correction.answered"
    sentence: ClassVar[str] = (
        "mencatat jawaban pemilik daftar atas pembetulan di {village:village}: {outcome:label}, "
        "{taken:number} baris"
    )

    outcome: CorrectionOutcome
    taken: int
    letter_number: str
    reason: str = ""


AnyCorrectionEvent: TypeAlias = CorrectionReturned | CorrectionAnswered


class CorrectionKnown(Refused):
    """Pengiriman pembetulan ini sudah tercatat."""

    way_out: ClassVar[str] = "Buka pengiriman yang sudah ada."


class NothingToReturn(Refused):
    """Tidak ada baris daftar ini di desa ini yang perlu dibetulkan."""

    way_out: ClassVar[str] = "Verifikasi daftarnya lebih dahulu, atau pilih desa lain."


class TakenTooMany(Refused):
    """Baris yang dibetulkan tidak sesuai dengan yang dikirim."""

    way_out: ClassVar[str] = "Periksa jumlahnya pada surat jawaban."


class Correction(Aggregate[AnyCorrectionEvent], frozen=True):
    """What was sent."""

    category: ClassVar[str] = "correction"

    correction: UUID | None = None
    list: UUID | None = None
    village: str = ""
    corrections: int = 0
    upto: int = 0

    def after(self, event: AnyCorrectionEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case CorrectionReturned():
                return replace(
                    self,
                    correction=event.correction,
                    list=event.list,
                    village=event.village,
                    corrections=event.corrections,
                    upto=event.upto,
                )
            case CorrectionAnswered():
                return self
        assert_never(event)

    def send(
        self,
        correction: UUID,
        *,
        batch: UUID,
        village: str,
        to: str,
        letter_number: str,
        tally: CorrectionTally,
        upto: int,
        content_hash: str,
        by: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note that corrections went to the owner of a list.

        Args:
            batch: the list.

        Raises:
            CorrectionKnown, NotHappenedYet: not now.
            NothingToReturn: the file would be empty.
        """
        if self.correction is not None:
            raise CorrectionKnown
        require_happened(on, today=today)
        if not tally.corrections:
            raise NothingToReturn(rows=tally.rows)
        return (
            CorrectionReturned(
                occurred_on=on,
                correction=correction,
                list=batch,
                village=village,
                to=to,
                letter_number=letter_number,
                rows=tally.rows,
                corrections=tally.corrections,
                deceased=tally.deceased,
                moved=tally.moved,
                ratified=tally.ratified,
                upto=upto,
                content_hash=content_hash,
                sent_by=by,
            ),
        )

    def answer(
        self,
        outcome: CorrectionOutcome,
        *,
        taken: int,
        letter_number: str,
        reason: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Note what the owner of the list answered; a later answer stands beside the first.

        Raises:
            NotHappenedYet, ReasonMissing: not now, or not without saying why.
            TakenTooMany: more rows than were sent, or not as many as the answer says.
        """
        assert self.correction is not None, "the command has looked whether it is known"
        assert self.list is not None
        require_happened(on, today=today)
        wrong = {
            "adopted": taken != self.corrections,
            "partly_adopted": not 0 < taken < self.corrections,
            "declined": taken != 0,
        }
        if wrong[outcome]:
            raise TakenTooMany(sent=self.corrections, taken=taken)
        if outcome != "adopted":
            require_reason(reason)
        return (
            CorrectionAnswered(
                occurred_on=on,
                correction=self.correction,
                list=self.list,
                village=self.village,
                outcome=outcome,
                taken=taken,
                letter_number=letter_number,
                reason=reason,
            ),
        )
