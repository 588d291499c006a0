"""What lists say otherwise than one another, and lists that nothing may rest on any more."""

from collections.abc import Sequence
from typing import Annotated, Any, TypeAlias
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.target_list import TargetList
from service.application import Receipt
from service.commands import lists as commands
from service.exchange import withdrawals
from service.http import differences, reads
from service.http.calls import Call
from service.http.differences import VillageChanges
from service.http.downloads import FormatAsked, download
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, command, question
from service.kernel.roles import Actor
from service.projections.moment import Moment
from service.projections.vintages import Change, Differing
from service.regency import Regency

InPath = FromPath[UUID]
Since: TypeAlias = Annotated[
    UUID | None, QueryParameter(description="The earlier list; left out, the register as it is.")
]
ChangeAsked: TypeAlias = Annotated[
    Change | None, QueryParameter(description="Only what differs in this.")
]


class ChangesByVillage(Struct, frozen=True, kw_only=True):
    """What differs per village.

    Args:
        position: the last event this answer takes into account.
    """

    items: Sequence[VillageChanges]
    position: int


class VintagesController(Controller):
    """Persons by their ids; names are read with their households."""

    path = "/lists/{list_id:uuid}"
    tags = ("lists",)

    @question("/differences", right="lists.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        list_id: InPath,
        since: Since = None,
        area: AreaAsked = None,
        change: ChangeAsked = None,
    ) -> Page[Differing]:
        """Whom this list adds, leaves out or tells otherwise than an earlier one, by person."""
        key = reads.after(paging, str)
        differences.two_lists(regency, actor, since, list_id, moment)
        position = reads.caught_up(regency, moment, *differences.NEEDED)
        found = differences.found(
            regency,
            actor,
            since,
            list_id,
            area=area,
            change=change,
            moment=moment,
            limit=paging.limit + 1,
            beyond=UUID(key[0]) if key else None,
        )
        return paging.page(found, lambda one: (str(one.person),), position)

    @question("/differences/counts", right="lists.read")
    def counts(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        list_id: InPath,
        since: Since = None,
        area: AreaAsked = None,
    ) -> ChangesByVillage:
        """How many persons differ, per village and kind of change."""
        differences.two_lists(regency, actor, since, list_id, moment)
        position = reads.caught_up(regency, moment, *differences.NEEDED)
        found = differences.counted(regency, actor, since, list_id, area=area, moment=moment)
        return ChangesByVillage(items=found, position=position)

    @question("/differences/file", right="lists.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        list_id: InPath,
        since: Since = None,
        format: FormatAsked = "csv",  # noqa: A002  (the address says format=)
        area: AreaAsked = None,
        change: ChangeAsked = None,
    ) -> Response[Any]:
        """The differences as CSV or a workbook, without names."""
        pair = differences.two_lists(regency, actor, since, list_id)
        return download(differences.sheet(regency, actor, pair, area=area, change=change), format)

    @command("/withdrawals", right="lists.withdraw")
    def withdraw(
        self,
        call: NamedDependency[Call],
        list_id: InPath,
        data: JSONBody[commands.Withdraw],
    ) -> Response[Receipt]:
        """Withdraw a list; whoever only it knows is closed. Sent again, it goes on."""
        withdrawals.require_whole(call.regency, call.actor)
        answer = call.record(
            lambda work: commands.withdraw(work, list_id, data),
            about=(TargetList, list_id),
            location=lambda _: f"/api/v1/lists/{list_id}",
        )
        withdrawals.go_on(call.regency, call.actor, list_id)
        return answer
