"""An account: who may act here, in which office, for whom, where, and with which tokens.

    open → (issue_token → revoke_token)* → change_scope* → close

Names of office-holders stay readable: they answer for what they did. A token is known by its
hash only. A new office is a new account, so that what was done in the old one stays with it.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self, TypeAlias, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.kernel.events import Aggregate, Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused
from service.kernel.roles import Actor, Role, Scope


class AccountEvent(Event, frozen=True, kw_only=True):
    """Which account."""

    account: str


class AccountOpened(AccountEvent, frozen=True, kw_only=True):
    """Somebody was given an account.

    Args:
        position: the office, as people read it ("Operator SID Desa Klego").
        organisation: slug of the partner it acts for.
        areas: region codes it may act in; each covers what lies below it.
    """

    tag: ClassVar[str] = "account.opened"
    sentence: ClassVar[str] = "membuka akun {name} ({position})"

    name: str
    position: str
    role: Role
    organisation: str
    areas: tuple[str, ...]


class TokenIssued(AccountEvent, frozen=True, kw_only=True):
    """A key for a device or a program was handed out.

    Args:
        token_hash: SHA-256 of the token, in hex.
        expires_at: the first moment at which it no longer works (UTC).
    """

    tag: ClassVar[str] = "token.issued"
    sentence: ClassVar[str] = 'menerbitkan token "{label}" untuk akun {account}'

    token: UUID
    token_hash: str
    expires_at: datetime
    label: str


class TokenRevoked(AccountEvent, frozen=True, kw_only=True):
    """A key was made useless."""

    tag: ClassVar[str] = "token.revoked"
    sentence: ClassVar[str] = 'mencabut sebuah token akun {account} karena "{reason}"'

    token: UUID
    reason: str


class AccountScopeChanged(AccountEvent, frozen=True, kw_only=True):
    """The account may act elsewhere."""

    tag: ClassVar[str] = "account.scope_changed"
    sentence: ClassVar[str] = 'mengubah wilayah kerja akun {account} karena "{reason}"'

    areas: tuple[str, ...]
    reason: str


class AccountClosed(AccountEvent, frozen=True, kw_only=True):
    """The account may not act any more; none of its tokens works."""

    tag: ClassVar[str] = "account.closed"
    sentence: ClassVar[str] = 'menutup akun {account} karena "{reason}"'

    reason: str


AnyAccountEvent: TypeAlias = (
    AccountOpened | TokenIssued | TokenRevoked | AccountScopeChanged | AccountClosed
)


LONGEST_TOKEN_DAYS = 366
MOST_TOKENS = 20


class AccountKnown(Refused):
    """Akun ini sudah ada."""

    way_out: ClassVar[str] = "Pilih nama akun lain."


class UnknownAccount(Refused):
    """Akun ini tidak ada."""

    way_out: ClassVar[str] = "Periksa kembali nama akunnya."


class AccountIsClosed(Refused):
    """Akun ini sudah ditutup."""

    way_out: ClassVar[str] = "Buka akun baru bila orang ini bertugas kembali."


class AreaMissing(Refused):
    """Wilayah kerja akun belum diisi."""

    way_out: ClassVar[str] = "Isi sedikitnya satu kode wilayah."


class TokenTooLong(Refused):
    """Masa berlaku token ini terlalu lama atau sudah lewat."""

    way_out: ClassVar[str] = "Pilih masa berlaku paling lama 366 hari sejak sekarang."


class TokenKnown(Refused):
    """Token ini sudah diterbitkan."""

    way_out: ClassVar[str] = "Terbitkan token dengan nomor lain."


class TooManyTokens(Refused):
    """Akun ini memiliki terlalu banyak token yang masih berlaku."""

    way_out: ClassVar[str] = "Cabut token yang tidak dipakai lagi."


class UnknownToken(Refused):
    """Token ini tidak ada atau sudah dicabut."""

    way_out: ClassVar[str] = "Periksa daftar token akun ini."


class Token(Struct, frozen=True):
    """A key by its hash (SHA-256, hex), and the first moment at which it no longer works."""

    token_hash: str
    expires_at: datetime


class Account(Aggregate[AnyAccountEvent], frozen=True):
    """The office behind an account, and its tokens that were not revoked."""

    category: ClassVar[str] = "account"

    account: str = ""
    position: str = ""
    role: Role | None = None
    organisation: str = ""
    areas: tuple[str, ...] = ()
    tokens: dict[UUID, Token] = field(default_factory=dict)
    is_closed: bool = False

    def after(self, event: AnyAccountEvent) -> Self:
        """Return what is known once `event` is known too."""
        match event:
            case AccountOpened():
                return replace(
                    self,
                    account=event.account,
                    position=event.position,
                    role=event.role,
                    organisation=event.organisation,
                    areas=event.areas,
                )
            case TokenIssued():
                token = Token(event.token_hash, event.expires_at)
                return replace(self, tokens={**self.tokens, event.token: token})
            case TokenRevoked():
                kept = {one: token for one, token in self.tokens.items() if one != event.token}
                return replace(self, tokens=kept)
            case AccountScopeChanged():
                return replace(self, areas=event.areas)
            case AccountClosed():
                return replace(self, is_closed=True, tokens={})
        assert_never(event)

    def open(
        self,
        account: str,
        *,
        name: str,
        position: str,
        role: Role,
        organisation: str,
        areas: tuple[str, ...],
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Give somebody an account for one office.

        Args:
            areas: region codes, each covering what lies below it.

        Raises:
            AccountKnown, NotHappenedYet, AreaMissing: not like this.
        """
        if self.account:
            raise AccountKnown(account=self.account)
        require_happened(on, today=today)
        if not areas:
            raise AreaMissing
        return (
            AccountOpened(
                occurred_on=on,
                account=account,
                name=name,
                position=position,
                role=role,
                organisation=organisation,
                areas=areas,
            ),
        )

    def issue_token(
        self,
        token: UUID,
        *,
        token_hash: str,
        expires_at: datetime,
        label: str,
        now: datetime,
        on: date,
    ) -> tuple[Event, ...]:
        """Hand out a key; whoever hands it out keeps its hash only.

        Args:
            token_hash: SHA-256 of the token, in hex.
            expires_at, now: instants with a time zone.

        Raises:
            UnknownAccount, AccountIsClosed, TokenKnown: not now.
            TokenTooLong: it works until a day within a year and a day.
            TooManyTokens: twenty are enough for anyone.
        """
        self._require_open()
        if token in self.tokens:
            raise TokenKnown
        if not now < expires_at <= now + timedelta(days=LONGEST_TOKEN_DAYS):
            raise TokenTooLong(expires_at=expires_at.isoformat())
        working = sum(one.expires_at > now for one in self.tokens.values())
        if working >= MOST_TOKENS:
            raise TooManyTokens(working=working)
        return (
            TokenIssued(
                occurred_on=on,
                account=self.account,
                token=token,
                token_hash=token_hash,
                expires_at=expires_at,
                label=label,
            ),
        )

    def revoke_token(self, token: UUID, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Make a key useless.

        Raises:
            UnknownAccount, AccountIsClosed, NotHappenedYet, ReasonMissing, UnknownToken: not now.
        """
        self._require_open()
        require_happened(on, today=today)
        require_reason(reason)
        if token not in self.tokens:
            raise UnknownToken
        return (TokenRevoked(occurred_on=on, account=self.account, token=token, reason=reason),)

    def change_scope(
        self, areas: tuple[str, ...], *, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Let the account act elsewhere.

        Raises:
            UnknownAccount, AccountIsClosed, NotHappenedYet, ReasonMissing, AreaMissing: not now.
        """
        self._require_open()
        require_happened(on, today=today)
        require_reason(reason)
        if not areas:
            raise AreaMissing
        return (
            AccountScopeChanged(occurred_on=on, account=self.account, areas=areas, reason=reason),
        )

    def close(self, *, reason: str, on: date, today: date) -> tuple[Event, ...]:
        """Let the account act no more.

        Raises:
            UnknownAccount, AccountIsClosed, NotHappenedYet, ReasonMissing: not now.
        """
        self._require_open()
        require_happened(on, today=today)
        require_reason(reason)
        return (AccountClosed(occurred_on=on, account=self.account, reason=reason),)

    def actor(self) -> Actor | None:
        """Return who acts through this account, or None if nobody may."""
        if not self.account or self.is_closed or self.role is None:
            return None
        return Actor(
            account=self.account,
            position=self.position,
            role=self.role,
            organisation=self.organisation,
            scope=Scope(self.areas),
        )

    def admits(self, token_hash: str, *, now: datetime) -> bool:
        """Say whether a token opens this account now."""
        return any(
            one.token_hash == token_hash and now < one.expires_at for one in self.tokens.values()
        )

    def _require_open(self) -> None:
        if not self.account:
            raise UnknownAccount
        if self.is_closed:
            raise AccountIsClosed(account=self.account)
