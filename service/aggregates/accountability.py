"""The report of an organisation on the aid of one year (LPJ): whose is missing, is not paid.

    file → (return → file)*

An organisation that handed nothing out in a year files a report of nought. A programme says whether
it asks for one (`is_report_required`).
Source: Sanding Erat Desa Kita: five villages could not draw funds, for last year's LPJ was missing.
"""

from datetime import date
from typing import ClassVar, Self, TypeAlias, assert_never

from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.money import Rupiah
from service.kernel.refusals import Refused
from service.kernel.verdicts import Evidence


class AccountabilityEvent(Event, frozen=True, kw_only=True):
    """Whose report, and on which year."""

    organisation: str
    fiscal_year: int


class AccountabilityFiled(AccountabilityEvent, frozen=True, kw_only=True):
    """An organisation accounted for a year.

    Args:
        number: of the report.
        spent_rupiah: what it accounts for; nought if it handed nothing out.
    """

    tag: ClassVar[str] = "accountability.filed"
    sentence: ClassVar[str] = (
        "mencatat laporan pertanggungjawaban {organisation:partner} tahun {fiscal_year} "
        "nomor {number} sebesar {spent_rupiah:rupiah}"
    )

    number: str
    spent_rupiah: Rupiah
    evidence: tuple[Evidence, ...] = ()


class AccountabilityReturned(AccountabilityEvent, frozen=True, kw_only=True):
    """The report is not complete; it counts as missing until it is filed again."""

    tag: ClassVar[str] = "accountability.returned"
    sentence: ClassVar[str] = (
        "mengembalikan laporan pertanggungjawaban {organisation:partner} tahun {fiscal_year} "
        'karena "{reason}"'
    )

    reason: str


AnyAccountabilityEvent: TypeAlias = AccountabilityFiled | AccountabilityReturned


class PreviousYearUnreported(Refused):
    """Laporan pertanggungjawaban tahun sebelumnya belum ada."""

    way_out: ClassVar[str] = (
        "Catat laporan pertanggungjawaban lembaga dan tahun yang disebut, lalu ulangi penyaluran."
    )


class ReportFiledAlready(Refused):
    """Laporan pertanggungjawaban tahun itu sudah dicatat."""

    way_out: ClassVar[str] = "Kembalikan dahulu laporan yang ada bila isinya keliru."


class ReportNotFiled(Refused):
    """Laporan pertanggungjawaban tahun itu belum dicatat."""

    way_out: ClassVar[str] = "Tidak ada yang perlu dikembalikan."


class YearStillRuns(Refused):
    """Tahun yang dipertanggungjawabkan belum berakhir."""

    way_out: ClassVar[str] = "Catat laporan setelah tahun itu berakhir."


class Accountability(Aggregate[AnyAccountabilityEvent], frozen=True):
    """Whether an organisation has accounted for a year."""

    category: ClassVar[str] = "accountability"

    is_filed: bool = False

    def after(self, event: AnyAccountabilityEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case AccountabilityFiled():
                return replace(self, is_filed=True)
            case AccountabilityReturned():
                return replace(self, is_filed=False)
        assert_never(event)

    def file(
        self,
        organisation: str,
        fiscal_year: int,
        *,
        number: str,
        spent_rupiah: int,
        on: date,
        today: date,
        evidence: tuple[Evidence, ...] = (),
    ) -> tuple[Event, ...]:
        """Account for a year.

        Raises:
            ReportFiledAlready, NotHappenedYet: not now.
            YearStillRuns: the year has not ended on that day.
        """
        if self.is_filed:
            raise ReportFiledAlready(organisation=organisation, fiscal_year=fiscal_year)
        require_happened(on, today=today)
        if on.year <= fiscal_year:
            raise YearStillRuns(fiscal_year=fiscal_year)
        return (
            AccountabilityFiled(
                occurred_on=on,
                organisation=organisation,
                fiscal_year=fiscal_year,
                number=number,
                spent_rupiah=spent_rupiah,
                evidence=evidence,
            ),
        )

    def send_back(
        self, organisation: str, fiscal_year: int, *, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Return a report that is not complete.

        Raises:
            ReportNotFiled, NotHappenedYet, ReasonMissing: not now.
        """
        if not self.is_filed:
            raise ReportNotFiled(organisation=organisation, fiscal_year=fiscal_year)
        require_happened(on, today=today)
        require_reason(reason)
        return (
            AccountabilityReturned(
                occurred_on=on, organisation=organisation, fiscal_year=fiscal_year, reason=reason
            ),
        )

    def require_filed(self, organisation: str, fiscal_year: int) -> None:
        """Refuse to pay through an organisation that has not accounted for a year.

        Raises:
            PreviousYearUnreported: naming both.
        """
        if not self.is_filed:
            raise PreviousYearUnreported(organisation=organisation, fiscal_year=fiscal_year)
