"""An account: who may act here, in which office, for whom, where, and until when.

    open → (issue_token → revoke_token)* → (change_scope | change_term | delegate)* → close

A new office is a new account, so that what was done in the old one stays with it.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from service.aggregates.account_credentials import Credentials
from service.aggregates.account_events import (
    EVERY_POWER,
    AccountClosed,
    AccountOpened,
    AccountScopeChanged,
    AccountTermChanged,
    DelegationEnded,
    DutyDelegated,
    Opens,
    TokenIssued,
    TokenRevoked,
)
from service.kernel.events import Event
from service.kernel.guards import require_happened, require_reason
from service.kernel.refusals import Refused
from service.kernel.roles import Power, Role

LONGEST_TOKEN_DAYS = 366
MOST_TOKENS = 20
LONGEST_DELEGATION = timedelta(days=92)


class AccountKnown(Refused):
    """Akun ini sudah ada."""

    way_out: ClassVar[str] = "Pilih nama akun lain."


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


class NobodyToDelegate(Refused):
    """Tugas ini tidak dapat dilimpahkan kepada akun tersebut."""

    way_out: ClassVar[str] = "Pilih akun lain yang masih bertugas."


class DelegationTooLong(Refused):
    """Masa pelimpahan tugas ini tidak sesuai."""

    way_out: ClassVar[str] = "Isi hari terakhir paling lama 92 hari sejak hari pertama."


class UnknownDelegation(Refused):
    """Pelimpahan tugas ini tidak ada atau sudah berakhir."""

    way_out: ClassVar[str] = "Periksa daftar pelimpahan tugas akun ini."


class TermTooShort(Refused):
    """Hari terakhir menjabat mendahului hari pertama."""

    way_out: ClassVar[str] = "Periksa kedua tanggal; isi hari terakhir yang sesudahnya."


class Account(Credentials, frozen=True):
    """Decisions about an office, its tokens and its deputies."""

    def open(
        self,
        account: str,
        *,
        name: str,
        position: str,
        role: Role,
        organisation: str,
        areas: tuple[str, ...],
        until: date | None = None,
        on: date,
        today: date,
    ) -> tuple[Event, ...]:
        """Give somebody an account for one office.

        Args:
            areas: region codes, each covering what lies below it.
            until: the last day in office, None while no end is known.

        Raises:
            AccountKnown, NotHappenedYet, AreaMissing, TermTooShort: not like this.
        """
        if self.account:
            raise AccountKnown(account=self.account)
        require_happened(on, today=today)
        if not areas:
            raise AreaMissing
        _require_term(on, until)
        return (
            AccountOpened(
                occurred_on=on,
                account=account,
                name=name,
                position=position,
                role=role,
                organisation=organisation,
                areas=areas,
                until=until,
            ),
        )

    def issue_token(
        self,
        token: UUID,
        *,
        token_hash: str,
        expires_at: datetime,
        label: str,
        powers: tuple[Power, ...] = EVERY_POWER,
        opens: Opens = "account",
        now: datetime,
        on: date,
    ) -> tuple[Event, ...]:
        """Hand out a key; whoever hands it out keeps its hash only.

        Args:
            token_hash: SHA-256 of the token, in hex.
            expires_at, now: instants with a time zone.
            opens: one to the calendar is good for nothing else, whatever its powers.

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
                powers=powers,
                opens=opens,
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

    def change_term(
        self, until: date | None, *, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Set the last day in office; None opens it again.

        Raises:
            UnknownAccount, AccountIsClosed, NotHappenedYet, ReasonMissing, TermTooShort: not now.
        """
        self._require_open()
        require_happened(on, today=today)
        require_reason(reason)
        _require_term(on, until)
        return (
            AccountTermChanged(occurred_on=on, account=self.account, until=until, reason=reason),
        )

    def delegate(
        self,
        delegation: UUID,
        *,
        to: Credentials,
        since: date,
        until: date,
        reason: str,
        today: date,
    ) -> tuple[Event, ...]:
        """Let somebody else act in this office for a while.

        Args:
            to: the account that is to act.
            since, until: the first and the last day.

        Raises:
            UnknownAccount, AccountIsClosed, ReasonMissing: not now.
            NobodyToDelegate: that account is this one, or nobody acts through it.
            DelegationTooLong: it lies behind us, ends before it begins, or lasts too long.
        """
        self._require_open()
        require_reason(reason)
        if to.account == self.account or to.actor(today) is None:
            raise NobodyToDelegate(account=to.account)
        if not today <= until or not since <= until <= since + LONGEST_DELEGATION:
            raise DelegationTooLong(since=since.isoformat(), until=until.isoformat())
        return (
            DutyDelegated(
                occurred_on=today,
                account=self.account,
                delegation=delegation,
                to=to.account,
                since=since,
                until=until,
                reason=reason,
            ),
        )

    def end_delegation(
        self, delegation: UUID, *, reason: str, on: date, today: date
    ) -> tuple[Event, ...]:
        """Take a duty back before its last day.

        Raises:
            UnknownAccount, AccountIsClosed, NotHappenedYet, ReasonMissing: not now.
            UnknownDelegation: it is not handed on, or not any more.
        """
        self._require_open()
        require_happened(on, today=today)
        require_reason(reason)
        if delegation not in self.delegations:
            raise UnknownDelegation
        return (
            DelegationEnded(
                occurred_on=on, account=self.account, delegation=delegation, reason=reason
            ),
        )

    def powers_of(self, token_hash: str, *, now: datetime) -> tuple[Power, ...]:
        """Return what a token is good for now; nothing if it opens nothing."""
        for one in self.tokens.values():
            is_key = one.opens == "account" and one.token_hash == token_hash
            if is_key and now < one.expires_at:
                return one.powers
        return ()


def _require_term(on: date, until: date | None) -> None:
    if until is not None and until < on:
        raise TermTooShort(on=on.isoformat(), until=until.isoformat())
