"""What is known about an account, folded from its events; the decisions are in `account`."""

from datetime import date, datetime
from typing import ClassVar, Self, assert_never
from uuid import UUID

from msgspec import Struct, field
from msgspec.structs import replace

from service.aggregates.account_events import (
    AccountClosed,
    AccountOpened,
    AccountScopeChanged,
    AccountTermChanged,
    AnyAccountEvent,
    DelegationEnded,
    DutyDelegated,
    IdentityLinked,
    InvitationIssued,
    Opens,
    PasswordChanged,
    RecoveryCodeUsed,
    SecondFactorEnrolled,
    SecondFactorRemoved,
    TokenIssued,
    TokenRevoked,
)
from service.kernel.events import Aggregate
from service.kernel.privacy import Private
from service.kernel.refusals import Refused
from service.kernel.roles import Actor, Power, Role, Scope


class UnknownAccount(Refused):
    """Akun ini tidak ada."""

    way_out: ClassVar[str] = "Periksa kembali nama akunnya."


class AccountIsClosed(Refused):
    """Akun ini sudah ditutup."""

    way_out: ClassVar[str] = "Buka akun baru bila orang ini bertugas kembali."


class Token(Struct, frozen=True):
    """A key by its hash (SHA-256, hex), and the first moment at which it no longer works."""

    token_hash: str
    expires_at: datetime
    powers: tuple[Power, ...]
    opens: Opens = "account"


class Invitation(Struct, frozen=True):
    """A way to choose a password, once: by its hash, until a moment."""

    token_hash: str
    expires_at: datetime


class Delegation(Struct, frozen=True):
    """Somebody else's account acts in this office from one day to another, both included."""

    to: str
    since: date
    until: date

    def holds_on(self, day: date) -> bool:
        """Say whether the duty is handed on that day."""
        return self.since <= day <= self.until


class AccountState(Aggregate[AnyAccountEvent], frozen=True):
    """The office behind an account, the ways into it, and who acts in it meanwhile."""

    category: ClassVar[str] = "account"

    account: str = ""
    name: str = ""
    position: str = ""
    role: Role | None = None
    organisation: str = ""
    areas: tuple[str, ...] = ()
    until: date | None = None
    is_closed: bool = False
    tokens: dict[UUID, Token] = field(default_factory=dict)
    invitation: Invitation | None = None
    password: Private[str] | None = None
    secret: Private[str] | None = None
    recovery_hashes: frozenset[str] = frozenset()
    identity_hash: str = ""
    delegations: dict[UUID, Delegation] = field(default_factory=dict)

    def after(self, event: AnyAccountEvent) -> Self:  # noqa: PLR0911  (an answer a case)
        """Return what is known once `event` is known too."""
        match event:
            case AccountOpened():
                return replace(
                    self,
                    account=event.account,
                    name=event.name,
                    position=event.position,
                    role=event.role,
                    organisation=event.organisation,
                    areas=event.areas,
                    until=event.until,
                )
            case AccountTermChanged():
                return replace(self, until=event.until)
            case AccountScopeChanged():
                return replace(self, areas=event.areas)
            case AccountClosed():
                return replace(
                    self,
                    is_closed=True,
                    tokens={},
                    invitation=None,
                    password=None,
                    secret=None,
                    recovery_hashes=frozenset(),
                    delegations={},
                )
            case TokenIssued():
                token = Token(event.token_hash, event.expires_at, event.powers, event.opens)
                return replace(self, tokens={**self.tokens, event.token: token})
            case TokenRevoked():
                kept = {one: token for one, token in self.tokens.items() if one != event.token}
                return replace(self, tokens=kept)
            case DutyDelegated():
                handed = Delegation(event.to, event.since, event.until)
                return replace(self, delegations={**self.delegations, event.delegation: handed})
            case DelegationEnded():
                left = {k: v for k, v in self.delegations.items() if k != event.delegation}
                return replace(self, delegations=left)
            case _:
                return self._after_credentials(event)

    def actor(self, today: date) -> Actor | None:
        """Return who acts through this account, or None if nobody may on that day."""
        if not self.account or self.is_closed or self.role is None:
            return None
        if self.until is not None and today > self.until:
            return None
        return Actor(
            account=self.account,
            name=self.name,
            position=self.position,
            role=self.role,
            organisation=self.organisation,
            scope=Scope(self.areas),
        )

    def actor_for(self, deputy: Actor, today: date) -> Actor | None:
        """Return somebody who acts in this office for its holder, or None if they may not.

        The deputy answers for it: account and name are theirs, role, organisation and areas the
        office's.
        """
        actor = self.actor(today)
        held = any(
            one.to == deputy.account and one.holds_on(today) for one in self.delegations.values()
        )
        if actor is None or not held:
            return None
        return replace(
            actor,
            account=deputy.account,
            name=deputy.name,
            position=f"{deputy.position}, a.n. {self.position}",
            powers=deputy.powers,
        )

    def _after_credentials(
        self,
        event: InvitationIssued
        | PasswordChanged
        | SecondFactorEnrolled
        | SecondFactorRemoved
        | RecoveryCodeUsed
        | IdentityLinked,
    ) -> Self:
        match event:
            case InvitationIssued():
                return replace(self, invitation=Invitation(event.token_hash, event.expires_at))
            case PasswordChanged():
                return replace(self, password=event.password, invitation=None)
            case SecondFactorEnrolled():
                codes = frozenset(event.recovery_hashes)
                return replace(self, secret=event.secret, recovery_hashes=codes)
            case SecondFactorRemoved():
                return replace(self, secret=None, recovery_hashes=frozenset())
            case RecoveryCodeUsed():
                return replace(self, recovery_hashes=self.recovery_hashes - {event.code_hash})
            case IdentityLinked():
                return replace(self, identity_hash=event.identity_hash)
        assert_never(event)

    def _require_open(self) -> None:
        if not self.account:
            raise UnknownAccount
        if self.is_closed:
            raise AccountIsClosed(account=self.account)
