"""Keeping accounts: who has one, for which office, where, and how they come in."""

import secrets
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from service.application import NotKnown, command_id
from service.commands import accounts as commands
from service.commands import credentials
from service.commands.requests import Explain
from service.http.authentication import require_fresh
from service.http.calls import token_hash
from service.http.doors import Doors
from service.http.forms import Posted, first
from service.http.pages import rendering
from service.http.pages.account_actions import ACTIONS, OPEN, account_scene
from service.http.pages.actions import offers
from service.http.pages.rendering import AnyRequest, render
from service.http.pages.visits import Visit
from service.kernel.roles import Actor
from service.projections import accounts
from service.regency import Regency

PAGE = 50
MOST_TOKENS = 100
REVOKED = "Dicabut dari halaman akun"

After = Annotated[str | None, QueryParameter(name="sesudah", max_length=60)]


class AccountsController(Controller):
    """Pages of whoever keeps accounts."""

    include_in_schema = False

    @get("/akun", sync_to_thread=True, opt={"right": "accounts.read"})
    def many(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
        after: After = None,
    ) -> Response[str]:
        """Show the accounts, open ones and closed ones."""
        regency.engine.catch_up("accounts")
        visit = Visit(request, actor, regency)
        with regency.reading(actor) as conn:
            found = accounts.find(conn, regency.schema, limit=PAGE + 1, after=after)
        return render(
            request,
            "accounts.html",
            accounts=[(one, visit.partner(one.organisation)) for one in found[:PAGE]],
            called=visit.village,
            after=found[PAGE - 1].account if len(found) > PAGE else None,
            open_at=OPEN.path if visit.may(OPEN.right) else "",
        )

    @get("/akun/{account:str}", sync_to_thread=True, opt={"right": "accounts.read"})
    def one(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
        account: FromPath[str],
    ) -> Response[str]:
        """Show one account: its office, its tokens, who stands in for it."""
        return _page(Visit(request, actor, regency), account)

    @post("/akun/{account:str}/undangan", sync_to_thread=True, opt={"right": "accounts.invite"})
    def invite(
        self,
        *,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
        account: FromPath[str],
    ) -> Response[str]:
        """Make an invitation, and show its address once."""
        require_fresh(request)
        token = secrets.token_urlsafe(32)
        regency.ledger.record(
            actor,
            partial(credentials.invite, account=account, token_hash=token_hash(token)),
            command_id=command_id(actor.account, "page", first(posted, "_key")),
            channel="page",
        )
        known = account_scene(Visit(request, actor, regency)).state
        # Sent twice: the invitation of the first time stands, and only its hash is kept.
        is_ours = known.invitation and known.invitation.token_hash == token_hash(token)
        address = doors.address(f"/undangan/{account}/{token}") if is_ours else ""
        return _page(Visit(request, actor, regency), account, address=address)

    @post(
        "/akun/{account:str}/token/{token:uuid}/cabut",
        sync_to_thread=True,
        opt={"right": "accounts.revoke_token"},
    )
    def revoke(
        self,
        *,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
        account: FromPath[str],
        token: FromPath[UUID],
    ) -> Response[Any]:
        """Make somebody's token useless."""
        require_fresh(request)
        ask = Explain(reason=REVOKED)
        regency.ledger.record(
            actor,
            partial(commands.revoke_token, account=account, token=token, ask=ask),
            command_id=command_id(actor.account, "revoke", token),
            channel="page",
        )
        answer: Response[Any] = Redirect(f"/akun/{account}", status_code=303)
        rendering.notice(answer, "Token dicabut.")
        return answer


def _page(visit: Visit, account: str, *, address: str = "") -> Response[str]:
    visit.regency.engine.catch_up("accounts")
    with visit.regency.reading(visit.actor) as conn:
        found = accounts.one(conn, visit.regency.schema, account)
        tokens = accounts.tokens(conn, visit.regency.schema, account, limit=MOST_TOKENS)
    if found is None:
        raise NotKnown
    scene = account_scene(visit)
    return render(
        visit.request,
        "account.html",
        account=found,
        organisation=visit.partner(found.organisation),
        called=visit.village,
        state=scene.state,
        tokens=tokens,
        address=address,
        offers=offers(visit, scene, ACTIONS, account=account),
    )
