"""Two lists compared, or a list and the register: read whole, told where the asker may look.

Whoever came from a village that is not the asker's has moved and is not new, so both sides are read
behind no wall; what is told is cut to the areas that are given, which are never more than the
asker's own.
"""

from collections.abc import Collection
from uuid import UUID

from service.projections import vintages
from service.projections.moment import PRESENT, Moment
from service.projections.vintages import Change, ChangeCount, Differing
from service.regency import Regency


def differences(
    regency: Regency,
    before: UUID | None,
    after: UUID,
    *,
    areas: Collection[str] | None,
    change: Change | None = None,
    moment: Moment = PRESENT,
    limit: int,
    beyond: UUID | None = None,
) -> list[Differing]:
    """Return the persons of whom a list says something else; see `vintages.differences`.

    Args:
        before: None for the register.
        areas: where the asker may know of single households; None for everywhere.
    """
    with regency.pool.connection() as conn:
        return vintages.differences(
            conn,
            regency.schema,
            before,
            after,
            areas=areas,
            change=change,
            moment=moment,
            limit=limit,
            beyond=beyond,
        )


def counts(
    regency: Regency,
    before: UUID | None,
    after: UUID,
    *,
    areas: Collection[str] | None,
    moment: Moment = PRESENT,
) -> list[ChangeCount]:
    """Count them per village and kind of change; see `vintages.counts`."""
    with regency.pool.connection() as conn:
        return vintages.counts(conn, regency.schema, before, after, areas=areas, moment=moment)
