"""Commands about the boundaries of villages: the secretariat publishes them."""

from datetime import date

from service.aggregates.boundary import Boundary
from service.application import Work
from service.commands.requests import Line, Part
from service.layouts.geojson import Boundaries
from service.policies import access


class Origin(Part, frozen=True, kw_only=True):
    """Where boundaries come from.

    Args:
        source: who drew them.
        source_date: the day they speak of.
        licence: on which terms they may be shown.
    """

    source: Line
    source_date: date
    licence: Line


def publish(work: Work, regency: str, ask: Origin, *, found: Boundaries) -> str:
    """Let maps be drawn with the boundaries of a file; return the regency's code.

    Raises:
        NotAllowed: not this actor.
        NotHappenedYet, BoundariesUnchanged: not like this.
    """
    access.require(work.actor, "boundaries.publish")
    events = work.load(Boundary, regency).publish(
        regency,
        outlines=found.outlines,
        file_hash=found.file_hash,
        source=ask.source.strip(),
        source_date=ask.source_date,
        licence=ask.licence.strip(),
        on=work.today,
        today=work.today,
    )
    work.append(Boundary, regency, *events)
    return regency
