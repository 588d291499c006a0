"""Who looks at pages: a token in a cookie, or the demo's visitor."""

from typing import Any
from urllib.parse import parse_qs

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.response import Redirect

from service.application import NotKnown
from service.http.calls import actor_by_token
from service.http.pages.rendering import render
from service.http.threads import in_thread
from service.kernel.roles import Actor, Scope
from service.policies.access import OutOfScope
from service.regency import Regency

COOKIE = "sanding_token"
COOKIE_SECONDS = 8 * 3600
LONGEST_FORM_BYTES = 2_000


def visitor_of(regency: str) -> Actor:
    """Return who a demo's visitor without a token is: a role that never reads names."""
    return Actor(
        account="pengunjung",
        position="pengunjung contoh",
        role="partner_officer",
        organisation="pengunjung",
        scope=Scope((regency,)),
    )


def require_area(actor: Actor, code: str, *, is_known: bool) -> None:
    """Refuse an area that is unknown, or that nothing of is the reader's to see.

    Raises:
        NotKnown, OutOfScope: both are answered the same.
    """
    if not is_known:
        raise NotKnown
    if not (
        actor.scope.covers(code) or any(area.startswith(code + ".") for area in actor.scope.areas)
    ):
        raise OutOfScope(area=code)


class VisitingController(Controller):
    """Signing in with a token, and what every page needs."""

    include_in_schema = False
    opt = {"public": True}  # noqa: RUF012  (the framework's own way)

    @get("/masuk", sync_to_thread=False)
    def form(self, request: Request[Any, Any, Any]) -> Response[str]:
        """Ask for a token."""
        return render(request, "signin.html", is_wrong=False)

    @post("/masuk", opt={"public": True, "raw_body": True})
    async def enter(
        self, request: Request[Any, Any, Any], regency: NamedDependency[Regency]
    ) -> Response[str] | Redirect:
        """Keep the token in a cookie that scripts and other sites can't use."""
        body = (await request.body())[:LONGEST_FORM_BYTES].decode("utf-8", "replace")
        token = parse_qs(body).get("token", [""])[0].strip()
        if await in_thread(actor_by_token, regency, token) is None:
            return render(request, "signin.html", is_wrong=True, status=401)
        cookie = Cookie(
            key=COOKIE,
            value=token,
            httponly=True,
            samesite="strict",
            max_age=COOKIE_SECONDS,
            path="/",
        )
        return Redirect("/", cookies=[cookie], status_code=303)
