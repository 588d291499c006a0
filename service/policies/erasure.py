"""Whether what is held about a household may be destroyed yet.

The right to erasure is limited where the state acts in the public interest, and records of public
money must be kept (UU 27/2022 articles 15 and 44; the archive retention schedule). So whoever was
helped is kept until that is over; whoever was only listed, and never helped, need not be.
"""

from datetime import date
from typing import ClassVar

from service.aggregates.household import Household
from service.aggregates.subject_request_events import LegalBasis
from service.kernel.refusals import Refused

RETENTION_YEARS = 10
"""How long aid that was received must stay provable; see docs/reference/retention.md."""

AGAINST_RETENTION: frozenset[LegalBasis] = frozenset({"court_order", "unlawful_processing"})
"""What outranks the retention of records."""


class RetentionNotOver(Refused):
    """Masa retensi catatan bantuan untuk keluarga ini belum habis."""

    way_out: ClassVar[str] = (
        "Tolak dengan dasar masa retensi dan tawarkan pembatasan, atau tunggu sampai tanggal itu."
    )


def kept_until(household: Household) -> date | None:
    """Return the day from which what was received need not be provable any more.

    Returns:
        None if nothing was ever received.
    """
    if not household.helped:
        return None
    last = household.helped_on
    # The day after ten whole years; a leap day's tenth year has none.
    try:
        return last.replace(year=last.year + RETENTION_YEARS)
    except ValueError:
        return date(last.year + RETENTION_YEARS, 3, 1)


def require_over(household: Household, *, legal_basis: LegalBasis, today: date) -> None:
    """Refuse to destroy what the law says must be kept.

    Raises:
        RetentionNotOver: with the day from which it may go.
    """
    until = kept_until(household)
    if until is not None and today < until and legal_basis not in AGAINST_RETENTION:
        raise RetentionNotOver(
            helped_on=household.helped_on.isoformat(), kept_until=until.isoformat()
        )
