"""Proof of who somebody is: passwords, one-time codes, recovery codes.

Every attempt is counted before it is judged, and takes as long for an account that does not exist
as for one that does.
Source: OWASP ASVS 5.0 chapter 6; RFC 9106 (Argon2), RFC 6238 (one-time codes).
"""

import base64
import hashlib
import re
import secrets
import unicodedata
from datetime import datetime
from threading import BoundedSemaphore
from uuid import uuid4

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

from service.aggregates.account import Account
from service.aggregates.account_credentials import RECOVERY_CODES, RecoveryCodeSpent
from service.commands import credentials as commands
from service.http.problems import FieldError, NotHere
from service.kernel.roles import Actor
from service.regency import Regency

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 128
STRONG_ENOUGH = 3
STEP_SECONDS = 30
HASHES_AT_ONCE = 2
"""Each takes 64 MiB while it lasts."""

_HASHER = PasswordHasher()
_SLOTS = BoundedSemaphore(HASHES_AT_ONCE)
_NOBODYS = _HASHER.hash(secrets.token_urlsafe(32))
_CODE = re.compile(r"[0-9]{6}")


class TooManyAttempts(NotHere):
    """Terlalu banyak percobaan masuk."""

    way_out = "Tunggu lima belas menit, lalu coba lagi."
    status = 429
    wait_seconds = 900


def check_password(regency: Regency, account: str, password: str, address: str) -> Account | None:
    """Return the account that a password opens today, None if it opens none.

    Raises:
        TooManyAttempts: of this account, or from this address.
        KeysUnavailable: the key database does not answer.
    """
    count_attempt(regency, account, address)
    _, known = regency.ledger.look(Account, account)
    kept = regency.vault.open(known.password) if known.password else None
    # Judged in any case: how long it takes must not tell which accounts there are.
    is_right = _is_right(kept or _NOBODYS, password) and kept is not None
    if not is_right or known.actor(regency.ledger.today) is None:
        return None
    regency.sessions.forgive(account)
    return known


def count_attempt(regency: Regency, account: str, address: str) -> None:
    """Count an attempt.

    Raises:
        TooManyAttempts: of this account, or from this address.
    """
    if not regency.sessions.may_try(account, address, now=regency.ledger.clock()):
        raise TooManyAttempts


def hashed(password: str) -> str:
    """Return a password's Argon2id hash."""
    with _SLOTS:
        return _HASHER.hash(_normal(password))


def faults(password: str, *known: str) -> list[FieldError]:
    """Return why a password can't be chosen, in words that say what to do; none if it can.

    Args:
        known: what others know of its holder: account, name, office.
    """
    if len(password) < SHORTEST_PASSWORD:
        return [FieldError("password", f"paling sedikit {SHORTEST_PASSWORD} huruf")]
    if len(password) > LONGEST_PASSWORD:
        return [FieldError("password", f"paling banyak {LONGEST_PASSWORD} huruf")]
    words = [*known, *" ".join(known).split(), "sanding", "kemiskinan", "desa", "kabupaten"]
    guessed = zxcvbn(password[:72], user_inputs=words)
    if guessed["score"] < STRONG_ENOUGH:
        message = "mudah ditebak: pakai beberapa kata yang tidak berhubungan"
        return [FieldError("password", message)]
    return []


def new_secret() -> str:
    """Return a fresh secret that a telephone makes codes from (base 32)."""
    return pyotp.random_base32()


def enrolment_address(account: str, secret: str) -> str:
    """Return what a telephone reads from a square code: `otpauth://…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name="Sanding")


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """Return the time step whose code this is, the one before and after included, or None."""
    digits = code.replace(" ", "")
    if not _CODE.fullmatch(digits):
        return None
    maker = pyotp.TOTP(secret, interval=STEP_SECONDS)
    step = int(now.timestamp()) // STEP_SECONDS
    for near in (step, step - 1, step + 1):
        if secrets.compare_digest(maker.generate_otp(near), digits):
            return near
    return None


def check_code(regency: Regency, account: Account, code: str, address: str) -> bool:
    """Say whether a one-time code, or a recovery code, is right; each is right once.

    Raises:
        TooManyAttempts: of this account, or from this address.
        KeysUnavailable: the key database does not answer.
    """
    count_attempt(regency, account.account, address)
    secret = regency.vault.open(account.secret) if account.secret else None
    if secret is None:
        return False
    step = step_of(secret, code, regency.ledger.clock())
    if step is not None:
        is_right = regency.sessions.use_code(account.account, step)
    else:
        is_right = _spend(regency, account, code)
    if is_right:
        regency.sessions.forgive(account.account)
    return is_right


def new_recovery_codes() -> list[str]:
    """Return fresh recovery codes of 60 random bits each, as people write them."""
    return [_recovery_code() for _ in range(RECOVERY_CODES)]


def recovery_hash(code: str) -> str:
    """Return what is kept of a recovery code: SHA-256, in hex; dashes and case don't matter."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).upper().encode()).hexdigest()


def _spend(regency: Regency, account: Account, code: str) -> bool:
    actor: Actor | None = account.actor(regency.ledger.today)
    spent = recovery_hash(code)
    if actor is None or spent not in account.recovery_hashes:
        return False
    try:
        regency.ledger.record(
            actor,
            lambda work: commands.use_recovery_code(work, code_hash=spent),
            command_id=uuid4(),
            channel="page",
        )
    except RecoveryCodeSpent:
        return False  # somebody else was faster with it
    return True


def _is_right(kept: str, password: str) -> bool:
    with _SLOTS:
        try:
            return _HASHER.verify(kept, _normal(password)[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


def _recovery_code() -> str:
    text = base64.b32encode(secrets.token_bytes(8)).decode()[:12]
    return "-".join((text[:4], text[4:8], text[8:]))
