"""How people may come in here: over TLS or not, as somebody of a demo, through a provider."""

from typing import Any

from litestar import Request, Response
from msgspec import Struct

from service.http.authentication import cookie_name, session_cookie
from service.http.oidc import Provider
from service.sessions.sessions import Place

AnyRequest = Request[Any, Any, Any]


class Doors(Struct, frozen=True, kw_only=True):
    """How people may come in.

    Args:
        public_url: where browsers reach the service, as `https://sanding.example.go.id`.
        personas: accounts that anybody may try; for demos only.
        provider: the regency's identity provider, None if it has none.
    """

    public_url: str
    personas: tuple[str, ...] = ()
    provider: Provider | None = None

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.public_url.startswith("https://")

    def address(self, path: str) -> str:
        """Return the full address of a page, for letters and other sites."""
        return self.public_url.rstrip("/") + path

    def let_in(self, response: Response[Any], token: str) -> None:
        """Give a browser its session; "" takes it away."""
        response.set_cookie(session_cookie(token, is_secure=self.is_secure))

    def token_of(self, request: AnyRequest) -> str:
        """Return the session token that a browser sent, "" if none."""
        return request.cookies.get(cookie_name(is_secure=self.is_secure), "")


def place_of(request: AnyRequest) -> Place:
    """Return where a browser is."""
    address = request.client.host if request.client else ""
    return Place(address, request.headers.get("user-agent", ""))
