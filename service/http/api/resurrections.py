"""Whoever left and is named again by a later list."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.resurrection import Resurrection
from service.application import Receipt
from service.commands import resurrections as commands
from service.http import reads, resurrected
from service.http.calls import Call
from service.http.downloads import FormatAsked, download
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question
from service.kernel.roles import Actor
from service.projections.moment import Moment
from service.projections.resurrections import Alert, AlertCount
from service.regency import Regency

ListAsked = Annotated[UUID | None, QueryParameter(name="list", description="Only of this list.")]


class AlertsByList(Struct, frozen=True, kw_only=True):
    """How often each list names somebody who had left, the worst list first.

    Args:
        position: the last event this answer takes into account.
    """

    items: Sequence[AlertCount]
    position: int


class ResurrectionsController(Controller):
    """Alerts; a list never reopens anything."""

    path = "/resurrections"
    tags = ("lists",)

    @question("/", right="lists.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        list_asked: ListAsked = None,
        is_open: Annotated[
            bool | None, QueryParameter(description="Left out, the open ones and the settled.")
        ] = None,
    ) -> Page[Alert]:
        """Who is listed again though they had left: how and when, who said so, and which list."""
        key = reads.after(paging, int, int)
        position = reads.caught_up(regency, moment, "resurrections")
        found = resurrected.found(
            regency,
            actor,
            area=area,
            list_id=list_asked,
            is_open=is_open,
            moment=moment,
            limit=paging.limit + 1,
            after=(key[0], key[1]) if key else None,
        )
        return paging.page(found, lambda one: (one.position, one.row_no or 0), position)

    @command("/decisions", right="resurrections.settle")
    def settle(
        self, call: NamedDependency[Call], data: JSONBody[commands.Settle]
    ) -> Response[Receipt]:
        """Say that whoever lists name again stays gone; whoever said so first may not.

        Whoever is there after all is judged `present`, or their household is reopened: that ends
        the alert by itself.
        """
        return call.record(
            partial(commands.settle, ask=data),
            about=(Resurrection, "new"),
            location=lambda _: "/api/v1/resurrections",
        )

    @question("/counts", right="lists.read")
    def counts(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        area: AreaAsked = None,
    ) -> AlertsByList:
        """How often each list, of which issuer, names somebody who had left."""
        position = reads.caught_up(regency, moment, "resurrections")
        return AlertsByList(
            items=resurrected.counted(regency, actor, area=area, moment=moment),
            position=position,
        )

    @question("/file", right="lists.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        format: FormatAsked = "csv",  # noqa: A002  (the address says format=)
        area: AreaAsked = None,
        list_asked: ListAsked = None,
    ) -> Response[Any]:
        """The alerts as CSV or a workbook, without names: for the owner of the list."""
        return download(resurrected.sheet(regency, actor, area=area, list_id=list_asked), format)
