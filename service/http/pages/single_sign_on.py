"""Signing in through the regency's identity provider.

/masuk/sso → (the provider) → /masuk/sso/kembali → (/masuk/langkah-kedua) → /
"""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Response, get
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Redirect

from service.aggregates.account import Account
from service.application import NotKnown
from service.commands import credentials as commands
from service.http.authentication import AnyRequest, local
from service.http.doors import Doors
from service.http.oidc import Attempt, NotFromProvider, Provider
from service.http.pages import signing_in
from service.http.pages.signing_in import Back
from service.regency import Regency

COOKIE = "sanding_sso"
COOKIE_SECONDS = 600
RETURN = "/masuk/sso/kembali"

Told = Annotated[str, QueryParameter(max_length=4_000)]


class SingleSignOnController(Controller):
    """The way in through another house."""

    include_in_schema = False
    opt = {"public": True}  # noqa: RUF012  (the framework's own way)

    @get("/masuk/sso", sync_to_thread=True)
    def leave(self, doors: NamedDependency[Doors], back: Back = "/") -> Response[Any]:
        """Send the browser to the provider."""
        provider = _provider(doors)
        address, attempt = provider.authorise(doors.address(RETURN), local(back))
        response: Response[Any] = Redirect(address, status_code=303)
        response.set_cookie(
            Cookie(
                key=COOKIE,
                value=msgspec.json.encode(attempt).hex(),
                path="/masuk/sso",
                httponly=True,
                secure=doors.is_secure,
                samesite="lax",
                max_age=COOKIE_SECONDS,
            )
        )
        return response

    @get(RETURN, sync_to_thread=True)
    def come_back(
        self,
        *,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        doors: NamedDependency[Doors],
        code: Told = "",
        state_told: Annotated[str, QueryParameter(name="state", max_length=4_000)] = "",
        error: Told = "",
        error_description: Told = "",
        iss: Told = "",
        session_state: Told = "",
    ) -> Response[Any]:
        """Let in whoever the provider says it is; what it says beside the code does not count."""
        del error, error_description, session_state
        provider = _provider(doors)
        if not code or iss not in ("", provider.issuer):
            raise NotFromProvider
        attempt = _attempt(request)
        claims = provider.claims(
            attempt, state=state_told, code=code, redirect=doors.address(RETURN)
        )
        known = regency.ledger.look(Account, claims.username)[1]
        if known.actor(regency.ledger.today) is None or known.role is None:
            raise NotKnown
        provider.require_role(claims, known.role)
        identity = provider.identity_hash(claims)
        if known.identity_hash != identity:
            # Refused by the account, if it is tied to somebody else already.
            signing_in.record(regency, known, lambda w: commands.link(w, identity_hash=identity))
        response = signing_in.begin(
            request, regency, doors, known, attempt.back, is_complete=claims.has_second_factor
        )
        response.delete_cookie(COOKIE, path="/masuk/sso")
        return response


def _provider(doors: Doors) -> Provider:
    if doors.provider is None:
        raise NotKnown
    return doors.provider


def _attempt(request: AnyRequest) -> Attempt:
    """Return what the browser kept.

    Raises:
        NotFromProvider: it did not set out from here, or too long ago.
    """
    try:
        kept = bytes.fromhex(request.cookies.get(COOKIE, ""))
        return msgspec.json.decode(kept, type=Attempt)
    except (ValueError, msgspec.MsgspecError) as err:
        raise NotFromProvider from err
