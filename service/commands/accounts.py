"""Commands about accounts: who may act, where, until when, through whom and with which tokens.

Nobody gives more than they have: an account's areas lie within those of whoever opens it. What
concerns an account only, its holder may do as well; the ways into it are in `credentials.py`.
"""

from datetime import date, timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.aggregates.account import LONGEST_TOKEN_DAYS, Account
from service.aggregates.account_events import EVERY_POWER
from service.application import NotKnown, Work
from service.commands.partners import require_known
from service.commands.requests import Explain, Line, Part, Reason, RegionCode, Request, Slug
from service.kernel.roles import Power, Role
from service.policies import access, rights

MOST_AREAS = 100

Areas = Annotated[tuple[RegionCode, ...], Meta(min_length=1, max_length=MOST_AREAS)]


class Open(Request, frozen=True, kw_only=True):
    """Give somebody an account for one office.

    Args:
        account: its short name, as `dinsos.dini`.
        position: the office, as people read it.
        organisation: the partner it acts for.
        areas: region codes it may act in; each covers what lies below it.
        until: the last day in office, if it is known.
    """

    account: Slug
    name: Line
    position: Line
    role: Role
    organisation: Slug
    areas: Areas
    until: date | None = None


class IssueToken(Request, frozen=True, kw_only=True):
    """Hand out a key for a device or a program.

    Args:
        label: what the key is for, so that the right one is revoked one day.
        valid_days: how many days it works, from now.
        powers: what it is good for: to read, to see names as well, to give commands.
    """

    label: Line
    valid_days: Annotated[int, Meta(ge=1, le=LONGEST_TOKEN_DAYS)] = 90
    powers: Annotated[tuple[Power, ...], Meta(min_length=1, max_length=3)] = EVERY_POWER


class IssueCalendar(Request, frozen=True, kw_only=True):
    """Make an address under which a calendar finds the holder's deadlines.

    Args:
        label: the calendar it is for, so that the right one is revoked one day.
        valid_days: how many days it works, from now.
    """

    label: Line
    valid_days: Annotated[int, Meta(ge=1, le=LONGEST_TOKEN_DAYS)] = LONGEST_TOKEN_DAYS


class ChangeScope(Request, frozen=True, kw_only=True):
    """Let an account act elsewhere: all its areas from now on."""

    areas: Areas
    reason: Reason


class ChangeTerm(Request, frozen=True, kw_only=True):
    """Set the last day in office; none opens it again."""

    until: date | None = None
    reason: Reason


class Delegate(Part, frozen=True, kw_only=True):
    """Let another account act in this office for a while.

    Args:
        to: the account that is to act.
        since, until: the first and the last day.
    """

    to: Slug
    since: date
    until: date
    reason: Reason


def open_account(work: Work, ask: Open) -> str:
    """Give somebody an account.

    Raises:
        NotAllowed, OutOfScope, AccountKnown, NotHappenedYet, UnknownPartner: no.
    """
    access.require(work.actor, "accounts.open")
    _require_own(work, "accounts.open", ask.areas)
    events = work.load(Account, ask.account).open(
        ask.account,
        name=ask.name,
        position=ask.position,
        role=ask.role,
        organisation=ask.organisation,
        areas=ask.areas,
        until=ask.until,
        **ask.days(work),
    )
    work.append(Account, ask.account, *events)
    require_known(work, ask.organisation)
    return ask.account


def issue_token(work: Work, account: str, ask: IssueToken, *, token_hash: str) -> UUID:
    """Hand out a key, and return its id.

    Args:
        token_hash: SHA-256 of the token, in hex; the token itself never comes here.

    Raises:
        NotAllowed, OutOfScope, NotKnown, AccountIsClosed, TooManyTokens: no.
    """
    known = require(work, "accounts.issue_token", account)
    beyond = set(ask.powers) - work.actor.powers
    if beyond:
        raise access.OutOfScope(command="accounts.issue_token", powers=sorted(beyond))
    token = work.new_id()
    events = known.issue_token(
        token,
        token_hash=token_hash,
        expires_at=work.now + timedelta(days=ask.valid_days),
        label=ask.label,
        powers=ask.powers,
        now=work.now,
        on=work.today,
    )
    work.append(Account, account, *events)
    return token


def issue_calendar(work: Work, ask: IssueCalendar, *, token_hash: str) -> UUID:
    """Make a calendar's address for the actor's own account, and return its token's id.

    Args:
        token_hash: SHA-256 of what stands in the address, in hex.

    Raises:
        NotAllowed, NotKnown, AccountIsClosed, TooManyTokens: no.
    """
    account = work.actor.account
    known, token = require(work, "accounts.issue_token", account), work.new_id()
    events = known.issue_token(
        token,
        token_hash=token_hash,
        expires_at=work.now + timedelta(days=ask.valid_days),
        label=ask.label,
        powers=("read",),
        opens="calendar",
        now=work.now,
        on=work.today,
    )
    work.append(Account, account, *events)
    return token


def revoke_token(work: Work, account: str, token: UUID, ask: Explain) -> UUID:
    """Make a key useless.

    Raises:
        NotAllowed, NotKnown, AccountIsClosed, NotHappenedYet, ReasonMissing, UnknownToken: no.
    """
    known = require(work, "accounts.revoke_token", account)
    events = known.revoke_token(token, reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return token


def change_scope(work: Work, account: str, ask: ChangeScope) -> str:
    """Let an account act elsewhere.

    Raises:
        NotAllowed, OutOfScope, NotKnown, AccountIsClosed, NotHappenedYet, ReasonMissing: no.
    """
    known = require(work, "accounts.change_scope", account)
    _require_own(work, "accounts.change_scope", ask.areas)
    events = known.change_scope(ask.areas, reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return account


def close(work: Work, account: str, ask: Explain) -> str:
    """Let an account act no more; none of its tokens works from now on.

    Raises:
        NotAllowed, NotKnown, AccountIsClosed, NotHappenedYet, ReasonMissing: no.
    """
    events = require(work, "accounts.close", account).close(reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return account


def change_term(work: Work, account: str, ask: ChangeTerm) -> str:
    """Set an account's last day in office.

    Raises:
        NotAllowed, NotKnown, AccountIsClosed, NotHappenedYet, ReasonMissing, TermTooShort: no.
    """
    known = require(work, "accounts.change_term", account)
    events = known.change_term(ask.until, reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return account


def delegate(work: Work, account: str, ask: Delegate) -> UUID:
    """Let another account act in an office for a while; return the delegation's id.

    Raises:
        NotAllowed, NotKnown, AccountIsClosed, ReasonMissing, NobodyToDelegate: no.
        DelegationTooLong: it lies behind us, or lasts more than 92 days.
    """
    known = require(work, "accounts.delegate", account)
    delegation = work.new_id()
    events = known.delegate(
        delegation,
        to=work.load(Account, ask.to),
        since=ask.since,
        until=ask.until,
        reason=ask.reason,
        today=work.today,
    )
    work.append(Account, account, *events)
    return delegation


def end_delegation(work: Work, account: str, delegation: UUID, ask: Explain) -> UUID:
    """Take a duty back.

    Raises:
        NotAllowed, NotKnown, AccountIsClosed, NotHappenedYet, ReasonMissing, UnknownDelegation: no.
    """
    known = require(work, "accounts.end_delegation", account)
    events = known.end_delegation(delegation, reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return delegation


def require(work: Work, command: str, account: str) -> Account:
    """Return an account that the actor may give a command about: any, or their own.

    Raises:
        NotAllowed: it is neither the actor's office to do so nor their own account.
        NotKnown: there is no such account.
    """
    is_own = account == work.actor.account and command in rights.OF_ONES_OWN
    access.require(work.actor, "account.keep" if is_own else command)
    known = work.load(Account, account)
    if not known.account:
        raise NotKnown
    return known


def _require_own(work: Work, command: str, areas: tuple[str, ...]) -> None:
    """Refuse areas that the actor does not have."""
    beyond = [area for area in areas if not work.actor.scope.covers(area)]
    if beyond:
        raise access.OutOfScope(command=command, areas=beyond)
