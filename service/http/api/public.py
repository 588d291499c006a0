"""What anybody may ask without a token: unmet needs by village, and promises against proof.

No name, no household, and no number of households below five. Organisations are named.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from litestar import Controller, Request, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from msgspec import Struct

from service.http import public
from service.http.api.needs_board import by_number, cheapest
from service.http.areas import hidden_from
from service.http.paging import Page, Paging
from service.http.problems import OPEN_PROBLEMS
from service.http.public import DayAsked
from service.http.reads import VillageAsked, YearAsked, after
from service.kernel.needs import NEED_LABELS, NEEDS, NeedType, Strategy
from service.policies.disclosure import published, published_sum
from service.projections import adoptions, handovers, needs, partners, programmes, scoreboard
from service.projections.moment import Moment
from service.projections.needs import NeedCount
from service.projections.scoreboard import Sum
from service.reference.regions import territory
from service.regency import Regency

AnyRequest = Request[Any, Any, Any]

MOST_PROGRAMMES = 1_000
BOARD_NEEDS = ("needs", "programmes", "adoptions", "restrictions")
SCORE_NEEDS = ("contributions", "handovers", "partners")


class PublicNeed(Struct, frozen=True, kw_only=True):
    """How many households of a village wait for one need, in steps of five.

    Args:
        village: code; None in the sum of the regency.
        households: None below five, and for a sum that would tell on a village below five.
        taken: households that promises and proposals to the village are for.
    """

    village: str | None
    need: NeedType
    need_label: str
    households: int | None
    taken: int
    unit_price_rupiah: int | None


class PublicBoard(Struct, frozen=True, kw_only=True):
    """Needs of the whole regency, and of the villages where five households or more wait.

    What is not among `villages` is below five, or nought.
    """

    regency: Sequence[PublicNeed]
    villages: Sequence[PublicNeed]
    position: int


class Score(Struct, frozen=True, kw_only=True):
    """What a partner promised, and how far that has come.

    Args:
        unanswered: handovers that the village has not confirmed or disputed yet.
        oldest_days: since how many days the oldest of these waits; None if there is none.
    """

    partner: str
    name: str
    committed_rupiah: int
    allocated_rupiah: int
    disbursed_rupiah: int
    delivered_rupiah: int
    verified_rupiah: int
    unanswered: int
    oldest_days: int | None


class ScoreAsked(Struct, frozen=True, kw_only=True):
    """Of what the scoreboard tells; every field that is given must hold."""

    fiscal_year: int | None = None
    strategy: Strategy | None = None
    village: str | None = None


class PublicController(Controller):
    """Open to everybody; kept for a few minutes by whoever asks."""

    path = "/public"
    tags = ("public",)
    opt = {"public": True, "strangers": "kept"}  # noqa: RUF012  (the framework's own way)

    @get("/needs", sync_to_thread=True, responses=OPEN_PROBLEMS)
    def needs(
        self,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        as_of: DayAsked = None,
        need: Annotated[NeedType | None, QueryParameter(description="Only this.")] = None,
    ) -> Response[PublicBoard]:
        """Unmet needs by village, without names; below five nothing is told."""
        moment = public.moment_of(regency, as_of)
        tag = public.tag_of(request, regency, moment, as_of)
        if public.is_known(request, tag):
            return public.unchanged(tag)
        return public.kept(Response(board(regency, moment, need=need)), tag)

    @get("/scoreboard", sync_to_thread=True, responses=OPEN_PROBLEMS)
    def scoreboard(
        self,
        *,
        request: AnyRequest,
        regency: NamedDependency[Regency],
        paging: NamedDependency[Paging],
        as_of: DayAsked = None,
        fiscal_year: YearAsked = None,
        strategy: Annotated[Strategy | None, QueryParameter(description="Only this.")] = None,
        village: VillageAsked = None,
    ) -> Response[Page[Score]]:
        """What each partner promised, set aside, paid, handed over, and what was seen of it."""
        moment = public.moment_of(regency, as_of)
        tag = public.tag_of(request, regency, moment, as_of)
        if public.is_known(request, tag):
            return public.unchanged(tag)
        key = after(paging, str)
        asked = ScoreAsked(fiscal_year=fiscal_year, strategy=strategy, village=village)
        found, _ = scores(regency, asked, moment, today=public.day_of(regency, as_of))
        rows = [one for one in found if key is None or one.partner > key[0]]
        position = min(moment.position, regency.engine.head())
        return public.kept(Response(paging.page(rows, lambda row: (row.partner,), position)), tag)


def _everywhere(taken: Mapping[tuple[str, NeedType], int]) -> Counter[NeedType]:
    """Return how many of each need are taken by number in the whole regency."""
    found = Counter[NeedType]()
    for (_, what), number in taken.items():
        found[what] += number
    return found


def board(
    regency: Regency, moment: Moment, *, need: NeedType | None = None, kecamatan: str = ""
) -> PublicBoard:
    """Return what anybody may know of unmet needs, villages in order."""
    reader = public.reader(regency)
    position = min(moment.position, regency.engine.catch_up(*BOARD_NEEDS))
    hidden = hidden_from(regency, reader)
    asked = programmes.Asked(is_retired=False, fiscal_year=regency.ledger.today.year)
    with regency.reading(reader, counts=True) as conn:
        lines = needs.counts(
            conn, regency.schema, regency.code, moment, by="village", hidden=hidden
        )
        catalogue = programmes.find(
            conn, regency.schema, asked, moment=moment, limit=MOST_PROGRAMMES
        )
        open_now = adoptions.still_open(conn, regency.schema, moment=moment)
    prices = cheapest(catalogue)
    taken = by_number(open_now, catalogue, prices, 13)
    counts, everywhere = _counted(lines), _everywhere(taken)
    codes = [one.code for one in territory(regency.code).villages]
    there = {what for _, what in counts}

    def told(village: str | None, one: NeedType, households: int | None) -> PublicNeed:
        return PublicNeed(
            village=village,
            need=one,
            need_label=NEED_LABELS[one],
            households=households,
            taken=taken.get((village, one), 0) if village else everywhere[one],
            unit_price_rupiah=prices[one][1] if one in prices else None,
        )

    return PublicBoard(
        regency=[
            told(None, one, published_sum([counts[code, one] for code in codes]))
            for one in NEEDS
            if one in there and need in {None, one}
        ],
        villages=[
            told(code, one, households)
            for code in codes
            if code.startswith(kecamatan)
            for one in NEEDS
            if need in {None, one} and (households := published(counts[code, one])) is not None
        ],
        position=position,
    )


def _counted(lines: Sequence[NeedCount]) -> Counter[tuple[str, NeedType]]:
    """Return how many needs of a kind a village has, whatever the strategy."""
    counts = Counter[tuple[str, NeedType]]()
    for line in lines:
        counts[line.area, line.need] += line.needs
    return counts


def scores(
    regency: Regency, asked: ScoreAsked, moment: Moment, *, today: date
) -> tuple[list[Score], list[Sum]]:
    """Return the scoreboard, partners by short name, and the five numbers of every other part.

    Args:
        today: the day until which waiting is counted.
    """
    regency.engine.catch_up(*SCORE_NEEDS)
    areas = (asked.village,) if asked.village else None
    bounds: dict[str, Any] = {
        "fiscal_year": asked.fiscal_year,
        "strategy": asked.strategy,
        "areas": areas,
    }
    with regency.reading(public.reader(regency), counts=True) as conn:
        found = scoreboard.sums(conn, regency.schema, scoreboard.Asked(**bounds), moment=moment)
        waiting = handovers.awaited(conn, regency.schema, handovers.Asked(**bounds), moment=moment)
        called = partners.names(conn, regency.schema)
    awaited = {one.partner: one for one in waiting}
    told = [
        Score(
            partner=one.key,
            name=called[one.key][-1][1] if one.key in called else one.key,
            committed_rupiah=one.committed_rupiah,
            allocated_rupiah=one.allocated_rupiah,
            disbursed_rupiah=one.disbursed_rupiah,
            delivered_rupiah=one.delivered_rupiah,
            verified_rupiah=one.verified_rupiah,
            unanswered=awaited[one.key].deliveries if one.key in awaited else 0,
            oldest_days=(today - awaited[one.key].since).days if one.key in awaited else None,
        )
        for one in found
        if one.part == "partner"
    ]
    return told, [one for one in found if one.part != "partner"]
