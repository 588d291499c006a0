"""Contributions: what all partners gave, each rupiah once, and the events behind every number."""

from collections.abc import Sequence
from typing import Annotated, Literal, TypeAlias

from litestar import Controller, Response
from litestar.di import NamedDependency, Provide
from litestar.params import FromQuery, QueryParameter
from msgspec import Struct
from msgspec.structs import replace

from service.http import reads
from service.http.areas import known_to
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, SlugAsked, YearAsked, question
from service.http.stated import booked
from service.kernel.needs import NeedType, Strategy
from service.kernel.roles import Actor
from service.policies import access
from service.projections import contributions
from service.projections.contributions import Asked, Credit, Group, Line, Stage, Totals
from service.projections.moment import Moment
from service.regency import Regency

By: TypeAlias = Literal["year", "month", "strategy", "need", "programme", "kecamatan", "village"]
Whose: TypeAlias = Literal["partner"] | By

ContributionLines: TypeAlias = Page[Line]


class Credits(Struct, frozen=True, kw_only=True):
    """Three views of the same rupiah; never to be added up."""

    funder: Totals
    broker: Totals
    implementer: Totals


class PartnerContributions(Struct, frozen=True, kw_only=True):
    """What a partner gave.

    Args:
        areas: the regions these numbers are about: those the caller may look at.
        position: the last event they take into account.
        by, credit: what `groups` breaks down, and by what; `next` is the `cursor` of more groups.
    """

    partner: str
    areas: Sequence[str]
    position: int
    credits: Credits
    by: By | None
    credit: Credit
    groups: Sequence[Group]
    next: str | None


class AllContributions(Struct, frozen=True, kw_only=True):
    """What everybody gave.

    Args:
        areas: the regions these numbers are about: those the caller may look at.
        position: the last event they take into account.
        totals: of all funders, so each rupiah counts once.
        groups: part by part; of the credit `broker` or `implementer` they do not add up to
            `totals`. `next` is the `cursor` of more of them.
    """

    areas: Sequence[str]
    position: int
    totals: Totals
    by: Whose
    credit: Credit
    groups: Sequence[Group]
    next: str | None


def provide_filters(
    *,
    regency: NamedDependency[Regency],
    actor: NamedDependency[Actor],
    credit: FromQuery[Credit] = "funder",
    fiscal_year: YearAsked = None,
    strategy: FromQuery[Strategy | None] = None,
    need: FromQuery[NeedType | None] = None,
    programme: SlugAsked = None,
    area: AreaAsked = None,
) -> Asked:
    """Return which contributions are asked for, where the caller may look."""
    return Asked(
        credit=credit,
        fiscal_year=fiscal_year,
        strategy=strategy,
        need=need,
        programme=programme,
        areas=reads.within(actor.scope, area),
        known=known_to(regency, actor),
    )


FILTERS = {"filters": Provide(provide_filters, sync_to_thread=False)}


class ContributionsController(Controller):
    """Everybody with an account may know what was given where they work."""

    path = "/contributions"
    tags = ("contributions",)
    dependencies = FILTERS

    @question("/", right="contributions.read")
    def all(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        filters: NamedDependency[Asked],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        by: Annotated[Whose, QueryParameter(description="Part by part.")] = "partner",
    ) -> AllContributions:
        """What all partners gave, partner by partner, with the total of the regency."""
        position = reads.caught_up(regency, moment, "contributions")
        groups = breakdown(regency, actor, by, filters, moment=moment, paging=paging)
        with regency.reading(actor, counts=True) as conn:
            totals = contributions.totals(
                conn, regency.schema, replace(filters, credit="funder"), moment
            )
        return AllContributions(
            areas=filters.areas or (),
            position=position,
            totals=totals,
            by=by,
            credit=filters.credit,
            groups=groups.items,
            next=groups.next,
        )

    @question("/lines", right="commitments.read")
    def lines(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        filters: NamedDependency[Asked],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        stage: FromQuery[Stage] = "committed",
    ) -> Page[Line]:
        """The events behind one of the regency's numbers, oldest first."""
        return lines_of(regency, actor, stage, filters, moment=moment, paging=paging)

    @question("/journal", right="statements.read", media_type="text/plain")
    def journal(
        self,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        partner: SlugAsked = None,
    ) -> Response[bytes]:
        """The money as a journal for `hledger`: of a partner, or of all to whoever oversees them.

        It holds what was known at `as_of`; what was true on a day is for `hledger --end` to say.
        """
        return booked(regency, actor, partner, moment.position)


def credits_of(regency: Regency, actor: Actor, asked: Asked, moment: Moment) -> Credits:
    """Return what a partner gave, brokered and carried out."""
    with regency.reading(actor, counts=True) as conn:
        one, two, three = (
            contributions.totals(conn, regency.schema, replace(asked, credit=credit), moment)
            for credit in ("funder", "broker", "implementer")
        )
    return Credits(funder=one, broker=two, implementer=three)


def breakdown(
    regency: Regency,
    actor: Actor,
    by: Whose,
    asked: Asked,
    *,
    moment: Moment,
    paging: Paging,
) -> Page[Group]:
    """Return a page of the parts of what is asked for, in order of their keys."""
    key = reads.after(paging, str)
    with regency.reading(actor, counts=True) as conn:
        rows = contributions.groups(
            conn,
            regency.schema,
            by,
            asked,
            moment=moment,
            limit=paging.limit + 1,
            after=key[0] if key else None,
        )
    return paging.page(rows, lambda row: (row.key,), 0)


def lines_of(
    regency: Regency,
    actor: Actor,
    stage: Stage,
    asked: Asked,
    *,
    moment: Moment,
    paging: Paging,
) -> Page[Line]:
    """Return a page of the events behind a number."""
    key = reads.after(paging, int)
    position = reads.caught_up(regency, moment, "contributions")
    with regency.reading(actor) as conn:
        rows = contributions.lines(
            conn,
            regency.schema,
            stage,
            asked,
            moment=moment,
            limit=paging.limit + 1,
            after=key[0] if key else None,
        )
    told = access.households_of(actor)
    shown = [one if told.covers(one.village) else replace(one, household=None) for one in rows]
    return paging.page(shown, lambda row: (row.position,), position)
