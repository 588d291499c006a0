"""Two lists compared, or a list and the register, as far as whoever asks may know of households."""

from collections.abc import Collection
from uuid import UUID

from service.kernel.roles import Actor
from service.projections import vintages
from service.projections.moment import PRESENT, Moment
from service.projections.vintages import Change, ChangeCount, Differing
from service.regency import Regency


def differences(
    regency: Regency,
    actor: Actor,
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
    with regency.reading(actor) as conn:
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
    actor: Actor,
    before: UUID | None,
    after: UUID,
    *,
    areas: Collection[str] | None,
    moment: Moment = PRESENT,
) -> list[ChangeCount]:
    """Count them per village and kind of change; see `vintages.counts`."""
    with regency.reading(actor) as conn:
        return vintages.counts(conn, regency.schema, before, after, areas=areas, moment=moment)
