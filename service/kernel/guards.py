"""Guards that every noun needs: the day has come, the reason is written, the amount is one."""

from datetime import date
from typing import ClassVar

from service.kernel.refusals import Refused


class NotHappenedYet(Refused):
    """Tanggal kejadian belum tiba."""

    way_out: ClassVar[str] = "Isi tanggal hari ini atau sebelumnya, atau catat setelah terjadi."


class ReasonMissing(Refused):
    """Alasannya belum ditulis."""

    way_out: ClassVar[str] = "Tulis alasan yang dapat dibaca pemeriksa."


class NothingToRecord(Refused):
    """Jumlahnya harus lebih dari nol."""

    way_out: ClassVar[str] = "Isi jumlah dalam rupiah penuh, tanpa sen."


def require_happened(on: date, *, today: date) -> None:
    """Refuse a day that lies ahead.

    Args:
        today: the day of the one who records, in the regency's own time zone.

    Raises:
        NotHappenedYet: `on` is after `today`.
    """
    if on > today:
        raise NotHappenedYet(on=on.isoformat(), today=today.isoformat())


def require_reason(reason: str) -> None:
    """Refuse an empty reason.

    Raises:
        ReasonMissing: an auditor will ask for it.
    """
    if not reason.strip():
        raise ReasonMissing


def require_amount(amount_rupiah: int) -> None:
    """Refuse an amount that moves nothing, or moves it backwards.

    Raises:
        NothingToRecord: `amount_rupiah` is nought or less.
    """
    if amount_rupiah <= 0:
        raise NothingToRecord(asked_rupiah=amount_rupiah)
