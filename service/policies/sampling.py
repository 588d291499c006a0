"""Which households are looked at a second time: drawn by a rule that anybody can follow.

Rule `undian-1`: of the households looked at in the period, sort by the SHA-256 of the text
`<list or ->|<first day>/<last day>|<household>` in hex, and take the first five in a hundred,
rounded up. Nobody can steer it: neither who draws nor who is drawn chooses any part of the text.

Source: domain reference §2.7 (5 % random re-check by the kecamatan).
"""

import hashlib
from collections.abc import Iterable
from datetime import date
from uuid import UUID

RULE = "undian-1"
IN_A_HUNDRED = 5


def period_of(since: date, until: date) -> str:
    """Return a period as the rule writes it: both days inclusive."""
    return f"{since.isoformat()}/{until.isoformat()}"


def ticket(list_id: UUID | None, period: str, household: UUID) -> str:
    """Return the number a household draws, in hex."""
    text = f"{list_id or '-'}|{period}|{household}"
    return hashlib.sha256(text.encode()).hexdigest()


def drawn(list_id: UUID | None, period: str, households: Iterable[UUID]) -> list[UUID]:
    """Return the households that are looked at again, the lowest ticket first."""
    known = sorted(set(households), key=lambda one: ticket(list_id, period, one))
    return known[: share(len(known))]


def share(out_of: int) -> int:
    """Return how many of so many households are drawn."""
    return -(-out_of * IN_A_HUNDRED // 100)
