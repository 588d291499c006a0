"""Days some months apart."""

from calendar import monthrange
from datetime import date


def months_between(first: date, last: date) -> int:
    """Return how many whole months lie between two days; nought if `last` is not later."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return max(months - (months_later(first, months) > last), 0)


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later, the month's last one if it has no such day.

    Args:
        months: below nought for earlier.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
