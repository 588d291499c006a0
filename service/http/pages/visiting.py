"""Where a reader of pages may look, and who looks without signing in."""

from service.application import NotKnown
from service.kernel.roles import Actor, Scope
from service.policies.access import OutOfScope

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
