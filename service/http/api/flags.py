"""Open promises that should be looked at again, and what is done about them."""

from functools import partial
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from service.aggregates.commitment import Commitment
from service.aggregates.flag import Flag as Known
from service.application import Receipt
from service.commands import flags as commands
from service.commands.requests import Explain
from service.http import flagged, reads
from service.http.api.commitments import at
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question
from service.kernel.roles import Actor
from service.projections.flags import SOURCES, Flag
from service.projections.moment import Moment
from service.regency import Regency

Id = FromPath[UUID]


class FlagsController(Controller):
    """Nobody raises a flag: it follows from what happened to the household."""

    path = "/commitments"
    tags = ("commitments",)

    @question("/flags", right="clearances.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        commitment: FromQuery[UUID | None] = None,
        household: FromQuery[UUID | None] = None,
        is_explained: Annotated[
            bool | None, QueryParameter(description="Left out, those with a reason and without.")
        ] = None,
    ) -> Page[Flag]:
        """Open promises whose household died, moved, is better off, …, what happened last first.

        Partners find their own. A promise can be flagged for several causes at once.
        """
        key = reads.after(paging, int, str, str)
        position = reads.caught_up(regency, moment, *SOURCES)
        asked = flagged.asked_of(
            regency,
            actor,
            area=area,
            is_explained=is_explained,
            commitment=commitment,
            household=household,
        )
        found = flagged.found(
            regency,
            actor,
            asked,
            moment=moment,
            limit=paging.limit + 1,
            after=(key[0], key[1], key[2]) if key else None,
        )
        return paging.page(
            found, lambda one: (one.position, str(one.commitment), one.cause), position
        )

    @command("/{commitment:uuid}/explanations", right="flags.explain")
    def explain(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[Explain]
    ) -> Response[Receipt]:
        """Say why a flagged promise stays. A payment still takes the leave of a second person."""
        return call.record(
            partial(commands.explain, commitment=commitment, ask=data),
            about=(Known, commitment),
            location=at,
        )

    @command("/{commitment:uuid}/redirections", right="commitments.cancel")
    def redirect(
        self, call: NamedDependency[Call], commitment: Id, data: JSONBody[commands.Redirect]
    ) -> Response[Receipt]:
        """Lead what is left of a promise to another household or need; `id` is the new promise's.

        `If-Match` is the version of the promise that is given up.
        """
        return call.record(
            partial(commands.redirect, commitment=commitment, ask=data),
            about=(Commitment, commitment),
            location=at,
        )
