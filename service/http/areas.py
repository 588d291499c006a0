"""Where a caller may look, and whom they must not find there."""

from uuid import UUID

from msgspec.structs import replace

from service.http import reads
from service.kernel.roles import Actor
from service.policies.access import OutOfScope
from service.projections import restrictions
from service.regency import Regency


def areas_of(actor: Actor, area: str | None = None) -> tuple[str, ...]:
    """Return the regions a read looks into, in order and without one inside another.

    Args:
        area: what was asked for; of a wider one, only what is the actor's.

    Raises:
        OutOfScope: none of it is the actor's.
    """
    found = set(reads.within(actor, area))
    apart = tuple(
        one for one in sorted(found) if not any(one.startswith(other + ".") for other in found)
    )
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
    with regency.pool.connection() as conn:
        return restrictions.hidden(conn, regency.schema)


def known_areas(actor: Actor, area: str | None = None) -> tuple[str, ...]:
    """Return where an actor may know of single households, within an area if one is given.

    Raises:
        OutOfScope: nowhere, or none of the area is the actor's.
    """
    areas_of(actor, area)
    return areas_of(replace(actor, scope=actor.known), area)
