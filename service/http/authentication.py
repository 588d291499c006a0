"""Who calls: the account behind a bearer token, or behind a browser's session.

Programs send a token with every request; a browser has a cookie, which the API never looks at.
The account is looked up anew each time, so whoever was closed, or whose term is over, is out at
once, whatever they still hold.
"""

from datetime import datetime
from typing import Any, NamedTuple, cast

from litestar import Request, Response
from litestar.datastructures import Cookie
from litestar.enums import ScopeType
from litestar.exceptions import NotAuthorizedException
from litestar.middleware import ASGIMiddleware
from litestar.response import Redirect
from litestar.types import ASGIApp, Receive, Scope, Send

from service.aggregates.account import Account
from service.application import NotKnown
from service.http import csrf
from service.http.calls import actor_by_token, with_agreed
from service.http.threads import in_thread
from service.kernel.roles import Actor
from service.regency import Regency
from service.sessions.session import Session
from service.sessions.sessions import LONGEST

AnyRequest = Request[Any, Any, Any]


class Who(NamedTuple):
    """Who calls, and the session they call through, if it is a browser's."""

    actor: Actor | None = None
    session: Session | None = None


class ProveAgain(Exception):  # noqa: N818  (a step on the way, not a fault)
    """What was asked for wants a fresh proof of who asks; `back` is where to go on after it."""

    def __init__(self, back: str) -> None:
        super().__init__(back)
        self.back = back


class Authentication(ASGIMiddleware):
    """Puts who calls into the scope, and turns away forged forms and whoever must be somebody.

    Args:
        regency: whose accounts count.
        is_secure: whether browsers reach us over TLS.
    """

    scopes = (ScopeType.HTTP,)

    def __init__(self, regency: Regency, *, is_secure: bool = False) -> None:
        self._regency = regency
        self._cookie = cookie_name(is_secure=is_secure)

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        """Set `user` (an `Actor` or None) and `session`; answer 401 where somebody is needed."""
        request: AnyRequest = Request(scope, receive)
        is_page = not scope["path"].startswith("/api/")
        cookie = request.cookies.get(self._cookie, "") if is_page else ""
        token = bearer(request)
        # Monitors and assets come without either, and need no thread of ours.
        who = await in_thread(self._who, token, cookie) if token or cookie else Who()
        opt = scope["route_handler"].opt
        if is_page and request.method not in csrf.SAFE:
            csrf.require_same_origin(request)
            if who.session and not opt.get("csrf_in_handler"):
                await csrf.require_form(request, who.session)
        is_partial = who.session is not None and not who.session.is_complete
        if not opt.get("public") and (who.actor is None or is_partial):
            raise NotAuthorizedException
        scope["user"], scope["session"] = None if is_partial else who.actor, who.session
        await next_app(scope, receive, send)

    def _who(self, token: str, cookie: str) -> Who:
        if token:
            return Who(actor_by_token(self._regency, token))
        if not cookie:
            return Who()
        regency = self._regency
        session = regency.sessions.find(cookie, now=regency.ledger.clock())
        actor = session and actor_of(regency, session)
        return Who(actor, session) if actor else Who()


def session_of(request: AnyRequest) -> Session | None:
    """Return the session that a request came through; None for programs and visitors."""
    return cast("Session | None", request.scope.get("session"))


def require_session(request: AnyRequest) -> Session:
    """Return the session that a request came through.

    Raises:
        NotKnown: a program asks; it has no session to keep.
    """
    session = session_of(request)
    if session is None:
        raise NotKnown
    return session


def actor_of(regency: Regency, session: Session) -> Actor | None:
    """Return who acts through a session today: the holder, or the office they stand in for."""
    today = regency.ledger.today
    _, own = regency.ledger.look(Account, session.account)
    actor = own.actor(today)
    if actor is not None and session.acting_for:
        _, other = regency.ledger.look(Account, session.acting_for)
        actor = other.actor_for(actor, today) or actor
    return actor and with_agreed(regency, actor)


def require_fresh(request: AnyRequest) -> None:
    """Ask for a password or a code again, unless one was given within the last ten minutes.

    For exports, rights and approvals on pages. A program has proved with its token who it is.

    Raises:
        ProveAgain: answered with the page that asks.
    """
    session = session_of(request)
    if session is not None and not session.is_fresh(now_of(request)):
        raise ProveAgain(here(request))


def ask_again(_: AnyRequest, step: ProveAgain) -> Response[Any]:
    """Lead to the page that asks for a proof, and back afterwards."""
    return Redirect("/sesi/ulang", query_params={"kembali": step.back}, status_code=303)


def session_cookie(token: str, *, is_secure: bool) -> Cookie:
    """Return the cookie that opens a session; scripts and other sites can't use it."""
    return Cookie(
        key=cookie_name(is_secure=is_secure),
        value=token,
        path="/",
        httponly=True,
        secure=is_secure,
        # Lax: a link in a letter leads in; what changes something is guarded by the form's token.
        samesite="lax",
        max_age=int(LONGEST.total_seconds()) if token else 0,
    )


def cookie_name(*, is_secure: bool) -> str:
    """Return the cookie's name; with its prefix no neighbour on the domain can plant one."""
    return "__Host-sanding" if is_secure else "sanding"


def here(request: AnyRequest) -> str:
    """Return the address to come back to: the page itself, or the one a form stands on."""
    path = request.url.path
    query = request.url.query if request.method == "GET" else ""
    return f"{path}?{query}" if query else path


def local(address: str) -> str:
    """Return an address within the service; the first page for any other."""
    is_ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_ours and address.isprintable() and " " not in address else "/"


def now_of(request: AnyRequest) -> datetime:
    """Return the moment it is, by the regency's clock."""
    regency: Regency = request.app.state.regency
    return regency.ledger.clock()


def bearer(request: AnyRequest) -> str:
    """Return the bearer token of a request, "" if it has none."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""
