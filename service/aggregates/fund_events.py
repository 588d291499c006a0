"""What happens to a fund: money in, set aside, paid, handed on, put right, closed.

Every event says whose money it is, of which kind and of which year. What comes in from outside
(`fund.opened`, `fund.credited`) and what one fund hands to another (`fund.transferred` and
`fund.received`, in one save) are different events, so no rupiah is income twice.
"""

from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from msgspec import Struct

from service.kernel.events import Event
from service.kernel.money import Rupiah, SignedRupiah, SomeRupiah
from service.kernel.valuations import Valuation

FundType: TypeAlias = Literal[
    "zakat",
    "infak",
    "sedekah",
    "amil",
    "csr",
    "apbn",
    "apbd_province",
    "apbd_regency",
    "apbdes",
    "university",
    "community",
]
FundStage: TypeAlias = Literal["credited", "allocated", "disbursed"]
Cause: TypeAlias = Literal["transfer", "amil", "carry_over"]
"""Why money went from one fund to another: handed on, the amil's share, or the next year's."""

FUND_TYPE_LABELS: dict[FundType, str] = {
    "zakat": "Zakat",
    "infak": "Infak",
    "sedekah": "Sedekah",
    "amil": "Amil",
    "csr": "CSR",
    "apbn": "APBN",
    "apbd_province": "APBD provinsi",
    "apbd_regency": "APBD kabupaten",
    "apbdes": "APBDes",
    "university": "Perguruan tinggi",
    "community": "Masyarakat",
}

CAUSE_LABELS: dict[Cause, str] = {
    "transfer": "Penyerahan dana",
    "amil": "Hak amil",
    "carry_over": "Sisa tahun lalu",
}


class Restriction(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a bound fund may go to, as the giver said ("terikat").

    Args:
        purpose: in the giver's words.
        programmes: short names; at least one.
        areas: codes of villages or what lies above them; empty is anywhere.
    """

    purpose: str
    programmes: tuple[str, ...]
    areas: tuple[str, ...] = ()


class FundEvent(Event, frozen=True, kw_only=True):
    """Which money: whose, of which kind, of which year."""

    fund: str
    partner: str
    fund_type: FundType
    fiscal_year: int


class FundOpened(FundEvent, frozen=True, kw_only=True):
    """Money was made available.

    Args:
        document: number of the decree, budget or deed.
        restriction: None for a fund that is not bound.
        valuation, goods: how what is in it from the start was valued, if it is goods.
    """

    tag: ClassVar[str] = "fund.opened"
    sentence: ClassVar[str] = (
        "membuka dana {fund_type:label} {partner:partner} tahun {fiscal_year} "
        "sebesar {amount_rupiah:rupiah} dengan dasar {document}"
    )

    amount_rupiah: Rupiah
    document: str
    restriction: Restriction | None = None
    valuation: Valuation | None = None
    goods: str = ""


class FundCredited(FundEvent, frozen=True, kw_only=True):
    """More money came in from outside.

    Args:
        source: the partner it came from, as a UPZ, if any.
        valuation, goods: how it was valued, if it is goods.
        deposit: the deposit of a UPZ it is part of.
    """

    tag: ClassVar[str] = "fund.credited"
    sentence: ClassVar[str] = (
        "menambah dana {fund_type:label} {partner:partner} sebesar {amount_rupiah:rupiah} "
        "dengan bukti {document}"
    )

    amount_rupiah: SomeRupiah
    document: str
    source: str | None = None
    valuation: Valuation | None = None
    goods: str = ""
    deposit: UUID | None = None


class AmilTaken(FundEvent, frozen=True, kw_only=True):
    """The amil's share left the fund for the fund of the amil.

    Args:
        transfer: what the fund of the amil knows it by.
    """

    tag: ClassVar[str] = "amil.taken"
    sentence: ClassVar[str] = (
        "mengambil hak amil {amount_rupiah:rupiah} dari dana {fund_type:label} {partner:partner}"
    )

    amount_rupiah: SomeRupiah
    to_fund: str
    transfer: UUID | None = None


class FundReserved(FundEvent, frozen=True, kw_only=True):
    """Money was set aside for a promise."""

    tag: ClassVar[str] = "fund.reserved"
    sentence: ClassVar[str] = (
        "menyisihkan {amount_rupiah:rupiah} dari dana {fund:fund} untuk komitmen "
        "{commitment:commitment}"
    )

    commitment: UUID
    amount_rupiah: SomeRupiah
    asnaf: str | None = None


class FundReleased(FundEvent, frozen=True, kw_only=True):
    """Money that was set aside is free again."""

    tag: ClassVar[str] = "fund.released"
    sentence: ClassVar[str] = (
        "membebaskan kembali {amount_rupiah:rupiah} dana {fund:fund} dari komitmen "
        "{commitment:commitment}"
    )

    commitment: UUID
    amount_rupiah: SomeRupiah


class FundSpent(FundEvent, frozen=True, kw_only=True):
    """Money that was set aside was paid out."""

    tag: ClassVar[str] = "fund.spent"
    sentence: ClassVar[str] = (
        "membelanjakan {amount_rupiah:rupiah} dari dana {fund:fund} untuk komitmen "
        "{commitment:commitment}"
    )

    commitment: UUID
    disbursement: UUID
    amount_rupiah: SomeRupiah


class FundRefunded(FundEvent, frozen=True, kw_only=True):
    """Money that was paid out came back and is free again."""

    tag: ClassVar[str] = "fund.refunded"
    sentence: ClassVar[str] = (
        "mencatat kembalinya {amount_rupiah:rupiah} ke dana {fund:fund} dari komitmen "
        "{commitment:commitment}"
    )

    commitment: UUID
    disbursement: UUID
    amount_rupiah: SomeRupiah


class FundCorrected(FundEvent, frozen=True, kw_only=True):
    """An amount was written down wrong.

    Args:
        stage: `credited` (money in), `allocated` (set aside) or `disbursed` (paid from what was
            set aside).
        commitment: the promise it was for; None for money in.
    """

    tag: ClassVar[str] = "fund.corrected"
    sentence: ClassVar[str] = (
        'mengoreksi dana {fund:fund} sebesar {delta_rupiah:rupiah} karena "{reason}"'
    )

    stage: FundStage
    delta_rupiah: SignedRupiah
    reason: str
    commitment: UUID | None = None


class FundTransferred(FundEvent, frozen=True, kw_only=True):
    """Money was handed to another fund, which received it in the same save.

    Args:
        document: number of the hand-over.
        amil_base_rupiah: how much of it the amil has not had its share of yet; from now on that
            share is the receiver's to take.
    """

    tag: ClassVar[str] = "fund.transferred"
    sentence: ClassVar[str] = (
        "menyerahkan {amount_rupiah:rupiah} dari dana {fund:fund} ke dana {to_fund:fund} "
        "dengan bukti {document}"
    )

    transfer: UUID
    to_fund: str
    to_partner: str
    amount_rupiah: SomeRupiah
    document: str
    amil_base_rupiah: Rupiah = 0


class FundReceived(FundEvent, frozen=True, kw_only=True):
    """Money came from another fund; it is no income, for it was that when it came in there.

    Args:
        amil_base_rupiah: how much of it the amil has not had its share of yet.
    """

    tag: ClassVar[str] = "fund.received"
    sentence: ClassVar[str] = (
        "menerima {amount_rupiah:rupiah} pada dana {fund:fund} dari dana {from_fund:fund} "
        "dengan bukti {document}"
    )

    transfer: UUID
    from_fund: str
    from_partner: str
    amount_rupiah: SomeRupiah
    document: str
    cause: Cause
    amil_base_rupiah: Rupiah = 0


class FundReturned(FundEvent, frozen=True, kw_only=True):
    """What had been received was given back, in whole or in part."""

    tag: ClassVar[str] = "fund.returned"
    sentence: ClassVar[str] = (
        "mengembalikan {amount_rupiah:rupiah} dari dana {fund:fund} ke dana {to_fund:fund} "
        'karena "{reason}"'
    )

    transfer: UUID
    to_fund: str
    to_partner: str
    amount_rupiah: SomeRupiah
    cause: Cause
    reason: str
    amil_base_rupiah: Rupiah = 0


class FundRetrieved(FundEvent, frozen=True, kw_only=True):
    """What had been handed on came back, in whole or in part."""

    tag: ClassVar[str] = "fund.retrieved"
    sentence: ClassVar[str] = (
        "menerima kembali {amount_rupiah:rupiah} pada dana {fund:fund} dari dana {from_fund:fund} "
        'karena "{reason}"'
    )

    transfer: UUID
    from_fund: str
    from_partner: str
    amount_rupiah: SomeRupiah
    cause: Cause
    reason: str
    amil_base_rupiah: Rupiah = 0


class FundClosed(FundEvent, frozen=True, kw_only=True):
    """The year is over: what was available went on to a fund of a later year.

    Args:
        amount_rupiah: nought if nothing was left.
        document: number of the closing's minutes.
        to_fund, transfer: where it went, and what that fund knows it by; None if nothing was left.
    """

    tag: ClassVar[str] = "fund.closed"
    sentence: ClassVar[str] = (
        "menutup buku dana {fund:fund} dengan berita acara {document}; sisa yang dialihkan "
        "{amount_rupiah:rupiah}"
    )

    amount_rupiah: Rupiah
    document: str
    to_fund: str | None = None
    transfer: UUID | None = None
    amil_base_rupiah: Rupiah = 0


AnyFundEvent: TypeAlias = (
    FundOpened
    | FundCredited
    | AmilTaken
    | FundReserved
    | FundReleased
    | FundSpent
    | FundRefunded
    | FundCorrected
    | FundTransferred
    | FundReceived
    | FundReturned
    | FundRetrieved
    | FundClosed
)
