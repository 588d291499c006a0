"""A programme of help: which need it answers, by which strategy, and what must prove it.

    list → revise* → retire

Source: programme catalogue of the five regencies (RTLH, jamban, BLT-DD, Kayong Sejahtera, …).
"""

from datetime import date
from typing import ClassVar, Literal, Self, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import asdict, replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.money import SomeRupiah
from service.kernel.needs import NeedType, Strategy
from service.kernel.refusals import Refused
from service.kernel.verdicts import EvidenceKind

TargetUnit: TypeAlias = Literal["person", "family", "house", "group", "village"]
Recurrence: TypeAlias = Literal["once", "monthly", "quarterly", "yearly"]

TARGET_UNIT_LABELS: dict[TargetUnit, str] = {
    "person": "Orang",
    "family": "Keluarga",
    "house": "Rumah",
    "group": "Kelompok",
    "village": "Desa",
}
RECURRENCE_LABELS: dict[Recurrence, str] = {
    "once": "Sekali",
    "monthly": "Bulanan",
    "quarterly": "Triwulanan",
    "yearly": "Tahunan",
}


class ProgrammeEvent(Event, frozen=True, kw_only=True):
    """Which programme, by its short name."""

    programme: str


class ProgrammeTerms(ProgrammeEvent, frozen=True, kw_only=True):
    """All that is agreed about a programme, so that the latest event tells everything.

    Args:
        owner: the partner that runs it.
        exclusivity_group: a household gets one of a group only (`housing`, `income_support`).
        evidence_required: what a delivery must be shown with.
        is_geotag_required: its photos must be attached to the household, with their place.
        is_report_required: nobody hands its aid out whose report on last year is missing.
        unit_price_rupiah: of one unit, as the standard says; None if there is none.
        first_year, last_year: fiscal years in which it may be promised, both included; None is
            until further notice.
        allowed_with: programmes that the same household may have beside it, though they are of
            its group or need; the secretariat's to say, and `allowed_basis` by what.
        max_decile: the highest decile it is for; None for any.
        listed_only: it is for households that a list names, not for those a village proposed.
        area_group: it is for villages of this group only (the priority villages of a decree).
    """

    name: str
    owner: str
    strategy: Strategy
    need: NeedType
    target_unit: TargetUnit
    recurrence: Recurrence
    first_year: int
    last_year: int | None = None
    exclusivity_group: str | None = None
    evidence_required: tuple[EvidenceKind, ...] = ()
    unit_price_rupiah: SomeRupiah | None = None
    allowed_with: tuple[str, ...] = ()
    allowed_basis: str = ""
    max_decile: int | None = None
    listed_only: bool = False
    area_group: str | None = None
    is_geotag_required: bool = False
    is_report_required: bool = False


class ProgrammeListed(ProgrammeTerms, frozen=True, kw_only=True):
    """A programme entered the catalogue."""

    tag: ClassVar[str] = "programme.listed"
    sentence: ClassVar[str] = (
        "mencantumkan program {name} milik {owner:partner} untuk kebutuhan {need:need} "
        "dengan strategi {strategy:strategy}"
    )


class ProgrammeRevised(ProgrammeTerms, frozen=True, kw_only=True):
    """The terms of a programme changed; promises made before keep theirs."""

    tag: ClassVar[str] = "programme.revised"
    sentence: ClassVar[str] = 'mengubah ketentuan program {name} karena "{reason}"'

    reason: str


class ProgrammeRetired(ProgrammeEvent, frozen=True, kw_only=True):
    """The programme may not be promised any more."""

    tag: ClassVar[str] = "programme.retired"
    sentence: ClassVar[str] = 'mengakhiri program {programme:programme} karena "{reason}"'

    reason: str


AnyProgrammeEvent: TypeAlias = ProgrammeListed | ProgrammeRevised | ProgrammeRetired


class ProgrammeKnown(Refused):
    """Program ini sudah tercantum."""

    way_out: ClassVar[str] = "Ubah ketentuan program yang ada, atau pilih nama singkat lain."


class UnknownProgramme(Refused):
    """Program ini belum tercantum dalam katalog."""

    way_out: ClassVar[str] = "Cantumkan program ini lebih dahulu beserta strateginya."


class ProgrammeIsRetired(Refused):
    """Program ini sudah berakhir."""

    way_out: ClassVar[str] = "Pilih program lain yang masih berjalan."


class ProgrammeNotOffered(Refused):
    """Program ini tidak berlaku pada tahun anggaran tersebut."""

    way_out: ClassVar[str] = "Pilih tahun anggaran lain, atau perpanjang masa berlaku program."


class YearsReversed(Refused):
    """Tahun terakhir program mendahului tahun pertamanya."""

    way_out: ClassVar[str] = "Isi tahun terakhir yang sama atau lebih besar."


class PairsNotYours(Refused):
    """Program yang boleh rangkap hanya ditetapkan oleh sekretariat."""

    way_out: ClassVar[str] = (
        "Kosongkan isian itu atau biarkan seperti semula, lalu mintalah sekretariat menetapkannya "
        "dengan dasar aturannya."
    )


class PairBasisMissing(Refused):
    """Dasar aturan untuk program yang boleh rangkap belum disebut."""

    way_out: ClassVar[str] = "Sebut peraturan atau keputusan yang membolehkannya."


class OtherNeed(Refused):
    """Program ini tidak menjawab kebutuhan tersebut."""

    way_out: ClassVar[str] = "Pilih program yang sesuai dengan kebutuhannya."


class Offer(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that is agreed about a programme; see `ProgrammeTerms`."""

    name: str
    owner: str
    strategy: Strategy
    need: NeedType
    target_unit: TargetUnit
    recurrence: Recurrence
    first_year: int
    last_year: int | None = None
    exclusivity_group: str | None = None
    evidence_required: tuple[EvidenceKind, ...] = ()
    unit_price_rupiah: SomeRupiah | None = None
    allowed_with: tuple[str, ...] = ()
    allowed_basis: str = ""
    max_decile: int | None = None
    listed_only: bool = False
    area_group: str | None = None
    is_geotag_required: bool = False
    is_report_required: bool = False


class Programme(Aggregate[AnyProgrammeEvent], frozen=True):
    """The terms as they stand, and whether the programme may still be promised."""

    category: ClassVar[str] = "programme"

    programme: str = ""
    offer: Offer | None = None
    is_retired: bool = False

    def after(self, event: AnyProgrammeEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case ProgrammeListed() | ProgrammeRevised():
                offer = Offer(**{name: getattr(event, name) for name in Offer.__struct_fields__})
                return replace(self, programme=event.programme, offer=offer)
            case ProgrammeRetired():
                return replace(self, is_retired=True)
        assert_never(event)

    def enlist(self, programme: str, offer: Offer, *, on: date, today: date) -> tuple[Event, ...]:
        """Enter a programme in the catalogue. One without a strategy can't even be written down.

        Raises:
            ProgrammeKnown, NotHappenedYet, YearsReversed, PairBasisMissing: not like this.
        """
        if self.offer is not None:
            raise ProgrammeKnown(programme=self.programme)
        require_happened(on, today=today)
        _require_plain(offer)
        return (ProgrammeListed(occurred_on=on, programme=programme, **asdict(offer)),)

    def revise(self, offer: Offer, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Change the terms; promises made before keep theirs.

        Raises:
            UnknownProgramme, ProgrammeIsRetired, NotHappenedYet, ReasonMissing: not now.
            YearsReversed, PairBasisMissing: not like this.
        """
        self.require_running()
        require_happened(on, today=today)
        require_reason(reason)
        _require_plain(offer)
        return (
            ProgrammeRevised(
                occurred_on=on, programme=self.programme, reason=reason, **asdict(offer)
            ),
        )

    def retire(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Take the programme out of the catalogue; promises made stay.

        Raises:
            UnknownProgramme, ProgrammeIsRetired, NotHappenedYet, ReasonMissing: not now.
        """
        self.require_running()
        require_happened(on, today=today)
        require_reason(reason)
        return (ProgrammeRetired(occurred_on=on, programme=self.programme, reason=reason),)

    def require_running(self) -> Offer:
        """Return the terms as they stand.

        Raises:
            UnknownProgramme, ProgrammeIsRetired: there are none.
        """
        if self.offer is None:
            raise UnknownProgramme
        if self.is_retired:
            raise ProgrammeIsRetired(programme=self.programme)
        return self.offer

    def require_offered(self, *, fiscal_year: int, need: NeedType) -> Offer:
        """Return the terms under which it may be promised for a need in a year.

        Raises:
            UnknownProgramme, ProgrammeIsRetired, ProgrammeNotOffered, OtherNeed: it may not.
        """
        offer = self.require_running()
        last = offer.last_year
        if fiscal_year < offer.first_year or (last is not None and fiscal_year > last):
            raise ProgrammeNotOffered(
                fiscal_year=fiscal_year, first_year=offer.first_year, last_year=last
            )
        if need != offer.need:
            raise OtherNeed(asked=need, need=offer.need)
        return offer


def _require_plain(offer: Offer) -> None:
    if offer.allowed_with and not offer.allowed_basis.strip():
        raise PairBasisMissing(allowed_with=list(offer.allowed_with))
    if offer.last_year is not None and offer.last_year < offer.first_year:
        raise YearsReversed(first_year=offer.first_year, last_year=offer.last_year)
