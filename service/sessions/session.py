"""A session: a browser that has proved whose it is, as one request finds it.

start → (touch | step_up | choose_purpose)* → end | idle | expired
"""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from msgspec import Struct

MASK_BYTES = 32
STEP_UP = timedelta(minutes=10)


class Session(Struct, frozen=True, kw_only=True):
    """A session as one request finds it.

    Args:
        id: for lists of sessions; it opens nothing.
        account: whose it is.
        acting_for: the account whose office is held by delegation; empty for the own one.
        csrf_key: what tokens of forms are made with.
        is_complete: False until the second factor was given, where the role needs one.
        proved_at: when a password or a second factor was last given.
        purpose: what names are opened for, "" for none; until `purpose_until`.
    """

    id: UUID
    account: str
    csrf_key: bytes
    started_at: datetime
    proved_at: datetime
    acting_for: str = ""
    is_complete: bool = True
    purpose: str = ""
    purpose_until: datetime | None = None

    def csrf_token(self) -> str:
        """Return the token of a form, another one each time: a compressed page tells nothing."""
        mask = secrets.token_bytes(MASK_BYTES)
        return (mask + _xor(mask, self._mac())).hex()

    def admits(self, token: str) -> bool:
        """Say whether a form's token is of this session."""
        try:
            raw = bytes.fromhex(token)
        except ValueError:
            return False
        mask, masked = raw[:MASK_BYTES], raw[MASK_BYTES:]
        return len(raw) == 2 * MASK_BYTES and hmac.compare_digest(_xor(mask, masked), self._mac())

    def purpose_at(self, now: datetime) -> str:
        """Return what names are opened for now, "" for nothing."""
        return self.purpose if self.purpose_until and now < self.purpose_until else ""

    def is_fresh(self, now: datetime) -> bool:
        """Say whether whoever it is proved so within the last ten minutes."""
        return now < self.proved_at + STEP_UP

    def _mac(self) -> bytes:
        return hmac.digest(self.csrf_key, b"csrf/v1", "sha256")


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
