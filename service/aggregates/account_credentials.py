"""The ways into an account: a password, a second factor, an identity elsewhere.

    invite → change_password* → enrol → (use_recovery_code | remove_second_factor → enrol)*

What is secret comes here hashed or to be sealed; whether a password or a code is right is asked
where the keys are.
Source: OWASP ASVS 5.0 chapters 6 and 7.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from service.aggregates.account_events import (
    IdentityLinked,
    InvitationIssued,
    PasswordChanged,
    RecoveryCodeUsed,
    SecondFactorEnrolled,
    SecondFactorRemoved,
)
from service.aggregates.account_state import AccountState
from service.kernel.events import Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.privacy import Private
from service.kernel.refusals import Refused

INVITATION_DAYS = 7
RECOVERY_CODES = 10


class InvitationOver(Refused):
    """Undangan ini tidak berlaku lagi."""

    way_out: ClassVar[str] = "Mintalah undangan baru kepada administrator."


class NoSecondFactor(Refused):
    """Akun ini belum memasang langkah kedua."""

    way_out: ClassVar[str] = "Masuk dengan kata sandi, lalu pasang langkah kedua."


class SecondFactorKnown(Refused):
    """Akun ini sudah memasang langkah kedua."""

    way_out: ClassVar[str] = "Mintalah administrator melepasnya bila ponsel hilang."


class RecoveryCodeSpent(Refused):
    """Kode pemulihan ini tidak ada atau sudah dipakai."""

    way_out: ClassVar[str] = "Pakai kode lain, atau hubungi administrator."


class IdentityTaken(Refused):
    """Akun ini sudah tertaut dengan orang lain di penyedia identitas."""

    way_out: ClassVar[str] = "Hubungi administrator bila pemegang jabatan berganti."


class Credentials(AccountState, frozen=True):
    """Decisions about ways into an account."""

    def invite(self, *, token_hash: str, now: datetime, on: date) -> tuple[Event, ...]:
        """Let the holder choose a password within a week; an earlier invitation ends.

        Args:
            token_hash: SHA-256 of what stands in the invitation's address, in hex.

        Raises:
            UnknownAccount, AccountIsClosed: not now.
        """
        self._require_open()
        expires_at = now + timedelta(days=INVITATION_DAYS)
        return (
            InvitationIssued(
                occurred_on=on, account=self.account, token_hash=token_hash, expires_at=expires_at
            ),
        )

    def is_invited(self, token_hash: str, *, now: datetime) -> bool:
        """Say whether an invitation works now."""
        found = self.invitation
        return found is not None and found.token_hash == token_hash and now < found.expires_at

    def accept(
        self, password: Private[str], *, token_hash: str, now: datetime, on: date
    ) -> tuple[Event, ...]:
        """Choose the first password, or a new one after it was forgotten.

        Args:
            password: its Argon2id hash.

        Raises:
            UnknownAccount, AccountIsClosed, InvitationOver: not now.
        """
        self._require_open()
        if not self.is_invited(token_hash, now=now):
            raise InvitationOver
        return self.change_password(password, on=on)

    def change_password(self, password: Private[str], *, on: date) -> tuple[Event, ...]:
        """Choose another password.

        Args:
            password: its Argon2id hash.

        Raises:
            UnknownAccount, AccountIsClosed: not now.
        """
        self._require_open()
        return (PasswordChanged(occurred_on=on, account=self.account, password=password),)

    def enrol(
        self, secret: Private[str], recovery_hashes: tuple[str, ...], *, on: date
    ) -> tuple[Event, ...]:
        """Have a telephone make one-time codes.

        Raises:
            UnknownAccount, AccountIsClosed: not now.
            SecondFactorKnown: whoever has the password only must not replace the telephone.
        """
        self._require_open()
        if self.secret is not None:
            raise SecondFactorKnown
        return (
            SecondFactorEnrolled(
                occurred_on=on,
                account=self.account,
                secret=secret,
                recovery_hashes=recovery_hashes,
            ),
        )

    def remove_second_factor(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Let the holder enrol another telephone.

        Raises:
            UnknownAccount, AccountIsClosed, NotHappenedYet, ReasonMissing, NoSecondFactor: not now.
        """
        self._require_open()
        require_happened(on, today=today)
        require_reason(reason)
        if self.secret is None:
            raise NoSecondFactor
        return (SecondFactorRemoved(occurred_on=on, account=self.account, reason=reason),)

    def use_recovery_code(self, code_hash: str, *, on: date) -> tuple[Event, ...]:
        """Spend a recovery code.

        Raises:
            UnknownAccount, AccountIsClosed, RecoveryCodeSpent: not now.
        """
        self._require_open()
        if code_hash not in self.recovery_hashes:
            raise RecoveryCodeSpent
        return (RecoveryCodeUsed(occurred_on=on, account=self.account, code_hash=code_hash),)

    def link(self, identity_hash: str, *, on: date) -> tuple[Event, ...]:
        """Tie the account to its holder at the identity provider.

        Raises:
            UnknownAccount, AccountIsClosed: not now.
            IdentityTaken: a name that was given to somebody else there opens nothing here.
        """
        self._require_open()
        if self.identity_hash and self.identity_hash != identity_hash:
            raise IdentityTaken
        return (IdentityLinked(occurred_on=on, account=self.account, identity_hash=identity_hash),)

    def subject(self, fresh: UUID) -> UUID:
        """Return whose key seals this account's secrets: the one there is, or a fresh one."""
        return self.password.subject if self.password else fresh
