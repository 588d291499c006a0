"""The needs board: what waits where, at which price, what is taken of it, and what is left.

A household waits while its need is confirmed and nobody's promise holds it. Promises to a village
as a whole hold no household; they are shown as taken by number, so that the next one sees what is
left, and several may take the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Annotated, Literal, TypeAlias
from uuid import UUID

from litestar import Controller, Response
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Struct

from service.aggregates.commitment import Commitment
from service.aggregates.programme import TargetUnit
from service.application import Receipt
from service.commands import adoptions as commands
from service.http import reads
from service.http.api import needs as need_answers
from service.http.api.needs import CountedNeed
from service.http.areas import areas_of
from service.http.calls import Call
from service.http.paging import Page, Paging
from service.http.reads import AreaAsked, SlugAsked, command, question
from service.kernel.needs import NeedType, Strategy
from service.kernel.roles import Actor
from service.projections import adoptions, interests, open_promises, programmes
from service.projections.adoptions import Adoption
from service.projections.interests import Interest
from service.projections.moment import Moment
from service.projections.programmes import Programme
from service.regency import Regency

NEEDED = ("needs", "programmes", "adoptions", "contributions", "interests")
MOST_PROGRAMMES = 1_000
MOST_BY_NUMBER = 10**15

By: TypeAlias = Literal["village", "kecamatan"]
Order: TypeAlias = Literal["left", "gap", "area"]

BY_NUMBER: frozenset[TargetUnit] = frozenset({"person", "family", "house"})
"""Of programmes for these, a number of units is one of households."""


class BoardAsked(Struct, frozen=True, kw_only=True):
    """Which rows of the board, and in which order.

    Args:
        programme: only its need, at its price.
        is_matching: only what matches an interest of the reader's organisation.
    """

    need: NeedType | None = None
    strategy: Strategy | None = None
    programme: str | None = None
    by: By = "village"
    order: Order = "left"
    is_matching: bool = False


class BoardRow(Struct, frozen=True, kw_only=True):
    """One need in one place.

    Args:
        area: code of the village or kecamatan.
        households: that wait: confirmed, and held by nobody's promise. In steps of five for
            whoever may not know of single households, and all that follows from it likewise.
        promised: households whose need somebody's promise holds.
        programme: whose price counts: the one that was asked for, or else the cheapest that
            runs; None, like the price and what it comes to, if none of that need has one.
        taken: households that promises and proposals to villages are for; these hold none.
        left: that wait and are not taken.
        needed_rupiah, gap_rupiah: the price times those that wait, and times those left.
        promised_rupiah: promised for this need here, to households and villages, less what was
            handed over.
        is_matching: it is what the reader's organisation is interested in.
    """

    area: str
    strategy: Strategy
    strategy_label: str
    need: NeedType
    need_label: str
    households: int
    promised: int
    programme: str | None
    unit_price_rupiah: int | None
    needed_rupiah: int | None
    promised_rupiah: int
    taken: int
    left: int
    gap_rupiah: int | None
    is_matching: bool


class NeedsBoardController(Controller):
    """Needs to pick from; taken for households by name, or for a village by number."""

    tags = ("needs",)

    @question("/needs/board", right="counts.read")
    def board(
        self,
        *,
        regency: NamedDependency[Regency],
        actor: NamedDependency[Actor],
        moment: NamedDependency[Moment],
        paging: NamedDependency[Paging],
        by: Annotated[By, QueryParameter(description="What to count by.")] = "village",
        area: AreaAsked = None,
        need: Annotated[NeedType | None, QueryParameter(description="Only this.")] = None,
        strategy: Annotated[Strategy | None, QueryParameter(description="Only this.")] = None,
        programme: SlugAsked = None,
        order: Annotated[
            Order, QueryParameter(description="Most left, widest gap, or by area.")
        ] = "left",
        is_matching: Annotated[
            bool, QueryParameter(description="Only what one's organisation is interested in.")
        ] = False,
    ) -> Page[BoardRow]:
        """What waits where, at which price, what is taken of it and what is left."""
        asked = BoardAsked(
            need=need,
            strategy=strategy,
            programme=programme,
            by=by,
            order=order,
            is_matching=is_matching,
        )
        key = reads.after(paging, int, str, str, str)
        position = reads.caught_up(regency, moment, *NEEDED)
        found = rows(regency, actor, asked, areas=areas_of(actor, area), moment=moment)
        return paging.page(beyond(found, asked, key), lambda row: key_of(row, asked), position)

    @command("/needs/adoptions", right="commitments.make")
    def adopt(
        self, call: NamedDependency[Call], data: JSONBody[commands.AdoptNeeds]
    ) -> Response[Receipt]:
        """Take needs off the board; of several households all or none."""
        return call.record(
            lambda work: commands.adopt(work, data), about=(Commitment, "new"), location=_at
        )

    @command("/commitments/{commitment:uuid}/splits", right="commitments.make")
    def split(
        self,
        call: NamedDependency[Call],
        commitment: FromPath[UUID],
        data: JSONBody[commands.Split],
    ) -> Response[Receipt]:
        """Make promises to households out of a promise to their village, in one save."""
        return call.record(
            lambda work: commands.split(work, commitment, data),
            about=(Commitment, commitment),
            location=_at,
        )


def rows(
    regency: Regency,
    actor: Actor,
    asked: BoardAsked,
    *,
    areas: Sequence[str],
    moment: Moment,
) -> list[BoardRow]:
    """Return the rows of the board in the order asked for; read models are caught up before."""
    counts = need_answers.counted(
        regency, actor, areas, moment=moment, by=asked.by, standings=("unmet", "committed")
    )
    year = (moment.valid_on or regency.ledger.today).year
    with regency.reading(actor, counts=True) as conn:
        catalogue = programmes.find(
            conn,
            regency.schema,
            programmes.Asked(is_retired=False, fiscal_year=year),
            moment=moment,
            limit=MOST_PROGRAMMES,
        )
        open_now = adoptions.still_open(conn, regency.schema, areas, moment=moment)
        promised = open_promises.by_need(
            conn, regency.schema, areas, need=asked.need, moment=moment
        )
        wishes = interests.find(conn, regency.schema, actor.organisation, moment=moment)
    prices = cheapest(catalogue, asked.programme)
    digits = 13 if asked.by == "village" else 8
    taken = by_number(open_now, catalogue, prices, digits)
    rupiah: dict[tuple[str, NeedType], int] = {}
    for one in promised:
        place = (one.village[:digits], one.need)
        rupiah[place] = rupiah.get(place, 0) + one.open_rupiah
    only = next((one.need for one in catalogue if one.programme == asked.programme), None)
    found = _merged(counts, prices, taken, rupiah, wishes)
    wanted = (
        row
        for row in found
        if asked.need in {None, row.need}
        and asked.strategy in {None, row.strategy}
        and (asked.programme is None or row.need == only)
        and (row.is_matching or not asked.is_matching)
    )
    return sorted(wanted, key=lambda row: key_of(row, asked))


def cheapest(
    catalogue: Iterable[Programme], chosen: str | None = None
) -> dict[NeedType, tuple[str, int]]:
    """Return, for each need, the programme whose price counts, and that price.

    Args:
        chosen: only this one.
    """
    found: dict[NeedType, tuple[str, int]] = {}
    for one in sorted(catalogue, key=lambda one: (one.unit_price_rupiah or 0, one.programme)):
        is_priced = one.unit_price_rupiah is not None and one.target_unit in BY_NUMBER
        if is_priced and one.need not in found and chosen in {None, one.programme}:
            assert one.unit_price_rupiah is not None
            found[one.need] = (one.programme, one.unit_price_rupiah)
    return found


def by_number(
    open_now: Iterable[Adoption],
    catalogue: Iterable[Programme],
    prices: Mapping[NeedType, tuple[str, int]],
    digits: int,
) -> dict[tuple[str, NeedType], int]:
    """Return how many households promises and proposals to villages are for, by place and need.

    One that says no number is for as many as its rupiah pay for, at the price that counts.
    """
    apart = {one.programme for one in catalogue if one.target_unit not in BY_NUMBER}
    found: dict[tuple[str, NeedType], int] = {}
    for one in open_now:
        if one.programme in apart:
            continue  # for something all use, it takes no household off the board
        number = one.quantity
        if number is None:
            number = one.left_rupiah // prices[one.need][1] if one.need in prices else 0
        place = (one.village[:digits], one.need)
        found[place] = found.get(place, 0) + number
    return found


def key_of(row: BoardRow, asked: BoardAsked) -> tuple[int, str, str, str]:
    """Return what a row is sorted by, and a page begins after."""
    worth = {"left": row.left, "gap": row.gap_rupiah or 0, "area": 0}[asked.order]
    return (-min(worth, MOST_BY_NUMBER), row.area, row.strategy, row.need)


def beyond(
    found: Sequence[BoardRow], asked: BoardAsked, key: Sequence[str | int] | None
) -> list[BoardRow]:
    """Return the rows after a key, all without one."""
    return [row for row in found if key is None or key_of(row, asked) > tuple(key)]


def _merged(
    counts: Sequence[CountedNeed],
    prices: Mapping[NeedType, tuple[str, int]],
    taken: dict[tuple[str, NeedType], int],
    rupiah: dict[tuple[str, NeedType], int],
    wishes: Sequence[Interest],
) -> list[BoardRow]:
    """Return a row for each need of each place; what is taken there counts in one of them."""
    known: dict[tuple[str, Strategy, NeedType], dict[str, int]] = {}
    labels = {}
    for one in counts:
        at = (one.area, one.strategy, one.need)
        known.setdefault(at, {})[one.standing] = one.households
        labels[at] = (one.strategy_label, one.need_label)
    found = []
    for (area, strategy, need), standings in known.items():
        waiting = standings.get("unmet", 0)
        if not waiting:
            continue  # nothing to pick
        programme, price = prices.get(need, (None, None))
        # A household's need has one strategy, a village's promise another perhaps: once is enough.
        number, promised = taken.pop((area, need), 0), rupiah.pop((area, need), 0)
        left = max(0, waiting - number)
        found.append(
            BoardRow(
                area=area,
                strategy=strategy,
                strategy_label=labels[area, strategy, need][0],
                need=need,
                need_label=labels[area, strategy, need][1],
                households=waiting,
                promised=standings.get("committed", 0),
                programme=programme,
                unit_price_rupiah=price,
                needed_rupiah=None if price is None else waiting * price,
                promised_rupiah=promised,
                taken=number,
                left=left,
                gap_rupiah=None if price is None else left * price,
                is_matching=any(wish.matches(area, need, strategy) for wish in wishes),
            )
        )
    return found


def _at(commitment: str) -> str:
    return f"/api/v1/commitments/{commitment}"
