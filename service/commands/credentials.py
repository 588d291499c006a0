"""Commands about the ways into an account: invitations, passwords, second factors, identities.

What is secret is hashed before it comes here, and whether it was right is asked before as well;
here it is only written down.
"""

from service.aggregates.account import Account
from service.application import Work
from service.commands.accounts import require
from service.commands.requests import Explain
from service.kernel.privacy import Private
from service.policies.access import OutOfScope


def invite(work: Work, account: str, *, token_hash: str) -> str:
    """Let an account's holder choose a password.

    Args:
        token_hash: SHA-256 of what stands in the invitation's address, in hex.

    Raises:
        NotAllowed, NotKnown, AccountIsClosed: no.
    """
    known = require(work, "accounts.invite", account)
    events = known.invite(token_hash=token_hash, now=work.now, on=work.today)
    work.append(Account, account, *events)
    return account


def accept(work: Work, *, password_hash: str, token_hash: str) -> str:
    """Choose a password on invitation; the actor is whoever was invited.

    Raises:
        NotKnown, AccountIsClosed, InvitationOver: no.
    """
    known = _own(work)
    password = Private(known.subject(work.new_id()), password_hash)
    events = known.accept(password, token_hash=token_hash, now=work.now, on=work.today)
    work.append(Account, work.actor.account, *events)
    return work.actor.account


def change_password(work: Work, *, password_hash: str) -> str:
    """Choose another password for one's own account.

    Raises:
        NotKnown, AccountIsClosed: no.
    """
    known = _own(work)
    password = Private(known.subject(work.new_id()), password_hash)
    work.append(Account, work.actor.account, *known.change_password(password, on=work.today))
    return work.actor.account


def enrol(work: Work, *, secret: str, recovery_hashes: tuple[str, ...]) -> str:
    """Have a telephone make codes for one's own account.

    Args:
        secret: base 32; it has made a right code already.

    Raises:
        NotKnown, AccountIsClosed, SecondFactorKnown: no.
    """
    known = _own(work)
    sealed = Private(known.subject(work.new_id()), secret)
    work.append(Account, work.actor.account, *known.enrol(sealed, recovery_hashes, on=work.today))
    return work.actor.account


def remove_second_factor(work: Work, account: str, ask: Explain) -> str:
    """Let somebody enrol another telephone; not for one's own account.

    Raises:
        NotAllowed, OutOfScope, NotKnown, AccountIsClosed, NotHappenedYet, ReasonMissing: no.
        NoSecondFactor: there is none.
    """
    if account == work.actor.account:
        # Whoever found an open browser could otherwise put their own telephone in its place.
        raise OutOfScope(command="accounts.remove_second_factor", account=account)
    known = require(work, "accounts.remove_second_factor", account)
    events = known.remove_second_factor(reason=ask.reason, **ask.days(work))
    work.append(Account, account, *events)
    return account


def use_recovery_code(work: Work, *, code_hash: str) -> str:
    """Spend a recovery code of one's own.

    Raises:
        NotKnown, AccountIsClosed, RecoveryCodeSpent: no.
    """
    known = _own(work)
    events = known.use_recovery_code(code_hash, on=work.today)
    work.append(Account, work.actor.account, *events)
    return work.actor.account


def link(work: Work, *, identity_hash: str) -> str:
    """Tie one's own account to oneself at the identity provider.

    Raises:
        NotKnown, AccountIsClosed, IdentityTaken: no.
    """
    events = _own(work).link(identity_hash, on=work.today)
    work.append(Account, work.actor.account, *events)
    return work.actor.account


def _own(work: Work) -> Account:
    return require(work, "account.keep", work.actor.account)
