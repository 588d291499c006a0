"""How many households stand how, by area, on both clocks."""

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from service.http import reads
from service.http.areas import areas_of, hidden_from
from service.http.reads import AreaAsked, question
from service.kernel.roles import Actor
from service.kernel.verdicts import STATUS_LABELS, HouseholdStatus
from service.policies import access
from service.policies.disclosure import is_exact, told
from service.projections import statuses
from service.projections.moment import Moment
from service.regency import Regency

By: TypeAlias = Literal["village", "kecamatan", "regency"]


class StatusCount(Struct, frozen=True, kw_only=True):
    """How many households of an area have a status.

    Args:
        area: code of the village, kecamatan or regency, as far as the caller may look into it.
        label: the status in Indonesian.
        persons: members who belong to these households.
    """

    area: str
    status: HouseholdStatus
    label: str
    households: int
    persons: int


class StatusCounts(Struct, frozen=True, kw_only=True):
    """Households by area and status, as known and true at the moment asked for.

    Args:
        areas: where was looked.
        households, persons: all of them together.
        position: the last event this answer takes into account.
    """

    by: By
    areas: Sequence[str]
    households: int
    persons: int
    counts: Sequence[StatusCount]
    position: int


class StatusesController(Controller):
    """Counts tell of nobody, so every account may read them for its own areas."""

    path = "/statuses"
    tags = ("statuses",)

    @question("/", right="counts.read")
    def counts(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        by: Annotated[By, QueryParameter(description="What to count by.")] = "kecamatan",
        area: AreaAsked = None,
    ) -> StatusCounts:
        """Households and persons by area and status.

        Whoever may not know of single households there is told them in steps of five.
        """
        areas = areas_of(actor, area)
        position = reads.caught_up(regency, moment, "statuses")
        found = counted(regency, actor, areas, moment=moment, by=by)
        return StatusCounts(
            by=by,
            areas=areas,
            households=sum(one.households for one in found),
            persons=sum(one.persons for one in found),
            counts=found,
            position=position,
        )


def counted(
    regency: Regency, actor: Actor, areas: Sequence[str], *, moment: Moment, by: By
) -> list[StatusCount]:
    """Return the counts of areas that don't overlap, in order of area and status.

    Whoever may not know of single households there is told them in steps of five.
    """
    found: dict[tuple[str, HouseholdStatus], tuple[int, int]] = {}
    hidden = hidden_from(regency, actor)
    exactly = is_exact(access.households_of(actor), areas)
    with regency.reading(actor, counts=True) as conn:
        for area in areas:
            for line in statuses.counts(conn, regency.schema, area, moment, by=by, hidden=hidden):
                # Two villages of a mentor may lie in one kecamatan, and are one line of it.
                households, persons = found.get((line.area, line.status), (0, 0))
                found[line.area, line.status] = (
                    households + line.households,
                    persons + line.persons,
                )
    return [
        StatusCount(
            area=area,
            status=status,
            label=STATUS_LABELS[status],
            households=told(households, exactly=exactly),
            persons=told(persons, exactly=exactly),
        )
        for (area, status), (households, persons) in sorted(found.items())
        if told(households, exactly=exactly)
    ]
