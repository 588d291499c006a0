"""Eligible households with a confirmed need that nobody has promised: a list of work."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, TypeAlias

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from service.http import reads, unserved
from service.http.api.household_reads import uuid_in
from service.http.downloads import FormatAsked, download
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, question
from service.http.unserved import MOST_DAYS
from service.kernel.needs import NeedType
from service.kernel.roles import Actor
from service.projections.moment import Moment
from service.projections.unserved import SOURCES, USUAL_DAYS, Unserved, UnservedCount
from service.regency import Regency

DaysAsked: TypeAlias = Annotated[
    int, QueryParameter(ge=0, le=MOST_DAYS, description="Unserved for so many days at least.")
]
NeedAsked: TypeAlias = Annotated[NeedType | None, QueryParameter(description="Only this one.")]


class UnservedNeed(Unserved, frozen=True, kw_only=True):
    """The same, with how long it is."""

    days: int


class UnservedCounts(Struct, frozen=True, kw_only=True):
    """How many wait, by village and need.

    Args:
        days: counted from so many on.
        position: the last event this answer takes into account.
    """

    days: int
    items: Sequence[UnservedCount]
    position: int


class UnservedController(Controller):
    """How many wait is told wherever the caller works; who waits, to whoever may know of them."""

    path = "/needs/unserved"
    tags = ("needs",)

    @question("/", right="needs.read")
    def many(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        days: DaysAsked = USUAL_DAYS,
        area: AreaAsked = None,
        need: NeedAsked = None,
    ) -> Page[UnservedNeed]:
        """Confirmed needs of eligible households that nobody has promised, the longest first."""
        key = reads.after(paging, str, str, str)
        position = reads.caught_up(regency, moment, *SOURCES)
        rows = unserved.found(
            regency,
            actor,
            days=days,
            area=area,
            need=need,
            moment=moment,
            limit=paging.limit + 1,
            after=(date.fromisoformat(reads.day_in(key[0])), uuid_in(key[1]), key[2])
            if key
            else None,
        )
        day = unserved.day_of(regency, moment)
        told = [_aged(one, day) for one in rows]
        return paging.page(
            told, lambda one: (one.since.isoformat(), str(one.household), one.need), position
        )

    @question("/counts", right="counts.read")
    def counts(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        days: DaysAsked = USUAL_DAYS,
        area: AreaAsked = None,
        need: NeedAsked = None,
    ) -> UnservedCounts:
        """How many wait, by village and need, and since when the longest."""
        position = reads.caught_up(regency, moment, *SOURCES)
        found = unserved.counted(regency, actor, days=days, area=area, need=need, moment=moment)
        return UnservedCounts(days=days, items=found, position=position)

    @question("/file", right="needs.read", media_type="text/csv")
    def file(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        format: FormatAsked = "csv",  # noqa: A002  (the address says format=)
        days: DaysAsked = USUAL_DAYS,
        area: AreaAsked = None,
        need: NeedAsked = None,
    ) -> Response[Any]:
        """The list as CSV or a workbook, without names."""
        return download(unserved.sheet(regency, actor, days=days, area=area, need=need), format)


def _aged(one: Unserved, day: date) -> UnservedNeed:
    known: dict[str, Any] = {name: getattr(one, name) for name in one.__struct_fields__}
    return UnservedNeed(**known, days=(day - one.since).days)
