"""What happens to a fund: money in, the amil's share, set aside, paid, come back, put right.

Every event says whose money it is, of which kind and of which year.
"""

from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from service.kernel.events import Event
from service.kernel.money import Rupiah, SignedRupiah, SomeRupiah

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


class FundEvent(Event, frozen=True, kw_only=True):
    """Which money: whose, of which kind, of which year."""

    fund: str
    partner: str
    fund_type: FundType
    fiscal_year: int


class FundOpened(FundEvent, frozen=True, kw_only=True):
    """Money was made available. `document` is the number of the decree, budget or deed."""

    tag: ClassVar[str] = "fund.opened"
    sentence: ClassVar[str] = (
        "membuka dana {fund_type:label} {partner:partner} tahun {fiscal_year} "
        "sebesar {amount_rupiah:rupiah} dengan dasar {document}"
    )

    amount_rupiah: Rupiah
    document: str


class FundCredited(FundEvent, frozen=True, kw_only=True):
    """More money came in. `source` is the partner it came from, as a UPZ, if any."""

    tag: ClassVar[str] = "fund.credited"
    sentence: ClassVar[str] = (
        "menambah dana {fund_type:label} {partner:partner} sebesar {amount_rupiah:rupiah} "
        "dengan bukti {document}"
    )

    amount_rupiah: SomeRupiah
    document: str
    source: str | None = None


class AmilTaken(FundEvent, frozen=True, kw_only=True):
    """The amil's share left the fund for the fund of the amil."""

    tag: ClassVar[str] = "amil.taken"
    sentence: ClassVar[str] = (
        "mengambil hak amil {amount_rupiah:rupiah} dari dana {fund_type:label} {partner:partner}"
    )

    amount_rupiah: SomeRupiah
    to_fund: str


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


AnyFundEvent: TypeAlias = (
    FundOpened
    | FundCredited
    | AmilTaken
    | FundReserved
    | FundReleased
    | FundSpent
    | FundRefunded
    | FundCorrected
)
