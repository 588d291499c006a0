"""Leaves to promise beside others: asked for, decided by somebody else, used once."""

from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.aggregates.clearance import Clearance, ClearanceState
from service.application import NotKnown, Receipt
from service.commands import clearances as commands
from service.commands.requests import Explain
from service.http import reads
from service.http.areas import hidden_from, households_within
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import (
    AreaAsked,
    SlugAsked,
    command,
    question,
    question_about_one,
)
from service.kernel.needs import NeedType
from service.kernel.roles import Actor
from service.projections import clearances
from service.projections.clearances import Asked
from service.projections.moment import Moment
from service.regency import Regency

Id = FromPath[UUID]


class ClearancesController(Controller):
    """Whoever asked does not decide, and whoever decided does not use it."""

    path = "/clearances"
    tags = ("commitments",)

    @command("/", right="clearances.request")
    def request(
        self, call: NamedDependency[Call], data: JSONBody[commands.RequestClearance]
    ) -> Response[Receipt]:
        """Ask to promise beside the promises that are in the way, with the reason why."""
        return call.record(
            partial(commands.request, ask=data), about=(Clearance, "new"), location=_at
        )

    @command("/{clearance:uuid}/grants", right="clearances.decide")
    def grant(
        self, call: NamedDependency[Call], clearance: Id, data: JSONBody[commands.GrantClearance]
    ) -> Response[Receipt]:
        """Let the partner promise, once; its next promise for this need uses it up."""
        return _record(call, clearance, partial(commands.grant, ask=data))

    @command("/{clearance:uuid}/refusals", right="clearances.decide")
    def refuse(
        self, call: NamedDependency[Call], clearance: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Tell the partner to choose another need."""
        return _record(call, clearance, partial(commands.refuse, ask=data))

    @command("/{clearance:uuid}/resolutions", right="clearances.request")
    def resolve(
        self,
        call: NamedDependency[Call],
        clearance: Id,
        data: JSONBody[commands.ResolveClearance],
    ) -> Response[Receipt]:
        """Say what came of it instead: a promise elsewhere, or nothing."""
        return _record(call, clearance, partial(commands.resolve, ask=data))

    @question("/", right="clearances.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        household: FromQuery[UUID | None] = None,
        partner: SlugAsked = None,
        need: FromQuery[NeedType | None] = None,
        standing: Annotated[
            ClearanceState | None,
            QueryParameter(name="state", description="Only those that are so far."),
        ] = None,
    ) -> Page[clearances.Clearance]:
        """Leaves where the caller may know of households, the one asked for last first."""
        key = reads.after(paging, int)
        position = reads.caught_up(regency, moment, "clearances")
        asked = Asked(
            areas=households_within(actor, area),
            household=household,
            partner=partner,
            need=need,
            state=standing,
            hidden=tuple(hidden_from(regency, actor)),
        )
        with regency.reading(actor) as conn:
            rows = clearances.find(
                conn,
                regency.schema,
                asked,
                moment=moment,
                limit=paging.limit + 1,
                after=key[0] if key else None,
            )
        return paging.page(rows, lambda one: (one.position,), position)

    @question_about_one("/{clearance:uuid}", right="clearances.read")
    def one(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        clearance: Id,
    ) -> Response[clearances.Clearance]:
        """One leave: who asked against whom, who decided, and what came of it."""
        headers = reads.versioned(regency, moment, Clearance, clearance)
        return reads.answered(told_of(regency, actor, clearance, moment), headers)


def told_of(
    regency: Regency, actor: Actor, clearance: UUID, moment: Moment
) -> clearances.Clearance:
    """Return a leave, if its household is the actor's to know.

    Raises:
        NotKnown: it is not, or there is none.
    """
    reads.caught_up(regency, moment, "clearances")
    with regency.reading(actor) as conn:
        found = clearances.one(conn, regency.schema, clearance, moment)
    if found is None or found.household in hidden_from(regency, actor):
        raise NotKnown
    return found


def _at(clearance: object) -> str:
    return f"/api/v1/clearances/{clearance}"


def _record(call: Call, clearance: UUID, act: partial[UUID]) -> Response[Receipt]:
    return call.record(
        partial(act, clearance=clearance),
        about=(Clearance, clearance),
        location=lambda _: _at(clearance),
    )
