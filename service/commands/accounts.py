"""Commands about accounts: who may act, where, and with which tokens.

Nobody gives more than they have: an account's areas lie within those of whoever opens it.
"""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from service.aggregates.account import LONGEST_TOKEN_DAYS, Account
from service.application import NotKnown, Work
from service.commands.partners import require_known
from service.commands.requests import Explain, Line, Reason, RegionCode, Request, Slug
from service.kernel.roles import Role
from service.policies import access

MOST_AREAS = 100

Areas = Annotated[tuple[RegionCode, ...], Meta(min_length=1, max_length=MOST_AREAS)]


class Open(Request, frozen=True, kw_only=True):
    """Give somebody an account for one office.

    Args:
        account: its short name, as `dinsos.dini`.
        position: the office, as people read it.
        organisation: the partner it acts for.
        areas: region codes it may act in; each covers what lies below it.
    """

    account: Slug
    name: Line
    position: Line
    role: Role
    organisation: Slug
    areas: Areas


class IssueToken(Request, frozen=True, kw_only=True):
    """Hand out a key for a device or a program.

    Args:
        label: what the key is for, so that the right one is revoked one day.
        valid_days: how many days it works, from now.
    """

    label: Line
    valid_days: Annotated[int, Meta(ge=1, le=LONGEST_TOKEN_DAYS)] = 90


class ChangeScope(Request, frozen=True, kw_only=True):
    """Let an account act elsewhere: all its areas from now on."""

    areas: Areas
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
        NotAllowed, NotKnown, AccountIsClosed, TooManyTokens, NotHappenedYet: no.
    """
    known = _known(work, "accounts.issue_token", account)
    token = work.new_id()
    events = known.issue_token(
        token,
        token_hash=token_hash,
        expires_at=work.now + timedelta(days=ask.valid_days),
        label=ask.label,
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
    known = _known(work, "accounts.revoke_token", account)
    events = known.revoke_token(token, reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return token


def change_scope(work: Work, account: str, ask: ChangeScope) -> str:
    """Let an account act elsewhere.

    Raises:
        NotAllowed, OutOfScope, NotKnown, AccountIsClosed, NotHappenedYet, ReasonMissing: no.
    """
    known = _known(work, "accounts.change_scope", account)
    _require_own(work, "accounts.change_scope", ask.areas)
    events = known.change_scope(ask.areas, reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return account


def close(work: Work, account: str, ask: Explain) -> str:
    """Let an account act no more; none of its tokens works from now on.

    Raises:
        NotAllowed, NotKnown, AccountIsClosed, NotHappenedYet, ReasonMissing: no.
    """
    events = _known(work, "accounts.close", account).close(reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return account


def _known(work: Work, command: str, account: str) -> Account:
    access.require(work.actor, command)
    known = work.load(Account, account)
    if not known.account:
        raise NotKnown
    return known


def _require_own(work: Work, command: str, areas: tuple[str, ...]) -> None:
    """Refuse areas that the actor does not have."""
    beyond = [area for area in areas if not work.actor.scope.covers(area)]
    if beyond:
        raise access.OutOfScope(command=command, areas=beyond)
