"""A report of help by a company without an account: asked for by link, confirmed by the village.

    invite → file → (match)? → confirm | reject
    invite | file → withdraw

It counts for nothing until the village says that the help arrived; then it becomes a promise that
was kept, in the same save. Whoever asked for the report does not confirm it.
Source: TJSLP forums of Bogor and Tegal (most companies report nothing, or past the forum).
"""

from datetime import date
from typing import Any, ClassVar, Literal, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.money import SomeRupiah
from service.kernel.privacy import Private
from service.kernel.refusals import Refused

AidForm: TypeAlias = Literal["cash", "goods", "services"]
AID_FORM_LABELS: dict[AidForm, str] = {"cash": "uang", "goods": "barang", "services": "jasa"}

ReportValuation: TypeAlias = Literal["invoice", "standard_price", "stated"]

AidReportState: TypeAlias = Literal["invited", "filed", "confirmed", "rejected", "withdrawn"]
AID_REPORT_STATE_LABELS: dict[AidReportState, str] = {
    "invited": "tautan dikirim, belum diisi",
    "filed": "menunggu jawaban desa",
    "confirmed": "dibenarkan desa",
    "rejected": "tidak dibenarkan desa",
    "withdrawn": "dicabut",
}


class Contact(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """How the company's office is asked back: an e-mail address or a telephone number."""

    address: str


class AidReportEvent(Event, frozen=True, kw_only=True):
    """Which report, and of which company.

    Args:
        number: what stands on the receipt.
    """

    aid_report: UUID
    number: str
    company: str


class AidReportInvited(AidReportEvent, frozen=True, kw_only=True):
    """Somebody asked a company for a report, by a link that works once, for a while.

    Args:
        token_hash: SHA-256 of what stands in the link, in hex.
        by: the account that asked, of `organisation`.
        partner: the company's short name, where it is a partner already.
    """

    tag: ClassVar[str] = "aid_report.invited"
    sentence: ClassVar[str] = (
        "membuat tautan laporan bantuan nomor {number} untuk {company}, berlaku sampai "
        "{valid_until:date}"
    )

    token_hash: str
    valid_until: date
    by: str
    organisation: str
    partner: str | None = None


class AidReportFiled(AidReportEvent, frozen=True, kw_only=True):
    """The company says what it gave, where and when; nobody has said yet that it arrived.

    Args:
        given_on: the day of the help.
        households: how many were helped; None for a public facility.
        facility: what was built or given for all; empty if it went to households.
        contact: of the office; sealed.
    """

    tag: ClassVar[str] = "aid_report.filed"
    sentence: ClassVar[str] = (
        "menerima laporan bantuan nomor {number} dari {company} senilai {value_rupiah:rupiah} "
        "di {village:village}"
    )

    village: str
    sector: str
    programme: str
    form: AidForm
    value_rupiah: SomeRupiah
    valuation: ReportValuation | None
    given_on: date
    households: int | None = None
    facility: str = ""
    contact: Private[Contact] | None = None


class AidReportMatched(AidReportEvent, frozen=True, kw_only=True):
    """The secretariat says which partner the company is."""

    tag: ClassVar[str] = "aid_report.matched"
    sentence: ClassVar[str] = (
        "menyatakan bahwa {company} pada laporan nomor {number} adalah {partner:partner}"
    )

    partner: str
    village: str | None = None


class AidReportConfirmed(AidReportEvent, frozen=True, kw_only=True):
    """The village says that it arrived, and what of it; from now on it counts.

    Args:
        value_rupiah: what arrived, which may be less than was reported.
        commitment: the promise, kept at once, as which it counts.
    """

    tag: ClassVar[str] = "aid_report.confirmed"
    sentence: ClassVar[str] = (
        "membenarkan laporan bantuan nomor {number} dari {partner:partner} senilai "
        "{value_rupiah:rupiah} di {village:village}"
    )

    village: str
    partner: str
    commitment: UUID
    value_rupiah: SomeRupiah
    received_on: date
    by: str


class AidReportRejected(AidReportEvent, frozen=True, kw_only=True):
    """The village says that it is not so; the company reads why."""

    tag: ClassVar[str] = "aid_report.rejected"
    sentence: ClassVar[str] = (
        'tidak membenarkan laporan bantuan nomor {number} di {village:village} karena "{reason}"'
    )

    village: str
    reason: str
    by: str


class AidReportWithdrawn(AidReportEvent, frozen=True, kw_only=True):
    """The link was taken back, or the report, before the village answered."""

    tag: ClassVar[str] = "aid_report.withdrawn"
    sentence: ClassVar[str] = (
        'mencabut laporan bantuan nomor {number} untuk {company} karena "{reason}"'
    )

    reason: str
    village: str | None = None


AnyAidReportEvent: TypeAlias = (
    AidReportInvited
    | AidReportFiled
    | AidReportMatched
    | AidReportConfirmed
    | AidReportRejected
    | AidReportWithdrawn
)


class LinkOver(Refused):
    """Tautan laporan ini sudah tidak berlaku."""

    way_out: ClassVar[str] = "Mintalah tautan baru kepada sekretariat atau forum yang mengirimnya."


class LinkTooLong(Refused):
    """Masa berlaku tautan ini terlalu lama atau sudah lewat."""

    way_out: ClassVar[str] = "Pilih hari terakhir paling lama 60 hari sejak hari ini."


class ReportedAlready(Refused):
    """Tautan ini sudah dipakai untuk satu laporan."""

    way_out: ClassVar[str] = "Buka tautan yang sama untuk melihat keadaan laporannya."


class GoodsUnvalued(Refused):
    """Cara menilai barang atau jasa belum diisi."""

    way_out: ClassVar[str] = "Pilih menurut faktur, standar harga, atau pernyataan pemberi."


class ReceiverUnclear(Refused):
    """Bantuan harus untuk sejumlah keluarga atau untuk satu fasilitas umum."""

    way_out: ClassVar[str] = "Isi jumlah keluarga atau nama fasilitasnya, salah satu saja."


class NotFiled(Refused):
    """Laporan ini tidak sedang menunggu jawaban desa."""

    way_out: ClassVar[str] = "Buka laporannya untuk melihat keadaannya sekarang."


class ReporterNotMatched(Refused):
    """Perusahaan ini belum terdaftar sebagai mitra."""

    way_out: ClassVar[str] = (
        "Mintalah sekretariat mendaftarkan perusahaannya, lalu mencocokkannya dengan laporan ini."
    )


class ConfirmedByAsker(Refused):
    """Yang meminta laporan ini tidak boleh membenarkannya."""

    way_out: ClassVar[str] = "Mintalah pejabat desa lain menjawab laporan ini."


class MoreThanReported(Refused):
    """Nilai yang dibenarkan melebihi nilai yang dilaporkan."""

    way_out: ClassVar[str] = "Benarkan paling banyak sebesar laporan; sisanya dilaporkan sendiri."


LONGEST_LINK_DAYS = 60


class AidReport(Aggregate[AnyAidReportEvent], frozen=True):
    """What was asked for and told, and how far it is.

    Args:
        filed: what the company said, once it did.
        askers: the account and the organisation that asked; neither confirms.
    """

    category: ClassVar[str] = "aid_report"

    aid_report: UUID | None = None
    number: str = ""
    company: str = ""
    partner: str | None = None
    token_hash: str = ""
    valid_until: date = date.min
    state: AidReportState = "invited"
    filed: AidReportFiled | None = None
    askers: frozenset[str] = frozenset()
    organisation: str = ""
    commitment: UUID | None = None
    reason: str = ""

    @property
    def village(self) -> str | None:
        """Return where the help went, None until the company says so."""
        return self.filed.village if self.filed else None

    def after(self, event: AnyAidReportEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case AidReportInvited():
                return replace(
                    self,
                    aid_report=event.aid_report,
                    number=event.number,
                    company=event.company,
                    partner=event.partner,
                    token_hash=event.token_hash,
                    valid_until=event.valid_until,
                    askers=frozenset({event.by}),
                    organisation=event.organisation,
                )
            case AidReportFiled():
                return replace(self, state="filed", filed=event)
            case AidReportMatched():
                return replace(self, partner=event.partner)
            case AidReportConfirmed():
                return replace(self, state="confirmed", commitment=event.commitment)
            case AidReportRejected():
                return replace(self, state="rejected", reason=event.reason)
            case AidReportWithdrawn():
                return replace(self, state="withdrawn", reason=event.reason)
        assert_never(event)

    def is_opened_by(self, token_hash: str) -> bool:
        """Say whether somebody holds the link."""
        return bool(self.token_hash) and self.token_hash == token_hash

    def invite(
        self,
        aid_report: UUID,
        *,
        number: str,
        company: str,
        partner: str | None,
        token_hash: str,
        valid_until: date,
        by: str,
        organisation: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Ask a company for a report.

        Raises:
            NotHappenedYet, LinkTooLong: not like this.
        """
        require_happened(on, today=today)
        if not 0 <= (valid_until - today).days <= LONGEST_LINK_DAYS:
            raise LinkTooLong(valid_until=valid_until.isoformat())
        return (
            AidReportInvited(
                occurred_on=on,
                aid_report=aid_report,
                number=number,
                company=company,
                partner=partner,
                token_hash=token_hash,
                valid_until=valid_until,
                by=by,
                organisation=organisation,
            ),
        )

    def file(
        self,
        *,
        village: str,
        sector: str,
        programme: str,
        form: AidForm,
        value_rupiah: int,
        valuation: ReportValuation | None,
        given_on: date,
        households: int | None,
        facility: str,
        contact: Private[Contact] | None,
        today: date,
    ) -> tuple[Event, ...]:
        """Say what was given; once for each link.

        Raises:
            LinkOver, ReportedAlready, NotHappenedYet: not now.
            GoodsUnvalued, ReceiverUnclear: not like this.
        """
        if self.state == "withdrawn":
            raise LinkOver
        if self.state != "invited":
            raise ReportedAlready(number=self.number)
        if today > self.valid_until:
            raise LinkOver(valid_until=self.valid_until.isoformat())
        require_happened(given_on, today=today)
        if form != "cash" and valuation is None:
            raise GoodsUnvalued(form=form)
        if (households is None) == (not facility):
            raise ReceiverUnclear
        return (
            AidReportFiled(
                **self._about(today),
                village=village,
                sector=sector,
                programme=programme,
                form=form,
                value_rupiah=value_rupiah,
                valuation=valuation,
                given_on=given_on,
                households=households,
                facility=facility,
                contact=contact,
            ),
        )

    def match(self, partner: str, *, on: date, today: date) -> tuple[Event, ...]:
        """Say which partner the company is.

        Raises:
            NotHappenedYet, NotFiled: not now.
        """
        require_happened(on, today=today)
        if self.state not in {"invited", "filed"}:
            raise NotFiled(state=self.state)
        return (AidReportMatched(**self._about(on), partner=partner, village=self.village),)

    def confirm(
        self,
        *,
        value_rupiah: int,
        received_on: date,
        commitment: UUID,
        by: str,
        organisation: str,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Say, for the village, that it arrived.

        Args:
            commitment: the promise that is made and kept in the same save.

        Raises:
            NotHappenedYet, NotFiled, ReporterNotMatched: not now.
            ConfirmedByAsker: not by them.
            MoreThanReported: not so much.
        """
        require_happened(on, today=today)
        require_happened(received_on, today=today)
        filed = self._filed()
        if by in self.askers or organisation in {self.organisation, self.partner}:
            raise ConfirmedByAsker(account=by)
        if self.partner is None:
            raise ReporterNotMatched(company=self.company)
        if value_rupiah > filed.value_rupiah:
            raise MoreThanReported(asked_rupiah=value_rupiah, reported_rupiah=filed.value_rupiah)
        return (
            AidReportConfirmed(
                **self._about(on),
                village=filed.village,
                partner=self.partner,
                commitment=commitment,
                value_rupiah=value_rupiah,
                received_on=received_on,
                by=by,
            ),
        )

    def reject(self, *, reason: str, by: str, on: date, today: date) -> tuple[Event, ...]:
        """Say, for the village, that it is not so.

        Raises:
            NotHappenedYet, ReasonMissing, NotFiled: not now.
            ConfirmedByAsker: not by them.
        """
        require_happened(on, today=today)
        require_reason(reason)
        filed = self._filed()
        if by in self.askers:
            raise ConfirmedByAsker(account=by)
        return (AidReportRejected(**self._about(on), village=filed.village, reason=reason, by=by),)

    def withdraw(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Take the link back, or the report, before the village has answered.

        Raises:
            NotHappenedYet, ReasonMissing, NotFiled: not now.
        """
        require_happened(on, today=today)
        require_reason(reason)
        if self.state not in {"invited", "filed"}:
            raise NotFiled(state=self.state)
        return (AidReportWithdrawn(**self._about(on), reason=reason, village=self.village),)

    def _filed(self) -> AidReportFiled:
        if self.state != "filed" or self.filed is None:
            raise NotFiled(state=self.state)
        return self.filed

    def _about(self, on: date) -> dict[str, Any]:
        return {
            "occurred_on": on,
            "aid_report": self.aid_report,
            "number": self.number,
            "company": self.company,
        }
