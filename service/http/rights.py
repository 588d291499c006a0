"""Who may use a route at all: asked before its body is read, of the table of rights.

    @command("/", right="partners.enrol")
    @get("/mitra", opt={"right": "partners.read"})
    @get("/healthz", opt={"public": True})

A route that names neither a right nor that it is public answers nobody. What a command then finds
out (whose village, whose money) it asks the table itself.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler

from service.kernel.roles import Actor
from service.policies import access
from service.policies.access import NotAllowed


def rights_of(handler: BaseRouteHandler) -> tuple[str, ...]:
    """Return the rights of which a route asks for one; none if it is public, or forgot to say."""
    named = handler.opt.get("right", ())
    return (named,) if isinstance(named, str) else tuple(named)


def is_public(handler: BaseRouteHandler) -> bool:
    """Say whether a route answers whoever asks."""
    return bool(handler.opt.get("public"))


def require_right(
    connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler
) -> None:
    """Refuse whoever may not use a route; a guard of the whole service.

    Raises:
        NotAuthorizedException: nobody is signed in.
        NotAllowed, NotEmpowered: the caller has none of the rights it asks for.
    """
    # What the framework itself answers to OPTIONS is the list of methods.
    if is_public(handler) or connection.scope.get("method") == "OPTIONS":
        return
    actor: Actor | None = connection.scope.get("user")
    if actor is None:
        raise NotAuthorizedException
    if not (named := rights_of(handler)):
        raise NotAllowed(role=actor.role)
    access.require_any(actor, named)
