"""The first things in an empty regency: the system's own hand, the first partner, accounts."""

import hashlib
import secrets
from functools import partial

from msgspec.structs import replace

from service.aggregates.account import Account
from service.aggregates.partner import Partner
from service.application import Command, Work, command_id
from service.commands import accounts, credentials, partners
from service.kernel.helixes import OrgType
from service.kernel.roles import Actor, Role, Scope
from service.projections.agreements import open_areas
from service.regency import Regency

TOKEN_PREFIX = "sdg_"  # noqa: S105  (says what a string is when it is found somewhere)


def system(regency: Regency) -> Actor:
    """Return the actor that sets a regency up, from the command line."""
    return Actor(
        account="sistem",
        position="Sistem",
        role="system",
        organisation="sanding",
        scope=Scope((regency.code,)),
    )


def run(regency: Regency, actor: Actor, key: str, command: Command) -> str:
    """Carry out a command of a script under a key of its own; said again, it does nothing new.

    Returns:
        The id of the thing it made or changed.
    """
    receipt = regency.ledger.record(
        actor, command, command_id=command_id("script", regency.code, key), channel="cli"
    )
    return receipt.id


def is_done(regency: Regency, key: str) -> bool:
    """Say whether a step of a script was carried out."""
    return regency.log.settled(command_id("script", regency.code, key)) is not None


def ensure_partner(
    regency: Regency, slug: str, name: str, kind: OrgType, parent: str | None = None
) -> None:
    """Enrol a partner, unless it is there."""
    _, known = regency.ledger.look(Partner, slug)
    if known == Partner():
        ask = partners.Enrol(partner=slug, name=name, org_type=kind, parent=parent)
        run(regency, system(regency), f"partner {slug}", partial(partners.enrol, ask=ask))


def ensure_account(
    regency: Regency,
    account: str,
    *,
    name: str,
    position: str,
    role: Role,
    organisation: str,
    areas: tuple[str, ...],
) -> None:
    """Open an account, unless it is there."""
    _, known = regency.ledger.look(Account, account)
    if known == Account():
        ask = accounts.Open(
            account=account,
            name=name,
            position=position,
            role=role,
            organisation=organisation,
            areas=areas,
        )
        run(regency, system(regency), f"account {account}", partial(accounts.open_account, ask=ask))


def invite(regency: Regency, account: str) -> str:
    """Invite an account's holder; return the path of the page where they choose a password."""
    token = secrets.token_urlsafe(32)
    hashed = hashlib.sha256(token.encode()).hexdigest()
    command = partial(credentials.invite, account=account, token_hash=hashed)
    run(regency, system(regency), f"invitation {hashed}", command)
    return f"/undangan/{account}/{token}"


def issue_token(regency: Regency, account: str, *, label: str, days: int) -> str:
    """Issue a token and return it; the log keeps its hash only."""
    token = TOKEN_PREFIX + secrets.token_urlsafe(32)
    ask = accounts.IssueToken(label=label, valid_days=days)
    hashed = hashlib.sha256(token.encode()).hexdigest()

    def command(work: Work) -> object:
        return accounts.issue_token(work, account, ask, token_hash=hashed)

    run(regency, system(regency), f"token {hashed}", command)
    return token


def actor_of(regency: Regency, account: str) -> Actor | None:
    """Return an account as the actor of commands, None if nobody may act through it."""
    _, known = regency.ledger.look(Account, account)
    found = known.actor(regency.ledger.today)
    if found is None or found.role != "partner_officer":
        return found
    regency.engine.catch_up("agreements")
    with regency.pool.connection() as conn:
        areas = open_areas(conn, regency.schema, found.organisation, regency.ledger.today)
    return replace(found, agreed=Scope(areas))
