"""One's own account: password, sessions, tokens, who stands in, whom one stands in for."""

import secrets
from functools import partial
from typing import Annotated, Any, cast
from uuid import UUID, uuid4

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from litestar.response import Redirect

from service.aggregates.account import Account
from service.application import Command, NotKnown, command_id
from service.commands import accounts as commands
from service.commands import credentials as changes
from service.commands.requests import Explain
from service.http import credentials
from service.http.authentication import (
    AnyRequest,
    local,
    require_fresh,
    require_session,
    session_of,
)
from service.http.calls import token_hash
from service.http.doors import Doors, place_of
from service.http.fields import Faulty, Form
from service.http.forms import Posted, first
from service.http.pages import rendering
from service.http.pages.account_actions import OWN_DELEGATION
from service.http.pages.rendering import render
from service.http.pages.signing_in import chosen_faults
from service.http.pages.visits import Visit
from service.http.problems import FieldError
from service.kernel.roles import Actor
from service.projections import accounts
from service.regency import Regency
from service.sessions.session import Session

TOKEN_PREFIX = "sdg_"  # noqa: S105  (what every token starts with, so that scanners find leaks)
MOST_TOKENS = 100
KEEP = {"right": "account.keep"}
WRONG = FieldError("proof", "tidak cocok; ketik kode dari ponsel, atau kata sandi")

Back = Annotated[str, QueryParameter(name="kembali", max_length=500)]
TOKEN_FORM = Form(kind=commands.IssueToken, hidden=frozenset({"occurred_on"}))


class MyAccountController(Controller):
    """Pages of everybody about themselves."""

    include_in_schema = False

    @get("/akun-saya", sync_to_thread=True, opt={"right": "account.read"})
    def show(
        self, request: AnyRequest, actor: NamedDependency[Actor], regency: NamedDependency[Regency]
    ) -> Response[str]:
        """Show what is kept about the reader, and the ways into the account."""
        return _page(Visit(request, actor, regency))

    @post("/akun-saya/kata-sandi", sync_to_thread=True, opt=KEEP)
    def change_password(
        self,
        request: AnyRequest,
        actor: NamedDependency[Actor],
        regency: NamedDependency[Regency],
        posted: NamedDependency[Posted],
    ) -> Response[Any]:
        """Keep another password; every other session ends."""
        require_fresh(request)
        session = require_session(request)
        _, known = regency.ledger.look(Account, session.account)
        errors = chosen_faults(posted, known)
        if errors:
            return _page(Visit(request, actor, regency), errors=errors, status=400)
        hashed = credentials.hashed(posted["password"][0])
        command = partial(changes.change_password, password_hash=hashed)
        record_own(regency, session, command, uuid4())
        regency.sessions.end_all(session.account, but=session.id)
        return _done("Kata sandi diganti. Sesi di tempat lain diakhiri.")

    @post("/akun-saya/sesi/{ended:uuid}/akhiri", sync_to_thread=True, opt=KEEP)
    def end_session(
        self, request: AnyRequest, regency: NamedDependency[Regency], ended: FromPath[UUID]
    ) -> Response[Any]:
        """End a session somewhere else, or this one."""
        regency.sessions.end(ended, account=require_session(request).account)
        return _done("Sesi diakhiri.")

    @post("/akun-saya/sesi/akhiri", sync_to_thread=True, opt=KEEP)
    def end_others(self, request: AnyRequest, regency: NamedDependency[Regency]) -> Response[Any]:
        """End every session but this one."""
        session = require_session(request)
        regency.sessions.end_all(session.account, but=session.id)
        return _done("Semua sesi lain diakhiri.")

    @get("/akun-saya/token", sync_to_thread=True, opt=KEEP)
    def ask_token(self, request: AnyRequest) -> Response[str]:
        """Ask what a token is for."""
        require_fresh(request)
        start: Posted = {"valid_days": ["90"], "powers": ["read"]}
        return render(request, "account_token.html", fields=TOKEN_FORM.fields(start), faults=())

    @post("/akun-saya/token", sync_to_thread=True, opt=KEEP)
    def issue_token(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        posted: NamedDependency[Posted],
    ) -> Response[str]:
        """Make a token, and show it once."""
        require_fresh(request)
        session = require_session(request)
        try:
            ask = TOKEN_FORM.read(posted, commands.IssueToken)
        except Faulty as err:
            fields = TOKEN_FORM.fields(posted, err.faults)
            return render(
                request, "account_token.html", status=400, fields=fields, faults=err.faults
            )
        token = TOKEN_PREFIX + secrets.token_urlsafe(32)
        command = partial(
            commands.issue_token, account=session.account, ask=ask, token_hash=token_hash(token)
        )
        # Each form makes one token: what is sent twice is answered with the page, not the token.
        id_ = command_id(session.account, "token", first(posted, "_key"))
        record_own(regency, session, command, id_)
        _, known = regency.ledger.look(Account, session.account)
        is_ours = token_hash(token) in {one.token_hash for one in known.tokens.values()}
        return render(request, "account_token_shown.html", token=token if is_ours else "")

    @post("/akun-saya/token/{token:uuid}/cabut", sync_to_thread=True, opt=KEEP)
    def revoke_token(
        self, request: AnyRequest, regency: NamedDependency[Regency], token: FromPath[UUID]
    ) -> Response[Any]:
        """Make one's own token useless."""
        session = require_session(request)
        ask = Explain(reason="Dicabut oleh pemegang akun")
        command = partial(commands.revoke_token, account=session.account, token=token, ask=ask)
        record_own(regency, session, command, command_id(session.account, "revoke", token))
        return _done("Dicabut; tidak dapat dipakai lagi.")

    @post("/akun-saya/pelimpahan/{delegation:uuid}/akhiri", sync_to_thread=True, opt=KEEP)
    def end_delegation(
        self, request: AnyRequest, regency: NamedDependency[Regency], delegation: FromPath[UUID]
    ) -> Response[Any]:
        """Take one's duty back."""
        session = require_session(request)
        ask = Explain(reason="Diakhiri oleh pemegang jabatan")
        command = partial(
            commands.end_delegation, account=session.account, delegation=delegation, ask=ask
        )
        record_own(regency, session, command, command_id(session.account, "end", delegation))
        return _done("Pelimpahan tugas diakhiri.")

    @post("/akun-saya/bertindak", sync_to_thread=True, opt=KEEP)
    def act_for(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        posted: NamedDependency[Posted],
    ) -> Response[Any]:
        """Go on in somebody's office who handed it on, or in one's own again."""
        session, office = require_session(request), first(posted, "account")
        today = regency.ledger.today
        deputy = regency.ledger.look(Account, session.account)[1].actor(today)
        _, known = regency.ledger.look(Account, office)
        if office and (deputy is None or known.actor_for(deputy, today) is None):
            raise NotKnown
        regency.sessions.act_for(session.id, office)
        return _done(
            f"Anda bertindak a.n. {known.position}."
            if office
            else "Anda kembali ke jabatan sendiri.",
            "/",
        )

    @get("/sesi/ulang", sync_to_thread=True, opt=KEEP)
    def ask_proof(self, request: AnyRequest, back: Back = "/") -> Response[str]:
        """Ask for a proof before something that matters."""
        return render(request, "account_proof.html", back=local(back), errors=[])

    @post("/sesi/ulang", sync_to_thread=True, opt=KEEP)
    def check_proof(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        posted: NamedDependency[Posted],
    ) -> Response[Any]:
        """Judge a code or a password, and go on where it was asked."""
        session, back = require_session(request), local(first(posted, "back") or "/")
        _, known = regency.ledger.look(Account, session.account)
        proof, address = posted.get("proof", [""])[0], place_of(request).address
        is_right = session.account in doors.personas or (
            credentials.check_code(regency, known, proof, address)
            if proof.replace(" ", "").isdecimal()
            else credentials.check_password(regency, session.account, proof, address) is not None
        )
        if not is_right:
            return render(request, "account_proof.html", status=400, back=back, errors=[WRONG])
        token = regency.sessions.prove(session, now=regency.ledger.clock())
        response: Response[Any] = Redirect(back, status_code=303)
        doors.let_in(response, token)
        return response


def _page(
    visit: Visit, *, errors: list[FieldError] | None = None, status: int = 200
) -> Response[str]:
    regency, session = visit.regency, session_of(visit.request)
    account = session.account if session else visit.actor.account
    _, known = regency.ledger.look(Account, account)
    regency.engine.catch_up("accounts")
    with regency.reading(visit.actor) as conn:
        tokens = accounts.tokens(conn, regency.schema, account, limit=MOST_TOKENS)
        offices = accounts.handed_to(conn, regency.schema, account, regency.ledger.today)
    now = regency.ledger.clock()
    return render(
        visit.request,
        "account_own.html",
        status=status,
        account=known,
        organisation=visit.partner(known.organisation),
        called=visit.village,
        here=session.id if session else None,
        sessions=regency.sessions.of_account(account, now=now),
        tokens=[one for one in tokens if one.revoked_on is None and one.expires_at > now],
        offices=[(one, regency.ledger.look(Account, one)[1].position) for one in offices],
        errors=errors or [],
        delegate_at=OWN_DELEGATION.path,
    )


def record_own(regency: Regency, session: Session, command: Command, command_id: UUID) -> None:
    """Carry out a command about the holder's own account, whatever office they stand in for.

    Raises:
        NotKnown: nobody acts through the account today.
    """
    actor = regency.ledger.look(Account, session.account)[1].actor(regency.ledger.today)
    if actor is None:
        raise NotKnown
    regency.ledger.record(actor, command, command_id=command_id, channel="page")


def _done(told: str, where: str = "/akun-saya") -> Response[Any]:
    answer = cast("Response[Any]", Redirect(where, status_code=303))
    rendering.notice(answer, told)
    return answer
