"""Contradictions: testimonies that disagree, and which of them holds."""

from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.aggregates.household import Household
from service.application import Receipt
from service.commands import contradictions as commands
from service.http import reads
from service.http.areas import households_within
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question
from service.kernel.roles import Actor
from service.projections import contradictions
from service.projections.contradictions import Asked
from service.projections.moment import Moment
from service.regency import Regency


class ContradictionLine(contradictions.Contradiction, frozen=True, kw_only=True):
    """A contradiction, with the days it has been waiting or had waited."""

    age: int


class ContradictionsController(Controller):
    """What two accounts say of one household, where both can't be right."""

    path = "/contradictions"
    tags = ("contradictions",)

    @question("/", right="contradictions.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        household: FromQuery[UUID | None] = None,
        is_open: Annotated[
            bool | None, QueryParameter(description="Left out, the open ones and the decided.")
        ] = None,
    ) -> Page[ContradictionLine]:
        """Contradictions, the one that has waited longest first."""
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "contradictions")
        asked = Asked(areas=households_within(actor, area), household=household, is_open=is_open)
        with regency.reading(actor) as conn:
            rows = contradictions.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        found = paging.page(rows, lambda row: (row.position,), position)
        return Page(
            items=[line_of(one, regency) for one in found.items],
            position=found.position,
            next=found.next,
        )

    @command(
        "/{household:uuid}/{contradiction:int}/decisions",
        right="contradictions.decide",
    )
    def decide(
        self,
        call: NamedDependency[Call],
        household: FromPath[UUID],
        contradiction: FromPath[int],
        data: JSONBody[commands.Decide],
    ) -> Response[Receipt]:
        """Say which testimony holds; whoever gave one of them may not."""
        return call.record(
            partial(
                commands.decide_contradiction,
                household=household,
                contradiction=contradiction,
                ask=data,
            ),
            about=(Household, household),
            location=lambda known: f"/api/v1/households/{known}",
        )


def line_of(one: contradictions.Contradiction, regency: Regency) -> ContradictionLine:
    """Return a contradiction with its age."""
    told = {name: getattr(one, name) for name in one.__struct_fields__}
    return ContradictionLine(**told, age=one.age_days(regency.ledger.today))
