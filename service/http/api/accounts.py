"""Accounts: who may act, where, and with which tokens."""

import secrets
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from msgspec.structs import asdict

from service.aggregates.account import Account
from service.application import NotKnown, Receipt
from service.commands import accounts as commands
from service.commands import credentials
from service.commands.requests import Explain, Part
from service.http import reads
from service.http.calls import Call, token_hash
from service.http.doors import Doors
from service.http.paging import Page, Paging
from service.http.reads import SlugAsked, SlugInPath, command, question, question_about_one
from service.kernel.roles import Actor, Role
from service.policies import access
from service.projections import accounts
from service.projections.moment import Moment
from service.regency import Regency

TOKEN_PREFIX = "sdg_"  # noqa: S105  (what every token starts with, so that scanners find leaks)
MOST_TOKENS_SHOWN = 100


class Issued(Receipt, frozen=True, kw_only=True):
    """A token that was handed out.

    Args:
        token: the token, shown this once; None when the request is a repeat of one that was
            answered before, for only its hash is kept.
        notice: what to do now, for people.
    """

    token: str | None
    notice: str


class Nothing(Part, frozen=True, kw_only=True):
    """A command that needs no more than whom it is about."""


class Invited(Receipt, frozen=True, kw_only=True):
    """An invitation that was issued.

    Args:
        address: where a password is chosen, shown this once; None when the request is a repeat.
    """

    address: str | None


class Known(accounts.Account, frozen=True, kw_only=True):
    """An account with its tokens, the newest first; never their hashes."""

    tokens: Sequence[accounts.Token]


def _at(account: str) -> str:
    return f"/api/v1/accounts/{account}"


class AccountsController(Controller):
    """Administrators open and close; nobody gives more than they have."""

    path = "/accounts"
    tags = ("accounts",)

    @command("/", right="accounts.open")
    def open(self, call: NamedDependency[Call], data: JSONBody[commands.Open]) -> Response[Receipt]:
        """Give somebody an account for one office."""
        return call.record(
            partial(commands.open_account, ask=data), about=(Account, data.account), location=_at
        )

    @command("/{account:str}/tokens", right=("accounts.issue_token", "account.keep"))
    def issue_token(
        self,
        call: NamedDependency[Call],
        account: SlugInPath,
        data: JSONBody[commands.IssueToken],
    ) -> Response[Issued]:
        """Hand out a token; it is shown in this answer and never again."""
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        issue = partial(
            commands.issue_token, account=account, ask=data, token_hash=token_hash(token)
        )
        answer = call.record(issue, about=(Account, account), location=lambda _: _at(account))
        receipt: Receipt = answer.content
        _, known = call.regency.ledger.look(Account, account)
        issued = known.tokens.get(UUID(receipt.id))
        # On a repeat, the token made above is not the one whose hash was recorded.
        is_ours = issued is not None and issued.token_hash == token_hash(token)
        return Response(
            Issued(
                **asdict(receipt),
                token=token if is_ours else None,
                notice=(
                    "Simpan token ini sekarang; token tidak akan ditampilkan lagi."
                    if is_ours
                    else "Token ini sudah pernah ditampilkan dan tidak disimpan. Bila hilang, "
                    "cabut lalu terbitkan yang baru."
                ),
            ),
            status_code=201,
            headers=answer.headers,
        )

    @command(
        "/{account:str}/tokens/{token:uuid}/revocations",
        right=("accounts.revoke_token", "account.keep"),
    )
    def revoke_token(
        self,
        call: NamedDependency[Call],
        account: SlugInPath,
        token: FromPath[UUID],
        data: JSONBody[Explain],
    ) -> Response[Receipt]:
        """Make a token useless."""
        return call.record(
            partial(commands.revoke_token, account=account, token=token, ask=data),
            about=(Account, account),
            location=lambda _: _at(account),
        )

    @command("/{account:str}/scopes", right="accounts.change_scope")
    def change_scope(
        self,
        call: NamedDependency[Call],
        account: SlugInPath,
        data: JSONBody[commands.ChangeScope],
    ) -> Response[Receipt]:
        """Let an account act elsewhere from now on."""
        return call.record(
            partial(commands.change_scope, account=account, ask=data),
            about=(Account, account),
            location=_at,
        )

    @command("/{account:str}/terms", right="accounts.change_term")
    def change_term(
        self, call: NamedDependency[Call], account: SlugInPath, data: JSONBody[commands.ChangeTerm]
    ) -> Response[Receipt]:
        """Set an account's last day in office; none opens it again."""
        return call.record(
            partial(commands.change_term, account=account, ask=data),
            about=(Account, account),
            location=_at,
        )

    @command("/{account:str}/delegations", right=("accounts.delegate", "account.keep"))
    def delegate(
        self, call: NamedDependency[Call], account: SlugInPath, data: JSONBody[commands.Delegate]
    ) -> Response[Receipt]:
        """Let another account act in this office for a while."""
        return call.record(
            partial(commands.delegate, account=account, ask=data),
            about=(Account, account),
            location=lambda _: _at(account),
        )

    @command(
        "/{account:str}/delegations/{delegation:uuid}/endings",
        right=("accounts.end_delegation", "account.keep"),
    )
    def end_delegation(
        self,
        call: NamedDependency[Call],
        account: SlugInPath,
        delegation: FromPath[UUID],
        data: JSONBody[Explain],
    ) -> Response[Receipt]:
        """Take a duty back before its last day."""
        return call.record(
            partial(commands.end_delegation, account=account, delegation=delegation, ask=data),
            about=(Account, account),
            location=lambda _: _at(account),
        )

    @command("/{account:str}/invitations", right="accounts.invite")
    def invite(
        self,
        call: NamedDependency[Call],
        doors: NamedDependency[Doors],
        account: SlugInPath,
        data: JSONBody[Nothing],
    ) -> Response[Invited]:
        """Let an account's holder choose a password; the address is shown in this answer only."""
        del data
        token = secrets.token_urlsafe(32)
        invite = partial(credentials.invite, account=account, token_hash=token_hash(token))
        answer = call.record(invite, about=(Account, account), location=_at)
        receipt: Receipt = answer.content
        _, known = call.regency.ledger.look(Account, account)
        is_ours = known.invitation is not None and known.invitation.token_hash == token_hash(token)
        address = doors.address(f"/undangan/{account}/{token}") if is_ours else None
        return Response(
            Invited(**asdict(receipt), address=address), status_code=201, headers=answer.headers
        )

    @command("/{account:str}/second-factor-removals", right="accounts.remove_second_factor")
    def remove_second_factor(
        self, call: NamedDependency[Call], account: SlugInPath, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Let somebody who lost their telephone enrol another one."""
        return call.record(
            partial(credentials.remove_second_factor, account=account, ask=data),
            about=(Account, account),
            location=_at,
        )

    @command("/{account:str}/closures", right="accounts.close")
    def close(
        self, call: NamedDependency[Call], account: SlugInPath, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Let an account act no more; none of its tokens works from now on."""
        return call.record(
            partial(commands.close, account=account, ask=data),
            about=(Account, account),
            location=_at,
        )

    @question("/me", right="account.read")
    def me(self, actor: NamedDependency[Actor]) -> Actor:
        """Who the caller is: account, office, role, organisation, areas."""
        return actor

    @question("/", right="accounts.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        organisation: SlugAsked = None,
        role: FromQuery[Role | None] = None,
        is_closed: FromQuery[bool | None] = None,
    ) -> Page[accounts.Account]:
        """Accounts, by short name."""
        key = reads.after(paging, str)
        position = reads.caught_up(regency, moment, "accounts")
        asked = accounts.Asked(organisation=organisation, role=role, is_closed=is_closed)
        with regency.reading(actor) as conn:
            rows = accounts.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(rows, lambda row: (row.account,), position)

    @question_about_one("/{account:str}", right=("accounts.read", "account.read"))
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        account: SlugInPath,
    ) -> Response[Known]:
        """One account with its tokens."""
        if not access.may(actor, "accounts.read") and account != actor.account:
            raise NotKnown
        headers = reads.versioned(regency, moment, Account, account)
        reads.caught_up(regency, moment, "accounts")
        with regency.reading(actor) as conn:
            found = accounts.one(conn, regency.schema, account, moment)
            if found is None:
                raise NotKnown
            tokens = accounts.tokens(conn, regency.schema, account, limit=MOST_TOKENS_SHOWN)
        return reads.answered(Known(**asdict(found), tokens=tokens), headers)
