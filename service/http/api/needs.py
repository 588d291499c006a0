"""What is lacking: counted by area and kind, and listed household by household."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, TypeAlias
from uuid import UUID

from litestar import Controller
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from service.http import reads
from service.http.api.household_reads import heads_shown, uuid_in
from service.http.api.statuses import By
from service.http.areas import areas_of, hidden_from, households_within
from service.http.paging import Page, Paging
from service.http.problems import BadRequest, FieldError
from service.http.reads import AreaAsked, question
from service.http.sight import Names, Sight
from service.kernel.needs import NEED_LABELS, NEEDS, STRATEGY_LABELS, NeedType, Strategy
from service.kernel.roles import Actor
from service.kernel.verdicts import STANDING_LABELS, NeedStanding
from service.policies import access
from service.policies.disclosure import is_exact, told
from service.projections import needs
from service.projections.moment import Moment
from service.projections.needs import NeedCount, NeedLine, Promise
from service.regency import Regency

NeedsAsked: TypeAlias = Annotated[
    list[NeedType] | None, QueryParameter(description="Only these; repeatable.")
]
StrategiesAsked: TypeAlias = Annotated[
    list[Strategy] | None, QueryParameter(description="Only these; repeatable.")
]
StandingsAsked: TypeAlias = Annotated[
    list[NeedStanding] | None,
    QueryParameter(description="How they stand; repeatable. Left out, only what is unmet."),
]


class CountedNeed(Struct, frozen=True, kw_only=True):
    """How many needs of one kind stand one way in an area.

    Args:
        area: code of the village, kecamatan or regency, as far as the caller may look into it.
        households: each has a need of one kind at most once, so as many as there are needs.
    """

    area: str
    strategy: Strategy
    strategy_label: str
    need: NeedType
    need_label: str
    standing: NeedStanding
    standing_label: str
    households: int


class NeedCounts(Struct, frozen=True, kw_only=True):
    """Needs by area, strategy and kind, as known and true at the moment asked for.

    Args:
        areas: where was looked.
        position: the last event this answer takes into account.
    """

    by: By
    areas: Sequence[str]
    counts: Sequence[CountedNeed]
    position: int


class HouseholdNeed(Struct, frozen=True, kw_only=True):
    """A need of a household, and who promised to meet it.

    Args:
        head: name of the household's head, masked unless it was opened for a purpose.
        need_position: the event that says how it stands.
    """

    household: UUID
    village: str
    head: str
    names: Names
    need: NeedType
    need_label: str
    strategy: Strategy
    standing: NeedStanding
    occurred_on: date
    need_position: int
    promises: Sequence[Promise]


class NeedsController(Controller):
    """Where help is needed is everybody's to know within their areas; whose need it is, is not."""

    path = "/needs"
    tags = ("needs",)

    @question("/", right="counts.read")
    def counts(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        by: Annotated[By, QueryParameter(description="What to count by.")] = "village",
        area: AreaAsked = None,
        need: NeedsAsked = None,
        strategy: StrategiesAsked = None,
        standing: StandingsAsked = None,
    ) -> NeedCounts:
        """How many households lack what, by area and strategy."""
        areas = areas_of(actor, area)
        position = reads.caught_up(regency, moment, "needs")
        lines = counted(
            regency, actor, areas, moment=moment, by=by, standings=standing or ["unmet"]
        )
        return NeedCounts(
            by=by,
            areas=areas,
            counts=[
                line
                for line in lines
                if (not need or line.need in need) and (not strategy or line.strategy in strategy)
            ],
            position=position,
        )

    @question("/households", right="needs.read")
    def households(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        sight: NamedDependency[Sight],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        area: AreaAsked = None,
        need: NeedsAsked = None,
        strategy: StrategiesAsked = None,
        standing: StandingsAsked = None,
    ) -> Page[HouseholdNeed]:
        """Households with what each lacks, by area, household and need."""
        areas = households_within(actor, area)
        hidden = hidden_from(regency, actor)
        key = reads.after(paging, str, str, str)
        after = _after(key) if key else None
        position = reads.caught_up(regency, moment, "needs")
        found: list[tuple[str, NeedLine]] = []
        with regency.reading(actor) as conn:
            for one in areas:
                if (after and one < after[0]) or len(found) > paging.limit:
                    continue
                lines = needs.needs(
                    conn,
                    regency.schema,
                    one,
                    moment,
                    standings=standing or ["unmet"],
                    needs=need or None,
                    strategies=strategy or None,
                    hidden=hidden,
                    after=after[1:] if after and after[0] == one else None,
                    limit=paging.limit + 1 - len(found),
                )
                found += [(one, line) for line in lines]
        page = paging.page(
            found, lambda row: (row[0], str(row[1].household), row[1].need), position
        )
        villages = {line.household: line.village for _, line in page.items}
        heads = heads_shown(regency, sight, villages)
        return Page(
            items=[_line(line, heads[line.household]) for _, line in page.items],
            position=page.position,
            next=page.next,
        )


def counted(
    regency: Regency,
    actor: Actor,
    areas: Sequence[str],
    *,
    moment: Moment,
    by: By,
    standings: Sequence[NeedStanding] = ("unmet",),
) -> list[CountedNeed]:
    """Return the needs of areas that don't overlap, in order of area, strategy and kind.

    Whoever may not know of single households there is told them in steps of five.
    """
    exactly = is_exact(access.households_of(actor), areas)
    found: dict[tuple[str, Strategy, NeedType, NeedStanding], int] = {}
    hidden = hidden_from(regency, actor)
    with regency.reading(actor, counts=True) as conn:
        for area in areas:
            lines = needs.counts(
                conn, regency.schema, area, moment, by=by, standings=standings, hidden=hidden
            )
            for line in lines:
                key = (line.area, line.strategy, line.need, line.standing)
                found[key] = found.get(key, 0) + line.needs
    return [
        _counted(NeedCount(*key, needs=shown))
        for key, total in sorted(found.items())
        if (shown := told(total, exactly=exactly))
    ]


def _counted(line: NeedCount) -> CountedNeed:
    return CountedNeed(
        area=line.area,
        strategy=line.strategy,
        strategy_label=STRATEGY_LABELS[line.strategy],
        need=line.need,
        need_label=NEED_LABELS[line.need],
        standing=line.standing,
        standing_label=STANDING_LABELS[line.standing],
        households=line.needs,
    )


def _line(line: NeedLine, head: tuple[str, Names]) -> HouseholdNeed:
    return HouseholdNeed(
        household=line.household,
        village=line.village,
        head=head[0],
        names=head[1],
        need=line.need,
        need_label=NEED_LABELS[line.need],
        strategy=line.strategy,
        standing=line.standing,
        occurred_on=line.occurred_on,
        need_position=line.position,
        promises=line.promises,
    )


def _after(key: Sequence[str]) -> tuple[str, UUID, NeedType]:
    """Return the key of a page's last line.

    Raises:
        BadRequest: the cursor is of another list.
    """
    area, household, need = key
    for known in NEEDS:
        if known == need:
            return area, uuid_in(household), known
    raise BadRequest([FieldError("?cursor", "bukan penanda halaman dari jawaban ini")])
