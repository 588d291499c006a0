"""Promises that should be looked at again, as far as a reader may know."""

from uuid import UUID

from service.http.areas import hidden_from, households_within
from service.kernel.roles import Actor
from service.projections import flags
from service.projections.flags import Asked, Flag
from service.projections.moment import PRESENT, Moment
from service.regency import Regency


def asked_of(
    regency: Regency,
    actor: Actor,
    *,
    area: str | None = None,
    is_explained: bool | None = None,
    commitment: UUID | None = None,
    household: UUID | None = None,
) -> Asked:
    """Return what a reader may ask: partners of their own promises only, others where they work.

    Raises:
        OutOfScope: the area is not the reader's.
    """
    return Asked(
        areas=households_within(actor, area),
        party=actor.organisation if actor.role == "partner_officer" else None,
        is_explained=is_explained,
        commitment=commitment,
        household=household,
        hidden=tuple(hidden_from(regency, actor)),
    )


def found(
    regency: Regency,
    actor: Actor,
    asked: Asked,
    *,
    moment: Moment = PRESENT,
    limit: int,
    after: tuple[int, str, str] | None = None,
) -> list[Flag]:
    """Return flags, what happened last first."""
    regency.engine.catch_up(*flags.SOURCES)
    with regency.reading(actor) as conn:
        return flags.find(conn, regency.schema, asked, moment=moment, limit=limit, after=after)


def count_open(regency: Regency, actor: Actor, area: str | None = None) -> int:
    """Count the promises that are flagged and not explained."""
    asked = asked_of(regency, actor, area=area, is_explained=False)
    regency.engine.catch_up(*flags.SOURCES)
    with regency.reading(actor) as conn:
        return flags.count(conn, regency.schema, asked)
