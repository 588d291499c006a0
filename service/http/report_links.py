"""Links by which a company reports help without an account.

A link holds the report's id and enough chance that nobody guesses it; the log keeps its hash.
"""

import base64
import binascii
import secrets
from uuid import UUID, uuid4

from service.aggregates.aid_report import AidReport
from service.application import NotKnown
from service.http.calls import token_hash
from service.regency import Regency

CHANCE_BYTES = 24
ID_BYTES = 16
PATH = "/lapor/"


def new_link() -> tuple[UUID, str]:
    """Return the id of a report that is still to be asked for, and what its link says."""
    report = uuid4()
    raw = report.bytes + secrets.token_bytes(CHANCE_BYTES)
    return report, base64.urlsafe_b64encode(raw).decode().rstrip("=")


def report_behind(regency: Regency, token: str) -> tuple[UUID, AidReport]:
    """Return the report that a link opens.

    Raises:
        NotKnown: it opens none; whoever guesses learns nothing.
    """
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as err:
        raise NotKnown from err
    if len(raw) != ID_BYTES + CHANCE_BYTES:
        raise NotKnown
    report = UUID(bytes=raw[:ID_BYTES])
    _, known = regency.ledger.look(AidReport, report)
    if not known.is_opened_by(token_hash(token)):
        raise NotKnown
    return report, known
