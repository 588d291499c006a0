"""What partners would like to help with, and how many unmet needs match that."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Struct

from service.aggregates.interest import Interest
from service.application import Receipt
from service.commands import interests as commands
from service.commands.requests import Explain, Request
from service.http.areas import hidden_from
from service.http.calls import Call
from service.http.reads import SlugAsked, command, question
from service.kernel.roles import Actor
from service.policies import access
from service.policies.disclosure import is_exact, told
from service.projections import interests
from service.regency import Regency

Id = FromPath[UUID]
NEEDED = ("interests", "programmes", "needs")


class InterestAnswer(interests.Interest, frozen=True, kw_only=True):
    """An interest with what matches it now.

    Args:
        unmet: needs that match; in steps of five for whoever may not know of single households.
        fresh: those of them that are new since the partner looked last; counted likewise.
    """

    unmet: int
    fresh: int


class Interests(Struct, frozen=True, kw_only=True):
    """Interests, the newest first, as of a position."""

    items: Sequence[InterestAnswer]
    position: int


class InterestsController(Controller):
    """An interest locks nothing; it only tells when there is something to do."""

    path = "/interests"
    tags = ("interests",)

    @command("/", right="interests.save")
    def save(
        self, call: NamedDependency[Call], data: JSONBody[commands.SaveInterest]
    ) -> Response[Receipt]:
        """Keep what a partner would like to help with."""
        return call.record(
            partial(commands.save, ask=data),
            about=(Interest, "new"),
            location=lambda _: "/api/v1/interests",
        )

    @command("/{interest:uuid}/changes", right="interests.change")
    def change(
        self, call: NamedDependency[Call], interest: Id, data: JSONBody[commands.GivenWish]
    ) -> Response[Receipt]:
        """Want something else from now on."""
        return _record(call, interest, partial(commands.change, ask=data))

    @command("/{interest:uuid}/reviews", right="interests.review")
    def review(
        self, call: NamedDependency[Call], interest: Id, data: JSONBody[Request]
    ) -> Response[Receipt]:
        """Note that what matches was looked through; what comes later is new."""
        return _record(call, interest, partial(commands.review, ask=data))

    @command("/{interest:uuid}/ends", right="interests.end")
    def end(
        self, call: NamedDependency[Call], interest: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Stop being told."""
        return _record(call, interest, partial(commands.end, ask=data))

    @question("/", right="interests.read")
    def many(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        partner: SlugAsked = None,
    ) -> Interests:
        """Interests of a partner, or of all; an officer of a partner is told of the own ones."""
        position = regency.engine.catch_up(*NEEDED)
        return Interests(items=answers(regency, actor, partner), position=position)


def answers(regency: Regency, actor: Actor, partner: str | None = None) -> list[InterestAnswer]:
    """Return interests that are an actor's to know, with what matches them now."""
    if actor.role == "partner_officer":
        partner = actor.organisation
    exactly = is_exact(access.households_of(actor), actor.scope.areas)
    hidden = hidden_from(regency, actor)
    with regency.reading(actor, counts=True) as conn:
        found = interests.find(conn, regency.schema, partner)
        matching = {
            one.interest: one
            for owner in {one.partner for one in found}
            for one in interests.matching(conn, regency.schema, owner, hidden=hidden)
        }
    return [
        InterestAnswer(
            **{name: getattr(one, name) for name in one.__struct_fields__},
            unmet=told(matching[one.interest].unmet, exactly=exactly),
            fresh=told(matching[one.interest].fresh, exactly=exactly),
        )
        for one in found
    ]


def _record(call: Call, interest: UUID, command: partial[UUID]) -> Response[Receipt]:
    return call.record(
        partial(command, interest=interest),
        about=(Interest, interest),
        location=lambda _: "/api/v1/interests",
    )
