"""What happens to accounts: offices, terms, ways in, tokens and duties that are handed on.

Names of office-holders stay readable: they answer for what they did. A password's hash and the
secret of a second factor are sealed under a key of their own, so that they end with the account.
Tokens, invitations and recovery codes are random and long, and stand here by their SHA-256 only.
"""

from datetime import date, datetime
from typing import ClassVar, Literal, TypeAlias
from uuid import UUID

from service.kernel.events import Event
from service.kernel.privacy import Private
from service.kernel.roles import ALL_POWERS, Power, Role

Opens: TypeAlias = Literal["account", "calendar"]
"""What a token is a key to: the account with its powers, or the calendar of its deadlines only."""

EVERY_POWER: tuple[Power, ...] = tuple(sorted(ALL_POWERS))


class AccountEvent(Event, frozen=True, kw_only=True):
    """Which account."""

    account: str


class AccountOpened(AccountEvent, frozen=True, kw_only=True):
    """Somebody was given an account.

    Args:
        position: the office, as people read it ("Operator SID Desa Klego").
        organisation: slug of the partner it acts for.
        areas: region codes it may act in; each covers what lies below it.
        until: the last day in office, None while no end is known.
    """

    tag: ClassVar[str] = "account.opened"
    sentence: ClassVar[str] = "membuka akun {name} ({position})"

    name: str
    position: str
    role: Role
    organisation: str
    areas: tuple[str, ...]
    until: date | None = None


class AccountTermChanged(AccountEvent, frozen=True, kw_only=True):
    """The last day in office was set, or is open again."""

    tag: ClassVar[str] = "account.term_changed"
    sentence: ClassVar[str] = 'mengubah masa jabatan akun {account} karena "{reason}"'

    until: date | None
    reason: str


class AccountScopeChanged(AccountEvent, frozen=True, kw_only=True):
    """The account may act elsewhere."""

    tag: ClassVar[str] = "account.scope_changed"
    sentence: ClassVar[str] = 'mengubah wilayah kerja akun {account} karena "{reason}"'

    areas: tuple[str, ...]
    reason: str


class AccountClosed(AccountEvent, frozen=True, kw_only=True):
    """The account may not act any more; no way into it works."""

    tag: ClassVar[str] = "account.closed"
    sentence: ClassVar[str] = 'menutup akun {account} karena "{reason}"'

    reason: str


class TokenIssued(AccountEvent, frozen=True, kw_only=True):
    """A key for a device or a program was handed out.

    Args:
        token_hash: SHA-256 of the token, in hex.
        expires_at: the first moment at which it no longer works (UTC).
        powers: what it is good for.
        opens: one to the calendar stands in an address and opens nothing else.
    """

    tag: ClassVar[str] = "token.issued"
    sentence: ClassVar[str] = 'menerbitkan token "{label}" untuk akun {account}'

    token: UUID
    token_hash: str
    expires_at: datetime
    label: str
    powers: tuple[Power, ...] = EVERY_POWER
    opens: Opens = "account"


class TokenRevoked(AccountEvent, frozen=True, kw_only=True):
    """A key was made useless."""

    tag: ClassVar[str] = "token.revoked"
    sentence: ClassVar[str] = 'mencabut sebuah token akun {account} karena "{reason}"'

    token: UUID
    reason: str


class InvitationIssued(AccountEvent, frozen=True, kw_only=True):
    """Somebody was invited to choose a password, once; earlier invitations end.

    Args:
        token_hash: SHA-256 of what stands in the invitation's address, in hex.
        expires_at: the first moment at which it no longer works (UTC).
    """

    tag: ClassVar[str] = "invitation.issued"
    sentence: ClassVar[str] = "mengundang pemegang akun {account} untuk membuat kata sandi"

    token_hash: str
    expires_at: datetime


class PasswordChanged(AccountEvent, frozen=True, kw_only=True):
    """The holder chose a password; an open invitation ends.

    Args:
        password: its Argon2id hash, sealed.
    """

    tag: ClassVar[str] = "password.changed"
    sentence: ClassVar[str] = "mengganti kata sandi akun {account}"

    password: Private[str]


class SecondFactorEnrolled(AccountEvent, frozen=True, kw_only=True):
    """The holder's telephone makes one-time codes from now on.

    Args:
        secret: what the codes are made from (base 32), sealed.
        recovery_hashes: SHA-256 of each recovery code, in hex; those of before end.
    """

    tag: ClassVar[str] = "second_factor.enrolled"
    sentence: ClassVar[str] = "memasang langkah kedua pada akun {account}"

    secret: Private[str]
    recovery_hashes: tuple[str, ...]


class SecondFactorRemoved(AccountEvent, frozen=True, kw_only=True):
    """The telephone was lost; the holder enrols another one at the next sign-in."""

    tag: ClassVar[str] = "second_factor.removed"
    sentence: ClassVar[str] = 'melepas langkah kedua akun {account} karena "{reason}"'

    reason: str


class RecoveryCodeUsed(AccountEvent, frozen=True, kw_only=True):
    """The holder signed in without the telephone; that code is spent."""

    tag: ClassVar[str] = "recovery_code.used"
    sentence: ClassVar[str] = "memakai sebuah kode pemulihan akun {account}"

    code_hash: str


class IdentityLinked(AccountEvent, frozen=True, kw_only=True):
    """The account was tied to its holder at the regency's identity provider.

    Args:
        identity_hash: SHA-256 of the provider's address and its name for the holder, in hex.
    """

    tag: ClassVar[str] = "identity.linked"
    sentence: ClassVar[str] = "menautkan akun {account} dengan penyedia identitas"

    identity_hash: str


class DutyDelegated(AccountEvent, frozen=True, kw_only=True):
    """The holder lets somebody act in their office for a while.

    Args:
        to: the account that acts.
        since, until: the first and the last day.
    """

    tag: ClassVar[str] = "duty.delegated"
    sentence: ClassVar[str] = 'melimpahkan tugas akun {account} kepada akun {to} karena "{reason}"'

    delegation: UUID
    to: str
    since: date
    until: date
    reason: str


class DelegationEnded(AccountEvent, frozen=True, kw_only=True):
    """A duty came back before its last day."""

    tag: ClassVar[str] = "delegation.ended"
    sentence: ClassVar[str] = 'mengakhiri pelimpahan tugas akun {account} karena "{reason}"'

    delegation: UUID
    reason: str


AnyAccountEvent: TypeAlias = (
    AccountOpened
    | AccountTermChanged
    | AccountScopeChanged
    | AccountClosed
    | TokenIssued
    | TokenRevoked
    | InvitationIssued
    | PasswordChanged
    | SecondFactorEnrolled
    | SecondFactorRemoved
    | RecoveryCodeUsed
    | IdentityLinked
    | DutyDelegated
    | DelegationEnded
)
