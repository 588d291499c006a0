"""Where a caller may look, and whom they must not find there."""

from uuid import UUID

from service.http import reads
from service.kernel.roles import Actor, Scope
from service.policies import access
from service.policies.access import OutOfScope
from service.projections import restrictions
from service.projections.reading import Visible
from service.regency import Regency


def bounds(regency: Regency, scope: Scope) -> tuple[str, ...] | None:
    """Return the areas of a scope; None if it is the whole regency."""
    return None if scope.covers(regency.code) else scope.areas


def known_to(regency: Regency, actor: Actor) -> Visible:
    """Return of which single households an actor may be told, in lists of promises."""
    areas = bounds(regency, access.households_of(actor))
    return Visible(areas, "" if areas is None else actor.organisation)


def households_within(actor: Actor, area: str | None = None) -> tuple[str, ...]:
    """Return the regions in which single households are told, as `areas_of`; maybe none.

    Raises:
        OutOfScope: none of what was asked for is the actor's, not even to count in.
    """
    areas_of(actor, area)
    return _apart(reads.within(access.households_of(actor), area))


def areas_of(actor: Actor, area: str | None = None) -> tuple[str, ...]:
    """Return the regions a read looks into, in order and without one inside another.

    Args:
        area: what was asked for; of a wider one, only what is the actor's.

    Raises:
        OutOfScope: none of it is the actor's.
    """
    apart = _apart(reads.within(actor.scope, area))
    if not apart:
        raise OutOfScope(area=area)
    return apart


def hidden_from(regency: Regency, actor: Actor) -> list[UUID]:
    """Return the households that an actor must not find anywhere: partners, restricted ones.

    The same rule as `access.may_know_household`, for lists and counts.
    """
    if actor.role != "partner_officer":
        return []
    regency.engine.catch_up("restrictions")
    with regency.reading(actor) as conn:
        return restrictions.hidden(conn, regency.schema)


def _apart(areas: tuple[str, ...]) -> tuple[str, ...]:
    found = set(areas)
    return tuple(
        one for one in sorted(found) if not any(one.startswith(other + ".") for other in found)
    )
