"""In which decile lists put households, each list beside the others."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter
from msgspec import Struct

from service.aggregates.household import Household
from service.application import NotKnown
from service.http import reads
from service.http.areas import hidden_from, households_within
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, question
from service.kernel.lists import Layout, RankLevel
from service.kernel.roles import Actor
from service.policies import access
from service.projections import households, ranks
from service.projections.moment import Moment
from service.projections.ranks import RankLine
from service.regency import Regency


class RanksOfHousehold(Struct, frozen=True, kw_only=True):
    """What every list says of one household, the newest first; none replaces another.

    Args:
        items: also of records that turned out to be of this household, under their own ids.
        position: the last event this answer takes into account.
    """

    household: UUID
    items: Sequence[RankLine]
    position: int


class RanksController(Controller):
    """Deciles as lists tell them; the DTKS layout carries none."""

    tags = ("households",)

    @question("/ranks", right="households.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        origin: Annotated[Layout, QueryParameter(description="The kind of list.")],
        level: Annotated[RankLevel, QueryParameter(description="Ranked among whom.")] = "national",
        at_most: Annotated[int, QueryParameter(ge=1, le=10, description="The highest decile.")] = 2,
        area: AreaAsked = None,
    ) -> Page[RankLine]:
        """Households that the newest list of a kind puts in a decile or below, by id."""
        key = reads.after(paging, str)
        areas = households_within(actor, area)
        position = reads.caught_up(regency, moment, "ranks")
        hidden = set(hidden_from(regency, actor))
        with regency.reading(actor) as conn:
            found = ranks.within(
                conn,
                regency.schema,
                areas=areas,
                origin=origin,
                level=level,
                at_most=at_most,
                moment=moment,
                limit=paging.limit + 1,
                after=UUID(key[0]) if key else None,
            )
        page = paging.page(found, lambda one: (str(one.household),), position)
        shown = [one for one in page.items if one.household not in hidden]
        return Page(items=shown, position=page.position, next=page.next)

    @question("/households/{household:uuid}/ranks", right="households.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        household: FromPath[UUID],
    ) -> RanksOfHousehold:
        """What every list says of one household, side by side."""
        _, known = regency.ledger.look(Household, household)
        if known.id is None:
            raise NotKnown
        access.require_household(actor, known.village, is_restricted=known.is_restricted)
        position = reads.caught_up(regency, moment, "ranks")
        several = households.records(regency.log, household, moment)
        with regency.reading(actor) as conn:
            found = ranks.of_households(conn, regency.schema, several, moment)
        return RanksOfHousehold(household=household, items=found, position=position)
