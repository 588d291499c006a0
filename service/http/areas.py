"""Where a caller may look."""

from service.http import reads
from service.kernel.roles import Actor
from service.policies.access import OutOfScope


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
